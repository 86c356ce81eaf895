/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-message-limit.h"

#include "net/rt-allowance.h"

#define OPCODE_MASK         0x0F
#define OPCODE_CONTINUATION 0x00
#define OPCODE_CONTROL      0x08

struct _RtMessageLimit {
  SoupWebsocketExtension parent_instance;

  RtLimits   *limits;
  gsize       n_bytes;     /* of the message under way */
  guint       n_fragments; /* likewise */
  RtAllowance control;
  RtLimitKind struck;      /* RT_N_LIMITS: none of ours did */
  gboolean    is_judged;
};

G_DEFINE_FINAL_TYPE (RtMessageLimit, rt_message_limit, SOUP_TYPE_WEBSOCKET_EXTENSION)

static GBytes *
refuse (RtMessageLimit          *self,
        RtLimitKind              kind,
        SoupWebsocketCloseCode   code,
        GBytes                  *payload,
        GError                 **error)
{
  self->struck = kind;
  g_set_error (error, SOUP_WEBSOCKET_ERROR, code, "Beyond %s=%" G_GUINT64_FORMAT,
               rt_limit_get_info (kind)->name, rt_limits_get (self->limits, kind));
  g_bytes_unref (payload);

  return NULL;
}

static GBytes *
process_control (RtMessageLimit  *self,
                 GBytes          *payload,
                 GError         **error)
{
  guint64 rate = rt_limits_get (self->limits, RT_LIMIT_CONTROL_FRAMES);

  if (rate == 0 || rt_allowance_take (&self->control, rate, g_get_monotonic_time ()))
    return payload;

  return refuse (self, RT_LIMIT_CONTROL_FRAMES, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, payload, error);
}

static GBytes *
rt_message_limit_process_incoming_message (SoupWebsocketExtension  *extension,
                                           guint8                  *header,
                                           GBytes                  *payload,
                                           GError                 **error)
{
  RtMessageLimit *self = RT_MESSAGE_LIMIT (extension);

  if ((*header & OPCODE_CONTROL) != 0)
    return process_control (self, payload, error);
  if ((*header & OPCODE_MASK) != OPCODE_CONTINUATION)
    self->n_bytes = self->n_fragments = 0;

  self->n_bytes += g_bytes_get_size (payload);
  self->n_fragments++;
  if (self->n_bytes > rt_limits_get (self->limits, RT_LIMIT_MESSAGE_BYTES))
    return refuse (self, RT_LIMIT_MESSAGE_BYTES, SOUP_WEBSOCKET_CLOSE_TOO_BIG, payload, error);
  if (self->n_fragments > rt_limits_get (self->limits, RT_LIMIT_FRAGMENTS))
    return refuse (self, RT_LIMIT_FRAGMENTS, SOUP_WEBSOCKET_CLOSE_TOO_BIG, payload, error);

  return payload;
}

static void
rt_message_limit_finalize (GObject *object)
{
  rt_limits_unref (RT_MESSAGE_LIMIT (object)->limits);

  G_OBJECT_CLASS (rt_message_limit_parent_class)->finalize (object);
}

static void
rt_message_limit_class_init (RtMessageLimitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_message_limit_finalize;
  SOUP_WEBSOCKET_EXTENSION_CLASS (klass)->process_incoming_message = rt_message_limit_process_incoming_message;
}

static void
rt_message_limit_init (RtMessageLimit *self)
{
  self->struck = RT_N_LIMITS;
}

/**
 * rt_message_limit_new:
 * @limits: the limits, which are asked anew for each frame
 *
 * Makes a limit for one connection, to be given to soup_websocket_connection_new(). A
 * message that is too large, or in too many fragments, ends it with the close code 1009,
 * too many control frames with 1008 (RFC 6455 section 7.4.1).
 *
 * Returns: (transfer full): the limit
 */
RtMessageLimit *
rt_message_limit_new (RtLimits *limits)
{
  RtMessageLimit *self = g_object_new (RT_TYPE_MESSAGE_LIMIT, NULL);

  self->limits = rt_limits_ref (limits);

  return self;
}

/**
 * rt_message_limit_judge:
 * @self: the limit of a connection
 * @error: what SoupWebsocketConnection::error said
 * @kind: (out): which limit that was: one of these, or one that libsoup watches over
 *
 * Tells why a WebSocket is being ended. An error of the connection itself, a reset for
 * one, breaks no limit.
 *
 * Returns: whether there is a limit to count; %FALSE from the second time on, because
 *   libsoup may read on and say it again
 */
gboolean
rt_message_limit_judge (RtMessageLimit *self,
                        const GError   *error,
                        RtLimitKind    *kind)
{
  if (error->domain != SOUP_WEBSOCKET_ERROR || self->is_judged)
    return FALSE;

  self->is_judged = TRUE;
  if (self->struck != RT_N_LIMITS)
    *kind = self->struck;
  else
    *kind = error->code == SOUP_WEBSOCKET_CLOSE_TOO_BIG ? RT_LIMIT_MESSAGE_BYTES : RT_LIMIT_FRAME_SYNTAX;

  return TRUE;
}
