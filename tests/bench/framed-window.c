/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application itself, whose frames are timed and whose lanes can be pressed.
 *
 * Says "ready PORT"; then, for each line on standard input:
 *
 *   lanes N           N clients for each lane that is pushed to, and starts all
 *   stop              stops all lanes
 *   publish RATE MS   for MS milliseconds RATE events a second, each into the channels
 *                     "ticker", which the lanes read, and "bench"
 *   frames MS         times the frames for MS milliseconds and says them: "frames" and the
 *                     intervals in µs
 *   resize MS         the same while the window changes its size all the time
 *   count             "count" and how many events were published into "bench", and how many
 *                     the lanes' clients were given, since the start
 *   overruns          "overruns" and, for each source with a dispatch over 4 ms since it was
 *                     asked last, its name, how many there were, and the longest in µs,
 *                     with tabs between
 *
 * Each says one line when it is done. Ends with standard input. */

#include "config.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/rt-application-private.h"
#include "bench/payload.h"
#include "core/rt-locale.h"
#include "core/rt-priority.h"
#include "core/rt-watchdog.h"
#include "pages/dashboard/rt-lane-view.h"

#define PAYLOAD         100
#define PUBLISH_EACH_MS 10
#define RESIZE_EACH_MS  40

typedef struct {
  RtApplication    *application;
  GDataInputStream *commands;
  RtChannel        *channels[2];
  GPtrArray        *lanes;       /* RtLane */
  guint64           number;
  guint             rate;
  gint64            publish_since;
  gint64            publish_until;
  guint64           published;   /* since then */
  GArray           *intervals;   /* µs */
  gint64            last_frame;
  gint64            frames_until;
  guint             resizing;
  guint             n_resized;
  GHashTable       *overruns;    /* name to Overruns */
} Bench;

typedef struct {
  guint  n;
  gint64 longest;
} Overruns;

G_NORETURN static void
fail (const char *why)
{
  fprintf (stderr, "framed-window: %s\n", why);
  exit (1);
}

static void listen_to_commands (Bench *bench);

static void
done (Bench *bench)
{
  printf ("done\n");
  listen_to_commands (bench);
}

static void
publish_one (Bench *bench)
{
  bench->number++;
  for (guint i = 0; i < G_N_ELEMENTS (bench->channels); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) data = g_bytes_new_take (payload_new (bench->number, PAYLOAD), PAYLOAD);

      if (rt_channel_publish (bench->channels[i], "message", data, &error) == 0)
        fail (error->message);
    }
}

/* As many as are due: a timer that comes late takes nothing off the rate. */
static gboolean
on_publish (gpointer user_data)
{
  Bench *bench = user_data;
  gint64 now = MIN (g_get_monotonic_time (), bench->publish_until);
  guint64 due = (now - bench->publish_since) * bench->rate / G_USEC_PER_SEC;

  for (; bench->published < due; bench->published++)
    publish_one (bench);

  return now < bench->publish_until ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
start_publishing (Bench *bench,
                  guint  rate,
                  guint  ms)
{
  bench->rate = rate;
  bench->published = 0;
  bench->publish_since = g_get_monotonic_time ();
  bench->publish_until = bench->publish_since + ms * 1000;
  g_timeout_add_full (RT_PRIORITY_IO, PUBLISH_EACH_MS, on_publish, bench, NULL);
  done (bench);
}

static gboolean
on_resize (gpointer user_data)
{
  static const int sizes[][2] = { { 1280, 860 }, { 1180, 800 }, { 1080, 860 }, { 1180, 820 } };
  Bench *bench = user_data;
  const int *size = sizes[bench->n_resized++ % G_N_ELEMENTS (sizes)];

  gtk_window_set_default_size (GTK_WINDOW (bench->application->window), size[0], size[1]);
  return G_SOURCE_CONTINUE;
}

static void
say_frames (Bench *bench)
{
  g_clear_handle_id (&bench->resizing, g_source_remove);
  printf ("frames");
  for (guint i = 0; i < bench->intervals->len; i++)
    printf (" %u", g_array_index (bench->intervals, guint, i));
  printf ("\n");
  listen_to_commands (bench);
}

static gboolean
on_frame (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  Bench *bench = user_data;
  gint64 now = g_get_monotonic_time ();

  if (bench->last_frame > 0)
    {
      guint interval = now - bench->last_frame;

      g_array_append_val (bench->intervals, interval);
    }
  bench->last_frame = now;
  if (now < bench->frames_until)
    return G_SOURCE_CONTINUE;

  say_frames (bench);
  return G_SOURCE_REMOVE;
}

static void
start_frames (Bench    *bench,
              guint     ms,
              gboolean  resized)
{
  g_array_set_size (bench->intervals, 0);
  bench->last_frame = 0;
  bench->frames_until = g_get_monotonic_time () + ms * 1000;
  if (resized)
    bench->resizing = g_timeout_add (RESIZE_EACH_MS, on_resize, bench);
  gtk_widget_add_tick_callback (GTK_WIDGET (bench->application->window), on_frame, bench, NULL);
}

static gboolean
is_pushed (RtLane *lane)
{
  const char *id = rt_lane_get_pattern (lane)->id;

  return g_str_equal (id, "server-sent-events") || g_str_equal (id, "websocket");
}

static void
start_lanes (Bench *bench,
             guint  n_clients)
{
  for (guint i = 0; i < bench->lanes->len; i++)
    if (is_pushed (g_ptr_array_index (bench->lanes, i)))
      rt_lane_set_n_clients (g_ptr_array_index (bench->lanes, i), n_clients);
  rt_window_start_all (bench->application->window);
  done (bench);
}

static void
stop_lanes (Bench *bench)
{
  for (guint i = 0; i < bench->lanes->len; i++)
    rt_lane_stop (g_ptr_array_index (bench->lanes, i));
  done (bench);
}

static void
say_count (Bench *bench)
{
  guint64 given = 0;

  for (guint i = 0; i < bench->lanes->len; i++)
    given += rt_lane_get_traffic (g_ptr_array_index (bench->lanes, i))->events;
  printf ("count %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", bench->number, given);
  listen_to_commands (bench);
}

static void
on_overrun (const RtOverrun *overrun,
            gpointer         user_data)
{
  Bench *bench = user_data;
  const char *name = *overrun->source != '\0' ? overrun->source : "a source without a name";
  Overruns *overruns = g_hash_table_lookup (bench->overruns, name);

  if (overruns == NULL)
    {
      overruns = g_new0 (Overruns, 1);
      g_hash_table_insert (bench->overruns, g_strdup (name), overruns);
    }
  overruns->n++;
  overruns->longest = MAX (overruns->longest, overrun->wall_us);
}

static void
say_overruns (Bench *bench)
{
  GHashTableIter iter;
  gpointer name, value;

  printf ("overruns");
  g_hash_table_iter_init (&iter, bench->overruns);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      Overruns *overruns = value;

      printf ("\t%s\t%u\t%" G_GINT64_FORMAT, (char *) name, overruns->n, overruns->longest);
    }
  printf ("\n");
  g_hash_table_remove_all (bench->overruns);
  listen_to_commands (bench);
}

static void
obey (Bench      *bench,
      const char *line)
{
  guint first, second;

  if (sscanf (line, "lanes %u", &first) == 1)
    start_lanes (bench, first);
  else if (g_str_equal (line, "stop"))
    stop_lanes (bench);
  else if (sscanf (line, "publish %u %u", &first, &second) == 2)
    start_publishing (bench, first, second);
  else if (sscanf (line, "frames %u", &first) == 1)
    start_frames (bench, first, FALSE);
  else if (sscanf (line, "resize %u", &first) == 1)
    start_frames (bench, first, TRUE);
  else if (g_str_equal (line, "count"))
    say_count (bench);
  else if (g_str_equal (line, "overruns"))
    say_overruns (bench);
  else
    fail (line);
}

static void
on_command (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Bench *bench = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (bench->commands, result, NULL, NULL);

  if (line != NULL)
    obey (bench, line);
  else
    gtk_window_close (GTK_WINDOW (bench->application->window));
}

static void
listen_to_commands (Bench *bench)
{
  g_data_input_stream_read_line_async (bench->commands, G_PRIORITY_DEFAULT, NULL, on_command, bench);
}

static void
find_lanes (Bench     *bench,
            GtkWidget *widget)
{
  if (RT_IS_LANE_VIEW (widget))
    g_ptr_array_add (bench->lanes, rt_lane_view_get_lane (RT_LANE_VIEW (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_lanes (bench, child);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Bench *bench = user_data;
  RtServer *server = rt_engine_get_server (bench->application->engine);
  g_autoptr (GError) error = NULL;

  bench->channels[0] = rt_hub_lookup (RT_HUB (source), "ticker");
  bench->channels[1] = rt_hub_open_finish (RT_HUB (source), result, &error);
  if (bench->channels[1] == NULL)
    fail (error->message);
  find_lanes (bench, GTK_WIDGET (bench->application->window));
  printf ("ready %u\n", rt_server_get_port (server, RT_PORT_MAIN));
  listen_to_commands (bench);
}

/* The window is there first, then the engine, then its ports. */
static gboolean
on_look (gpointer user_data)
{
  Bench *bench = user_data;
  RtEngine *engine = bench->application->engine;

  if (engine == NULL || rt_hub_lookup (rt_engine_get_hub (engine), "ticker") == NULL ||
      !rt_server_is_listening (rt_engine_get_server (engine)))
    return G_SOURCE_CONTINUE;

  rt_hub_open_async (rt_engine_get_hub (engine), "bench", NULL, on_opened, bench);
  return G_SOURCE_REMOVE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (RtApplication) application = NULL;
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) commands = g_data_input_stream_new (input);
  g_autoptr (GPtrArray) lanes = g_ptr_array_new ();
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) overruns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Bench bench = { .commands = commands, .lanes = lanes, .intervals = intervals, .overruns = overruns };

  rt_locale_init ();
  setvbuf (stdout, NULL, _IOLBF, 0);
  bench.application = application = rt_application_new ();
  g_timeout_add (20, on_look, &bench);
  rt_watchdog_start (RT_WATCHDOG_BUDGET_US, on_overrun, &bench);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
