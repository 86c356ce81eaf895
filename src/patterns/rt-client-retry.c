/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-client-private.h"

/**
 * rt_client_get_retry_us:
 * @self: a client
 *
 * Returns: when it tries again, µs from now, 0 when it is about to; -1 when it is not retrying
 */
gint64
rt_client_get_retry_us (RtClient *self)
{
  RtClientPrivate *priv;

  g_return_val_if_fail (RT_IS_CLIENT (self), -1);

  priv = rt_client_get_private (self);
  if (priv->state != RT_CLIENT_RETRYING || priv->timer == NULL)
    return -1;

  return MAX (g_source_get_ready_time (priv->timer) - g_get_monotonic_time (), 0);
}

/**
 * rt_client_set_retry:
 * @self: a client
 * @base_ms: ms
 *
 * For subclasses: the server asks not to be tried again earlier than after @base_ms, which
 * is also where the back-off begins from now on.
 */
void
rt_client_set_retry (RtClient *self,
                     guint     base_ms)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  priv->backoff.base_ms = MAX (base_ms, 1);
  priv->backoff.floor_ms = base_ms;
}
