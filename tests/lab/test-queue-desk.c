/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-desk-private.h"
#include "lab/rt-lane-desk.h"
#include "lab/rt-queue-desk.h"
#include "patterns/publish-subscribe/rt-ack-rule.h"
#include "patterns/publish-subscribe/rt-bus-address.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "support/rt-test.h"

#define MANY 64

typedef struct {
  char        *dir;
  RtQueueDesk *desk;
  guint64      wanted;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *uri = NULL;

  fixture->dir = rt_test_make_dir ();
  uri = g_strdup_printf ("embedded:jobs?folder=%s", fixture->dir);
  fixture->desk = rt_queue_desk_new ();
  g_object_set (fixture->desk, "rate", 0, "work-ms", 0, NULL);
  rt_desk_set_uri (RT_DESK (fixture->desk), uri, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  rt_desk_stop (RT_DESK (fixture->desk));
  rt_test_drain ();
  rt_test_assert_last_unref (fixture->desk);
  rt_test_remove_dir (fixture->dir);
}

static RtQueueFigures
get_figures (Fixture *fixture)
{
  RtQueueFigures figures;

  rt_queue_desk_get_figures (fixture->desk, &figures);

  return figures;
}

static gboolean
is_open (gpointer user_data)
{
  Fixture *fixture = user_data;
  guint n_workers;

  g_object_get (fixture->desk, "n-workers", &n_workers, NULL);

  return rt_desk_get_state (RT_DESK (fixture->desk)) == RT_CLIENT_OPEN &&
         g_list_model_get_n_items (rt_queue_desk_get_workers (fixture->desk)) == n_workers;
}

static void
start (Fixture *fixture)
{
  rt_desk_start (RT_DESK (fixture->desk));
  rt_test_wait_for (is_open, fixture, "the desk to be open");
}

static void
publish (Fixture *fixture,
         guint    first,
         guint    last)
{
  for (guint number = first; number <= last; number++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (rt_queue_desk_publish (fixture->desk, number, &error));
      g_assert_no_error (error);
    }
}

static guint
count_held (Fixture *fixture)
{
  GListModel *workers = rt_queue_desk_get_workers (fixture->desk);
  guint n_held = 0;

  for (guint i = 0; i < g_list_model_get_n_items (workers); i++)
    {
      g_autoptr (RtQueueWorker) worker = g_list_model_get_item (workers, i);

      n_held += rt_queue_worker_get_n_held (worker);
    }

  return n_held;
}

static gboolean
holds_as_wanted (gpointer user_data)
{
  Fixture *fixture = user_data;

  return count_held (fixture) == fixture->wanted;
}

static gboolean
is_acknowledged_as_wanted (gpointer user_data)
{
  return get_figures (user_data).acknowledged == ((Fixture *) user_data)->wanted;
}

static gboolean
is_ready_as_wanted (gpointer user_data)
{
  return get_figures (user_data).ready == (gint64) ((Fixture *) user_data)->wanted;
}

static gboolean
is_redelivered_as_wanted (gpointer user_data)
{
  return get_figures (user_data).redelivered == ((Fixture *) user_data)->wanted;
}

static gboolean
is_dead_as_wanted (gpointer user_data)
{
  return get_figures (user_data).dead_lettered == (gint64) ((Fixture *) user_data)->wanted;
}

#define wait_until(fixture, condition, number) \
  G_STMT_START { \
    (fixture)->wanted = (number); \
    rt_test_wait_for ((condition), (fixture), #condition " " #number); \
  } G_STMT_END

static void
test_only_seven (Fixture       *fixture,
                 gconstpointer  data)
{
  RtQueueFigures figures;

  g_object_set (fixture->desk, "prefetch", 10, NULL);
  start (fixture);
  publish (fixture, 1, 10);
  wait_until (fixture, is_acknowledged_as_wanted, 1);
  wait_until (fixture, holds_as_wanted, 9);

  figures = get_figures (fixture);
  g_assert_cmpuint (figures.published, ==, 10);
  g_assert_cmpuint (figures.confirmed, ==, 10);
  g_assert_cmpuint (figures.redelivered, ==, 0);
}

/* What a dead consumer held goes to the other, marked. */
static void
test_kill (Fixture       *fixture,
           gconstpointer  data)
{
  GListModel *workers = rt_queue_desk_get_workers (fixture->desk);
  g_autoptr (RtQueueWorker) victim = NULL;
  RtQueueJob jobs[MANY];
  guint n_held;
  guint n_jobs;
  guint n_redelivered = 0;
  guint n_workers;

  g_object_set (fixture->desk, "prefetch", 20, NULL);
  start (fixture);
  publish (fixture, 1, 6);
  wait_until (fixture, holds_as_wanted, 6);
  victim = g_list_model_get_item (workers, 0);
  n_held = rt_queue_worker_get_n_held (victim);
  g_assert_cmpuint (n_held, >, 0);

  rt_queue_desk_kill (fixture->desk, victim);

  g_assert_cmpuint (g_list_model_get_n_items (workers), ==, 1);
  g_object_get (fixture->desk, "n-workers", &n_workers, NULL);
  g_assert_cmpuint (n_workers, ==, 1);
  wait_until (fixture, is_redelivered_as_wanted, n_held);
  wait_until (fixture, holds_as_wanted, 6);
  {
    g_autoptr (RtQueueWorker) other = g_list_model_get_item (workers, 0);

    n_jobs = rt_queue_worker_list (other, jobs, MANY);
  }
  for (guint i = 0; i < n_jobs; i++)
    n_redelivered += jobs[i].redelivered;
  g_assert_cmpuint (n_redelivered, ==, n_held);
  g_assert_cmpuint (rt_desk_get_traffic (RT_DESK (fixture->desk))->duplicate, ==, n_held);
  g_assert_cmpuint (rt_desk_get_traffic (RT_DESK (fixture->desk))->unique, ==, 6);
}

static void
test_new_rule (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  start (fixture);
  publish (fixture, 1, 6);
  wait_until (fixture, holds_as_wanted, 6);

  g_assert_true (rt_queue_desk_set_rule (fixture->desk, "number > 2", &error));
  g_assert_no_error (error);

  wait_until (fixture, is_acknowledged_as_wanted, 4);
  wait_until (fixture, holds_as_wanted, 2);
}

static void
test_bad_rule (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_queue_desk_set_rule (fixture->desk, "number ==", &error));

  g_assert_error (error, RT_ACK_RULE_ERROR, RT_ACK_RULE_ERROR_SYNTAX);
  g_assert_cmpstr (rt_queue_desk_get_rule (fixture->desk), ==, RT_QUEUE_DEFAULT_RULE);
}

/* It is declared durable: what nobody took is there the next time. */
static void
test_stays (Fixture       *fixture,
            gconstpointer  data)
{
  g_object_set (fixture->desk, "n-workers", 0, NULL);
  start (fixture);
  publish (fixture, 1, 3);
  wait_until (fixture, is_ready_as_wanted, 3);

  rt_desk_stop (RT_DESK (fixture->desk));
  g_object_set (fixture->desk, "n-workers", 1, NULL);
  start (fixture);

  wait_until (fixture, holds_as_wanted, 3);
}

/* What consumers held is in the queue again: all that is shown says so. */
static void
test_gives_back (Fixture       *fixture,
                 gconstpointer  data)
{
  RtQueueJob jobs[16];
  RtQueueFigures figures;

  g_object_set (fixture->desk, "n-workers", 1, "prefetch", 4, NULL);
  g_assert_true (rt_queue_desk_set_rule (fixture->desk, "number == 0", NULL));
  start (fixture);
  publish (fixture, 1, 10);
  wait_until (fixture, holds_as_wanted, 4);
  wait_until (fixture, is_ready_as_wanted, 6);

  rt_desk_stop (RT_DESK (fixture->desk));

  figures = get_figures (fixture);
  g_assert_cmpint (figures.ready, ==, 10);
  g_assert_cmpint (figures.unacknowledged, ==, 0);
  g_assert_cmpuint (rt_queue_desk_list (fixture->desk, jobs, G_N_ELEMENTS (jobs)), ==, 10);
}

static void
test_purge (Fixture       *fixture,
            gconstpointer  data)
{
  g_object_set (fixture->desk, "n-workers", 0, NULL);
  start (fixture);
  publish (fixture, 1, 3);
  wait_until (fixture, is_ready_as_wanted, 3);

  rt_queue_desk_purge (fixture->desk);

  wait_until (fixture, is_ready_as_wanted, 0);
  g_assert_cmpuint (get_figures (fixture).published, ==, 0);
}

static void
test_dead_letters (Fixture       *fixture,
                   gconstpointer  data)
{
  g_object_set (fixture->desk, "kind", RT_QUEUE_DEAD_LETTERS, NULL);
  start (fixture);
  publish (fixture, 5, 8);

  wait_until (fixture, is_acknowledged_as_wanted, 1);
  wait_until (fixture, is_dead_as_wanted, 3);
  wait_until (fixture, holds_as_wanted, 0);
}

static void
test_priorities (Fixture       *fixture,
                 gconstpointer  data)
{
  const gint64 expected[] = { 9, 4, 1 };
  RtQueueJob jobs[MANY];
  guint n_jobs;

  g_object_set (fixture->desk, "kind", RT_QUEUE_PRIORITIES, "n-workers", 0, NULL);
  start (fixture);
  publish (fixture, 1, 1);
  publish (fixture, 9, 9);
  publish (fixture, 4, 4);
  wait_until (fixture, is_ready_as_wanted, 3);
  n_jobs = rt_queue_desk_list (fixture->desk, jobs, MANY);
  g_assert_cmpuint (n_jobs, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (jobs[i].number, ==, expected[i]);

  g_object_set (fixture->desk, "n-workers", 1, NULL);

  wait_until (fixture, holds_as_wanted, 3);
  {
    g_autoptr (RtQueueWorker) worker = g_list_model_get_item (rt_queue_desk_get_workers (fixture->desk), 0);

    n_jobs = rt_queue_worker_list (worker, jobs, MANY);
  }
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (jobs[i].number, ==, expected[i]);
}

static gboolean
is_retrying (gpointer user_data)
{
  return rt_desk_get_state (user_data) == RT_CLIENT_RETRYING;
}

static void
test_cut (Fixture       *fixture,
          gconstpointer  data)
{
  start (fixture);
  publish (fixture, 1, 4);
  wait_until (fixture, holds_as_wanted, 4);

  rt_desk_cut (RT_DESK (fixture->desk));

  rt_test_wait_for (is_retrying, fixture->desk, "the desk to retry");
  g_assert_cmpuint (count_held (fixture), ==, 0);
  rt_test_wait_for (is_open, fixture, "the desk to be open again");
  wait_until (fixture, holds_as_wanted, 4);
  g_assert_cmpuint (get_figures (fixture).redelivered, >=, 4);
}

/* At full rate everything is told from snapshots, and nothing is lost. */
static void
test_thousands (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  guint64 confirmed;

  g_assert_true (rt_queue_desk_set_rule (fixture->desk, "number > 0", &error));
  g_object_set (fixture->desk, "rate", 2000, "n-producers", 3, "n-workers", 3, "prefetch", 200, NULL);
  start (fixture);
  fixture->wanted = 3000;
  while (get_figures (fixture).acknowledged < 3000)
    g_main_context_iteration (NULL, TRUE);

  g_object_set (fixture->desk, "rate", 0, NULL);
  rt_test_drain ();
  do
    {
      g_main_context_iteration (NULL, TRUE);
      confirmed = get_figures (fixture).confirmed;
    }
  while (get_figures (fixture).acknowledged < confirmed || get_figures (fixture).published > confirmed);

  g_assert_cmpuint (rt_desk_get_traffic (RT_DESK (fixture->desk))->unique, ==, confirmed);
  g_assert_cmpuint (rt_desk_get_traffic (RT_DESK (fixture->desk))->duplicate, ==, 0);
  g_assert_cmpuint (get_figures (fixture).failed, ==, 0);
}

static void
test_no_queues (Fixture       *fixture,
                gconstpointer  data)
{
  rt_desk_set_uri (RT_DESK (fixture->desk), "kafka://127.0.0.1:1", NULL);

  rt_desk_start (RT_DESK (fixture->desk));

  g_assert_false (rt_desk_get_running (RT_DESK (fixture->desk)));
  g_assert_cmpint (rt_desk_get_state (RT_DESK (fixture->desk)), ==, RT_CLIENT_CLOSED);
  g_assert_nonnull (rt_desk_get_reason (RT_DESK (fixture->desk)));
  g_assert_false (rt_queue_desk_can (fixture->desk, RT_QUEUE_PLAIN));
}

static void
test_password (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *uri = rt_desk_dup_full_uri ("amqp://me@127.0.0.1/", "a%40@b/:c");
  g_autoptr (GUri) parsed = g_uri_parse (uri, RT_BUS_URI_FLAGS, NULL);

  g_assert_cmpstr (g_uri_get_password (parsed), ==, "a%40@b/:c");

  rt_desk_set_uri (RT_DESK (fixture->desk), uri, NULL);

  g_assert_cmpstr (rt_desk_get_uri (RT_DESK (fixture->desk)), ==, "amqp://me@127.0.0.1/");
}

static char *
dup_uri (Fixture    *fixture,
         const char *bus)
{
  return g_strdup_printf ("embedded:%s?folder=%s", bus, fixture->dir);
}

static gboolean
is_lane_open (gpointer lane)
{
  return rt_lane_get_state (lane) == RT_CLIENT_OPEN;
}

static gboolean
is_lane_connecting (gpointer lane)
{
  return rt_lane_get_state (lane) == RT_CLIENT_CONNECTING;
}

/* Who looks at the lane sees it go on, not an end of which nobody tells the rest. */
static void
test_moved (Fixture       *fixture,
            gconstpointer  data)
{
  RtLane *lane = rt_lane_new_for_desk (&rt_publish_subscribe, RT_DESK (fixture->desk));
  g_autofree char *other = dup_uri (fixture, "other");

  rt_lane_start (lane);
  rt_test_wait_for (is_lane_open, lane, "the lane to be open");

  rt_desk_set_uri (RT_DESK (fixture->desk), other, NULL);

  g_assert_true (rt_lane_get_running (lane));
  g_assert_true (is_lane_connecting (lane));
  rt_test_wait_for (is_lane_open, lane, "the lane to be open elsewhere");

  g_object_set (fixture->desk, "kind", RT_QUEUE_PRIORITIES, NULL);

  g_assert_true (rt_lane_get_running (lane));
  rt_test_wait_for (is_lane_open, lane, "the lane to be open with another queue");
  rt_lane_stop (lane);
  g_assert_false (rt_desk_get_running (RT_DESK (fixture->desk)));
  rt_test_assert_last_unref (lane);
}

/* What is copied is what a program takes. */
static void
test_address (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *expected[][2] = {
    { "embedded:jobs", "embedded:jobs/jobs" },
    { "embedded:jobs?folder=/tmp", "embedded:jobs/jobs?folder=/tmp" },
    { "amqp://guest@127.0.0.1:5672/", "amqp://guest@127.0.0.1:5672/jobs" },
    { "amqp://guest@127.0.0.1:5672", "amqp://guest@127.0.0.1:5672/jobs" },
    { "amqp://guest@127.0.0.1:5672/%2F", "amqp://guest@127.0.0.1:5672/%2F/jobs" },
    { "amqps://me:secret@[::1]/town", "amqps://me@[::1]/town/jobs" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *address = NULL;
      g_autoptr (RtBusAddress) parsed = NULL;

      rt_desk_set_uri (RT_DESK (fixture->desk), expected[i][0], NULL);
      address = rt_desk_dup_address (RT_DESK (fixture->desk));
      g_assert_cmpstr (address, ==, expected[i][1]);

      parsed = rt_bus_address_new (address, NULL);
      g_assert_nonnull (parsed);
      g_assert_cmpstr (parsed->target->name, ==, "jobs");
      g_assert_cmpint (parsed->target->kind, ==, RT_BUS_QUEUE);
    }
}

static gboolean
test_desk (Fixture  *fixture,
           GError  **error)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  rt_desk_test_async (RT_DESK (fixture->desk), rt_desk_get_uri (RT_DESK (fixture->desk)), NULL, NULL,
                      rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the test to end");

  return rt_desk_test_finish (RT_DESK (fixture->desk), result, error);
}

static void
test_tested (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (RtBusTarget) target = rt_bus_target_new (RT_BUS_QUEUE, "jobs");
  g_autoptr (RtBus) bus = NULL;
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (test_desk (fixture, &error));
  g_assert_no_error (error);

  target->max_priority = 5;
  bus = rt_bus_new (rt_desk_get_uri (RT_DESK (fixture->desk)), NULL);
  rt_bus_connect (bus);
  rt_bus_declare_async (bus, target, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the queue to be declared otherwise");
  g_assert_true (rt_bus_declare_finish (bus, result, NULL));

  g_assert_false (test_desk (fixture, &error));
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH);
  rt_bus_close (bus);
}

static void
test_kept_password (Fixture       *fixture,
                    gconstpointer  data)
{
  RtDesk *desk = RT_DESK (fixture->desk);
  const RtDeskPrivate *priv = rt_desk_get_private (desk);

  rt_desk_set_uri (desk, "amqp://ada:secret@127.0.0.1:1/", NULL);
  g_assert_cmpstr (rt_desk_get_uri (desk), ==, "amqp://ada@127.0.0.1:1/");
  g_assert_cmpstr (priv->password, ==, "secret");
  rt_desk_set_uri (desk, "amqp://ada@127.0.0.1:1/", NULL);
  g_assert_cmpstr (priv->password, ==, "secret");
  rt_desk_set_uri (desk, "amqp://bob@127.0.0.1:1/", NULL);
  g_assert_null (priv->password);
  g_assert_cmpstr (rt_desk_get_last_uri (desk, "amqps"), ==, "amqp://bob@127.0.0.1:1/");
  g_assert_null (rt_desk_get_last_uri (desk, "kafka"));
}

int
main (int   argc,
      char *argv[])
{
  const struct {
    const char *path;
    void      (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/queue-desk/only-what-the-rule-takes-is-acknowledged", test_only_seven },
    { "/queue-desk/what-a-killed-consumer-held-is-redelivered", test_kill },
    { "/queue-desk/a-new-rule-is-for-what-is-in-hand-as-well", test_new_rule },
    { "/queue-desk/a-bad-rule-changes-nothing", test_bad_rule },
    { "/queue-desk/what-nobody-took-stays", test_stays },
    { "/queue-desk/stopped-all-that-it-held-is-ready", test_gives_back },
    { "/queue-desk/purged-it-is-empty", test_purge },
    { "/queue-desk/what-is-rejected-is-a-dead-letter", test_dead_letters },
    { "/queue-desk/the-highest-priority-is-first", test_priorities },
    { "/queue-desk/cut-it-comes-back-and-holds-the-same", test_cut },
    { "/queue-desk/thousands-a-second-are-counted-right", test_thousands },
    { "/queue-desk/a-bus-without-queues-is-refused", test_no_queues },
    { "/queue-desk/a-password-has-any-signs-and-is-not-shown", test_password },
    { "/queue-desk/moved-while-it-runs-it-goes-on-there", test_moved },
    { "/queue-desk/its-address-is-one-that-programs-take", test_address },
    { "/queue-desk/a-test-makes-nothing-and-tells-of-a-queue-that-is-otherwise", test_tested },
    { "/queue-desk/a-password-stays-with-its-address", test_kept_password },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
