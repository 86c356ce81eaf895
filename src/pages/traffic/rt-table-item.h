/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RtTableItem:
 *
 * Somebody who counts what passes, as a row of a table: says when what it shows is to be shown
 * anew.
 *
 * Signal: "changed" ()
 */
#define RT_TYPE_TABLE_ITEM (rt_table_item_get_type ())
G_DECLARE_FINAL_TYPE (RtTableItem, rt_table_item, RT, TABLE_ITEM, GObject)

/**
 * RtTableKind:
 * @settle: (nullable): brings the counters of @subject up to date
 * @is_over: (nullable): whether they change no more
 *
 * What rows of one kind have in common.
 */
typedef struct {
  void     (*settle)  (gpointer subject);
  gboolean (*is_over) (gpointer subject);
} RtTableKind;

/* (transfer full). @kind: static */
RtTableItem *rt_table_item_new         (gpointer           subject,
                                        const RtTableKind *kind);
/* (transfer none) */
gpointer     rt_table_item_get_subject (RtTableItem       *self);
gboolean     rt_table_item_is_over     (RtTableItem       *self);
/* Brings the counters up to date and says so, while anyone is listening. */
void         rt_table_item_refresh     (RtTableItem       *self);

G_END_DECLS
