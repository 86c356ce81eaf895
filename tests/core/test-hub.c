/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-hub.h"
#include "support/rt-test.h"

#define BLOCK ((guint64) RT_NUMBERS_BLOCK)

typedef struct {
  char  *dir;
  char  *path;
  GFile *file;
} Place;

static void
set_up (Place         *place,
        gconstpointer  data)
{
  place->dir = rt_test_make_dir ();
  place->path = g_build_filename (place->dir, "numbers", NULL);
  place->file = g_file_new_for_path (place->path);
}

static void
tear_down (Place         *place,
           gconstpointer  data)
{
  g_clear_object (&place->file);
  g_clear_pointer (&place->path, g_free);
  g_clear_pointer (&place->dir, rt_test_remove_dir);
}

static RtHub *
new_hub (Place *place)
{
  g_autoptr (RtNumbers) numbers = rt_numbers_new (place->file);

  return rt_hub_new (numbers);
}

static RtChannel *
finish_open (RtHub         *hub,
             GAsyncResult **kept,
             GError       **error)
{
  g_autoptr (GAsyncResult) result = rt_test_wait_result (kept, "a channel");

  return rt_hub_open_finish (hub, result, error);
}

static RtChannel *
try_open (RtHub       *hub,
          const char  *name,
          GError     **error)
{
  GAsyncResult *kept = NULL;

  rt_hub_open_async (hub, name, NULL, rt_test_keep_result, &kept);

  return finish_open (hub, &kept, error);
}

/* (transfer none): the hub keeps it */
static RtChannel *
open_channel (RtHub      *hub,
              const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RtChannel) channel = try_open (hub, name, &error);

  g_assert_no_error (error);
  g_assert_true (rt_hub_lookup (hub, name) == channel);

  return channel;
}

static void
close_hub (RtHub *hub)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rt_hub_close_async (hub, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the hub's end");
  rt_hub_close_finish (hub, result, &error);
  g_assert_no_error (error);
}

static guint64
publish (RtChannel  *channel,
         GError    **error)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("1", 1);

  return rt_channel_publish (channel, "message", data, error);
}

static void
publish_n (RtChannel *channel,
           guint64    n)
{
  for (guint64 i = 0; i < n; i++)
    g_assert_cmpuint (publish (channel, NULL), >, 0);
}

static gint64
lost_after (RtChannel *channel,
            guint64    cursor)
{
  RtChannelItem item;
  RtGap gap;

  rt_channel_read (channel, &cursor, NULL, &item, 1, &gap);
  g_assert_true (gap.found || gap.lost == 0);

  return gap.lost;
}

static void
test_without_numbers_begins_at_one (Place         *place,
                                    gconstpointer  data)
{
  RtHub *hub = rt_hub_new (NULL);

  g_assert_null (rt_hub_lookup (hub, "ticker"));
  g_assert_cmpuint (publish (open_channel (hub, "ticker"), NULL), ==, 1);
  close_hub (hub);

  rt_test_assert_last_unref (hub);
}

static gsize
count_bytes (RtHub *hub)
{
  GListModel *channels = rt_hub_get_channels (hub);
  gsize n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (RtChannel) channel = g_list_model_get_item (channels, i);

      n += rt_channel_get_n_bytes (channel);
    }

  return n;
}

/* All events share one payload: what counts is what they are worth. */
static void
fill (RtHub *hub)
{
  const gsize size = 1024 * 1024;
  g_autoptr (GBytes) large = g_bytes_new_take (g_malloc0 (size), size);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);
      RtChannel *channel = open_channel (hub, name);

      for (guint n = 0; n < 15; n++)
        g_assert_cmpuint (rt_channel_publish (channel, "message", large, NULL), ==, n + 1);
      g_assert_cmpuint (count_bytes (hub), <=, RT_HUB_MAX_BYTES + i * (size + strlen ("message")));
    }
}

static void
test_memory_is_bounded_for_all_channels (void)
{
  RtHub *hub = rt_hub_new (NULL);
  RtChannel *last;
  RtChannelItem item;
  guint64 cursor = 0;
  RtGap gap;

  fill (hub);

  /* Who publishes makes the room, and its readers are told. */
  last = rt_hub_lookup (hub, "c19");
  g_assert_cmpuint (rt_channel_get_n_events (rt_hub_lookup (hub, "c0")), ==, 15);
  g_assert_cmpuint (rt_channel_get_n_events (last), ==, 1);
  g_assert_cmpuint (rt_channel_read (last, &cursor, NULL, &item, 1, &gap), ==, 1);
  g_assert_true (gap.found);
  g_assert_cmpint (gap.lost, ==, 14);

  close_hub (hub);
  rt_test_assert_last_unref (hub);
}

static void
test_a_little_memory_is_left_for_each (void)
{
  RtHub *hub = rt_hub_new (NULL);
  RtChannel *channel;

  fill (hub);
  channel = open_channel (hub, "small");

  for (guint i = 0; i < 100; i++)
    publish (channel, NULL);
  g_assert_cmpuint (rt_channel_get_n_events (channel), ==, 100);
  for (guint i = 0; i < 1000; i++)
    publish (channel, NULL);
  g_assert_cmpuint (rt_channel_get_n_events (channel), <=, RT_HUB_FLOOR_BYTES / 256);

  close_hub (hub);
  rt_test_assert_last_unref (hub);
}

static void
test_memory_outlives_the_hub (void)
{
  RtHub *hub = rt_hub_new (NULL);
  g_autoptr (RtChannel) channel = g_object_ref (open_channel (hub, "outlives"));

  publish (channel, NULL);
  close_hub (hub);
  rt_test_assert_last_unref (hub);
  g_assert_cmpuint (rt_channel_get_n_events (channel), ==, 1);
}

static void
test_gives_one_channel_a_name (Place         *place,
                               gconstpointer  data)
{
  RtHub *hub = new_hub (place);
  GAsyncResult *kept[3] = { NULL };
  RtChannel *channels[3];

  for (guint i = 0; i < 3; i++)
    rt_hub_open_async (hub, i < 2 ? "ticker" : "chat", NULL, rt_test_keep_result, &kept[i]);
  for (guint i = 0; i < 3; i++)
    channels[i] = finish_open (hub, &kept[i], NULL);

  g_assert_true (channels[0] == channels[1]);
  g_assert_true (channels[0] != channels[2]);
  g_assert_true (open_channel (hub, "ticker") == channels[0]);
  g_assert_cmpuint (publish (channels[0], NULL), ==, 1);

  for (guint i = 0; i < 3; i++)
    g_object_unref (channels[i]);
  close_hub (hub);
  rt_test_assert_last_unref (hub);
}

static void
test_lists_its_channels (Place         *place,
                         gconstpointer  data)
{
  g_autoptr (RtHub) hub = new_hub (place);
  GListModel *channels = rt_hub_get_channels (hub);
  g_autoptr (RtChannel) second = NULL;

  g_assert_true (g_list_model_get_item_type (channels) == RT_TYPE_CHANNEL);
  open_channel (hub, "ticker");
  open_channel (hub, "chat");
  g_assert_cmpuint (g_list_model_get_n_items (channels), ==, 2);
  second = g_list_model_get_item (channels, 1);
  g_assert_cmpstr (rt_channel_get_name (second), ==, "chat");
}

static void
test_refuses_what_is_no_name (Place         *place,
                              gconstpointer  data)
{
  g_autoptr (RtHub) hub = new_hub (place);
  g_autoptr (GError) error = NULL;

  g_assert_null (try_open (hub, "No/Name", &error));
  g_assert_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_INVALID_NAME);
  g_assert_false (g_file_query_exists (place->file, NULL));
}

static void
test_channels_are_bounded (Place         *place,
                           gconstpointer  data)
{
  g_autoptr (RtHub) hub = rt_hub_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < RT_HUB_MAX_CHANNELS; i++)
    {
      g_autofree char *name = g_strdup_printf ("channel-%u", i);

      open_channel (hub, name);
    }
  g_assert_null (try_open (hub, "one-more", &error));
  g_assert_error (error, RT_HUB_ERROR, RT_HUB_ERROR_TOO_MANY_CHANNELS);
  open_channel (hub, "channel-7");
}

static gboolean
may_publish_more (gpointer user_data)
{
  return publish (user_data, NULL) > 0;
}

static void
test_numbers_do_not_run_out (Place         *place,
                             gconstpointer  data)
{
  g_autoptr (RtHub) hub = new_hub (place);
  RtChannel *channel = open_channel (hub, "ticker");

  /* Half a block is there when the next is asked for: none is refused in the end. */
  publish_n (channel, BLOCK);
  rt_test_wait_for (may_publish_more, channel, "more numbers");
  publish_n (channel, BLOCK - 2);
  rt_test_wait_for (may_publish_more, channel, "more numbers");
  g_assert_cmpuint (rt_channel_get_last (channel), ==, 2 * BLOCK);
  g_assert_cmpint (lost_after (channel, 1), ==, 2 * BLOCK - 1 - RT_CHANNEL_DEFAULT_MAX_EVENTS);
  close_hub (hub);
}

static void
test_numbers_of_others_are_jumped_over (Place         *place,
                                        gconstpointer  data)
{
  g_autoptr (RtHub) hub = new_hub (place);
  g_autoptr (RtHub) other = new_hub (place);
  RtChannel *channel = open_channel (hub, "ticker");
  RtChannel *others = open_channel (other, "ticker");

  g_assert_cmpuint (publish (others, NULL), ==, 1 + BLOCK);
  publish_n (channel, BLOCK / 2);
  while (rt_channel_get_last (channel) < BLOCK)
    {
      publish_n (channel, 1);
      g_main_context_iteration (NULL, FALSE);
    }
  rt_test_wait_for (may_publish_more, channel, "more numbers");
  g_assert_cmpuint (rt_channel_get_last (channel), >, 2 * BLOCK);
  g_assert_cmpint (lost_after (channel, BLOCK), ==, -1);

  close_hub (hub);
  close_hub (other);
}

static void
test_next_life_goes_on (Place         *place,
                        gconstpointer  data)
{
  for (guint64 life = 0; life < 3; life++)
    {
      RtHub *hub = new_hub (place);
      RtChannel *channel = open_channel (hub, "ticker");

      g_assert_cmpuint (rt_channel_get_last (channel), ==, life * 100);
      if (life > 0)
        g_assert_cmpint (lost_after (channel, 90), ==, life * 100 - 90);
      publish_n (channel, 100);
      close_hub (hub);
      rt_test_assert_last_unref (hub);
    }
}

static void
test_life_after_a_crash_tells_a_gap (Place         *place,
                                     gconstpointer  data)
{
  g_autoptr (RtHub) crashed = new_hub (place);
  g_autoptr (RtHub) next = new_hub (place);
  RtChannel *channel;

  publish_n (open_channel (crashed, "ticker"), 100);
  channel = open_channel (next, "ticker");
  g_assert_cmpuint (publish (channel, NULL), ==, 1 + BLOCK);
  g_assert_cmpint (lost_after (channel, 100), ==, -1);
}

static void
test_numbers_by_the_clock_where_none_can_be_kept (Place         *place,
                                                  gconstpointer  data)
{
  g_autoptr (RtHub) hub = new_hub (place);
  guint64 before = (guint64) g_get_real_time ();
  RtChannel *channel;

  g_assert_true (g_file_set_contents (place->path, "garbage", -1, NULL));
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, "*numbered by the clock*");
  channel = open_channel (hub, "ticker");
  open_channel (hub, "chat");
  g_test_assert_expected_messages ();

  g_assert_cmpuint (publish (channel, NULL), >=, before);
  g_assert_cmpint (lost_after (channel, 5), ==, -1);
  publish_n (channel, 2 * BLOCK);
  close_hub (hub);
}

static void
test_one_who_cancels_spoils_it_for_nobody (Place         *place,
                                           gconstpointer  data)
{
  g_autoptr (RtHub) hub = new_hub (place);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RtChannel) channel = NULL;
  GAsyncResult *impatient = NULL;
  GAsyncResult *patient = NULL;

  rt_hub_open_async (hub, "ticker", cancellable, rt_test_keep_result, &impatient);
  rt_hub_open_async (hub, "ticker", NULL, rt_test_keep_result, &patient);
  g_cancellable_cancel (cancellable);

  g_assert_null (finish_open (hub, &impatient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  channel = finish_open (hub, &patient, NULL);
  g_assert_cmpuint (publish (channel, NULL), ==, 1);
}

static void
test_nothing_is_published_after_the_end (Place         *place,
                                         gconstpointer  data)
{
  g_autoptr (RtHub) hub = new_hub (place);
  RtChannel *channel = open_channel (hub, "ticker");
  g_autoptr (GError) error = NULL;

  publish_n (channel, 5);
  close_hub (hub);
  g_assert_cmpuint (publish (channel, &error), ==, 0);
  g_assert_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_NO_NUMBERS);
  g_clear_error (&error);
  g_assert_null (try_open (hub, "chat", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  close_hub (hub);
}

static void
test_end_waits_for_what_is_being_reserved (Place         *place,
                                           gconstpointer  data)
{
  g_autoptr (RtHub) hub = new_hub (place);
  g_autoptr (RtHub) next = new_hub (place);
  RtChannel *ticker = open_channel (hub, "ticker");
  g_autoptr (RtChannel) chat = NULL;
  GAsyncResult *opening = NULL;

  publish_n (ticker, BLOCK - 10);
  rt_hub_open_async (hub, "chat", NULL, rt_test_keep_result, &opening);
  close_hub (hub);
  chat = finish_open (hub, &opening, NULL);
  g_assert_cmpuint (publish (chat, NULL), ==, 0);
  g_assert_cmpuint (publish (ticker, NULL), ==, 0);

  g_assert_cmpuint (publish (open_channel (next, "ticker"), NULL), ==, BLOCK - 9);
  g_assert_cmpuint (publish (open_channel (next, "chat"), NULL), ==, 1);
}

static void
gone (gpointer  data,
      GObject  *where_it_was)
{
  gboolean *flag = data;

  *flag = TRUE;
}

static void
test_may_go_while_reserving (Place         *place,
                             gconstpointer  data)
{
  RtHub *hub = new_hub (place);
  GAsyncResult *kept = NULL;
  gboolean hub_is_gone = FALSE;

  g_object_weak_ref (G_OBJECT (hub), gone, &hub_is_gone);
  rt_hub_open_async (hub, "ticker", NULL, rt_test_keep_result, &kept);
  g_object_unref (hub);
  g_object_unref (rt_test_wait_result (&kept, "a channel"));
  rt_test_wait_flag (&hub_is_gone, "the hub being finalised");
}

static void
test_channel_may_outlive_it (Place         *place,
                             gconstpointer  data)
{
  RtHub *hub = new_hub (place);
  RtChannel *channel = g_object_ref (open_channel (hub, "ticker"));

  rt_test_assert_last_unref (hub);
  publish_n (channel, BLOCK);
  rt_test_assert_last_unref (channel);
}

#define ADD(path, func) g_test_add (path, Place, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/hub/without-numbers-begins-at-one", test_without_numbers_begins_at_one);
  g_test_add_func ("/hub/memory/is-bounded-for-all-channels", test_memory_is_bounded_for_all_channels);
  g_test_add_func ("/hub/memory/is-left-for-each", test_a_little_memory_is_left_for_each);
  g_test_add_func ("/hub/memory/may-outlive-the-hub", test_memory_outlives_the_hub);
  ADD ("/hub/open/gives-one-channel-a-name", test_gives_one_channel_a_name);
  ADD ("/hub/open/refuses-what-is-no-name", test_refuses_what_is_no_name);
  ADD ("/hub/open/one-who-cancels-spoils-it-for-nobody", test_one_who_cancels_spoils_it_for_nobody);
  ADD ("/hub/lists-its-channels", test_lists_its_channels);
  ADD ("/hub/channels-are-bounded", test_channels_are_bounded);
  ADD ("/hub/numbers/do-not-run-out", test_numbers_do_not_run_out);
  ADD ("/hub/numbers/of-others-are-jumped-over", test_numbers_of_others_are_jumped_over);
  ADD ("/hub/numbers/by-the-clock-where-none-can-be-kept", test_numbers_by_the_clock_where_none_can_be_kept);
  ADD ("/hub/next-life-goes-on", test_next_life_goes_on);
  ADD ("/hub/life-after-a-crash-tells-a-gap", test_life_after_a_crash_tells_a_gap);
  ADD ("/hub/close/nothing-is-published-after-it", test_nothing_is_published_after_the_end);
  ADD ("/hub/close/waits-for-what-is-being-reserved", test_end_waits_for_what_is_being_reserved);
  ADD ("/hub/may-go-while-reserving", test_may_go_while_reserving);
  ADD ("/hub/channel-may-outlive-it", test_channel_may_outlive_it);

  return g_test_run ();
}
