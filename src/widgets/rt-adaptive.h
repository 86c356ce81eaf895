/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtAdaptive:
 *
 * Holds one child and tells whether there is little room for it.
 *
 * Properties: "child" (GtkWidget), "threshold" (int): the width below which it is
 * narrow, where the child does not need more than that; "narrow" (boolean, read only): told
 * after the layout, so that what listens may change the child. Until it is told the child may
 * be cut off.
 */
#define RT_TYPE_ADAPTIVE (rt_adaptive_get_type ())
G_DECLARE_FINAL_TYPE (RtAdaptive, rt_adaptive, RT, ADAPTIVE, GtkWidget)

gboolean rt_adaptive_get_narrow (RtAdaptive *self);

G_END_DECLS
