/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-channel-outlet.h"
#include "core/rt-reader.h"
#include "stories/rt-telling.h"
#include "support/rt-test.h"

/* A channel that waits for a reader that takes nothing. */
typedef struct {
  RtChannel *channel;
  RtReader  *reader;
  RtOutbox  *outbox;
  guint64    last;    /* what it is waited to reach */
} Full;

static gboolean
take_nothing (RtReader *reader,
              gpointer  user_data)
{
  rt_reader_set_stuck (reader, TRUE);

  return FALSE;
}

static gboolean
publish (Full       *full,
         const char *type)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("{}", 2);

  return rt_telling_publish (full->channel, type, data);
}

static void
mention (Full       *full,
         const char *type)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("{}", 2);

  rt_telling_mention (full->channel, type, data);
}

static void
full_init (Full *self)
{
  const RtOutboxLimits limits = { RT_OUTBOX_WAIT, 1, 0, 600 * 1000 };

  *self = (Full) { .channel = rt_channel_new ("test", NULL) };
  rt_channel_set_outboxes (self->channel, &limits);
  self->outbox = rt_outbox_new (1, 1024);
  self->reader = rt_reader_new (self->channel, 0, NULL, take_nothing, NULL);
  rt_reader_set_outbox (self->reader, self->outbox);
  g_assert_true (publish (self, "first"));
  rt_test_drain ();
}

static void
full_make_room (Full *self)
{
  g_clear_pointer (&self->reader, rt_reader_free);
}

static void
full_clear (Full *self)
{
  full_make_room (self);
  rt_outbox_free (self->outbox);
  rt_test_assert_last_unref (self->channel);
}

static gboolean
has_reached (gpointer user_data)
{
  Full *full = user_data;

  return rt_channel_get_last (full->channel) >= full->last;
}

static void
wait_for (Full    *full,
          guint64  last)
{
  full->last = last;
  rt_test_wait_for (has_reached, full, "what waited to be published");
}

static void
assert_event (Full       *full,
              guint64     seq,
              const char *type)
{
  guint64 cursor = seq - 1;
  RtChannelItem item;
  RtGap gap;

  g_assert_cmpuint (rt_channel_read (full->channel, &cursor, NULL, &item, 1, &gap), ==, 1);
  g_assert_cmpstr (rt_event_get_type_name (item.event), ==, type);
}

static void
test_in_order (void)
{
  Full full;

  full_init (&full);
  g_assert_true (publish (&full, "second"));
  g_assert_true (publish (&full, "third"));
  g_assert_cmpuint (rt_channel_get_last (full.channel), ==, 1);

  full_make_room (&full);
  g_assert_true (publish (&full, "fourth"));
  wait_for (&full, 4);

  assert_event (&full, 2, "second");
  assert_event (&full, 3, "third");
  assert_event (&full, 4, "fourth");
  full_clear (&full);
}

static void
test_numbers (void)
{
  Full full;

  full_init (&full);
  full_make_room (&full);
  rt_channel_set_reserved (full.channel, 2);
  g_assert_true (publish (&full, "second"));
  g_assert_cmpuint (rt_channel_get_last (full.channel), ==, 1);
  rt_channel_set_reserved (full.channel, 100);
  wait_for (&full, 2);

  full_clear (&full);
}

/* What numbers a channel's events, and is not there all the time. */
typedef struct {
  gboolean is_away;
  guint    n_lost;    /* what it takes and finds that it was lost */
} Elsewhere;

static gboolean
submit (RtChannel           *channel,
        const char          *type,
        GBytes              *data,
        RtChannelSubmitted   submitted,
        gpointer             user_data,
        gpointer             outlet,
        GError             **error)
{
  Elsewhere *elsewhere = outlet;
  g_autoptr (GError) away = g_error_new_literal (RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_AWAY, "Away");
  guint64 seq = rt_channel_get_last (channel) + 1;

  if (elsewhere->is_away)
    {
      g_propagate_error (error, g_steal_pointer (&away));
      return FALSE;
    }
  if (elsewhere->n_lost > 0)
    {
      elsewhere->n_lost--;
      submitted (channel, 0, away, user_data);
      return TRUE;
    }

  g_assert_true (rt_channel_enter (channel, seq, type, data, 1, NULL));
  submitted (channel, seq, NULL, user_data);

  return TRUE;
}

static gboolean
attach (RtChannel *channel,
        gpointer   outlet)
{
  return TRUE;
}

static void
test_elsewhere_is_away (void)
{
  static const RtChannelOutlet hooks = { .submit = submit, .attach = attach };
  Elsewhere elsewhere = { TRUE, 1 };
  g_autoptr (RtHub) hub = rt_hub_new (NULL);
  Full full = { .channel = rt_channel_new ("test", NULL) };

  rt_hub_set_outlet (hub, &hooks, &elsewhere);
  g_assert_true (rt_hub_attach_outlet (hub, full.channel));
  g_assert_true (publish (&full, "join"));
  g_assert_true (publish (&full, "leave"));
  g_assert_cmpuint (rt_channel_get_last (full.channel), ==, 0);

  elsewhere.is_away = FALSE;
  wait_for (&full, 2);
  g_assert_cmpuint (elsewhere.n_lost, ==, 0);
  rt_test_assert_last_unref (full.channel);
}

/* It would be told after what makes up for it. */
static void
test_mentioned (void)
{
  Full full;

  full_init (&full);
  mention (&full, "progress");
  g_assert_true (publish (&full, "complete"));
  full_make_room (&full);
  mention (&full, "progress");
  wait_for (&full, 2);
  mention (&full, "progress");

  assert_event (&full, 2, "complete");
  g_assert_cmpuint (rt_channel_get_last (full.channel), ==, 3);
  full_clear (&full);
}

static void
test_bounded (void)
{
  Full full;

  full_init (&full);
  for (guint i = 0; i < RT_TELLING_MAX_EVENTS; i++)
    g_assert_true (publish (&full, "waits"));
  g_assert_false (publish (&full, "lost"));
  full_make_room (&full);
  wait_for (&full, 1 + RT_TELLING_MAX_EVENTS);
  g_assert_true (publish (&full, "told"));

  full_clear (&full);
}

static void
test_ends_with_its_channel (void)
{
  Full full;

  full_init (&full);
  g_assert_true (publish (&full, "second"));

  full_clear (&full);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/telling/waits-for-room-in-its-order", test_in_order);
  g_test_add_func ("/telling/waits-for-numbers", test_numbers);
  g_test_add_func ("/telling/waits-for-what-numbers-its-channel", test_elsewhere_is_away);
  g_test_add_func ("/telling/mentions-only-where-nothing-waits", test_mentioned);
  g_test_add_func ("/telling/is-bounded", test_bounded);
  g_test_add_func ("/telling/ends-with-its-channel", test_ends_with_its_channel);

  return g_test_run ();
}
