/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-crowd.h"
#include "lab/rt-lane.h"
#include "support/rt-test.h"

/* A client that does as it is told: no sockets, no waiting. */
#define TEST_TYPE_CLIENT (test_client_get_type ())
G_DECLARE_FINAL_TYPE (TestClient, test_client, TEST, CLIENT, RtClient)

struct _TestClient {
  RtClient parent_instance;
};

G_DEFINE_FINAL_TYPE (TestClient, test_client, RT_TYPE_CLIENT)

static GPtrArray *opened;   /* clients that are open, (transfer none) */
static gboolean refuse;
static guint n_alive;       /* clients that are not finalised */

static void
test_client_open (RtClient     *client,
                  GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (refuse)
    {
      error = g_error_new (RT_CLIENT_ERROR, RT_CLIENT_ERROR_STATUS, "It said no.");
      rt_client_failed (client, error, 0, TRUE);
      return;
    }
  g_ptr_array_add (opened, client);
  rt_client_opened (client);
}

static void
test_client_close (RtClient *client)
{
  g_ptr_array_remove (opened, client);
}

static void
test_client_finalize (GObject *object)
{
  n_alive--;

  G_OBJECT_CLASS (test_client_parent_class)->finalize (object);
}

static void
test_client_class_init (TestClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_client_finalize;
  RT_CLIENT_CLASS (klass)->open = test_client_open;
  RT_CLIENT_CLASS (klass)->close = test_client_close;
}

static void
test_client_init (TestClient *self)
{
  n_alive++;
}

static const RtPattern pattern = {
  .id = "test",
  .name = "Test",
  .sentence = "Does as it is told.",
  .get_client_type = test_client_get_type,
};

static void
deliver (RtClient *client,
         guint64   seq)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("12345", 5);
  g_autoptr (RtMessage) message = rt_message_new (NULL, data, 0);

  message->seq = seq;
  message->has_seq = TRUE;
  rt_client_deliver (client, message, 0);
}

static void
deliver_to_all (guint64 seq)
{
  for (guint i = 0; i < opened->len; i++)
    deliver (g_ptr_array_index (opened, i), seq);
}

static gboolean
is_open (gpointer user_data)
{
  return rt_lane_get_state (user_data) == RT_CLIENT_OPEN;
}

static gboolean
is_stopped (gpointer user_data)
{
  return !rt_lane_get_running (user_data);
}

static gboolean
has_opened (gpointer user_data)
{
  return opened->len == GPOINTER_TO_UINT (user_data);
}

static gboolean
has_sample (gpointer user_data)
{
  return rt_sample_ring_get_length (rt_lane_get_samples (user_data)) > 0;
}

static gboolean
is_served (gpointer user_data)
{
  return rt_lane_get_client (user_data) != NULL;
}

static void
count (guint *n)
{
  (*n)++;
}

typedef struct {
  RtLane *lane;
  guint64 events;
} Counted;

static gboolean
has_counted (gpointer user_data)
{
  Counted *counted = user_data;

  return rt_lane_get_traffic (counted->lane)->events == counted->events;
}

static void
wait_until_counted (RtLane *lane,
                    guint64 events)
{
  Counted counted = { lane, events };

  rt_test_wait_for (has_counted, &counted, "the sum");
}

static void
wait_until_opened (guint n)
{
  rt_test_wait_for (has_opened, GUINT_TO_POINTER (n), "the clients");
}

/* A lane ends at once, its clients soon. */
static void
end_lane (RtLane *lane)
{
  rt_test_assert_last_unref (lane);
  rt_test_wait_for (has_opened, GUINT_TO_POINTER (0), "no client");
  rt_test_drain ();
  g_assert_cmpuint (n_alive, ==, 0);
}

static RtLane *
new_lane (void)
{
  refuse = FALSE;
  g_assert_cmpuint (opened->len, ==, 0);
  return rt_lane_new (&pattern, "http://127.0.0.1:9/");
}

static void
test_stands_still (void)
{
  RtLane *lane = new_lane ();

  g_assert_false (rt_lane_get_running (lane));
  g_assert_cmpint (rt_lane_get_state (lane), ==, RT_CLIENT_CLOSED);
  g_assert_null (rt_lane_get_client (lane));
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 0);
  end_lane (lane);
}

static void
test_starts_as_many_as_wanted (void)
{
  RtLane *lane = new_lane ();

  rt_lane_set_n_clients (lane, 50);
  rt_lane_start (lane);
  rt_test_wait_for (has_opened, GUINT_TO_POINTER (50), "50 clients");
  rt_test_wait_for (is_open, lane, "the lane to be open");
  rt_lane_set_n_clients (lane, 3);
  rt_test_wait_for (has_opened, GUINT_TO_POINTER (3), "3 clients");
  rt_lane_stop (lane);
  rt_test_wait_for (has_opened, GUINT_TO_POINTER (0), "no client");
  end_lane (lane);
}

static void
test_keeps_what_was_counted (void)
{
  RtLane *lane = new_lane ();

  rt_lane_set_n_clients (lane, 2);
  rt_lane_start (lane);
  rt_test_wait_for (has_opened, GUINT_TO_POINTER (2), "2 clients");
  deliver_to_all (7);
  rt_lane_set_n_clients (lane, 1);
  rt_test_wait_for (has_opened, GUINT_TO_POINTER (1), "1 client");
  deliver_to_all (8);
  rt_lane_stop (lane);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 3);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->payload_in, ==, 15);

  rt_lane_start (lane);
  rt_test_wait_for (is_served, lane, "a client");
  deliver_to_all (9);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 4);
  end_lane (lane);
}

static void
test_starts_and_stops_again_and_again (void)
{
  RtLane *lane = new_lane ();

  for (guint i = 0; i < 100; i++)
    {
      rt_lane_start (lane);
      if (i % 2 == 0)
        rt_test_drain ();
      rt_lane_stop (lane);
    }
  rt_test_drain ();
  g_assert_cmpuint (opened->len, ==, 0);
  g_assert_cmpint (rt_lane_get_state (lane), ==, RT_CLIENT_CLOSED);
  end_lane (lane);
}

static void
test_one_that_joins_begins_where_the_others_are (void)
{
  RtLane *lane = new_lane ();
  gint64 after;

  rt_lane_set_after (lane, 40);
  rt_lane_start (lane);
  g_object_get (rt_lane_get_client (lane), "after", &after, NULL);
  g_assert_cmpint (after, ==, 40);
  deliver_to_all (41);
  rt_lane_set_n_clients (lane, 2);
  rt_test_wait_for (has_opened, GUINT_TO_POINTER (2), "2 clients");
  g_object_get (g_ptr_array_index (opened, 1), "after", &after, NULL);
  g_assert_cmpint (after, ==, 41);
  end_lane (lane);
}

static void
test_stops_when_all_failed_for_good (void)
{
  RtLane *lane = new_lane ();

  refuse = TRUE;
  rt_lane_start (lane);
  rt_test_wait_for (is_stopped, lane, "the lane to stop");
  g_assert_cmpint (rt_lane_get_state (lane), ==, RT_CLIENT_CLOSED);
  g_assert_cmpstr (rt_lane_get_reason (lane), ==, "It said no.");

  refuse = FALSE;
  rt_lane_start (lane);
  rt_test_wait_for (is_open, lane, "the lane to be open");
  g_assert_null (rt_lane_get_reason (lane));
  end_lane (lane);
}

static void
test_reset_forgets (void)
{
  RtLane *lane = new_lane ();

  rt_lane_start (lane);
  deliver_to_all (1);
  rt_lane_reset (lane);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 0);
  g_assert_cmpuint (rt_sample_ring_get_length (rt_lane_get_samples (lane)), ==, 0);
  rt_test_wait_for (is_served, lane, "a client");
  g_assert_cmpuint (opened->len, ==, 1);
  end_lane (lane);
}

static void
test_samples_what_came_in_a_second (void)
{
  RtLane *lane = new_lane ();

  rt_lane_start (lane);
  deliver_to_all (1);
  rt_test_wait_for (has_sample, lane, "a sample");
  g_assert_cmpfloat (rt_sample_ring_get (rt_lane_get_samples (lane), RT_LANE_SERIES_EVENTS, 0),
                     ==, 1);
  g_assert_cmpfloat (rt_sample_ring_get (rt_lane_get_samples (lane), RT_LANE_SERIES_PAYLOAD, 0),
                     ==, 5);
  end_lane (lane);
}

static void
test_adopted_one_counts (void)
{
  RtLane *lane = new_lane ();
  RtClient *guest = g_object_new (TEST_TYPE_CLIENT, "uri", "http://127.0.0.1:9/hello", NULL);

  rt_lane_start (lane);
  rt_lane_adopt (lane, guest);
  deliver (guest, 1);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 1);
  rt_lane_stop (lane);
  g_assert_cmpint (rt_client_get_state (guest), ==, RT_CLIENT_CLOSED);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 1);
  rt_test_assert_last_unref (guest);
  end_lane (lane);
}

static gboolean
is_idle (gpointer user_data)
{
  return !rt_lane_get_busy (user_data);
}

static RtClient *
new_guest (void)
{
  return g_object_new (TEST_TYPE_CLIENT, "uri", "http://127.0.0.1:9/hello", NULL);
}

static void
test_adopted_one_comes_and_goes (void)
{
  RtLane *lane = new_lane ();

  rt_lane_start (lane);
  for (guint i = 1; i <= 3; i++)
    {
      RtClient *guest = new_guest ();

      g_assert_true (rt_lane_adopt (lane, guest));
      deliver (guest, 1);
      rt_client_stop (guest);
      /* Nobody but its owner keeps it, and what it counted stays. */
      rt_test_assert_last_unref (guest);
      g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, i);
    }
  g_assert_true (rt_lane_get_running (lane));
  end_lane (lane);
}

static void
test_adopted_by_one_that_stands_still (void)
{
  RtLane *lane = new_lane ();
  RtClient *guest = new_guest ();
  RtSampleRing *samples = rt_lane_get_samples (lane);
  guint n_settled = 0;

  g_signal_connect_swapped (lane, "settled", G_CALLBACK (count), &n_settled);
  g_assert_true (rt_lane_adopt (lane, guest));
  g_assert_true (rt_lane_get_busy (lane));
  g_assert_false (rt_lane_get_running (lane));
  g_assert_cmpint (rt_lane_get_state (lane), ==, RT_CLIENT_CLOSED);
  deliver (guest, 1);
  rt_client_stop (guest);
  rt_test_wait_for (is_idle, lane, "the lane to stand still");
  g_assert_cmpuint (n_settled, ==, 1);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 1);
  g_assert_cmpuint (rt_sample_ring_get_length (samples), ==, 1);
  g_assert_cmpfloat (rt_sample_ring_get (samples, RT_LANE_SERIES_EVENTS, 0), ==, 1);
  rt_test_assert_last_unref (guest);
  end_lane (lane);
}

static void
test_adopted_one_outlives_a_start (void)
{
  RtLane *lane = new_lane ();
  RtClient *guest = new_guest ();

  g_assert_true (rt_lane_adopt (lane, guest));
  rt_lane_start (lane);
  rt_test_wait_for (is_open, lane, "the lane to be open");
  g_assert_cmpint (rt_client_get_state (guest), ==, RT_CLIENT_OPEN);
  rt_client_stop (guest);
  rt_test_drain ();
  g_assert_true (rt_lane_get_busy (lane));
  rt_lane_stop (lane);
  g_assert_false (rt_lane_get_busy (lane));
  rt_test_assert_last_unref (guest);
  end_lane (lane);
}

static void
test_adopted_one_that_fails_at_once (void)
{
  RtLane *lane = new_lane ();
  RtClient *guest = new_guest ();

  refuse = TRUE;
  g_assert_true (rt_lane_adopt (lane, guest));
  g_assert_cmpint (rt_client_get_state (guest), ==, RT_CLIENT_CLOSED);
  rt_test_wait_for (is_idle, lane, "the lane to stand still");
  rt_test_assert_last_unref (guest);
  end_lane (lane);
}

static void
test_adopted_one_goes_on_when_reset (void)
{
  RtLane *lane = new_lane ();
  RtClient *guest = new_guest ();

  g_assert_true (rt_lane_adopt (lane, guest));
  deliver (guest, 1);
  rt_lane_reset (lane);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 0);
  g_assert_cmpuint (rt_sample_ring_get_length (rt_lane_get_samples (lane)), ==, 0);
  g_assert_true (rt_lane_get_busy (lane));
  g_assert_cmpint (rt_client_get_state (guest), ==, RT_CLIENT_OPEN);
  deliver (guest, 2);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 1);
  rt_client_stop (guest);
  rt_test_wait_for (is_idle, lane, "the lane to stand still");
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 1);
  rt_test_assert_last_unref (guest);
  end_lane (lane);
}

static void
test_reset_while_one_that_was_adopted_goes (void)
{
  RtLane *lane = new_lane ();
  RtClient *guest = new_guest ();

  g_assert_true (rt_lane_adopt (lane, guest));
  deliver (guest, 1);
  rt_client_stop (guest);
  rt_lane_reset (lane);
  rt_test_drain ();
  g_assert_false (rt_lane_get_busy (lane));
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 0);
  g_assert_cmpuint (rt_sample_ring_get_length (rt_lane_get_samples (lane)), ==, 0);
  rt_test_assert_last_unref (guest);
  end_lane (lane);
}

static void
test_adopted_one_goes_with_the_server (void)
{
  RtLane *lane = new_lane ();
  RtClient *guest = new_guest ();
  RtClient *stranger = g_object_new (TEST_TYPE_CLIENT, "uri", "http://127.0.0.1:99/", NULL);

  rt_lane_set_server (lane, "http://127.0.0.1:9/");
  g_assert_true (rt_lane_adopt (lane, guest));
  g_assert_true (rt_lane_adopt (lane, stranger));
  deliver (guest, 1);
  /* What the lane itself reads is another matter. */
  rt_lane_set_uri (lane, "http://127.0.0.1:8/elsewhere");
  g_assert_cmpstr (rt_client_get_uri (guest), ==, "http://127.0.0.1:9/hello");

  rt_lane_set_server (lane, "http://127.0.0.1:10/");

  g_assert_cmpstr (rt_client_get_uri (guest), ==, "http://127.0.0.1:10/hello");
  g_assert_cmpstr (rt_client_get_uri (stranger), ==, "http://127.0.0.1:99/");
  deliver (guest, 1);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->duplicate, ==, 1);

  rt_lane_set_server (lane, NULL);

  g_assert_cmpint (rt_client_get_state (guest), ==, RT_CLIENT_CLOSED);
  g_assert_cmpint (rt_client_get_state (stranger), ==, RT_CLIENT_OPEN);
  rt_client_stop (stranger);
  rt_test_drain ();
  rt_test_assert_last_unref (guest);
  rt_test_assert_last_unref (stranger);
  end_lane (lane);
}

static void
test_adopted_ones_have_a_limit (void)
{
  RtLane *lane = new_lane ();
  g_autoptr (GPtrArray) guests = g_ptr_array_new_with_free_func (g_object_unref);
  RtClient *last = new_guest ();

  for (guint i = 0; i < RT_CROWD_MAX_ADOPTED; i++)
    {
      g_ptr_array_add (guests, new_guest ());
      g_assert_true (rt_lane_adopt (lane, g_ptr_array_index (guests, i)));
    }
  g_assert_false (rt_lane_adopt (lane, last));
  g_assert_cmpint (rt_client_get_state (last), ==, RT_CLIENT_CLOSED);
  rt_client_stop (g_ptr_array_index (guests, 0));
  g_assert_true (rt_lane_adopt (lane, last));
  rt_client_stop (last);
  rt_test_assert_last_unref (last);
  g_ptr_array_set_size (guests, 0);
  end_lane (lane);
}

/* So many that they come, count and go in more than one turn of the main loop. */
#define MANY RT_LANE_MAX_CLIENTS

static RtLane *
start_many (void)
{
  RtLane *lane = new_lane ();

  rt_lane_set_n_clients (lane, MANY);
  rt_lane_start (lane);
  wait_until_opened (MANY);
  rt_test_wait_for (is_open, lane, "the lane to be open");

  return lane;
}

static void
test_many_are_summed_up (void)
{
  RtLane *lane = start_many ();

  deliver_to_all (1);
  wait_until_counted (lane, MANY);
  deliver_to_all (2);
  rt_lane_set_n_clients (lane, MANY / 2);
  wait_until_opened (MANY / 2);
  deliver_to_all (3);
  wait_until_counted (lane, 2 * MANY + MANY / 2);
  end_lane (lane);
}

static void
set_flag (gboolean *flag)
{
  *flag = TRUE;
}

static void
test_many_stop (void)
{
  RtLane *lane = start_many ();
  gboolean settled = FALSE;
  double sampled = 0;

  g_signal_connect_swapped (lane, "settled", G_CALLBACK (set_flag), &settled);
  deliver_to_all (1);
  rt_lane_stop (lane);
  g_assert_cmpint (rt_lane_get_state (lane), ==, RT_CLIENT_CLOSED);
  g_assert_null (rt_lane_get_client (lane));

  rt_test_wait_flag (&settled, "the lane to settle");
  g_assert_cmpuint (opened->len, ==, 0);
  g_assert_cmpuint (n_alive, ==, 0);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, MANY);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->payload_in, ==, 5 * MANY);
  for (guint i = 0; i < rt_sample_ring_get_length (rt_lane_get_samples (lane)); i++)
    sampled += rt_sample_ring_get (rt_lane_get_samples (lane), RT_LANE_SERIES_EVENTS, i);
  g_assert_cmpfloat (sampled, ==, MANY);
  end_lane (lane);
}

static void
test_many_start_again_at_once (void)
{
  RtLane *lane = start_many ();

  deliver_to_all (1);
  rt_lane_stop (lane);
  rt_lane_start (lane);
  g_assert_cmpint (rt_lane_get_state (lane), ==, RT_CLIENT_CONNECTING);
  rt_test_wait_for (is_open, lane, "the lane to be open");
  wait_until_opened (MANY);
  deliver_to_all (2);
  wait_until_counted (lane, 2 * MANY);
  end_lane (lane);
}

static void
test_many_are_forgotten (void)
{
  RtLane *lane = start_many ();

  deliver_to_all (1);
  rt_lane_reset (lane);
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 0);
  /* Who was sent away and is still here counts no more. */
  if (rt_lane_get_client (lane) == NULL)
    deliver_to_all (2);
  rt_test_wait_for (is_served, lane, "a client");
  wait_until_opened (MANY);
  deliver_to_all (3);
  wait_until_counted (lane, MANY);
  end_lane (lane);
}

static void
test_many_are_forgotten_while_they_leave (void)
{
  RtLane *lane = start_many ();

  deliver_to_all (1);
  rt_lane_stop (lane);
  rt_lane_reset (lane);
  wait_until_opened (0);
  rt_test_drain ();
  g_assert_cmpuint (rt_lane_get_traffic (lane)->events, ==, 0);
  g_assert_cmpuint (rt_sample_ring_get_length (rt_lane_get_samples (lane)), ==, 0);
  end_lane (lane);
}

static void
test_many_outlive_their_lane (void)
{
  end_lane (start_many ());
}

static void
on_message (RtLane    *lane,
            RtMessage *message,
            guint     *n_messages)
{
  (*n_messages)++;
}

static void
test_tells_the_first_clients_messages (void)
{
  RtLane *lane = new_lane ();
  guint n_messages = 0;

  g_signal_connect (lane, "message", G_CALLBACK (on_message), &n_messages);
  rt_lane_set_n_clients (lane, 3);
  rt_lane_start (lane);
  rt_test_wait_for (has_opened, GUINT_TO_POINTER (3), "3 clients");
  deliver_to_all (1);
  g_assert_cmpuint (n_messages, ==, 1);
  end_lane (lane);
}

int
main (int    argc,
      char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  opened = g_ptr_array_new ();

  g_test_add_func ("/lane/stands-still-until-it-is-started", test_stands_still);
  g_test_add_func ("/lane/clients/come-and-go-as-wanted", test_starts_as_many_as_wanted);
  g_test_add_func ("/lane/traffic/keeps-what-those-that-left-counted",
                   test_keeps_what_was_counted);
  g_test_add_func ("/lane/start/again-and-again", test_starts_and_stops_again_and_again);
  g_test_add_func ("/lane/clients/one-that-joins-begins-where-the-others-are",
                   test_one_that_joins_begins_where_the_others_are);
  g_test_add_func ("/lane/state/stops-with-the-reason-when-all-failed-for-good",
                   test_stops_when_all_failed_for_good);
  g_test_add_func ("/lane/reset/forgets-and-connects-anew", test_reset_forgets);
  g_test_add_func ("/lane/samples/are-what-came-in-a-second", test_samples_what_came_in_a_second);
  g_test_add_func ("/lane/adopt/counts-until-the-lane-stops", test_adopted_one_counts);
  g_test_add_func ("/lane/adopt/one-that-closes-goes-and-its-counts-stay",
                   test_adopted_one_comes_and_goes);
  g_test_add_func ("/lane/adopt/counts-where-the-lane-stands-still",
                   test_adopted_by_one_that_stands_still);
  g_test_add_func ("/lane/adopt/goes-on-when-the-lane-starts", test_adopted_one_outlives_a_start);
  g_test_add_func ("/lane/adopt/may-fail-at-once", test_adopted_one_that_fails_at_once);
  g_test_add_func ("/lane/adopt/goes-on-and-counts-from-nothing-after-a-reset",
                   test_adopted_one_goes_on_when_reset);
  g_test_add_func ("/lane/adopt/leaves-nothing-behind-that-a-reset-comes-before",
                   test_reset_while_one_that_was_adopted_goes);
  g_test_add_func ("/lane/adopt/goes-with-the-server-and-after-its-cursor",
                   test_adopted_one_goes_with_the_server);
  g_test_add_func ("/lane/adopt/takes-so-many-and-no-more", test_adopted_ones_have_a_limit);
  g_test_add_func ("/lane/message/is-of-the-first-client-alone",
                   test_tells_the_first_clients_messages);

  g_test_add_func ("/lane/many/are-summed-up-soon", test_many_are_summed_up);
  g_test_add_func ("/lane/many/stop-and-keep-what-they-counted", test_many_stop);
  g_test_add_func ("/lane/many/start-again-while-others-leave", test_many_start_again_at_once);
  g_test_add_func ("/lane/many/are-forgotten-with-a-reset", test_many_are_forgotten);
  g_test_add_func ("/lane/many/are-forgotten-while-they-leave",
                   test_many_are_forgotten_while_they_leave);
  g_test_add_func ("/lane/many/may-be-left-behind-by-their-lane", test_many_outlive_their_lane);

  result = g_test_run ();
  g_ptr_array_unref (opened);
  return result;
}
