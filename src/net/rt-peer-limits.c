/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-private.h"

static void
refused_cb (RtPeer       *self,
            const GError *error)
{
  rt_peer_strike (self, rt_limit_of_error (error));
}

/**
 * rt_peer_get_limits:
 * @self: a peer
 *
 * Returns: (transfer none) (nullable): what it may; those of its server
 */
RtLimits *
rt_peer_get_limits (RtPeer *self)
{
  return self->limits;
}

/**
 * rt_peer_set_limits:
 * @self: a peer that has none
 * @limits: what it may
 *
 * Sets by what it is judged, and where what it was refused counts.
 */
void
rt_peer_set_limits (RtPeer   *self,
                    RtLimits *limits)
{
  g_return_if_fail (RT_IS_PEER (self));

  g_return_if_fail (self->limits == NULL);

  self->limits = rt_limits_ref (limits);
  g_signal_connect_object (self->account.stream, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
}

/**
 * rt_peer_strike:
 * @self: a peer
 * @kind: a limit
 *
 * Counts that something was refused to it because of a limit.
 */
void
rt_peer_strike (RtPeer      *self,
                RtLimitKind  kind)
{
  g_return_if_fail (RT_IS_PEER (self));
  g_return_if_fail (kind < RT_N_LIMITS);

  self->struck = kind;
  if (self->limits != NULL)
    rt_limits_hit (self->limits, kind);
}

/**
 * rt_peer_get_struck:
 * @self: a peer
 *
 * Returns: because of which limit something was refused to it last; %RT_N_LIMITS where
 *   nothing ever was
 */
RtLimitKind
rt_peer_get_struck (RtPeer *self)
{
  return self->struck;
}

/**
 * rt_peer_get_caller:
 * @self: a peer
 *
 * Returns: (transfer none) (nullable): who calls from its address
 */
RtCaller *
rt_peer_get_caller (RtPeer *self)
{
  return self->caller;
}

/**
 * rt_peer_set_caller:
 * @self: a peer
 * @caller: (transfer full): who calls from its address
 */
void
rt_peer_set_caller (RtPeer   *self,
                    RtCaller *caller)
{
  g_clear_pointer (&self->caller, rt_caller_unref);
  self->caller = caller;
}
