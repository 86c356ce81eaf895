/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-resumption-words.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"

/* Of a client that asked for nothing: it only came back. */
static char *
dup_open_again (const char *time,
                gint64      lost)
{
  guint n = (guint) CLAMP (lost, 0, G_MAXINT);

  if (lost < 0)
    /* Translators: a duration, such as "212 ms" */
    return g_strdup_printf (_("Open again after %s"), time);
  if (lost == 0)
    /* Translators: a duration, such as "212 ms" */
    return g_strdup_printf (_("Open again after %s; nothing was lost"), time);

  /* Translators: a duration, such as "212 ms", and how many events */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Open again after %s; %u event was lost",
                                       "Open again after %s; %u events were lost", n), time, n);
}

static char *
dup_resumed (const char *request,
             const char *time,
             gint64      lost)
{
  guint n = (guint) CLAMP (lost, 0, G_MAXINT);

  if (lost < 0)
    /* Translators: what a request says, such as "Last-Event-ID: 41", and a duration, such as "212 ms" */
    return g_strdup_printf (_("Resumed with %s after %s"), request, time);
  if (lost == 0)
    /* Translators: what a request says, such as "Last-Event-ID: 41", and a duration, such as "212 ms" */
    return g_strdup_printf (_("Resumed with %s after %s; nothing was lost"), request, time);

  /* Translators: what a request says, such as "Last-Event-ID: 41", a duration, such as "212 ms", and how many events */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Resumed with %s after %s; %u event was lost",
                                       "Resumed with %s after %s; %u events were lost", n), request, time, n);
}

/**
 * rt_resumption_dup_words:
 * @self: what a client says
 *
 * Returns: (transfer full): how it went on, how long that took and what was lost, for
 *   people, without a full stop
 */
char *
rt_resumption_dup_words (RtResumption *self)
{
  g_autofree char *time = rt_format_duration_us (self->after_us);

  return self->request != NULL ? dup_resumed (self->request, time, self->lost) : dup_open_again (time, self->lost);
}
