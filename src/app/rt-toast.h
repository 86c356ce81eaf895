/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Short messages that go by themselves. What was done is seen as well; why something was not
 * is said nowhere else, and stays longer. */
void rt_toast_tell (AdwToastOverlay *overlay,
                    const char      *words);
void rt_toast_warn (AdwToastOverlay *overlay,
                    const char      *words);

G_END_DECLS
