/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Event streams: however they are cut, the same events come out, in UTF-8. */

#include "config.h"

#include "fuzz.h"
#include "patterns/server-sent-events/rt-event-stream-parser.h"

#define LIMIT 300

static gboolean
event_cb (const RtStreamEvent *event,
          gpointer             user_data)
{
  gsize length;
  const char *data = g_bytes_get_data (event->data, &length);

  g_assert_true (fuzz_is_text (data, length));
  g_assert_true (g_utf8_validate (event->type, -1, NULL));
  g_assert_true (g_utf8_validate (event->last_event_id, -1, NULL));
  g_assert_cmpuint (length, <=, 3 * LIMIT);
  g_string_append_printf (user_data, "%s|%s|%d|", event->type, event->last_event_id, event->has_id);
  g_string_append_len (user_data, data, length);

  return length % 7 != 6;
}

static void
retry_cb (guint    ms,
          gpointer user_data)
{
  g_string_append_printf (user_data, "retry %u", ms);
}

static void
field_cb (const char *name,
          const char *value,
          gsize       length,
          gpointer    user_data)
{
  g_assert_cmpint (value[length], ==, '\0');
  g_string_append_printf (user_data, "%s=", name);
  g_string_append_len (user_data, value, length);
}

static void
block_ended_cb (gpointer user_data)
{
  g_string_append_c (user_data, ';');
}

static GString *
parse (const guint8 *data,
       gsize         size,
       gsize         step)
{
  static const RtEventStreamHandler handler = { event_cb, retry_cb, field_cb, block_ended_cb };
  GString *log = g_string_new (NULL);
  g_autoptr (RtEventStreamParser) parser = rt_event_stream_parser_new (&handler, log);

  rt_event_stream_parser_set_limit (parser, LIMIT);
  for (gsize i = 0; i < size; i += step)
    {
      gsize n = MIN (step, size - i);
      g_autofree guint8 *piece = g_memdup2 (data + i, n);

      if (!rt_event_stream_parser_feed (parser, piece, n, NULL))
        {
          g_string_append (log, "too long");
          break;
        }
    }
  g_string_append (log, rt_event_stream_parser_get_last_event_id (parser));

  return log;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  gsize step = fuzz_take_step (&data, &size);
  g_autoptr (GString) whole = parse (data, size, MAX (size, 1));
  g_autoptr (GString) pieces = parse (data, size, step);

  g_assert_cmpmem (whole->str, whole->len, pieces->str, pieces->len);

  return 0;
}
