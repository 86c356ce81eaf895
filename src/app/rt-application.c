/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-application-private.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "rt-dark-style.h"
#include "rt-settings.h"

/* An engine that has not ended by then is left to the end of the process. */
#define STOP_DEADLINE_MS 3000
/* How long lanes wait for what other programs have shared already, and how often that is looked at. */
#define CATCH_UP_MS      2000
#define CATCH_UP_STEP_MS 50

G_DEFINE_FINAL_TYPE (RtApplication, rt_application, ADW_TYPE_APPLICATION)

void
rt_application_listen (RtApplication *self)
{
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->catching_up, g_source_remove);
  if (!rt_serving_listen (self->serving, &notice, &error))
    {
      g_autofree char *words =
        /* Translators: a reason follows */
        g_strdup_printf (_("The servers cannot listen, so no lane can start: %s"),
                         error->message);

      rt_window_fail (self->window, words);
      return;
    }
  rt_window_notify (self->window, notice != NULL ? notice : rt_serving_get_bus_problem (self->serving));
  rt_window_set_engine (self->window, self->engine);
  rt_application_grant (self);
}

static gboolean
on_catching_up (gpointer user_data)
{
  RtApplication *self = user_data;

  if (!rt_serving_is_ready (self->serving) && g_get_monotonic_time () < self->patience)
    return G_SOURCE_CONTINUE;
  self->catching_up = 0;
  rt_application_listen (self);
  return G_SOURCE_REMOVE;
}

/* Lanes begin after what was there before them, which a bus tells a moment later. */
static void
rt_application_catch_up (RtApplication *self)
{
  if (rt_serving_is_ready (self->serving))
    {
      rt_application_listen (self);
      return;
    }
  self->patience = g_get_monotonic_time () + CATCH_UP_MS * 1000;
  self->catching_up = g_timeout_add (CATCH_UP_STEP_MS, on_catching_up, self);
}

static void
on_started (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean started = rt_engine_start_finish (RT_ENGINE (source), result, &error);

  /* A window that was opened since waits for an engine of its own. */
  if (RT_ENGINE (source) != self->engine || self->deadline != 0)
    return;
  self->has_started = started;
  if (!started)
    rt_window_fail (self->window, error->message);
  else
    rt_application_catch_up (self);
}

/* What is cancelled was for an engine that ended since. */
static void
on_shared (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (RtApplication) self = user_data;

  if (rt_serving_share_finish (RT_SERVING (source), result))
    rt_engine_start_async (self->engine, self->cancellable, on_started, g_object_ref (self));
}

static void
rt_application_start_engine (RtApplication *self)
{
  g_autoptr (GFile) state = g_file_new_build_filename (g_get_user_state_dir (),
                                                       GETTEXT_PACKAGE, NULL);

  if (self->engine != NULL)
    return;
  g_application_hold (G_APPLICATION (self));
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->engine = rt_engine_new (state);
  self->has_started = FALSE;
  rt_serving_set_engine (self->serving, self->engine);
  rt_serving_share_async (self->serving, self->cancellable, on_shared, g_object_ref (self));
}

/* Whoever opened a window meanwhile gets a new engine: this one has ended. */
static void
rt_application_let_go (RtApplication *self)
{
  g_clear_handle_id (&self->deadline, g_source_remove);
  rt_serving_set_engine (self->serving, NULL);
  g_clear_object (&self->engine);
  if (self->window != NULL)
    rt_application_start_engine (self);
  g_application_release (G_APPLICATION (self));
}

static void
on_stopped (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rt_engine_stop_finish (RT_ENGINE (source), result, &error))
    g_printerr ("%s\n", error->message);
  /* It may have ended only after it was given up. */
  if (RT_ENGINE (source) == self->engine)
    rt_application_let_go (self);
}

static gboolean
on_deadline (gpointer user_data)
{
  RtApplication *self = user_data;

  self->deadline = 0;
  rt_application_let_go (self);
  return G_SOURCE_REMOVE;
}

static void
rt_application_stop_engine (RtApplication *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->catching_up, g_source_remove);
  if (self->engine == NULL || self->deadline != 0)
    return;
  self->deadline = g_timeout_add (STOP_DEADLINE_MS, on_deadline, self);
  rt_engine_stop_async (self->engine, NULL, on_stopped, g_object_ref (self));
}

/* The engine outlives the window just long enough to end cleanly. */
static void
rt_application_window_removed (GtkApplication *application,
                               GtkWindow      *window)
{
  RtApplication *self = RT_APPLICATION (application);

  GTK_APPLICATION_CLASS (rt_application_parent_class)->window_removed (application, window);
  if (window != GTK_WINDOW (self->window))
    return;
  g_clear_weak_pointer (&self->window);
  rt_application_stop_engine (self);
}

static void
rt_application_activate (GApplication *application)
{
  RtApplication *self = RT_APPLICATION (application);

  rt_application_quit_now (self);
  if (self->window == NULL)
    {
      g_set_weak_pointer (&self->window,
                          rt_window_new (GTK_APPLICATION (self),
                                         rt_serving_get_settings (self->serving)));
      g_signal_connect_object (self->window, "shown",
                               G_CALLBACK (rt_application_start_engine), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

/* As a file manager does with "Open With": results are shown, all others are uploaded. */
static void
rt_application_open (GApplication  *application,
                     GFile        **files,
                     int            n_files,
                     const char    *hint)
{
  g_autoptr (GListStore) store = g_list_store_new (G_TYPE_FILE);

  g_list_store_splice (store, 0, 0, (gpointer *) files, n_files);
  g_application_activate (application);
  rt_window_open (RT_APPLICATION (application)->window, G_LIST_MODEL (store));
}

/* What the bus started for an action may have no window to close yet. */
static gboolean
on_unix_signal (gpointer user_data)
{
  RtApplication *self = user_data;

  if (self->window == NULL && self->engine == NULL)
    g_application_quit (G_APPLICATION (self));
  else
    rt_application_close (self);
  return G_SOURCE_CONTINUE;
}

static void
rt_application_startup (GApplication *application)
{
  RtApplication *self = RT_APPLICATION (application);
  g_autoptr (GSettings) settings = rt_settings_new ();
  const int numbers[] = { SIGINT, SIGTERM };

  G_APPLICATION_CLASS (rt_application_parent_class)->startup (application);
  rt_dark_style_follow (gdk_display_get_default ());
  self->serving = rt_serving_new (settings, &self->options);
  /* Another engine follows it, as there is a window. */
  g_signal_connect_object (self->serving, "share-anew",
                           G_CALLBACK (rt_application_stop_engine), self, G_CONNECT_SWAPPED);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    self->signals[i] = g_unix_signal_add (numbers[i], on_unix_signal, self);
  rt_application_add_actions (self);
}

/* One that is open already has ports and a speed, and would only come to the front. */
static int
rt_application_be_first (RtApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (!g_application_register (G_APPLICATION (self), NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (!g_application_get_is_remote (G_APPLICATION (self)))
    return -1;
  g_printerr ("%s\n", _("Roundtrip is open already, and these options cannot change it. Close it "
                        "first, or add --new-instance to open another one beside it."));
  return 1;
}

/* Here, or where the application runs already. */
static int
rt_application_ask (RtApplication *self)
{
  g_autoptr (GError) error = NULL;

  if (!g_application_register (G_APPLICATION (self), NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (self->options.start_all)
    g_action_group_activate_action (G_ACTION_GROUP (self), "start-all", NULL);
  if (self->options.open_web_page)
    g_action_group_activate_action (G_ACTION_GROUP (self), "open-web-page", NULL);
  /* Files are still to be handed over. */
  return g_application_get_is_remote (G_APPLICATION (self)) && (*self->arguments)[1] == NULL ? 0 : -1;
}

static int
rt_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  RtApplication *self = RT_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  int status;

  self->knows_options = TRUE;
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("roundtrip %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (!rt_options_check (&self->options, &error) ||
      !rt_options_check_files (*self->arguments + 1, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (!gtk_init_check ())
    {
      g_printerr ("%s\n", _("There is no display to open a window on. Start Roundtrip in a "
                            "desktop session, or use roundtrip-cli serve, which needs none."));
      return 1;
    }
  if (self->options.new_instance)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  if (rt_options_is_given (&self->options) && (status = rt_application_be_first (self)) >= 0)
    return status;
  if (self->options.start_all || self->options.open_web_page)
    return rt_application_ask (self);
  return -1;
}

/* What is left of the arguments once the options are read is known to nobody else. */
static gboolean
rt_application_local_command_line (GApplication   *application,
                                   char         ***arguments,
                                   int            *status)
{
  RtApplication *self = RT_APPLICATION (application);
  GApplicationClass *parent_class = G_APPLICATION_CLASS (rt_application_parent_class);
  gboolean is_done;

  self->arguments = arguments;
  self->knows_options = FALSE;
  is_done = parent_class->local_command_line (application, arguments, status);
  self->arguments = NULL;
  /* GLib has said what is wrong with them, but not whose they are. */
  if (is_done && !self->knows_options)
    {
      g_printerr ("%s\n", _("roundtrip --help lists the options."));
      *status = 2;
    }
  return is_done;
}

static void
rt_application_dispose (GObject *object)
{
  RtApplication *self = RT_APPLICATION (object);

  for (gsize i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_handle_id (&self->catching_up, g_source_remove);
  g_clear_handle_id (&self->deadline, g_source_remove);
  g_clear_handle_id (&self->quitting, g_source_remove);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->preferences);
  g_clear_object (&self->engine);
  g_clear_object (&self->serving);
  g_clear_object (&self->cancellable);
  rt_options_clear (&self->options);

  G_OBJECT_CLASS (rt_application_parent_class)->dispose (object);
}

static void
rt_application_class_init (RtApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_application_dispose;
  application_class->activate = rt_application_activate;
  application_class->open = rt_application_open;
  application_class->startup = rt_application_startup;
  application_class->local_command_line = rt_application_local_command_line;
  application_class->handle_local_options = rt_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_removed = rt_application_window_removed;
}

static void
rt_application_init (RtApplication *self)
{
  rt_options_init (&self->options);
  rt_options_add (&self->options, G_APPLICATION (self));
}

/**
 * rt_application_new:
 *
 * Returns: (transfer full): the application
 */
RtApplication *
rt_application_new (void)
{
  return g_object_new (RT_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/roundtrip",
                       NULL);
}
