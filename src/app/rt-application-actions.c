/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-application-private.h"

#include "rt-about.h"
#include "rt-preferences-window.h"

/* Whether there is anything that could listen. */
static gboolean
rt_application_serves (RtApplication *self)
{
  return self->window != NULL && self->engine != NULL && self->has_started && self->deadline == 0;
}

static gboolean
rt_application_listens (RtApplication *self)
{
  return rt_application_serves (self) &&
         rt_server_is_listening (rt_engine_get_server (self->engine));
}

void
rt_application_grant (RtApplication *self)
{
  guint wishes = self->wishes;
  g_autofree char *uri = NULL;

  if (!rt_application_listens (self))
    return;
  self->wishes = 0;
  if (wishes & RT_WISH_START_ALL)
    rt_window_start_all (self->window);
  if (wishes & RT_WISH_WEB_PAGE)
    {
      uri = rt_server_dup_uri (rt_engine_get_server (self->engine), RT_PORT_MAIN);
      gtk_show_uri (GTK_WINDOW (self->window), uri, GDK_CURRENT_TIME);
    }
}

void
rt_application_close (RtApplication *self)
{
  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static gboolean
on_idle_quit (gpointer user_data)
{
  RtApplication *self = user_data;

  self->quitting = 0;
  rt_application_close (self);
  return G_SOURCE_REMOVE;
}

void
rt_application_quit_now (RtApplication *self)
{
  if (self->quitting == 0)
    return;
  g_clear_handle_id (&self->quitting, g_source_remove);
  rt_application_close (self);
}

/* The window with the shortcuts goes with the main one, but GTK 4.8 looks at it once more
 * when it has handled the key. */
static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         RtApplication *self)
{
  if (self->quitting == 0)
    self->quitting = g_idle_add_full (G_PRIORITY_DEFAULT, on_idle_quit, self, NULL);
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          RtApplication *self)
{
  if (self->window != NULL)
    rt_about_show (GTK_WINDOW (self->window), self->engine);
}

static void
on_preferences (GSimpleAction *action,
                GVariant      *parameter,
                RtApplication *self)
{
  g_application_activate (G_APPLICATION (self));
  if (self->preferences == NULL)
    g_set_weak_pointer (&self->preferences,
                        GTK_WINDOW (rt_preferences_window_new (GTK_WINDOW (self->window), self->serving)));
  gtk_window_present (self->preferences);
}

static void
on_restart_servers (GSimpleAction *action,
                    GVariant      *parameter,
                    RtApplication *self)
{
  if (rt_application_serves (self))
    rt_application_listen (self);
}

static void
rt_application_wish (RtApplication *self,
                     RtWish         wish)
{
  self->wishes |= wish;
  g_application_activate (G_APPLICATION (self));
  rt_application_grant (self);
}

static void
on_start_all (GSimpleAction *action,
              GVariant      *parameter,
              RtApplication *self)
{
  rt_application_wish (self, RT_WISH_START_ALL);
}

static void
on_open_web_page (GSimpleAction *action,
                  GVariant      *parameter,
                  RtApplication *self)
{
  rt_application_wish (self, RT_WISH_WEB_PAGE);
}

typedef void (*Activated) (GSimpleAction *, GVariant *, gpointer);

void
rt_application_add_actions (RtApplication *self)
{
  const GActionEntry actions[] = {
    { "about", (Activated) on_about },
    { "open-web-page", (Activated) on_open_web_page },
    { "preferences", (Activated) on_preferences },
    { "quit", (Activated) on_quit },
    { "restart-servers", (Activated) on_restart_servers },
    { "start-all", (Activated) on_start_all },
  };
  const struct {
    const char *action;
    const char *keys[3];
  } keys[] = {
    { "app.preferences", { "<Control>comma" } },
    { "app.quit", { "<Control>q" } },
    { "win.compare::open", { "<Control>o" } },
    { "win.compare::print", { "<Control>p" } },
    { "win.compare::run", { "<Control>Return", "<Control>KP_Enter" } },
    { "win.compare::save", { "<Control>s" } },
    { "win.page::dashboard", { "<Alt>1" } },
    { "win.page::compare", { "<Alt>2" } },
    { "win.page::traffic", { "<Alt>3" } },
    { "win.show-help-overlay", { "<Control>question" } },
    { "win.toggle-all", { "<Control>r" } },
    { "window.close", { "<Control>w" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action, keys[i].keys);
  /* Without a schema there is nothing to prefer. */
  if (rt_serving_get_settings (self->serving) == NULL)
    g_action_map_remove_action (G_ACTION_MAP (self), "preferences");
}
