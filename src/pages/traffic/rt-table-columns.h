/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtTableColumn:
 * @title: what it is called
 * @meaning: what it says, and whether that is measured
 * @show: what it shows, (transfer full); %NULL: @value, by @format
 * @value: what it sorts by; %NULL: by what it shows
 * @format: how a number is written
 * @hue: (nullable): the id of the pattern whose hue it has
 * @expand: it has the room that the others leave, and no more
 * @leads: it comes first where there is little room
 *
 * A column of a table of RtTableItem; the functions are given what the item is of. The
 * strings are marked for translation.
 */
typedef struct {
  const char   *title;
  const char   *meaning;
  char       *(*show)   (gpointer subject);
  double      (*value)  (gpointer subject);
  char       *(*format) (double   value);
  const char *(*hue)    (gpointer subject);
  gboolean      expand;
  gboolean      leads;
} RtTableColumn;

/* @columns: static. @brief: there is little room. */
void                 rt_table_columns_append (GtkColumnView       *view,
                                              const RtTableColumn *columns,
                                              guint                n_columns,
                                              gboolean             brief);
const RtTableColumn *rt_table_columns_get    (GtkColumnViewColumn *column);

G_END_DECLS
