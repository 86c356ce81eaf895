/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-declare.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-message.h"

#define MAX_ARGUMENTS 6

/* A stream forgets whole segments, which by default are 500 MB: with a limit of its size there are
 * to be about this many, with one of its age alone segments of this many bytes. */
#define N_SEGMENTS          4
#define MIN_SEGMENT_BYTES   (64 * 1024)
#define MAX_SEGMENT_BYTES   G_GINT64_CONSTANT (500000000)
#define AGE_SEGMENT_BYTES   (1024 * 1024)

enum {
  STEP_EXCHANGE,
  STEP_DEAD_LETTER,
  STEP_QUEUE,
  STEP_BIND,
  N_STEPS,
};

typedef struct {
  amqp_table_entry_t entries[MAX_ARGUMENTS];
  amqp_table_t       table;
  char               age[32];
} Arguments;

static void
add_integer (Arguments  *self,
             const char *key,
             gint64      value)
{
  rt_amqp_entry_set_integer (&self->entries[self->table.num_entries++], key, value);
}

static void
add_text (Arguments  *self,
          const char *key,
          const char *text)
{
  rt_amqp_entry_set_text (&self->entries[self->table.num_entries++], key, text);
}

static void
add_log (Arguments         *self,
         const RtBusTarget *target)
{
  gint64 segment_bytes = AGE_SEGMENT_BYTES;

  add_text (self, "x-queue-type", "stream");
  if (target->retention_ms >= 0)
    {
      g_snprintf (self->age, sizeof self->age, "%" G_GINT64_FORMAT "s", MAX ((target->retention_ms + 999) / 1000, 1));
      add_text (self, "x-max-age", self->age);
    }
  if (target->retention_bytes >= 0)
    {
      add_integer (self, "x-max-length-bytes", target->retention_bytes);
      segment_bytes = CLAMP (target->retention_bytes / N_SEGMENTS, MIN_SEGMENT_BYTES, MAX_SEGMENT_BYTES);
    }
  if (target->retention_ms >= 0 || target->retention_bytes >= 0)
    add_integer (self, "x-stream-max-segment-size-bytes", segment_bytes);
}

static void
fill_arguments (Arguments         *self,
                const RtBusTarget *target)
{
  self->table = (amqp_table_t) { .num_entries = 0, .entries = self->entries };
  if (target->kind == RT_BUS_LOG)
    {
      add_log (self, target);
      return;
    }

  if (target->max_priority > 0)
    add_integer (self, "x-max-priority", target->max_priority);
  if (target->ttl_ms >= 0)
    add_integer (self, "x-message-ttl", target->ttl_ms);
  if (target->dead_letter != NULL)
    {
      add_text (self, "x-dead-letter-exchange", "");
      add_text (self, "x-dead-letter-routing-key", target->dead_letter);
    }
}

static void
send_queue (RtAmqpChannel      *channel,
            const char         *name,
            gboolean            look,
            gboolean            durable,
            const amqp_table_t *arguments)
{
  rt_amqp_channel_send (channel, AMQP_QUEUE_DECLARE_METHOD, &(amqp_queue_declare_t) {
    .queue = rt_amqp_bytes (name),
    .passive = look,
    .durable = durable,
    .arguments = arguments == NULL ? amqp_empty_table : *arguments,
  });
}

/* Exchanges that begin so are the broker's, and there. */
static gboolean
is_own_exchange (const char *exchange)
{
  return exchange != NULL && *exchange != '\0' && !g_str_has_prefix (exchange, "amq.");
}

static gboolean
send_bind (RtAmqpChannel     *channel,
           const RtBusTarget *target)
{
  const char *key = target->routing_key == NULL ? target->name : target->routing_key;

  if (target->exchange == NULL || *target->exchange == '\0')
    return FALSE;

  return rt_amqp_channel_send (channel, AMQP_QUEUE_BIND_METHOD, &(amqp_queue_bind_t) {
    .queue = rt_amqp_bytes (target->name),
    .exchange = rt_amqp_bytes (target->exchange),
    .routing_key = rt_amqp_bytes (key),
  });
}

static gboolean
declare_send (const RtBusTarget *target,
              guint              step,
              gboolean           look,
              RtAmqpChannel     *channel)
{
  Arguments arguments;

  switch (step)
    {
    case STEP_EXCHANGE:
      if (!is_own_exchange (target->exchange))
        return FALSE;
      return rt_amqp_channel_send (channel, AMQP_EXCHANGE_DECLARE_METHOD, &(amqp_exchange_declare_t) {
        .exchange = rt_amqp_bytes (target->exchange),
        .type = amqp_cstring_bytes ("direct"),
        .passive = look,
        .durable = target->durable,
      });
    case STEP_DEAD_LETTER:
      if (target->dead_letter == NULL)
        return FALSE;
      send_queue (channel, target->dead_letter, look, TRUE, NULL);
      return TRUE;
    case STEP_QUEUE:
      fill_arguments (&arguments, target);
      send_queue (channel, target->name, FALSE, target->durable || target->kind == RT_BUS_LOG, &arguments.table);
      return TRUE;
    default:
      return send_bind (channel, target);
    }
}

static gboolean
declare_looks (guint step)
{
  return step == STEP_EXCHANGE || step == STEP_DEAD_LETTER;
}

static gboolean
remove_send (const RtBusTarget *target,
             guint              step,
             gboolean           look,
             RtAmqpChannel     *channel)
{
  return rt_amqp_channel_send (channel, AMQP_QUEUE_DELETE_METHOD,
                               &(amqp_queue_delete_t) { .queue = rt_amqp_bytes (target->name), });
}

static gboolean
remove_looks (guint step)
{
  return FALSE;
}

static void
return_true (GTask *task)
{
  g_task_return_boolean (task, TRUE);
}

const RtRabbitErrandKind rt_rabbit_declare = {
  .n_steps = N_STEPS,
  .send = declare_send,
  .looks = declare_looks,
  .done = return_true,
};

const RtRabbitErrandKind rt_rabbit_remove = {
  .n_steps = 1,
  .send = remove_send,
  .looks = remove_looks,
  .done = return_true,
};
