/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-text-lines.h"

#include <glib/gi18n.h>
#include <stdint.h>

#include "lab/rt-format.h"

/* Characters that are not seen but change how the rest is seen. */
static gboolean
is_unsafe (gunichar c)
{
  if (c < 0x20 || (c >= 0x7f && c < 0xa0))
    return TRUE;

  return c == 0x061c || c == 0x200e || c == 0x200f || c == 0x2028 || c == 0x2029 ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void
append_escape (GString  *line,
               gunichar  c)
{
  if (c == '\n')
    g_string_append (line, "\\n");
  else if (c == '\r')
    g_string_append (line, "\\r");
  else if (c == '\t')
    g_string_append (line, "\\t");
  else if (c < 0x80)
    g_string_append_printf (line, "\\x%02x", c);
  else
    g_string_append_printf (line, "\\u%04x", c);
}

/**
 * rt_text_append_safe:
 * @line: what to append to
 * @text: anything
 * @length: bytes of @text
 *
 * Appends @text with all that could move a cursor, change a terminal's mode or turn the
 * direction of writing replaced by visible escapes, bytes that are not UTF-8 included.
 */
void
rt_text_append_safe (GString    *line,
                     const char *text,
                     gsize       length)
{
  const char *end = text + length;

  while (text < end)
    {
      gunichar c = g_utf8_get_char_validated (text, end - text);

      if (c == (gunichar) -1 || c == (gunichar) -2)
        g_string_append_printf (line, "\\x%02x", (guchar) *text++);
      else
        {
          if (is_unsafe (c))
            append_escape (line, c);
          else
            g_string_append_unichar (line, c);
          text = g_utf8_next_char (text);
        }
    }
}

static void
append_time (GString   *line,
             RtMessage *message)
{
  gint64 us = message->time_us > 0 ? message->time_us : message->received_us;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (us / G_USEC_PER_SEC);
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%H:%M:%S") : NULL;

  if (text != NULL)
    g_string_append_printf (line, "%s.%03d", text, (int) (us % G_USEC_PER_SEC / 1000));
  else
    g_string_append (line, "-");
}

/**
 * rt_text_line_event:
 * @message: what came
 *
 * Returns: (transfer full): "12:03:04.123  42  message  DATA" with the time of birth in
 *   the local time zone, or of arrival where that is not known; "-" stands for no number.
 *   Binary data is written in base64.
 */
char *
rt_text_line_event (RtMessage *message)
{
  GString *line = g_string_new (NULL);
  gsize length;
  const char *data = g_bytes_get_data (message->data, &length);

  append_time (line, message);
  if (message->has_seq)
    g_string_append_printf (line, "  %" G_GUINT64_FORMAT "  ", message->seq);
  else
    g_string_append (line, "  -  ");
  rt_text_append_safe (line, message->type, strlen (message->type));
  g_string_append (line, "  ");

  if (message->binary)
    {
      g_autofree char *base64 = g_base64_encode ((const guchar *) data, length);

      g_string_append_printf (line, "base64:%s", base64);
    }
  else if (length > 0)
    rt_text_append_safe (line, data, length);
  g_string_append_c (line, '\n');

  return g_string_free (line, FALSE);
}

static void
append_latency (GString           *line,
                const RtHistogram *latency)
{
  g_autofree char *p50 = NULL;
  g_autofree char *p95 = NULL;
  g_autofree char *max = NULL;

  if (latency == NULL || rt_histogram_get_count (latency) == 0)
    return;

  p50 = rt_format_duration_us (rt_histogram_get_quantile (latency, 0.5));
  p95 = rt_format_duration_us (rt_histogram_get_quantile (latency, 0.95));
  max = rt_format_duration_us (rt_histogram_get_max (latency));
  g_string_append_printf (line, _(" · latency %s (p50), %s (p95), %s (max)"), p50, p95, max);
}

/**
 * rt_text_line_total:
 * @traffic: the counters of a client
 *
 * Returns: (transfer full): one line that says what came and what it cost
 */
char *
rt_text_line_total (const RtTraffic *traffic)
{
  GString *line = g_string_new (NULL);
  g_autofree char *payload = rt_format_bytes (rt_traffic_get_payload (traffic));
  g_autofree char *in = rt_format_bytes (traffic->wire.bytes_in);
  g_autofree char *out = rt_format_bytes (traffic->wire.bytes_out);

  g_string_append_printf (line, ngettext ("Total: %ju event", "Total: %ju events", traffic->events),
                          (uintmax_t) traffic->events);
  g_string_append_printf (line, ngettext (", %ju lost", ", %ju lost", traffic->lost),
                          (uintmax_t) traffic->lost);
  if (traffic->unknown_gaps > 0)
    g_string_append_printf (line, ngettext (" (besides %ju gap of unknown size)",
                                            " (besides %ju gaps of unknown size)", traffic->unknown_gaps),
                            (uintmax_t) traffic->unknown_gaps);
  if (traffic->conflated > 0)
    g_string_append_printf (line, ngettext (", %ju conflated", ", %ju conflated", traffic->conflated),
                            (uintmax_t) traffic->conflated);
  g_string_append_printf (line, ngettext (", %ju duplicate", ", %ju duplicate", traffic->duplicate),
                          (uintmax_t) traffic->duplicate);
  g_string_append_printf (line, ngettext (", %ju reordered", ", %ju reordered", traffic->reordered),
                          (uintmax_t) traffic->reordered);
  g_string_append_printf (line, ngettext (" · %ju request", " · %ju requests", traffic->requests),
                          (uintmax_t) traffic->requests);
  g_string_append_printf (line, ngettext (", %ju empty", ", %ju empty", traffic->empty),
                          (uintmax_t) traffic->empty);
  g_string_append_printf (line, ngettext (" · %ju connection", " · %ju connections", traffic->connections_opened),
                          (uintmax_t) traffic->connections_opened);
  g_string_append_printf (line, _(" · payload %s · wire %s in, %s out"), payload, in, out);
  append_latency (line, traffic->latency);
  g_string_append_c (line, '\n');

  return g_string_free (line, FALSE);
}
