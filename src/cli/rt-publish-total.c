/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-publish-total.h"

#include <glib/gi18n.h>
#include <stdint.h>

/**
 * rt_publish_total_add:
 * @self: a total
 * @has_seq: whether the server said the number of a message
 * @seq: which
 * @n_unanswered: how often that message was sent before
 *
 * Counts a message that is safe.
 */
void
rt_publish_total_add (RtPublishTotal *self,
                      gboolean        has_seq,
                      guint64         seq,
                      guint           n_unanswered)
{
  self->n_confirmed++;
  self->n_unanswered += n_unanswered;
  if (!has_seq)
    return;

  self->first = self->has_numbers ? self->first : seq;
  self->last = seq;
  self->has_numbers = TRUE;
}

static void
tell_repeated (const RtPublishTotal *self,
               RtConsole            *console)
{
  rt_console_say (console,
                  g_dngettext (GETTEXT_PACKAGE,
                               "%ju answer was lost, and its message sent again: it may have been published more than "
                               "once. --idempotent has it published once.",
                               "%ju answers were lost, and their messages sent again: some may have been published more "
                               "than once. --idempotent has each published once.",
                               self->n_unanswered), (uintmax_t) self->n_unanswered);
}

static char *
dup_count (const RtPublishTotal *self,
           gboolean              may_repeat)
{
  if (may_repeat)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Published %ju message, perhaps more than once",
                                         "Published %ju messages, some perhaps more than once",
                                         self->n_confirmed), (uintmax_t) self->n_confirmed);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Published %ju message", "Published %ju messages",
                                       self->n_confirmed), (uintmax_t) self->n_confirmed);
}

/**
 * rt_publish_total_tell:
 * @self: a total
 * @console: where to
 * @once: whether the server was told what was sent again, by a key
 * @json: the total itself is not to be told
 * @failed: whether anything was refused or failed
 *
 * Tells it, and what may be there more than once.
 */
void
rt_publish_total_tell (const RtPublishTotal *self,
                       RtConsole            *console,
                       gboolean              once,
                       gboolean              json,
                       gboolean              failed)
{
  gboolean may_repeat = self->n_unanswered > 0 && !once;
  g_autofree char *count = dup_count (self, may_repeat);
  RtOutput *output = rt_console_get_output (console);
  g_autofree char *sentence = NULL;

  if (may_repeat)
    tell_repeated (self, console);
  if (json || (self->n_confirmed == 0 && failed))
    return;

  /* Translators: a sentence without its full stop */
  sentence = g_strdup_printf (_("%s."), count);
  if (!self->has_numbers)
    rt_output_printf (output, "%s\n", sentence);
  else if (self->n_confirmed == 1)
    rt_output_printf (output, _("%s, number %ju.\n"), count, (uintmax_t) self->first);
  else
    rt_output_printf (output, _("%s, numbers %ju to %ju.\n"),
                      count, (uintmax_t) self->first, (uintmax_t) self->last);
}
