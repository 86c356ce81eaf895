/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-report.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lab/rt-format.h"

/* As it is typed, in every language. */
static void
append_seconds (GString    *words,
                const char *name,
                guint       ms)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (ms > 0)
    g_string_append_printf (words, ", %s=%s", name, g_ascii_formatd (text, sizeof text, "%.15g", ms / 1000.0));
}

/* What one was given that others were not: as it is typed, its name left out. */
static void
append_contestant (GString            *text,
                   const RtContestant *its)
{
  g_autoptr (GString) words = g_string_new (its->pattern);

  append_seconds (words, "interval", its->interval_ms);
  append_seconds (words, "wait", its->wait_ms);
  g_string_append (words, its->etag ? "" : ", etag=no");
  g_string_append (words, its->resume ? "" : ", resume=no");
  if (its->bus != NULL)
    g_string_append_printf (words, ", bus=%s", its->bus);
  if (!g_str_equal (words->str, its->name))
    g_string_append_printf (text, "%s: %s\n", its->name, words->str);
}

static void
append_clients (GString      *text,
                const RtPlan *plan)
{
  g_string_append_printf (text, "%s\n", plan->order == RT_ORDER_APART ? _("Patterns: one after the other, each alone.")
                                                                      : _("Patterns: all at the same time."));
  g_string_append_printf (text, "%s\n", plan->own_process ? _("Clients: in a process of their own.")
                                                          : _("Clients: in the server’s process."));
  if (plan->per_host == 0)
    g_string_append_printf (text, "%s\n", _("Connections: as many as each client likes."));
  else
    {
      /* Translators: connections, and clients */
      g_string_append_printf (text, _("Connections: %u at the most for each host of %u clients."), plan->per_host,
                              plan->host_clients);
      g_string_append_c (text, '\n');
    }
}

static void
append_times (GString      *text,
              const RtPlan *plan)
{
  g_autofree char *interval = rt_format_duration_us (plan->interval_ms * 1000.0);
  g_autofree char *wait = rt_format_duration_us (plan->wait_ms * 1000.0);

  if (plan->rate_kind == RT_RATE_BURSTS)
    g_string_append_printf (text, "%s: %u\n", _("Events of a burst"), plan->burst);
  if (plan->rate_kind == RT_RATE_REPLAY)
    g_string_append_printf (text, "%s: %s\n", _("Replayed"), plan->replay != NULL ? plan->replay : "");
  /* Translators: times: how often a client asks, and how long a long poll’s answer may wait */
  g_string_append_printf (text, _("Polls, where nothing else is said: every %s; a long poll is held up to %s."), interval,
                          wait);
  g_string_append_printf (text, "\n%s: %.15g\n", _("Seconds of warm-up"), plan->warm_up);
  g_string_append_printf (text, "%s: %u\n", _("Repetitions"), plan->repeat);
  g_string_append_printf (text, "%s: %" G_GUINT64_FORMAT "\n", _("Seed"), plan->seed);
}

static gboolean
stays_within (const RtPlan *plan)
{
  for (guint i = 0; i < plan->contestants->len; i++)
    {
      const char *bus = ((const RtContestant *) g_ptr_array_index (plan->contestants, i))->bus;

      if (bus != NULL && !g_str_has_prefix (bus, "embedded:"))
        return FALSE;
    }

  return TRUE;
}

static void
append_network (GString      *text,
                const RtPlan *plan)
{
  g_autofree char *faults = plan->faults != NULL && *plan->faults != NULL ? g_strjoinv ("; ", plan->faults) : NULL;

  if (faults == NULL)
    g_string_append_printf (text, "%s\n", stays_within (plan)
                                             ? _("Network: within the machine, nothing is delayed or broken.")
                                             : _("Network: nothing is delayed or broken."));
  else
    {
      g_string_append_printf (text, stays_within (plan)
                                    /* Translators: what was done to the connections, in the words of an option */
                                    ? _("Network: within the machine, with %s.")
                                    : _("Network: with %s."), faults);
      g_string_append_c (text, '\n');
    }
  g_string_append_printf (text, "%s\n", plan->http2 ? _("Protocol: HTTP/2 over TLS, for what can run on it.")
                                                    : _("Protocol: HTTP/1.1 without TLS."));
}

static const char *
get_word (JsonObject *object,
          const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static double
get_number (JsonObject *object,
            const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? (double) json_node_get_int (node) : 0;
}

/**
 * rt_report_machine:
 * @result: a result
 *
 * Returns: (transfer full): what it was measured on, as far as is known: processor, cores, memory,
 *   kernel, and the version of this program; empty where nothing is
 */
char *
rt_report_machine (RtResult *result)
{
  JsonNode *node = rt_result_get_machine (result);
  JsonObject *object = node != NULL ? json_node_get_object (node) : NULL;
  double cores = get_number (object, "cores");
  double memory = get_number (object, "memory_bytes");
  const char *words[] = { get_word (object, "kernel"), get_word (object, "architecture") };
  GString *text = g_string_new (get_word (object, "cpu"));

  if (cores > 0)
    g_string_append_printf (text, "%s%s: %.15g", text->len > 0 ? ", " : "", _("Cores"), cores);
  if (memory > 0)
    {
      g_autofree char *size = rt_format_bytes (memory);

      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? ", " : "", _("Memory"), size);
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i] != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words[i]);
  if (get_word (object, "roundtrip") != NULL)
    g_string_append_printf (text, "%sRoundtrip %s", text->len > 0 ? ", " : "", get_word (object, "roundtrip"));

  return g_string_free (text, FALSE);
}

/**
 * rt_report_conditions:
 * @result: a result
 *
 * Says all that rt_report_describe() does not say of how it was measured, so that another can do
 * the same, and knows what the figures hold for.
 *
 * Returns: (transfer full): lines
 */
char *
rt_report_conditions (RtResult *result)
{
  const RtPlan *plan = rt_result_get_plan (result);
  g_autofree char *machine = rt_report_machine (result);
  GDateTime *made = rt_result_get_made (result);
  g_autoptr (GDateTime) utc = made != NULL ? g_date_time_to_utc (made) : NULL;
  g_autofree char *when = utc != NULL ? g_date_time_format (utc, "%Y-%m-%d %H:%M UTC") : NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < plan->contestants->len; i++)
    append_contestant (text, g_ptr_array_index (plan->contestants, i));
  append_clients (text, plan);
  append_times (text, plan);
  append_network (text, plan);
  if (*machine != '\0')
    g_string_append_printf (text, "%s: %s\n", _("Machine"), machine);
  if (when != NULL)
    g_string_append_printf (text, "%s: %s\n", _("Begun"), when);

  return g_string_free (text, FALSE);
}
