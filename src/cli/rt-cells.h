/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How wide text is on a terminal, in cells. Text is valid UTF-8 without control
 * characters. */

guint  rt_cells_of_text      (const char *text);
/* What fits of @text into @width cells: its beginning, with an ellipsis where that is not
 * all of it. (transfer full) */
char  *rt_cells_shorten      (const char *text,
                              guint       width);

G_END_DECLS
