/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-exchange-private.h"

G_DEFINE_FINAL_TYPE (RtExchange, rt_exchange, G_TYPE_OBJECT)

enum {
  GONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
rt_exchange_finalize (GObject *object)
{
  RtExchange *self = RT_EXCHANGE (object);

  rt_exchange_stop_deadline (self);
  rt_exchange_drop_claim (self);
  if (self->poller != NULL)
    rt_poller_undefer (self->poller, &self->held_turn);
  g_clear_pointer (&self->poller, rt_poller_unref);
  if (self->websocket_destroy != NULL)
    self->websocket_destroy (self->websocket_data);
  g_clear_object (&self->peer);
  g_clear_pointer (&self->query, g_hash_table_unref);

  G_OBJECT_CLASS (rt_exchange_parent_class)->finalize (object);
}

static void
rt_exchange_class_init (RtExchangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_exchange_finalize;

  /**
   * RtExchange::gone:
   *
   * The peer left, or the server stops, while the exchange was held or before the body
   * that is taken as it arrives was whole: what waits for an answer is to be forgotten.
   * Emitted once at most, never from within rt_exchange_hold().
   */
  signals[GONE] =
    g_signal_new ("gone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_exchange_init (RtExchange *self)
{
}

void
rt_exchange_emit_gone (RtExchange *self)
{
  g_signal_emit (self, signals[GONE], 0);
}

RtExchange *
rt_exchange_new (SoupServerMessage *message,
                 RtPeer            *peer)
{
  RtExchange *self = g_object_new (RT_TYPE_EXCHANGE, NULL);
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));

  self->message = message;
  self->peer = g_object_ref (peer);
  if (query != NULL)
    {
      self->query = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
      self->has_bad_query = self->query == NULL;
    }

  return self;
}

void
rt_exchange_expect (RtExchange *self,
                    const char *pattern,
                    gboolean    has_problems)
{
  self->pattern = pattern;
  self->has_problems = has_problems;
  rt_peer_expect_request (self->peer, pattern);
}

void
rt_exchange_begin (RtExchange *self)
{
  if (self->is_begun)
    return;

  self->is_begun = TRUE;
  rt_peer_begin_request (self->peer, self->pattern);
}

/* What HEAD asks for says what an answer would carry, and carries nothing. */
static void
leave_out_body (RtExchange *self)
{
  if (self->carried.events == 0 || !g_str_equal (rt_exchange_get_method (self), "HEAD"))
    return;

  self->carried = (RtPeerAnswer) { .empty = TRUE };
}

void
rt_exchange_end (RtExchange *self,
                 gboolean    is_whole)
{
  if (self->message == NULL)
    return;

  rt_exchange_begin (self);
  leave_out_body (self);
  self->message = NULL;
  rt_exchange_stop_deadline (self);
  rt_exchange_drop_claim (self);
  rt_peer_end_request (self->peer, is_whole ? &self->carried : NULL);
  rt_exchange_abandon_body (self);
  if (self->is_cut_after)
    rt_peer_stream_cut_when_sent (rt_peer_get_stream (self->peer));
}

/**
 * rt_exchange_cut_after:
 * @self: an exchange
 *
 * Has the connection end with a reset once the answer is sent, as a fault asked for.
 */
void
rt_exchange_cut_after (RtExchange *self)
{
  self->is_cut_after = TRUE;
}

void
rt_exchange_drop (RtExchange *self)
{
  self->message = NULL;
  rt_exchange_stop_deadline (self);
  rt_exchange_drop_claim (self);
  rt_exchange_abandon_body (self);
  g_object_unref (self);
}

gboolean
rt_exchange_is_answered (RtExchange *self)
{
  return self->is_answered;
}

gboolean
rt_exchange_is_held (RtExchange *self)
{
  return self->is_held;
}

gboolean
rt_exchange_has_bad_query (RtExchange *self)
{
  return self->has_bad_query;
}

/**
 * rt_exchange_is_over:
 * @self: an exchange
 *
 * Returns: whether the peer is gone, or the answer sent: nothing of the request can
 *   be read any more, and what is answered now is ignored
 */
gboolean
rt_exchange_is_over (RtExchange *self)
{
  return self->message == NULL;
}

/**
 * rt_exchange_get_method:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): the request's method; %NULL once it is over
 */
const char *
rt_exchange_get_method (RtExchange *self)
{
  return self->message != NULL ? soup_server_message_get_method (self->message) : NULL;
}

/**
 * rt_exchange_get_path:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): the request's path, decoded; %NULL once it is
 *   over
 */
const char *
rt_exchange_get_path (RtExchange *self)
{
  return self->message != NULL ? g_uri_get_path (soup_server_message_get_uri (self->message)) : NULL;
}

/**
 * rt_exchange_get_header:
 * @self: an exchange
 * @name: a field's name, in any case
 *
 * Returns: (transfer none) (nullable): its value, those of several fields of the name
 *   joined by commas; %NULL when there is none, or it is over
 */
const char *
rt_exchange_get_header (RtExchange *self,
                        const char *name)
{
  if (self->message == NULL)
    return NULL;

  return soup_message_headers_get_list (soup_server_message_get_request_headers (self->message), name);
}

/**
 * rt_exchange_get_query:
 * @self: an exchange
 * @name: a parameter's name
 *
 * Returns: (transfer none) (nullable): its value, decoded, the last where it is given
 *   several times; %NULL when there is none
 */
const char *
rt_exchange_get_query (RtExchange *self,
                       const char *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

/**
 * rt_exchange_dup_body:
 * @self: an exchange
 *
 * Returns: (transfer full): the request's body, whole; empty once it is over
 */
GBytes *
rt_exchange_dup_body (RtExchange *self)
{
  if (self->message == NULL)
    return g_bytes_new (NULL, 0);

  return soup_message_body_flatten (soup_server_message_get_request_body (self->message));
}

/**
 * rt_exchange_get_peer:
 * @self: an exchange
 *
 * Returns: (transfer none): who asks
 */
RtPeer *
rt_exchange_get_peer (RtExchange *self)
{
  return self->peer;
}

/**
 * rt_exchange_get_message:
 * @self: an exchange
 *
 * Returns: (transfer none) (nullable): libsoup's message; %NULL once it is over
 */
SoupServerMessage *
rt_exchange_get_message (RtExchange *self)
{
  return self->message;
}

/**
 * rt_exchange_is_websocket:
 * @self: an exchange
 *
 * Returns: whether the request asks to upgrade to WebSocket (RFC 6455 section 4.1)
 */
gboolean
rt_exchange_is_websocket (RtExchange *self)
{
  if (self->message == NULL)
    return FALSE;

  return soup_message_headers_header_contains (soup_server_message_get_request_headers (self->message),
                                               "Upgrade", "websocket");
}

/**
 * rt_exchange_set_pattern:
 * @self: an exchange
 * @pattern: the id of the pattern that it shows; a static string
 *
 * Says which pattern the exchange counts for where its route alone does not: before
 * it is answered, held or taken over, and once.
 */
void
rt_exchange_set_pattern (RtExchange *self,
                         const char *pattern)
{
  g_return_if_fail (!self->is_begun || g_str_equal (pattern, self->pattern));

  self->pattern = pattern;
  rt_exchange_begin (self);
}
