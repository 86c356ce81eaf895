/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-limits.h"

struct _RtLimits {
  grefcount references;
  guint64   values[RT_N_LIMITS];
  guint64   hits[RT_N_LIMITS];
};

G_DEFINE_QUARK (rt-limit-error-quark, rt_limit_error)

/**
 * rt_limits_new:
 *
 * Returns: (transfer full): limits as the table has them, of which none struck yet
 */
RtLimits *
rt_limits_new (void)
{
  RtLimits *self = g_new0 (RtLimits, 1);

  g_ref_count_init (&self->references);
  for (guint i = 0; i < RT_N_LIMITS; i++)
    self->values[i] = rt_limit_get_info (i)->standard;

  return self;
}

/**
 * rt_limits_ref:
 * @self: limits
 *
 * Returns: (transfer full): @self, which a peer may count into after its server ended
 */
RtLimits *
rt_limits_ref (RtLimits *self)
{
  g_ref_count_inc (&self->references);

  return self;
}

/**
 * rt_limits_unref:
 * @self: (transfer full): limits
 */
void
rt_limits_unref (RtLimits *self)
{
  if (g_ref_count_dec (&self->references))
    g_free (self);
}

/**
 * rt_limits_set:
 * @self: limits
 * @kind: a limit
 * @value: what it is from now on, in its unit; brought within what it can be
 *
 * Sets a limit. What is of a whole connection holds for those that come from now on.
 */
void
rt_limits_set (RtLimits    *self,
               RtLimitKind  kind,
               guint64      value)
{
  const RtLimitInfo *info = rt_limit_get_info (kind);

  self->values[kind] = CLAMP (value, info->minimum, info->maximum);
}

/**
 * rt_limits_get:
 * @self: limits
 * @kind: a limit
 *
 * Returns: what it is, in its unit; 0 where it is off, or a rule
 */
guint64
rt_limits_get (RtLimits    *self,
               RtLimitKind  kind)
{
  return self->values[kind];
}

/**
 * rt_limits_fill_guard:
 * @self: limits
 * @guard: (out caller-allocates): what the guard of a connection is to know
 *
 * Gives the limits as a connection's guard takes them.
 */
void
rt_limits_fill_guard (RtLimits      *self,
                      RtGuardLimits *guard)
{
  *guard = (RtGuardLimits) {
    .max_head = self->values[RT_LIMIT_HEAD_BYTES],
    .max_fields = self->values[RT_LIMIT_FIELDS],
    .head_deadline_ms = self->values[RT_LIMIT_HEAD_TIME] * 1000,
    .idle_deadline_ms = self->values[RT_LIMIT_IDLE_TIME] * 1000,
    .body_deadline_ms = self->values[RT_LIMIT_BODY_WAIT] * 1000,
    .output_deadline_ms = self->values[RT_LIMIT_OUTPUT_WAIT] * 1000,
    .min_body_rate = self->values[RT_LIMIT_BODY_RATE],
    .max_pipelined = self->values[RT_LIMIT_PIPELINED_BYTES],
  };
}

/**
 * rt_limits_hit:
 * @self: limits
 * @kind: a limit
 *
 * Counts that something was refused because of it.
 */
void
rt_limits_hit (RtLimits    *self,
               RtLimitKind  kind)
{
  g_return_if_fail (kind < RT_N_LIMITS);

  self->hits[kind]++;
}

/**
 * rt_limits_get_hits:
 * @self: limits
 * @kind: a limit
 *
 * Returns: how often something was refused because of it
 */
guint64
rt_limits_get_hits (RtLimits    *self,
                    RtLimitKind  kind)
{
  return self->hits[kind];
}

/**
 * rt_limit_of_error:
 * @error: why a guard ended a connection
 *
 * Returns: which limit that was
 */
RtLimitKind
rt_limit_of_error (const GError *error)
{
  if (error->domain != RT_GUARD_ERROR)
    return RT_LIMIT_REQUEST_SYNTAX;

  switch ((RtGuardError) error->code)
    {
    case RT_GUARD_ERROR_HEAD_TOO_LARGE:
      return RT_LIMIT_HEAD_BYTES;

    case RT_GUARD_ERROR_TOO_MANY_FIELDS:
      return RT_LIMIT_FIELDS;

    case RT_GUARD_ERROR_TIMEOUT:
      return RT_LIMIT_HEAD_TIME;

    case RT_GUARD_ERROR_BODY_TIMEOUT:
      return RT_LIMIT_BODY_WAIT;

    case RT_GUARD_ERROR_TOO_SLOW:
      return RT_LIMIT_BODY_RATE;

    case RT_GUARD_ERROR_PIPELINED:
      return RT_LIMIT_PIPELINED_BYTES;

    case RT_GUARD_ERROR_IDLE:
      return RT_LIMIT_IDLE_TIME;

    case RT_GUARD_ERROR_UNREAD:
      return RT_LIMIT_OUTPUT_WAIT;

    case RT_GUARD_ERROR_AMBIGUOUS:
    case RT_GUARD_ERROR_MALFORMED:
    case RT_GUARD_ERROR_EXPECTATION:
    case RT_GUARD_ERROR_VERSION:
    default:
      return RT_LIMIT_REQUEST_SYNTAX;
    }
}
