/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-adaptive.h"

/* How often it is looked whether a button that is held was let go. */
#define HELD_MS 50

struct _RtAdaptive {
  GtkWidget  parent_instance;
  GtkWidget *child;
  int        threshold;
  gboolean   narrow;
  int        width;
  int        least;   /* what the child needs where it is not narrow; 0: that is not known */
  guint      source;
};

G_DEFINE_FINAL_TYPE (RtAdaptive, rt_adaptive, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_CHILD,
  PROP_THRESHOLD,
  PROP_NARROW,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

/* Whether a button of the mouse was pressed in here and is held still. */
static gboolean
is_held (RtAdaptive *self)
{
  const GdkModifierType buttons = GDK_BUTTON1_MASK | GDK_BUTTON2_MASK | GDK_BUTTON3_MASK;
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkDevice *pointer = seat != NULL ? gdk_seat_get_pointer (seat) : NULL;
  GdkModifierType state = 0;

  /* Alone this flag may stay behind: of a widget, for one, that went while it was pressed. */
  if ((gtk_widget_get_state_flags (GTK_WIDGET (self)) & GTK_STATE_FLAG_ACTIVE) == 0 ||
      native == NULL || pointer == NULL)
    return FALSE;

  gdk_surface_get_device_position (gtk_native_get_surface (native), pointer, NULL, NULL, &state);

  return (state & buttons) != 0;
}

static gboolean
lacks_room (RtAdaptive *self)
{
  return self->width < MAX (self->threshold, self->least);
}

static gboolean
on_laid_out (gpointer user_data)
{
  RtAdaptive *self = user_data;
  gboolean narrow = lacks_room (self);

  self->source = 0;
  if (narrow == self->narrow)
    return G_SOURCE_REMOVE;

  /* GTK holds no reference on what a held button belongs to, and loses count of what is active
   * where that changes its parent. */
  if (is_held (self))
    {
      self->source = g_timeout_add (HELD_MS, on_laid_out, self);
      return G_SOURCE_REMOVE;
    }

  self->narrow = narrow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);

  return G_SOURCE_REMOVE;
}

static GtkSizeRequestMode
rt_adaptive_get_request_mode (GtkWidget *widget)
{
  RtAdaptive *self = RT_ADAPTIVE (widget);

  return self->child != NULL ? gtk_widget_get_request_mode (self->child)
                             : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static int
get_child_width (RtAdaptive *self)
{
  int least = 0;

  if (self->child != NULL)
    gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);

  return least;
}

/* What needs room does not claim it while it can still become narrow: a window could never be
 * made smaller at once than what is in it is before it knows. */
static void
rt_adaptive_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  RtAdaptive *self = RT_ADAPTIVE (widget);

  if (self->child == NULL)
    return;

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = MAX (for_size, get_child_width (self));
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && !self->narrow)
    *minimum = 0;
}

static void
rt_adaptive_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  RtAdaptive *self = RT_ADAPTIVE (widget);
  int least = get_child_width (self);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, MAX (width, least), height, baseline, NULL);
  self->width = width;
  if (!self->narrow)
    self->least = least;
  /* Nothing may change its parent in the middle of a layout. */
  if (lacks_room (self) != self->narrow && self->source == 0)
    self->source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_laid_out, self, NULL);
}

/* The letters may be smaller now. */
static void
rt_adaptive_system_setting_changed (GtkWidget        *widget,
                                    GtkSystemSetting  setting)
{
  GTK_WIDGET_CLASS (rt_adaptive_parent_class)->system_setting_changed (widget, setting);
  RT_ADAPTIVE (widget)->least = 0;
}

static void
rt_adaptive_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  RtAdaptive *self = RT_ADAPTIVE (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_THRESHOLD:
      g_value_set_int (value, self->threshold);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_adaptive_set_child (RtAdaptive *self,
                       GtkWidget  *child)
{
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHILD]);
}

static void
rt_adaptive_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  RtAdaptive *self = RT_ADAPTIVE (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      if (self->child != g_value_get_object (value))
        rt_adaptive_set_child (self, g_value_get_object (value));
      break;
    case PROP_THRESHOLD:
      if (self->threshold == g_value_get_int (value))
        return;
      self->threshold = g_value_get_int (value);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_NARROW:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_adaptive_dispose (GObject *object)
{
  RtAdaptive *self = RT_ADAPTIVE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (rt_adaptive_parent_class)->dispose (object);
}

static void
rt_adaptive_class_init (RtAdaptiveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = rt_adaptive_get_property;
  object_class->set_property = rt_adaptive_set_property;
  object_class->dispose = rt_adaptive_dispose;
  widget_class->get_request_mode = rt_adaptive_get_request_mode;
  widget_class->measure = rt_adaptive_measure;
  widget_class->size_allocate = rt_adaptive_size_allocate;
  widget_class->system_setting_changed = rt_adaptive_system_setting_changed;

  properties[PROP_CHILD] =
    g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, writable);
  properties[PROP_THRESHOLD] =
    g_param_spec_int ("threshold", NULL, NULL, 0, G_MAXINT, 0, writable);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_adaptive_init (RtAdaptive *self)
{
  /* For one frame the child may be wider. */
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * rt_adaptive_get_narrow:
 * @self: an adaptive widget
 *
 * Returns: whether it was narrower than the threshold, or than its child needs where it is not
 *   narrow, when it was laid out
 */
gboolean
rt_adaptive_get_narrow (RtAdaptive *self)
{
  return self->narrow;
}
