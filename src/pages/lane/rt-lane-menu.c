/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-menu.h"

#include <glib/gi18n.h>

#include "lab/rt-lane-broken.h"
#include "lab/rt-lane-desk.h"
#include "lab/rt-lane-marks.h"
#include "rt-faults-window.h"
#include "widgets/rt-dialog.h"

/* As the menu says. */
#define STOP "stop=3s"

struct _RtLaneMenu {
  AdwBin         parent_instance;
  RtLane        *lane;
  gboolean       opens;
  GtkMenuButton *button;
  GMenuModel    *menu;
};

G_DEFINE_FINAL_TYPE (RtLaneMenu, rt_lane_menu, ADW_TYPE_BIN)

enum {
  PROP_0,
  PROP_RESUMES,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* Who asks for one address again and again has nothing to go on after. */
static gboolean
can_resume (RtLane *lane)
{
  const RtPattern *pattern = rt_lane_get_pattern (lane);

  return pattern->claims != NULL || pattern->over_bus;
}

/* What cannot be done now cannot be chosen. */
static void
rt_lane_menu_update (RtLaneMenu *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean has = self->lane != NULL;

  gtk_widget_action_set_enabled (widget, "lane.open", has && self->opens);
  gtk_widget_action_set_enabled (widget, "lane.cut", has && rt_lane_get_busy (self->lane));
  gtk_widget_action_set_enabled (widget, "lane.stop-server", has && rt_lane_get_server_faults (self->lane) != NULL);
  gtk_widget_action_set_enabled (widget, "lane.faults", has && rt_lane_get_desk (self->lane) == NULL);
  gtk_widget_action_set_enabled (widget, "lane.mend", has && rt_lane_get_broken (self->lane));
  gtk_widget_action_set_enabled (widget, "lane.resume", has && can_resume (self->lane));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESUMES]);
}

static void
on_open (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  RtLaneMenu *self = RT_LANE_MENU (widget);

  gtk_widget_activate_action (widget, "win.open-lane", "s", rt_lane_get_id (self->lane));
}

static void
on_cut (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  rt_lane_cut (RT_LANE_MENU (widget)->lane);
}

static void
on_stop_server (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  rt_faults_add (rt_lane_get_server_faults (RT_LANE_MENU (widget)->lane), STOP, NULL);
}

static void
on_faults (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  GtkWindow *window = rt_faults_window_new (RT_LANE_MENU (widget)->lane);

  rt_dialog_attach (window, GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (window);
}

static void
on_mend (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  rt_lane_mend (RT_LANE_MENU (widget)->lane);
}

static void
rt_lane_menu_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  RtLaneMenu *self = RT_LANE_MENU (object);

  switch (prop_id)
    {
    case PROP_RESUMES:
      g_value_set_boolean (value, self->lane == NULL || rt_lane_get_resumes (self->lane));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_lane_menu_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  RtLaneMenu *self = RT_LANE_MENU (object);

  switch (prop_id)
    {
    case PROP_RESUMES:
      if (self->lane != NULL)
        rt_lane_set_resumes (self->lane, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_lane_menu_dispose (GObject *object)
{
  RtLaneMenu *self = RT_LANE_MENU (object);

  if (self->lane != NULL)
    g_signal_handlers_disconnect_by_data (self->lane, self);
  g_clear_object (&self->lane);

  G_OBJECT_CLASS (rt_lane_menu_parent_class)->dispose (object);
}

static void
rt_lane_menu_class_init (RtLaneMenuClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_lane_menu_dispose;
  G_OBJECT_CLASS (klass)->get_property = rt_lane_menu_get_property;
  G_OBJECT_CLASS (klass)->set_property = rt_lane_menu_set_property;

  properties[PROP_RESUMES] =
    g_param_spec_boolean ("resumes", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);

  gtk_widget_class_install_property_action (widget_class, "lane.resume", "resumes");
  gtk_widget_class_install_action (widget_class, "lane.open", NULL, on_open);
  gtk_widget_class_install_action (widget_class, "lane.cut", NULL, on_cut);
  gtk_widget_class_install_action (widget_class, "lane.stop-server", NULL, on_stop_server);
  gtk_widget_class_install_action (widget_class, "lane.faults", NULL, on_faults);
  gtk_widget_class_install_action (widget_class, "lane.mend", NULL, on_mend);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-menu.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLaneMenu, button);
  gtk_widget_class_bind_template_child (widget_class, RtLaneMenu, menu);
}

/* Not before somebody opens it: the window is shown sooner. */
static void
make_menu (GtkMenuButton *button,
           gpointer       user_data)
{
  RtLaneMenu *self = user_data;

  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, self->menu);
}

static void
rt_lane_menu_init (RtLaneMenu *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, make_menu, self, NULL);
  rt_lane_menu_update (self);
}

/**
 * rt_lane_menu_new:
 * @lane: a lane
 * @opens: whether it opens the page of @lane
 *
 * Returns: (transfer floating): the menu of @lane
 */
GtkWidget *
rt_lane_menu_new (RtLane   *lane,
                  gboolean  opens)
{
  RtLaneMenu *self = g_object_new (RT_TYPE_LANE_MENU, NULL);

  self->opens = opens;
  rt_lane_menu_set_lane (self, lane);
  return GTK_WIDGET (self);
}

/**
 * rt_lane_menu_set_lane:
 * @self: a menu
 * @lane: (nullable): whose it is; %NULL: nobody's
 *
 * Sets the lane.
 */
void
rt_lane_menu_set_lane (RtLaneMenu *self,
                       RtLane     *lane)
{
  g_autofree char *words = NULL;

  if (self->lane == lane)
    return;
  if (self->lane != NULL)
    g_signal_handlers_disconnect_by_data (self->lane, self);
  g_set_object (&self->lane, lane);
  rt_lane_menu_update (self);
  if (lane == NULL)
    return;
  g_signal_connect_object (lane, "faults-changed", G_CALLBACK (rt_lane_menu_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lane, "notify::busy", G_CALLBACK (rt_lane_menu_update), self, G_CONNECT_SWAPPED);
  /* Translators: a button; the name of a pattern follows */
  words = g_strdup_printf (_("Menu of %s"), rt_lane_get_name (lane));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}
