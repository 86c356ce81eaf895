/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "served.h"
#include "support/rt-test.h"

#define ENVELOPES "Sec-WebSocket-Protocol: roundtrip.v1\r\n"

/* More than the kernel takes for who does not read. */
#define N_EVENTS 4000
#define SIZE     2000

typedef struct {
  const char *name;
  gboolean    is_websocket;
} Protocol;

static const Protocol protocols[] = { { "server-sent-events", FALSE }, { "websocket", TRUE } };

/* Two readers of the channel "c", of which one does not read. */
typedef struct {
  Served        served;
  const Protocol *protocol;
  RtChannel    *channel;
  RawClient    *fine;
  RawClient    *stuck;
  RtPeer       *peer;    /* who is stuck, as the server has it */
} Pair;

/* What a client was given and told, from its first event on. */
typedef struct {
  RawClient *client;
  gboolean   is_websocket;
  gsize      offset;   /* of what was not looked at yet */
  guint64    wanted;
  guint64    last;
  guint64    n_events;
  guint64    n_lost;
  guint64    n_dropped;
  guint64    n_conflated;
} Told;

static RawClient *
open_reader (Pair       *pair,
             const char *target)
{
  return pair->protocol->is_websocket ? served_open_websocket (&pair->served, target, ENVELOPES)
                                      : served_open_stream (&pair->served, target, "");
}

static void
pair_init (Pair                 *self,
           const Protocol       *protocol,
           const RtOutboxLimits *limits)
{
  GListModel *peers;

  self->protocol = protocol;
  served_init (&self->served);
  self->channel = served_get_channel (&self->served, "c");
  rt_channel_set_outboxes (self->channel, limits);
  self->stuck = open_reader (self, "/channels/c?after=0");
  raw_client_stop_reading (self->stuck);
  peers = rt_server_get_peers (self->served.server);
  g_assert_cmpuint (g_list_model_get_n_items (peers), ==, 1);
  self->peer = g_list_model_get_item (peers, 0);
  self->fine = open_reader (self, "/channels/c?after=0");
}

static void
pair_clear (Pair *self)
{
  raw_client_free (self->fine);
  raw_client_free (self->stuck);
  g_object_unref (self->peer);
  served_clear (&self->served);
}

static guint64
publish (Pair *self)
{
  g_autofree char *text = g_strnfill (SIZE, '7');
  g_autoptr (GBytes) data = g_bytes_new (text, SIZE);
  g_autoptr (GError) error = NULL;
  guint64 seq = rt_channel_publish (self->channel, "m", data, &error);

  if (seq == 0)
    g_assert_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL);

  return seq;
}

static void
publish_many (Pair  *self,
              guint  n_events)
{
  for (guint i = 0; i < n_events; i++)
    {
      g_assert_cmpuint (publish (self), >, 0);
      if (i % 8 == 0)
        rt_test_drain ();
    }
  rt_test_drain ();
}

/* Every event that was published is somewhere. */
static const RtTraffic *
assert_account_closes (Pair *self)
{
  const RtTraffic *traffic;

  rt_peer_settle (self->peer);
  traffic = rt_peer_get_traffic (self->peer);
  g_assert_cmpuint (rt_channel_get_last (self->channel), ==,
                    traffic->events + traffic->dropped + traffic->conflated + traffic->forgotten + traffic->left +
                    traffic->outbox_events);

  return traffic;
}

static void
note_gap (Told       *told,
          const char *text)
{
  const char *lost = strstr (text, "\"lost\":");
  guint64 n;

  g_assert_nonnull (lost);
  n = g_ascii_strtoull (lost + strlen ("\"lost\":"), NULL, 10);
  g_assert_cmpuint (n, >, 0);
  told->last += n;
  told->n_lost += n;
  if (strstr (text, "\"dropped\"") != NULL)
    told->n_dropped += n;
  if (strstr (text, "\"conflated\"") != NULL)
    told->n_conflated += n;
}

/* What was told to be lost is exactly what is missing before the next. */
static void
note_event (Told    *told,
            guint64  seq)
{
  g_assert_cmpuint (seq, ==, told->last + 1);
  told->last = seq;
  told->n_events++;
}

/* One message that came whole; FALSE: there is none. */
static gboolean
take_block (Told *told)
{
  const char *block = told->client->received->str + told->offset;
  const char *end = g_strstr_len (block, (gssize) (told->client->received->len - told->offset), "\n\n");
  g_autofree char *text = NULL;
  const char *id;

  if (end == NULL)
    return FALSE;
  text = g_strndup (block, (gsize) (end - block));
  told->offset += (gsize) (end - block) + 2;
  id = strstr (text, "id: ");
  if (strstr (text, "event: gap") != NULL)
    note_gap (told, text);
  else if (id != NULL)
    note_event (told, g_ascii_strtoull (id + strlen ("id: "), NULL, 10));

  return TRUE;
}

/* RFC 6455 section 5.2: text frames of less than 64 KiB. */
static gboolean
take_frame (Told *told)
{
  const guint8 *frame = (const guint8 *) told->client->received->str + told->offset;
  gsize rest = told->client->received->len - told->offset;
  gsize head = rest >= 2 && frame[1] == 126 ? 4 : 2;
  g_autofree char *text = NULL;
  gsize length;

  if (rest < head)
    return FALSE;
  length = head == 4 ? (gsize) (frame[2] << 8 | frame[3]) : frame[1];
  if (rest < head + length)
    return FALSE;

  g_assert_cmpuint (frame[0], ==, 0x81);
  told->offset += head + length;
  text = g_strndup ((const char *) frame + head, length);
  if (g_str_has_prefix (text, "{\"seq\":"))
    note_event (told, g_ascii_strtoull (text + strlen ("{\"seq\":"), NULL, 10));
  else
    note_gap (told, text);

  return TRUE;
}

static gboolean
has_read_up_to (gpointer user_data)
{
  Told *told = user_data;

  while (told->last < told->wanted && (told->is_websocket ? take_frame (told) : take_block (told)))
    ;

  return told->last >= told->wanted;
}

static Told
read_up_to (Pair      *self,
            RawClient *client,
            guint64    after,
            guint64    last)
{
  Told told = { .client = client, .is_websocket = self->protocol->is_websocket, .wanted = last, .last = after };

  rt_test_wait_for (has_read_up_to, &told, "everything to be given or told");
  g_string_erase (client->received, 0, (gssize) told.offset);
  g_assert_cmpuint (told.last, ==, last);
  g_assert_cmpuint (told.n_events + told.n_lost, ==, last - after);

  return told;
}

static void
assert_other_misses_nothing (Pair *self)
{
  Told told = read_up_to (self, self->fine, 0, rt_channel_get_last (self->channel));

  g_assert_cmpuint (told.n_events, ==, rt_channel_get_last (self->channel));
}

static void
test_drop_oldest (gconstpointer data)
{
  const RtOutboxLimits limits = { RT_OUTBOX_DROP_OLDEST, 100, 0, 0 };
  const RtTraffic *traffic;
  Pair pair;
  Told told;

  pair_init (&pair, data, &limits);
  publish_many (&pair, N_EVENTS);
  traffic = assert_account_closes (&pair);
  g_assert_cmpuint (traffic->outbox_events, ==, 100);
  g_assert_cmpuint (traffic->outbox_bytes, >, 100 * SIZE);
  g_assert_cmpuint (traffic->dropped, >, 0);
  assert_other_misses_nothing (&pair);

  raw_client_read_on (pair.stuck);
  told = read_up_to (&pair, pair.stuck, 0, N_EVENTS);
  traffic = assert_account_closes (&pair);
  g_assert_cmpuint (told.n_dropped, ==, traffic->dropped);
  g_assert_cmpuint (told.n_lost, ==, traffic->dropped);
  g_assert_cmpuint (told.n_events, ==, traffic->events);
  g_assert_cmpuint (traffic->outbox_events, ==, 0);

  pair_clear (&pair);
}

static void
test_keep_latest (gconstpointer data)
{
  const RtOutboxLimits limits = { RT_OUTBOX_KEEP_LATEST, 10, 0, 0 };
  const RtTraffic *traffic;
  Pair pair;
  Told told;

  pair_init (&pair, data, &limits);
  publish_many (&pair, N_EVENTS);
  traffic = assert_account_closes (&pair);
  g_assert_cmpuint (traffic->outbox_events, ==, 11);
  assert_other_misses_nothing (&pair);

  raw_client_read_on (pair.stuck);
  told = read_up_to (&pair, pair.stuck, 0, N_EVENTS);
  traffic = assert_account_closes (&pair);
  g_assert_cmpuint (told.n_conflated, ==, traffic->conflated);
  g_assert_cmpuint (told.n_lost, ==, traffic->conflated);
  g_assert_cmpuint (traffic->conflated, >, N_EVENTS / 4);

  pair_clear (&pair);
}

static gboolean
has_ended (gpointer user_data)
{
  return !rt_peer_is_open (user_data);
}

/* Says goodbye after what was on its way, and nothing was lost for who comes back. */
static void
assert_was_told_to_come_back (Pair *pair)
{
  const RtTraffic *traffic;
  g_autofree char *target = NULL;
  g_autoptr (RawClient) again = NULL;
  Told told;

  raw_client_read_on (pair->stuck);
  raw_client_wait_closed (pair->stuck);
  raw_client_half_close (pair->stuck);
  rt_test_wait_for (has_ended, pair->peer, "the last counts of the connection");
  traffic = rt_peer_get_traffic (pair->peer);
  g_assert_cmpuint (traffic->events, >, 0);
  g_assert_cmpuint (traffic->left, >, 0);
  read_up_to (pair, pair->stuck, 0, traffic->events);
  if (pair->protocol->is_websocket)
    {
      guint8 head;
      g_autoptr (GBytes) frame = raw_client_take_frame (pair->stuck, &head);
      const guint8 *code = g_bytes_get_data (frame, NULL);

      g_assert_cmpuint (head, ==, 0x88);
      g_assert_cmpuint (code[0] << 8 | code[1], ==, 1013);
    }

  target = g_strdup_printf ("/channels/c?after=%" G_GUINT64_FORMAT, traffic->events);
  again = open_reader (pair, target);
  told = read_up_to (pair, again, traffic->events, N_EVENTS);
  g_assert_cmpuint (told.n_lost, ==, 0);
}

static void
test_disconnect (gconstpointer data)
{
  const RtOutboxLimits limits = { RT_OUTBOX_DISCONNECT, 100, 0, 0 };
  const RtTraffic *traffic;
  Pair pair;

  pair_init (&pair, data, &limits);
  publish_many (&pair, N_EVENTS);
  rt_peer_settle (pair.peer);
  traffic = rt_peer_get_traffic (pair.peer);
  g_assert_cmpuint (traffic->disconnected, ==, 1);
  assert_other_misses_nothing (&pair);
  assert_was_told_to_come_back (&pair);

  pair_clear (&pair);
}

static void
assert_publisher_learns_it (Pair *pair)
{
  g_autoptr (RawResponse) response = served_ask (&pair->served, "POST", "/channels/c", "Content-Type: application/json\r\n", "1");
  g_autofree char *retry = raw_response_dup_field (response, "Retry-After");
  g_autofree char *type = raw_response_dup_field (response, "Content-Type");
  g_autoptr (RawClient) publisher = NULL;
  g_autoptr (GBytes) frame = NULL;
  g_autofree char *text = NULL;
  guint8 head;

  g_assert_cmpuint (response->status, ==, 429);
  g_assert_cmpstr (retry, ==, "1");
  g_assert_cmpstr (type, ==, "application/problem+json");
  g_assert_nonnull (strstr (response->body, "waits for a reader"));

  publisher = served_open_websocket (&pair->served, "/channels/c?types=none", "Prefer: confirm\r\n" ENVELOPES);
  raw_client_send_frame (publisher, 0x81, "1", 1);
  frame = raw_client_take_frame (publisher, &head);
  text = g_strndup (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
  g_assert_true (g_str_has_prefix (text, "{\"type\":\"error\""));
  g_assert_nonnull (strstr (text, "\"status\":429"));
}

static void
test_wait (gconstpointer data)
{
  const RtOutboxLimits limits = { RT_OUTBOX_WAIT, 100, 0, 60000 };
  const RtTraffic *traffic;
  guint64 refused_at;
  Pair pair;
  Told told;

  pair_init (&pair, data, &limits);
  while (publish (&pair) > 0)
    rt_test_drain ();
  refused_at = rt_channel_get_last (pair.channel);
  g_assert_cmpuint (refused_at, <, RT_CHANNEL_DEFAULT_MAX_EVENTS);
  assert_publisher_learns_it (&pair);
  g_assert_cmpuint (rt_channel_get_last (pair.channel), ==, refused_at);
  traffic = assert_account_closes (&pair);
  g_assert_cmpuint (traffic->outbox_events, ==, 100);
  g_assert_cmpuint (traffic->waits, ==, 3);

  raw_client_read_on (pair.stuck);
  told = read_up_to (&pair, pair.stuck, 0, refused_at);
  g_assert_cmpuint (told.n_lost, ==, 0);
  g_assert_cmpuint (publish (&pair), ==, refused_at + 1);
  assert_other_misses_nothing (&pair);

  pair_clear (&pair);
}

static gboolean
can_publish (gpointer user_data)
{
  return publish (user_data) > 0;
}

static gboolean
keep_turning (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_wait_no_longer_than_patience (gconstpointer data)
{
  const RtOutboxLimits limits = { RT_OUTBOX_WAIT, 100, 0, 50 };
  guint turning = g_timeout_add (1, keep_turning, NULL);
  Pair pair;

  pair_init (&pair, data, &limits);
  while (publish (&pair) > 0)
    rt_test_drain ();
  rt_test_wait_for (can_publish, &pair, "a publisher that goes on");
  publish_many (&pair, 500);
  assert_account_closes (&pair);
  assert_other_misses_nothing (&pair);

  g_source_remove (turning);
  pair_clear (&pair);
}

/* As it was before there were policies: nothing is lost that is remembered. */
static void
test_usual (gconstpointer data)
{
  const RtOutboxLimits limits = { RT_OUTBOX_DROP_OLDEST, 0, 0, 0 };
  const RtTraffic *traffic;
  Pair pair;
  Told told;

  pair_init (&pair, data, &limits);
  publish_many (&pair, N_EVENTS);
  traffic = assert_account_closes (&pair);
  g_assert_cmpuint (traffic->outbox_events, ==, N_EVENTS - traffic->events);
  raw_client_read_on (pair.stuck);
  told = read_up_to (&pair, pair.stuck, 0, N_EVENTS);
  g_assert_cmpuint (told.n_events, ==, N_EVENTS);
  assert_other_misses_nothing (&pair);

  pair_clear (&pair);
}

/* What it left is told apart from what gave way. */
static void
test_leaves (gconstpointer data)
{
  const RtOutboxLimits limits = { RT_OUTBOX_DROP_OLDEST, 0, 0, 0 };
  const RtTraffic *traffic;
  Pair pair;

  pair_init (&pair, data, &limits);
  publish_many (&pair, N_EVENTS);
  rt_peer_stream_abort (rt_peer_get_stream (pair.peer));
  traffic = assert_account_closes (&pair);
  g_assert_cmpuint (traffic->left, >, 0);
  g_assert_cmpuint (traffic->dropped, ==, 0);
  g_assert_cmpuint (traffic->outbox_events, ==, 0);

  pair_clear (&pair);
}

static void
test_the_ticker_keeps_the_latest (void)
{
  Served served;

  served_init (&served);
  g_assert_cmpint (rt_channel_get_outboxes (served_get_channel (&served, "ticker"))->policy, ==, RT_OUTBOX_KEEP_LATEST);
  g_assert_cmpint (rt_channel_get_outboxes (served_get_channel (&served, "chat"))->policy, ==, RT_OUTBOX_DROP_OLDEST);
  g_assert_cmpuint (rt_channel_get_outboxes (served_get_channel (&served, "chat"))->max_events, ==, G_MAXUINT);
  served_clear (&served);
}

static void
add (const char   *what,
     GTestDataFunc func)
{
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autofree char *path = g_strdup_printf ("/slow-readers/%s/%s", protocols[i].name, what);

      g_test_add_data_func (path, &protocols[i], func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("usual-nothing-is-lost-that-is-remembered", test_usual);
  add ("drop-oldest-tells-how-many", test_drop_oldest);
  add ("keep-latest-tells-how-many", test_keep_latest);
  add ("disconnect-says-try-again-later", test_disconnect);
  add ("wait-is-learnt-by-the-publisher", test_wait);
  add ("wait-no-longer-than-patience", test_wait_no_longer_than_patience);
  add ("who-leaves-leaves-the-rest", test_leaves);
  g_test_add_func ("/slow-readers/the-ticker-keeps-the-latest", test_the_ticker_keeps_the_latest);

  return g_test_run ();
}
