/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-client.h"
#include "patterns/publish-subscribe/rt-bus-sightings.h"
#include "support/rt-test.h"

#include <string.h>

typedef struct {
  char      *folder;
  RtClient  *client;
  GPtrArray *messages;
  guint      wanted;
  gint64     lost;
} Fixture;

static char *
dup_uri (Fixture    *self,
         const char *name,
         const char *query)
{
  return g_strdup_printf ("embedded:%s?folder=%s%s", name, self->folder, query);
}

static void
keep (RtClient  *client,
      RtMessage *message,
      Fixture   *self)
{
  g_ptr_array_add (self->messages, rt_message_ref (message));
}

static void
keep_gap (RtClient *client,
          gint64    lost,
          Fixture  *self)
{
  self->lost += lost;
}

static RtClient *
new_client (Fixture    *self,
            const char *name,
            const char *query)
{
  g_autofree char *uri = dup_uri (self, name, query);
  RtClient *client = rt_bus_client_new (uri);

  g_signal_connect (client, "message", G_CALLBACK (keep), self);
  g_signal_connect (client, "gap", G_CALLBACK (keep_gap), self);

  return client;
}

static gboolean
is_open (gpointer client)
{
  return rt_client_get_state (client) == RT_CLIENT_OPEN;
}

static gboolean
is_closed (gpointer client)
{
  return rt_client_get_state (client) == RT_CLIENT_CLOSED;
}

static gboolean
has_messages (gpointer user_data)
{
  Fixture *self = user_data;

  return self->messages->len >= self->wanted;
}

static void
wait_for_messages (Fixture *self,
                   guint    wanted)
{
  self->wanted = wanted;
  rt_test_wait_for (has_messages, self, "messages");
  g_assert_cmpuint (self->messages->len, ==, wanted);
}

static void
start (RtClient *client)
{
  rt_client_start (client);
  rt_test_wait_for (is_open, client, "the client to be open");
}

/* In good order: what was acknowledged and published has arrived. */
static void
leave (RtClient *client)
{
  rt_client_leave (client);
  rt_test_wait_for (is_closed, client, "the client to take leave");
}

static void
say (RtClient   *client,
     const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_true (rt_client_send (client, bytes, FALSE, &error));
  g_assert_no_error (error);
}

static const char *
get_text (Fixture *self,
          guint    index)
{
  static char text[100];
  const RtMessage *message = self->messages->pdata[index];

  g_snprintf (text, sizeof text, "%.*s", (int) g_bytes_get_size (message->data),
              (const char *) g_bytes_get_data (message->data, NULL));

  return text;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->folder = rt_test_make_dir ();
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_message_unref);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_ptr_array_unref (self->messages);
  rt_test_assert_last_unref (self->client);
  rt_test_drain ();
  rt_test_remove_dir (self->folder);
}

static void
test_counts (Fixture       *self,
             gconstpointer  data)
{
  const RtTraffic *traffic;

  self->client = new_client (self, "jobs", "");
  start (self->client);
  say (self->client, "{\"number\": 7}");
  wait_for_messages (self, 1);
  leave (self->client);

  traffic = rt_client_get_traffic (self->client);
  g_assert_cmpuint (traffic->connections_opened, ==, 1);
  g_assert_cmpuint (traffic->connections_open, ==, 0);
  g_assert_cmpuint (traffic->requests, ==, 1);
  g_assert_cmpuint (traffic->responses, ==, 1);
  g_assert_cmpuint (traffic->events, ==, 1);
  g_assert_cmpuint (traffic->unique, ==, 1);
  g_assert_cmpuint (traffic->payload_in, ==, strlen ("{\"number\": 7}"));
  g_assert_cmpuint (traffic->payload_out, ==, strlen ("{\"number\": 7}"));
  g_assert_cmpuint (rt_histogram_get_count (traffic->latency), ==, 1);
  g_assert_null (rt_client_get_error (self->client));

  rt_client_reset_traffic (self->client);
  g_assert_cmpuint (rt_client_get_traffic (self->client)->connections_opened, ==, 0);
}

static void
test_acknowledges (Fixture       *self,
                   gconstpointer  data)
{
  self->client = new_client (self, "jobs", "");
  start (self->client);
  say (self->client, "first");
  wait_for_messages (self, 1);
  leave (self->client);

  start (self->client);
  say (self->client, "second");
  wait_for_messages (self, 2);
  g_assert_cmpstr (get_text (self, 1), ==, "second");
  leave (self->client);
}

static void
test_rule (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (RtAckRule) rule = rt_ack_rule_new ("number == 7", NULL);
  RtMessage *again;

  self->client = new_client (self, "jobs", "");
  rt_bus_client_set_rule (RT_BUS_CLIENT (self->client), rule);
  start (self->client);
  say (self->client, "{\"number\": 6}");
  say (self->client, "{\"number\": \"7\"}");
  wait_for_messages (self, 2);
  g_assert_cmpuint (rt_bus_subscription_get_n_unacknowledged (
                      rt_bus_client_get_subscription (RT_BUS_CLIENT (self->client))), ==, 1);
  leave (self->client);

  start (self->client);
  wait_for_messages (self, 3);
  again = self->messages->pdata[2];
  g_assert_cmpstr (get_text (self, 2), ==, "{\"number\": 6}");
  g_assert_true (again->delivery->redelivered);
  leave (self->client);
}

static void
test_duplicate (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  self->client = new_client (self, "jobs", "");
  g_object_set (self->client, "acknowledging", RT_BUS_ACKNOWLEDGE_NONE, NULL);
  start (self->client);
  say (self->client, "again");
  wait_for_messages (self, 1);
  g_assert_true (rt_bus_client_reject (RT_BUS_CLIENT (self->client), self->messages->pdata[0], TRUE, &error));
  g_assert_no_error (error);
  wait_for_messages (self, 2);
  g_assert_true (((RtMessage *) self->messages->pdata[1])->repeated);
  g_assert_cmpuint (rt_client_get_traffic (self->client)->duplicate, ==, 1);
  g_assert_cmpuint (rt_client_get_traffic (self->client)->unique, ==, 1);
  g_assert_true (rt_bus_client_acknowledge (RT_BUS_CLIENT (self->client), self->messages->pdata[1]));
  g_assert_false (rt_bus_client_acknowledge (RT_BUS_CLIENT (self->client), self->messages->pdata[1]));
  leave (self->client);
}

static void
test_log (Fixture       *self,
          gconstpointer  data)
{
  self->client = new_client (self, "news", "&from=beginning");
  start (self->client);
  for (guint i = 0; i < 3; i++)
    say (self->client, "x");
  wait_for_messages (self, 3);
  for (guint i = 0; i < 3; i++)
    {
      const RtMessage *message = self->messages->pdata[i];

      g_assert_true (message->has_seq);
      g_assert_cmpuint (message->seq, ==, i);
    }
  leave (self->client);
  g_assert_cmpint (self->lost, ==, 0);

  /* Anew, where it is asked to begin. */
  g_object_set (self->client, "after", G_GINT64_CONSTANT (1), NULL);
  start (self->client);
  wait_for_messages (self, 4);
  g_assert_cmpuint (((RtMessage *) self->messages->pdata[3])->seq, ==, 2);
  leave (self->client);
}

static void
test_only_publishes (Fixture       *self,
                     gconstpointer  data)
{
  self->client = new_client (self, "jobs", "");
  g_object_set (self->client, "consuming", FALSE, NULL);
  start (self->client);
  say (self->client, "for others");
  leave (self->client);
  g_assert_cmpuint (self->messages->len, ==, 0);

  g_object_set (self->client, "consuming", TRUE, NULL);
  start (self->client);
  wait_for_messages (self, 1);
  leave (self->client);
}

static void
test_fails_for_good (Fixture       *self,
                     gconstpointer  data)
{
  self->client = new_client (self, "jobs", "&from=nowhere");
  rt_client_start (self->client);
  g_assert_true (is_closed (self->client));
  g_assert_error (rt_client_get_error (self->client), RT_CLIENT_ERROR, RT_CLIENT_ERROR_FORMAT);
  g_assert_nonnull (strstr (rt_client_get_reason (self->client), "“nowhere” is no value of “from”"));
}

/* What is broken on purpose is opened again, and nothing is missing. */
static void
test_cut (Fixture       *self,
          gconstpointer  data)
{
  g_autoptr (RtFaults) faults = rt_faults_new_for_client ();

  g_assert_true (rt_faults_add (faults, "cut-after=2", NULL));
  self->client = new_client (self, "news", "&from=beginning");
  g_object_set (self->client, "retry-ms", 1, NULL);
  start (self->client);
  for (guint i = 0; i < 6; i++)
    say (self->client, "x");
  wait_for_messages (self, 6);
  leave (self->client);
  g_ptr_array_set_size (self->messages, 0);

  rt_client_set_faults (self->client, faults);
  rt_client_start (self->client);
  wait_for_messages (self, 6);
  rt_client_stop (self->client);
  g_assert_cmpint (self->lost, ==, 0);
  g_assert_cmpuint (rt_client_get_traffic (self->client)->lost, ==, 0);
}

static RtBusDelivery *
deliver (int         partition,
         gint64      offset,
         const char *id)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr (RtBusMessage) message = rt_bus_message_new (bytes);
  RtBusDelivery *delivery = rt_bus_delivery_new (message);

  message->id = g_strdup (id);
  delivery->partition = partition;
  delivery->offset = offset;

  return delivery;
}

static gboolean
see (RtBusSightings *self,
     int             partition,
     gint64          offset,
     const char     *id,
     guint64         lost)
{
  g_autoptr (RtBusDelivery) delivery = deliver (partition, offset, id);
  guint64 missing;
  gboolean repeated = rt_bus_sightings_see (self, delivery, &missing);

  g_assert_cmpuint (missing, ==, lost);

  return repeated;
}

static void
test_sightings (void)
{
  RtBusSightings *self = rt_bus_sightings_new ();
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (int));
  int one = 1;

  rt_bus_sightings_expect (self, 0);
  g_assert_false (see (self, 0, 0, "a", 0));
  g_assert_false (see (self, 1, 2, "b", 2));
  g_assert_true (see (self, 0, 0, NULL, 0));
  g_assert_true (see (self, 0, 1, "a", 0));
  g_assert_false (see (self, 1, 1, "c", 0));
  g_assert_false (see (self, 0, 9, NULL, 7));
  g_assert_cmpuint (rt_bus_sightings_get_duplicate (self), ==, 2);
  g_assert_cmpuint (rt_bus_sightings_get_reordered (self), ==, 1);

  /* What somebody else read meanwhile is not missing. */
  g_array_append_val (kept, one);
  rt_bus_sightings_keep (self, kept);
  rt_bus_sightings_expect (self, -1);
  g_assert_false (see (self, 0, 50, NULL, 0));
  rt_bus_sightings_free (self);
}

static void
test_another_log (void)
{
  RtBusSightings *self = rt_bus_sightings_new ();
  g_autoptr (RtBusDelivery) first = deliver (0, 3, NULL);
  guint64 missing;

  g_assert_false (see (self, 0, 500, NULL, 0));
  first->anew = TRUE;
  g_assert_false (rt_bus_sightings_see (self, first, &missing));
  g_assert_cmpuint (missing, ==, 0);

  g_assert_false (see (self, 0, 5, NULL, 1));
  g_assert_cmpuint (rt_bus_sightings_get_reordered (self), ==, 0);
  rt_bus_sightings_free (self);
}

static void
test_forgets_ids (void)
{
  RtBusSightings *self = rt_bus_sightings_new ();

  for (guint i = 0; i <= RT_BUS_SIGHTINGS_MAX_IDS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      g_assert_false (see (self, -1, -1, id, 0));
    }
  g_assert_false (see (self, -1, -1, "0", 0));
  g_assert_true (see (self, -1, -1, "5", 0));
  rt_bus_sightings_free (self);
}

static void
add (const char *path,
     void      (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/bus-client/counts-as-every-lane-does", test_counts);
  add ("/bus-client/acknowledges-what-it-delivered", test_acknowledges);
  add ("/bus-client/acknowledges-by-a-rule", test_rule);
  add ("/bus-client/tells-what-it-had-before", test_duplicate);
  add ("/bus-client/numbers-are-a-logs-offsets", test_log);
  add ("/bus-client/publishes-without-consuming", test_only_publishes);
  add ("/bus-client/says-what-makes-no-sense", test_fails_for_good);
  add ("/bus-client/misses-nothing-when-cut", test_cut);
  g_test_add_func ("/bus-client/sightings-are-by-partition-and-id", test_sightings);
  g_test_add_func ("/bus-client/sightings-begin-anew-in-another-log", test_another_log);
  g_test_add_func ("/bus-client/sightings-are-bounded", test_forgets_ids);

  return g_test_run ();
}
