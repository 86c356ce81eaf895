/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-client-private.h"

/**
 * rt_client_get_cursor:
 * @self: a client
 * @cursor: (out): the number to begin after
 *
 * For subclasses: where to go on. That is after the last number received, or at
 * #RtClient:after before the first; without #RtClient:resume, after a failure, nowhere.
 *
 * Returns: %FALSE to begin where the server's default is
 */
gboolean
rt_client_get_cursor (RtClient *self,
                      guint64  *cursor)
{
  RtClientPrivate *priv;

  g_return_val_if_fail (RT_IS_CLIENT (self), FALSE);

  priv = rt_client_get_private (self);
  *cursor = priv->cursor;

  return priv->has_cursor;
}

/**
 * rt_client_set_cursor:
 * @self: a client
 * @cursor: a number
 *
 * For subclasses: the server said that everything up to @cursor was looked at.
 */
void
rt_client_set_cursor (RtClient *self,
                      guint64   cursor)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  priv->cursor = cursor;
  priv->has_cursor = TRUE;
}

/* Of a selection nobody knows which numbers are in it. */
static gboolean
makes_selection (RtClient *self)
{
  g_autoptr (GUri) uri = rt_client_dup_guri (self);
  const char *query = uri != NULL ? g_uri_get_query (uri) : NULL;
  g_autoptr (GHashTable) params = NULL;

  if (query == NULL)
    return FALSE;

  params = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return params == NULL || g_hash_table_contains (params, "types");
}

/**
 * rt_client_reach:
 * @self: a client
 * @position: a number
 *
 * For subclasses: the server said that everything up to @position is told. What did not come
 * of it is lost, which is told as a gap: the client may be stopped afterwards.
 */
void
rt_client_reach (RtClient *self,
                 guint64   position)
{
  RtContinuity *continuity;
  guint64 lost = 0;

  g_return_if_fail (RT_IS_CLIENT (self));

  continuity = rt_client_get_private (self)->continuity;
  rt_client_set_cursor (self, position);
  if (!rt_continuity_is_positioned (continuity) ||
      (position != rt_continuity_get_last (continuity) && !makes_selection (self)))
    lost = rt_continuity_reach (continuity, position);
  if (lost == 0)
    return;

  g_object_ref (self);
  rt_client_note_event (self, TRUE);
  rt_client_emit (self, RT_CLIENT_SIGNAL_GAP, (gint64) lost);
  g_object_unref (self);
}

/**
 * rt_client_take_position:
 * @self: a client
 * @position: the number that everything from now on comes after
 *
 * For subclasses: the server said where it begins. Does nothing where more is known already;
 * else as rt_client_reach().
 */
void
rt_client_take_position (RtClient *self,
                         guint64   position)
{
  g_return_if_fail (RT_IS_CLIENT (self));

  if (!rt_client_get_private (self)->has_cursor)
    rt_client_reach (self, position);
}

/* Who does not resume goes on wherever the server does. What was missed meanwhile is lost,
 * and counted by the numbers. */
void
rt_client_forget_cursor (RtClient *self)
{
  rt_client_get_private (self)->has_cursor = FALSE;
}

void
rt_client_forget_position (RtClient *self)
{
  RtClientPrivate *priv = rt_client_get_private (self);

  rt_continuity_restart (priv->continuity);
  rt_client_forget_cursor (self);
  if (priv->after < 0)
    return;

  rt_continuity_set_position (priv->continuity, priv->after);
  rt_client_set_cursor (self, priv->after);
}
