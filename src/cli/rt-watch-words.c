/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-watch-words.h"

#include <glib/gi18n.h>
#include <stdint.h>
#include <string.h>

#include "cli/rt-text-lines.h"
#include "lab/rt-format.h"
#include "lab/rt-resumption-words.h"

/**
 * rt_watch_say_state:
 * @console: where to
 * @client: a client that has just come to its state
 *
 * Says what that means; that it closed is for others to say.
 */
void
rt_watch_say_state (RtConsole *console,
                    RtClient  *client)
{
  const char *reason = rt_client_get_reason (client);
  g_autofree char *sentence = rt_format_sentence (reason != NULL ? reason : _("The connection was lost."));

  switch (rt_client_get_state (client))
    {
    case RT_CLIENT_CONNECTING:
      rt_console_progress (console, _("Connecting to %s …"), rt_client_get_shown_uri (client));
      break;
    case RT_CLIENT_OPEN:
      rt_console_progress (console, _("Connected."));
      break;
    case RT_CLIENT_RETRYING:
      /* Translators: a sentence that says what went wrong, then seconds */
      rt_console_say (console, _("%s Trying again in %.2g s."), sentence,
                      rt_client_get_retry_us (client) / (double) G_USEC_PER_SEC);
      break;
    case RT_CLIENT_CLOSED:
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * rt_watch_say_resumed:
 * @console: where to
 * @resumption: how the connection was opened again
 *
 * Says it, and what was lost.
 */
void
rt_watch_say_resumed (RtConsole    *console,
                      RtResumption *resumption)
{
  g_autofree char *words = rt_resumption_dup_words (resumption);
  g_autoptr (GString) safe = g_string_new (NULL);

  /* Some of them are the server's. */
  rt_text_append_safe (safe, words, strlen (words));
  /* Translators: a sentence without its full stop */
  rt_console_say (console, _("%s."), safe->str);
}

/**
 * rt_watch_say_gap:
 * @console: where to
 * @lost: how many events are missing, -1 where nobody can know
 *
 * Says that they are.
 */
void
rt_watch_say_gap (RtConsole *console,
                  gint64     lost)
{
  if (lost < 0)
    rt_console_say (console, _("Events are missing here; how many cannot be known."));
  else
    rt_console_say (console,
                    g_dngettext (GETTEXT_PACKAGE, "%jd event is missing here.",
                                 "%jd events are missing here.", lost), (intmax_t) lost);
}

/**
 * rt_watch_say_earlier:
 * @console: where to
 * @first: the first event that is remembered
 *
 * Says why its number is not 1.
 */
void
rt_watch_say_earlier (RtConsole *console,
                      RtMessage *first)
{
  if (first->has_seq)
    rt_console_say (console, _("The numbers go on from an earlier run; what came before %ju is not remembered."),
                    (uintmax_t) first->seq);
}
