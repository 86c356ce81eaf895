/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Roundtrip's engine as the bench drives every contender.
 *
 * Says "ready PORT"; for each line "publish K SIZE" on standard input it publishes K
 * events of SIZE bytes into the channel "bench". For "flood MS" it publishes for so long as
 * fast as its readers are served, events that carry the time, and says "flooded N". Ends with
 * standard input. */

#include "config.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/payload.h"
#include "core/rt-priority.h"
#include "lab/rt-engine.h"
#include "net/rt-listener.h"

typedef struct {
  RtEngine         *engine;
  RtChannel        *channel;
  GDataInputStream *commands;
  GMainLoop        *loop;
  guint64           number;
  gint64            flood_end;  /* monotonic, µs */
  guint             n_flooded;
} Bench;

G_NORETURN static void
fail (const GError *error)
{
  fprintf (stderr, "roundtrip-server: %s\n", error->message);
  exit (1);
}

static void
publish (Bench *bench,
         guint  n_events,
         guint  size)
{
  for (guint i = 0; i < n_events; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) data = g_bytes_new_take (payload_new (++bench->number, size), size);

      if (rt_channel_publish (bench->channel, "message", data, &error) == 0)
        fail (error);
    }
}

/* Runs when nothing else has to be done: every reader was served, or can take no more. */
static gboolean
flood (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now = g_get_monotonic_time ();
  char *json;
  g_autoptr(GBytes) data = NULL;

  if (now >= bench->flood_end)
    {
      printf ("flooded %u\n", bench->n_flooded);
      return G_SOURCE_REMOVE;
    }

  json = g_strdup_printf ("{\"t\":%" G_GINT64_FORMAT ",\"pad\":\"%070u\"}", now, 0);
  data = g_bytes_new_take (json, strlen (json));
  if (rt_channel_publish (bench->channel, "message", data, NULL) > 0)
    bench->n_flooded++;

  return G_SOURCE_CONTINUE;
}

static void
on_command (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Bench *bench = user_data;
  guint n_events, size, flood_ms;
  g_autofree char *line =
    g_data_input_stream_read_line_finish (bench->commands, result, NULL, NULL);

  if (line == NULL)
    {
      g_main_loop_quit (bench->loop);
      return;
    }
  if (sscanf (line, "publish %u %u", &n_events, &size) == 2)
    publish (bench, n_events, size);
  if (sscanf (line, "flood %u", &flood_ms) == 1)
    {
      bench->n_flooded = 0;
      bench->flood_end = g_get_monotonic_time () + flood_ms * G_TIME_SPAN_MILLISECOND;
      g_idle_add_full (RT_PRIORITY_IO + 1, flood, bench, NULL);
    }
  g_data_input_stream_read_line_async (bench->commands, G_PRIORITY_DEFAULT, NULL,
                                       on_command, bench);
}

static void
on_channel_opened (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Bench *bench = user_data;
  g_autoptr(GError) error = NULL;
  RtServer *server = rt_engine_get_server (bench->engine);

  /* Half of the descriptors are kept for clients, and here are none. */
  rt_server_set_max_connections (server, 2 * rt_listener_get_connection_limit ());
  bench->channel = rt_hub_open_finish (RT_HUB (source), result, &error);
  if (bench->channel == NULL || !rt_server_listen (server, RT_PORT_MAIN, 0, &error))
    fail (error);
  printf ("ready %u\n", rt_server_get_port (server, RT_PORT_MAIN));
  g_data_input_stream_read_line_async (bench->commands, G_PRIORITY_DEFAULT, NULL,
                                       on_command, bench);
}

static void
on_started (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Bench *bench = user_data;
  g_autoptr(GError) error = NULL;

  if (!rt_engine_start_finish (bench->engine, result, &error))
    fail (error);
  rt_hub_open_async (rt_engine_get_hub (bench->engine), "bench", NULL,
                     on_channel_opened, bench);
}

static void
on_stopped (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Bench *bench = user_data;

  g_main_loop_quit (bench->loop);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr(GDataInputStream) commands = g_data_input_stream_new (input);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(RtEngine) engine = rt_engine_new (NULL);
  Bench bench = { .engine = engine, .commands = commands, .loop = loop };

  setvbuf (stdout, NULL, _IOLBF, 0);
  rt_engine_start_async (engine, NULL, on_started, &bench);
  g_main_loop_run (loop);

  rt_engine_stop_async (engine, NULL, on_stopped, &bench);
  g_main_loop_run (loop);
  return 0;
}
