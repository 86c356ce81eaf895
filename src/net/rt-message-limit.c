/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-message-limit.h"

#define OPCODE_MASK         0x0F
#define OPCODE_CONTINUATION 0x00
#define OPCODE_CONTROL      0x08

struct _RtMessageLimit {
  SoupWebsocketExtension parent_instance;

  gsize max_bytes;
  gsize n_bytes;    /* of the message under way */
};

G_DEFINE_FINAL_TYPE (RtMessageLimit, rt_message_limit, SOUP_TYPE_WEBSOCKET_EXTENSION)

static GBytes *
rt_message_limit_process_incoming_message (SoupWebsocketExtension *extension,
                                           guint8                 *header,
                                           GBytes                 *payload,
                                           GError                **error)
{
  RtMessageLimit *self = RT_MESSAGE_LIMIT (extension);

  if ((*header & OPCODE_CONTROL) != 0)
    return payload;
  if ((*header & OPCODE_MASK) != OPCODE_CONTINUATION)
    self->n_bytes = 0;

  self->n_bytes += g_bytes_get_size (payload);
  if (self->n_bytes <= self->max_bytes)
    return payload;

  g_set_error (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG,
               "A message has more than %" G_GSIZE_FORMAT " bytes", self->max_bytes);
  g_bytes_unref (payload);

  return NULL;
}

static void
rt_message_limit_class_init (RtMessageLimitClass *klass)
{
  SOUP_WEBSOCKET_EXTENSION_CLASS (klass)->process_incoming_message = rt_message_limit_process_incoming_message;
}

static void
rt_message_limit_init (RtMessageLimit *self)
{
}

/**
 * rt_message_limit_new:
 * @max_bytes: how many bytes of payload a message has at most
 *
 * Makes a limit for one connection, to be given to soup_websocket_connection_new(). A
 * larger message ends it with the close code 1009 (RFC 6455 section 7.4.1).
 *
 * Returns: (transfer full): the limit
 */
SoupWebsocketExtension *
rt_message_limit_new (gsize max_bytes)
{
  RtMessageLimit *self = g_object_new (RT_TYPE_MESSAGE_LIMIT, NULL);

  self->max_bytes = max_bytes;

  return SOUP_WEBSOCKET_EXTENSION (self);
}
