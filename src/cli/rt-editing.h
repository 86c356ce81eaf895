/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How GNU readline edits a line here. Readline is one for the process. */

/* Bytes of a line; more is not taken, and the terminal's bell says so. */
#define RT_EDITING_MAX_LINE (16 * 1024)

/* Lines that can be brought back; the oldest is forgotten for one more. */
#define RT_EDITING_MAX_HISTORY 100

void      rt_editing_begin      (void);
/* Where the cursor is. */
void      rt_editing_draw       (void);
void      rt_editing_erase      (void);
char     *rt_editing_take_drawn (void);
char     *rt_editing_clean      (const char *line);
char     *rt_editing_end        (void);

G_END_DECLS
