/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-connection-private.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-error.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-message.h"
#include "patterns/publish-subscribe/rt-bus.h"

/* Where a message from a stream says its offset. */
#define OFFSET_HEADER "x-stream-offset"

struct _RtAmqpChannel {
  RtAmqpConnection          *connection;
  guint16                    number;
  const RtAmqpChannelEvents *events;   /* NULL: we closed it, and wait for the broker to have heard */
  gpointer                   user_data;
  gboolean                   has_work;
  RtAmqpContent             *content;  /* that is coming */
  GByteArray                *body;     /* of it, when it comes in several frames */
  guint64                    missing;  /* bytes of its body */
  const char                *words;    /* the broker's, while it is told that it closed the channel; or NULL */
};

static void
free_content (RtAmqpContent *content)
{
  g_clear_pointer (&content->message, rt_bus_message_unref);
  g_free (content->text);
  g_free (content->exchange);
  g_free (content->routing_key);
  g_free (content);
}

static void
drop_content (RtAmqpChannel *self)
{
  g_clear_pointer (&self->content, free_content);
  g_clear_pointer (&self->body, g_byte_array_unref);
  self->missing = 0;
}

static void
set_work (RtAmqpChannel *self,
          gboolean       has_work)
{
  if (self->has_work == has_work)
    return;

  self->has_work = has_work;
  if (has_work)
    self->connection->n_working++;
  else
    self->connection->n_working--;
}

static guint16
find_number (RtAmqpConnection *connection)
{
  GPtrArray *channels = connection->channels;

  for (guint i = 1; i < channels->len; i++)
    if (g_ptr_array_index (channels, i) == NULL)
      return (guint16) i;
  if (channels->len > connection->channel_max)
    return 0;
  g_ptr_array_add (channels, NULL);

  return (guint16) (channels->len - 1);
}

/**
 * rt_amqp_channel_open:
 * @connection: an open connection
 * @events: (scope notified): what is told of the channel
 * @user_data: for @events
 * @error: return location for a %RT_BUS_ERROR_FULL: there are as many as it may have
 *
 * Opens a channel. What is sent on it need not wait until the broker has opened it.
 *
 * Returns: (transfer none) (nullable): a channel, which lives until it is closed; %NULL with @error,
 *   also when the connection is not open
 */
RtAmqpChannel *
rt_amqp_channel_open (RtAmqpConnection           *connection,
                      const RtAmqpChannelEvents  *events,
                      gpointer                    user_data,
                      GError                    **error)
{
  guint16 number = connection->stage == RT_AMQP_OPEN ? find_number (connection) : 0;
  RtAmqpChannel *self;

  if (number == 0)
    {
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_FULL,
                   _("A connection to RabbitMQ has at most %u channels: end some of what it does, or use another "
                     "connection."), connection->channel_max);
      return NULL;
    }

  self = g_new0 (RtAmqpChannel, 1);
  self->connection = connection;
  self->number = number;
  self->events = events;
  self->user_data = user_data;
  g_ptr_array_index (connection->channels, number) = self;
  rt_amqp_channel_send (self, AMQP_CHANNEL_OPEN_METHOD, &(amqp_channel_open_t) { amqp_empty_bytes });

  return self;
}

/**
 * rt_amqp_channel_close:
 * @self: a channel
 *
 * Closes it. It is gone for the caller, and calls back no more.
 */
void
rt_amqp_channel_close (RtAmqpChannel *self)
{
  self->events = NULL;
  set_work (self, FALSE);
  drop_content (self);
  rt_amqp_channel_send (self, AMQP_CHANNEL_CLOSE_METHOD, &(amqp_channel_close_t) { AMQP_REPLY_SUCCESS, });
}

/**
 * rt_amqp_channel_send:
 * @self: a channel
 * @id: which method
 * @decoded: its arguments
 *
 * Sends a method.
 *
 * Returns: %FALSE when a name in it is longer than 255 bytes
 */
gboolean
rt_amqp_channel_send (RtAmqpChannel        *self,
                      amqp_method_number_t  id,
                      gconstpointer         decoded)
{
  rt_amqp_connection_queue (self->connection);

  return rt_amqp_writer_add_method (&self->connection->writer, self->number, id, decoded);
}

/**
 * rt_amqp_channel_publish:
 * @self: a channel
 * @publish: where to
 * @properties: of the message
 * @body: of the message
 * @error: return location for a %RT_BUS_ERROR_INVALID: a name or a property is too long
 *
 * Sends a message.
 *
 * Returns: %FALSE with @error; then nothing was sent
 */
gboolean
rt_amqp_channel_publish (RtAmqpChannel                 *self,
                         const amqp_basic_publish_t    *publish,
                         const amqp_basic_properties_t *properties,
                         GBytes                        *body,
                         GError                       **error)
{
  RtAmqpWriter *writer = &self->connection->writer;
  guint before = writer->bytes->len;

  if (rt_amqp_writer_add_method (writer, self->number, AMQP_BASIC_PUBLISH_METHOD, publish) &&
      rt_amqp_writer_add_content (writer, self->number, properties, body))
    {
      rt_amqp_connection_queue (self->connection);
      return TRUE;
    }

  g_byte_array_set_size (writer->bytes, before);
  g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                       _("RabbitMQ takes no name, key, type or id of more than 255 bytes: shorten it."));

  return FALSE;
}

/**
 * rt_amqp_channel_add_work:
 * @self: a channel
 *
 * Has its work function called, in this turn or the next, before further frames are read.
 */
void
rt_amqp_channel_add_work (RtAmqpChannel *self)
{
  set_work (self, TRUE);
  rt_amqp_connection_queue (self->connection);
}

gboolean
rt_amqp_channel_work (RtAmqpChannel *self,
                      gint64         until)
{
  RtAmqpConnection *connection = self->connection;
  gboolean has_more;

  if (!self->has_work)
    return FALSE;

  /* It may ask for more while it works, or end the channel, or the connection. */
  set_work (self, FALSE);
  has_more = self->events->work (self, until, self->user_data);
  if (connection->stage == RT_AMQP_DEAD || self->events == NULL)
    return FALSE;
  if (has_more)
    set_work (self, TRUE);

  return has_more;
}

void
rt_amqp_channel_end (RtAmqpChannel *self,
                     const GError  *error,
                     gboolean       lost)
{
  g_autoptr (RtAmqpConnection) connection = g_object_ref (self->connection);
  const RtAmqpChannelEvents *events = g_steal_pointer (&self->events);

  /* Who hears of it may close the connection, which ends all channels that it has, and let it go.
   * The number may be used again at once. */
  g_ptr_array_index (connection->channels, self->number) = NULL;
  if (events != NULL)
    events->closed (self, error, lost, self->user_data);
  set_work (self, FALSE);
  drop_content (self);
  g_free (self);
}

/**
 * rt_amqp_channel_break:
 * @self: a channel on which came what cannot have come
 *
 * Loses the connection: what the broker has is not known any more. @self is gone then.
 */
void
rt_amqp_channel_break (RtAmqpChannel *self)
{
  rt_amqp_connection_fail_protocol (self->connection);
}

static void
begin_delivery (RtAmqpChannel              *self,
                const amqp_basic_deliver_t *deliver)
{
  self->content = g_new0 (RtAmqpContent, 1);
  self->content->tag = deliver->delivery_tag;
  self->content->redelivered = deliver->redelivered;
  self->content->exchange = rt_amqp_dup (deliver->exchange);
  self->content->routing_key = rt_amqp_dup (deliver->routing_key);
}

static void
begin_return (RtAmqpChannel             *self,
              const amqp_basic_return_t *returned)
{
  self->content = g_new0 (RtAmqpContent, 1);
  self->content->is_return = TRUE;
  self->content->code = returned->reply_code;
  self->content->text = rt_amqp_dup (returned->reply_text);
  self->content->exchange = rt_amqp_dup (returned->exchange);
  self->content->routing_key = rt_amqp_dup (returned->routing_key);
}

static void
finish_content (RtAmqpChannel *self)
{
  RtAmqpContent *content = g_steal_pointer (&self->content);

  if (self->body != NULL)
    {
      g_bytes_unref (content->message->body);
      content->message->body = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
    }
  /* The channel may be gone afterwards. */
  if (self->events->received != NULL)
    self->events->received (self, content, self->user_data);
  free_content (content);
}

static void
take_header (RtAmqpChannel      *self,
             const amqp_frame_t *frame)
{
  const amqp_basic_properties_t *properties = frame->payload.properties.decoded;
  RtAmqpContent *content = self->content;
  g_autoptr (GBytes) nothing = g_bytes_new_static (NULL, 0);

  if (content->message != NULL || frame->payload.properties.class_id != AMQP_BASIC_CLASS)
    return;

  content->message = rt_bus_message_new (nothing);
  rt_amqp_message_take (content->message, properties);
  if ((properties->_flags & AMQP_BASIC_HEADERS_FLAG) == 0
      || !rt_amqp_table_get_integer (&properties->headers, OFFSET_HEADER, &content->offset))
    content->offset = -1;
  self->missing = frame->payload.properties.body_size;
  content->too_large = self->missing > RT_BUS_MAX_BODY_BYTES;
  if (self->missing == 0)
    finish_content (self);
}

static void
take_body (RtAmqpChannel *self,
           amqp_bytes_t   fragment)
{
  RtAmqpContent *content = self->content;

  if (content->message == NULL)
    return;

  if (!content->too_large && self->body == NULL && fragment.len == self->missing)
    {
      g_bytes_unref (content->message->body);
      content->message->body = g_bytes_new (fragment.bytes, fragment.len);
    }
  else if (!content->too_large)
    {
      if (self->body == NULL)
        self->body = g_byte_array_sized_new ((guint) self->missing);
      g_byte_array_append (self->body, fragment.bytes, (guint) MIN (fragment.len, self->missing));
    }
  self->missing -= MIN (fragment.len, self->missing);
  if (self->missing == 0)
    finish_content (self);
}

static void
handle_close (RtAmqpChannel              *self,
              const amqp_channel_close_t *close)
{
  g_autoptr (GError) error = rt_amqp_error_new (close->reply_code, close->reply_text, close->class_id, close->method_id);
  g_autofree char *words = rt_amqp_dup (close->reply_text);

  rt_amqp_channel_send (self, AMQP_CHANNEL_CLOSE_OK_METHOD, &(amqp_channel_close_ok_t) { 0, });
  /* Where both closed it, the answer to ours is to come still, and ends it. */
  if (self->events == NULL)
    return;

  self->words = words;
  rt_amqp_channel_end (self, error, FALSE);
}

/**
 * rt_amqp_channel_get_words:
 * @self: a channel, within "closed"
 *
 * Returns: (transfer none) (nullable): why, as the broker said it; %NULL where the connection is lost
 */
const char *
rt_amqp_channel_get_words (RtAmqpChannel *self)
{
  return self->words;
}

static void
handle_method (RtAmqpChannel       *self,
               const amqp_method_t *method)
{
  if (method->id == AMQP_CHANNEL_CLOSE_METHOD)
    handle_close (self, method->decoded);
  else if (method->id == AMQP_CHANNEL_CLOSE_OK_METHOD && self->events == NULL)
    rt_amqp_channel_end (self, NULL, FALSE);
  else if (method->id == AMQP_CHANNEL_CLOSE_OK_METHOD)
    rt_amqp_channel_break (self);
  else if (self->events == NULL)
    return;
  else if (method->id == AMQP_BASIC_DELIVER_METHOD)
    begin_delivery (self, method->decoded);
  else if (method->id == AMQP_BASIC_RETURN_METHOD)
    begin_return (self, method->decoded);
  else
    self->events->replied (self, method, self->user_data);
}

void
rt_amqp_channel_handle (RtAmqpChannel      *self,
                        const amqp_frame_t *frame)
{
  if (frame->frame_type == AMQP_FRAME_METHOD)
    {
      drop_content (self);
      handle_method (self, &frame->payload.method);
    }
  else if (self->content == NULL)
    return;
  else if (frame->frame_type == AMQP_FRAME_HEADER)
    take_header (self, frame);
  else if (frame->frame_type == AMQP_FRAME_BODY)
    take_body (self, frame->payload.body_fragment);
}
