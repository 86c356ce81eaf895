/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "bus/desk.h"

/* What is killed at a time of its own choosing loses nothing that was confirmed. */

#define N_KILLS     20
#define MOST_MS     120
#define EACH_FROM   G_GUINT64_CONSTANT (1000000)

typedef struct {
  char        *folder;
  char        *uri;
  RtBus       *bus;
  RtBusTarget *target;
} Fixture;

/* Another process, and what it said. */
typedef struct {
  GSubprocess *process;
  GArray      *numbers;   /* of guint64 */
  GString     *rest;
  gboolean     ended;
  char         buffer[4096];
} Peer;

static void
set_up (Fixture       *self,
        gconstpointer  user_data)
{
  const RtBusKind *kind = user_data;

  self->folder = rt_test_make_dir ();
  self->uri = g_strdup_printf ("embedded:killed?folder=%s", self->folder);
  self->bus = desk_open (self->uri);
  self->target = desk_target (*kind);
  if (*kind == RT_BUS_LOG)
    self->target->n_partitions = 3;
  desk_declare (self->bus, self->target);
}

static void
tear_down (Fixture       *self,
           gconstpointer  user_data)
{
  desk_close (self->bus);
  rt_bus_target_free (self->target);
  rt_test_remove_dir (self->folder);
  g_free (self->uri);
}

static void
take_lines (Peer *self)
{
  char *end;

  while ((end = strchr (self->rest->str, '\n')) != NULL)
    {
      guint64 number = g_ascii_strtoull (self->rest->str, NULL, 10);

      g_array_append_val (self->numbers, number);
      g_string_erase (self->rest, 0, end - self->rest->str + 1);
    }
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Peer *self = user_data;
  gssize size = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (size <= 0)
    {
      self->ended = TRUE;
      return;
    }
  g_string_append_len (self->rest, self->buffer, size);
  take_lines (self);
  g_input_stream_read_async (G_INPUT_STREAM (source), self->buffer, sizeof self->buffer, G_PRIORITY_DEFAULT, NULL,
                             read_cb, self);
}

static Peer *
peer_new (Fixture    *fixture,
          const char *work,
          guint64     first)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "bus", "embedded-peer", NULL);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, first);
  const char *kind = fixture->target->kind == RT_BUS_LOG ? "log" : "queue";
  g_autoptr (GError) error = NULL;
  Peer *self = g_new0 (Peer, 1);

  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->rest = g_string_new (NULL);
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, work, fixture->uri, kind,
                                    fixture->target->name, number, NULL);
  g_assert_no_error (error);
  g_input_stream_read_async (g_subprocess_get_stdout_pipe (self->process), self->buffer, sizeof self->buffer,
                             G_PRIORITY_DEFAULT, NULL, read_cb, self);

  return self;
}

/* With SIGKILL; what it had said still counts. */
static void
peer_kill (Peer *self)
{
  g_subprocess_force_exit (self->process);
  rt_test_wait_flag (&self->ended, "the end of what was killed");
}

static void
peer_free (Peer *self)
{
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
  g_array_unref (self->numbers);
  g_string_free (self->rest, TRUE);
  g_free (self);
}

static gboolean
set_flag (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

typedef struct {
  Peer *peer;
  guint n_numbers;
} Said;

static gboolean
has_said (gpointer user_data)
{
  const Said *said = user_data;

  return said->peer->numbers->len >= said->n_numbers;
}

static void
note_delivery (RtBusSubscription *subscription,
               RtBusDelivery     *delivery,
               gpointer           user_data)
{
  GHashTable *consumed = user_data;
  gpointer key = GSIZE_TO_POINTER (delivery->message->number);
  guint times = GPOINTER_TO_UINT (g_hash_table_lookup (consumed, key));

  g_hash_table_insert (consumed, key, GUINT_TO_POINTER (times + 1));
  rt_bus_subscription_acknowledge (subscription, delivery);
}

typedef struct {
  GHashTable *consumed;
  GArray     *confirmed;
  guint       at;
} Count;

static gboolean
all_consumed (gpointer user_data)
{
  Count *count = user_data;

  while (count->at < count->confirmed->len &&
         g_hash_table_contains (count->consumed,
                                GSIZE_TO_POINTER (g_array_index (count->confirmed, guint64, count->at))))
    count->at++;

  return count->at == count->confirmed->len;
}

static guint
count_duplicates (GHashTable *consumed)
{
  GHashTableIter iter;
  gpointer times;
  guint n_duplicates = 0;

  g_hash_table_iter_init (&iter, consumed);
  while (g_hash_table_iter_next (&iter, NULL, &times))
    n_duplicates += GPOINTER_TO_UINT (times) - 1;

  return n_duplicates;
}

static RtBusSubscription *
subscribe (Fixture    *self,
           GHashTable *consumed)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  RtBusSubscription *subscription;
  g_autoptr (GError) error = NULL;

  how.prefetch = 1000;
  if (self->target->kind == RT_BUS_LOG)
    {
      how.group = "readers";
      how.from = RT_BUS_FROM_BEGINNING;
    }
  subscription = rt_bus_subscribe (self->bus, self->target, &how, &error);
  g_assert_no_error (error);
  rt_bus_subscription_set_delivered (subscription, note_delivery, consumed, NULL);

  return subscription;
}

static void
publish_until_killed (Fixture *self,
                      guint    turn,
                      GArray  *confirmed)
{
  Peer *peer = peer_new (self, "publish", (turn + 1) * EACH_FROM);
  Said said = { peer, 1 };
  gboolean now = FALSE;

  rt_test_wait_for (has_said, &said, "a confirmation");
  g_timeout_add ((guint) g_test_rand_int_range (0, MOST_MS), set_flag, &now);
  rt_test_wait_flag (&now, "the moment to kill");
  peer_kill (peer);
  g_array_append_vals (confirmed, peer->numbers->data, peer->numbers->len);
  peer_free (peer);
}

static void
test_publisher (Fixture       *self,
                gconstpointer  user_data)
{
  g_autoptr (GHashTable) consumed = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) confirmed = g_array_new (FALSE, FALSE, sizeof (guint64));
  RtBusSubscription *subscription = subscribe (self, consumed);
  Count count = { consumed, confirmed, 0 };

  for (guint turn = 0; turn < N_KILLS; turn++)
    publish_until_killed (self, turn, confirmed);
  rt_test_wait_for (all_consumed, &count, "all that was confirmed");

  g_test_message ("%u confirmed, %u consumed, %u duplicates", confirmed->len, g_hash_table_size (consumed),
                  count_duplicates (consumed));
  g_assert_cmpuint (confirmed->len, >=, N_KILLS);
  g_assert_cmpuint (g_hash_table_size (consumed), >=, confirmed->len);
  g_assert_cmpuint (count_duplicates (consumed), ==, 0);
  rt_bus_subscription_close (subscription);
  rt_test_assert_last_unref (subscription);
}

/* What was in the hands of a process that died is delivered to others, marked. */
static void
test_consumer (Fixture       *self,
               gconstpointer  user_data)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  gboolean log = self->target->kind == RT_BUS_LOG;
  Peer *peer = peer_new (self, "hold", 0);
  Said said = { peer, 50 };
  Consumer *consumer;

  how.group = log ? "peers" : NULL;
  desk_publish (self->bus, self->target, 1, 50);
  rt_test_wait_for (has_said, &said, "deliveries to the other process");
  consumer = consumer_new (self->bus, self->target, &how, FALSE);
  rt_test_drain ();
  g_assert_true (log || consumer->deliveries->len == 0);
  peer_kill (peer);
  consumer_wait (consumer, 50);

  g_assert_cmpuint (consumer->deliveries->len, ==, 50);
  for (guint i = 0; i < 50 && !log; i++)
    {
      g_assert_cmpuint (consumer_get (consumer, i)->message->number, ==, i + 1);
      g_assert_true (consumer_get (consumer, i)->redelivered);
    }
  consumer_free (consumer);
  peer_free (peer);
}

/* One that simply ends has its acknowledgements done all the same. */
static void
test_leaver (Fixture       *self,
             gconstpointer  user_data)
{
  g_autoptr (GArray) measured = NULL;
  Peer *peer;

  desk_publish (self->bus, self->target, 1, 10);
  peer = peer_new (self, "leave", 0);
  rt_test_wait_flag (&peer->ended, "the end of the other process");
  g_assert_true (g_subprocess_wait_check (peer->process, NULL, NULL));
  measured = desk_measure (self->bus, self->target, NULL);

  g_assert_cmpuint (peer->numbers->len, ==, 10);
  g_assert_cmpint (g_array_index (measured, RtBusPartition, 0).ready, ==, 0);
  g_assert_cmpint (g_array_index (measured, RtBusPartition, 0).unacknowledged, ==, 0);
  peer_free (peer);
}

typedef struct {
  Consumer *consumer;
  GArray   *confirmed;
} Together;

/* As many as were confirmed; those that were not heard of may be more. */
static gboolean
has_all (gpointer user_data)
{
  const Together *together = user_data;

  return together->consumer->deliveries->len >= together->confirmed->len;
}

/* Two processes that publish to one log: each offset is given once, and none is left out. */
static void
test_offsets (Fixture       *self,
              gconstpointer  user_data)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (GArray) confirmed = g_array_new (FALSE, FALSE, sizeof (guint64));
  gint64 next[3] = { 0 };
  Together together = { NULL, confirmed };
  Peer *peers[2];

  how.from = RT_BUS_FROM_BEGINNING;
  how.prefetch = 1000;
  together.consumer = consumer_new (self->bus, self->target, &how, FALSE);
  for (guint i = 0; i < 2; i++)
    peers[i] = peer_new (self, "publish", (i + 1) * EACH_FROM);
  for (guint i = 0; i < 2; i++)
    {
      Said said = { peers[i], 2000 };

      rt_test_wait_for (has_said, &said, "confirmations of both");
    }
  for (guint i = 0; i < 2; i++)
    {
      peer_kill (peers[i]);
      g_array_append_vals (confirmed, peers[i]->numbers->data, peers[i]->numbers->len);
      peer_free (peers[i]);
    }
  rt_test_wait_for (has_all, &together, "all that was confirmed");

  for (guint i = 0; i < together.consumer->deliveries->len; i++)
    {
      const RtBusDelivery *delivery = consumer_get (together.consumer, i);

      g_assert_cmpint (delivery->offset, ==, next[delivery->partition]++);
    }
  consumer_free (together.consumer);
}

int
main (int    argc,
      char **argv)
{
  static const RtBusKind queue = RT_BUS_QUEUE;
  static const RtBusKind log = RT_BUS_LOG;

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/embedded-killed/publisher-of-a-queue", Fixture, &queue, set_up, test_publisher, tear_down);
  g_test_add ("/embedded-killed/publisher-of-a-log", Fixture, &log, set_up, test_publisher, tear_down);
  g_test_add ("/embedded-killed/publishers-of-one-log", Fixture, &log, set_up, test_offsets, tear_down);
  g_test_add ("/embedded-killed/consumer-of-a-queue", Fixture, &queue, set_up, test_consumer, tear_down);
  g_test_add ("/embedded-killed/consumer-that-just-ends", Fixture, &queue, set_up, test_leaver, tear_down);
  g_test_add ("/embedded-killed/member-of-a-group", Fixture, &log, set_up, test_consumer, tear_down);

  return g_test_run ();
}
