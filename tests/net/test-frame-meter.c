/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-frame-meter.h"

/* A masked frame's header and payload, appended. */
static void
append_frame (GByteArray *wire,
              gsize       length)
{
  guint8 header[14] = { 0x82 };
  guint n = 2;
  guint size = length > 65535 ? 8 : length > 125 ? 2 : 0;
  g_autofree guint8 *payload = g_malloc (length + 1);

  header[1] = 0x80 | (size == 8 ? 127 : size == 2 ? 126 : (guint8) length);
  for (guint i = size; i > 0; i--)
    header[n++] = (guint8) ((guint64) length >> (8 * (i - 1)));
  /* Of what looks like the beginning of another. */
  memset (payload, 0x81, length);
  memset (header + n, 0x81, 4);
  g_byte_array_append (wire, header, n + 4);
  g_byte_array_append (wire, payload, (guint) length);
}

static void
test_boundaries (void)
{
  static const gsize lengths[] = { 0, 1, 125, 126, 65535, 65536, 70000, 0 };

  /* However the bytes come in. */
  for (gsize step = 1; step < 100000; step = step * 3 + 1)
    {
      RtFrameMeter meter = { 0 };

      for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
        {
          g_autoptr (GByteArray) wire = g_byte_array_new ();

          append_frame (wire, lengths[i]);
          for (gsize from = 0; from < wire->len; from += step)
            {
              g_assert_cmpint (rt_frame_meter_is_inside (&meter), ==, from > 0);
              rt_frame_meter_feed (&meter, wire->data + from, MIN (step, wire->len - from));
            }
          g_assert_false (rt_frame_meter_is_inside (&meter));
          g_assert_cmpuint (meter.n_frames, ==, i + 1);
        }
    }
}

static void
test_several_at_once (void)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  RtFrameMeter meter = { 0 };

  for (guint i = 0; i < 100; i++)
    append_frame (wire, i * 10);
  rt_frame_meter_feed (&meter, wire->data, wire->len - 1);
  g_assert_true (rt_frame_meter_is_inside (&meter));
  g_assert_cmpuint (meter.n_frames, ==, 100);
  rt_frame_meter_feed (&meter, wire->data + wire->len - 1, 1);
  g_assert_false (rt_frame_meter_is_inside (&meter));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/frame-meter/knows-where-a-frame-ends", test_boundaries);
  g_test_add_func ("/frame-meter/follows-several-at-once", test_several_at_once);

  return g_test_run ();
}
