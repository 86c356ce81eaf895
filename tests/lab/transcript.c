/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "transcript.h"

#include <string.h>

struct _Transcript {
  GPtrArray *bytes;       /* of GBytes, which the pieces are of */
  GArray    *pieces;      /* of RtTracePiece */
  gboolean   is_old;
  gboolean   polls;
};

Transcript *
transcript_new (void)
{
  Transcript *self = g_new0 (Transcript, 1);

  self->bytes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (RtTracePiece));
  self->polls = TRUE;
  return self;
}

void
transcript_free (Transcript *self)
{
  g_ptr_array_unref (self->bytes);
  g_array_unref (self->pieces);
  g_free (self);
}

void
transcript_set_old (Transcript *self)
{
  self->is_old = TRUE;
}

void
transcript_set_polls (Transcript *self,
                      gboolean    polls)
{
  self->polls = polls;
}

static void
add (Transcript       *self,
     RtTraceDirection  direction,
     const void       *bytes,
     gsize             length)
{
  GBytes *copy = g_bytes_new (bytes, length);
  RtTracePiece piece = { direction, g_bytes_get_data (copy, NULL), length };

  g_ptr_array_add (self->bytes, copy);
  g_array_append_val (self->pieces, piece);
}

void
transcript_send (Transcript *self,
                 const char *text)
{
  add (self, RT_TRACE_TO_SERVER, text, strlen (text));
}

void
transcript_receive (Transcript *self,
                    const char *text)
{
  add (self, RT_TRACE_TO_CLIENT, text, strlen (text));
}

void
transcript_send_bytes (Transcript *self,
                       const void *bytes,
                       gsize       length)
{
  add (self, RT_TRACE_TO_SERVER, bytes, length);
}

void
transcript_receive_bytes (Transcript *self,
                          const void *bytes,
                          gsize       length)
{
  add (self, RT_TRACE_TO_CLIENT, bytes, length);
}

static void
append_length (GByteArray *frame,
               gsize       length,
               guint8      mask_bit)
{
  guint8 wide[] = { mask_bit | 126, length >> 8 & 0xFF, length & 0xFF };
  guint8 widest[10] = { mask_bit | 127 };
  guint8 narrow = mask_bit | (guint8) length;

  for (guint i = 0; i < 8; i++)
    widest[1 + i] = (guint64) length >> (56 - 8 * i) & 0xFF;
  if (length < 126)
    g_byte_array_append (frame, &narrow, 1);
  else if (length < 65536)
    g_byte_array_append (frame, wide, sizeof wide);
  else
    g_byte_array_append (frame, widest, 9);
}

static void
add_frame (Transcript       *self,
           RtTraceDirection  direction,
           guint8            first,
           const char       *payload)
{
  static const guint8 mask[4] = { 0x37, 0xfa, 0x21, 0x3d };
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  gboolean is_masked = direction == RT_TRACE_TO_SERVER;
  gsize length = strlen (payload);

  g_byte_array_append (frame, &first, 1);
  append_length (frame, length, is_masked ? 0x80 : 0);
  if (is_masked)
    g_byte_array_append (frame, mask, sizeof mask);
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = (guint8) payload[i] ^ (is_masked ? mask[i % 4] : 0);

      g_byte_array_append (frame, &byte, 1);
    }
  add (self, direction, frame->data, frame->len);
}

void
transcript_send_frame (Transcript *self,
                       guint8      first,
                       const char *payload)
{
  add_frame (self, RT_TRACE_TO_SERVER, first, payload);
}

void
transcript_receive_frame (Transcript *self,
                          guint8      first,
                          const char *payload)
{
  add_frame (self, RT_TRACE_TO_CLIENT, first, payload);
}

void
transcript_shake_hands (Transcript *self,
                        gboolean    has_envelopes)
{
  transcript_send (self, "GET /chat HTTP/1.1\r\nHost: server.example.com\r\n"
                   "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
  transcript_receive (self, "HTTP/1.1 101 Switching Protocols\r\n"
                      "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
  transcript_receive (self, has_envelopes ? "Sec-WebSocket-Protocol: roundtrip.v1\r\n\r\n" : "\r\n");
}

GPtrArray *
transcript_split (Transcript *self)
{
  return rt_trace_split ((const RtTracePiece *) self->pieces->data, self->pieces->len, !self->is_old,
                         self->polls);
}

static const char * const kinds[] = {
  "open", "request", "response", "push", "message", "control", "comment", "close", "fault", "left-out", "opaque",
};

static void
describe (RtTraceItem *item,
          GString     *text)
{
  gint64 payload = rt_trace_item_get_payload (item);

  g_string_append_printf (text, "%c %s %s %" G_GUINT64_FORMAT,
                          rt_trace_item_get_direction (item) == RT_TRACE_TO_SERVER ? '>' : '<',
                          kinds[rt_trace_item_get_kind (item)], rt_trace_item_get_summary (item),
                          rt_trace_item_get_size (item));
  if (payload != 0)
    g_string_append_printf (text, "+%" G_GINT64_FORMAT, payload);
  if (rt_trace_item_get_is_empty (item))
    g_string_append (text, " empty");
  if (rt_trace_item_get_cut_off (item))
    g_string_append (text, " cut-off");
  g_string_append_c (text, '\n');
}

char *
transcript_describe (GPtrArray *items)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i + 1 < items->len; i++)
    describe (g_ptr_array_index (items, i), text);
  return g_string_free (text, FALSE);
}

void
transcript_assert_all_bytes (Transcript *self,
                             GPtrArray  *items)
{
  guint64 sent = 0, received = 0;

  for (guint i = 0; i < items->len; i++)
    {
      RtTraceItem *item = g_ptr_array_index (items, i);
      gboolean is_sent = rt_trace_item_get_direction (item) == RT_TRACE_TO_SERVER;

      g_assert_true (rt_trace_item_get_complete (item));
      *(is_sent ? &sent : &received) += rt_trace_item_get_size (item);
    }
  for (guint i = 0; i < self->pieces->len; i++)
    {
      RtTracePiece *piece = &g_array_index (self->pieces, RtTracePiece, i);

      *(piece->direction == RT_TRACE_TO_SERVER ? &sent : &received) -= piece->length;
    }
  g_assert_cmpuint (sent, ==, 0);
  g_assert_cmpuint (received, ==, 0);
}

static void
assert_items (Transcript *self,
              const char *expected)
{
  g_autoptr (GPtrArray) items = transcript_split (self);
  g_autofree char *found = transcript_describe (items);

  g_assert_cmpstr (found, ==, expected);
  transcript_assert_all_bytes (self, items);
}

/* The same, byte by byte. */
static Transcript *
transcript_crumble (Transcript *self)
{
  Transcript *crumbs = transcript_new ();

  crumbs->is_old = self->is_old;
  crumbs->polls = self->polls;
  for (guint i = 0; i < self->pieces->len; i++)
    {
      RtTracePiece *piece = &g_array_index (self->pieces, RtTracePiece, i);

      for (gsize j = 0; j < piece->length; j++)
        add (crumbs, piece->direction, piece->bytes + j, 1);
    }
  return crumbs;
}

static void
disturb_piece (RtTracePiece *piece,
               GBytes       *bytes,
               GRand        *rand)
{
  char *text = (char *) g_bytes_get_data (bytes, NULL);
  guint n = g_rand_int_range (rand, 0, 3);

  for (guint i = 0; i < n; i++)
    text[g_rand_int_range (rand, 0, piece->length)] = (char) g_rand_int_range (rand, 0, 256);
  if (g_rand_int_range (rand, 0, 8) == 0)
    piece->length = g_rand_int_range (rand, 0, piece->length + 1);
}

void
transcript_disturb (Transcript *self,
                    GRand      *rand)
{
  self->is_old = g_rand_boolean (rand);
  for (guint i = 0; i < self->pieces->len; i++)
    if (g_rand_int_range (rand, 0, 4) == 0)
      disturb_piece (&g_array_index (self->pieces, RtTracePiece, i), self->bytes->pdata[i], rand);
}

void
transcript_assert (Transcript *self,
                   const char *expected)
{
  g_autoptr (Transcript) crumbs = transcript_crumble (self);

  assert_items (self, expected);
  assert_items (crumbs, expected);
}

void
transcript_assert_any_pieces (Transcript *self)
{
  g_autoptr (GPtrArray) items = transcript_split (self);
  g_autofree char *description = transcript_describe (items);

  transcript_assert (self, description);
}
