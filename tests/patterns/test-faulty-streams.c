/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "served.h"
#include "support/rt-test.h"

#define ENVELOPES "Sec-WebSocket-Protocol: roundtrip.v1\r\n"
#define FAST      1000
#define MUSIC     "{\"musicName\":\"a\",\"capacity\":1}"

static void
break_it (Served     *served,
          const char *text)
{
  g_autoptr (GError) error = NULL;

  rt_faults_add (rt_server_get_faults (served->server), text, &error);
  g_assert_no_error (error);
}

static guint64
get_n_struck (Served      *served,
              RtFaultKind  kind)
{
  return rt_faults_get_n_struck (rt_server_get_faults (served->server), kind);
}

static void
publish (Served *served,
         guint   n_events)
{
  for (guint i = 0; i < n_events; i++)
    served_publish (served, "c", "m", "1");
  rt_test_drain ();
}

static guint
count (const char *text,
       const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
    n++;

  return n;
}

/* (transfer full) */
static RtPeer *
dup_peer (Served *served)
{
  return g_list_model_get_item (rt_server_get_peers (served->server), 0);
}

static gboolean
has_ended (gpointer user_data)
{
  return !rt_peer_is_open (user_data);
}

/* What was read for one write, and is behind the cut, is left. */
static void
test_cut_is_accounted_for (gconstpointer data)
{
  gboolean is_websocket = GPOINTER_TO_INT (data);
  Served served;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RtPeer) peer = NULL;
  const RtTraffic *traffic;

  served_init (&served);
  served_get_channel (&served, "c");
  client = is_websocket ? served_open_websocket (&served, "/channels/c", ENVELOPES)
                        : served_open_stream (&served, "/channels/c", "");
  peer = dup_peer (&served);
  break_it (&served, "delay=2s");
  break_it (&served, "cut-after=2");

  publish (&served, 10);
  rt_peer_settle (peer);
  publish (&served, 2);
  rt_peer_settle (peer);
  traffic = rt_peer_get_traffic (peer);
  g_assert_cmpuint (traffic->outbox_events, ==, 10);

  raw_client_wait_closed (client);
  rt_test_wait_for (has_ended, peer, "the last counts of the connection");
  g_assert_cmpuint (get_n_struck (&served, RT_FAULT_CUT_AFTER), ==, 1);
  g_assert_cmpuint (traffic->events, ==, 2);
  g_assert_cmpuint (traffic->left, ==, 10);

  g_clear_object (&peer);
  g_clear_pointer (&client, raw_client_free);
  served_clear (&served);
}

/* However few may wait, what is said to be given twice is. */
static void
test_twice_where_one_may_wait (void)
{
  const RtOutboxLimits limits = { RT_OUTBOX_DROP_OLDEST, 2, 0, 0 };
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  rt_channel_set_outboxes (served_get_channel (&served, "c"), &limits);
  client = served_open_stream (&served, "/channels/c", "");
  break_it (&served, "duplicate=1");

  publish (&served, 1);

  raw_client_wait_for (client, "id: 1\n");
  raw_client_wait_for (client, "id: 1\n");
  g_assert_cmpuint (get_n_struck (&served, RT_FAULT_DUPLICATE), ==, 1);

  g_clear_pointer (&client, raw_client_free);
  served_clear (&served);
}

static void
test_hellos_are_swallowed (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;
  g_autofree char *said = NULL;

  served_init (&served);
  rt_engine_set_speed (served.engine, FAST);
  break_it (&served, "swallow=2");
  client = served_open_stream (&served, "/stream", "");

  said = raw_client_take_until (client, "[8]");

  g_assert_cmpuint (count (said, "data: hello"), ==, 5);
  g_assert_null (strstr (said, "[1]"));
  g_assert_cmpuint (get_n_struck (&served, RT_FAULT_SWALLOW), >=, 4);

  g_clear_pointer (&client, raw_client_free);
  served_clear (&served);
}

static void
test_hellos_are_cut_off (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  rt_engine_set_speed (served.engine, FAST);
  break_it (&served, "cut-after=3");
  client = served_open_stream (&served, "/stream", "");

  raw_client_wait_closed (client);

  g_assert_cmpuint (count (client->received->str, "data: hello"), ==, 3);
  g_assert_cmpuint (get_n_struck (&served, RT_FAULT_CUT_AFTER), ==, 1);

  g_clear_pointer (&client, raw_client_free);
  served_clear (&served);
}

/* Each says several things; what is swallowed is not among the four. */
static void
test_validations (gconstpointer data)
{
  guint n_swallowed = GPOINTER_TO_UINT (data);
  Served served;
  g_autoptr (RawClient) client = NULL;
  guint n = 0;

  served_init (&served);
  rt_engine_set_speed (served.engine, FAST);
  if (n_swallowed > 0)
    break_it (&served, "swallow=2");
  break_it (&served, "cut-after=4");
  client = served_open_websocket (&served, "/", "");

  for (guint i = 0; i < 4; i++)
    raw_client_send_frame (client, 0x81, MUSIC, strlen (MUSIC));
  raw_client_wait_closed (client);

  for (gsize at = 0; at + 1 < client->received->len; at += 2 + ((guint8) client->received->str[at + 1]), n++)
    g_assert_cmpuint ((guint8) client->received->str[at], ==, 0x81);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpuint (get_n_struck (&served, RT_FAULT_CUT_AFTER), ==, 1);
  g_assert_cmpuint (get_n_struck (&served, RT_FAULT_SWALLOW), ==, n_swallowed);

  g_clear_pointer (&client, raw_client_free);
  served_clear (&served);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/faulty-streams/what-is-behind-a-cut-is-left/server-sent-events", GINT_TO_POINTER (FALSE),
                        test_cut_is_accounted_for);
  g_test_add_data_func ("/faulty-streams/what-is-behind-a-cut-is-left/websocket", GINT_TO_POINTER (TRUE),
                        test_cut_is_accounted_for);
  g_test_add_func ("/faulty-streams/given-twice-where-one-may-wait", test_twice_where_one_may_wait);
  g_test_add_func ("/faulty-streams/hellos-are-swallowed", test_hellos_are_swallowed);
  g_test_add_func ("/faulty-streams/hellos-are-cut-off", test_hellos_are_cut_off);
  g_test_add_data_func ("/faulty-streams/validations-are-cut-off", GUINT_TO_POINTER (0), test_validations);
  g_test_add_data_func ("/faulty-streams/validations-are-swallowed", GUINT_TO_POINTER (3), test_validations);

  return g_test_run ();
}
