/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "patterns/rt-pattern.h"
#include "served.h"
#include "support/rt-test.h"
#include "watcher.h"

#define CHANNEL  "faulty"
#define N_EVENTS 10

#define LONG_US (500 * G_TIME_SPAN_MILLISECOND)
#define SOON_MS 20

/* One more that comes when all is well again: what the last ones were, is known by it. */
#define N_ALL (N_EVENTS + 1)

/* What is broken while events 2 to N_EVENTS are published, and what a client of any
 * pattern must have counted at the end. */
typedef struct {
  const char *text;
  RtFaultKind kind;
  guint       n_struck;     /* at least so often it strikes */
  gboolean    cuts;         /* connections are cut as well: streams ask once */
  gboolean    all_arrive;   /* before it is mended */
  gboolean    is_refused;   /* the client sees its connects refused */
  guint       lost;
  guint       duplicate;
} Fault;

static const Fault faults[] = {
  { "cut=20ms", RT_FAULT_CUT, 5 },
  { "cut-after=3", RT_FAULT_CUT_AFTER, 2 },
  { "cut-after=1", RT_FAULT_CUT_AFTER, 5 },
  { "cut-after=20ms", RT_FAULT_CUT_AFTER, 3 },
  { "stop=100ms", RT_FAULT_STOP, 1, .all_arrive = TRUE },
  { "refuse", RT_FAULT_REFUSE, 1, .cuts = TRUE, .is_refused = TRUE },
  { "status=500", RT_FAULT_STATUS, 1, .cuts = TRUE },
  { "status=503", RT_FAULT_STATUS, 1, .cuts = TRUE },
  { "delay=10ms", RT_FAULT_DELAY, 1, .all_arrive = TRUE },
  { "delay=10ms~10ms", RT_FAULT_DELAY, 1, .all_arrive = TRUE },
  { "limit=3000", RT_FAULT_LIMIT, 1, .all_arrive = TRUE },
  { "stall", RT_FAULT_STALL, 1 },
  { "swallow=3", RT_FAULT_SWALLOW, 3, .lost = 3 },
  { "duplicate=3", RT_FAULT_DUPLICATE, 3, .duplicate = 3 },
  { "lose-answer", RT_FAULT_LOSE_ANSWER, 2, .cuts = TRUE },
};

static const char * const patterns[] = { "short-polling", "long-polling", "server-sent-events", "websocket" };

typedef struct {
  const Fault *fault;
  const char  *pattern;
} Case;

typedef struct {
  RtFaults   *faults;
  RtClient   *client;
  RtFaultKind kind;
  guint64     n;
} Goal;

static gboolean
has_struck (gpointer user_data)
{
  Goal *goal = user_data;

  return rt_faults_get_n_struck (goal->faults, goal->kind) >= goal->n;
}

static gboolean
has_seen (gpointer user_data)
{
  Goal *goal = user_data;

  return rt_client_get_last_seq (goal->client) >= goal->n;
}

static gboolean
open_elsewhere (gpointer user_data)
{
  RtClient *client = user_data;
  const char *uri = rt_client_get_uri (client);
  g_autofree char *other = g_str_has_suffix (uri, "?") ? g_strndup (uri, strlen (uri) - 1) : g_strconcat (uri, "?", NULL);

  if (rt_client_get_state (client) == RT_CLIENT_RETRYING)
    rt_client_move (client, other);

  return G_SOURCE_REMOVE;
}

/* An event stream tells how long to wait before it is opened anew, which is too long here:
 * by another spelling of its address it is opened soon. Not at once: refused at once again, it
 * would leave the loop no time for anything else. */
static void
on_state (RtClient *client)
{
  if (rt_client_get_state (client) == RT_CLIENT_RETRYING && rt_client_get_retry_us (client) > LONG_US)
    g_timeout_add_full (G_PRIORITY_DEFAULT, SOON_MS, open_elsewhere, g_object_ref (client), g_object_unref);
}

static RtClient *
client_new (Served     *served,
            const char *id)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/channels/" CHANNEL, served->port);

  return g_object_new (rt_patterns_lookup (id)->get_client_type (), "uri", uri, "after", G_GINT64_CONSTANT (0),
                       "interval-ms", 5, "wait-ms", 1000, NULL);
}

static void
publish (Served *served,
         guint   from,
         guint   to)
{
  for (guint i = from; i <= to; i++)
    {
      g_autofree char *json = g_strdup_printf ("%u", i);

      g_assert_cmpuint (served_publish (served, CHANNEL, "message", json), ==, i);
    }
}

/* WHATWG HTML section 9.2.3: any other status than 200 fails an event stream for good,
 * but who says when to come back is believed. */
static gboolean
ends_for_good (const Case *test)
{
  return g_str_equal (test->fault->text, "status=500") && g_str_equal (test->pattern, "server-sent-events");
}

static void
suffer (Served      *served,
        Watcher     *watcher,
        const Fault *fault)
{
  RtFaults *broken = rt_server_get_faults (served->server);
  g_autoptr (GError) error = NULL;

  rt_faults_add (broken, fault->text, &error);
  g_assert_no_error (error);
  if (fault->cuts)
    rt_faults_cut_now (broken);
  publish (served, 2, N_EVENTS);
  rt_test_wait_for (has_struck, &(Goal) { broken, NULL, fault->kind, fault->n_struck }, "the fault to strike");
  if (fault->is_refused)
    watcher_wait_reason (watcher, "refused");
  if (fault->all_arrive)
    rt_test_wait_for (has_seen, &(Goal) { NULL, watcher->client, 0, N_EVENTS }, "all events in spite of it");
}

static void
test_fault (gconstpointer user_data)
{
  const Case *test = user_data;
  const RtTraffic *traffic;
  Served served;
  Watcher watcher;

  served_init (&served);
  publish (&served, 1, 1);
  watcher_init (&watcher, client_new (&served, test->pattern));
  if (!test->fault->is_refused)
    g_signal_connect (watcher.client, "notify::state", G_CALLBACK (on_state), NULL);
  rt_client_start (watcher.client);
  watcher_wait_messages (&watcher, 1);

  suffer (&served, &watcher, test->fault);
  rt_faults_clear (rt_server_get_faults (served.server));
  publish (&served, N_ALL, N_ALL);
  if (ends_for_good (test))
    watcher_wait_finished (&watcher);
  else
    rt_test_wait_for (has_seen, &(Goal) { NULL, watcher.client, 0, N_ALL }, "the event after it is mended");

  g_test_message ("%s", watcher.log->str);
  traffic = rt_client_get_traffic (watcher.client);
  g_assert_cmpuint (traffic->unique, ==, ends_for_good (test) ? 1 : N_ALL - test->fault->lost);
  g_assert_cmpuint (traffic->lost, ==, test->fault->lost);
  g_assert_cmpuint (traffic->duplicate, ==, test->fault->duplicate);
  g_assert_cmpuint (traffic->reordered, ==, 0);

  watcher_clear (&watcher);
  served_clear (&served);
}

int
main (int   argc,
      char *argv[])
{
  static Case cases[G_N_ELEMENTS (faults) * G_N_ELEMENTS (patterns)];
  guint n = 0;

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    for (guint j = 0; j < G_N_ELEMENTS (patterns); j++, n++)
      {
        g_autofree char *path = g_strdup_printf ("/faults/%s/is-accounted-for-by/%s", faults[i].text, patterns[j]);

        cases[n] = (Case) { &faults[i], patterns[j] };
        g_test_add_data_func (path, &cases[n], test_fault);
      }

  return g_test_run ();
}
