/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-traffic-page.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "rt-peer-table.h"

struct _RtTrafficPage {
  AdwBin         parent_instance;
  AdwStatusPage *nobody;
  RtPeerTable   *peers;
  GtkLabel      *refused;
  RtEngine      *engine;
};

G_DEFINE_FINAL_TYPE (RtTrafficPage, rt_traffic_page, ADW_TYPE_BIN)

static void
rt_traffic_page_update (RtTrafficPage *self)
{
  gboolean anybody = rt_peer_table_get_n_peers (self->peers) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->nobody), !anybody);
  gtk_widget_set_visible (GTK_WIDGET (self->peers), anybody);
}

static void
rt_traffic_page_show_refused (RtTrafficPage *self)
{
  RtLimits *limits = rt_server_get_limits (rt_engine_get_server (self->engine));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < RT_N_LIMITS; i++)
    {
      g_autofree char *count = NULL;

      if (rt_limits_get_hits (limits, i) == 0)
        continue;
      count = rt_format_count (rt_limits_get_hits (limits, i));
      g_string_append_printf (text, "%s %s %s", text->len > 0 ? " ·" : _("Refused:"),
                              _(rt_limit_get_info (i)->title), count);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->refused), text->len > 0);
  if (g_strcmp0 (gtk_label_get_text (self->refused), text->str) != 0)
    gtk_label_set_text (self->refused, text->str);
}

static void
rt_traffic_page_describe (RtTrafficPage *self)
{
  g_autofree char *uri = rt_server_dup_uri (rt_engine_get_server (self->engine), RT_PORT_MAIN);
  g_autofree char *command = NULL;
  g_autofree char *words = NULL;

  if (uri == NULL)
    return;
  command = g_strdup_printf ("curl %schannels/ticker", uri);
  /* Translators: a command to type follows */
  words = g_strdup_printf (_("Start a lane on the dashboard, or point something at a server:\n"
                             "<tt>%s</tt>"), command);
  adw_status_page_set_description (self->nobody, words);
}

static void
rt_traffic_page_map (GtkWidget *widget)
{
  RtTrafficPage *self = RT_TRAFFIC_PAGE (widget);

  GTK_WIDGET_CLASS (rt_traffic_page_parent_class)->map (widget);
  /* While nobody is in it, it is not seen, and would never be. */
  rt_peer_table_fill (self->peers);
  rt_traffic_page_update (self);
  if (self->engine != NULL)
    rt_traffic_page_show_refused (self);
}

static void
rt_traffic_page_dispose (GObject *object)
{
  g_clear_object (&RT_TRAFFIC_PAGE (object)->engine);

  G_OBJECT_CLASS (rt_traffic_page_parent_class)->dispose (object);
}

static void
rt_traffic_page_class_init (RtTrafficPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_traffic_page_dispose;
  widget_class->map = rt_traffic_page_map;

  g_type_ensure (RT_TYPE_PEER_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-traffic-page.ui");
  gtk_widget_class_bind_template_child (widget_class, RtTrafficPage, peers);
  gtk_widget_class_bind_template_child (widget_class, RtTrafficPage, nobody);
  gtk_widget_class_bind_template_child (widget_class, RtTrafficPage, refused);
  gtk_widget_class_bind_template_callback (widget_class, rt_traffic_page_show_refused);
  gtk_widget_class_bind_template_callback (widget_class, rt_traffic_page_update);
}

static void
rt_traffic_page_init (RtTrafficPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_traffic_page_set_engine:
 * @self: a traffic page
 * @engine: whose peers to show from now on; the one it has, where that listens elsewhere now
 *
 * Sets whose peers are shown.
 */
void
rt_traffic_page_set_engine (RtTrafficPage *self,
                            RtEngine      *engine)
{
  g_set_object (&self->engine, engine);
  rt_traffic_page_describe (self);
  rt_peer_table_set_server (self->peers, rt_engine_get_server (engine));
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    rt_peer_table_fill (self->peers);
}

/**
 * rt_traffic_page_set_misread:
 * @self: a traffic page
 * @lane: (nullable): a lane whose clients show something else to the server than they are
 *
 * Has its clients shown as of its pattern.
 */
void
rt_traffic_page_set_misread (RtTrafficPage *self,
                             RtLane        *lane)
{
  rt_peer_table_set_lane (self->peers, lane);
}
