/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-upload-list.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

struct _RtUploadList {
  GObject    parent_instance;
  GPtrArray *transfers;   /* the latest first */
  char      *route;       /* "http://127.0.0.1:2000/upload", NULL without a server */
  guint64    limit;
  guint      n_unfinished;
};

static void rt_upload_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RtUploadList, rt_upload_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      rt_upload_list_model_init))
G_DEFINE_QUARK (rt-upload-list-error-quark, rt_upload_list_error)

enum {
  PROP_0,
  PROP_LIMIT,
  PROP_N_UNFINISHED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static GType
rt_upload_list_get_item_type (GListModel *model)
{
  return RT_TYPE_UPLOAD_TRANSFER;
}

static guint
rt_upload_list_get_n_items (GListModel *model)
{
  return RT_UPLOAD_LIST (model)->transfers->len;
}

static gpointer
rt_upload_list_get_item (GListModel *model,
                         guint       position)
{
  RtUploadList *self = RT_UPLOAD_LIST (model);

  if (position >= self->transfers->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->transfers, position));
}

static void
rt_upload_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rt_upload_list_get_item_type;
  iface->get_n_items = rt_upload_list_get_n_items;
  iface->get_item = rt_upload_list_get_item;
}

static guint
count_in_state (RtUploadList         *self,
                RtUploadTransferState state)
{
  guint n = 0;

  for (guint i = 0; i < self->transfers->len; i++)
    n += rt_upload_transfer_get_state (g_ptr_array_index (self->transfers, i)) == state;
  return n;
}

/* Who has waited longest. */
static RtUploadTransfer *
find_waiting (RtUploadList *self)
{
  for (guint i = self->transfers->len; i > 0; i--)
    {
      RtUploadTransfer *transfer = g_ptr_array_index (self->transfers, i - 1);

      if (rt_upload_transfer_get_state (transfer) == RT_UPLOAD_TRANSFER_WAITING)
        return transfer;
    }
  return NULL;
}

static void
rt_upload_list_count (RtUploadList *self)
{
  guint n = count_in_state (self, RT_UPLOAD_TRANSFER_WAITING) +
            count_in_state (self, RT_UPLOAD_TRANSFER_SENDING);

  if (n == self->n_unfinished)
    return;
  self->n_unfinished = n;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_UNFINISHED]);
}

/* Starting one changes its state, which asks here again: the innermost goes first, and
 * when it comes back nobody waits or no place is free. */
static void
rt_upload_list_go_on (RtUploadList *self)
{
  RtUploadTransfer *transfer;

  while (self->route != NULL &&
         count_in_state (self, RT_UPLOAD_TRANSFER_SENDING) < RT_UPLOAD_LIST_MAX_SENDING &&
         (transfer = find_waiting (self)) != NULL)
    {
      rt_upload_transfer_set_server (transfer, self->route);
      rt_upload_transfer_start (transfer);
    }
  rt_upload_list_count (self);
}

static void
rt_upload_list_take_out (RtUploadList *self,
                         guint         position)
{
  g_autoptr (RtUploadTransfer) transfer = g_ptr_array_steal_index (self->transfers, position);

  g_signal_handlers_disconnect_by_data (transfer, self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  rt_upload_transfer_cancel (transfer);
}

static gboolean
rt_upload_list_make_room (RtUploadList *self)
{
  for (guint i = self->transfers->len; i > 0; i--)
    {
      if (self->transfers->len < RT_UPLOAD_LIST_MAX)
        break;
      if (rt_upload_transfer_is_over (g_ptr_array_index (self->transfers, i - 1)))
        rt_upload_list_take_out (self, i - 1);
    }
  return self->transfers->len < RT_UPLOAD_LIST_MAX;
}

static RtUploadTransfer *
rt_upload_list_insert (RtUploadList *self,
                       guint         position,
                       GFile        *file)
{
  RtUploadTransfer *transfer = rt_upload_transfer_new (file, NULL, NULL);

  rt_upload_transfer_set_limit (transfer, self->limit);
  g_signal_connect_object (transfer, "notify::state", G_CALLBACK (rt_upload_list_go_on), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_insert (self->transfers, position, transfer);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  rt_upload_list_go_on (self);
  return transfer;
}

static void
rt_upload_list_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RtUploadList *self = RT_UPLOAD_LIST (object);

  switch (prop_id)
    {
    case PROP_LIMIT:
      g_value_set_uint64 (value, self->limit);
      break;
    case PROP_N_UNFINISHED:
      g_value_set_uint (value, self->n_unfinished);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_upload_list_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_LIMIT:
      rt_upload_list_set_limit (RT_UPLOAD_LIST (object), g_value_get_uint64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_upload_list_dispose (GObject *object)
{
  RtUploadList *self = RT_UPLOAD_LIST (object);

  while (self->transfers->len > 0)
    rt_upload_list_take_out (self, self->transfers->len - 1);

  G_OBJECT_CLASS (rt_upload_list_parent_class)->dispose (object);
}

static void
rt_upload_list_finalize (GObject *object)
{
  RtUploadList *self = RT_UPLOAD_LIST (object);

  g_ptr_array_unref (self->transfers);
  g_free (self->route);

  G_OBJECT_CLASS (rt_upload_list_parent_class)->finalize (object);
}

static void
rt_upload_list_class_init (RtUploadListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rt_upload_list_get_property;
  object_class->set_property = rt_upload_list_set_property;
  object_class->dispose = rt_upload_list_dispose;
  object_class->finalize = rt_upload_list_finalize;

  properties[PROP_LIMIT] =
    g_param_spec_uint64 ("limit", NULL, NULL, 0, G_MAXUINT64, 0,
                         readable | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_N_UNFINISHED] =
    g_param_spec_uint ("n-unfinished", NULL, NULL, 0, RT_UPLOAD_LIST_MAX, 0, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_upload_list_init (RtUploadList *self)
{
  self->transfers = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * rt_upload_list_new:
 *
 * Returns: (transfer full): a list of nothing, without a server
 */
RtUploadList *
rt_upload_list_new (void)
{
  return g_object_new (RT_TYPE_UPLOAD_LIST, NULL);
}

/**
 * rt_upload_list_set_server:
 * @self: a list
 * @base: (nullable): where the server listens, "http://127.0.0.1:2000/"
 *
 * Sets where files go from now on, those that have waited as well. What is on its way goes
 * on where it is going: if that server has moved, its connection is lost, and it can be
 * tried again. Without a server it is cancelled, and the others wait until there is one.
 */
void
rt_upload_list_set_server (RtUploadList *self,
                           const char   *base)
{
  g_free (self->route);
  self->route = base != NULL ? g_strconcat (base, "upload", NULL) : NULL;
  for (guint i = 0; base == NULL && i < self->transfers->len; i++)
    {
      RtUploadTransfer *transfer = g_ptr_array_index (self->transfers, i);

      if (rt_upload_transfer_get_state (transfer) == RT_UPLOAD_TRANSFER_SENDING)
        rt_upload_transfer_cancel (transfer);
    }
  rt_upload_list_go_on (self);
}

/**
 * rt_upload_list_has_server:
 * @self: a list
 *
 * Returns: whether files are sent; else they wait
 */
gboolean
rt_upload_list_has_server (RtUploadList *self)
{
  return self->route != NULL;
}

/**
 * rt_upload_list_set_limit:
 * @self: a list
 * @limit: bytes a second of each transfer, 0 for as fast as it goes
 *
 * Sets how fast files are sent, those on their way as well.
 */
void
rt_upload_list_set_limit (RtUploadList *self,
                          guint64       limit)
{
  if (self->limit == limit)
    return;
  self->limit = limit;
  for (guint i = 0; i < self->transfers->len; i++)
    rt_upload_transfer_set_limit (g_ptr_array_index (self->transfers, i), limit);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIMIT]);
}

/**
 * rt_upload_list_get_n_unfinished:
 * @self: a list
 *
 * Returns: how many are waiting or being sent
 */
guint
rt_upload_list_get_n_unfinished (RtUploadList *self)
{
  return self->n_unfinished;
}

/**
 * rt_upload_list_add:
 * @self: a list
 * @file: a file
 * @error: %RT_UPLOAD_LIST_ERROR_FULL
 *
 * Uploads @file: at once, or when there is a server and fewer than
 * %RT_UPLOAD_LIST_MAX_SENDING are being sent. A file that cannot be read is in the list as
 * well, and says why.
 *
 * Returns: (transfer none) (nullable): its transfer
 */
RtUploadTransfer *
rt_upload_list_add (RtUploadList  *self,
                    GFile         *file,
                    GError       **error)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  if (rt_upload_list_make_room (self))
    return rt_upload_list_insert (self, 0, file);
  g_set_error (error, RT_UPLOAD_LIST_ERROR, RT_UPLOAD_LIST_ERROR_FULL,
               _("%d files are waiting already: wait until one is there, or cancel one."),
               RT_UPLOAD_LIST_MAX);
  return NULL;
}

/**
 * rt_upload_list_remove:
 * @self: a list
 * @transfer: one of it
 *
 * Takes @transfer out of the list. One that is on its way is cancelled.
 */
void
rt_upload_list_remove (RtUploadList     *self,
                       RtUploadTransfer *transfer)
{
  guint position;

  if (!g_ptr_array_find (self->transfers, transfer, &position))
    return;
  rt_upload_list_take_out (self, position);
  rt_upload_list_go_on (self);
}

/**
 * rt_upload_list_try_again:
 * @self: a list
 * @transfer: one of it that has ended
 *
 * Uploads the same file once more, in the place of @transfer.
 */
void
rt_upload_list_try_again (RtUploadList     *self,
                          RtUploadTransfer *transfer)
{
  g_autoptr (GFile) file = g_object_ref (rt_upload_transfer_get_file (transfer));
  guint position;

  g_return_if_fail (g_ptr_array_find (self->transfers, transfer, &position));

  rt_upload_list_take_out (self, position);
  rt_upload_list_insert (self, position, file);
}
