/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtMotion:
 * @length_us: how long it lasts
 * @began_us: when it began, monotonic; 0: all stands still
 * @source: of its steps
 * @widget: (unowned): what moves
 *
 * Something in a widget moves from where it was to where it is now. A part of the widget's
 * instance; zeroed, it stands still.
 */
typedef struct {
  gint64     length_us;
  gint64     began_us;
  guint      source;
  GtkWidget *widget;
} RtMotion;

/* Somebody sees @widget, and wants animations. */
gboolean rt_motion_is_wanted    (GtkWidget      *widget);
/* Draws @widget again and again until it is over. */
void     rt_motion_begin        (RtMotion       *self,
                                 GtkWidget      *widget);
void     rt_motion_end          (RtMotion       *self);
/* 0 to 1; 1 while all stands still. */
double   rt_motion_get_progress (const RtMotion *self);

G_END_DECLS
