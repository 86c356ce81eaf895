/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-output.h"

G_BEGIN_DECLS

/**
 * RtPrompt:
 *
 * The bottom line of a terminal, where one types while other lines are printed above.
 * Backspace, Ctrl+W (a word) and Ctrl+U (all of it) take back what was typed, Enter gives
 * it out, Ctrl+D on an empty line ends it. While it lives the terminal echoes nothing by
 * itself.
 */
#define RT_TYPE_PROMPT (rt_prompt_get_type ())
G_DECLARE_FINAL_TYPE (RtPrompt, rt_prompt, RT, PROMPT, GObject)

/* Bytes of a line; more is not taken, and the terminal's bell says so. */
#define RT_PROMPT_MAX_LINE (16 * 1024)

/* Signals:
 *   "line" (string): a line was typed, UTF-8 without control characters
 *   "ended" (): nothing more will be typed; once
 */

/* @fd: a terminal that is read. @output: one that is drawable. */
RtPrompt *rt_prompt_new   (int          fd,
                           RtOutput    *output,
                           const char  *prompt);
/* Prints @text, whole lines, above. */
void      rt_prompt_print (RtPrompt    *self,
                           const char  *text);
/* Leaves the terminal as it was found; nothing is read any more. */
void      rt_prompt_stop  (RtPrompt    *self);

G_END_DECLS
