/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-lane-broken.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-lane-marks.h"

static char *
dup_cut (const RtFault *fault)
{
  g_autofree char *time = rt_format_duration_us (fault->value);

  if (fault->is_time)
    /* Translators: what is broken on purpose: each connection is cut after such a time */
    return g_strdup_printf (_("cut after %s"), time);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "cut after %d event", "cut after %d events", fault->value),
                          (int) fault->value);
}

static char *
dup_delay (const RtFault *fault)
{
  g_autofree char *time = rt_format_duration_us (fault->value);
  g_autofree char *jitter = rt_format_duration_us (fault->jitter);

  if (fault->jitter > 0)
    /* Translators: what is broken on purpose: a time, and how much more or less at most */
    return g_strdup_printf (_("delayed by %s ± %s"), time, jitter);
  /* Translators: what is broken on purpose: a time */
  return g_strdup_printf (_("delayed by %s"), time);
}

static char *
dup_limit (const RtFault *fault)
{
  g_autofree char *rate = rt_format_rate (fault->value);

  /* Translators: what is broken on purpose: so many bytes a second */
  return g_strdup_printf (_("limited to %s"), rate);
}

static char *
dup_words (const RtFault *fault)
{
  switch (fault->kind)
    {
    case RT_FAULT_CUT_AFTER:
      return dup_cut (fault);
    case RT_FAULT_DELAY:
      return dup_delay (fault);
    case RT_FAULT_LIMIT:
      return dup_limit (fault);
    case RT_FAULT_STOP:
      /* Translators: what is broken on purpose, one of a list */
      return g_strdup (_("server stopped"));
    case RT_FAULT_REFUSE:
      return g_strdup (_("connects refused"));
    case RT_FAULT_STALL:
      return g_strdup (_("nothing read"));
    case RT_FAULT_SWALLOW:
      /* Translators: what is broken on purpose: of so many events one */
      return g_strdup_printf (_("one event in %d swallowed"), (int) fault->value);
    case RT_FAULT_DUPLICATE:
      return g_strdup_printf (_("one event in %d duplicated"), (int) fault->value);
    case RT_FAULT_LOSE_ANSWER:
      /* Translators: what is broken on purpose: of so many answers one */
      return g_strdup_printf (_("one answer in %d lost"), (int) fault->value);
    case RT_FAULT_STATUS:
      /* Translators: what is broken on purpose: requests are answered with this status */
      return g_strdup_printf (_("answered %d"), (int) fault->value);
    case RT_FAULT_CUT:
    case RT_N_FAULT_KINDS:
    default:
      return NULL;
    }
}

static void
list (GString  *list,
      RtFaults *faults)
{
  if (faults == NULL)
    return;
  for (guint kind = 0; kind < RT_N_FAULT_KINDS; kind++)
    {
      const RtFault *fault = rt_faults_get (faults, kind);
      g_autofree char *words = fault != NULL ? dup_words (fault) : NULL;

      if (words != NULL)
        /* Translators: between what is in a list */
        g_string_append_printf (list, "%s%s", list->len > 0 ? _(", ") : "", words);
    }
}

/**
 * rt_lane_dup_broken:
 * @lane: a lane
 *
 * Says what is broken on purpose on the connections of its clients and at its server.
 *
 * Returns: (transfer full) (nullable): one line, for people; %NULL: nothing is
 */
char *
rt_lane_dup_broken (RtLane *lane)
{
  g_autoptr (GString) words = g_string_new (NULL);

  list (words, rt_lane_get_faults (lane));
  list (words, rt_lane_get_server_faults (lane));
  if (words->len == 0)
    return NULL;
  /* Translators: what was broken on purpose follows, such as “delayed by 100 ms” */
  return g_strdup_printf (_("Broken on purpose: %s"), words->str);
}

/**
 * rt_lane_get_broken:
 * @lane: a lane
 *
 * Returns: whether anything is broken on purpose where its connections are
 */
gboolean
rt_lane_get_broken (RtLane *lane)
{
  RtFaults *server = rt_lane_get_server_faults (lane);

  return rt_faults_is_active (rt_lane_get_faults (lane)) || (server != NULL && rt_faults_is_active (server));
}

/**
 * rt_lane_mend:
 * @lane: a lane
 *
 * Mends everything that is broken on purpose at both ends of its connections; at its server
 * for the lanes beside it as well.
 */
void
rt_lane_mend (RtLane *lane)
{
  RtFaults *server = rt_lane_get_server_faults (lane);

  rt_faults_clear (rt_lane_get_faults (lane));
  if (server != NULL)
    rt_faults_clear (server);
}
