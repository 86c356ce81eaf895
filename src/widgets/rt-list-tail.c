/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-list-tail.h"

struct _RtListTail {
  GObject             parent_instance;
  GtkScrolledWindow  *scroller;
  GtkSingleSelection *model;
  GdkFrameClock      *clock;       /* while it is mapped */
  gboolean            at_end;
  gboolean            changed;     /* since it was laid out */
  gboolean            laying_out;  /* what changed, in this frame */
  gboolean            to_show;     /* what is chosen */
};

G_DEFINE_FINAL_TYPE (RtListTail, rt_list_tail, G_TYPE_OBJECT)

static GtkAdjustment *
get_adjustment (RtListTail *self)
{
  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
         gtk_adjustment_get_upper (adjustment) - 1;
}

/* A list that is laid out anew scrolls by itself, to keep what it showed: that is nobody's
 * wish. With as many rows gone as there are new ones nothing else tells that it is. */
static void
on_scrolled (RtListTail *self)
{
  if (!self->laying_out && self->clock != NULL)
    self->at_end = is_at_end (get_adjustment (self));
}

/* It is longer or shorter, or of another height; told before it scrolls by itself. */
static void
on_configured (RtListTail *self)
{
  self->changed = TRUE;
  self->laying_out = TRUE;
}

static void
rt_list_tail_show_chosen (RtListTail *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint selected = gtk_single_selection_get_selected (self->model);
  double row = gtk_adjustment_get_upper (adjustment) / MAX (n_items, 1);
  double page = gtk_adjustment_get_page_size (adjustment);

  if (selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected * row < gtk_adjustment_get_value (adjustment))
    gtk_adjustment_set_value (adjustment, selected * row);
  else if ((selected + 1) * row > gtk_adjustment_get_value (adjustment) + page)
    gtk_adjustment_set_value (adjustment, (selected + 1) * row - page);
}

static void
on_before_paint (RtListTail *self)
{
  self->laying_out = self->changed;
}

static void
on_laid_out (RtListTail *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);
  gboolean to_show = self->to_show && self->model != NULL;

  if (!self->laying_out && !to_show)
    return;
  self->changed = FALSE;
  self->laying_out = FALSE;
  self->to_show = FALSE;
  if (to_show)
    rt_list_tail_show_chosen (self);
  if (self->at_end && !is_at_end (adjustment))
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static void
rt_list_tail_forget_clock (RtListTail *self)
{
  if (self->clock != NULL)
    g_signal_handlers_disconnect_by_data (self->clock, self);
  g_clear_object (&self->clock);
}

static void
on_map (RtListTail *self)
{
  rt_list_tail_forget_clock (self);
  self->changed = TRUE;
  self->clock = g_object_ref (gtk_widget_get_frame_clock (GTK_WIDGET (self->scroller)));
  g_signal_connect_object (self->clock, "before-paint", G_CALLBACK (on_before_paint), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->clock, "layout", G_CALLBACK (on_laid_out), self, G_CONNECT_SWAPPED);
}

static void
on_items_changed (RtListTail *self)
{
  self->changed = TRUE;
}

static void
on_selected (RtListTail *self)
{
  self->to_show = gtk_single_selection_get_selected_item (self->model) != NULL;
  gtk_widget_queue_allocate (gtk_scrolled_window_get_child (self->scroller));
}

static void
rt_list_tail_dispose (GObject *object)
{
  RtListTail *self = RT_LIST_TAIL (object);

  rt_list_tail_forget_clock (self);
  g_clear_object (&self->model);
  g_clear_object (&self->scroller);

  G_OBJECT_CLASS (rt_list_tail_parent_class)->dispose (object);
}

static void
rt_list_tail_class_init (RtListTailClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rt_list_tail_dispose;
}

static void
rt_list_tail_init (RtListTail *self)
{
  self->at_end = TRUE;
}

/**
 * rt_list_tail_new:
 * @scroller: what the list is scrolled in
 *
 * Returns: (transfer full): what keeps it at its end
 */
RtListTail *
rt_list_tail_new (GtkScrolledWindow *scroller)
{
  RtListTail *self = g_object_new (RT_TYPE_LIST_TAIL, NULL);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);

  self->scroller = g_object_ref (scroller);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_configured), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scroller, "map", G_CALLBACK (on_map), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scroller, "unmap", G_CALLBACK (rt_list_tail_forget_clock), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * rt_list_tail_set_model:
 * @self: a list's tail that has no model yet
 * @model: what the list shows, and what of it is chosen
 *
 * Follows it.
 */
void
rt_list_tail_set_model (RtListTail         *self,
                        GtkSingleSelection *model)
{
  g_set_object (&self->model, model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
}

/**
 * rt_list_tail_follow:
 * @self: a list's tail
 *
 * Shows the end, and stays there until somebody scrolls.
 */
void
rt_list_tail_follow (RtListTail *self)
{
  self->at_end = TRUE;
  self->changed = TRUE;
  gtk_widget_queue_allocate (gtk_scrolled_window_get_child (self->scroller));
}
