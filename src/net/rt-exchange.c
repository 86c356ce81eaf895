/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-json.h"
#include "net/rt-exchange-private.h"

#define MAX_WEBSOCKET_PAYLOAD (1024 * 1024)

struct _RtExchange {
  GObject            parent_instance;

  SoupServerMessage *message;  /* (unowned): cleared when it is over */
  RtPeer            *peer;
  const char        *pattern;
  GHashTable        *query;
  gboolean           begun;
  gboolean           held;
  gboolean           answered;
  gboolean           empty;
  guint              events;
  gsize              payload;

  RtWebsocketFunc    websocket_func;
  gpointer           websocket_data;
  GDestroyNotify     websocket_destroy;
};

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

  signals[GONE] =
    g_signal_new ("gone", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_exchange_init (RtExchange *self)
{
}

RtExchange *
rt_exchange_new (SoupServerMessage *message,
                 RtPeer            *peer,
                 const char        *pattern)
{
  RtExchange *self = g_object_new (RT_TYPE_EXCHANGE, NULL);
  GUri *uri = soup_server_message_get_uri (message);

  self->message = message;
  self->peer = g_object_ref (peer);
  self->pattern = pattern;
  if (uri != NULL && g_uri_get_query (uri) != NULL)
    self->query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return self;
}

void
rt_exchange_begin (RtExchange *self)
{
  if (self->begun)
    return;

  self->begun = TRUE;
  rt_peer_begin_request (self->peer, self->pattern);
}

static void
count_answer (RtExchange *self)
{
  rt_peer_count_response (self->peer, self->empty);
  if (self->events > 0 || self->payload > 0)
    rt_peer_count_delivered (self->peer, self->events, self->payload);
}

void
rt_exchange_end (RtExchange *self)
{
  if (self->message == NULL)
    return;

  self->message = NULL;
  if (self->answered)
    count_answer (self);
  rt_peer_end_request (self->peer);
}

gboolean
rt_exchange_is_answered (RtExchange *self)
{
  return self->answered;
}

/**
 * rt_exchange_get_method:
 * @self: an exchange
 *
 * Returns: (transfer none): the request's method
 */
const char *
rt_exchange_get_method (RtExchange *self)
{
  return soup_server_message_get_method (self->message);
}

const char *
rt_exchange_get_path (RtExchange *self)
{
  return g_uri_get_path (soup_server_message_get_uri (self->message));
}

const char *
rt_exchange_get_header (RtExchange *self,
                        const char *name)
{
  return soup_message_headers_get_list (soup_server_message_get_request_headers (self->message), name);
}

const char *
rt_exchange_get_query (RtExchange *self,
                       const char *name)
{
  return self->query != NULL ? g_hash_table_lookup (self->query, name) : NULL;
}

GBytes *
rt_exchange_dup_body (RtExchange *self)
{
  return soup_message_body_flatten (soup_server_message_get_request_body (self->message));
}

RtPeer *
rt_exchange_get_peer (RtExchange *self)
{
  return self->peer;
}

SoupServerMessage *
rt_exchange_get_message (RtExchange *self)
{
  return self->message;
}

guint16
rt_exchange_get_port (RtExchange *self)
{
  return rt_peer_get_local_port (self->peer);
}

gboolean
rt_exchange_is_websocket (RtExchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);

  return soup_message_headers_header_contains (headers, "Upgrade", "websocket");
}

gboolean
rt_exchange_accepts (RtExchange *self,
                     const char *type,
                     gboolean    or_any)
{
  const char *accept = rt_exchange_get_header (self, "Accept");
  gboolean found = FALSE;
  GSList *types;

  if (accept == NULL)
    return or_any;

  types = soup_header_parse_quality_list (accept, NULL);
  for (GSList *l = types; l != NULL && !found; l = l->next)
    found = g_ascii_strcasecmp (l->data, type) == 0 || (or_any && g_str_equal (l->data, "*/*"));
  soup_header_free_list (types);

  return found;
}

void
rt_exchange_set_pattern (RtExchange *self,
                         const char *pattern)
{
  self->pattern = pattern;
  rt_exchange_begin (self);
}

void
rt_exchange_set_header (RtExchange *self,
                        const char *name,
                        const char *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (self->message), name, value);
}

void
rt_exchange_set_carries (RtExchange *self,
                         gboolean    empty,
                         guint       events,
                         gsize       payload)
{
  self->empty = empty;
  self->events = events;
  self->payload = payload;
}

void
rt_exchange_respond (RtExchange *self,
                     guint       status,
                     const char *content_type,
                     GBytes     *body)
{
  if (self->message == NULL || self->answered)
    return;

  self->answered = TRUE;
  rt_exchange_begin (self);
  soup_server_message_set_status (self->message, status, NULL);
  if (body != NULL)
    {
      rt_exchange_set_header (self, "Content-Type", content_type);
      soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), body);
    }
  if (self->held)
    soup_server_message_unpause (self->message);
}

void
rt_exchange_respond_text (RtExchange *self,
                          guint       status,
                          const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  rt_exchange_respond (self, status, "text/plain; charset=utf-8", body);
}

static char *
problem_new (guint       status,
             const char *detail)
{
  GString *json = g_string_new ("{\"type\":\"about:blank\",\"title\":");

  rt_json_append_string (json, soup_status_get_phrase (status), -1);
  g_string_append_printf (json, ",\"status\":%u,\"detail\":", status);
  rt_json_append_string (json, detail, -1);
  g_string_append (json, "}\n");

  return g_string_free (json, FALSE);
}

void
rt_exchange_respond_problem (RtExchange *self,
                             guint       status,
                             const char *format,
                             ...)
{
  g_autofree char *detail = NULL;
  char *problem;
  g_autoptr (GBytes) body = NULL;
  va_list args;

  va_start (args, format);
  detail = g_strdup_vprintf (format, args);
  va_end (args);

  problem = problem_new (status, detail);
  body = g_bytes_new_take (problem, strlen (problem));
  rt_exchange_respond (self, status, "application/problem+json", body);
}

static void
gone_cb (RtExchange *self)
{
  if (self->answered || self->message == NULL)
    return;

  self->answered = TRUE;
  g_signal_emit (self, signals[GONE], 0);
  rt_peer_stream_abort (rt_peer_get_stream (self->peer));
  if (self->message != NULL)
    soup_server_message_unpause (self->message);
}

void
rt_exchange_hold (RtExchange *self)
{
  self->held = TRUE;
  rt_exchange_begin (self);
  soup_server_message_pause (self->message);
  g_signal_connect_object (rt_peer_get_stream (self->peer), "gone", G_CALLBACK (gone_cb), self, G_CONNECT_SWAPPED);
}

static void
append_header (const char *name,
               const char *value,
               gpointer    user_data)
{
  g_string_append_printf (user_data, "%s: %s\r\n", name, value);
}

static RtPeerStream *
take_connection (RtExchange *self,
                 GString    *head)
{
  RtPeerStream *stream = g_object_ref (rt_peer_get_stream (self->peer));
  SoupServerMessage *message = self->message;
  g_autoptr (GIOStream) stolen = NULL;

  self->answered = TRUE;
  rt_exchange_begin (self);
  soup_message_headers_foreach (soup_server_message_get_response_headers (message), append_header, head);
  g_string_append (head, "\r\n");
  self->message = NULL;
  stolen = soup_server_message_steal_connection (message);

  return stream;
}

RtPeerStream *
rt_exchange_take_stream (RtExchange *self,
                         const char *content_type)
{
  GString *head = g_string_new ("HTTP/1.1 200 OK\r\n");
  RtPeerStream *stream;
  g_autoptr (GBytes) bytes = NULL;

  g_string_append_printf (head, "Content-Type: %s\r\nCache-Control: no-store\r\nConnection: close\r\n", content_type);
  stream = take_connection (self, head);
  rt_peer_count_response (self->peer, FALSE);
  bytes = g_string_free_to_bytes (head);
  rt_outbox_push_control (rt_peer_stream_get_outbox (stream), bytes);
  rt_peer_stream_set_raw (stream, TRUE);
  rt_peer_stream_flush (stream);

  return stream;
}

void
rt_exchange_refuse (RtExchange *self,
                    guint       status,
                    const char *content_type,
                    const char *body)
{
  GString *head = g_string_new (NULL);
  g_autoptr (RtPeerStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_string_append_printf (head, "HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n",
                          status, soup_status_get_phrase (status), content_type, strlen (body));
  stream = take_connection (self, head);
  g_string_append (head, body);
  rt_peer_count_response (self->peer, FALSE);
  bytes = g_string_free_to_bytes (head);
  rt_outbox_push_control (rt_peer_stream_get_outbox (stream), bytes);
  rt_peer_stream_set_raw (stream, TRUE);
  rt_peer_stream_flush (stream);
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
}

static void
upgraded_cb (SoupServerMessage *message,
             RtExchange        *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *protocol = g_strdup (soup_message_headers_get_one (headers, "Sec-WebSocket-Protocol"));
  g_autofree char *origin = g_strdup (rt_exchange_get_header (self, "Origin"));
  g_autoptr (GUri) uri = g_uri_ref (soup_server_message_get_uri (message));
  g_autoptr (RtExchange) hold = g_object_ref (self);
  g_autoptr (GIOStream) stolen = NULL;
  g_autoptr (SoupWebsocketConnection) websocket = NULL;

  self->answered = TRUE;
  self->message = NULL;
  rt_peer_count_response (self->peer, FALSE);
  stolen = soup_server_message_steal_connection (message);
  if (stolen == NULL)
    return;

  websocket = soup_websocket_connection_new (stolen, uri, SOUP_WEBSOCKET_CONNECTION_SERVER, origin, protocol, NULL);
  soup_websocket_connection_set_max_incoming_payload_size (websocket, MAX_WEBSOCKET_PAYLOAD);
  rt_peer_stream_set_raw (rt_peer_get_stream (self->peer), FALSE);
  self->websocket_func (websocket, self->peer, self->websocket_data);
}

void
rt_exchange_upgrade (RtExchange         *self,
                     const char * const *protocols,
                     RtWebsocketFunc     func,
                     gpointer            user_data,
                     GDestroyNotify      destroy)
{
  self->websocket_func = func;
  self->websocket_data = user_data;
  self->websocket_destroy = destroy;
  rt_exchange_begin (self);

  if (soup_websocket_server_process_handshake (self->message, NULL, (char **) protocols, NULL, NULL))
    g_signal_connect_object (self->message, "wrote-informational", G_CALLBACK (upgraded_cb), self, 0);
  else
    self->answered = TRUE;
}
