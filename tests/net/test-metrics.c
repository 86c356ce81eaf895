/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-metrics.h"

static void
assert_has_line (const char *text,
                 const char *line)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (!g_strv_contains ((const char * const *) lines, line))
    g_error ("no line \"%s\" in:\n%s", line, text);
}

static const char * const expected[] = {
  "roundtrip_connections{pattern=\"websocket\"} 1",
  "roundtrip_connections_opened_total{pattern=\"websocket\"} 2",
  "roundtrip_requests_total{pattern=\"websocket\"} 3",
  "roundtrip_responses_total{pattern=\"websocket\"} 4",
  "roundtrip_empty_responses_total{pattern=\"websocket\"} 5",
  "roundtrip_events_delivered_total{pattern=\"websocket\"} 6",
  "roundtrip_payload_bytes_total{pattern=\"websocket\",direction=\"in\"} 7",
  "roundtrip_payload_bytes_total{pattern=\"websocket\",direction=\"out\"} 8",
  "roundtrip_file_bytes_total{pattern=\"websocket\"} 16",
  "roundtrip_wire_bytes_total{pattern=\"websocket\",direction=\"in\"} 9",
  "roundtrip_wire_bytes_total{pattern=\"websocket\",direction=\"out\"} 18446744073709551615",
  "roundtrip_segments_total{pattern=\"websocket\",direction=\"in\"} 11",
  "roundtrip_segments_total{pattern=\"websocket\",direction=\"out\"} 12",
  "roundtrip_estimated_header_bytes_total{pattern=\"websocket\"} 13",
  "roundtrip_events_dropped_total{pattern=\"websocket\",reason=\"full\"} 14",
  "roundtrip_events_dropped_total{pattern=\"websocket\",reason=\"conflated\"} 15",
  "roundtrip_events_dropped_total{pattern=\"websocket\",reason=\"forgotten\"} 17",
  "roundtrip_events_dropped_total{pattern=\"websocket\",reason=\"left\"} 18",
  "roundtrip_events_queued{pattern=\"websocket\"} 19",
  "roundtrip_queued_bytes{pattern=\"websocket\"} 20",
  "roundtrip_publishes_refused_total{pattern=\"websocket\"} 21",
  "roundtrip_readers_disconnected_total{pattern=\"websocket\"} 22",
  "roundtrip_idempotency_keys_dropped_total 0",
};

static void
test_names (void)
{
  g_autoptr (RtLedger) ledger = rt_ledger_new ();
  g_autoptr (RtLimits) limits = rt_limits_new ();
  g_autoptr (RtIdempotency) idempotency = rt_idempotency_new ();
  g_autofree char *text = NULL;
  RtTraffic *traffic = rt_ledger_get (ledger, "websocket");

  traffic->connections_open = 1;
  traffic->connections_opened = 2;
  traffic->requests = 3;
  traffic->responses = 4;
  traffic->empty = 5;
  traffic->events = 6;
  traffic->payload_in = 7;
  traffic->payload_out = 8;
  traffic->file_bytes = 16;
  traffic->wire = (RtWire) { 9, G_MAXUINT64, 11, 12 };
  traffic->header_bytes = 13;
  traffic->dropped = 14;
  traffic->conflated = 15;
  traffic->forgotten = 17;
  traffic->left = 18;
  traffic->outbox_events = 19;
  traffic->outbox_bytes = 20;
  traffic->waits = 21;
  traffic->disconnected = 22;
  text = rt_metrics_format (ledger, limits, idempotency);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    assert_has_line (text, expected[i]);
}

static void
test_every_pattern (void)
{
  g_autoptr (RtLedger) ledger = rt_ledger_new ();
  g_autoptr (RtLimits) limits = rt_limits_new ();
  g_autoptr (RtIdempotency) idempotency = rt_idempotency_new ();
  g_autofree char *text = NULL;

  rt_ledger_get (ledger, "short-polling");
  rt_ledger_get (ledger, RT_LEDGER_OTHER)->requests = 1;
  text = rt_metrics_format (ledger, limits, idempotency);

  assert_has_line (text, "roundtrip_requests_total{pattern=\"short-polling\"} 0");
  assert_has_line (text, "roundtrip_requests_total{pattern=\"other\"} 1");
}

/* OpenMetrics 1.0: a family's metadata stands before its samples and names it
 * without the suffix of a counter; a unit is the end of the name; # EOF is last. */
static void
test_form (void)
{
  g_autoptr (RtLedger) ledger = rt_ledger_new ();
  g_autoptr (RtLimits) limits = rt_limits_new ();
  g_autoptr (RtIdempotency) idempotency = rt_idempotency_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *family = NULL;
  guint n_families = 0;

  rt_ledger_get (ledger, "long-polling");
  text = rt_metrics_format (ledger, limits, idempotency);
  g_assert_true (g_str_has_suffix (text, "\n# EOF\n"));
  *strstr (text, "# EOF") = '\0';
  lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i][0] != '\0'; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 4);

      if (g_str_has_prefix (lines[i], "# TYPE "))
        {
          g_free (family);
          family = g_strdup (words[2]);
          g_assert_false (g_str_has_suffix (family, "_total"));
          n_families++;
        }
      else if (g_str_has_prefix (lines[i], "# UNIT "))
        {
          g_assert_cmpstr (words[2], ==, family);
          g_assert_true (g_str_has_suffix (family, words[3]));
        }
      else if (g_str_has_prefix (lines[i], "# HELP "))
        g_assert_cmpstr (words[2], ==, family);
      else
        g_assert_true (g_str_has_prefix (lines[i], family));
    }
  g_assert_cmpuint (n_families, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/metrics/names-and-labels-are-those-of-the-contract", test_names);
  g_test_add_func ("/metrics/has-every-account", test_every_pattern);
  g_test_add_func ("/metrics/form-is-openmetrics", test_form);

  return g_test_run ();
}
