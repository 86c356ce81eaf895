/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "rt-serving.h"

G_BEGIN_DECLS

/* So many channels are listed. */
#define RT_CHANNEL_ROWS_MAX 100

/* A group with a row for each channel there is, or that something is set for, and for those
 * that come. */
void rt_channel_rows_add (AdwPreferencesPage *page,
                          RtServing          *serving);

G_END_DECLS
