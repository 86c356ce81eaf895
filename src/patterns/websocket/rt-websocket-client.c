/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-websocket-client.h"

#include <glib/gi18n.h>

#include "core/rt-priority.h"
#include "net/rt-frame-rules.h"
#include "patterns/rt-call.h"
#include "patterns/rt-envelope.h"
#include "rt-websocket-answer.h"
#include "rt-websocket-close.h"
#include "rt-websocket-refused.h"

struct _RtWebsocketClient {
  RtClient                 parent_instance;

  char                   **protocols;
  guint                    keepalive;

  SoupWebsocketConnection *websocket;
  gboolean                 has_envelopes, gave_one;
  gboolean                 leaving;      /* took leave, and waits for the answer */
  guint                    goodbye;      /* the close code to leave with */
  guint64                  given;        /* bytes to be sent on it */
  guint64                  sent_before;  /* bytes that had been sent when it opened */
};

enum {
  PROP_0,
  PROP_PROTOCOLS,
  PROP_PROTOCOL,
  PROP_KEEPALIVE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtWebsocketClient, rt_websocket_client, RT_TYPE_CLIENT)

static void
deliver_bare (RtWebsocketClient *self,
              GBytes            *data,
              gboolean           binary)
{
  g_autoptr (RtMessage) message = rt_message_new (NULL, data, 0);

  message->binary = binary;
  rt_client_deliver (RT_CLIENT (self), message, 0);
}

/* Servers that know no subprotocol (those of the npm package ws) agree to the first that
 * is offered: an envelope says that it was meant. */
static void
deliver_envelope (RtWebsocketClient *self,
                  GBytes            *data)
{
  g_autoptr (RtMessage) message = NULL;
  guint64 prev;
  gint64 lost;
  RtEnvelopeKind kind = rt_envelope_parse_text (data, &message, &prev, &lost);
  g_autofree char *detail = kind == RT_ENVELOPE_ERROR ? rt_envelope_dup_detail (data) : NULL;

  self->has_envelopes = self->gave_one = self->gave_one || kind != RT_ENVELOPE_INVALID;
  if (kind == RT_ENVELOPE_EVENT)
    rt_client_deliver (RT_CLIENT (self), message, prev);
  else if (kind == RT_ENVELOPE_GAP || kind == RT_ENVELOPE_CONFLATED)
    rt_envelope_report_gap (RT_CLIENT (self), kind, lost, prev);
  else if (kind == RT_ENVELOPE_ERROR)
    rt_client_set_reason (RT_CLIENT (self), detail);
  else if (kind == RT_ENVELOPE_INVALID && !self->has_envelopes)
    deliver_bare (self, data, FALSE);
  else if (kind == RT_ENVELOPE_INVALID)
    {
      self->goodbye = SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION;
      rt_client_failed_with (RT_CLIENT (self), RT_CLIENT_ERROR_FORMAT, 0, FALSE,
                             _("The server agreed on “roundtrip.v1” and then sent something else."));
    }
}

static void
on_message (SoupWebsocketConnection *websocket,
            SoupWebsocketDataType    type,
            GBytes                  *data,
            RtWebsocketClient       *self)
{
  g_object_ref (self);
  if (self->has_envelopes && type == SOUP_WEBSOCKET_DATA_TEXT)
    deliver_envelope (self, data);
  else
    deliver_bare (self, data, type == SOUP_WEBSOCKET_DATA_BINARY);
  g_object_unref (self);
}

static void
on_closed (SoupWebsocketConnection *websocket,
           RtWebsocketClient       *self)
{
  const char *said = soup_websocket_connection_get_close_data (websocket);
  guint code = soup_websocket_connection_get_close_code (websocket);
  g_autofree char *words = NULL;
  gboolean is_final;

  if (self->leaving)
    {
      rt_client_stop (RT_CLIENT (self));
      return;
    }

  if (code == 0)
    code = SOUP_WEBSOCKET_CLOSE_ABNORMAL;
  words = rt_websocket_close_describe (code, said);
  rt_session_settle (rt_client_get_session (RT_CLIENT (self)));
  is_final = rt_websocket_close_is_final (code);
  rt_client_failed_with (RT_CLIENT (self),
                         is_final && code != SOUP_WEBSOCKET_CLOSE_NORMAL ? RT_CLIENT_ERROR_FORMAT
                                                                         : RT_CLIENT_ERROR_CLOSED,
                         0, is_final, words);
}

/* What libsoup refuses on its own, before it closes. */
static void
on_error (SoupWebsocketConnection *websocket,
          GError                  *error,
          RtWebsocketClient       *self)
{
  guint said = soup_websocket_connection_get_close_code (websocket);
  g_autofree char *words = NULL;

  if (error->domain != SOUP_WEBSOCKET_ERROR || self->leaving)
    return;

  /* What came is told by "closed", but of newer codes the answer would be wrong. */
  if (rt_frame_rules_is_late_code (said))
    {
      self->goodbye = said;
      on_closed (websocket, self);
    }
  if (said != 0)
    return;

  words = rt_websocket_close_describe (error->code, error->message);
  self->goodbye = error->code;
  rt_client_failed_with (RT_CLIENT (self), RT_CLIENT_ERROR_FORMAT, 0, rt_websocket_close_is_final (error->code), words);
}

static void
begin (RtWebsocketClient       *self,
       SoupWebsocketConnection *websocket)
{
  const char *protocol = soup_websocket_connection_get_protocol (websocket);

  self->websocket = g_object_ref (websocket);
  self->goodbye = SOUP_WEBSOCKET_CLOSE_NORMAL;
  self->given = 0;
  self->sent_before = rt_session_get_bytes_out (rt_client_get_session (RT_CLIENT (self)));
  self->has_envelopes = g_strcmp0 (protocol, RT_WEBSOCKET_PROTOCOL) == 0;
  self->gave_one = self->leaving = FALSE;
  rt_session_set_answers_first (rt_client_get_session (RT_CLIENT (self)), TRUE);
  soup_websocket_connection_set_max_incoming_payload_size (websocket, rt_client_get_max_payload (RT_CLIENT (self)));
  soup_websocket_connection_set_keepalive_interval (websocket, self->keepalive);
  g_signal_connect_object (websocket, "message", G_CALLBACK (on_message), self, 0);
  g_signal_connect_object (websocket, "error", G_CALLBACK (on_error), self, 0);
  g_signal_connect_object (websocket, "closed", G_CALLBACK (on_closed), self, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROTOCOL]);
  rt_client_opened (RT_CLIENT (self));
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  SoupSession *session = SOUP_SESSION (source);
  g_autoptr (GCancellable) opening = rt_call_dup_cancellable (user_data);
  g_autoptr (RtWebsocketClient) self = rt_call_end (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupMessage) message = g_object_ref (soup_session_get_async_result_message (session, result));
  g_autoptr (SoupWebsocketConnection) websocket = soup_session_websocket_connect_finish (session, result, &error);
  guint64 position;
  gboolean has_position;

  if (self == NULL)
    return;
  if (soup_message_get_status (message) != SOUP_STATUS_NONE)
    rt_client_count_answer (RT_CLIENT (self), soup_message_get_status (message), FALSE);
  if (g_cancellable_is_cancelled (opening))
    return;
  if (websocket == NULL || !rt_websocket_answer_check (message, &error))
    {
      rt_websocket_refused (RT_CLIENT (self), message, error);
      return;
    }

  /* Known to who hears that it is open; what was missed is told after that. */
  has_position = rt_websocket_answer_read_position (RT_CLIENT (self), message, &position);
  if (has_position)
    rt_client_set_cursor (RT_CLIENT (self), position);
  begin (self, websocket);
  if (has_position && !g_cancellable_is_cancelled (opening))
    rt_client_reach (RT_CLIENT (self), position);
}

static void
rt_websocket_client_open (RtClient     *client,
                          GCancellable *opening)
{
  RtWebsocketClient *self = RT_WEBSOCKET_CLIENT (client);
  g_autoptr (GUri) uri = rt_client_dup_target (client);
  g_autoptr (SoupMessage) message = NULL;

  if (uri == NULL)
    return;

  message = rt_client_new_request (client, "GET", uri);
  rt_client_add_headers (client, message);
  soup_session_websocket_connect_async (rt_session_get_soup (rt_client_get_session (client)), message, NULL,
                                        self->protocols, RT_PRIORITY_IO, opening, on_connected,
                                        rt_call_new (self, opening));
}

static void
rt_websocket_client_close (RtClient *client)
{
  RtWebsocketClient *self = RT_WEBSOCKET_CLIENT (client);
  g_autoptr (SoupWebsocketConnection) websocket = g_steal_pointer (&self->websocket);

  if (websocket == NULL)
    return;

  g_signal_handlers_disconnect_by_data (websocket, self);
  rt_websocket_close_at_once (websocket, self->goodbye);
  /* It is the only connection, and libsoup would close it only some time later. */
  rt_client_abort_session (client);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROTOCOL]);
}

static gboolean
rt_websocket_client_send (RtClient *client,
                          GBytes   *data,
                          gboolean  binary,
                          GError  **error)
{
  RtWebsocketClient *self = RT_WEBSOCKET_CLIENT (client);

  if (soup_websocket_connection_get_state (self->websocket) != SOUP_WEBSOCKET_STATE_OPEN)
    {
      g_set_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED,
                   _("The WebSocket to %s is closing: wait until it is open again."), rt_client_get_shown_uri (client));
      return FALSE;
    }

  /* libsoup's queue has no limit and tells no length; what the kernel has not sent of
   * what it was given is what waits. */
  if (self->given > RT_WEBSOCKET_MAX_WAITING + rt_session_get_bytes_out (rt_client_get_session (client)) - self->sent_before)
    {
      g_set_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FULL,
                   _("%s does not read what is sent to it: wait until it does."), rt_client_get_shown_uri (client));
      return FALSE;
    }

  rt_client_set_reason (client, NULL);
  self->given += g_bytes_get_size (data);
  rt_session_set_answers_first (rt_client_get_session (client), FALSE);
  soup_websocket_connection_send_message (self->websocket, binary ? SOUP_WEBSOCKET_DATA_BINARY
                                                                  : SOUP_WEBSOCKET_DATA_TEXT, data);

  return TRUE;
}

/* Libsoup closes the connection %RT_WEBSOCKET_GOODBYE_SECONDS later where nobody answers. */
static void
rt_websocket_client_leave (RtClient *client)
{
  RtWebsocketClient *self = RT_WEBSOCKET_CLIENT (client);

  if (soup_websocket_connection_get_state (self->websocket) != SOUP_WEBSOCKET_STATE_OPEN)
    {
      rt_client_stop (client);
      return;
    }

  self->leaving = TRUE;
  soup_websocket_connection_close (self->websocket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

static void
rt_websocket_client_finalize (GObject *object)
{
  g_strfreev (RT_WEBSOCKET_CLIENT (object)->protocols);

  G_OBJECT_CLASS (rt_websocket_client_parent_class)->finalize (object);
}

static void
rt_websocket_client_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  RtWebsocketClient *self = RT_WEBSOCKET_CLIENT (object);

  switch (prop_id)
    {
    case PROP_PROTOCOLS:
      g_value_set_boxed (value, self->protocols);
      break;
    case PROP_PROTOCOL:
      if (self->websocket != NULL)
        g_value_set_string (value, soup_websocket_connection_get_protocol (self->websocket));
      break;
    case PROP_KEEPALIVE:
      g_value_set_uint (value, self->keepalive);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_protocols (RtWebsocketClient *self,
               char             **protocols)
{
  char **copy = protocols != NULL && protocols[0] != NULL ? g_strdupv (protocols) : NULL;

  g_strfreev (self->protocols);
  self->protocols = copy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROTOCOLS]);
}

static void
rt_websocket_client_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  RtWebsocketClient *self = RT_WEBSOCKET_CLIENT (object);

  switch (prop_id)
    {
    case PROP_PROTOCOLS:
      set_protocols (self, g_value_get_boxed (value));
      break;
    case PROP_KEEPALIVE:
      if (self->keepalive == g_value_get_uint (value))
        return;
      self->keepalive = g_value_get_uint (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_websocket_client_class_init (RtWebsocketClientClass *klass)
{
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtClientClass *client_class = RT_CLIENT_CLASS (klass);

  object_class->finalize = rt_websocket_client_finalize;
  object_class->get_property = rt_websocket_client_get_property;
  object_class->set_property = rt_websocket_client_set_property;
  client_class->open = rt_websocket_client_open;
  client_class->close = rt_websocket_client_close;
  client_class->leave = rt_websocket_client_leave;
  client_class->send = rt_websocket_client_send;

  properties[PROP_PROTOCOLS] = g_param_spec_boxed ("protocols", NULL, NULL, G_TYPE_STRV, G_PARAM_READWRITE | flags);
  properties[PROP_PROTOCOL] = g_param_spec_string ("protocol", NULL, NULL, NULL, G_PARAM_READABLE | flags);
  properties[PROP_KEEPALIVE] = g_param_spec_uint ("keepalive", NULL, NULL, 0, G_MAXINT, RT_WEBSOCKET_KEEPALIVE_SECONDS,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT | flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_websocket_client_init (RtWebsocketClient *self)
{
  const char * const protocols[] = { RT_WEBSOCKET_PROTOCOL, NULL };

  self->protocols = g_strdupv ((char **) protocols);
}

/**
 * rt_websocket_client_new:
 * @uri: an address, ws or wss; http and https are taken as such
 *
 * Returns: (transfer full): a client that is closed
 */
RtClient *
rt_websocket_client_new (const char *uri)
{
  return g_object_new (RT_TYPE_WEBSOCKET_CLIENT, "uri", uri, NULL);
}
