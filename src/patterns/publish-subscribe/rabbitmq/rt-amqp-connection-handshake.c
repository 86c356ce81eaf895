/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-connection-private.h"

#include <string.h>

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-error.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-message.h"

/* Channels at most, whatever the broker allows. */
#define MAX_CHANNELS 2047

void
rt_amqp_connection_start (RtAmqpConnection *self)
{
  self->stage = RT_AMQP_STARTING;
  self->heard = g_get_monotonic_time ();
  rt_amqp_writer_add_header (&self->writer);
  rt_amqp_connection_queue (self);
}

/* What we understand beyond the standard, in RabbitMQ's names. */
static void
fill_capabilities (amqp_table_entry_t *entries,
                   amqp_table_t       *table)
{
  static const char * const names[] = {
    "authentication_failure_close", "basic.nack", "connection.blocked", "consumer_cancel_notify", "publisher_confirms",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    rt_amqp_entry_set_boolean (&entries[i], names[i], TRUE);
  *table = (amqp_table_t) { .num_entries = G_N_ELEMENTS (names), .entries = entries };
}

/* SASL PLAIN, RFC 4616. */
static amqp_bytes_t
make_response (const RtRabbitAddress *address)
{
  gsize user = strlen (address->user);
  gsize password = strlen (address->password);
  char *response = g_malloc0 (user + password + 2);

  memcpy (response + 1, address->user, user);
  memcpy (response + 1 + user + 1, address->password, password);

  return (amqp_bytes_t) { .len = user + password + 2, .bytes = response };
}

static void
handle_start (RtAmqpConnection *self)
{
  amqp_table_entry_t capabilities[8];
  amqp_table_entry_t properties[3];
  amqp_bytes_t response;

  if (self->stage != RT_AMQP_STARTING)
    return;

  rt_amqp_entry_set_text (&properties[0], "product", "Roundtrip");
  rt_amqp_entry_set_text (&properties[1], "version", PACKAGE_VERSION);
  properties[2].key = amqp_cstring_bytes ("capabilities");
  properties[2].value.kind = AMQP_FIELD_KIND_TABLE;
  fill_capabilities (capabilities, &properties[2].value.value.table);

  response = make_response (self->address);
  self->stage = RT_AMQP_TUNING;
  rt_amqp_connection_send (self, AMQP_CONNECTION_START_OK_METHOD, &(amqp_connection_start_ok_t) {
    .client_properties = { .num_entries = G_N_ELEMENTS (properties), .entries = properties },
    .mechanism = amqp_cstring_bytes ("PLAIN"),
    .response = response,
    .locale = amqp_cstring_bytes ("en_US"),
  });
  explicit_bzero (response.bytes, response.len);
  g_free (response.bytes);
}

static guint
choose (guint theirs,
        guint ours)
{
  return theirs == 0 ? ours : ours == 0 ? theirs : MIN (theirs, ours);
}

/* With less not even a method fits; AMQP 0-9-1, 4.2.3 and "frame-min-size". */
static void
refuse_frames (RtAmqpConnection *self)
{
  g_autoptr (GError) error = g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_CONNECT,
                                          _("What answers at %s is not RabbitMQ: correct the address."), self->where);

  rt_amqp_connection_fail (self, error);
}

static void
handle_tune (RtAmqpConnection             *self,
             const amqp_connection_tune_t *tune)
{
  guint frame_max = choose (tune->frame_max, RT_AMQP_FRAME_MAX);

  if (self->stage != RT_AMQP_TUNING)
    return;
  if (frame_max < AMQP_FRAME_MIN_SIZE)
    {
      refuse_frames (self);
      return;
    }

  self->channel_max = choose (tune->channel_max, MAX_CHANNELS);
  self->heartbeat_s = self->address->heartbeat_s;
  self->writer.frame_max = frame_max;
  amqp_tune_connection (self->codec, (int) self->channel_max, (int) frame_max, 0);
  rt_amqp_connection_send (self, AMQP_CONNECTION_TUNE_OK_METHOD, &(amqp_connection_tune_ok_t) {
    .channel_max = (guint16) self->channel_max, .frame_max = frame_max, .heartbeat = (guint16) self->heartbeat_s,
  });
  self->stage = RT_AMQP_OPENING;
  rt_amqp_connection_send (self, AMQP_CONNECTION_OPEN_METHOD, &(amqp_connection_open_t) {
    .virtual_host = amqp_cstring_bytes (self->address->vhost),
  });
}

static void
handle_open_ok (RtAmqpConnection *self)
{
  if (self->stage != RT_AMQP_OPENING)
    return;

  self->stage = RT_AMQP_OPEN;
  rt_poller_stop_timer (self->poller, &self->deadline);
  if (self->heartbeat_s > 0)
    rt_poller_start_timer (self->poller, &self->beat, self->heartbeat_s * 500);
  if (self->events != NULL)
    self->events->opened (self, self->user_data);
}

/* The broker only says that it does not take what it was given. */
static GError *
make_close_error (RtAmqpConnection              *self,
                  const amqp_connection_close_t *close)
{
  if (self->stage == RT_AMQP_TUNING && close->reply_code == AMQP_ACCESS_REFUSED && self->address->password[0] == '\0')
    return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_ACCESS,
                        _("RabbitMQ refuses the user “%s”, for whom no password was given: give one."),
                        self->address->user);

  return rt_amqp_error_new (close->reply_code, close->reply_text, close->class_id, close->method_id);
}

static void
handle_close (RtAmqpConnection              *self,
              const amqp_connection_close_t *close)
{
  g_autoptr (GError) error = make_close_error (self, close);

  rt_amqp_connection_send (self, AMQP_CONNECTION_CLOSE_OK_METHOD, &(amqp_connection_close_ok_t) { 0, });
  rt_amqp_connection_write (self, NULL);
  rt_amqp_connection_fail (self, error);
}

static void
handle_blocked (RtAmqpConnection                *self,
                const amqp_connection_blocked_t *blocked)
{
  g_autofree char *reason = blocked == NULL ? NULL : rt_amqp_dup (blocked->reason);

  if (self->stage == RT_AMQP_OPEN && self->events != NULL)
    self->events->blocked (self, reason, self->user_data);
}

static void
handle (RtAmqpConnection *self,
        amqp_method_t    *method)
{
  switch (method->id)
    {
    case AMQP_CONNECTION_START_METHOD:
      handle_start (self);
      break;
    case AMQP_CONNECTION_TUNE_METHOD:
      handle_tune (self, method->decoded);
      break;
    case AMQP_CONNECTION_OPEN_OK_METHOD:
      handle_open_ok (self);
      break;
    case AMQP_CONNECTION_CLOSE_METHOD:
      handle_close (self, method->decoded);
      break;
    case AMQP_CONNECTION_BLOCKED_METHOD:
      handle_blocked (self, method->decoded);
      break;
    case AMQP_CONNECTION_UNBLOCKED_METHOD:
      handle_blocked (self, NULL);
      break;
    default:
      break;
    }
}

void
rt_amqp_connection_handle_frame (RtAmqpConnection   *self,
                                 const amqp_frame_t *frame)
{
  RtAmqpChannel *channel = NULL;

  if (frame->channel == 0)
    {
      amqp_method_t method = frame->payload.method;

      if (frame->frame_type == AMQP_FRAME_METHOD)
        handle (self, &method);
    }
  else
    {
      if (frame->channel < self->channels->len)
        channel = g_ptr_array_index (self->channels, frame->channel);
      if (channel != NULL)
        rt_amqp_channel_handle (channel, frame);
    }
  amqp_maybe_release_buffers_on_channel (self->codec, frame->channel);
}

/* Twice in the time agreed: a sign of life of ours if there was none, and whether there was one
 * of the broker's in twice that time, AMQP 0-9-1, 4.2.7. */
void
rt_amqp_connection_beat (gpointer user_data)
{
  RtAmqpConnection *self = user_data;
  gint64 silence_us;

  g_object_ref (self);
  if (!self->has_written && rt_amqp_writer_get_pending (&self->writer, NULL) == 0)
    rt_amqp_writer_add_heartbeat (&self->writer);
  self->has_written = FALSE;
  rt_poller_start_timer (self->poller, &self->beat, self->heartbeat_s * 500);
  /* What came while this process was busy or asleep counts. */
  rt_amqp_connection_turn (self);

  silence_us = g_get_monotonic_time () - self->heard;
  if (self->stage != RT_AMQP_DEAD && silence_us > 2 * self->heartbeat_s * G_USEC_PER_SEC)
    {
      g_autoptr (GError) error =
        g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_TIMEOUT, _("RabbitMQ at %s has said nothing for %u seconds."),
                     self->where, 2 * self->heartbeat_s);

      rt_amqp_connection_fail (self, error);
    }
  g_object_unref (self);
}
