/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-client-private.h"

#include <string.h>

/* For so long it is waited for what tells how many events are missing. */
#define SETTLE_MS 1000
/* Bytes that are shown of a value. */
#define MAX_WORDS 100

/**
 * rt_client_is_resuming:
 * @self: a client
 *
 * For subclasses: tells an opening after a failure, with #RtClient:resume, from a new start.
 *
 * Returns: whether to go on where the one before ended
 */
gboolean
rt_client_is_resuming (RtClient *self)
{
  RtClientPrivate *priv;

  g_return_val_if_fail (RT_IS_CLIENT (self), FALSE);

  priv = rt_client_get_private (self);

  return priv->resume && priv->backoff.failures > 0;
}

/* Servers and redirections may have put anything there. */
static char *
dup_shown (const char *value)
{
  return value != NULL ? g_utf8_make_valid (value, MIN (strlen (value), MAX_WORDS)) : NULL;
}

/* The number in the query, as rt_client_dup_target() puts it there. */
static char *
dup_after (GUri *uri)
{
  g_autoptr (GHashTable) query = NULL;

  if (g_uri_get_query (uri) == NULL)
    return NULL;

  query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return query != NULL ? dup_shown (g_hash_table_lookup (query, "after")) : NULL;
}

/* What the request says of where to go on: the header of event streams (WHATWG HTML section
 * 9.2.3) takes the place of all else, but one may ask for what is new on condition that there
 * is any (RFC 9110 section 13.1.2). (nullable) */
static char *
dup_words (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  g_autofree char *last_event_id = dup_shown (soup_message_headers_get_one (headers, "Last-Event-ID"));
  g_autofree char *if_none_match = dup_shown (soup_message_headers_get_list (headers, "If-None-Match"));
  g_autofree char *after = dup_after (soup_message_get_uri (message));

  if (last_event_id != NULL)
    return g_strdup_printf ("Last-Event-ID: %s", last_event_id);
  if (after != NULL && if_none_match != NULL)
    return g_strdup_printf ("after=%s, If-None-Match: %s", after, if_none_match);
  if (after != NULL)
    return g_strdup_printf ("after=%s", after);
  if (if_none_match != NULL)
    return g_strdup_printf ("If-None-Match: %s", if_none_match);

  return NULL;
}

static gint64
get_lost (RtClientPrivate *priv,
          gboolean         is_known)
{
  guint64 lost = rt_continuity_get_lost (priv->continuity);

  if (rt_continuity_get_unknown_gaps (priv->continuity) != priv->loss.unknown_gaps)
    return -1;
  if (lost > priv->loss.lost)
    return (gint64) (lost - priv->loss.lost);

  /* Whoever comes for the first time, and asks for nothing, knows of nothing that was before. */
  return is_known && (priv->loss.is_placed || priv->loss.request != NULL) ? 0 : -1;
}

/* Tells what it cost, once. @is_known: whether what was not lost by now will not be. */
static void
settle (RtClient *self,
        gboolean  is_known)
{
  RtClientPrivate *priv = rt_client_get_private (self);
  RtClientLoss *loss = &priv->loss;
  g_autoptr (RtResumption) resumption =
    rt_resumption_new (loss->request, loss->since_us, loss->answered_us - loss->since_us, get_lost (priv, is_known));

  rt_client_forget_loss (self);
  rt_client_emit (self, RT_CLIENT_SIGNAL_RESUMED, resumption);
}

/* A request that is held is answered when there is something new; that it was sent on a
 * new connection is as much as there is to know until then. */
static gboolean
on_nothing_came (gpointer user_data)
{
  g_autoptr (RtClient) self = g_object_ref (user_data);
  RtClientLoss *loss = &rt_client_get_private (self)->loss;

  if (loss->since_us == 0)
    return G_SOURCE_REMOVE;
  if (loss->answered_us == 0)
    loss->answered_us = loss->sent_us;
  settle (self, FALSE);

  return G_SOURCE_REMOVE;
}

/* The connection is gone, or could not be had. What became of the one before is told first. */
void
rt_client_note_loss (RtClient *self)
{
  RtClientPrivate *priv = rt_client_get_private (self);
  RtClientLoss *loss = &priv->loss;

  if (loss->answered_us != 0)
    settle (self, FALSE);
  if (priv->state == RT_CLIENT_CLOSED || loss->since_us != 0)
    return;

  loss->since_us = g_get_monotonic_time ();
  loss->lost = rt_continuity_get_lost (priv->continuity);
  loss->unknown_gaps = rt_continuity_get_unknown_gaps (priv->continuity);
  loss->is_placed = rt_continuity_is_positioned (priv->continuity);
}

void
rt_client_note_request (RtClient    *self,
                        SoupMessage *message)
{
  RtClientPrivate *priv = rt_client_get_private (self);
  RtClientLoss *loss = &priv->loss;

  if (loss->since_us == 0 || loss->answered_us != 0)
    return;

  g_free (loss->request);
  loss->request = dup_words (message);
  loss->sent_us = g_get_monotonic_time ();
  if (priv->state == RT_CLIENT_OPEN)
    rt_client_set_timer (self, SETTLE_MS, on_nothing_came);
}

/* Answers of a client that is not open refuse it. */
void
rt_client_note_answer (RtClient *self)
{
  RtClientPrivate *priv = rt_client_get_private (self);
  RtClientLoss *loss = &priv->loss;

  if (loss->since_us == 0 || loss->answered_us != 0 || priv->state != RT_CLIENT_OPEN)
    return;

  loss->answered_us = g_get_monotonic_time ();
  rt_client_set_timer (self, SETTLE_MS, on_nothing_came);
}

/* What came tells how many events are missing before it; @is_known: it tells if none is. */
void
rt_client_note_event (RtClient *self,
                      gboolean  is_known)
{
  rt_client_note_answer (self);
  if (rt_client_get_private (self)->loss.answered_us != 0)
    settle (self, is_known);
}

/* Who asked for what comes after a number, and got nothing, misses nothing. */
void
rt_client_note_empty (RtClient *self)
{
  RtClientPrivate *priv = rt_client_get_private (self);

  if (priv->loss.request != NULL && priv->has_cursor)
    rt_client_note_event (self, TRUE);
}

void
rt_client_forget_loss (RtClient *self)
{
  RtClientLoss *loss = &rt_client_get_private (self)->loss;

  g_free (loss->request);
  *loss = (RtClientLoss) { 0 };
}
