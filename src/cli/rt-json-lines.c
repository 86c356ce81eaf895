/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-json-lines.h"

#include "core/rt-event.h"
#include "core/rt-json.h"

static void
append_name (GString    *json,
             const char *name)
{
  if (json->str[json->len - 1] != '{')
    g_string_append_c (json, ',');
  g_string_append_printf (json, "\"%s\":", name);
}

static void
append_number (GString    *json,
               const char *name,
               guint64     number)
{
  append_name (json, name);
  g_string_append_printf (json, "%" G_GUINT64_FORMAT, number);
}

static void
append_number_or_null (GString    *json,
                       const char *name,
                       gint64      number)
{
  append_name (json, name);
  if (number < 0)
    g_string_append (json, "null");
  else
    g_string_append_printf (json, "%" G_GINT64_FORMAT, number);
}

static void
append_text_or_null (GString    *json,
                     const char *name,
                     const char *text)
{
  append_name (json, name);
  if (text == NULL)
    g_string_append (json, "null");
  else
    rt_json_append_string (json, text, -1);
}

static GString *
begin (const char *kind)
{
  GString *json = g_string_new ("{");

  append_text_or_null (json, "kind", kind);

  return json;
}

static char *
end (GString *json)
{
  g_string_append (json, "}\n");

  return g_string_free (json, FALSE);
}

/* Line ends can only be blank space between a JSON text's tokens, and the line
 * must stay one. */
static void
append_json (GString    *json,
             const char *text,
             gsize       length)
{
  gsize start = json->len;

  g_string_append_len (json, text, length);
  for (gsize i = start; i < json->len; i++)
    if (json->str[i] == '\n' || json->str[i] == '\r')
      json->str[i] = ' ';
}

static void
append_data (GString   *json,
             RtMessage *message)
{
  gsize length;
  const char *data = g_bytes_get_data (message->data, &length);

  /* No bytes have no address. */
  if (length == 0)
    data = "";

  append_name (json, "data");
  if (message->binary || !g_utf8_validate_len (data, length, NULL))
    {
      g_autofree char *base64 = g_base64_encode ((const guchar *) data, length);

      rt_json_append_string (json, base64, -1);
      append_text_or_null (json, "encoding", "base64");
    }
  else if (rt_json_check (data, length, NULL))
    append_json (json, data, length);
  else
    rt_json_append_string (json, data, length);
}

/**
 * rt_json_line_state:
 * @state: which it is in now
 * @reason: (nullable): why, for people
 *
 * Returns: (transfer full): the line that says so
 */
char *
rt_json_line_state (RtClientState  state,
                    const char    *reason)
{
  GString *json = begin ("state");

  append_text_or_null (json, "state", rt_client_state_to_string (state));
  append_text_or_null (json, "reason", reason);

  return end (json);
}

/**
 * rt_json_line_resumed:
 * @resumption: how it was opened again
 *
 * "resumed_with" is null where nothing was asked for, "lost" where nobody knows.
 *
 * Returns: (transfer full): the line that says that it is open again
 */
char *
rt_json_line_resumed (RtResumption *resumption)
{
  GString *json = begin ("state");

  append_text_or_null (json, "state", rt_client_state_to_string (RT_CLIENT_OPEN));
  append_text_or_null (json, "reason", NULL);
  append_text_or_null (json, "resumed_with", resumption->request);
  append_number_or_null (json, "after_us", resumption->after_us);
  append_number_or_null (json, "lost", resumption->lost);

  return end (json);
}

/* What only a bus says of a message. */
static void
append_delivery (GString             *json,
                 const RtBusDelivery *delivery)
{
  if (delivery->offset >= 0)
    {
      append_number_or_null (json, "partition", delivery->partition);
      append_number_or_null (json, "offset", delivery->offset);
    }
  else
    {
      append_number (json, "priority", delivery->message->priority);
      append_name (json, "redelivered");
      g_string_append (json, delivery->redelivered ? "true" : "false");
    }
  append_text_or_null (json, "key", delivery->message->key);
}

/**
 * rt_json_line_event:
 * @message: what came
 *
 * Data that is JSON is put in as it is, other text as a string, and bytes in
 * base64 with "encoding":"base64". "time" and "latency_us" are null where the
 * birth is unknown. Of a bus "partition" and "offset" of a log, or "priority" and "redelivered" of
 * a queue, and "key", are in it as well.
 *
 * Returns: (transfer full): the line that says so
 */
char *
rt_json_line_event (RtMessage *message)
{
  GString *json = begin ("event");
  char time[RT_TIME_LENGTH + 1];

  append_name (json, "seq");
  if (message->has_seq)
    g_string_append_printf (json, "%" G_GUINT64_FORMAT, message->seq);
  else
    g_string_append (json, "null");
  append_text_or_null (json, "type", message->type);

  if (message->time_us > 0)
    rt_time_format (message->time_us, time);
  append_text_or_null (json, "time", message->time_us > 0 ? time : NULL);
  append_number_or_null (json, "latency_us", message->latency_us);
  if (message->delivery != NULL)
    append_delivery (json, message->delivery);
  append_data (json, message);

  return end (json);
}

/**
 * rt_json_line_gap:
 * @lost: how many events are gone, -1 where nobody can know
 *
 * Returns: (transfer full): the line that says so
 */
char *
rt_json_line_gap (gint64 lost)
{
  GString *json = begin ("gap");

  append_number_or_null (json, "lost", lost);

  return end (json);
}

static void
append_latency (GString           *json,
                const RtHistogram *latency)
{
  gboolean any = latency != NULL && rt_histogram_get_count (latency) > 0;

  append_name (json, "latency_us");
  g_string_append_c (json, '{');
  append_number_or_null (json, "p50", any ? rt_histogram_get_quantile (latency, 0.5) : -1);
  append_number_or_null (json, "p95", any ? rt_histogram_get_quantile (latency, 0.95) : -1);
  append_number_or_null (json, "p99", any ? rt_histogram_get_quantile (latency, 0.99) : -1);
  append_number_or_null (json, "max", any ? rt_histogram_get_max (latency) : -1);
  g_string_append_c (json, '}');
}

/**
 * rt_json_line_total:
 * @traffic: the counters of a client
 *
 * Returns: (transfer full): the line that says so
 */
char *
rt_json_line_total (const RtTraffic *traffic)
{
  GString *json = begin ("total");

  append_number (json, "events", traffic->events);
  append_number (json, "lost", traffic->lost);
  append_number (json, "conflated", traffic->conflated);
  append_number (json, "unknown_gaps", traffic->unknown_gaps);
  append_number (json, "duplicate", traffic->duplicate);
  append_number (json, "reordered", traffic->reordered);
  append_number (json, "requests", traffic->requests);
  append_number (json, "empty", traffic->empty);
  append_number (json, "connections", traffic->connections_opened);
  append_number (json, "payload_bytes", rt_traffic_get_payload (traffic));
  append_number (json, "wire_bytes_in", traffic->wire.bytes_in);
  append_number (json, "wire_bytes_out", traffic->wire.bytes_out);
  append_latency (json, traffic->latency);

  return end (json);
}

static void
append_pattern (GString         *json,
                const char      *pattern,
                const RtTraffic *traffic)
{
  if (json->str[json->len - 1] == '}')
    g_string_append_c (json, ',');
  g_string_append_c (json, '{');
  append_text_or_null (json, "pattern", pattern);
  append_number (json, "connections", traffic->connections_opened);
  append_number (json, "requests", traffic->requests);
  append_number (json, "empty", traffic->empty);
  append_number (json, "events", traffic->events);
  append_number (json, "dropped", traffic->dropped);
  append_number (json, "conflated", traffic->conflated);
  append_number (json, "forgotten", traffic->forgotten);
  append_number (json, "left", traffic->left);
  append_number (json, "queued", traffic->outbox_events);
  append_number (json, "publishes_refused", traffic->waits);
  append_number (json, "readers_disconnected", traffic->disconnected);
  append_number (json, "payload_bytes_in", traffic->payload_in);
  append_number (json, "payload_bytes_out", traffic->payload_out);
  append_number (json, "wire_bytes_in", traffic->wire.bytes_in);
  append_number (json, "wire_bytes_out", traffic->wire.bytes_out);
  append_number (json, "overhead_bytes", rt_traffic_get_overhead (traffic));
  append_number (json, "segments_in", traffic->wire.segments_in);
  append_number (json, "segments_out", traffic->wire.segments_out);
  g_string_append_c (json, '}');
}

/**
 * rt_json_line_totals:
 * @ledger: the counters of a server, settled
 * @patterns: (array zero-terminated=1): whose, in this order
 * @limits: the limits of that server
 *
 * Returns: (transfer full): the line that says so, and how often which limit struck
 */
char *
rt_json_line_totals (RtLedger           *ledger,
                     const char * const *patterns,
                     RtLimits           *limits)
{
  GString *json = begin ("total");

  append_name (json, "patterns");
  g_string_append_c (json, '[');
  for (guint i = 0; patterns[i] != NULL; i++)
    append_pattern (json, patterns[i], rt_ledger_get (ledger, patterns[i]));
  g_string_append_c (json, ']');
  append_name (json, "limits_hit");
  g_string_append_c (json, '{');
  for (guint i = 0; i < RT_N_LIMITS; i++)
    g_string_append_printf (json, "%s\"%s\":%" G_GUINT64_FORMAT, i > 0 ? "," : "", rt_limit_get_info (i)->name,
                            rt_limits_get_hits (limits, i));
  g_string_append_c (json, '}');

  return end (json);
}

/**
 * rt_json_line_confirmed:
 * @has_seq: whether the server said a number
 * @seq: which
 * @sent_again: how often it was sent once more because no answer came
 *
 * Returns: (transfer full): the line that says so
 */
char *
rt_json_line_confirmed (gboolean has_seq,
                        guint64  seq,
                        guint    sent_again)
{
  GString *json = begin ("confirmed");

  append_name (json, "seq");
  if (has_seq)
    g_string_append_printf (json, "%" G_GUINT64_FORMAT, seq);
  else
    g_string_append (json, "null");
  if (sent_again > 0)
    append_number (json, "sent_again", sent_again);

  return end (json);
}
