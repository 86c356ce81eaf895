/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-source.h"

G_BEGIN_DECLS

/**
 * RtSourceButton:
 *
 * Opens a small form in which to choose what a lane reads. Hidden until it has a source.
 */
#define RT_TYPE_SOURCE_BUTTON (rt_source_button_get_type ())
G_DECLARE_FINAL_TYPE (RtSourceButton, rt_source_button, RT, SOURCE_BUTTON, AdwBin)

void rt_source_button_set_source (RtSourceButton *self,
                                  RtSource       *source);

G_END_DECLS
