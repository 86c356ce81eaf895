/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A proxy that forwards TCP, and cuts every connection after a random time, in the middle of
 * whatever is passing: a part of what was read is forwarded, then both sides are ended by a
 * reset or by a FIN. On a connection on which nothing passes it waits a little, then cuts.
 *
 *   cutting-proxy --to PORT [--seed N] [--from MS] [--up-to MS] [--early PERCENT]
 *
 * Of so many connections in a hundred already the first bytes are cut, those of a request or
 * of an answer's head.
 *
 * It prints "PORT SEED", and on its end, which is that of its standard input, how many
 * connections there were and how many were cut. */

#include "config.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE 16384

/* How long one waits for something to be cut in the middle of, and then for the other sides
 * to end as well. */
#define PATIENCE_MS 100
#define PARTING_MS  1000

/* Within so many bytes, either way, a connection ends that is cut early. */
#define EARLY_BYTES 600

typedef struct Pair Pair;

/* What passes from one socket to the other. */
typedef struct {
  Pair     *pair;
  GSocket  *from;
  GSocket  *to;
  GSource  *readable;
  GSource  *writable;
  char      buffer[BUFFER_SIZE];
  gsize     begin;
  gsize     end;
  gboolean  is_over;
  gsize     left;      /* until it is cut early */
} Way;

struct Pair {
  GSocket *client;
  GSocket *server;
  Way      up;
  Way      down;
  GSource *timer;
  gboolean is_due;
  gboolean is_cut;
};

static GRand *rand_;
static GSocketAddress *target;
static int least_ms = 200;
static int most_ms = 800;
static int early;
static guint n_connections;
static guint n_passing;
static guint n_idle;
static guint n_early;
static guint n_resets;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
watch_socket (GSocket           *socket,
              GIOCondition       condition,
              GSocketSourceFunc  func,
              gpointer           user_data)
{
  GSource *source = g_socket_create_source (socket, condition, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (func), user_data, NULL);
  g_source_attach (source, NULL);

  return source;
}

static void
set_timer (Pair        *pair,
           guint        ms,
           GSourceFunc  func)
{
  clear_source (&pair->timer);
  pair->timer = g_timeout_source_new (ms);
  g_source_set_callback (pair->timer, func, pair, NULL);
  g_source_attach (pair->timer, NULL);
}

static void
way_clear (Way *way)
{
  clear_source (&way->readable);
  clear_source (&way->writable);
}

static gboolean
pair_free (gpointer user_data)
{
  Pair *pair = user_data;

  clear_source (&pair->timer);
  way_clear (&pair->up);
  way_clear (&pair->down);
  g_socket_close (pair->client, NULL);
  g_socket_close (pair->server, NULL);
  g_object_unref (pair->client);
  g_object_unref (pair->server);
  g_free (pair);

  return G_SOURCE_REMOVE;
}

static void
reset (GSocket *socket)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static gboolean
swallow_cb (GSocket      *socket,
            GIOCondition  condition,
            gpointer      user_data)
{
  Way *way = user_data;
  gssize n = g_socket_receive (socket, way->buffer, BUFFER_SIZE, NULL, NULL);

  return n > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* With a FIN what was forwarded still arrives; what comes afterwards is swallowed, because
 * closing over unread bytes would be a reset. */
static void
cut (Pair *pair)
{
  pair->is_cut = TRUE;
  way_clear (&pair->up);
  way_clear (&pair->down);
  if (g_rand_boolean (rand_))
    {
      n_resets++;
      reset (pair->client);
      reset (pair->server);
      pair_free (pair);
      return;
    }

  g_socket_shutdown (pair->client, FALSE, TRUE, NULL);
  g_socket_shutdown (pair->server, FALSE, TRUE, NULL);
  pair->up.readable = watch_socket (pair->client, G_IO_IN, swallow_cb, &pair->up);
  pair->down.readable = watch_socket (pair->server, G_IO_IN, swallow_cb, &pair->down);
  set_timer (pair, PARTING_MS, pair_free);
}

static gboolean
idle_cb (gpointer user_data)
{
  n_idle++;
  cut (user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
due_cb (gpointer user_data)
{
  Pair *pair = user_data;

  pair->is_due = TRUE;
  set_timer (pair, PATIENCE_MS, idle_cb);

  return G_SOURCE_REMOVE;
}

static void way_watch (Way *way);

static void
way_end (Way *way)
{
  Pair *pair = way->pair;

  way->is_over = TRUE;
  g_socket_shutdown (way->to, FALSE, TRUE, NULL);
  if (pair->up.is_over && pair->down.is_over)
    pair_free (pair);
  else
    way_watch (way);
}

static gboolean
write_cb (GSocket      *socket,
          GIOCondition  condition,
          gpointer      user_data)
{
  Way *way = user_data;
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_send (way->to, way->buffer + way->begin, way->end - way->begin, NULL, &error);

  if (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      pair_free (way->pair);
      return G_SOURCE_REMOVE;
    }

  way->begin += MAX (n, 0);
  way_watch (way);

  return G_SOURCE_REMOVE;
}

static void
forward_part_and_cut (Way   *way,
                      gsize  part)
{
  if (part > 0)
    g_socket_send (way->to, way->buffer, part, NULL, NULL);
  cut (way->pair);
}

static gboolean
read_cb (GSocket      *socket,
         GIOCondition  condition,
         gpointer      user_data)
{
  Way *way = user_data;
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive (way->from, way->buffer, BUFFER_SIZE, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;

  if (n < 0)
    {
      reset (way->pair->client);
      reset (way->pair->server);
      pair_free (way->pair);
    }
  else if (n == 0)
    {
      way_end (way);
    }
  else if (way->pair->is_due)
    {
      n_passing++;
      forward_part_and_cut (way, g_rand_int_range (rand_, 0, (gint32) n + 1));
    }
  else if (way->left <= (gsize) n)
    {
      n_early++;
      forward_part_and_cut (way, way->left);
    }
  else
    {
      way->left -= n;
      way->begin = 0;
      way->end = n;
      write_cb (way->to, 0, way);
    }

  return G_SOURCE_REMOVE;
}

static void
way_watch (Way *way)
{
  way_clear (way);
  if (way->begin < way->end)
    way->writable = watch_socket (way->to, G_IO_OUT, write_cb, way);
  else if (!way->is_over)
    way->readable = watch_socket (way->from, G_IO_IN, read_cb, way);
}

static GSocket *
create_socket (void)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  if (socket == NULL)
    g_error ("%s", error->message);
  g_socket_set_blocking (socket, FALSE);

  return socket;
}

/* The pair's doom: at a time, or early. */
static void
decide (Pair *pair)
{
  pair->up.left = pair->down.left = G_MAXSIZE;
  if (g_rand_int_range (rand_, 0, 100) < early)
    (g_rand_boolean (rand_) ? &pair->up : &pair->down)->left = g_rand_int_range (rand_, 0, EARLY_BYTES);
  set_timer (pair, g_rand_int_range (rand_, least_ms, most_ms + 1), due_cb);
}

static gboolean
accept_cb (GSocket      *listener,
           GIOCondition  condition,
           gpointer      user_data)
{
  GSocket *client = g_socket_accept (listener, NULL, NULL);
  g_autoptr (GError) error = NULL;
  Pair *pair;

  if (client == NULL)
    return G_SOURCE_CONTINUE;

  g_socket_set_blocking (client, FALSE);
  n_connections++;
  pair = g_new0 (Pair, 1);
  pair->client = client;
  pair->server = create_socket ();
  pair->up = (Way) { .pair = pair, .from = pair->client, .to = pair->server };
  pair->down = (Way) { .pair = pair, .from = pair->server, .to = pair->client };
  if (!g_socket_connect (pair->server, target, NULL, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING))
    {
      pair_free (pair);
      return G_SOURCE_CONTINUE;
    }

  way_watch (&pair->up);
  way_watch (&pair->down);
  decide (pair);

  return G_SOURCE_CONTINUE;
}

static gboolean
input_ended_cb (int          fd,
                GIOCondition condition,
                gpointer     user_data)
{
  char byte;

  if (read (fd, &byte, 1) > 0)
    return G_SOURCE_CONTINUE;

  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

static guint16
listen_somewhere (void)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GError) error = NULL;
  GSocket *listener = create_socket ();

  g_socket_set_listen_backlog (listener, 128);
  if (!g_socket_bind (listener, address, FALSE, &error) || !g_socket_listen (listener, &error))
    g_error ("%s", error->message);
  local = g_socket_get_local_address (listener, NULL);
  watch_socket (listener, G_IO_IN, accept_cb, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
}

int
main (int   argc,
      char *argv[])
{
  int to = 0;
  gint64 seed = g_random_int ();
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_INT, &to, NULL, NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, NULL, NULL },
    { "from", 0, 0, G_OPTION_ARG_INT, &least_ms, NULL, NULL },
    { "up-to", 0, 0, G_OPTION_ARG_INT, &most_ms, NULL, NULL },
    { "early", 0, 0, G_OPTION_ARG_INT, &early, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);

  rand_ = g_rand_new_with_seed ((guint32) seed);
  target = g_inet_socket_address_new (loopback, to);
  g_print ("%u %" G_GINT64_FORMAT "\n", listen_somewhere (), seed);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, input_ended_cb, loop);
  g_main_loop_run (loop);
  g_print ("%u connections, %u cut in passing, %u of them early, and %u while nothing passed; %u by a reset\n",
           n_connections, n_passing + n_early, n_early, n_idle, n_resets);

  return 0;
}
