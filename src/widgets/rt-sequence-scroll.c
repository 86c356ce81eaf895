/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-sequence-private.h"

enum {
  PROP_0,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

double
rt_sequence_get_scrolled (RtSequence *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  return adjustment != NULL ? gtk_adjustment_get_value (adjustment) : 0;
}

double
rt_sequence_get_page (RtSequence *self)
{
  return MAX (gtk_widget_get_height (GTK_WIDGET (self)) - rt_sequence_head_height (GTK_WIDGET (self)), 1);
}

void
rt_sequence_scroll_to (RtSequence *self,
                       double      value)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  if (adjustment != NULL)
    gtk_adjustment_set_value (adjustment, value);
}

void
rt_sequence_configure (RtSequence *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double height = rt_sequence_rows_get_height (self->rows) + rt_sequence_gap_height (GTK_WIDGET (self));
  double page = rt_sequence_get_page (self);
  gboolean at_end = self->at_end;

  if (adjustment == NULL)
    return;
  gtk_adjustment_configure (adjustment, gtk_adjustment_get_value (adjustment), 0, MAX (height, page),
                            page / 10, page * 0.9, page);
  if (at_end)
    gtk_adjustment_set_value (adjustment, MAX (height - page, 0));
  self->at_end = at_end;
}

static void
on_scrolled (RtSequence *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  self->at_end = gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
                 gtk_adjustment_get_upper (adjustment) - 2;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
rt_sequence_set_adjustment (RtSequence     *self,
                            GtkOrientation  orientation,
                            GtkAdjustment  *adjustment)
{
  GtkAdjustment **place = &self->adjustments[orientation];

  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, on_scrolled, self);
  g_clear_object (place);
  if (adjustment == NULL)
    return;
  *place = g_object_ref_sink (adjustment);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  rt_sequence_configure (self);
}

static void
rt_sequence_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  RtSequence *self = RT_SEQUENCE (object);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, GTK_SCROLL_MINIMUM);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_sequence_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  RtSequence *self = RT_SEQUENCE (object);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
      rt_sequence_set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      rt_sequence_set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      /* It is as large as it is let be. */
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

void
rt_sequence_scroll_class_init (GObjectClass *klass)
{
  klass->get_property = rt_sequence_get_property;
  klass->set_property = rt_sequence_set_property;
  g_object_class_override_property (klass, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (klass, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (klass, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (klass, PROP_VSCROLL_POLICY, "vscroll-policy");
}
