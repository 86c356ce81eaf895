/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-pictures.h"

#include "pages/dashboard/rt-lane-slot.h"

/* Long enough for charts that show something, short of the whole minute. */
#define WARM_UP_SECONDS 40
/* What a change of size or colours takes to be laid out and painted. */
#define SETTLE_MS 1200

typedef struct {
  const char    *name;
  int            width;
  int            height;
  AdwColorScheme scheme;
  guint          story;     /* which live view of each lane, from 0 */
  guint          lane;      /* which one is seen where there is room for one only */
} Picture;

static const Picture pictures[] = {
  { "dashboard-400-light.png", 400, 800, ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dashboard-400-dark.png", 400, 800, ADW_COLOR_SCHEME_FORCE_DARK },
  { "dashboard-1280-light.png", 1280, 860, ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dashboard-1280-dark.png", 1280, 860, ADW_COLOR_SCHEME_FORCE_DARK },
  { "dashboard-1920-light.png", 1920, 1080, ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dashboard-1920-dark.png", 1920, 1080, ADW_COLOR_SCHEME_FORCE_DARK },
  { "stories-400-light.png", 400, 800, ADW_COLOR_SCHEME_FORCE_LIGHT, 1, 2 },
  { "stories-400-dark.png", 400, 800, ADW_COLOR_SCHEME_FORCE_DARK, 1, 4 },
  { "stories-1280-light.png", 1280, 860, ADW_COLOR_SCHEME_FORCE_LIGHT, 1 },
  { "stories-1280-dark.png", 1280, 860, ADW_COLOR_SCHEME_FORCE_DARK, 1 },
  { "stories-1920-light.png", 1920, 1080, ADW_COLOR_SCHEME_FORCE_LIGHT, 1 },
  { "more-stories-400-light.png", 400, 800, ADW_COLOR_SCHEME_FORCE_LIGHT, 2, 2 },
  { "more-stories-1280-dark.png", 1280, 860, ADW_COLOR_SCHEME_FORCE_DARK, 2 },
  { "more-stories-1280-light.png", 1280, 860, ADW_COLOR_SCHEME_FORCE_LIGHT, 2 },
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

static void
for_each_widget (GtkWidget  *root,
                 GType       type,
                 void      (*func) (GtkWidget     *widget,
                                    const Picture *picture),
                 const Picture *picture)
{
  GtkWidget *child = gtk_widget_get_first_child (root);

  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    func (root, picture);
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    for_each_widget (child, type, func, picture);
}

static void
show_story (GtkWidget     *slot,
            const Picture *picture)
{
  rt_lane_slot_try_out (RT_LANE_SLOT (slot), picture->story);
}

static void
show_lane (GtkWidget     *carousel,
           const Picture *picture)
{
  if (adw_carousel_get_n_pages (ADW_CAROUSEL (carousel)) > picture->lane)
    adw_carousel_scroll_to (ADW_CAROUSEL (carousel),
                            adw_carousel_get_nth_page (ADW_CAROUSEL (carousel), picture->lane),
                            FALSE);
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
  if (self->next > 0 && picture->story != picture[-1].story)
    for_each_widget (GTK_WIDGET (self->window), RT_TYPE_LANE_SLOT, show_story, picture);
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

  for_each_widget (GTK_WIDGET (self->window), ADW_TYPE_CAROUSEL, show_lane,
                   &pictures[self->next]);
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
