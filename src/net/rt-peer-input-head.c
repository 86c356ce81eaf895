/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-input-private.h"

#include <errno.h>
#include <string.h>

/* So much is read of a head at a time. */
#define PIECE 4096

void
rt_peer_input_set_unclaimed (RtPeerInput *self,
                             gboolean     unclaimed)
{
  self->gathers = TRUE;
  self->is_unclaimed = unclaimed;
}

static gboolean
lacks_head (RtPeerInput *self)
{
  RtGuardPhase phase = rt_guard_get_phase (self->guard);

  if (!self->gathers || self->failure != NULL || self->has_ended || rt_guard_is_shut (self->guard) ||
      rt_guard_is_at_end (self->guard))
    return FALSE;

  return phase == RT_GUARD_HEAD || (phase == RT_GUARD_IDLE && self->head == NULL);
}

gboolean
rt_peer_input_has_head (RtPeerInput *self)
{
  return self->head != NULL && !lacks_head (self);
}

void
rt_peer_input_drop_head (RtPeerInput *self)
{
  g_clear_pointer (&self->head, g_free);
  self->head_offset = 0;
  self->head_length = 0;
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

/* FALSE: nothing came, or what came is the end. */
static gboolean
gather_piece (RtPeerInput *self)
{
  g_autoptr (GError) refusal = NULL;
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
  append (self, bytes, passed);
  rt_peer_input_take_off (self, bytes, length, passed);

  return TRUE;
}

gboolean
rt_peer_input_gather (RtPeerInput *self)
{
  while (lacks_head (self))
    if (!gather_piece (self))
      break;

  if (lacks_head (self))
    return FALSE;

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
