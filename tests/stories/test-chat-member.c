/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "patterns/raw-server.h"
#include "patterns/served.h"
#include "patterns/websocket/rt-websocket-client.h"
#include "stories/rt-chat-member.h"
#include "support/rt-test.h"

#define TEXT  0x81
#define CLOSE 0x88

/* A member that writes down what it hears: "join:Ada", "say:Ada:hello", with "~" in front
 * of history and "=" in front of its own. */
typedef struct {
  RtChatMember *member;
  GString      *heard;
  guint         n_finished;
} Listener;

static void
on_line (RtChatMember *member,
         RtChatLine   *line,
         Listener     *self)
{
  g_string_append_printf (self->heard, "%s%s%s%s:%s", self->heard->len > 0 ? " " : "", line->is_history ? "~" : "",
                          line->is_own ? "=" : "", rt_chat_kind_to_string (line->kind),
                          line->name != NULL ? line->name : "-");
  if (line->text != NULL)
    g_string_append_printf (self->heard, ":%s", line->text);
  g_assert_cmpint (line->time_us, >, 0);
}

static void
on_gap (RtChatMember *member,
        gint64        lost,
        Listener     *self)
{
  g_string_append_printf (self->heard, " gap:%" G_GINT64_FORMAT, lost);
}

static void
on_finished (RtChatMember *member,
             Listener     *self)
{
  self->n_finished++;
}

static void
listener_init (Listener   *self,
               const char *uri,
               const char *name)
{
  *self = (Listener) { .member = rt_chat_member_new (uri, name), .heard = g_string_new (NULL) };
  g_object_set (rt_chat_member_get_client (self->member), "retry-ms", 10, NULL);
  g_signal_connect (self->member, "line", G_CALLBACK (on_line), self);
  g_signal_connect (self->member, "gap", G_CALLBACK (on_gap), self);
  g_signal_connect (self->member, "finished", G_CALLBACK (on_finished), self);
}

static void
listener_clear (Listener *self)
{
  rt_chat_member_stop (self->member);
  rt_test_drain ();
  rt_test_assert_last_unref (self->member);
  g_string_free (self->heard, TRUE);
}

static gboolean
is_open (gpointer user_data)
{
  return rt_chat_member_can_say (((Listener *) user_data)->member);
}

static void
listener_open (Listener *self)
{
  rt_chat_member_start (self->member);
  rt_test_wait_for (is_open, self, "the member to be in the room");
}

typedef struct {
  Listener   *listener;
  const char *part;
} Hearing;

static gboolean
is_heard (gpointer user_data)
{
  Hearing *hearing = user_data;

  return strstr (hearing->listener->heard->str, hearing->part) != NULL;
}

static void
listener_wait (Listener   *self,
               const char *part)
{
  Hearing hearing = { self, part };

  rt_test_wait_for (is_heard, &hearing, part);
}

static gboolean
is_finished (gpointer user_data)
{
  return ((Listener *) user_data)->n_finished > 0;
}

static void
listener_say (Listener   *self,
              const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rt_chat_member_say (self->member, text, &error));
  g_assert_no_error (error);
}

static char *
dup_uri (Served     *served,
         const char *path)
{
  return g_strdup_printf ("ws://127.0.0.1:%u%s", served->port, path);
}

/* A room of these tests' own: nobody but them says anything there. */
#define ROOM "/channels/room"

static void
room_init (Served  *served,
           char   **uri)
{
  served_init (served);
  served_get_channel (served, "room");
  *uri = dup_uri (served, ROOM);
}

static void
test_history_first (void)
{
  Served served;
  Listener listener;
  g_autofree char *uri = NULL;

  room_init (&served, &uri);
  served_publish (&served, "room", "join", "{\"name\":\"Ben\"}");
  served_publish (&served, "room", "say", "{\"name\":\"Ben\",\"text\":\"Anybody there?\"}");
  served_publish (&served, "room", "leave", "{\"name\":\"Ben\"}");
  listener_init (&listener, uri, "Ada");

  listener_open (&listener);
  served_publish (&served, "room", "say", "{\"name\":\"Cem\",\"text\":\"Now.\"}");
  listener_wait (&listener, "Now.");

  g_assert_cmpstr (listener.heard->str, ==,
                   "~join:Ben ~say:Ben:Anybody there? ~leave:Ben say:Cem:Now.");
  listener_clear (&listener);
  served_clear (&served);
}

static void
test_history_is_no_traffic (void)
{
  Served served;
  Listener listener;
  g_autofree char *uri = NULL;
  const RtTraffic *traffic;

  room_init (&served, &uri);
  for (guint i = 0; i < 1000; i++)
    served_publish (&served, "room", "say", "{\"name\":\"Ben\",\"text\":\"x\"}");
  listener_init (&listener, uri, "Ada");

  listener_open (&listener);
  served_publish (&served, "room", "say", "{\"name\":\"Cem\",\"text\":\"last\"}");
  listener_wait (&listener, "last");

  traffic = rt_client_get_traffic (rt_chat_member_get_client (listener.member));
  g_assert_cmpuint (traffic->events, ==, 1);
  g_assert_cmpuint (traffic->lost, ==, 0);
  g_assert_cmpuint (traffic->unknown_gaps, ==, 0);
  g_assert_cmpuint (traffic->connections_opened, ==, 1);
  listener_clear (&listener);
  served_clear (&served);
}

static void
test_says (void)
{
  Served served;
  Listener ada, ben;
  g_autofree char *uri = NULL;

  room_init (&served, &uri);
  listener_init (&ada, uri, "Ada");
  listener_init (&ben, uri, "Ben");
  listener_open (&ada);
  listener_open (&ben);

  listener_say (&ada, "\"Hello\"\n\\ wörld 🦆");
  listener_wait (&ben, "🦆");
  listener_say (&ben, "Hi");
  listener_wait (&ada, "Hi");

  g_assert_nonnull (strstr (ada.heard->str, "=say:Ada:\"Hello\"\n\\ wörld 🦆 say:Ben:Hi"));
  g_assert_nonnull (strstr (ben.heard->str, "say:Ada:\"Hello\"\n\\ wörld 🦆 =say:Ben:Hi"));
  listener_clear (&ada);
  listener_clear (&ben);
  served_clear (&served);
}

static void
test_other_events (void)
{
  Served served;
  Listener listener;
  g_autofree char *uri = NULL;

  room_init (&served, &uri);
  listener_init (&listener, uri, "Ada");
  listener_open (&listener);

  served_publish (&served, "room", "message", "{\"name\":\"Ben\",\"text\":\"not of the chat\"}");
  served_publish (&served, "room", "say", "\"just text\"");
  served_publish (&served, "room", "say", "{\"name\":17,\"text\":\"x\"}");
  served_publish (&served, "room", "say", "{\"text\":\"nobody\"}");
  served_publish (&served, "room", "say", "{\"name\":\"Ben\"}");
  served_publish (&served, "room", "join", "[]");
  served_publish (&served, "room", "say", "{\"name\":\"Ben\",\"text\":\"end\"}");
  listener_wait (&listener, "end");

  g_assert_cmpstr (listener.heard->str, ==, "say:Ben:end");
  listener_clear (&listener);
  served_clear (&served);
}

static gboolean
is_retrying (gpointer user_data)
{
  return rt_chat_member_get_state (((Listener *) user_data)->member) == RT_CLIENT_RETRYING;
}

static void
test_comes_back (void)
{
  Served served;
  Listener listener;
  g_autofree char *uri = NULL;
  GListModel *peers;
  guint n;

  room_init (&served, &uri);
  served_publish (&served, "room", "say", "{\"name\":\"Ben\",\"text\":\"1\"}");
  listener_init (&listener, uri, "Ada");
  listener_open (&listener);
  served_publish (&served, "room", "say", "{\"name\":\"Ben\",\"text\":\"2\"}");
  listener_wait (&listener, ":2");

  peers = rt_server_get_peers (served.server);
  n = g_list_model_get_n_items (peers);
  for (guint i = n; i > 0; i--)
    {
      g_autoptr (RtPeer) peer = g_list_model_get_item (peers, i - 1);

      g_io_stream_close (G_IO_STREAM (rt_peer_get_stream (peer)), NULL, NULL);
    }
  rt_test_wait_for (is_retrying, &listener, "the connection to be lost");
  served_publish (&served, "room", "say", "{\"name\":\"Ben\",\"text\":\"3\"}");
  listener_wait (&listener, ":3");

  g_assert_cmpstr (listener.heard->str, ==, "~say:Ben:1 say:Ben:2 say:Ben:3");
  listener_clear (&listener);
  served_clear (&served);
}

static void
test_starts_again (void)
{
  Served served;
  Listener listener;
  g_autofree char *uri = NULL;

  room_init (&served, &uri);
  served_publish (&served, "room", "say", "{\"name\":\"Ben\",\"text\":\"1\"}");
  listener_init (&listener, uri, "Ada");
  listener_open (&listener);

  rt_chat_member_stop (listener.member);
  g_assert_cmpuint (listener.n_finished, ==, 1);
  g_assert_cmpint (rt_chat_member_get_state (listener.member), ==, RT_CLIENT_CLOSED);
  served_publish (&served, "room", "say", "{\"name\":\"Ben\",\"text\":\"2\"}");
  rt_chat_member_start (listener.member);
  listener_wait (&listener, ":2");

  g_assert_cmpstr (listener.heard->str, ==, "~say:Ben:1 say:Ben:2");
  listener_clear (&listener);
  served_clear (&served);
}

static void
test_leaves (void)
{
  Served served;
  Listener listener;
  g_autofree char *uri = NULL;
  guint64 before;

  room_init (&served, &uri);
  listener_init (&listener, uri, "Ada");
  listener_open (&listener);
  before = rt_channel_get_last (served_get_channel (&served, "room"));

  for (guint i = 0; i < 200; i++)
    listener_say (&listener, "still here");
  rt_chat_member_leave (listener.member);
  g_assert_false (rt_chat_member_can_say (listener.member));
  rt_test_wait_for (is_finished, &listener, "the member to be out of the room");

  g_assert_cmpuint (rt_channel_get_last (served_get_channel (&served, "room")), >=, before + 200);
  g_assert_null (rt_client_get_error (rt_chat_member_get_client (listener.member)));
  g_assert_cmpuint (listener.n_finished, ==, 1);
  listener_clear (&listener);
  served_clear (&served);
}

static void
test_what_may_be_said (void)
{
  g_autofree char *long_text = g_strnfill (RT_CHAT_MEMBER_MAX_TEXT + 1, 'x');
  const struct {
    const char *text;
    GQuark      domain;
    int         code;
  } cases[] = {
    { "", RT_CHAT_MEMBER_ERROR, RT_CHAT_MEMBER_ERROR_EMPTY },
    { " \t\n", RT_CHAT_MEMBER_ERROR, RT_CHAT_MEMBER_ERROR_EMPTY },
    { "\xff", RT_CHAT_MEMBER_ERROR, RT_CHAT_MEMBER_ERROR_ENCODING },
    { long_text, RT_CHAT_MEMBER_ERROR, RT_CHAT_MEMBER_ERROR_TOO_LONG },
    { "hello", RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED },
  };
  g_autoptr (RtChatMember) member = rt_chat_member_new ("ws://127.0.0.1:1/channels/chat", "Ada");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (rt_chat_member_say (member, cases[i].text, &error));
      g_assert_error (error, cases[i].domain, cases[i].code);
    }
}

/* A plain-text room of somebody else, which knows no history. */
typedef struct {
  RawServer *server;
  Listener   listener;
} PlainRoom;

static void
accept_websocket (RawServer  *server,
                  RawPeer    *peer,
                  const char *request,
                  gpointer    user_data)
{
  raw_peer_accept_websocket (peer, request, NULL);
}

static void
plain_room_open (PlainRoom  *self,
                 const char *path)
{
  g_autofree char *uri = NULL;

  self->server = raw_server_new (accept_websocket, NULL);
  uri = raw_server_dup_uri (self->server, "ws", path);
  listener_init (&self->listener, uri, "Ada");
  listener_open (&self->listener);
}

static void
plain_room_clear (PlainRoom *self)
{
  listener_clear (&self->listener);
  raw_server_free (self->server);
}

static void
plain_room_says (PlainRoom  *self,
                 const char *text)
{
  raw_peer_send_frame (raw_server_get_last_peer (self->server), TEXT, text, strlen (text));
}

static void
test_plain_room (void)
{
  PlainRoom room;

  plain_room_open (&room, "/");

  g_assert_true (rt_chat_member_is_plain (room.listener.member));
  plain_room_says (&room, "User1 just connected.");
  plain_room_says (&room, "User2 just connected");
  plain_room_says (&room, "User1 says: he says: hello");
  plain_room_says (&room, "Ada Lovelace says: ");
  plain_room_says (&room, "User1 just disconnected.");
  plain_room_says (&room, " says: nobody");
  plain_room_says (&room, "The room closes at ten.");
  listener_wait (&room.listener, "ten.");

  g_assert_cmpstr (room.listener.heard->str, ==,
                   "join:User1 join:User2 say:User1:he says: hello say:Ada Lovelace: leave:User1 "
                   "say:-: says: nobody say:-:The room closes at ten.");
  plain_room_clear (&room);
}

static void
test_plain_room_knows_own (void)
{
  PlainRoom room;
  g_autofree char *own = NULL;
  RawPeer *peer;
  g_autoptr (GSocketAddress) address = NULL;

  plain_room_open (&room, "/chat?x=1");
  peer = raw_server_get_last_peer (room.server);
  address = g_socket_connection_get_remote_address (peer->connection, NULL);
  own = g_strdup_printf ("User%u just connected.",
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));

  plain_room_says (&room, own);
  listener_wait (&room.listener, "=join:User");

  g_assert_true (g_str_has_prefix (raw_server_get_request (room.server, 0), "GET /chat?x=1 HTTP/1.1\r\n"));
  g_assert_null (raw_request_dup_header (raw_server_get_request (room.server, 0), "Sec-WebSocket-Protocol"));
  plain_room_clear (&room);
}

typedef struct {
  RawPeer *peer;
  guint8   opcode;
  GBytes  *payload;
} Frame;

static gboolean
frame_came (gpointer user_data)
{
  Frame *frame = user_data;

  return raw_peer_take_frame (frame->peer, &frame->opcode, &frame->payload);
}

static void
test_plain_room_hears (void)
{
  PlainRoom room;
  Frame frame = { NULL };

  plain_room_open (&room, "/");
  frame.peer = raw_server_get_last_peer (room.server);

  listener_say (&room.listener, "plain as it is");
  rt_chat_member_leave (room.listener.member);
  rt_test_wait_for (frame_came, &frame, "what was said");

  g_assert_cmphex (frame.opcode, ==, TEXT);
  g_assert_cmpmem (g_bytes_get_data (frame.payload, NULL), g_bytes_get_size (frame.payload), "plain as it is", 14);
  g_clear_pointer (&frame.payload, g_bytes_unref);
  rt_test_wait_for (frame_came, &frame, "the leave");
  g_assert_cmphex (frame.opcode, ==, CLOSE);
  raw_peer_send_frame (frame.peer, CLOSE, g_bytes_get_data (frame.payload, NULL), g_bytes_get_size (frame.payload));
  raw_peer_close (frame.peer);
  rt_test_wait_for (is_finished, &room.listener, "the member to be out of the room");

  g_bytes_unref (frame.payload);
  plain_room_clear (&room);
}

static void
test_nobody_answers_goodbye (void)
{
  PlainRoom room;

  plain_room_open (&room, "/");

  rt_chat_member_leave (room.listener.member);
  rt_test_wait_for (is_finished, &room.listener, "the member to be out of the room");

  g_assert_cmpint (rt_chat_member_get_state (room.listener.member), ==, RT_CLIENT_CLOSED);
  plain_room_clear (&room);
}

static void
test_no_such_room (void)
{
  Served served;
  Listener listener;
  g_autofree char *uri = NULL;

  served_init (&served);
  uri = dup_uri (&served, "/channels/No-Room");
  listener_init (&listener, uri, "Ada");

  rt_chat_member_start (listener.member);
  rt_test_wait_for (is_finished, &listener, "the refusal");

  g_assert_nonnull (strstr (rt_chat_member_get_reason (listener.member), "400"));
  g_assert_error (rt_client_get_error (rt_chat_member_get_client (listener.member)),
                  RT_CLIENT_ERROR, RT_CLIENT_ERROR_STATUS);
  listener_clear (&listener);
  served_clear (&served);
}

static void
test_waits_for_server (void)
{
  Served served;
  Listener listener;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port;

  /* A port that was free a moment ago. */
  served_init (&served);
  port = served.port;
  served_clear (&served);
  uri = g_strdup_printf ("ws://127.0.0.1:%u" ROOM, port);
  listener_init (&listener, uri, "Ada");

  rt_chat_member_start (listener.member);
  rt_test_wait_for (is_retrying, &listener, "the first attempt to fail");

  g_assert_nonnull (rt_chat_member_get_reason (listener.member));
  /* Nobody typed the address that it connects to, parameters and all. */
  g_assert_false (rt_chat_member_say (listener.member, "hello?", &error));
  g_assert_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED);
  g_assert_null (strstr (error->message, "?type="));
  rt_chat_member_leave (listener.member);
  g_assert_cmpuint (listener.n_finished, ==, 1);
  listener_clear (&listener);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat-member/hears-the-history-first", test_history_first);
  g_test_add_func ("/chat-member/counts-no-history-as-traffic", test_history_is_no_traffic);
  g_test_add_func ("/chat-member/says-and-is-heard", test_says);
  g_test_add_func ("/chat-member/leaves-out-what-is-not-of-the-chat", test_other_events);
  g_test_add_func ("/chat-member/comes-back-without-a-line-twice", test_comes_back);
  g_test_add_func ("/chat-member/starts-again-where-it-was", test_starts_again);
  g_test_add_func ("/chat-member/leaves-when-all-is-said", test_leaves);
  g_test_add_func ("/chat-member/refuses-what-cannot-be-said", test_what_may_be_said);
  g_test_add_func ("/chat-member/plain/understands-the-lines", test_plain_room);
  g_test_add_func ("/chat-member/plain/knows-its-own", test_plain_room_knows_own);
  g_test_add_func ("/chat-member/plain/is-heard-as-it-is", test_plain_room_hears);
  g_test_add_func ("/chat-member/plain/leaves-who-does-not-answer", test_nobody_answers_goodbye);
  g_test_add_func ("/chat-member/says-why-there-is-no-room", test_no_such_room);
  g_test_add_func ("/chat-member/waits-for-the-server", test_waits_for_server);

  return g_test_run ();
}
