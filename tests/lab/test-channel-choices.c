/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-channel-choices.h"
#include "lab/rt-channel-words.h"
#include "support/rt-test.h"

static const char * const none[] = { NULL };

static void
test_written_as_read (void)
{
  static const char * const cases[] = {
    "prices=wait", "prices=keep-latest,events=2", "prices=drop-oldest,bytes=65536",
    "prices=disconnect,events=100,bytes=4096,memory=1000",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *words = NULL;
      RtChannelSettings settings;

      g_assert_true (rt_channel_words_parse (cases[i], &name, &settings, NULL));
      words = rt_channel_words_dup (name, &settings);
      g_assert_cmpstr (words, ==, cases[i]);
    }
}

static void
test_usual (void)
{
  RtChannelSettings settings;

  g_assert_false (rt_channel_choices_find (NULL, "ticker", &settings));
  g_assert_cmpint (settings.outboxes.policy, ==, RT_OUTBOX_KEEP_LATEST);

  g_assert_false (rt_channel_choices_find (none, "prices", &settings));
  g_assert_cmpint (settings.outboxes.policy, ==, RT_OUTBOX_DROP_OLDEST);
  g_assert_cmpuint (settings.max_events, ==, 0);
}

static void
test_last_counts (void)
{
  const char * const choices[] = { "prices=wait", "nonsense", "other=wait", "prices=disconnect,memory=500", NULL };
  RtChannelSettings settings;

  g_assert_true (rt_channel_choices_find (choices, "prices", &settings));

  g_assert_cmpint (settings.outboxes.policy, ==, RT_OUTBOX_DISCONNECT);
  g_assert_cmpuint (settings.max_events, ==, 500);
}

static void
test_takes_the_place (void)
{
  const char * const choices[] = { "prices=wait", "other=wait", NULL };
  const char * const expected[] = { "other=wait", "prices=disconnect,events=7", NULL };
  const RtChannelSettings settings = { .outboxes = { .policy = RT_OUTBOX_DISCONNECT, .max_events = 7 } };

  g_auto (GStrv) list = rt_channel_choices_dup_with (choices, "prices", &settings);

  g_assert_cmpstrv (list, expected);
}

static void
test_usual_is_no_choice (void)
{
  const char * const choices[] = { "ticker=wait", NULL };
  RtChannelSettings usual;

  rt_channel_choices_find (none, "ticker", &usual);
  g_auto (GStrv) list = rt_channel_choices_dup_with (choices, "ticker", &usual);

  g_assert_cmpstrv (list, none);
}

static void
test_bounded (void)
{
  const RtChannelSettings settings = { .outboxes = { .policy = RT_OUTBOX_WAIT } };
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < RT_CHANNEL_CHOICES_MAX + 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);
      g_auto (GStrv) before = g_steal_pointer (&list);

      list = rt_channel_choices_dup_with ((const char * const *) before, name, &settings);
    }

  g_assert_cmpuint (g_strv_length (list), ==, RT_CHANNEL_CHOICES_MAX);
}

static RtChannel *
open_channel (RtHub      *hub,
              const char *name)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RtChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  rt_hub_open_async (hub, name, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "a channel");
  channel = rt_hub_open_finish (hub, result, &error);
  g_assert_no_error (error);

  return rt_hub_lookup (hub, name);
}

static RtOutboxPolicy
get_policy (RtHub      *hub,
            const char *name)
{
  return rt_channel_get_outboxes (rt_hub_lookup (hub, name))->policy;
}

static void
test_applied (void)
{
  const char * const first[] = { "open=wait", "later=disconnect", "ticker=wait", NULL };
  const char * const second[] = { "open=keep-latest,events=5", NULL };
  RtHub *hub = rt_hub_new (NULL);
  RtChannel *channel = open_channel (hub, "open");

  open_channel (hub, "ticker");
  rt_channel_choices_apply (hub, NULL, first);
  open_channel (hub, "later");
  g_assert_cmpint (get_policy (hub, "open"), ==, RT_OUTBOX_WAIT);
  g_assert_cmpint (get_policy (hub, "later"), ==, RT_OUTBOX_DISCONNECT);
  g_assert_cmpint (get_policy (hub, "ticker"), ==, RT_OUTBOX_WAIT);

  rt_channel_choices_apply (hub, first, second);
  g_assert_cmpint (get_policy (hub, "open"), ==, RT_OUTBOX_KEEP_LATEST);
  g_assert_cmpuint (rt_channel_get_outboxes (channel)->max_events, ==, 5);
  g_assert_cmpint (get_policy (hub, "later"), ==, RT_OUTBOX_DROP_OLDEST);
  g_assert_cmpint (get_policy (hub, "ticker"), ==, RT_OUTBOX_KEEP_LATEST);

  rt_test_drain ();
  rt_test_assert_last_unref (hub);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/channel-choices/words/are-written-as-they-are-read", test_written_as_read);
  g_test_add_func ("/channel-choices/find/what-the-story-has-or-else-the-oldest-go", test_usual);
  g_test_add_func ("/channel-choices/find/the-last-counts-and-nonsense-does-not", test_last_counts);
  g_test_add_func ("/channel-choices/with/takes-the-place-of-what-was", test_takes_the_place);
  g_test_add_func ("/channel-choices/with/what-is-usual-is-no-choice", test_usual_is_no_choice);
  g_test_add_func ("/channel-choices/with/so-many-and-no-more", test_bounded);
  g_test_add_func ("/channel-choices/apply/holds-at-once-for-later-ones-and-until-it-is-taken-back", test_applied);

  return g_test_run ();
}
