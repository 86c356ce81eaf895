/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-channel-choices.h"

#include "lab/rt-channel-words.h"
#include "stories/rt-story.h"

/* Unless somebody chooses otherwise. */
static void
get_usual (const char        *name,
           RtChannelSettings *settings)
{
  *settings = (RtChannelSettings) { .outboxes = { .policy = RT_OUTBOX_DROP_OLDEST } };
  for (guint i = 0; rt_stories_list ()[i] != NULL; i++)
    {
      const RtStory *story = rt_stories_list ()[i];

      if (story->settings != NULL && g_strcmp0 (story->channel, name) == 0)
        *settings = *story->settings;
    }
}

static gboolean
is_for (const char        *words,
        const char        *name,
        RtChannelSettings *settings)
{
  g_autofree char *channel = NULL;

  return rt_channel_words_parse (words, &channel, settings, NULL) && g_str_equal (channel, name);
}

static guint
count (const char * const *choices)
{
  return choices != NULL ? MIN (g_strv_length ((char **) choices), RT_CHANNEL_CHOICES_MAX) : 0;
}

/**
 * rt_channel_choices_find:
 * @choices: (nullable) (array zero-terminated=1): what was chosen for channels
 * @name: a channel's name
 * @settings: (out caller-allocates): what holds for it; of several choices the last
 *
 * Finds what holds for a channel: what was chosen, or else what its story has, or else that
 * the oldest events make room.
 *
 * Returns: whether that was chosen
 */
gboolean
rt_channel_choices_find (const char * const *choices,
                         const char         *name,
                         RtChannelSettings  *settings)
{
  RtChannelSettings chosen;
  gboolean found = FALSE;

  get_usual (name, settings);
  for (guint i = 0; i < count (choices); i++)
    if (is_for (choices[i], name, &chosen))
      {
        *settings = chosen;
        found = TRUE;
      }

  return found;
}

static gboolean
is_usual (const char              *name,
          const RtChannelSettings *settings)
{
  RtChannelSettings usual;

  get_usual (name, &usual);

  return settings->outboxes.policy == usual.outboxes.policy &&
         settings->outboxes.max_events == usual.outboxes.max_events &&
         settings->outboxes.max_bytes == usual.outboxes.max_bytes && settings->max_events == usual.max_events;
}

/**
 * rt_channel_choices_dup_with:
 * @choices: (nullable) (array zero-terminated=1): what was chosen for channels
 * @name: a channel's name
 * @settings: what is to hold for it
 *
 * Makes the list in which @settings are chosen for @name, in place of what was. What holds
 * without being chosen is not in it. Where %RT_CHANNEL_CHOICES_MAX others are it is as before.
 *
 * Returns: (transfer full) (array zero-terminated=1): the list
 */
char **
rt_channel_choices_dup_with (const char * const      *choices,
                             const char              *name,
                             const RtChannelSettings *settings)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  RtChannelSettings other;

  for (guint i = 0; i < count (choices); i++)
    if (!is_for (choices[i], name, &other))
      g_ptr_array_add (list, g_strdup (choices[i]));
  if (!is_usual (name, settings) && list->len < RT_CHANNEL_CHOICES_MAX)
    g_ptr_array_add (list, rt_channel_words_dup (name, settings));
  g_ptr_array_add (list, NULL);

  return (char **) g_ptr_array_steal (list, NULL);
}

/**
 * rt_channel_choices_apply:
 * @hub: a hub
 * @before: (nullable) (array zero-terminated=1): what was chosen for its channels until now
 * @choices: (nullable) (array zero-terminated=1): what is chosen from now on
 *
 * Sets what is different for the channels of @hub, see rt_hub_set_channel(), those that are
 * opened later as well. What is chosen no more is as usual again.
 */
void
rt_channel_choices_apply (RtHub              *hub,
                          const char * const *before,
                          const char * const *choices)
{
  const char * const *lists[] = { before, choices };

  for (gsize k = 0; k < G_N_ELEMENTS (lists); k++)
    for (guint i = 0; i < count (lists[k]); i++)
      {
        g_autofree char *name = NULL;
        RtChannelSettings settings;

        if (!rt_channel_words_parse (lists[k][i], &name, &settings, NULL))
          continue;
        rt_channel_choices_find (choices, name, &settings);
        rt_hub_set_channel (hub, name, &settings);
      }
}
