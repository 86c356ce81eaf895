/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-picture.h"

G_BEGIN_DECLS

/* Asks where to, and prints. */
void rt_printing_run (GtkWindow  *parent,
                      const char *title,
                      RtPicture  *picture);

G_END_DECLS
