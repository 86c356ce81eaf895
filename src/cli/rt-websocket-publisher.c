/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-websocket-publisher.h"

#include <glib/gi18n.h>

#include "core/rt-json.h"
#include "core/rt-priority.h"
#include "patterns/rt-envelope.h"
#include "patterns/rt-fields.h"
#include "patterns/rt-problem.h"
#include "patterns/rt-uri.h"
#include "patterns/websocket/rt-websocket-client.h"

#define MAX_INCOMING_BYTES (16 * 1024 * 1024)
#define LOOK_AGAIN_MS      5
#define TIMEOUT_SECONDS    30

struct _RtWebsocketPublisher {
  RtPublisher              parent_instance;

  GUri                    *url;
  char                   **headers;
  RtSession               *session;
  SoupMessage             *handshake;
  SoupWebsocketConnection *connection;
  GTask                   *task;       /* what is waited for */
  gboolean                 finishing;
  gboolean                 is_confirmed;  /* the server says the number of each message */
  GError                  *refusal;    /* of a message, not told yet */
  guint64                  n_sent;
  guint64                  n_confirmed;
  guint64                  frame_bytes;  /* handed to libsoup, the handshake's included */
  guint                    room_id;
};

G_DEFINE_FINAL_TYPE (RtWebsocketPublisher, rt_websocket_publisher, RT_TYPE_PUBLISHER)

static void
give_back (RtWebsocketPublisher *self,
           GError               *error)
{
  GTask *task = g_steal_pointer (&self->task);

  g_clear_handle_id (&self->room_id, g_source_remove);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static guint64
get_sent_bytes (RtWebsocketPublisher *self)
{
  RtWire wire;

  rt_session_settle (self->session);
  rt_session_get_wire (self->session, &wire);

  return wire.bytes_out;
}

/* libsoup's queue cannot be asked for its length, but what is in it is what was handed
 * over less what the kernel has sent. */
static gboolean
has_room (RtWebsocketPublisher *self)
{
  return self->frame_bytes <= get_sent_bytes (self) + RT_WEBSOCKET_PUBLISHER_AHEAD;
}

static gboolean
on_look_again (gpointer user_data)
{
  RtWebsocketPublisher *self = user_data;

  /* The task itself says that it was cancelled. */
  if (!has_room (self) && !g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    return G_SOURCE_CONTINUE;

  self->room_id = 0;
  give_back (self, NULL);

  return G_SOURCE_REMOVE;
}

/* RFC 6455 section 5.2, with the client's mask. */
static guint
frame_header_bytes (gsize payload)
{
  return payload <= 125 ? 6 : payload <= G_MAXUINT16 ? 8 : 14;
}

static void
send_message (RtWebsocketPublisher *self)
{
  GBytes *message = g_task_get_task_data (self->task);

  soup_websocket_connection_send_message (self->connection, SOUP_WEBSOCKET_DATA_TEXT, message);
  self->n_sent++;
  self->frame_bytes += g_bytes_get_size (message) + frame_header_bytes (g_bytes_get_size (message));

  if (has_room (self))
    give_back (self, NULL);
  else
    self->room_id = g_timeout_add_full (RT_PRIORITY_IO, LOOK_AGAIN_MS, on_look_again, self, NULL);
}

static GError *
describe_close (RtWebsocketPublisher *self)
{
  const char *reason = soup_websocket_connection_get_close_data (self->connection);
  gushort code = soup_websocket_connection_get_close_code (self->connection);

  if (code == 0)
    return g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED,
                        _("The connection was lost. What was sent last may not have arrived."));

  return g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED,
                      _("The server ended the connection: %u %s. What was sent last may not have been published."),
                      code, reason != NULL ? reason : "");
}

static void
confirm_all (RtWebsocketPublisher *self)
{
  for (; self->n_confirmed < self->n_sent; self->n_confirmed++)
    rt_publisher_confirm (RT_PUBLISHER (self), FALSE, 0, 0);
}

static void
refuse (RtWebsocketPublisher *self,
        const char           *detail)
{
  GError *error = g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED,
                               _("The server refused a message: %s. Those before it were published."), detail);

  if (self->task != NULL)
    give_back (self, error);
  else if (self->refusal == NULL)
    self->refusal = error;
  else
    g_error_free (error);
}

static void
close_when_confirmed (RtWebsocketPublisher *self)
{
  if ((!self->is_confirmed || self->n_confirmed == self->n_sent) &&
      soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

/* Events of the channel come too, and are nothing to who publishes. */
static void
on_message (SoupWebsocketConnection *connection,
            SoupWebsocketDataType    type,
            GBytes                  *data,
            RtWebsocketPublisher    *self)
{
  g_autofree char *detail = NULL;
  RtEnvelopeKind kind = RT_ENVELOPE_INVALID;
  RtJsonSlice slice;
  guint64 seq = 0;

  slice.text = g_bytes_get_data (data, &slice.length);
  if (type == SOUP_WEBSOCKET_DATA_TEXT && rt_json_check (slice.text, slice.length, NULL))
    kind = rt_envelope_parse_answer (&slice, &seq, &detail);
  g_object_ref (self);
  if (kind == RT_ENVELOPE_ERROR)
    {
      refuse (self, detail);
    }
  else if (kind == RT_ENVELOPE_PUBLISHED && self->n_confirmed < self->n_sent)
    {
      self->n_confirmed++;
      rt_publisher_confirm (RT_PUBLISHER (self), TRUE, seq, 0);
      if (self->finishing)
        close_when_confirmed (self);
    }
  g_object_unref (self);
}

static void
on_closed (SoupWebsocketConnection *connection,
           RtWebsocketPublisher    *self)
{
  gushort code = soup_websocket_connection_get_close_code (connection);

  if (self->task == NULL)
    return;

  if (self->finishing && (!self->is_confirmed || self->n_confirmed == self->n_sent) &&
      (code == SOUP_WEBSOCKET_CLOSE_NORMAL || code == SOUP_WEBSOCKET_CLOSE_NO_STATUS))
    {
      confirm_all (self);
      give_back (self, NULL);
    }
  else
    give_back (self, describe_close (self));
}

/* A channel that does not exist yet is a problem; what is no channel is a plain 404. */
static GError *
describe_no_channel (RtWebsocketPublisher *self,
                     const char           *url)
{
  const char *scheme = g_str_equal (g_uri_get_scheme (self->url), "wss") ? "https" : "http";
  g_autoptr (GUri) post = soup_uri_copy (self->url, SOUP_URI_SCHEME, scheme, SOUP_URI_NONE);
  g_autofree char *text = g_uri_to_string (post);
  g_autofree char *shown = rt_uri_dup_shown (text);

  return g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED,
                      /* Translators: two URLs of the same channel */
                      _("%s does not exist yet. A channel begins with the first POST to it: publish the first message "
                        "to %s."), url, shown);
}

static GError *
describe_handshake_failure (RtWebsocketPublisher *self,
                            GError               *reason)
{
  g_autofree char *text = g_uri_to_string (self->url);
  g_autofree char *url = rt_uri_dup_shown (text);
  guint status = soup_message_get_status (self->handshake);

  if (status == SOUP_STATUS_NOT_FOUND && rt_problem_is_one (self->handshake))
    return describe_no_channel (self, url);
  if (status >= SOUP_STATUS_OK)
    return g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED,
                        _("%s opens no WebSocket: the answer was %u %s. Is it the right path?"),
                        url, status, soup_message_get_reason_phrase (self->handshake));

  rt_session_clarify (self->session, reason);

  return g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED,
                      _("%s could not be reached: %s. Is the server running there?"), url, reason->message);
}

/* What the server prefers not to do it leaves out (RFC 7240 section 3): then its close
 * confirms everything. */
static gboolean
answer_confirms (RtWebsocketPublisher *self)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->handshake);

  return g_strcmp0 (soup_websocket_connection_get_protocol (self->connection), RT_WEBSOCKET_PROTOCOL) == 0 &&
         rt_fields_prefers (soup_message_headers_get_list (headers, "Preference-Applied"), "confirm");
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (RtWebsocketPublisher) self = user_data;
  g_autoptr (GError) error = NULL;

  self->connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (self->connection == NULL)
    {
      give_back (self, describe_handshake_failure (self, error));
      return;
    }

  self->is_confirmed = answer_confirms (self);
  soup_websocket_connection_set_max_incoming_payload_size (self->connection, MAX_INCOMING_BYTES);
  if (self->is_confirmed)
    g_signal_connect_object (self->connection, "message", G_CALLBACK (on_message), self, 0);
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (on_closed), self, 0);
  self->frame_bytes = get_sent_bytes (self);
  send_message (self);
}

static void
open_connection (RtWebsocketPublisher *self)
{
  static const char * const protocols[] = { RT_WEBSOCKET_PROTOCOL, NULL };
  const char * const *headers = (const char * const *) self->headers;

  self->handshake = rt_publisher_new_request (self->session, SOUP_METHOD_GET, self->url, headers);
  soup_message_headers_append (soup_message_get_request_headers (self->handshake), "Prefer", "confirm");
  soup_session_websocket_connect_async (rt_session_get_soup (self->session), self->handshake, NULL, (char **) protocols,
                                        RT_PRIORITY_IO, g_task_get_cancellable (self->task), on_connected,
                                        g_object_ref (self));
}

static void
rt_websocket_publisher_publish (RtPublisher *publisher,
                                GTask       *task)
{
  RtWebsocketPublisher *self = RT_WEBSOCKET_PUBLISHER (publisher);

  self->task = task;
  if (self->refusal != NULL)
    give_back (self, g_steal_pointer (&self->refusal));
  else if (self->connection == NULL)
    open_connection (self);
  else if (soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    give_back (self, describe_close (self));
  else
    send_message (self);
}

static void
rt_websocket_publisher_finish (RtPublisher *publisher,
                               GTask       *task)
{
  RtWebsocketPublisher *self = RT_WEBSOCKET_PUBLISHER (publisher);

  self->task = task;
  self->finishing = TRUE;
  if (self->refusal != NULL)
    give_back (self, g_steal_pointer (&self->refusal));
  else if (self->connection == NULL)
    give_back (self, NULL);
  else if (soup_websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    give_back (self, describe_close (self));
  else
    close_when_confirmed (self);
}

static void
rt_websocket_publisher_finalize (GObject *object)
{
  RtWebsocketPublisher *self = RT_WEBSOCKET_PUBLISHER (object);

  g_clear_handle_id (&self->room_id, g_source_remove);
  g_clear_object (&self->connection);
  g_clear_object (&self->handshake);
  g_clear_error (&self->refusal);
  g_uri_unref (self->url);
  g_strfreev (self->headers);
  g_object_unref (self->session);

  G_OBJECT_CLASS (rt_websocket_publisher_parent_class)->finalize (object);
}

static void
rt_websocket_publisher_class_init (RtWebsocketPublisherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_websocket_publisher_finalize;
  RT_PUBLISHER_CLASS (klass)->publish = rt_websocket_publisher_publish;
  RT_PUBLISHER_CLASS (klass)->finish = rt_websocket_publisher_finish;
}

static void
rt_websocket_publisher_init (RtWebsocketPublisher *self)
{
  self->session = rt_session_new ();
  soup_session_set_timeout (rt_session_get_soup (self->session), TIMEOUT_SECONDS);
}

/**
 * rt_websocket_publisher_new:
 * @url: ws or wss
 * @headers: (nullable) (array zero-terminated=1): fields for the opening handshake, checked
 *
 * Returns: (transfer full): a publisher
 */
RtPublisher *
rt_websocket_publisher_new (GUri               *url,
                            const char * const *headers)
{
  RtWebsocketPublisher *self = g_object_new (RT_TYPE_WEBSOCKET_PUBLISHER, NULL);

  self->url = g_uri_ref (url);
  self->headers = g_strdupv ((char **) headers);

  return RT_PUBLISHER (self);
}
