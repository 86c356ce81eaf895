/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-output.h"

G_BEGIN_DECLS

/**
 * RtPrompt:
 *
 * The bottom of a terminal, where one types while other lines are printed above: GNU
 * readline's editing and history, with the user's settings (~/.inputrc). What was typed
 * before is forgotten with it. While it lives the terminal echoes nothing by itself. There
 * is one at a time.
 */
#define RT_TYPE_PROMPT (rt_prompt_get_type ())
G_DECLARE_FINAL_TYPE (RtPrompt, rt_prompt, RT, PROMPT, GObject)

/* Signals:
 *   "line" (string): a line was typed, UTF-8 without control characters
 *   "ended" (): nothing more will be typed; once
 */

/* @output: the terminal that is standard input, too. NULL where there is no prompt. */
RtPrompt *rt_prompt_new   (RtOutput    *output,
                           const char  *prompt);
/* Prints @text, whole lines, above. */
void      rt_prompt_print (RtPrompt    *self,
                           const char  *text);
/* Leaves the terminal as it was found; nothing is read any more. */
void      rt_prompt_stop  (RtPrompt    *self);

G_END_DECLS
