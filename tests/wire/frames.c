/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "frames.h"

#include <stdlib.h>
#include <string.h>

static const guint8 mask_key[] = { 0x37, 0xFA, 0x21, 0x3D };

static const struct {
  const char *name;
  guint8      opcode;
} names[] = {
  { "text", 1 }, { "binary", 2 }, { "cont", 0 }, { "close", 8 }, { "ping", 9 }, { "pong", 10 },
};

typedef struct {
  guint8      head;
  gboolean    wrong_mask;
  guint       length_bytes;  /* 0: the fewest that will do */
  gboolean    has_length;
  guint64     length;        /* what it says, with has_length */
  GByteArray *payload;
} Frame;

static void
append_hexadecimal (GByteArray  *bytes,
                    const char **at)
{
  while (**at != '>')
    {
      char digits[3] = { (*at)[0], (*at)[1], '\0' };
      guint8 byte = (guint8) strtoul (digits, NULL, 16);

      g_assert_true (g_ascii_isxdigit (digits[0]) && g_ascii_isxdigit (digits[1]));
      g_byte_array_append (bytes, &byte, 1);
      *at += 2;
      while (**at == ' ')
        ++*at;
    }
  ++*at;
}

static void
append_close (GByteArray  *bytes,
              const char **at)
{
  guint code = (guint) strtoul (*at, (char **) at, 10);
  const guint8 both[] = { (guint8) (code >> 8), (guint8) code };
  const char *end = strchr (*at, ']');

  g_byte_array_append (bytes, both, sizeof both);
  if (**at == ' ')
    g_byte_array_append (bytes, (const guint8 *) *at + 1, end - *at - 1);
  *at = end + 1;
}

static void
parse_payload (Frame       *frame,
               const char **at)
{
  char kind = *(*at)++;

  if (kind == '(')
    {
      const char *end = strchr (*at, ')');

      g_byte_array_append (frame->payload, (const guint8 *) *at, end - *at);
      *at = end + 1;
    }
  else if (kind == '<')
    append_hexadecimal (frame->payload, at);
  else if (kind == '[')
    append_close (frame->payload, at);
  else
    {
      gsize n = strtoul (*at, (char **) at, 10);

      g_assert_cmpint (kind, ==, '*');
      g_byte_array_set_size (frame->payload, n);
      memset (frame->payload->data, '*', n);
    }
}

static void
parse_name (Frame       *frame,
            const char **at)
{
  while (g_str_has_prefix (*at, "rsv"))
    {
      frame->head |= 0x80 >> ((*at)[3] - '0');
      *at += strlen ("rsv1.");
    }

  if (g_str_has_prefix (*at, "op"))
    {
      frame->head |= g_ascii_xdigit_value ((*at)[2]);
      *at += strlen ("op3");
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (!g_str_has_prefix (*at, names[i].name))
        continue;
      frame->head |= names[i].opcode;
      *at += strlen (names[i].name);
      return;
    }

  g_error ("What frame is “%s”?", *at);
}

static void
parse_marks (Frame       *frame,
             const char **at)
{
  frame->head |= 0x80;
  for (;;)
    {
      char mark = *(*at)++;

      if (mark == '-')
        frame->head &= 0x7F;
      else if (mark == '!')
        frame->wrong_mask = TRUE;
      else if (mark == '@')
        frame->length_bytes = *(*at)++ - '0';
      else if (mark == '#')
        {
          frame->has_length = TRUE;
          frame->length_bytes = 8;
          frame->length = strtoull (*at, (char **) at, 16);
        }
      else
        {
          --*at;
          return;
        }
    }
}

static void
append_frame (GByteArray  *bytes,
              const Frame *frame,
              gboolean     masked)
{
  guint64 length = frame->has_length ? frame->length : frame->payload->len;
  guint n = frame->length_bytes > 0 ? frame->length_bytes : length < 126 ? 0 : length < 65536 ? 2 : 8;
  guint8 head[10] = { frame->head, n == 0 ? (guint8) length : n == 2 ? 126 : 127 };

  for (guint i = 0; i < n; i++)
    head[2 + i] = (guint8) (length >> (8 * (n - 1 - i)));
  if (masked)
    head[1] |= 0x80;
  g_byte_array_append (bytes, head, 2 + n);
  if (masked)
    g_byte_array_append (bytes, mask_key, sizeof mask_key);
  for (guint i = 0; masked && i < frame->payload->len; i++)
    frame->payload->data[i] ^= mask_key[i % 4];
  g_byte_array_append (bytes, frame->payload->data, frame->payload->len);
}

void
frames_append (GByteArray *bytes,
               const char *script,
               gboolean    masked)
{
  const char *at = script;

  while (*at != '\0')
    {
      Frame frame = { .payload = g_byte_array_new () };

      if (*at == ' ')
        at++;
      else if (g_str_has_prefix (at, "raw<"))
        {
          at += strlen ("raw<");
          append_hexadecimal (bytes, &at);
        }
      else
        {
          parse_name (&frame, &at);
          parse_marks (&frame, &at);
          parse_payload (&frame, &at);
          append_frame (bytes, &frame, masked != frame.wrong_mask);
        }
      g_byte_array_unref (frame.payload);
    }
}

static gboolean
is_all_asterisks (const guint8 *bytes,
                  gsize         length)
{
  gsize n = 0;

  while (n < length && bytes[n] == '*')
    n++;

  return n == length;
}

static gboolean
is_readable (const guint8 *bytes,
             gsize         length)
{
  if (!g_utf8_validate_len ((const char *) bytes, length, NULL))
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] < ' ')
        return FALSE;
    }

  return TRUE;
}

static void
describe_payload (GString      *log,
                  const guint8 *bytes,
                  gsize         length)
{
  if (length > 3 && is_all_asterisks (bytes, length))
    g_string_append_printf (log, "*%" G_GSIZE_FORMAT, length);
  else if (is_readable (bytes, length))
    g_string_append_printf (log, "(%.*s)", (int) length, (const char *) bytes);
  else
    {
      g_string_append_c (log, '<');
      for (gsize i = 0; i < length; i++)
        g_string_append_printf (log, "%02x", bytes[i]);
      g_string_append_c (log, '>');
    }
}

void
frames_describe (GString       *log,
                 guint8         head,
                 gconstpointer  payload,
                 gsize          length)
{
  const guint8 *bytes = payload;

  if (log->len > 0)
    g_string_append_c (log, ' ');
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (names[i].opcode == (head & 0x0F))
        g_string_append (log, names[i].name);
    }
  if ((head & 0x80) == 0)
    g_string_append_c (log, '-');

  if ((head & 0x0F) != 8 || length < 2)
    describe_payload (log, bytes, length);
  else
    g_string_append_printf (log, "[%u%s%.*s]", bytes[0] << 8 | bytes[1], length > 2 ? " " : "",
                            (int) length - 2, (const char *) bytes + 2);
}

gboolean
frames_take (GString  *received,
             gboolean  masked,
             GString  *log)
{
  guint8 *bytes = (guint8 *) received->str;
  guint64 length;
  gsize head = 2;

  if (received->len < head)
    return FALSE;

  length = bytes[1] & 0x7F;
  head += length == 126 ? 2 : length == 127 ? 8 : 0;
  if (received->len < head + (masked ? 4 : 0))
    return FALSE;

  g_assert_cmpuint (bytes[0] & 0x70, ==, 0);
  g_assert_cmpuint (bytes[1] & 0x80, ==, masked ? 0x80 : 0);
  if (head > 2)
    {
      length = 0;
      for (guint i = 2; i < head; i++)
        length = length << 8 | bytes[i];
      g_assert_cmpuint (length, >=, head == 4 ? 126 : 65536);
    }
  if (masked)
    head += 4;
  if (received->len < head + length)
    return FALSE;

  for (gsize i = 0; masked && i < length; i++)
    bytes[head + i] ^= bytes[head - 4 + i % 4];
  frames_describe (log, bytes[0], bytes + head, length);
  g_string_erase (received, 0, head + length);

  return TRUE;
}

char *
frames_dup_normal (const char *script)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) received = NULL;
  GString *log = g_string_new (NULL);

  frames_append (bytes, script, FALSE);
  received = g_string_new_len ((const char *) bytes->data, bytes->len);
  while (frames_take (received, FALSE, log))
    ;
  g_assert_cmpuint (received->len, ==, 0);

  return g_string_free (log, FALSE);
}
