/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <time.h>

#include "core/rt-event.h"

/* 0001-01-01 and the last µs of 9999, all that four digits of a year can say. */
#define EARLIEST_US (G_GINT64_CONSTANT (-62135596800) * G_USEC_PER_SEC)
#define LATEST_US   (G_GINT64_CONSTANT (253402300800) * G_USEC_PER_SEC - 1)

static char *
put_digits (char *at,
            guint value,
            guint n_digits,
            char  after)
{
  for (guint i = n_digits; i > 0; i--)
    {
      at[i - 1] = (char) ('0' + value % 10);
      value /= 10;
    }
  at[n_digits] = after;

  return at + n_digits + 1;
}

/**
 * rt_time_format:
 * @time_us: a time, µs since 1970 UTC
 * @buffer: (out caller-allocates): where to write it, with a NUL at the end
 *
 * Writes a time as it travels: RFC 3339 section 5.6, in UTC, always with six
 * digits of a second: "2011-04-12T06:00:00.000001Z". Times that a year of four
 * digits cannot say become the nearest that can be said.
 */
void
rt_time_format (gint64 time_us,
                char   buffer[RT_TIME_LENGTH + 1])
{
  gint64 us = CLAMP (time_us, EARLIEST_US, LATEST_US);
  gint64 fraction = us % G_USEC_PER_SEC;
  time_t seconds;
  struct tm utc;
  char *at = buffer;

  if (fraction < 0)
    fraction += G_USEC_PER_SEC;
  seconds = (time_t) ((us - fraction) / G_USEC_PER_SEC);
  gmtime_r (&seconds, &utc);

  at = put_digits (at, (guint) utc.tm_year + 1900, 4, '-');
  at = put_digits (at, (guint) utc.tm_mon + 1, 2, '-');
  at = put_digits (at, (guint) utc.tm_mday, 2, 'T');
  at = put_digits (at, (guint) utc.tm_hour, 2, ':');
  at = put_digits (at, (guint) utc.tm_min, 2, ':');
  at = put_digits (at, (guint) utc.tm_sec, 2, '.');
  at = put_digits (at, (guint) fraction, 6, 'Z');
  *at = '\0';
}

/**
 * rt_time_parse:
 * @text: a time in any form of ISO 8601 that names its zone
 * @time_us: (out): the time, µs since 1970 UTC
 *
 * Reads a time. Digits of a second beyond the sixth are cut off.
 *
 * Returns: %FALSE, with @time_us as it was, where @text is not such a time
 */
gboolean
rt_time_parse (const char *text,
               gint64     *time_us)
{
  g_autoptr (GDateTime) time = NULL;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (time_us != NULL, FALSE);

  time = g_date_time_new_from_iso8601 (text, NULL);
  if (time == NULL)
    return FALSE;

  *time_us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);

  return TRUE;
}
