/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-traffic.h"

/* Every counter different from every other, so that a mix-up shows. */
static void
fill (RtTraffic *traffic)
{
  guint64 *counters = (guint64 *) traffic;

  rt_traffic_init (traffic);
  for (gsize i = 0; i < G_STRUCT_OFFSET (RtTraffic, latency) / sizeof (guint64); i++)
    counters[i] = i + 1;
  rt_traffic_record_latency (traffic, 100);
  rt_traffic_record_age (traffic, 50);
}

static void
test_begins_with_nothing (void)
{
  g_auto (RtTraffic) traffic;

  memset (&traffic, 0xaa, sizeof traffic);
  rt_traffic_init (&traffic);

  g_assert_cmpuint (traffic.requests, ==, 0);
  g_assert_null (traffic.latency);
  g_assert_null (traffic.age);
  g_assert_cmpfloat (rt_traffic_get_empty_share (&traffic), ==, -1);
  g_assert_cmpfloat (rt_traffic_get_bytes_per_event (&traffic), ==, -1);
}

static void
test_adds_every_counter (void)
{
  g_auto (RtTraffic) one = { 0 };
  g_auto (RtTraffic) sum = { 0 };
  const guint64 *counters = (const guint64 *) &sum;

  fill (&one);
  rt_traffic_add (&sum, &one);
  rt_traffic_add (&sum, &one);

  for (gsize i = 0; i < G_STRUCT_OFFSET (RtTraffic, latency) / sizeof (guint64); i++)
    g_assert_cmpuint (counters[i], ==, 2 * (i + 1));
  g_assert_cmpuint (rt_histogram_get_count (sum.latency), ==, 2);
  g_assert_cmpuint (rt_histogram_get_count (sum.age), ==, 2);
  g_assert_cmpuint (rt_histogram_get_count (one.latency), ==, 1);
}

static void
test_copy_stands_alone (void)
{
  g_auto (RtTraffic) traffic = { 0 };
  g_auto (RtTraffic) copy = { 0 };

  fill (&traffic);
  rt_traffic_record_age (&copy, 9);
  rt_traffic_copy (&traffic, &copy);
  g_assert_cmpmem (&traffic, G_STRUCT_OFFSET (RtTraffic, latency), &copy, G_STRUCT_OFFSET (RtTraffic, latency));
  g_assert_cmpint (rt_histogram_get_max (copy.age), ==, 50);

  rt_traffic_record_latency (&traffic, 7000);
  g_assert_cmpuint (rt_histogram_get_count (copy.latency), ==, 1);
  rt_traffic_copy (&copy, &copy);
  g_assert_cmpuint (rt_histogram_get_count (copy.latency), ==, 1);
}

static void
test_reset_is_as_new (void)
{
  static const RtTraffic nothing = { 0 };
  g_auto (RtTraffic) traffic = { 0 };

  fill (&traffic);
  rt_traffic_reset (&traffic);

  g_assert_cmpmem (&traffic, sizeof traffic, &nothing, sizeof nothing);
}

static void
test_overhead_is_wire_less_payload (void)
{
  g_auto (RtTraffic) traffic = { .wire = { .bytes_in = 100, .bytes_out = 900 }, .payload_in = 10, .payload_out = 190 };

  g_assert_cmpuint (rt_traffic_get_wire_bytes (&traffic), ==, 1000);
  g_assert_cmpuint (rt_traffic_get_payload (&traffic), ==, 200);
  g_assert_cmpuint (rt_traffic_get_overhead (&traffic), ==, 800);
  g_assert_cmpfloat (rt_traffic_get_overhead_share (&traffic), ==, 0.8);

  traffic.payload_out = 5000;
  g_assert_cmpuint (rt_traffic_get_overhead (&traffic), ==, 0);
}

/* 0 % would be said of a connection whose every byte has a head. */
static void
test_overhead_of_what_waits_is_unknown (void)
{
  g_auto (RtTraffic) traffic = { .wire = { .bytes_in = 100, .bytes_out = 6220 }, .payload_out = 120000 };

  g_assert_cmpfloat (rt_traffic_get_overhead_share (&traffic), ==, -1);
  traffic = (RtTraffic) { .payload_out = 0 };
  g_assert_cmpfloat (rt_traffic_get_overhead_share (&traffic), ==, -1);
}

static void
test_shares (void)
{
  g_auto (RtTraffic) traffic = { .wire = { .bytes_in = 100, .bytes_out = 900 }, .responses = 4, .empty = 3,
                                 .events = 20 };

  g_assert_cmpfloat (rt_traffic_get_empty_share (&traffic), ==, 0.75);
  g_assert_cmpfloat (rt_traffic_get_bytes_per_event (&traffic), ==, 50);

  traffic.unique = 10;
  g_assert_cmpfloat (rt_traffic_get_bytes_per_event (&traffic), ==, 100);

  traffic.wire = (RtWire) { 0 };
  g_assert_cmpfloat (rt_traffic_get_bytes_per_event (&traffic), ==, -1);
}

static void
test_wire_subtracts_what_was_before (void)
{
  RtWire wire = { 10, 20, 3, 4 };
  const RtWire before = { 1, 2, 1, 1 };

  rt_wire_subtract (&wire, &before);

  g_assert_cmpuint (wire.bytes_in, ==, 9);
  g_assert_cmpuint (wire.bytes_out, ==, 18);
  g_assert_cmpuint (wire.segments_in, ==, 2);
  g_assert_cmpuint (wire.segments_out, ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/traffic/begins-with-nothing", test_begins_with_nothing);
  g_test_add_func ("/traffic/adds-every-counter", test_adds_every_counter);
  g_test_add_func ("/traffic/copy-stands-alone", test_copy_stands_alone);
  g_test_add_func ("/traffic/reset-is-as-new", test_reset_is_as_new);
  g_test_add_func ("/traffic/overhead-is-wire-less-payload", test_overhead_is_wire_less_payload);
  g_test_add_func ("/traffic/overhead-of-what-waits-to-be-sent-is-unknown", test_overhead_of_what_waits_is_unknown);
  g_test_add_func ("/traffic/shares", test_shares);
  g_test_add_func ("/traffic/wire-subtracts-what-was-before", test_wire_subtracts_what_was_before);

  return g_test_run ();
}
