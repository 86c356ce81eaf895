/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-metrics.h"

#include <string.h>

/* One sample of a family: the label that tells it from its siblings, and where in
 * an RtTraffic its value stands. */
typedef struct {
  const char *label; /* with the comma before it */
  gsize       offset;
} Sample;

typedef struct {
  const char *name;
  const char *type;
  const char *unit;  /* (nullable) */
  const char *help;
  Sample      samples[4]; /* those after the last without a label */
} Family;

#define AT(member) G_STRUCT_OFFSET (RtTraffic, member)
#define IN_AND_OUT(in, out) { { ",direction=\"in\"", AT (in) }, { ",direction=\"out\"", AT (out) } }
#define ALONE(member) { { "", AT (member) } }

static const Family families[] = {
  { "roundtrip_connections", "gauge", NULL,
    "Connections open now.", ALONE (connections_open) },
  { "roundtrip_connections_opened", "counter", NULL,
    "Connections by the pattern of their first request.", ALONE (connections_opened) },
  { "roundtrip_requests", "counter", NULL,
    "Requests received.", ALONE (requests) },
  { "roundtrip_responses", "counter", NULL,
    "Responses sent.", ALONE (responses) },
  { "roundtrip_empty_responses", "counter", NULL,
    "Responses that carried nothing new.", ALONE (empty) },
  { "roundtrip_events_delivered", "counter", NULL,
    "Events that left for a client.", ALONE (events) },
  { "roundtrip_payload_bytes", "counter", "bytes",
    "Bytes of the events' data, nothing else.", IN_AND_OUT (payload_in, payload_out) },
  { "roundtrip_file_bytes", "counter", "bytes",
    "Bytes of bodies that were taken as they came up: files.", ALONE (file_bytes) },
  { "roundtrip_wire_bytes", "counter", "bytes",
    "TCP payload as the kernel counted it, nothing of it twice.", IN_AND_OUT (wire.bytes_in, wire.bytes_out) },
  { "roundtrip_segments", "counter", NULL,
    "TCP segments that carried data.", IN_AND_OUT (wire.segments_in, wire.segments_out) },
  { "roundtrip_estimated_header_bytes", "counter", "bytes",
    "TCP/IP headers of those segments, estimated.", ALONE (header_bytes) },
  { "roundtrip_events_dropped", "counter", NULL,
    "Events that did not leave: given way or replaced by a newer one where the outbox was full, "
    "forgotten by the channel before, or left over when the connection ended.",
    { { ",reason=\"full\"", AT (dropped) }, { ",reason=\"conflated\"", AT (conflated) },
      { ",reason=\"forgotten\"", AT (forgotten) }, { ",reason=\"left\"", AT (left) } } },
  { "roundtrip_events_queued", "gauge", NULL,
    "Events that wait for their readers now, in outboxes and unread in channels.", ALONE (outbox_events) },
  { "roundtrip_queued_bytes", "gauge", "bytes",
    "Bytes that wait for their readers now.", ALONE (outbox_bytes) },
  { "roundtrip_publishes_refused", "counter", NULL,
    "Publishes refused because a reader had as much to read as it may.", ALONE (waits) },
  { "roundtrip_readers_disconnected", "counter", NULL,
    "Readers disconnected because they did not keep up.", ALONE (disconnected) },
};

static void
append_sample (GString         *text,
               const Family    *family,
               const Sample    *sample,
               const char      *pattern,
               const RtTraffic *traffic)
{
  g_string_append_printf (text, "%s%s{pattern=\"%s\"%s} %" G_GUINT64_FORMAT "\n",
                          family->name, g_str_equal (family->type, "counter") ? "_total" : "",
                          pattern, sample->label,
                          G_STRUCT_MEMBER (guint64, traffic, sample->offset));
}

static void
append_family (GString      *text,
               const Family *family,
               RtLedger     *ledger)
{
  const char * const *patterns = rt_ledger_get_patterns (ledger);

  g_string_append_printf (text, "# TYPE %s %s\n", family->name, family->type);
  if (family->unit != NULL)
    g_string_append_printf (text, "# UNIT %s %s\n", family->name, family->unit);
  g_string_append_printf (text, "# HELP %s %s\n", family->name, family->help);

  for (guint i = 0; patterns[i] != NULL; i++)
    {
      const RtTraffic *traffic = rt_ledger_get (ledger, patterns[i]);

      for (guint j = 0; j < G_N_ELEMENTS (family->samples) && family->samples[j].label != NULL; j++)
        append_sample (text, family, &family->samples[j], patterns[i], traffic);
    }
}

static void
append_limits (GString  *text,
               RtLimits *limits)
{
  g_string_append (text, "# TYPE roundtrip_limits_hit counter\n"
                         "# HELP roundtrip_limits_hit How often something was refused because of a limit.\n");
  for (guint i = 0; i < RT_N_LIMITS; i++)
    g_string_append_printf (text, "roundtrip_limits_hit_total{limit=\"%s\"} %" G_GUINT64_FORMAT "\n",
                            rt_limit_get_info (i)->name, rt_limits_get_hits (limits, i));
}

static void
append_idempotency (GString       *text,
                    RtIdempotency *idempotency)
{
  g_string_append_printf (text,
                          "# TYPE roundtrip_idempotency_keys_dropped counter\n"
                          "# HELP roundtrip_idempotency_keys_dropped Keys whose answers gave way to others "
                          "before their time: a request sent again would be carried out again.\n"
                          "roundtrip_idempotency_keys_dropped_total %" G_GUINT64_FORMAT "\n",
                          rt_idempotency_get_n_dropped (idempotency));
}

/**
 * rt_metrics_format:
 * @ledger: a ledger
 * @limits: limits
 * @idempotency: a memory of answers
 *
 * Writes the accounts, how often which limit struck, and what was forgotten too early, as
 * OpenMetrics text, version 1.0.0.
 * The names and labels are a contract; families and labels may be added, none may change.
 *
 * Returns: (transfer full): the text, with its end marker
 */
char *
rt_metrics_format (RtLedger      *ledger,
                   RtLimits      *limits,
                   RtIdempotency *idempotency)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    append_family (text, &families[i], ledger);
  append_limits (text, limits);
  append_idempotency (text, idempotency);
  g_string_append (text, "# EOF\n");

  return g_string_free (text, FALSE);
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtExchange) exchange = user_data;
  RtServer *server = RT_SERVER (source);
  g_autoptr (GBytes) body = NULL;
  char *text;

  if (!rt_server_settle_finish (server, result, NULL))
    return;

  text = rt_metrics_format (rt_server_get_ledger (server), rt_server_get_limits (server),
                            rt_server_get_idempotency (server));
  body = g_bytes_new_take (text, strlen (text));
  rt_exchange_set_header (exchange, "Cache-Control", "no-store");
  rt_exchange_respond (exchange, SOUP_STATUS_OK, RT_METRICS_CONTENT_TYPE, body);
}

/* The answer is held while the counters are brought up to date, in slices. */
static void
answer (RtExchange *exchange,
        gpointer    user_data)
{
  rt_exchange_hold_for_work (exchange);
  rt_server_settle_async (RT_SERVER (user_data), NULL, settled_cb, g_object_ref (exchange));
}

/**
 * rt_metrics_add_route:
 * @server: a server
 *
 * Serves the counters of @server at /metrics, as of the moment of the answer. The
 * request counts for %RT_LEDGER_OTHER.
 */
void
rt_metrics_add_route (RtServer *server)
{
  static const RtRoute route = { "/metrics", "GET", RT_LEDGER_OTHER, FALSE, 0, answer };

  rt_ledger_get (rt_server_get_ledger (server), RT_LEDGER_OTHER);
  rt_server_add_route (server, &route, server);
}
