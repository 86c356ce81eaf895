/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-window-private.h"

#include <glib/gi18n.h>

#include "lab/rt-result-file.h"
#include "rt-frames.h"
#include "rt-toast.h"
#include "widgets/rt-dialog.h"
#include "widgets/rt-turn-key.h"

G_DEFINE_FINAL_TYPE (RtWindow, rt_window, ADW_TYPE_APPLICATION_WINDOW)

enum {
  SIGNAL_SHOWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Where there is no room for words, the icon alone leaves some for the title. */
static void
rt_window_show_toggle (RtWindow *self)
{
  gboolean running = rt_dashboard_page_get_running (self->dashboard);
  const char *words = running ? _("Stop all") : _("Start all");
  const char *icon = running ? "media-playback-stop-symbolic" : "media-playback-start-symbolic";

  gtk_image_set_from_icon_name (self->toggle_icon, icon);
  gtk_label_set_text (self->toggle_words, words);
  gtk_widget_set_visible (GTK_WIDGET (self->toggle_words), !rt_adaptive_get_narrow (self->adaptive));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  /* The page that compares has a first thing to do of its own. */
  if (running || g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "compare") == 0)
    gtk_widget_remove_css_class (GTK_WIDGET (self->toggle), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->toggle), "suggested-action");
}

/* The switcher goes below, whatever the language makes of its names. */
static void
on_narrow (RtWindow *self)
{
  adw_view_switcher_title_set_view_switcher_enabled (self->title, !rt_adaptive_get_narrow (self->adaptive));
  rt_window_show_toggle (self);
}

static void
on_toggle_all (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  RtWindow *self = RT_WINDOW (widget);

  if (rt_dashboard_page_get_running (self->dashboard))
    rt_dashboard_page_stop_all (self->dashboard);
  else
    rt_dashboard_page_start_all (self->dashboard);
}

/* A page is in sight: no lane is. */
static void
rt_window_show_page (RtWindow   *self,
                     const char *name)
{
  while (self->lane != NULL && rt_lane_page_get_lane (self->lane) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
  adw_view_stack_set_visible_child_name (self->pages, name);
}

static void
on_page (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  rt_window_show_page (RT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* Keys of the page, wherever in the window the focus is. */
static void
on_compare (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  GtkWidget *page = GTK_WIDGET (RT_WINDOW (widget)->compare);
  g_autofree char *its = g_strconcat ("compare.", g_variant_get_string (parameter, NULL), NULL);

  if (gtk_widget_get_mapped (page))
    gtk_widget_activate_action (page, its, NULL);
}

static void
on_say (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  void (*say) (AdwToastOverlay *, const char *) = g_str_equal (action, "win.warn") ? rt_toast_warn : rt_toast_tell;

  say (RT_WINDOW (widget)->toasts, g_variant_get_string (parameter, NULL));
}

/* Not before somebody wants to see it: the window is shown sooner. */
static RtComparePage *
get_compare (RtWindow *self)
{
  if (self->compare == NULL)
    {
      self->compare = g_object_new (RT_TYPE_COMPARE_PAGE, NULL);
      adw_bin_set_child (self->compare_place, GTK_WIDGET (self->compare));
    }
  return self->compare;
}

static void
on_compare_mapped (RtWindow *self)
{
  get_compare (self);
}

static void
on_notice_closed (RtWindow *self)
{
  gtk_widget_set_visible (self->notice, FALSE);
}

/* Where GTK finds it by itself it makes it before it shows the window. */
static void
add_help (RtWindow *self)
{
  GtkApplicationWindow *window = GTK_APPLICATION_WINDOW (self);
  g_autoptr (GtkBuilder) builder = NULL;
  GtkShortcutsWindow *shortcuts;

  if (gtk_application_window_get_help_overlay (window) != NULL)
    return;

  builder = gtk_builder_new_from_resource ("/roundtrip/help-overlay.ui");
  shortcuts = GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay"));
  gtk_application_window_set_help_overlay (window, shortcuts);
  rt_dialog_attach (GTK_WINDOW (shortcuts), GTK_WINDOW (self));
}

static void
on_after_paint (GdkFrameClock *clock,
                RtWindow      *self)
{
  g_clear_signal_handler (&self->after_paint, clock);
  g_signal_emit (self, signals[SIGNAL_SHOWN], 0);
  add_help (self);
}

static void
rt_window_realize (GtkWidget *widget)
{
  RtWindow *self = RT_WINDOW (widget);

  GTK_WIDGET_CLASS (rt_window_parent_class)->realize (widget);
  self->after_paint = g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint",
                                        G_CALLBACK (on_after_paint), self);
}

static void
rt_window_unrealize (GtkWidget *widget)
{
  g_clear_signal_handler (&RT_WINDOW (widget)->after_paint, gtk_widget_get_frame_clock (widget));

  GTK_WIDGET_CLASS (rt_window_parent_class)->unrealize (widget);
}

static gboolean
rt_window_close_request (GtkWindow *window)
{
  RtWindow *self = RT_WINDOW (window);
  int width, height;

  if (self->settings != NULL)
    {
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set (self->settings, "window-size", "(ii)", width, height);
      g_settings_set_boolean (self->settings, "window-maximized",
                              gtk_window_is_maximized (window));
    }
  return GTK_WINDOW_CLASS (rt_window_parent_class)->close_request (window);
}

static void
rt_window_dispose (GObject *object)
{
  RtWindow *self = RT_WINDOW (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->engine);
  g_clear_weak_pointer (&self->focus_before);

  G_OBJECT_CLASS (rt_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.toggle-all", NULL, on_toggle_all);
  gtk_widget_class_install_action (widget_class, "win.page", "s", on_page);
  gtk_widget_class_install_action (widget_class, "win.compare", "s", on_compare);
  gtk_widget_class_install_action (widget_class, "win.open-lane", "s", rt_window_open_lane);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, rt_window_go_back);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
  gtk_widget_class_install_action (widget_class, "win.tell", "s", on_say);
  gtk_widget_class_install_action (widget_class, "win.warn", "s", on_say);
}

static void
rt_window_class_init (RtWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_window_dispose;
  widget_class->realize = rt_window_realize;
  widget_class->unrealize = rt_window_unrealize;
  GTK_WINDOW_CLASS (klass)->close_request = rt_window_close_request;

  signals[SIGNAL_SHOWN] =
    g_signal_new ("shown", RT_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  install_actions (widget_class);

  g_type_ensure (RT_TYPE_ADAPTIVE);
  g_type_ensure (RT_TYPE_DASHBOARD_PAGE);
  g_type_ensure (RT_TYPE_LANE_HEADER);
  g_type_ensure (RT_TYPE_TRAFFIC_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RtWindow, adaptive);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, title);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, notice_label);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, toggle);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, toggle_icon);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, toggle_words);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, dashboard);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, compare_place);
  gtk_widget_class_bind_template_callback (widget_class, on_compare_mapped);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, traffic);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, headers);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, views);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, lane_header);
  gtk_widget_class_bind_template_child (widget_class, RtWindow, lane_place);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_lane_start", G_CALLBACK (rt_window_start_lane));
  gtk_widget_class_bind_template_callback (widget_class, on_narrow);
  gtk_widget_class_bind_template_callback (widget_class, rt_window_show_toggle);
  gtk_widget_class_bind_template_callback (widget_class, on_notice_closed);
}

static void
rt_window_init (RtWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.toggle-all", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back", FALSE);
  rt_turn_key_add (GTK_WIDGET (self), FALSE, "win.back", NULL);
  rt_window_show_toggle (self);
  rt_frames_favour (GTK_WIDGET (self));
}

/**
 * rt_window_new:
 * @application: the application
 * @settings: (nullable): where size, state and what lanes work on are kept
 *
 * Returns: (transfer none): a new window, not shown yet
 */
RtWindow *
rt_window_new (GtkApplication *application,
               GSettings      *settings)
{
  RtWindow *self = g_object_new (RT_TYPE_WINDOW, "application", application, NULL);
  int width, height;

  if (settings == NULL)
    return self;
  self->settings = g_object_ref (settings);
  rt_dashboard_page_keep_buses (self->dashboard, settings);
  g_settings_get (settings, "window-size", "(ii)", &width, &height);
  if (width > 0 && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  return self;
}

/**
 * rt_window_set_engine:
 * @self: a window
 * @engine: what serves, listening; the one it has, where that listens anew
 *
 * Gives the pages what they show. From now on lanes can start; those that run connect to
 * where @engine listens now.
 */
void
rt_window_set_engine (RtWindow *self,
                      RtEngine *engine)
{
  rt_dashboard_page_set_engine (self->dashboard, engine);
  rt_traffic_page_set_engine (self->traffic, engine);
  rt_traffic_page_set_misread (self->traffic, rt_window_find_misread (self));
  g_set_object (&self->engine, engine);
  if (self->lane != NULL)
    rt_lane_page_set_engine (self->lane, engine);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.toggle-all", TRUE);
}

/**
 * rt_window_notify:
 * @self: a window
 * @notice: (nullable): what to say; %NULL: nothing, what was said is true no more
 *
 * Says @notice above the pages until the user closes it.
 */
void
rt_window_notify (RtWindow   *self,
                  const char *notice)
{
  gtk_label_set_text (self->notice_label, notice != NULL ? notice : "");
  gtk_widget_set_visible (self->notice, notice != NULL);
}

/**
 * rt_window_fail:
 * @self: a window
 * @reason: why there is no engine, or none that listens
 *
 * Stops every lane, and says @reason above the pages and in each lane. Lanes can start again
 * after rt_window_set_engine().
 */
void
rt_window_fail (RtWindow   *self,
                const char *reason)
{
  rt_window_notify (self, reason);
  rt_dashboard_page_fail (self->dashboard, reason);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.toggle-all", FALSE);
}

static gboolean
is_result (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return name != NULL && g_str_has_suffix (name, RT_RESULT_SUFFIX);
}

/**
 * rt_window_open:
 * @self: a window
 * @files: of #GFile
 *
 * Shows results, the second beside the first. All other files are uploaded to the engine, as
 * soon as there is one, and how far they are is shown.
 */
void
rt_window_open (RtWindow   *self,
                GListModel *files)
{
  g_autoptr (GListStore) others = g_list_store_new (G_TYPE_FILE);
  guint n_results = 0;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      if (!is_result (file))
        g_list_store_append (others, file);
      else if (n_results++ < 2)
        rt_compare_page_open (get_compare (self), file, n_results > 1);
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (others)) > 0)
    rt_dashboard_page_upload (self->dashboard, G_LIST_MODEL (others));
  rt_window_show_page (self, n_results > 0 ? "compare" : "dashboard");
}

/**
 * rt_window_start_all:
 * @self: a window that has an engine
 *
 * Starts every lane, as the button does.
 */
void
rt_window_start_all (RtWindow *self)
{
  rt_dashboard_page_start_all (self->dashboard);
}
