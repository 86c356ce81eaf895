/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-guard.h"

#include <glib/gi18n.h>
#include <string.h>

#include "net/rt-guard-chunks.h"
#include "net/rt-guard-head.h"

#define LARGE_CHUNK 4096

const RtGuardLimits rt_guard_default_limits = {
  .max_head = 32 * 1024,
  .max_fields = 100,
  .head_deadline_ms = 10000,
  .idle_deadline_ms = 60000,
  .body_deadline_ms = 30000,
  .output_deadline_ms = 60000,
  .min_body_rate = 100,
  .max_pipelined = 64 * 1024,
};

typedef enum {
  STATE_IDLE,
  STATE_HEAD,
  STATE_LENGTH,            /* a body of known length */
  STATE_CHUNKED,
  STATE_UPGRADE,           /* whole, but what follows depends on the answer */
  STATE_SWITCHED,          /* 101 was answered, the owner takes over */
  STATE_END,
  STATE_RAW,
} State;

struct _RtGuard {
  const RtGuardLimits *limits;
  State                state;
  gboolean             was_trailer;
  gboolean             awaits_continue;
  guint64              remaining;
  RtGuardHead          head;
  RtGuardChunks        chunks;
};

G_DEFINE_QUARK (rt-guard-error-quark, rt_guard_error)

/**
 * rt_guard_new:
 * @limits: limits, which must outlive the guard
 *
 * Returns: (transfer full): a guard at the beginning of a connection
 */
RtGuard *
rt_guard_new (const RtGuardLimits *limits)
{
  RtGuard *self = g_new0 (RtGuard, 1);

  self->limits = limits;

  return self;
}

/**
 * rt_guard_free:
 * @self: (transfer full): a guard
 */
void
rt_guard_free (RtGuard *self)
{
  g_free (self);
}

static void
end_request (RtGuard *self)
{
  self->state = self->head.has_upgrade && self->head.connection_upgrades ? STATE_UPGRADE : STATE_IDLE;
  self->awaits_continue = FALSE;
}

static void
end_head (RtGuard *self)
{
  if (self->head.is_chunked)
    {
      self->state = STATE_CHUNKED;
      memset (&self->chunks, 0, sizeof self->chunks);
    }
  else if (self->head.length > 0)
    {
      self->state = STATE_LENGTH;
      self->remaining = self->head.length;
    }
  else
    {
      end_request (self);
      return;
    }
  self->awaits_continue = self->head.expects_continue;
}

static gssize
inspect_length (RtGuard *self,
                gsize    length)
{
  gsize n = MIN (length, self->remaining);

  self->remaining -= n;
  if (self->remaining == 0)
    end_request (self);

  return n;
}

static gssize
inspect_chunked (RtGuard     *self,
                 const char  *bytes,
                 gsize        length,
                 GError     **error)
{
  gboolean complete;
  gssize n;

  n = rt_guard_chunks_read (&self->chunks, self->limits, bytes, length, &complete, &self->was_trailer, error);
  if (n >= 0 && complete)
    end_request (self);

  return n;
}

static gssize
inspect_body (RtGuard     *self,
              const char  *bytes,
              gsize        length,
              GError     **error)
{
  if (self->awaits_continue)
    return 0;
  if (self->state == STATE_LENGTH)
    return inspect_length (self, length);

  return inspect_chunked (self, bytes, length, error);
}

static gssize
inspect_head (RtGuard     *self,
              const char  *bytes,
              gsize        length,
              GError     **error)
{
  gboolean complete;
  gssize in_body;
  gssize n;

  if (self->state == STATE_IDLE)
    {
      memset (&self->head, 0, sizeof self->head);
      self->state = STATE_HEAD;
    }
  n = rt_guard_head_read (&self->head, self->limits, bytes, length, &complete, error);
  if (n < 0 || !complete)
    return n;
  end_head (self);
  if ((gsize) n == length || (self->state != STATE_LENGTH && self->state != STATE_CHUNKED))
    return n;

  in_body = inspect_body (self, bytes + n, length - n, error);

  return in_body < 0 ? -1 : n + in_body;
}

/**
 * rt_guard_inspect:
 * @self: a guard
 * @bytes: (array length=length): what the peer sent next; what was not let through
 *   before comes first
 * @length: how many bytes, at least 1
 * @error: return location for a #RtGuardError
 *
 * Reads on in the request and tells how far the bytes may be handed on: at most to
 * its end.
 *
 * Returns: how many bytes may be handed on; 0 while an answer is awaited; -1 when
 *   the request is refused, and every time after that
 */
gssize
rt_guard_inspect (RtGuard     *self,
                  const char  *bytes,
                  gsize        length,
                  GError     **error)
{
  gssize n;

  g_return_val_if_fail (length > 0, 0);

  self->was_trailer = FALSE;
  switch (self->state)
    {
    case STATE_RAW:
      return length;

    case STATE_UPGRADE:
    case STATE_SWITCHED:
    case STATE_END:
      return 0;

    case STATE_IDLE:
    case STATE_HEAD:
      n = inspect_head (self, bytes, length, error);
      break;

    case STATE_LENGTH:
    case STATE_CHUNKED:
    default:
      n = inspect_body (self, bytes, length, error);
      break;
    }
  if (n < 0)
    self->state = STATE_END;

  return n;
}

/**
 * rt_guard_was_trailer:
 * @self: a guard
 *
 * Returns: whether the bytes that rt_guard_inspect() last let through are trailer
 *   fields, to be thrown away
 */
gboolean
rt_guard_was_trailer (RtGuard *self)
{
  return self->was_trailer;
}

/**
 * rt_guard_awaits_answer:
 * @self: a guard
 *
 * Returns: whether rt_guard_answered() is to be told the status of the next answer
 */
gboolean
rt_guard_awaits_answer (RtGuard *self)
{
  return self->awaits_continue || self->state == STATE_UPGRADE;
}

/**
 * rt_guard_answered:
 * @self: a guard
 * @status: the status of the answer that is being written
 *
 * Decides what follows a request with Upgrade or Expect: 100-continue. Ignored
 * for others.
 */
void
rt_guard_answered (RtGuard *self,
                   guint    status)
{
  if (self->awaits_continue && (status == 100 || status >= 200))
    {
      self->awaits_continue = FALSE;
      if (status != 100)
        self->state = STATE_END;
    }
  else if (self->state == STATE_UPGRADE && status == 101)
    {
      self->state = STATE_SWITCHED;
    }
  else if (self->state == STATE_UPGRADE && status >= 200)
    {
      self->state = STATE_IDLE;
    }
}

/**
 * rt_guard_is_shut:
 * @self: a guard
 *
 * Returns: whether nothing passes for now, because an answer decides what follows
 */
gboolean
rt_guard_is_shut (RtGuard *self)
{
  return self->awaits_continue || self->state == STATE_UPGRADE || self->state == STATE_SWITCHED;
}

/**
 * rt_guard_is_plain:
 * @self: a guard
 *
 * Returns: whether what passes now is a body of known length, or the inside of a large chunk
 */
gboolean
rt_guard_is_plain (RtGuard *self)
{
  return self->state == STATE_LENGTH ||
         (self->state == STATE_CHUNKED && rt_guard_chunks_is_within (&self->chunks, LARGE_CHUNK));
}

/**
 * rt_guard_is_at_end:
 * @self: a guard
 *
 * Returns: whether nothing passes any more
 */
gboolean
rt_guard_is_at_end (RtGuard *self)
{
  return self->state == STATE_END;
}

/**
 * rt_guard_set_raw:
 * @self: a guard
 *
 * Lets everything pass from now on.
 */
void
rt_guard_set_raw (RtGuard *self)
{
  self->state = STATE_RAW;
}

/**
 * rt_guard_get_phase:
 * @self: a guard
 *
 * Returns: what is expected next
 */
RtGuardPhase
rt_guard_get_phase (RtGuard *self)
{
  switch (self->state)
    {
    case STATE_IDLE:
    case STATE_UPGRADE:
    case STATE_SWITCHED:
    case STATE_END:
      return RT_GUARD_IDLE;

    case STATE_HEAD:
      return RT_GUARD_HEAD;

    case STATE_RAW:
      return RT_GUARD_RAW;

    case STATE_LENGTH:
    case STATE_CHUNKED:
    default:
      return RT_GUARD_BODY;
    }
}

/**
 * rt_guard_get_status:
 * @error: an error of rt_guard_inspect()
 *
 * Returns: the HTTP status to answer with
 */
guint
rt_guard_get_status (const GError *error)
{
  if (error->domain != RT_GUARD_ERROR)
    return 400;

  switch ((RtGuardError) error->code)
    {
    case RT_GUARD_ERROR_HEAD_TOO_LARGE:
    case RT_GUARD_ERROR_TOO_MANY_FIELDS:
      return 431;

    case RT_GUARD_ERROR_TIMEOUT:
    case RT_GUARD_ERROR_BODY_TIMEOUT:
    case RT_GUARD_ERROR_TOO_SLOW:
    case RT_GUARD_ERROR_IDLE:
    case RT_GUARD_ERROR_UNREAD:
      return 408;

    case RT_GUARD_ERROR_PIPELINED:
      return 429;

    case RT_GUARD_ERROR_EXPECTATION:
      return 417;

    case RT_GUARD_ERROR_VERSION:
      return 505;

    case RT_GUARD_ERROR_AMBIGUOUS:
    case RT_GUARD_ERROR_MALFORMED:
    default:
      return 400;
    }
}
