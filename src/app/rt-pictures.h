/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-window.h"

G_BEGIN_DECLS

/* Starts all lanes of @window, draws it at several sizes, in light and dark, with what
 * they show by then and the stories that they can show, into @folder, and closes it. */
void rt_pictures_take (RtWindow   *window,
                       const char *folder);

G_END_DECLS
