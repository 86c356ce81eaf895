/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-chat-log.h"

struct _RtChatLog {
  GObject parent_instance;
  GQueue  shown;    /* of RtChatEntry */
  GQueue  waiting;
  guint   n_skipped;  /* what came before those that wait, and will not be shown */
};

static void rt_chat_log_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RtChatLog, rt_chat_log, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      rt_chat_log_model_init))

static GType
rt_chat_log_get_item_type (GListModel *model)
{
  return RT_TYPE_CHAT_ENTRY;
}

static guint
rt_chat_log_get_n_items (GListModel *model)
{
  return RT_CHAT_LOG (model)->shown.length;
}

static gpointer
rt_chat_log_get_item (GListModel *model,
                      guint       position)
{
  RtChatEntry *entry = g_queue_peek_nth (&RT_CHAT_LOG (model)->shown, position);

  return entry != NULL ? g_object_ref (entry) : NULL;
}

static void
rt_chat_log_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rt_chat_log_get_item_type;
  iface->get_n_items = rt_chat_log_get_n_items;
  iface->get_item = rt_chat_log_get_item;
}

static void
rt_chat_log_finalize (GObject *object)
{
  RtChatLog *self = RT_CHAT_LOG (object);

  g_queue_clear_full (&self->shown, g_object_unref);
  g_queue_clear_full (&self->waiting, g_object_unref);

  G_OBJECT_CLASS (rt_chat_log_parent_class)->finalize (object);
}

static void
rt_chat_log_class_init (RtChatLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_chat_log_finalize;
}

static void
rt_chat_log_init (RtChatLog *self)
{
}

/**
 * rt_chat_log_new:
 *
 * Returns: (transfer full): an empty log
 */
RtChatLog *
rt_chat_log_new (void)
{
  return g_object_new (RT_TYPE_CHAT_LOG, NULL);
}

/**
 * rt_chat_log_add:
 * @self: a log
 * @entry: (transfer full): what was heard
 *
 * Adds @entry after all others, to be shown by rt_chat_log_show(). Of more than
 * %RT_CHAT_LOG_MAX that wait the first are forgotten, and what is shown says so.
 */
void
rt_chat_log_add (RtChatLog   *self,
                 RtChatEntry *entry)
{
  g_queue_push_tail (&self->waiting, entry);
  if (self->waiting.length <= RT_CHAT_LOG_MAX)
    return;
  g_object_unref (g_queue_pop_head (&self->waiting));
  self->n_skipped++;
}

/* The first go when there is no room for the next. */
static void
rt_chat_log_forget (RtChatLog *self,
                    guint      n_coming)
{
  guint n = self->shown.length + n_coming > RT_CHAT_LOG_MAX
              ? self->shown.length + n_coming - RT_CHAT_LOG_MAX
              : 0;

  for (guint i = 0; i < n; i++)
    g_object_unref (g_queue_pop_head (&self->shown));
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
rt_chat_log_tell_skipped (RtChatLog *self)
{
  if (self->n_skipped > 0)
    g_queue_push_head (&self->waiting, rt_chat_entry_new_gap (self->n_skipped));
  self->n_skipped = 0;
}

/**
 * rt_chat_log_show:
 * @self: a log
 *
 * Shows what was added, %RT_CHAT_LOG_MAX_AT_ONCE entries at most. Call it a few times a
 * second.
 *
 * Returns: whether there is more to show
 */
gboolean
rt_chat_log_show (RtChatLog *self)
{
  guint position, n;

  rt_chat_log_tell_skipped (self);
  n = MIN (self->waiting.length, RT_CHAT_LOG_MAX_AT_ONCE);
  if (n == 0)
    return FALSE;
  rt_chat_log_forget (self, n);
  position = self->shown.length;
  for (guint i = 0; i < n; i++)
    g_queue_push_tail (&self->shown, g_queue_pop_head (&self->waiting));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
  return self->waiting.length > 0;
}

/**
 * rt_chat_log_clear:
 * @self: a log
 *
 * Forgets everything, what waits as well.
 */
void
rt_chat_log_clear (RtChatLog *self)
{
  guint n = self->shown.length;

  self->n_skipped = 0;
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_queue_clear_full (&self->shown, g_object_unref);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}
