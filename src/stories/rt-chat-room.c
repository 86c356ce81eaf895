/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-room.h"

#include <string.h>

#include "core/rt-channel-outlet.h"
#include "patterns/rt-stream.h"
#include "patterns/websocket/rt-socket.h"
#include "stories/rt-chat-text.h"
#include "stories/rt-story.h"
#include "stories/rt-telling.h"

struct _RtChatRoom {
  GObject      parent_instance;

  RtChannel   *channel;
  RtSelection *heard;      /* the types that are heard in plain text */
  guint        n_members;
  guint        max_members;
};

/* Somebody who is there in plain text. */
typedef struct {
  RtChatRoom *room;
  char       *name;
} Member;

G_DEFINE_FINAL_TYPE (RtChatRoom, rt_chat_room, G_TYPE_OBJECT)

static void
rt_chat_room_finalize (GObject *object)
{
  RtChatRoom *self = RT_CHAT_ROOM (object);

  g_clear_object (&self->channel);
  g_clear_pointer (&self->heard, rt_selection_unref);

  G_OBJECT_CLASS (rt_chat_room_parent_class)->finalize (object);
}

static void
rt_chat_room_class_init (RtChatRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_chat_room_finalize;
}

static void
rt_chat_room_init (RtChatRoom *self)
{
  self->heard = rt_selection_new ("join,say", NULL);
  self->max_members = RT_CHAT_ROOM_MAX_MEMBERS;
}

static void
arrived_cb (RtChatRoom *self,
            const char *name)
{
  g_autoptr (GBytes) data = rt_chat_text_new_data (name, NULL, 0);

  rt_telling_publish (self->channel, "join", data);
}

static void
left_cb (RtChatRoom *self,
         const char *name)
{
  g_autoptr (GBytes) data = rt_chat_text_new_data (name, NULL, 0);

  rt_telling_publish (self->channel, "leave", data);
}

/**
 * rt_chat_room_new:
 * @channel: where it is heard what is said
 *
 * Returns: (transfer full): a room; it ends with its last reference, of which each who is
 *   there in plain text has one
 */
RtChatRoom *
rt_chat_room_new (RtChannel *channel)
{
  RtChatRoom *self;

  g_return_val_if_fail (RT_IS_CHANNEL (channel), NULL);

  self = g_object_new (RT_TYPE_CHAT_ROOM, NULL);
  self->channel = g_object_ref (channel);
  g_signal_connect_object (channel, "arrived", G_CALLBACK (arrived_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "left", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * rt_chat_room_set_max_members:
 * @self: a room
 * @max_members: how many may be there in plain text at once, %RT_CHAT_ROOM_MAX_MEMBERS to
 *   begin with
 *
 * Those who are there stay.
 */
void
rt_chat_room_set_max_members (RtChatRoom *self,
                              guint       max_members)
{
  g_return_if_fail (RT_IS_CHAT_ROOM (self));

  self->max_members = max_members;
}

/**
 * rt_chat_room_get_n_members:
 * @self: a room
 *
 * Returns: how many are there in plain text
 */
guint
rt_chat_room_get_n_members (RtChatRoom *self)
{
  g_return_val_if_fail (RT_IS_CHAT_ROOM (self), 0);

  return self->n_members;
}

static void
member_free (gpointer data)
{
  Member *self = data;

  self->room->n_members--;
  g_object_unref (self->room);
  g_free (self->name);
  g_free (self);
}

/* From now on: the plain-text room has no history, but hears of the newcomer. */
static void
opened_cb (RtSocket *socket,
           gpointer  user_data)
{
  Member *self = user_data;
  RtChatRoom *room = self->room;

  rt_socket_push (socket, room->channel, rt_channel_get_last (room->channel), room->heard,
                  &rt_chat_text_format, rt_chat_text_encode_gap);
  rt_stream_set_name (rt_socket_get_stream (socket), self->name);
}

static void
message_cb (RtSocket *socket,
            gboolean  is_text,
            GBytes   *message,
            gpointer  user_data)
{
  Member *self = user_data;
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GBytes) refusal = NULL;
  gsize size;
  const char *text = g_bytes_get_data (message, &size);

  if (!is_text)
    {
      rt_socket_close (socket, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, "Send text");
      return;
    }
  if (size > RT_CHAT_ROOM_MAX_TEXT)
    {
      rt_socket_close (socket, SOUP_WEBSOCKET_CLOSE_TOO_BIG, "A message has at most 65536 bytes");
      return;
    }

  data = rt_chat_text_new_data (self->name, size > 0 ? text : "", size);
  if (rt_telling_publish (self->room->channel, "say", data))
    {
      rt_peer_count_published (rt_socket_get_peer (socket), size);
      return;
    }

  /* It is others who do not read: who speaks stays, unless there is no telling him. */
  refusal = rt_chat_text_new_refusal (rt_channel_has_outlet (self->room->channel));
  if (!rt_socket_say (socket, refusal))
    rt_socket_close (socket, RT_SOCKET_CLOSE_TRY_AGAIN_LATER, NULL);
}

static const RtSocketHooks hooks = { opened_cb, message_cb, NULL, member_free };

static char *
dup_name (RtExchange *exchange)
{
  const char *port = strrchr (rt_peer_get_address (rt_exchange_get_peer (exchange)), ':');

  return g_strconcat ("User", port != NULL ? port + 1 : "", NULL);
}

static void
serve (RtExchange *exchange,
       gpointer    story)
{
  RtChatRoom *room = (RtChatRoom *) rt_story_require (exchange, story);
  Member *self;

  if (room == NULL)
    return;
  if (room->n_members >= room->max_members)
    {
      rt_exchange_set_header (exchange, "Retry-After", "10");
      rt_exchange_respond_text (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE, "The chat room is full; try again in a while.");
      return;
    }

  self = g_new0 (Member, 1);
  self->room = g_object_ref (room);
  self->name = dup_name (exchange);
  room->n_members++;
  rt_socket_serve (exchange, NULL, &hooks, self);
}

static GObject *
begin (RtChannel *channel,
       double     speed)
{
  return G_OBJECT (rt_chat_room_new (channel));
}

static void
add_routes (RtServer  *server,
            GObject  **story)
{
  static const RtRoute routes[] = {
    { "/", "GET", "websocket", FALSE, 0, serve, .ports = RT_PORT_BIT (RT_PORT_CHAT), .claims = rt_exchange_is_websocket },
    { "/chat", "GET", "websocket", FALSE, 0, serve, .claims = rt_exchange_is_websocket },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    rt_server_add_route (server, &routes[i], story);
}

const RtStory rt_chat_room_story = {
  .channel = "chat",
  .begin = begin,
  .add_routes = add_routes,
};
