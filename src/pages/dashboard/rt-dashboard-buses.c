/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dashboard-buses.h"

#include "lab/rt-lane-desk.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/publish-subscribe/rt-keyring.h"

#define KEY  "lane-buses"
#define LAST "lane-addresses"

static gboolean
is_embedded (const char *uri)
{
  return g_str_has_prefix (uri, "embedded:");
}

/* That of the embedded one nobody types. */
static void
keep_last (RtDesk    *desk,
           GSettings *settings)
{
  g_autoptr (GVariant) before = g_settings_get_value (settings, LAST);
  g_auto (GStrv) uris = rt_desk_dup_last_uris (desk);
  const char *own = RT_DESK_GET_CLASS (desk)->id;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *id;
  GVariant *others;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sas}"));
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_loop (&iter, "{&s@as}", &id, &others))
    if (!g_str_equal (id, own))
      g_variant_builder_add (&builder, "{s@as}", id, others);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("{sas}"));
  g_variant_builder_add (&builder, "s", own);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; uris[i] != NULL; i++)
    if (!is_embedded (uris[i]))
      g_variant_builder_add (&builder, "s", uris[i]);
  g_variant_builder_close (&builder);
  g_variant_builder_close (&builder);
  g_settings_set_value (settings, LAST, g_variant_builder_end (&builder));
}

/* The embedded one is what a lane has that nobody chose anything for. */
static void
keep (RtDesk     *desk,
      GParamSpec *pspec,
      GSettings  *settings)
{
  g_autoptr (GVariant) before = g_settings_get_value (settings, KEY);
  const char *own = RT_DESK_GET_CLASS (desk)->id;
  const char *uri = rt_desk_get_uri (desk);
  const char *id, *other;
  GVariantBuilder builder;
  GVariantIter iter;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_next (&iter, "{&s&s}", &id, &other))
    if (!g_str_equal (id, own))
      g_variant_builder_add (&builder, "{ss}", id, other);
  if (!is_embedded (uri))
    g_variant_builder_add (&builder, "{ss}", own, uri);
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
  keep_last (desk, settings);
}

/* Where the desk still works there: who chose another bus meanwhile chose its password too. */
static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (RtDesk) desk = user_data;
  g_autofree char *uri = g_strdup (rt_desk_get_uri (desk));
  char *password = rt_keyring_find_finish (result, NULL);

  if (password != NULL && g_strcmp0 (uri, g_object_get_data (G_OBJECT (desk), KEY)) == 0)
    rt_desk_set_uri (desk, uri, password);
  g_object_set_data (G_OBJECT (desk), KEY, NULL);
  rt_keyring_free (password);
}

static void
restore (RtDesk     *desk,
         const char *uri)
{
  g_autoptr (GUri) address = g_uri_parse (uri, RT_BUS_URI_FLAGS, NULL);

  rt_desk_set_uri (desk, uri, NULL);
  if (address == NULL || !rt_keyring_needs (address))
    return;
  g_object_set_data_full (G_OBJECT (desk), KEY, g_strdup (rt_desk_get_uri (desk)), g_free);
  rt_keyring_find_async (address, NULL, on_found, g_object_ref (desk));
}

static void
restore_last (RtDesk    *desk,
              GSettings *settings)
{
  g_autoptr (GVariant) lanes = g_settings_get_value (settings, LAST);
  g_autofree const char **uris = NULL;

  if (!g_variant_lookup (lanes, RT_DESK_GET_CLASS (desk)->id, "^a&s", &uris))
    return;
  for (guint i = 0; uris[i] != NULL; i++)
    rt_desk_add_last_uri (desk, uris[i]);
}

/**
 * rt_dashboard_keep_buses:
 * @views: of RtLaneView
 * @settings: with the keys "lane-buses" and "lane-addresses"
 *
 * Has the desks work where they did last, and keeps where they work from now on.
 */
void
rt_dashboard_keep_buses (GPtrArray *views,
                         GSettings *settings)
{
  g_autoptr (GVariant) buses = g_settings_get_value (settings, KEY);

  for (guint i = 0; i < views->len; i++)
    {
      RtLane *lane = rt_lane_view_get_lane (g_ptr_array_index (views, i));
      RtDesk *desk = rt_lane_get_desk (lane);
      const char *uri;

      if (desk == NULL)
        continue;
      restore_last (desk, settings);
      if (g_variant_lookup (buses, rt_lane_get_id (lane), "&s", &uri))
        restore (desk, uri);
      g_signal_connect_object (desk, "notify::uri", G_CALLBACK (keep), settings, 0);
    }
}
