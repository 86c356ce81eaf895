/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-channel-rows.h"

#include <glib/gi18n.h>

#include "lab/rt-channel-words.h"
#include "rt-channel-row.h"
#include "stories/rt-story.h"

/* The names of those that have a row. */
static GHashTable *
get_names (AdwPreferencesGroup *group)
{
  return g_object_get_data (G_OBJECT (group), "rt-names");
}

static void
add_row (AdwPreferencesGroup *group,
         RtServing           *serving,
         const char          *name)
{
  g_autofree char *more = NULL;

  if (g_hash_table_contains (get_names (group), name))
    return;
  if (g_hash_table_size (get_names (group)) == RT_CHANNEL_ROWS_MAX)
    {
      more = g_strdup_printf (_("The first %d channels are listed"), RT_CHANNEL_ROWS_MAX);
      adw_preferences_group_set_description (group, more);
      return;
    }
  g_hash_table_add (get_names (group), g_strdup (name));
  adw_preferences_group_add (group, rt_channel_row_new (rt_serving_get_settings (serving), name));
}

static void
add_chosen (AdwPreferencesGroup *group,
            RtServing           *serving)
{
  g_auto (GStrv) choices = g_settings_get_strv (rt_serving_get_settings (serving), "channels");

  for (guint i = 0; choices[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      RtChannelSettings settings;

      if (rt_channel_words_parse (choices[i], &name, &settings, NULL))
        add_row (group, serving, name);
    }
}

/* Channels are only ever added. */
static void
on_channels (GListModel          *channels,
             guint                position,
             guint                n_removed,
             guint                n_added,
             AdwPreferencesGroup *group)
{
  RtServing *serving = g_object_get_data (G_OBJECT (group), "rt-serving");

  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (RtChannel) channel = g_list_model_get_item (channels, position + i);

      add_row (group, serving, rt_channel_get_name (channel));
    }
}

/**
 * rt_channel_rows_add:
 * @page: a page of preferences
 * @serving: how to serve, with settings
 *
 * Appends a group for what is set for single channels: those of the stories first, then those
 * that something is set for, then the others of the engine, if there is one, as they come.
 * No more than %RT_CHANNEL_ROWS_MAX are listed, which the group says.
 */
void
rt_channel_rows_add (AdwPreferencesPage *page,
                     RtServing          *serving)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  RtEngine *engine = rt_serving_get_engine (serving);

  adw_preferences_group_set_title (group, _("Individual Channels"));
  adw_preferences_group_set_description (group, _("What happens to readers that do not keep up. Holds at once."));
  g_object_set_data_full (G_OBJECT (group), "rt-names", g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                          (GDestroyNotify) g_hash_table_unref);
  g_object_set_data_full (G_OBJECT (group), "rt-serving", g_object_ref (serving), g_object_unref);
  adw_preferences_page_add (page, group);
  for (guint i = 0; rt_stories_list ()[i] != NULL; i++)
    if (rt_stories_list ()[i]->channel != NULL)
      add_row (group, serving, rt_stories_list ()[i]->channel);
  add_chosen (group, serving);
  if (engine != NULL)
    {
      GListModel *channels = rt_hub_get_channels (rt_engine_get_hub (engine));

      on_channels (channels, 0, 0, g_list_model_get_n_items (channels), group);
      g_signal_connect_object (channels, "items-changed", G_CALLBACK (on_channels), group, 0);
    }
}
