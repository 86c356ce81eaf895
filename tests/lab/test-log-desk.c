/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-log-desk.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"
#include "support/rt-test.h"

typedef struct {
  char      *dir;
  RtLogDesk *desk;
  guint64    wanted;
  guint      n_failed;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autofree char *uri = NULL;

  fixture->dir = rt_test_make_dir ();
  uri = g_strdup_printf ("embedded:events?folder=%s", fixture->dir);
  fixture->desk = rt_log_desk_new ();
  g_object_set (fixture->desk, "rate", 500, "work-ms", 0, NULL);
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

static RtLogGroup *
get_group (Fixture *fixture,
           guint    position)
{
  g_autoptr (RtLogGroup) group = g_list_model_get_item (rt_log_desk_get_groups (fixture->desk), position);

  return group;
}

static gboolean
has_read_as_wanted (gpointer user_data)
{
  Fixture *fixture = user_data;

  return rt_log_group_get_read (get_group (fixture, 0)) >= fixture->wanted;
}

static gboolean
is_caught_up (gpointer user_data)
{
  Fixture *fixture = user_data;
  guint n_groups = g_list_model_get_n_items (rt_log_desk_get_groups (fixture->desk));
  guint64 published = rt_log_desk_get_published (fixture->desk);
  gboolean caught_up = rt_log_desk_get_n_kept (fixture->desk) == (gint64) published;

  for (guint i = 0; i < n_groups; i++)
    caught_up = caught_up && rt_log_group_get_lag (get_group (fixture, i)) == 0;

  return caught_up;
}

static void
read_some (Fixture *fixture)
{
  rt_desk_start (RT_DESK (fixture->desk));
  fixture->wanted = 100;
  rt_test_wait_for (has_read_as_wanted, fixture, "100 messages");
  g_object_set (fixture->desk, "rate", 0, NULL);
  rt_test_wait_for (is_caught_up, fixture, "no lag");
}

static void
test_reads (Fixture       *fixture,
            gconstpointer  data)
{
  const RtLogPartition *partitions;
  RtLogPosition position;
  guint n_partitions;
  const RtTraffic *traffic;

  read_some (fixture);

  partitions = rt_log_desk_get_partitions (fixture->desk, &n_partitions);
  g_assert_cmpuint (n_partitions, ==, RT_LOG_N_PARTITIONS);
  for (guint i = 0; i < n_partitions; i++)
    {
      g_assert_cmpuint (rt_log_desk_get_positions (fixture->desk, i, &position, 1), ==, 1);
      g_assert_cmpint (position.offset, ==, partitions[i].next);
      g_assert_cmpuint (position.member, ==, 1);
    }
  traffic = rt_desk_get_traffic (RT_DESK (fixture->desk));
  g_assert_cmpuint (traffic->unique, ==, rt_log_desk_get_published (fixture->desk));
  g_assert_cmpuint (traffic->lost, ==, 0);
  g_assert_cmpuint (traffic->duplicate, ==, 0);
}

static gboolean
second_has_some (gpointer user_data)
{
  RtLogGroup *group = get_group (user_data, 0);
  guint n_second = 0;

  for (int partition = 0; partition < RT_LOG_N_PARTITIONS; partition++)
    n_second += rt_log_group_get_holder (group, partition) == 2;

  return n_second > 0 && n_second < RT_LOG_N_PARTITIONS;
}

static gboolean
first_has_all (gpointer user_data)
{
  RtLogGroup *group = get_group (user_data, 0);
  guint n_first = 0;

  for (int partition = 0; partition < RT_LOG_N_PARTITIONS; partition++)
    n_first += rt_log_group_get_holder (group, partition) == 1;

  return n_first == RT_LOG_N_PARTITIONS;
}

static void
test_rebalance (Fixture       *fixture,
                gconstpointer  data)
{
  read_some (fixture);

  rt_log_group_set_n_members (get_group (fixture, 0), 2);
  rt_test_wait_for (second_has_some, fixture, "the partitions to be shared");

  rt_log_group_set_n_members (get_group (fixture, 0), 1);
  rt_test_wait_for (first_has_all, fixture, "the first to have all partitions again");
}

static void
test_new_group (Fixture       *fixture,
                gconstpointer  data)
{
  read_some (fixture);

  g_assert_true (rt_log_desk_add_group (fixture->desk));

  g_assert_cmpstr (rt_log_group_get_name (get_group (fixture, 1)), ==, "B");
  rt_test_wait_for (is_caught_up, fixture, "the second group");
  g_assert_cmpuint (rt_log_group_get_read (get_group (fixture, 1)), ==, rt_log_desk_get_published (fixture->desk));
}

static gboolean
has_replayed_all (gpointer user_data)
{
  Fixture *fixture = user_data;

  return rt_log_group_get_replayed (get_group (fixture, 0)) == rt_log_desk_get_published (fixture->desk);
}

static void
test_rewind (Fixture       *fixture,
             gconstpointer  data)
{
  read_some (fixture);

  rt_log_group_rewind (get_group (fixture, 0), RT_BUS_FROM_BEGINNING);

  rt_test_wait_for (has_replayed_all, fixture, "the replay");
  g_assert_cmpuint (rt_log_group_get_missed (get_group (fixture, 0)), ==, 0);
}

static gboolean
has_replayed_some (gpointer user_data)
{
  Fixture *fixture = user_data;

  return rt_log_group_get_replayed (get_group (fixture, 0)) == fixture->wanted;
}

static void
test_rewind_to_offset (Fixture       *fixture,
                       gconstpointer  data)
{
  const RtLogPartition *partitions;
  guint n_partitions;

  read_some (fixture);
  partitions = rt_log_desk_get_partitions (fixture->desk, &n_partitions);
  fixture->wanted = 0;
  for (guint i = 0; i < n_partitions; i++)
    fixture->wanted += MAX (partitions[i].next - 5, 0);

  rt_log_group_rewind (get_group (fixture, 0), 5);

  rt_test_wait_for (has_replayed_some, fixture, "the replay");
}

static void
test_rewind_to_time (Fixture       *fixture,
                     gconstpointer  data)
{
  read_some (fixture);

  rt_log_group_rewind_time (get_group (fixture, 0), 0);

  rt_test_wait_for (has_replayed_all, fixture, "the replay");
}

static void
on_failed (RtLogGroup *group,
           const char *reason,
           Fixture    *fixture)
{
  fixture->n_failed++;
}

static void
test_rewind_nobody (Fixture       *fixture,
                    gconstpointer  data)
{
  g_signal_connect (get_group (fixture, 0), "failed", G_CALLBACK (on_failed), fixture);

  rt_log_group_rewind (get_group (fixture, 0), 0);

  g_assert_cmpuint (fixture->n_failed, ==, 1);
}

/* A group goes on where it was: the broker remembers. */
static void
test_remembers (Fixture       *fixture,
                gconstpointer  data)
{
  guint64 read;

  read_some (fixture);
  rt_desk_stop (RT_DESK (fixture->desk));
  read = rt_log_group_get_read (get_group (fixture, 0));

  rt_desk_start (RT_DESK (fixture->desk));
  rt_test_wait_for (first_has_all, fixture, "its partitions");
  rt_test_wait_for (is_caught_up, fixture, "no lag");

  g_assert_cmpuint (rt_log_group_get_read (get_group (fixture, 0)), ==, read);
}

static void
test_remove_group (Fixture       *fixture,
                   gconstpointer  data)
{
  read_some (fixture);
  g_assert_true (rt_log_desk_add_group (fixture->desk));

  rt_log_desk_remove_group (fixture->desk, get_group (fixture, 0));

  g_assert_cmpuint (g_list_model_get_n_items (rt_log_desk_get_groups (fixture->desk)), ==, 1);
  g_assert_cmpstr (rt_log_group_get_name (get_group (fixture, 0)), ==, "B");
}

/* Programs would take it for a queue. */
static void
test_address (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *expected[][2] = {
    { "embedded:events", "embedded:events/events?kind=log" },
    { "embedded:events?folder=/tmp", "embedded:events/events?folder=/tmp&kind=log" },
    { "amqp://guest@127.0.0.1:5672/", "amqp://guest@127.0.0.1:5672/events?kind=log" },
    { "kafka://127.0.0.1:9092", "kafka://127.0.0.1:9092/events" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *address = NULL;

      rt_desk_set_uri (RT_DESK (fixture->desk), expected[i][0], NULL);
      address = rt_desk_dup_address (RT_DESK (fixture->desk));

      g_assert_cmpstr (address, ==, expected[i][1]);
    }
}

int
main (int   argc,
      char *argv[])
{
  const struct {
    const char *path;
    void      (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/log-desk/a-group-reads-everything", test_reads },
    { "/log-desk/members-share-the-partitions", test_rebalance },
    { "/log-desk/a-new-group-reads-what-is-kept", test_new_group },
    { "/log-desk/rewound-it-reads-all-again", test_rewind },
    { "/log-desk/rewound-to-an-offset-it-reads-from-there", test_rewind_to_offset },
    { "/log-desk/rewound-to-a-time-it-reads-from-there", test_rewind_to_time },
    { "/log-desk/nobody-can-be-rewound", test_rewind_nobody },
    { "/log-desk/a-group-goes-on-where-it-was", test_remembers },
    { "/log-desk/a-group-can-go", test_remove_group },
    { "/log-desk/its-address-is-one-that-programs-take", test_address },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
