/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-input-private.h"

#include "core/rt-priority.h"

/* The most that is handed on in one dispatch. libsoup reads until nothing comes and only
 * then looks at what it has: of frames or chunks of a byte that is much work. What is left
 * comes in later turns, between those of others. */
#define MAX_TURN (8 * 1024)

/* A frame is as much work for libsoup as so many bytes more of its payload, however many it
 * has: of empty ones 150 make a turn. */
#define FRAME_WEIGHT 48

/* The same of a body of known length, which is no work but to copy it. */
#define MAX_PLAIN_TURN (64 * 1024)

/* Between these, what a client hands on in one dispatch finds its measure: what comes of a
 * byte is for others to say, so the time that the last took is what counts. */
#define MIN_CLIENT_TURN 1024
#define FIRST_CLIENT_TURN 2048
#define MAX_CLIENT_TURN (64 * 1024)

void
rt_peer_input_set_client (RtPeerInput *self)
{
  self->client_turn = FIRST_CLIENT_TURN;
}

/* Whoever reads is done with what it read when it waits again. */
void
rt_peer_input_begin_turn (RtPeerInput *self)
{
  gint64 took = g_get_monotonic_time () - self->turn_start;

  if (self->client_turn > 0 && self->turn >= self->client_turn)
    {
      if (took > RT_SLICE_US)
        self->client_turn = MAX (self->client_turn / 2, MIN_CLIENT_TURN);
      else if (took < RT_SLICE_US / 4)
        self->client_turn = MIN (self->client_turn * 2, MAX_CLIENT_TURN);
    }
  self->turn = 0;
}

gssize
rt_peer_input_get_room (RtPeerInput *self)
{
  gssize max = MAX_TURN;

  if (self->client_turn > 0)
    max = self->client_turn;
  else if (rt_peer_input_is_raw (self))
    max = RT_PEER_INPUT_MAX_RAW_TURN;
  else if (rt_guard_is_plain (self->guard))
    max = MAX_PLAIN_TURN;

  return max - self->turn;
}

void
rt_peer_input_weigh_frames (RtPeerInput *self,
                            const char  *bytes,
                            gsize        length)
{
  guint64 before = self->frames.n_frames;

  rt_frame_meter_feed (&self->frames, bytes, length);
  if (self->client_turn == 0)
    self->turn += (self->frames.n_frames - before) * FRAME_WEIGHT;
}

void
rt_peer_input_follow_frames (RtPeerInput *self)
{
  self->has_frames = TRUE;
}

const RtFrameMeter *
rt_peer_input_get_frames (RtPeerInput *self)
{
  return self->has_frames ? &self->frames : NULL;
}

guint64
rt_peer_input_get_n_pings (RtPeerInput *self)
{
  return self->answers.frames.n_pings;
}
