/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-column-layout.h"

struct _RtColumnLayout {
  GtkLayoutManager parent_instance;
  int              column_width;
  int              spacing;
  int              usual_columns;
  guint            n_columns;   /* when it was laid out */
  guint            source;
};

G_DEFINE_FINAL_TYPE (RtColumnLayout, rt_column_layout, GTK_TYPE_LAYOUT_MANAGER)

enum {
  PROP_0,
  PROP_COLUMN_WIDTH,
  PROP_SPACING,
  PROP_USUAL_COLUMNS,
  PROP_N_COLUMNS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static guint
count_children (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_should_layout (child);
  return n;
}

static GtkWidget *
next_child (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static int
get_least_width (GtkWidget *widget)
{
  int width = 0;

  for (GtkWidget *child = next_child (gtk_widget_get_first_child (widget)); child != NULL;
       child = next_child (gtk_widget_get_next_sibling (child)))
    {
      int least;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      width = MAX (width, least);
    }
  return width;
}

static guint
get_n_fitting (RtColumnLayout *self,
               int             column_width,
               int             width,
               guint           n_children)
{
  guint n = MAX (n_children, 1);
  guint fitting = CLAMP ((width + self->spacing) / (column_width + self->spacing), 1, (int) n);
  guint n_rows = (n + fitting - 1) / fitting;

  /* Of four children, no one is left alone below three. */
  return (n + n_rows - 1) / n_rows;
}

/* Where letters are large, a column is as wide as its children have to be. */
static guint
get_n_columns (RtColumnLayout *self,
               GtkWidget      *widget,
               int             width,
               guint           n_children)
{
  return get_n_fitting (self, MAX (self->column_width, get_least_width (widget)), width, n_children);
}

static int
get_child_width (RtColumnLayout *self,
                 int             width,
                 guint           n_columns)
{
  return MAX ((width - self->spacing * (int) (n_columns - 1)) / (int) n_columns, 0);
}

/* How high a row is: as high as its highest child. Returns the first child of the next. */
static GtkWidget *
measure_row (GtkWidget        *child,
             guint             n_columns,
             int               child_width,
             GtkRequestedSize *row)
{
  *row = (GtkRequestedSize) { .data = child };
  for (guint i = 0; i < n_columns && child != NULL; i++)
    {
      int minimum, natural, least;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, MAX (child_width, least),
                          &minimum, &natural, NULL, NULL);
      row->minimum_size = MAX (row->minimum_size, minimum);
      row->natural_size = MAX (row->natural_size, natural);
      child = next_child (gtk_widget_get_next_sibling (child));
    }
  return child;
}

static int
get_n_rows (guint n_children,
            guint n_columns)
{
  return (n_children + n_columns - 1) / n_columns;
}

static GtkSizeRequestMode
rt_column_layout_get_request_mode (GtkLayoutManager *manager,
                                   GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
get_width_of (RtColumnLayout *self,
              GtkWidget      *widget,
              guint           n_columns)
{
  return (MAX (self->column_width, get_least_width (widget)) + self->spacing) * (int) n_columns;
}

static void
rt_column_layout_measure_height (RtColumnLayout *self,
                                 GtkWidget      *widget,
                                 int             width,
                                 int            *minimum,
                                 int            *natural)
{
  GtkWidget *child = next_child (gtk_widget_get_first_child (widget));
  guint n_children = count_children (widget);
  guint n_columns = get_n_columns (self, widget, width, n_children);
  int n_rows = get_n_rows (n_children, n_columns);

  *minimum = *natural = MAX (n_rows - 1, 0) * self->spacing;
  while (child != NULL)
    {
      GtkRequestedSize row;

      child = measure_row (child, n_columns, get_child_width (self, width, n_columns), &row);
      *minimum += row.minimum_size;
      *natural += row.natural_size;
    }
}

static void
rt_column_layout_measure (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          GtkOrientation    orientation,
                          int               for_size,
                          int              *minimum,
                          int              *natural,
                          int              *minimum_baseline,
                          int              *natural_baseline)
{
  RtColumnLayout *self = RT_COLUMN_LAYOUT (manager);
  guint n_children = count_children (widget);
  int ignored;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = get_least_width (widget);
      *natural = MAX (*minimum, self->column_width * (int) MIN (n_children, 3));
      return;
    }

  /* For no width in particular it is the least height: side by side, all of them. */
  rt_column_layout_measure_height (self, widget, for_size >= 0 ? for_size : get_width_of (self, widget, n_children),
                                   minimum, natural);
  if (for_size < 0 && self->usual_columns > 0)
    rt_column_layout_measure_height (self, widget, get_width_of (self, widget, self->usual_columns), &ignored, natural);
}

/* What is left once each row has what it asks for is shared out alike: whatever takes it in
 * one row has as much of it as in any other. */
static GtkRequestedSize *
rt_column_layout_share_height (RtColumnLayout *self,
                               GtkWidget      *child,
                               guint           n_columns,
                               int             n_rows,
                               int             child_width,
                               int             height)
{
  GtkRequestedSize *rows = g_new0 (GtkRequestedSize, n_rows);
  int left = height - self->spacing * (n_rows - 1);

  for (int i = 0; i < n_rows; i++)
    {
      child = measure_row (child, n_columns, child_width, &rows[i]);
      left -= rows[i].minimum_size;
    }
  left = gtk_distribute_natural_allocation (MAX (left, 0), n_rows, rows);
  for (int i = 0; i < n_rows; i++)
    rows[i].minimum_size += left / n_rows;
  return rows;
}

static void
on_laid_out (gpointer user_data)
{
  RtColumnLayout *self = user_data;

  self->source = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_COLUMNS]);
}

/* Whoever is told may want other sizes, which nobody may in the middle of a layout. */
static void
rt_column_layout_set_n_columns (RtColumnLayout *self,
                                guint           n_columns)
{
  if (self->n_columns == n_columns)
    return;
  self->n_columns = n_columns;
  if (self->source == 0)
    self->source = g_idle_add_once (on_laid_out, self);
}

static void
rt_column_layout_allocate (GtkLayoutManager *manager,
                           GtkWidget        *widget,
                           int               width,
                           int               height,
                           int               baseline)
{
  RtColumnLayout *self = RT_COLUMN_LAYOUT (manager);
  guint n_children = count_children (widget);
  guint n_columns = get_n_columns (self, widget, width, n_children);
  int n_rows = MAX (get_n_rows (n_children, n_columns), 1);
  int child_width = get_child_width (self, width, n_columns);
  GtkWidget *child = next_child (gtk_widget_get_first_child (widget));
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  g_autofree GtkRequestedSize *rows =
    rt_column_layout_share_height (self, child, n_columns, n_rows, child_width, height);
  int y = 0;

  rt_column_layout_set_n_columns (self, n_columns);
  for (int row = 0; row < n_rows; row++)
    {
      for (guint i = 0; i < n_columns && child != NULL; i++)
        {
          int x = i * (child_width + self->spacing);

          gtk_widget_size_allocate (child,
                                    &(GtkAllocation) {
                                      mirrored ? width - x - child_width : x, y,
                                      child_width, rows[row].minimum_size
                                    }, -1);
          child = next_child (gtk_widget_get_next_sibling (child));
        }
      y += rows[row].minimum_size + self->spacing;
    }
}

static void
rt_column_layout_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  RtColumnLayout *self = RT_COLUMN_LAYOUT (object);

  switch (prop_id)
    {
    case PROP_COLUMN_WIDTH:
      g_value_set_int (value, self->column_width);
      break;
    case PROP_SPACING:
      g_value_set_int (value, self->spacing);
      break;
    case PROP_USUAL_COLUMNS:
      g_value_set_int (value, self->usual_columns);
      break;
    case PROP_N_COLUMNS:
      g_value_set_uint (value, self->n_columns);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_column_layout_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  RtColumnLayout *self = RT_COLUMN_LAYOUT (object);
  int *field = NULL;

  switch (prop_id)
    {
    case PROP_COLUMN_WIDTH:
      field = &self->column_width;
      break;
    case PROP_SPACING:
      field = &self->spacing;
      break;
    case PROP_USUAL_COLUMNS:
      field = &self->usual_columns;
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (*field == g_value_get_int (value))
    return;
  *field = g_value_get_int (value);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
  g_object_notify_by_pspec (object, pspec);
}

static void
rt_column_layout_dispose (GObject *object)
{
  g_clear_handle_id (&RT_COLUMN_LAYOUT (object)->source, g_source_remove);

  G_OBJECT_CLASS (rt_column_layout_parent_class)->dispose (object);
}

static void
rt_column_layout_class_init (RtColumnLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);
  const GParamFlags flags =
    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = rt_column_layout_dispose;
  object_class->get_property = rt_column_layout_get_property;
  object_class->set_property = rt_column_layout_set_property;
  layout_class->get_request_mode = rt_column_layout_get_request_mode;
  layout_class->measure = rt_column_layout_measure;
  layout_class->allocate = rt_column_layout_allocate;

  properties[PROP_COLUMN_WIDTH] =
    g_param_spec_int ("column-width", NULL, NULL, 1, G_MAXSHORT, 320, flags);
  properties[PROP_SPACING] =
    g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXSHORT, 12, flags);
  properties[PROP_USUAL_COLUMNS] =
    g_param_spec_int ("usual-columns", NULL, NULL, 0, G_MAXSHORT, 0, flags);
  properties[PROP_N_COLUMNS] =
    g_param_spec_uint ("n-columns", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_column_layout_init (RtColumnLayout *self)
{
  self->column_width = 320;
  self->spacing = 12;
}

/**
 * rt_column_layout_new:
 *
 * Returns: (transfer full): a new layout manager
 */
GtkLayoutManager *
rt_column_layout_new (void)
{
  return g_object_new (RT_TYPE_COLUMN_LAYOUT, NULL);
}

/**
 * rt_column_layout_get_n_columns:
 * @self: a layout
 * @width: the room there is
 * @n_children: how many there are to be laid out
 *
 * Returns: as many as fit, at least 1, at most @n_children, and no more than there have to
 *   be for so many rows
 */
guint
rt_column_layout_get_n_columns (RtColumnLayout *self,
                                int             width,
                                guint           n_children)
{
  return get_n_fitting (self, self->column_width, width, n_children);
}
