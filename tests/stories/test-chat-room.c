/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "stories/rt-chat-room.h"
#include "stories/rt-chat-text.h"
#include "stories/rt-telling.h"
#include "support/rt-test.h"
#include "told.h"

/* The whole engine, for the channel's own routes. */
typedef struct {
  Served     served;
  RtChannel *channel;
  guint16    ports[RT_N_PORTS];
  guint64    last;     /* what the channel is waited to reach */
} Room;

static void
set_up (Room          *room,
        gconstpointer  user_data)
{
  served_init (&room->served);
  room->channel = served_get_channel (&room->served, "chat");
  for (guint role = RT_PORT_CHAT; role < RT_N_PORTS; role++)
    g_assert_true (rt_server_listen (room->served.server, role, 0, NULL));
  for (guint role = 0; role < RT_N_PORTS; role++)
    room->ports[role] = rt_server_get_port (room->served.server, role);
}

static void
tear_down (Room          *room,
           gconstpointer  user_data)
{
  served_clear (&room->served);
}

static RawClient *
join (Room       *room,
      guint       role,
      const char *target)
{
  room->served.port = room->ports[role];

  return served_open_websocket (&room->served, target, "");
}

static guint
get_port (RawClient *client)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_local_address (client->connection, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/* What "User<port>", who is @about, did. */
static void
assert_hears (RawClient  *client,
              RawClient  *about,
              const char *what)
{
  g_autofree char *said = told_hear (client);
  g_autofree char *expected = g_strdup_printf ("User%u %s", get_port (about), what);

  g_assert_cmpstr (said, ==, expected);
}

static void
assert_hears_text (RawClient  *client,
                   const char *expected)
{
  g_autofree char *said = told_hear (client);

  g_assert_cmpstr (said, ==, expected);
}

static gboolean
has_reached (gpointer user_data)
{
  Room *room = user_data;

  return rt_channel_get_last (room->channel) >= room->last;
}

/* That the latest event is the @seq-th, and what it is. */
static void
assert_event (Room       *room,
              guint64     seq,
              const char *type,
              const char *json)
{
  RtEvent *event;
  gsize size;
  const char *data;
  g_autofree char *text = NULL;

  room->last = seq;
  rt_test_wait_for (has_reached, room, "an event in the channel");
  event = rt_channel_get_latest (room->channel);
  data = g_bytes_get_data (rt_event_get_data (event), &size);
  text = g_strndup (data, size);
  g_assert_cmpuint (rt_event_get_seq (event), ==, seq);
  g_assert_cmpstr (rt_event_get_type_name (event), ==, type);
  g_assert_cmpstr (text, ==, json);
}

static char *
dup_data (RawClient  *client,
          const char *text)
{
  if (text == NULL)
    return g_strdup_printf ("{\"name\":\"User%u\"}", get_port (client));

  return g_strdup_printf ("{\"name\":\"User%u\",\"text\":\"%s\"}", get_port (client), text);
}

static void
test_plain (Room          *room,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) one = join (room, RT_PORT_CHAT, "/");
  g_autoptr (RawClient) two = NULL;

  assert_hears (one, one, "just connected.");
  two = join (room, RT_PORT_CHAT, "/");
  assert_hears (one, two, "just connected.");
  assert_hears (two, two, "just connected.");

  told_say (one, "hello");
  assert_hears (one, one, "says: hello");
  assert_hears (two, one, "says: hello");
  told_say (two, "");
  assert_hears (one, two, "says: ");
  assert_hears (two, two, "says: ");
}

static void
test_ports (Room          *room,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) chat = join (room, RT_PORT_CHAT, "/");

  assert_hears (chat, chat, "just connected.");
  for (guint role = 0; role < RT_N_PORTS; role++)
    {
      g_autoptr (RawClient) other = join (room, role, "/chat");

      assert_hears (chat, other, "just connected.");
      assert_hears (other, other, "just connected.");
      told_say (other, "here");
      assert_hears (chat, other, "says: here");
    }
}

/* Where no WebSocket is asked for, or none is. */
static void
test_elsewhere (Room          *room,
                gconstpointer  user_data)
{
  g_autoptr (RawResponse) root = NULL;
  g_autoptr (RawResponse) chat = NULL;
  g_autoptr (RawResponse) stream = NULL;

  room->served.port = room->ports[RT_PORT_CHAT];
  root = served_ask (&room->served, "GET", "/", "", NULL);
  chat = served_ask (&room->served, "GET", "/chat", "", NULL);
  room->served.port = room->ports[RT_PORT_STREAM];
  stream = served_ask (&room->served, "GET", "/", SERVED_HANDSHAKE, NULL);

  g_assert_cmpstr (root->body, ==, "Hello, World!");
  g_assert_cmpuint (chat->status, ==, 404);
  g_assert_cmpuint (stream->status, ==, 404);
  g_assert_cmpuint (rt_channel_get_last (room->channel), ==, 0);
}

static void
test_events (Room          *room,
             gconstpointer  user_data)
{
  g_autoptr (RawClient) one = join (room, RT_PORT_CHAT, "/");
  RawClient *two = join (room, RT_PORT_CHAT, "/");
  g_autofree char *joined = dup_data (two, NULL);
  g_autofree char *said = dup_data (two, "a\\\"b\\n\xf0\x9f\x99\x82");
  g_autofree char *left = dup_data (one, NULL);

  assert_event (room, 2, "join", joined);
  told_say (two, "a\"b\n\xf0\x9f\x99\x82");
  assert_event (room, 3, "say", said);

  /* One breaks off, one takes leave. */
  raw_client_free (two);
  assert_event (room, 4, "leave", joined);
  raw_client_send_frame (one, 0x88, "\x03\xE8", 2);
  assert_event (room, 5, "leave", left);
}

/* The plain-text room is as it always was: nobody says who leaves. */
static void
test_leave_is_not_heard (Room          *room,
                         gconstpointer  user_data)
{
  g_autoptr (RawClient) one = join (room, RT_PORT_CHAT, "/");
  RawClient *two = join (room, RT_PORT_CHAT, "/");
  g_autofree char *left = dup_data (two, NULL);

  assert_hears (one, one, "just connected.");
  assert_hears (one, two, "just connected.");
  raw_client_free (two);
  assert_event (room, 3, "leave", left);
  told_say (one, "alone");

  assert_hears (one, one, "says: alone");
}

/* A plain-text WebSocket, a WebSocket of the channel, and a reader of its event stream. */
static void
test_one_room (Room          *room,
               gconstpointer  user_data)
{
  g_autoptr (RawClient) plain = join (room, RT_PORT_CHAT, "/");
  g_autoptr (RawClient) ada = NULL;
  RawClient *ben;
  g_autofree char *said = dup_data (plain, "hi");
  g_autofree char *in_stream = g_strdup_printf ("data: %s\n", said);

  assert_hears (plain, plain, "just connected.");
  ada = join (room, RT_PORT_MAIN, "/channels/chat?type=say&name=Ada");
  assert_hears_text (plain, "Ada just connected.");
  assert_hears_text (ada, "{\"name\":\"Ada\"}");
  ben = served_open_stream (&room->served, "/channels/chat?name=Ben", "");
  assert_hears_text (plain, "Ben just connected.");
  assert_hears_text (ada, "{\"name\":\"Ben\"}");
  raw_client_wait_for (ben, "event: join\n");
  raw_client_wait_for (ben, "data: {\"name\":\"Ben\"}\n");

  told_say (plain, "hi");
  assert_hears (plain, plain, "says: hi");
  assert_hears_text (ada, said);
  raw_client_wait_for (ben, "event: say\n");
  raw_client_wait_for (ben, in_stream);

  /* Byte for byte. */
  told_say (ada, "{ \"text\": \"h\\u0065llo\", \"name\": \"Ada\" }");
  assert_hears_text (plain, "Ada says: hello");
  assert_hears_text (ada, "{ \"text\": \"h\\u0065llo\", \"name\": \"Ada\" }");
  raw_client_wait_for (ben, "data: { \"text\": \"h\\u0065llo\", \"name\": \"Ada\" }\n");

  raw_client_free (ben);
  assert_hears_text (ada, "{\"name\":\"Ben\"}");
  assert_event (room, 6, "leave", "{\"name\":\"Ben\"}");
}

static void
test_history (Room          *room,
              gconstpointer  user_data)
{
  g_autoptr (RawClient) plain = join (room, RT_PORT_CHAT, "/");
  g_autoptr (RawClient) late = NULL;
  g_autoptr (RawClient) late_plain = NULL;
  g_autofree char *joined = dup_data (plain, NULL);
  g_autofree char *said = dup_data (plain, "early");

  told_say (plain, "early");
  assert_event (room, 2, "say", said);

  late = join (room, RT_PORT_MAIN, "/channels/chat?after=0&name=Late");
  assert_hears_text (late, joined);
  assert_hears_text (late, said);
  assert_hears_text (late, "{\"name\":\"Late\"}");
  late_plain = join (room, RT_PORT_CHAT, "/");
  assert_hears (late_plain, late_plain, "just connected.");
}

static const struct {
  const char *type;
  const char *json;
  const char *heard;
} published[] = {
  { "say", "{\"name\":\"Ada\",\"text\":\"hi\"}", "Ada says: hi" },
  { "say", "{\"text\":\"a\",\"text\":\"b\",\"name\":\"\\u00c9va\"}", "Éva says: b" },
  { "say", "\"hello\"", "Somebody says: hello" },
  { "say", "{\"text\":\"hello\"}", "Somebody says: hello" },
  { "say", "{\"name\":5,\"text\":\"hello\"}", "Somebody says: hello" },
  { "say", "{\"name\":\"Ada\"}", "Ada says: {\"name\":\"Ada\"}" },
  { "say", "{\"name\":\"Ada\",\"text\":7}", "Ada says: {\"name\":\"Ada\",\"text\":7}" },
  { "say", "{\"name\":\"Ada\",\"text\":\"\\ud800\"}", "Ada says: \357\277\275" },
  { "say", "{\"name\":\"Ada\",\"text\":\"a\\u0000b\"}", "Ada says: a\357\277\275b" },
  { "say", "{\"name\":\"Ada\",\"text\":\"\\\\u0000 \\ud83d\\ude00\"}", "Ada says: \\u0000 😀" },
  { "say", "{\"name\":\"Ada\\u2028\",\"text\":\"hi\"}", "Ada says: hi" },
  { "say", "{\"name\":\"A\\u202eda\",\"text\":\"hi\"}", "Somebody says: hi" },
  { "say", "{\"name\":\"Ada\",\"name\":\"Bob\",\"text\":\"hi\"}", "Bob says: hi" },
  { "say", "[1]", "Somebody says: [1]" },
  { "join", "{\"name\":\"Ada\"}", "Ada just connected." },
  { "join", "7", "Somebody just connected." },
};

/* Anybody may publish anything in the channel. */
static void
test_whatever_is_published (Room          *room,
                            gconstpointer  user_data)
{
  g_autoptr (RawClient) plain = join (room, RT_PORT_CHAT, "/");

  assert_hears (plain, plain, "just connected.");
  served_publish (&room->served, "chat", "message", "\"of no type that is heard\"");
  for (gsize i = 0; i < G_N_ELEMENTS (published); i++)
    {
      served_publish (&room->served, "chat", published[i].type, published[i].json);
      assert_hears_text (plain, published[i].heard);
    }
}

/* What is too long to be said in plain text is not heard there either. */
static void
test_long_in_the_channel (Room          *room,
                          gconstpointer  user_data)
{
  g_autoptr (RawClient) plain = join (room, RT_PORT_CHAT, "/");
  g_autofree char *longest = g_strnfill (RT_CHAT_ROOM_MAX_TEXT, 'x');
  g_autofree char *json = g_strdup_printf ("{\"name\":\"Ada\",\"text\":\"%s\"}", longest);
  g_autofree char *heard = g_strconcat ("Ada says: ", longest, NULL);
  g_autofree char *too_long = g_strdup_printf ("{\"name\":\"Ada\",\"text\":\"%sx\"}", longest);

  assert_hears (plain, plain, "just connected.");
  served_publish (&room->served, "chat", "say", json);
  assert_hears_text (plain, heard);
  served_publish (&room->served, "chat", "say", too_long);
  assert_hears_text (plain, "(Ada said 65537 bytes, of which this room hears 65536 at a time.)");
}

static void
test_misused (Room          *room,
              gconstpointer  user_data)
{
  g_autofree char *long_text = g_strnfill (RT_CHAT_ROOM_MAX_TEXT + 1, 'x');
  g_autofree char *what = NULL;
  g_autoptr (RawClient) one = join (room, RT_PORT_CHAT, "/");
  g_autoptr (RawClient) binary = join (room, RT_PORT_CHAT, "/");
  g_autoptr (RawClient) too_large = join (room, RT_PORT_CHAT, "/");

  g_free (told_hear (binary));
  g_free (told_hear (binary));
  g_free (told_hear (too_large));
  raw_client_send_frame (binary, 0x82, "\0\1", 2);
  g_assert_cmpuint (told_hear_close (binary), ==, 1003);
  told_say (too_large, long_text);
  g_assert_cmpuint (told_hear_close (too_large), ==, 1009);

  /* The others stay, and heard nothing of it. */
  for (guint i = 0; i < 3; i++)
    g_free (told_hear (one));
  long_text[RT_CHAT_ROOM_MAX_TEXT] = '\0';
  told_say (one, long_text);
  what = g_strconcat ("says: ", long_text, NULL);
  assert_hears (one, one, what);
}

static void
test_counted (Room          *room,
              gconstpointer  user_data)
{
  g_autoptr (RawClient) one = join (room, RT_PORT_CHAT, "/");
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  const RtTraffic *traffic = rt_ledger_get (rt_server_get_ledger (room->served.server), "websocket");
  g_autofree char *joined = told_hear (one);
  g_autofree char *said = NULL;

  told_say (one, "hello");
  said = told_hear (one);
  rt_server_settle_async (room->served.server, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the counters to be settled");

  g_assert_cmpuint (traffic->events, ==, 2);
  g_assert_cmpuint (traffic->payload_out, ==, strlen (joined) + strlen (said));
  g_assert_cmpuint (traffic->payload_in, ==, strlen ("hello"));
}

/* Who takes nothing keeps nobody waiting. */
static void
test_slow (Room          *room,
           gconstpointer  user_data)
{
  g_autofree char *text = g_strnfill (60000, 'x');
  g_autofree char *what = g_strconcat ("says: ", text, NULL);
  g_autoptr (RawClient) slow = join (room, RT_PORT_CHAT, "/");
  g_autoptr (RawClient) quick = join (room, RT_PORT_CHAT, "/");

  raw_client_stop_reading (slow);
  assert_hears (quick, quick, "just connected.");
  for (guint i = 0; i < 400; i++)
    {
      told_say (quick, text);
      assert_hears (quick, quick, what);
    }
}

typedef struct {
  Told  *told;
  guint  n;
} Count;

static gboolean
so_many_are_there (gpointer user_data)
{
  Count *count = user_data;

  return rt_chat_room_get_n_members (RT_CHAT_ROOM (count->told->story)) == count->n;
}

static void
wait_members (Told  *told,
              guint  n)
{
  Count count = { told, n };

  rt_test_wait_for (so_many_are_there, &count, "so many to be in the room");
}

static void
test_bounded (void)
{
  Told told;
  g_autoptr (RawClient) one = NULL;
  RawClient *two;
  g_autoptr (RawResponse) refused = NULL;
  g_autofree char *retry = NULL;

  told_init (&told, &rt_chat_room_story, 1);
  rt_chat_room_set_max_members (RT_CHAT_ROOM (told.story), 2);
  told.served.port = told.ports[RT_PORT_CHAT];
  one = served_open_websocket (&told.served, "/", "");
  two = served_open_websocket (&told.served, "/chat", "");

  refused = served_ask (&told.served, "GET", "/", SERVED_HANDSHAKE, NULL);
  retry = raw_response_dup_field (refused, "Retry-After");
  g_assert_cmpuint (refused->status, ==, 503);
  g_assert_nonnull (retry);
  g_assert_cmpuint (rt_chat_room_get_n_members (RT_CHAT_ROOM (told.story)), ==, 2);

  /* There is room again once somebody has left. */
  raw_client_free (two);
  wait_members (&told, 1);
  told_clear (&told);
}

/* Nothing is lost in silence; how readers come to a gap is the matter of patterns-stream. */
static void
test_gap (void)
{
  g_autoptr (GBytes) known = rt_chat_text_encode_gap (3, 7, NULL);
  g_autoptr (GBytes) one = rt_chat_text_encode_gap (1, 7, NULL);
  g_autoptr (GBytes) unknown = rt_chat_text_encode_gap (-1, 7, NULL);
  static const char alone[] = "\x81\x1e(One message is missing here.)";
  static const char first[] = "\x81\x1e(3 messages are missing here.)";
  static const char second[] = "\x81\x21(Some messages are missing here.)";

  g_assert_cmpmem (g_bytes_get_data (known, NULL), g_bytes_get_size (known), first, sizeof first - 1);
  g_assert_cmpmem (g_bytes_get_data (one, NULL), g_bytes_get_size (one), alone, sizeof alone - 1);
  g_assert_cmpmem (g_bytes_get_data (unknown, NULL), g_bytes_get_size (unknown), second, sizeof second - 1);
}

static void
test_bad_handshake (void)
{
  Told told;
  g_autoptr (RawResponse) refused = NULL;

  told_init (&told, &rt_chat_room_story, 1);
  told.served.port = told.ports[RT_PORT_CHAT];

  refused = served_ask (&told.served, "GET", "/", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", NULL);

  g_assert_cmpuint (refused->status, ==, 400);
  wait_members (&told, 0);
  g_assert_cmpuint (rt_channel_get_last (told.channel), ==, 0);
  told_clear (&told);
}

/* Somebody alone in a room that is told of. */
static RawClient *
join_told (Told *told)
{
  RawClient *client;

  told_init (told, &rt_chat_room_story, 1);
  told->served.port = told->ports[RT_PORT_CHAT];
  client = served_open_websocket (&told->served, "/", "");
  g_free (told_hear (client));

  return client;
}

typedef struct {
  RtChannel *channel;
  guint64    last;
} Wanted;

static gboolean
has_come (gpointer user_data)
{
  Wanted *wanted = user_data;

  return rt_channel_get_last (wanted->channel) >= wanted->last;
}

/* Who speaks is not sent away because of others, or of numbers. */
static void
test_without_numbers (void)
{
  Told told;
  g_autoptr (RawClient) client = join_told (&told);
  g_autoptr (GBytes) data = g_bytes_new_static ("{}", 2);
  guint64 last = rt_channel_get_last (told.channel);
  Wanted wanted = { told.channel, last + RT_TELLING_MAX_EVENTS };

  rt_channel_set_reserved (told.channel, last + 1);
  for (guint i = 0; i < RT_TELLING_MAX_EVENTS - 1; i++)
    g_assert_true (rt_telling_publish (told.channel, "unheard", data));
  told_say (client, "a little later");
  told_say (client, "in vain");
  assert_hears_text (client, "(Nobody heard that: others have too much to read. Say it again in a moment.)");

  rt_channel_set_reserved (told.channel, G_MAXUINT64);
  assert_hears (client, client, "says: a little later");
  rt_test_wait_for (has_come, &wanted, "what waited to be published");
  told_say (client, "again");
  assert_hears (client, client, "says: again");
  told_clear (&told);
}

static void
test_stop (void)
{
  Told told;
  g_autoptr (RawClient) client = join_told (&told);

  rt_server_stop (told.served.server);

  g_assert_cmpuint (told_hear_close (client), ==, 1001);
  g_assert_cmpuint (rt_chat_room_get_n_members (RT_CHAT_ROOM (told.story)), ==, 0);
  told_clear (&told);
}

/* One close frame is all there is, RFC 6455 section 5.5.1. */
static void
test_stop_after_leave (void)
{
  Told told;
  g_autoptr (RawClient) client = join_told (&told);

  raw_client_send_frame (client, 0x82, "\0\1", 2);
  g_assert_cmpuint (told_hear_close (client), ==, 1003);

  rt_server_stop (told.served.server);

  raw_client_wait_closed (client);
  g_assert_cmpuint (client->received->len, ==, 0);
  told_clear (&told);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/chat-room/" path, Room, NULL, set_up, function, tear_down)
  ADD ("is-heard-in-plain-text", test_plain);
  ADD ("is-one-on-all-ports", test_ports);
  ADD ("is-a-websocket-and-not-on-the-stream-port", test_elsewhere);
  ADD ("is-told-in-the-channel", test_events);
  ADD ("does-not-say-in-plain-text-who-leaves", test_leave_is_not_heard);
  ADD ("is-one-for-three-kinds-of-peers", test_one_room);
  ADD ("has-a-history-in-the-channel-alone", test_history);
  ADD ("hears-whatever-is-published", test_whatever_is_published);
  ADD ("does-not-hear-what-is-too-large-for-it", test_long_in_the_channel);
  ADD ("closes-what-is-no-text-or-too-large", test_misused);
  ADD ("counts-what-was-heard-and-said", test_counted);
  ADD ("does-not-wait-for-the-slow", test_slow);
  g_test_add_func ("/chat-room/is-bounded", test_bounded);
  g_test_add_func ("/chat-room/says-what-is-missing", test_gap);
  g_test_add_func ("/chat-room/does-not-know-who-never-came", test_bad_handshake);
  g_test_add_func ("/chat-room/keeps-who-speaks-where-nothing-can-be-said", test_without_numbers);
  g_test_add_func ("/chat-room/ends-where-the-server-stops", test_stop);
  g_test_add_func ("/chat-room/takes-leave-once", test_stop_after_leave);

  return g_test_run ();
}
