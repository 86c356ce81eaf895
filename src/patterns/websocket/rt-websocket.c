/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-channel-outlet.h"
#include "core/rt-json.h"
#include "net/rt-refusal.h"
#include "patterns/rt-channel-query.h"
#include "patterns/rt-envelope.h"
#include "patterns/rt-fields.h"
#include "patterns/rt-pattern.h"
#include "patterns/rt-stream.h"
#include "patterns/websocket/rt-confirmations.h"
#include "patterns/websocket/rt-socket.h"
#include "patterns/websocket/rt-websocket-client.h"

static const char * const protocols[] = { RT_WEBSOCKET_PROTOCOL, NULL };

/* A WebSocket on a channel. */
typedef struct {
  RtChannel      *channel;
  RtChannelQuery  query;
  gboolean        confirms;
  gboolean        is_enveloped;
  RtConfirmations unsaid;
  struct _Tie    *tie;
} Line;

/* What is submitted may get its number when nobody is there any more. Reference counted. */
typedef struct _Tie {
  RtSocket *socket;   /* NULL then */
  Line     *line;
} Tie;

static void
line_free (gpointer data)
{
  Line *self = data;

  self->tie->socket = NULL;
  g_rc_box_release (self->tie);
  rt_confirmations_clear (&self->unsaid);
  g_object_unref (self->channel);
  rt_channel_query_clear (&self->query);
  g_free (self);
}

static GBytes *
encode_enveloped (RtEvent *event,
                  guint64  prev)
{
  g_autoptr (GBytes) json = rt_envelope_format.encode (event, prev);

  return rt_socket_frame_new (g_bytes_get_data (json, NULL), g_bytes_get_size (json));
}

static GBytes *
encode_bare (RtEvent *event,
             guint64  prev)
{
  GBytes *data = rt_event_get_data (event);

  /* Who sees no numbers misses none. */
  if (g_str_equal (rt_event_get_type_name (event), RT_CHANNEL_FILLER))
    return g_bytes_new_static (NULL, 0);

  return rt_socket_frame_new (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
}

static const RtWireFormat enveloped = { RT_WEBSOCKET_PROTOCOL, encode_enveloped };
static const RtWireFormat bare = { "bare frames", encode_bare };

static GBytes *
frame_new_take (char *text)
{
  GBytes *frame = rt_socket_frame_new (text, strlen (text));

  g_free (text);

  return frame;
}

static GBytes *
encode_gap (gint64      lost,
            guint64     next,
            const char *reason)
{
  return frame_new_take (rt_envelope_write_gap (lost, next, reason));
}

/* After what was written before, events or not. */
static void
say_what_fits (RtSocket *socket,
               gpointer  user_data)
{
  Line *self = user_data;
  char *text;

  while (rt_socket_is_open (socket) && (text = rt_confirmations_dup_next (&self->unsaid)) != NULL)
    {
      g_autoptr (GBytes) frame = frame_new_take (text);

      if (!rt_socket_say (socket, frame))
        break;
      rt_confirmations_drop (&self->unsaid);
    }
}

static void
say_or_close (RtSocket *socket,
              Line     *self,
              gboolean  has_room)
{
  if (has_room)
    say_what_fits (socket, self);
  else
    rt_socket_close (socket, RT_SOCKET_CLOSE_TRY_AGAIN_LATER, NULL);
}

static void
refuse (RtSocket   *socket,
        Line       *self,
        guint       status,
        guint       code,
        const char *detail)
{
  if (self->is_enveloped)
    say_or_close (socket, self,
                  rt_confirmations_add_text (&self->unsaid,
                                             rt_envelope_write_error (status, rt_refusal_get_phrase (status), detail)));
  else
    rt_socket_close (socket, code, detail);
}

static void
refuse_publishing (RtSocket     *socket,
                   Line         *self,
                   const GError *error)
{
  if (g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL))
    refuse (socket, self, 429, RT_SOCKET_CLOSE_TRY_AGAIN_LATER, "A reader has as much to read as it may; try again in a moment");
  else if (g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_NO_NUMBERS))
    refuse (socket, self, 429, RT_SOCKET_CLOSE_TRY_AGAIN_LATER, "The channel takes nothing now; try again in a moment");
  else if (error->domain == RT_CHANNEL_OUTLET_ERROR)
    refuse (socket, self, SOUP_STATUS_SERVICE_UNAVAILABLE, RT_SOCKET_CLOSE_TRY_AGAIN_LATER, error->message);
  else if (g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_TOO_LARGE))
    refuse (socket, self, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, SOUP_WEBSOCKET_CLOSE_TOO_BIG,
            "More than the channel remembers");
  else
    refuse (socket, self, SOUP_STATUS_BAD_REQUEST, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION,
            "The channel takes no more types");
}

static void
submitted_cb (RtChannel    *channel,
              guint64       seq,
              const GError *error,
              gpointer      user_data)
{
  Tie *tie = user_data;
  RtSocket *socket = tie->socket;

  if (socket != NULL && error != NULL)
    refuse_publishing (socket, tie->line, error);
  else if (socket != NULL && tie->line->confirms)
    say_or_close (socket, tie->line, rt_confirmations_add_seq (&tie->line->unsaid, seq));
  g_rc_box_release (tie);
}

static void
message_cb (RtSocket *socket,
            gboolean  is_text,
            GBytes   *data,
            gpointer  user_data)
{
  Line *self = user_data;
  /* The socket may close when it is told. */
  g_autoptr (RtPeer) peer = g_object_ref (rt_socket_get_peer (socket));
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *text = g_bytes_get_data (data, &size);

  if (!is_text)
    {
      refuse (socket, self, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, "Send JSON as text");
      return;
    }
  if (!rt_json_check (text, size, &error))
    {
      refuse (socket, self, SOUP_STATUS_BAD_REQUEST, SOUP_WEBSOCKET_CLOSE_BAD_DATA, "A message must be one JSON value");
      return;
    }

  self->tie->socket = socket;
  if (rt_channel_submit (self->channel, self->query.type, data, submitted_cb, g_rc_box_acquire (self->tie), &error))
    {
      rt_peer_count_published (peer, size);
      return;
    }

  g_rc_box_release (self->tie);
  refuse_publishing (socket, self, error);
}

static void
opened_cb (RtSocket *socket,
           gpointer  user_data)
{
  Line *self = user_data;

  self->is_enveloped = rt_socket_get_protocol (socket) != NULL;
  rt_socket_push (socket, self->channel, self->query.after, self->query.selection,
                  self->is_enveloped ? &enveloped : &bare, encode_gap);
  if (self->query.name != NULL)
    rt_stream_set_name (rt_socket_get_stream (socket), self->query.name);
}

static const RtSocketHooks hooks = { opened_cb, message_cb, say_what_fits, line_free };

static gboolean
claims (RtExchange *exchange)
{
  return g_str_equal (rt_exchange_get_method (exchange), "GET") && rt_exchange_is_websocket (exchange);
}

/* Where who begins with what comes from now on goes on, should the connection be lost before
 * the first event: as an event stream says it. */
static void
say_position (RtExchange *exchange,
              guint64     position)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, position);

  rt_exchange_set_header (exchange, "Last-Event-ID", text);
}

/* A client of roundtrip.v1 that asks with `Prefer: confirm` (RFC 7240 section 2) is told
 * the number of each message it publishes: {"type":"published","data":{"seq":n}}, in the
 * order in which it sent them. */
static void
serve (RtExchange *exchange,
       RtChannel  *channel)
{
  g_auto (RtChannelQuery) query = { 0 };
  const char *offered = rt_exchange_get_header (exchange, "Sec-WebSocket-Protocol");
  Line *self;

  if (!rt_channel_query_parse (exchange, &query))
    return;

  self = g_new0 (Line, 1);
  self->tie = g_rc_box_new0 (Tie);
  self->tie->line = self;
  self->channel = g_object_ref (channel);
  self->confirms = offered != NULL && rt_fields_prefers (rt_exchange_get_header (exchange, "Prefer"), "confirm");
  if (self->confirms)
    rt_exchange_set_header (exchange, "Preference-Applied", "confirm");
  rt_channel_query_move (&query, &self->query);
  if (!self->query.has_after)
    {
      self->query.after = rt_channel_get_last (channel);
      say_position (exchange, self->query.after);
    }
  rt_socket_serve (exchange, protocols, &hooks, self);
}

static const char * const schemes[] = { "ws", "wss", NULL };

const RtPattern rt_websocket = {
  .id = "websocket",
  .name = N_("WebSocket"),
  .sentence = N_("One connection, both talk."),
  .get_client_type = rt_websocket_client_get_type,
  .claims = claims,
  .serve = serve,
  .schemes = schemes,
  .manner = RT_MANNER_PUSH,
  .traits = RT_TRAIT_TALKS_BACK | RT_TRAIT_BROWSER,
};
