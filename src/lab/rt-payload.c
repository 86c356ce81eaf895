/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-payload.h"

#include <string.h>

/* What a text member adds to an object, its letters left out. */
#define FILLING ",\"p\":\"\""

/* As many digits as there is room for, without a zero in front (RFC 8259 section 6). */
static GBytes *
new_number (gsize   size,
            guint64 number)
{
  char *text = g_malloc (size + 1);

  memset (text, '0', size);
  text[size] = '\0';
  for (gsize i = size; i > 1; i--, number /= 10)
    text[i - 1] = (char) ('0' + number % 10);
  text[0] = (char) ('1' + number % 9);

  return g_bytes_new_take (text, size);
}

/**
 * rt_payload_new:
 * @size: how many bytes, at least 1
 * @number: of the event
 * @time_us: its birth, µs since 1970
 *
 * Returns: (transfer full): JSON of exactly @size bytes
 */
GBytes *
rt_payload_new (gsize   size,
                guint64 number,
                gint64  time_us)
{
  g_autofree char *head = g_strdup_printf ("{\"n\":%" G_GUINT64_FORMAT ",\"t\":%" G_GINT64_FORMAT, number, time_us);
  gsize used = strlen (head) + 1;
  char *text;

  g_return_val_if_fail (size > 0, NULL);

  if (used > size)
    return new_number (size, number);

  text = g_malloc (size + 1);
  memset (text, ' ', size);
  memcpy (text, head, used - 1);
  if (size - used >= strlen (FILLING))
    {
      memcpy (text + used - 1, FILLING, strlen (FILLING) - 1);
      memset (text + used - 1 + strlen (FILLING) - 1, 'x', size - used - strlen (FILLING));
      text[size - 2] = '"';
    }
  text[size - 1] = '}';
  text[size] = '\0';

  return g_bytes_new_take (text, size);
}

/* The digits after @label at @text, moved past both. */
static gboolean
take_number (const char **text,
             const char  *end,
             const char  *label,
             guint64     *number)
{
  gsize length = strlen (label);
  const char *digit;

  if ((gsize) (end - *text) <= length || memcmp (*text, label, length) != 0)
    return FALSE;

  *number = 0;
  for (digit = *text + length; digit < end && g_ascii_isdigit (*digit); digit++)
    {
      if (*number > (G_MAXINT64 - 9) / 10)
        return FALSE;
      *number = *number * 10 + (guint64) (*digit - '0');
    }
  if (digit == *text + length)
    return FALSE;
  *text = digit;

  return TRUE;
}

/**
 * rt_payload_parse:
 * @payload: what was received
 * @number: (out): of the event
 * @time_us: (out): its birth, µs since 1970
 *
 * Reads what rt_payload_new() writes.
 *
 * Returns: %FALSE where @payload tells neither
 */
gboolean
rt_payload_parse (GBytes  *payload,
                  guint64 *number,
                  gint64  *time_us)
{
  gsize size;
  const char *text = g_bytes_get_data (payload, &size);
  const char *end = text + size;
  guint64 birth;

  if (!take_number (&text, end, "{\"n\":", number) || !take_number (&text, end, ",\"t\":", &birth))
    return FALSE;
  *time_us = (gint64) birth;

  return TRUE;
}
