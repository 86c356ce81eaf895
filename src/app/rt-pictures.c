/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-pictures.h"

/* Long enough for charts that show something, short of the whole minute. */
#define WARM_UP_SECONDS 40
/* What a change of size or colours takes to be laid out and painted. */
#define SETTLE_MS 1200

typedef struct {
  const char    *name;
  int            width;
  int            height;
  AdwColorScheme scheme;
} Picture;

static const Picture pictures[] = {
  { "dashboard-400-light.png", 400, 800, ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dashboard-400-dark.png", 400, 800, ADW_COLOR_SCHEME_FORCE_DARK },
  { "dashboard-1280-light.png", 1280, 860, ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dashboard-1280-dark.png", 1280, 860, ADW_COLOR_SCHEME_FORCE_DARK },
  { "dashboard-1920-light.png", 1920, 1080, ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dashboard-1920-dark.png", 1920, 1080, ADW_COLOR_SCHEME_FORCE_DARK },
};

typedef struct {
  RtWindow *window;
  char     *folder;
  gsize     next;
} Session;

static void
session_free (Session *self)
{
  g_object_unref (self->window);
  g_free (self->folder);
  g_free (self);
}

static void
save (GtkWidget  *widget,
      const char *file)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (!gdk_texture_save_to_png (texture, file))
    g_printerr ("%s cannot be written.\n", file);
}

static gboolean on_settled (gpointer user_data);

static void
session_go_on (Session *self)
{
  const Picture *picture = &pictures[self->next];

  if (self->next == G_N_ELEMENTS (pictures))
    {
      gtk_window_close (GTK_WINDOW (self->window));
      session_free (self);
      return;
    }
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), picture->scheme);
  gtk_window_set_default_size (GTK_WINDOW (self->window), picture->width, picture->height);
  g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
on_after_paint (GdkFrameClock *clock,
                Session       *self)
{
  g_autofree char *file = g_build_filename (self->folder, pictures[self->next].name, NULL);

  g_signal_handlers_disconnect_by_func (clock, on_after_paint, self);
  save (GTK_WIDGET (self->window), file);
  self->next++;
  session_go_on (self);
}

/* Between frames, a widget that is to be drawn anew has nothing to show. */
static gboolean
on_settled (gpointer user_data)
{
  Session *self = user_data;

  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (self->window)), "after-paint",
                    G_CALLBACK (on_after_paint), self);
  gtk_widget_queue_draw (GTK_WIDGET (self->window));
  return G_SOURCE_REMOVE;
}

static gboolean
on_warm (gpointer user_data)
{
  session_go_on (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * rt_pictures_take:
 * @window: a window that has an engine
 * @folder: where the pictures go
 *
 * Starts all lanes, lets them run for a while, and draws the window.
 */
void
rt_pictures_take (RtWindow   *window,
                  const char *folder)
{
  Session *self = g_new0 (Session, 1);

  self->window = g_object_ref (window);
  self->folder = g_strdup (folder);
  rt_window_start_all (window);
  g_timeout_add_seconds (WARM_UP_SECONDS, on_warm, self);
}
