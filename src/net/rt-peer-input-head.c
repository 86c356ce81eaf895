/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-input-private.h"

#include <string.h>

/* So much is read of a head at a time. */
#define PIECE 4096

/* So much of a body is worth to be woken for, and so long it is waited for. Where a little was
 * handed on and only a little more comes, it is waited for much longer: who says a byte a
 * second would be listened to each time otherwise. */
#define ENOUGH 4096
#define LITTLE 256
#define WAIT_MS 50
#define LITTLE_WAIT_MS 5000

void
rt_peer_input_set_unclaimed (RtPeerInput *self,
                             gboolean     unclaimed)
{
  self->gathers = TRUE;
  self->is_unclaimed = unclaimed;
}

/* Who was woken already is given whatever there is: that costs no further turn. */
static gboolean
lacks_piece (RtPeerInput *self)
{
  if (self->turn > 0 || self->is_due)
    return FALSE;

  return self->head == NULL || (self->is_piece && self->head_offset == 0 && self->head_length < ENOUGH);
}

static gboolean
lacks_some (RtPeerInput *self)
{
  RtGuardPhase phase = rt_guard_get_phase (self->guard);

  if (!self->gathers || self->failure != NULL || self->has_ended || rt_guard_is_shut (self->guard) ||
      rt_guard_is_at_end (self->guard))
    return FALSE;

  if (phase == RT_GUARD_BODY)
    return lacks_piece (self);

  return phase == RT_GUARD_HEAD || (phase == RT_GUARD_IDLE && self->head == NULL);
}

gboolean
rt_peer_input_has_head (RtPeerInput *self)
{
  return self->head != NULL && !lacks_some (self);
}

void
rt_peer_input_drop_head (RtPeerInput *self)
{
  g_clear_pointer (&self->head, g_free);
  self->head_offset = 0;
  self->head_length = 0;
  self->piece_wait_ms = 0;
  self->is_piece = FALSE;
  self->is_due = FALSE;
}

/* The guard sees to it that it does not grow beyond the limit for heads, but for a piece of
 * the body behind it. */
static void
append (RtPeerInput *self,
        const char  *bytes,
        gsize        length)
{
  self->head = g_realloc (self->head, self->head_length + length);
  memcpy (self->head + self->head_length, bytes, length);
  self->head_length += length;
}

static void
take_in (RtPeerInput *self,
         const char  *bytes,
         gsize        length,
         gboolean     is_piece)
{
  if (rt_guard_was_trailer (self->guard))
    {
      self->counts.n_handed += length;
      return;
    }

  if (self->head == NULL)
    self->is_piece = is_piece;
  append (self, bytes, length);
  if (!is_piece || self->head_length >= LITTLE)
    self->had_little = FALSE;
}

/* FALSE: nothing came, or what came is the end. */
static gboolean
gather_piece (RtPeerInput *self)
{
  g_autoptr (GError) refusal = NULL;
  gboolean is_piece = rt_guard_get_phase (self->guard) == RT_GUARD_BODY;
  char buffer[PIECE];
  const char *bytes = buffer;
  gssize length;
  gssize passed;
  int code;

  if (self->held != NULL)
    {
      bytes = self->held + self->held_offset;
      length = self->held_length - self->held_offset;
    }
  else
    {
      length = rt_peer_input_receive (self, buffer, sizeof buffer, &code);
    }
  if (length <= 0)
    return FALSE;

  passed = rt_peer_input_inspect (self, bytes, length, &refusal);
  if (passed < 0)
    {
      rt_peer_input_be_refused (self, refusal);
      return TRUE;
    }
  take_in (self, bytes, passed, is_piece);
  rt_peer_input_take_off (self, bytes, length, passed);

  return TRUE;
}

/* From its first byte on, and not from its last. */
static void
wait_for_more (RtPeerInput *self)
{
  guint wait_ms = self->had_little && self->head_length < LITTLE ? LITTLE_WAIT_MS : WAIT_MS;

  if (!self->is_piece || self->piece_wait_ms == wait_ms)
    return;

  self->piece_wait_ms = wait_ms;
  self->hooks->gathers (wait_ms, self->user_data);
}

void
rt_peer_input_end_piece (RtPeerInput *self)
{
  self->is_due = self->is_piece;
  self->had_little = self->is_piece && self->head_length < LITTLE;
}

gboolean
rt_peer_input_gather (RtPeerInput *self)
{
  while (lacks_some (self))
    if (!gather_piece (self))
      break;

  if (lacks_some (self))
    {
      wait_for_more (self);
      return FALSE;
    }

  /* Of a head that ends in its middle nothing is handed on but the end. */
  if (self->failure != NULL || (self->has_ended && rt_guard_get_phase (self->guard) == RT_GUARD_HEAD))
    rt_peer_input_drop_head (self);

  return TRUE;
}

gssize
rt_peer_input_give_head (RtPeerInput *self,
                         char        *buffer,
                         gsize        count)
{
  gsize n = MIN (count, self->head_length - self->head_offset);

  memcpy (buffer, self->head + self->head_offset, n);
  self->head_offset += n;
  if (self->head_offset == self->head_length)
    rt_peer_input_drop_head (self);
  rt_peer_input_note_handed (self, buffer, n);

  return n;
}
