/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-sequence-private.h"

/* How long a message that just moved is seen to move. */
#define MOVE_US (250 * 1000)
/* Of so many at once none is seen to move. */
#define MAX_MOVING 4
#define LEAST      200

G_DEFINE_FINAL_TYPE_WITH_CODE (RtSequence, rt_sequence, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum {
  SIGNAL_ACTIVATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
rt_sequence_lay_out (RtSequence *self)
{
  g_autoptr (GListStore) nothing = NULL;
  GListModel *items = G_LIST_MODEL (self->model);

  if (items == NULL)
    items = G_LIST_MODEL (nothing = g_list_store_new (RT_TYPE_TRACE_ITEM));
  rt_sequence_rows_update (self->rows, items, rt_sequence_row_height (GTK_WIDGET (self), self->sizes),
                           rt_sequence_gap_height (GTK_WIDGET (self)), self->now_us);
  rt_sequence_configure (self);
  if (self->to_show)
    rt_sequence_show_chosen (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static double
get_share (RtSequence *self)
{
  return CLAMP ((g_get_monotonic_time () - self->moved_us) / (double) MOVE_US, 0, 1);
}

static gboolean
on_tick (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  RtSequence *self = RT_SEQUENCE (widget);

  gtk_widget_queue_draw (widget);
  if (get_share (self) < 1)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

/* What came since the last time is seen to move, where that is wanted. */
static void
rt_sequence_move (RtSequence *self)
{
  guint n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
  g_autoptr (RtTraceItem) last = n > 0 ? g_list_model_get_item (G_LIST_MODEL (self->model), n - 1) : NULL;
  guint64 before = self->last_id;
  gboolean animated;

  self->last_id = last != NULL ? rt_trace_item_get_id (last) : 0;
  if (self->last_id <= before || before == 0 || self->last_id - before > MAX_MOVING)
    return;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated, NULL);
  if (!animated || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->fresh_id = before + 1;
  self->moved_us = g_get_monotonic_time ();
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

/* The first row that is on its way. */
static guint
find_fresh (RtSequence *self)
{
  guint n = rt_sequence_rows_get_n (self->rows);
  guint fresh = n;

  while (self->tick != 0 && fresh > 0)
    {
      const RtSequenceRow *row = rt_sequence_rows_get (self->rows, fresh - 1);

      if (row->item != NULL && rt_trace_item_get_id (row->item) < self->fresh_id)
        break;
      fresh--;
    }
  return fresh;
}

/* Through cairo: GSK 4.8 cannot compare two border nodes, and prints that it cannot. */
static void
draw_frame (RtSequenceBoard *board,
            cairo_t         *cr)
{
  cairo_rectangle (cr, 2, board->head + 2, board->width - 4, board->height - board->head - 4);
  gdk_cairo_set_source_rgba (cr, &board->accent);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

/* Where nothing is chosen that can be seen, the whole has the focus. */
static void
draw_chosen (RtSequence      *self,
             RtSequenceBoard *board,
             cairo_t         *cr)
{
  gboolean focus = gtk_widget_has_visible_focus (GTK_WIDGET (self));
  const RtSequenceRow *row;
  GdkRGBA ground = board->accent;
  guint index;

  if (!rt_sequence_rows_find_item (self->rows, rt_sequence_get_chosen (self), &index))
    {
      if (focus)
        draw_frame (board, cr);
      return;
    }
  row = rt_sequence_rows_get (self->rows, index);
  cairo_rectangle (cr, 2, row->y + board->head - rt_sequence_get_scrolled (self) + 1, board->width - 4,
                   row->height - 2);
  ground.alpha *= 0.15;
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &board->accent);
  cairo_set_line_width (cr, 2);
  if (focus)
    cairo_stroke (cr);
  cairo_new_path (cr);
}

static void
rt_sequence_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  RtSequence *self = RT_SEQUENCE (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  RtSequenceBoard board;
  graphene_rect_t below;
  cairo_t *cr;

  rt_sequence_board_init (&board, widget, self->sizes);
  below = GRAPHENE_RECT_INIT (0, board.head, width, height - board.head);
  if (width <= 0 || height <= board.head)
    return;
  rt_sequence_paint_head (&board, snapshot);
  gtk_snapshot_push_clip (snapshot, &below);
  cr = gtk_snapshot_append_cairo (snapshot, &below);
  draw_chosen (self, &board, cr);
  rt_sequence_paint_lines (&board, cr, self->rows, rt_sequence_get_scrolled (self), find_fresh (self),
                           get_share (self));
  cairo_destroy (cr);
  rt_sequence_paint_words (&board, snapshot, self->rows, rt_sequence_get_scrolled (self));
  gtk_snapshot_pop (snapshot);
}

static void
rt_sequence_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  *minimum = LEAST / 2;
  *natural = 2 * LEAST;
}

static void
rt_sequence_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  rt_sequence_configure (RT_SEQUENCE (widget));
}

/* The letters may be others. */
static void
rt_sequence_css_changed (GtkWidget         *widget,
                         GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (rt_sequence_parent_class)->css_changed (widget, change);
  RT_SEQUENCE (widget)->restyled = TRUE;
}

static void
rt_sequence_dispose (GObject *object)
{
  RtSequence *self = RT_SEQUENCE (object);

  rt_sequence_set_model (self, NULL);
  g_object_set (self, "hadjustment", NULL, "vadjustment", NULL, NULL);

  G_OBJECT_CLASS (rt_sequence_parent_class)->dispose (object);
}

static void
rt_sequence_finalize (GObject *object)
{
  rt_sequence_rows_free (RT_SEQUENCE (object)->rows);

  G_OBJECT_CLASS (rt_sequence_parent_class)->finalize (object);
}

static void
rt_sequence_class_init (RtSequenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rt_sequence_dispose;
  object_class->finalize = rt_sequence_finalize;
  widget_class->snapshot = rt_sequence_snapshot;
  widget_class->measure = rt_sequence_measure;
  widget_class->size_allocate = rt_sequence_size_allocate;
  widget_class->css_changed = rt_sequence_css_changed;

  rt_sequence_scroll_class_init (object_class);
  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("activate", RT_TYPE_SEQUENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "sequence");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rt_sequence_init (RtSequence *self)
{
  self->rows = rt_sequence_rows_new ();
  self->at_end = TRUE;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  rt_sequence_add_controls (self);
}

void
rt_sequence_activate (RtSequence *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

static void
on_items_changed (RtSequence *self)
{
  self->changed = TRUE;
}

/**
 * rt_sequence_set_model:
 * @self: a sequence diagram
 * @model: (nullable): of #RtTraceItem, the oldest first
 *
 * Sets what is shown, from the next rt_sequence_update() on.
 */
void
rt_sequence_set_model (RtSequence         *self,
                       GtkSingleSelection *model)
{
  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  self->changed = TRUE;
  self->at_end = TRUE;
  self->last_id = 0;
  if (model == NULL)
    return;
  g_signal_connect_object (model, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "notify::selected-item", G_CALLBACK (rt_sequence_show_chosen), self,
                           G_CONNECT_SWAPPED);
}

/**
 * rt_sequence_follow:
 * @self: a sequence diagram
 *
 * Shows the last of what there is, and of what comes until somebody scrolls.
 */
void
rt_sequence_follow (RtSequence *self)
{
  self->at_end = TRUE;
  rt_sequence_configure (self);
}

/**
 * rt_sequence_set_sizes:
 * @self: a sequence diagram
 * @sizes: whether to write them
 *
 * Sets whether each arrow has beside it how many bytes of payload and overhead it is of.
 */
void
rt_sequence_set_sizes (RtSequence *self,
                       gboolean    sizes)
{
  if (self->sizes == sizes)
    return;
  self->sizes = sizes;
  rt_sequence_lay_out (self);
}

/**
 * rt_sequence_update:
 * @self: a sequence diagram
 * @completed: whether a message that was shown before may be known better now
 * @now_us: until when what waits is shown to wait (monotonic, µs); 0: until the last message
 *
 * Shows what the model has now. Nothing is painted where that is what it had before, and
 * nothing waits.
 */
void
rt_sequence_update (RtSequence *self,
                    gboolean    completed,
                    gint64      now_us)
{
  gboolean later = now_us != self->now_us && rt_sequence_rows_get_waits (self->rows);

  if (!self->changed && !completed && !later && !self->restyled)
    return;
  self->now_us = now_us;
  self->changed = FALSE;
  self->restyled = FALSE;
  rt_sequence_move (self);
  rt_sequence_lay_out (self);
}
