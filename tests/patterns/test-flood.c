/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "patterns/websocket/rt-websocket-client.h"
#include "raw-server.h"
#include "support/rt-test.h"
#include "watcher.h"

/* The most that a client may be given of one connection in one turn of the loop. */
#define MAX_TURN (64 * 1024)

/* So many frames are sent at once. */
#define N_FRAMES 4096

/* A server that says the same without end, in a thread of its own, whatever its client
 * does. */
typedef struct {
  GThread    *thread;
  int         fd;
  const char *frame;
  gsize       length;
  gint        stopped;   /* atomic */
} Flood;

typedef struct {
  RawServer *server;
  Watcher    flooded;
  Watcher    other;
  Flood      flood;
  gsize      received;   /* by the flooded client */
} Fixture;

static gboolean
wait_writable (Flood *flood)
{
  struct pollfd query = { .fd = flood->fd, .events = POLLOUT };

  while (!g_atomic_int_get (&flood->stopped))
    {
      if (poll (&query, 1, 20) == 1)
        return (query.revents & (POLLERR | POLLHUP)) == 0;
    }

  return FALSE;
}

static gpointer
run_flood (gpointer user_data)
{
  Flood *flood = user_data;
  g_autofree char *frames = g_malloc (flood->length * N_FRAMES);
  gsize offset = 0;

  for (guint i = 0; i < N_FRAMES; i++)
    memcpy (frames + i * flood->length, flood->frame, flood->length);

  while (wait_writable (flood))
    {
      gssize n = send (flood->fd, frames + offset, flood->length * N_FRAMES - offset, MSG_DONTWAIT | MSG_NOSIGNAL);

      if (n < 0 && errno != EAGAIN)
        break;
      offset = (offset + MAX (n, 0)) % (flood->length * N_FRAMES);
    }

  return NULL;
}

static void
accept_all (RawServer  *server,
            RawPeer    *peer,
            const char *request,
            gpointer    user_data)
{
  raw_peer_accept_websocket (peer, request, NULL);
}

static void
on_opened (guint64   connection,
           gboolean  is_new,
           gpointer  user_data)
{
}

static void
on_received (guint64     connection,
             const char *bytes,
             gsize       length,
             gpointer    user_data)
{
  ((Fixture *) user_data)->received += length;
}

static void
on_sent (guint64     connection,
         const char *bytes,
         gsize       length,
         gpointer    user_data)
{
}

static void
on_closed (guint64   connection,
           gpointer  user_data)
{
}

static void
connect_client (Fixture *fixture,
                Watcher *watcher)
{
  g_autofree char *uri = raw_server_dup_uri (fixture->server, "ws", "/");

  watcher_init (watcher, rt_websocket_client_new (uri));
  rt_client_start (watcher->client);
  watcher_wait_state (watcher, RT_CLIENT_OPEN);
}

/* What the flooded client says is not taken either: nobody reads at the server. */
static void
begin_flood (Fixture    *fixture,
             const char *frame,
             gsize       length)
{
  static const RtTapHooks hooks = { on_opened, on_received, on_sent, on_closed };
  RawPeer *peer = raw_server_get_last_peer (fixture->server);

  rt_client_set_tap (fixture->flooded.client, &hooks, fixture);
  g_source_destroy (peer->readable);
  fixture->flood.fd = g_socket_get_fd (g_socket_connection_get_socket (peer->connection));
  fixture->flood.frame = frame;
  fixture->flood.length = length;
  fixture->flood.thread = g_thread_new ("flood", run_flood, &fixture->flood);
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  fixture->server = raw_server_new (accept_all, NULL);
  connect_client (fixture, &fixture->flooded);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_atomic_int_set (&fixture->flood.stopped, TRUE);
  g_thread_join (fixture->flood.thread);
  rt_client_set_tap (fixture->flooded.client, NULL, NULL);
  watcher_clear (&fixture->other);
  watcher_clear (&fixture->flooded);
  raw_server_free (fixture->server);
}

/* Turns are counted, not time: in each the flooded client gets a bounded amount, and what
 * the other one waits for does not wait for many. */
static void
assert_others_go_on (Fixture *fixture)
{
  RawPeer *peer = raw_server_get_last_peer (fixture->server);

  for (guint i = 1; i <= 100; i++)
    {
      guint n_turns = 0;

      raw_peer_send_frame (peer, 0x81, "tick", 4);
      while (fixture->other.n_messages < i)
        {
          gsize before = fixture->received;

          g_main_context_iteration (NULL, TRUE);
          g_assert_cmpuint (fixture->received - before, <=, MAX_TURN);
          g_assert_cmpuint (++n_turns, <, 1000);
        }
    }
}

static gboolean
is_flooded (gpointer user_data)
{
  return ((Fixture *) user_data)->received > 0;
}

static void
test_pings (Fixture       *fixture,
            gconstpointer  user_data)
{
  begin_flood (fixture, "\x89\x00", 2);
  connect_client (fixture, &fixture->other);
  rt_test_wait_for (is_flooded, fixture, "a ping");

  assert_others_go_on (fixture);

  g_assert_cmpint (rt_client_get_state (fixture->flooded.client), ==, RT_CLIENT_OPEN);
}

static void
test_messages (Fixture       *fixture,
               gconstpointer  user_data)
{
  begin_flood (fixture, "\x81\x01.", 3);
  connect_client (fixture, &fixture->other);
  rt_test_wait_for (is_flooded, fixture, "a message");

  assert_others_go_on (fixture);

  g_assert_cmpuint (fixture->flooded.n_messages, >, 0);
}

typedef struct {
  Fixture *fixture;
  gsize    received;
  gint64   since;
} Calm;

static gboolean
is_calm (gpointer user_data)
{
  Calm *calm = user_data;
  gint64 now = g_get_monotonic_time ();

  if (calm->fixture->received != calm->received)
    {
      calm->received = calm->fixture->received;
      calm->since = now;
    }

  return now - calm->since > 500 * G_TIME_SPAN_MILLISECOND;
}

/* Nothing else happens once it reads no more. */
static gboolean
look_again (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Who has something to say itself reads on while it does, but answers no pings without end. */
static void
test_pings_to_publisher (Fixture       *fixture,
                         gconstpointer  user_data)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("1", 1);
  g_autoptr (GError) error = NULL;
  Calm calm = { fixture, 0, G_MAXINT64 };
  guint looking;

  rt_client_send (fixture->flooded.client, data, FALSE, &error);
  g_assert_no_error (error);
  begin_flood (fixture, "\x89\x00", 2);
  connect_client (fixture, &fixture->other);
  rt_test_wait_for (is_flooded, fixture, "a ping");

  looking = g_timeout_add (50, look_again, NULL);
  rt_test_wait_for (is_calm, &calm, "the client to read no more");
  g_source_remove (looking);

  g_assert_cmpint (rt_client_get_state (fixture->flooded.client), ==, RT_CLIENT_OPEN);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/flood/of-pings-leaves-others-their-turns", Fixture, NULL, fixture_set_up, test_pings, fixture_tear_down);
  g_test_add ("/flood/of-pings-is-not-answered-without-end", Fixture, NULL, fixture_set_up, test_pings_to_publisher,
              fixture_tear_down);
  g_test_add ("/flood/of-messages-of-a-byte-leaves-others-their-turns", Fixture, NULL,
              fixture_set_up, test_messages, fixture_tear_down);

  return g_test_run ();
}
