/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-transfer-private.h"

enum {
  PROP_0,
  PROP_LIMIT,
  PROP_PATIENCE,
  PROP_STATE,
  PROP_SENT,
  PROP_SIZE,
  PROP_REASON,
  PROP_RESULT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtUploadTransfer, rt_upload_transfer, G_TYPE_OBJECT)
G_DEFINE_QUARK (rt-upload-transfer-error-quark, rt_upload_transfer_error)

static const GEnumValue states[] = {
  { RT_UPLOAD_TRANSFER_WAITING, "RT_UPLOAD_TRANSFER_WAITING", "waiting" },
  { RT_UPLOAD_TRANSFER_SENDING, "RT_UPLOAD_TRANSFER_SENDING", "sending" },
  { RT_UPLOAD_TRANSFER_COMPLETE, "RT_UPLOAD_TRANSFER_COMPLETE", "complete" },
  { RT_UPLOAD_TRANSFER_FAILED, "RT_UPLOAD_TRANSFER_FAILED", "failed" },
  { RT_UPLOAD_TRANSFER_CANCELLED, "RT_UPLOAD_TRANSFER_CANCELLED", "cancelled" },
  { 0, NULL, NULL },
};

GType
rt_upload_transfer_state_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RtUploadTransferState", states));

  return type;
}

/**
 * rt_upload_transfer_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): its name for programs
 */
const char *
rt_upload_transfer_state_to_string (RtUploadTransferState state)
{
  g_return_val_if_fail (state <= RT_UPLOAD_TRANSFER_CANCELLED, NULL);

  return states[state].value_nick;
}

static void
rt_upload_transfer_dispose (GObject *object)
{
  rt_upload_transfer_drop (RT_UPLOAD_TRANSFER (object));

  G_OBJECT_CLASS (rt_upload_transfer_parent_class)->dispose (object);
}

static void
rt_upload_transfer_finalize (GObject *object)
{
  RtUploadTransfer *self = RT_UPLOAD_TRANSFER (object);

  g_clear_object (&self->file);
  g_clear_object (&self->stream);
  g_clear_object (&self->body);
  g_free (self->server_uri);
  g_free (self->id);
  g_free (self->name);
  g_free (self->result);
  g_clear_error (&self->error);
  g_object_unref (self->session);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (rt_upload_transfer_parent_class)->finalize (object);
}

static void
rt_upload_transfer_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  RtUploadTransfer *self = RT_UPLOAD_TRANSFER (object);

  switch (prop_id)
    {
    case PROP_LIMIT:
      g_value_set_uint64 (value, self->limit);
      break;
    case PROP_PATIENCE:
      g_value_set_uint (value, self->patience);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_SENT:
      g_value_set_uint64 (value, rt_upload_transfer_get_sent (self));
      break;
    case PROP_SIZE:
      g_value_set_int64 (value, self->size);
      break;
    case PROP_REASON:
      g_value_set_string (value, rt_upload_transfer_get_reason (self));
      break;
    case PROP_RESULT:
      g_value_set_string (value, self->result);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_upload_transfer_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_LIMIT:
      rt_upload_transfer_set_limit (RT_UPLOAD_TRANSFER (object), g_value_get_uint64 (value));
      break;
    case PROP_PATIENCE:
      RT_UPLOAD_TRANSFER (object)->patience = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_upload_transfer_class_init (RtUploadTransferClass *klass)
{
  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rt_upload_transfer_dispose;
  object_class->finalize = rt_upload_transfer_finalize;
  object_class->get_property = rt_upload_transfer_get_property;
  object_class->set_property = rt_upload_transfer_set_property;

  properties[PROP_LIMIT] = g_param_spec_uint64 ("limit", NULL, NULL, 0, G_MAXUINT64, 0, G_PARAM_READWRITE | flags);
  properties[PROP_PATIENCE] = g_param_spec_uint ("patience", NULL, NULL, 1, G_MAXINT, RT_UPLOAD_TRANSFER_PATIENCE,
                                                 G_PARAM_READWRITE | G_PARAM_CONSTRUCT | flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, RT_TYPE_UPLOAD_TRANSFER_STATE,
                                              RT_UPLOAD_TRANSFER_WAITING, G_PARAM_READABLE | flags);
  properties[PROP_SENT] = g_param_spec_uint64 ("sent", NULL, NULL, 0, G_MAXUINT64, 0, G_PARAM_READABLE | flags);
  properties[PROP_SIZE] = g_param_spec_int64 ("size", NULL, NULL, -1, G_MAXINT64, -1, G_PARAM_READABLE | flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, G_PARAM_READABLE | flags);
  properties[PROP_RESULT] = g_param_spec_string ("result", NULL, NULL, NULL, G_PARAM_READABLE | flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_upload_transfer_init (RtUploadTransfer *self)
{
  self->size = -1;
  self->session = rt_session_new ();
  self->cancellable = g_cancellable_new ();
}

static RtUploadTransfer *
create (const char *name,
        const char *server_uri,
        const char *id)
{
  RtUploadTransfer *self = g_object_new (RT_TYPE_UPLOAD_TRANSFER, NULL);

  self->name = g_utf8_make_valid (name, -1);
  self->server_uri = g_strdup (server_uri);
  self->id = id != NULL ? g_strdup (id) : g_uuid_string_random ();

  return self;
}

/**
 * rt_upload_transfer_new:
 * @file: what to send
 * @server_uri: (nullable): where to: the upload route, http or https; %NULL: as
 *   rt_upload_transfer_set_server() says before it is started
 * @id: (nullable): what the upload is called at the server; %NULL for a random UUID
 *
 * Makes a transfer that waits to be started.
 *
 * Returns: (transfer full): a transfer
 */
RtUploadTransfer *
rt_upload_transfer_new (GFile      *file,
                        const char *server_uri,
                        const char *id)
{
  g_autofree char *basename = NULL;
  g_autofree char *name = NULL;
  RtUploadTransfer *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  basename = g_file_get_basename (file);
  name = g_filename_display_name (basename != NULL ? basename : "file");
  self = create (name, server_uri, id);
  self->file = g_object_ref (file);

  return self;
}

/**
 * rt_upload_transfer_new_for_stream:
 * @stream: what to send, of a size that is not known
 * @name: what the file is called at the server
 * @server_uri: where to: the upload route, http or https
 * @id: (nullable): what the upload is called at the server; %NULL for a random UUID
 *
 * Makes a transfer that waits to be started; @stream is closed with it.
 *
 * Returns: (transfer full): a transfer
 */
RtUploadTransfer *
rt_upload_transfer_new_for_stream (GInputStream *stream,
                                   const char   *name,
                                   const char   *server_uri,
                                   const char   *id)
{
  RtUploadTransfer *self;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (server_uri != NULL, NULL);

  self = create (name, server_uri, id);
  self->stream = g_object_ref (stream);

  return self;
}

void
rt_upload_transfer_set_size (RtUploadTransfer *self,
                             gint64            size)
{
  self->size = size;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
}

static void
set_state (RtUploadTransfer      *self,
           RtUploadTransferState  state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
rt_upload_transfer_finish (RtUploadTransfer      *self,
                           RtUploadTransferState  state,
                           GError                *error,
                           char                  *result)
{
  g_object_ref (self);
  rt_upload_transfer_drop (self);
  self->error = error;
  self->result = result;
  if (error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
  if (result != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESULT]);
  set_state (self, state);
  g_object_unref (self);
}

/**
 * rt_upload_transfer_set_server:
 * @self: a transfer that waits to be started
 * @server_uri: where to: the upload route, http or https
 *
 * Sets where it is sent.
 */
void
rt_upload_transfer_set_server (RtUploadTransfer *self,
                               const char       *server_uri)
{
  g_autofree char *copy = g_strdup (server_uri);

  g_return_if_fail (RT_IS_UPLOAD_TRANSFER (self));
  g_return_if_fail (self->state == RT_UPLOAD_TRANSFER_WAITING);
  g_return_if_fail (server_uri != NULL);

  g_free (self->server_uri);
  self->server_uri = g_steal_pointer (&copy);
}

/**
 * rt_upload_transfer_start:
 * @self: a transfer
 *
 * Begins to send, once; by then it must be known where to. An address that cannot be used fails from inside this call.
 */
void
rt_upload_transfer_start (RtUploadTransfer *self)
{
  g_return_if_fail (RT_IS_UPLOAD_TRANSFER (self));
  g_return_if_fail (self->server_uri != NULL);

  if (self->state != RT_UPLOAD_TRANSFER_WAITING)
    return;

  g_object_ref (self);
  set_state (self, RT_UPLOAD_TRANSFER_SENDING);
  if (self->state == RT_UPLOAD_TRANSFER_SENDING)
    rt_upload_transfer_begin (self);
  g_object_unref (self);
}

/**
 * rt_upload_transfer_cancel:
 * @self: a transfer
 *
 * Ends it, at once: the connection is closed and nothing is under way any more when it
 * returns. What has ended stays as it is.
 */
void
rt_upload_transfer_cancel (RtUploadTransfer *self)
{
  g_return_if_fail (RT_IS_UPLOAD_TRANSFER (self));

  if (!rt_upload_transfer_is_over (self))
    rt_upload_transfer_finish (self, RT_UPLOAD_TRANSFER_CANCELLED, NULL, NULL);
}

/**
 * rt_upload_transfer_set_limit:
 * @self: a transfer
 * @limit: bytes a second, 0 for no limit
 *
 * Sets how fast it may send, from now on.
 */
void
rt_upload_transfer_set_limit (RtUploadTransfer *self,
                              guint64           limit)
{
  g_return_if_fail (RT_IS_UPLOAD_TRANSFER (self));

  if (self->limit == limit)
    return;

  self->limit = limit;
  if (self->body != NULL)
    rt_paced_stream_set_limit (self->body, limit);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIMIT]);
}
