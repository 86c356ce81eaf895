/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-fault-way.h"

/* So much passes in one piece, as a part of a second. */
#define PIECES_A_SECOND 20

typedef struct {
  gint64 due;
  gsize  offset;
  GBytes *bytes;
  gboolean made_up;
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_bytes_unref (piece->bytes);
  g_free (piece);
}

void
rt_fault_way_clear (RtFaultWay *self)
{
  g_queue_clear_full (&self->pieces, piece_free);
  self->n_bytes = 0;
}

gsize
rt_fault_way_get_room (RtFaultWay *self)
{
  return self->n_bytes < RT_FAULT_WAY_MAX_BYTES ? RT_FAULT_WAY_MAX_BYTES - self->n_bytes : 0;
}

/* What came first is through first, whatever its time would be. */
void
rt_fault_way_push (RtFaultWay *self,
                   const char *bytes,
                   gsize       length,
                   gint64      due,
                   gboolean    made_up)
{
  Piece *piece = g_new0 (Piece, 1);

  self->last_due = MAX (self->last_due, due);
  piece->due = self->last_due;
  piece->bytes = g_bytes_new (bytes, length);
  piece->made_up = made_up;
  g_queue_push_tail (&self->pieces, piece);
  self->n_bytes += length;
}

gint64
rt_fault_way_get_due (RtFaultWay *self)
{
  Piece *piece = g_queue_peek_head (&self->pieces);

  return piece != NULL ? piece->due : G_MAXINT64;
}

const char *
rt_fault_way_peek (RtFaultWay *self,
                   gsize      *length)
{
  Piece *piece = g_queue_peek_head (&self->pieces);
  const char *bytes = g_bytes_get_data (piece->bytes, length);

  *length -= piece->offset;

  return bytes + piece->offset;
}

gboolean
rt_fault_way_is_made_up (RtFaultWay *self)
{
  Piece *piece = g_queue_peek_head (&self->pieces);

  return piece->made_up;
}

void
rt_fault_way_consume (RtFaultWay *self,
                      gsize       length)
{
  Piece *piece = g_queue_peek_head (&self->pieces);

  piece->offset += length;
  self->n_bytes -= length;
  if (piece->offset == g_bytes_get_size (piece->bytes))
    piece_free (g_queue_pop_head (&self->pieces));
}

gsize
rt_fault_way_allow (RtFaultWay *self,
                    gint64      rate,
                    gsize       wanted,
                    gint64      now,
                    gint64     *wait_us)
{
  double most = CLAMP (rate / PIECES_A_SECOND, 1, RT_FAULT_WAY_MAX_BYTES);
  double least = MIN (most, wanted);

  if (self->filled == 0)
    self->tokens = most;
  else
    self->tokens = MIN (most, self->tokens + (double) (now - self->filled) * rate / G_USEC_PER_SEC);
  self->filled = now;

  /* Not byte by byte: a piece at a time. */
  if (self->tokens < least)
    {
      *wait_us = (least - self->tokens) * G_USEC_PER_SEC / rate + 1;
      return 0;
    }

  return MIN (wanted, self->tokens);
}

void
rt_fault_way_spend (RtFaultWay *self,
                    gsize       length)
{
  self->tokens -= length;
}
