/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-table-item.h"

struct _RtTableItem {
  GObject            parent_instance;
  GObject           *subject;
  const RtTableKind *kind;
};

G_DEFINE_FINAL_TYPE (RtTableItem, rt_table_item, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
rt_table_item_finalize (GObject *object)
{
  RtTableItem *self = RT_TABLE_ITEM (object);

  g_clear_object (&self->subject);

  G_OBJECT_CLASS (rt_table_item_parent_class)->finalize (object);
}

static void
rt_table_item_class_init (RtTableItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_table_item_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_TABLE_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rt_table_item_init (RtTableItem *self)
{
}

/**
 * rt_table_item_new:
 * @subject: (type GObject): who counts
 * @kind: what rows of this kind have in common; it stays
 *
 * Returns: (transfer full): a row for it
 */
RtTableItem *
rt_table_item_new (gpointer           subject,
                   const RtTableKind *kind)
{
  RtTableItem *self = g_object_new (RT_TYPE_TABLE_ITEM, NULL);

  self->subject = g_object_ref (subject);
  self->kind = kind;
  return self;
}

/**
 * rt_table_item_get_subject:
 * @self: a row
 *
 * Returns: (transfer none) (type GObject): who counts
 */
gpointer
rt_table_item_get_subject (RtTableItem *self)
{
  return self->subject;
}

/**
 * rt_table_item_is_over:
 * @self: a row
 *
 * Returns: whether what it shows changes no more
 */
gboolean
rt_table_item_is_over (RtTableItem *self)
{
  return self->kind->is_over != NULL && self->kind->is_over (self->subject);
}

/**
 * rt_table_item_refresh:
 * @self: a row
 *
 * Brings the counters up to date with the kernel's and emits "changed". Does nothing where
 * nobody listens, so that rows which cannot be seen cost nothing.
 */
void
rt_table_item_refresh (RtTableItem *self)
{
  if (!g_signal_has_handler_pending (self, signals[SIGNAL_CHANGED], 0, FALSE))
    return;
  if (self->kind->settle != NULL && !rt_table_item_is_over (self))
    self->kind->settle (self->subject);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
