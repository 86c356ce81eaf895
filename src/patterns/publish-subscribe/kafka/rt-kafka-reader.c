/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-reader.h"

#include "patterns/publish-subscribe/kafka/rt-kafka-record.h"

/* Taken from librdkafka at a time. */
#define BATCH 64

struct _RtKafkaReader {
  RtKafkaHandle *consumer;    /* (unowned): whoever calls has it */

  GMutex         lock;
  GCond          idle;        /* the thread is not busy any more */
  gboolean       is_busy;
  gboolean       is_paused;
  GArray        *reads;       /* of RtKafkaRead: for the loop */
  guint          n_ahead;     /* with those that the loop is taking */
  gsize          n_bytes;
  RtKafkaPartitions *offsets; /* to be stored */

  /* Of the loop. */
  GArray        *taken;       /* of RtKafkaRead: that are being taken */
  guint          n_taken;
  gsize          taken_bytes;

  /* Of the thread. */
  GArray        *new_reads;
};

void
rt_kafka_read_clear (RtKafkaRead *read)
{
  g_clear_pointer (&read->delivery, rt_bus_delivery_unref);
  g_clear_pointer (&read->words, g_free);
}

static void
clear_read (gpointer data)
{
  rt_kafka_read_clear (data);
}

static GArray *
make_reads (void)
{
  GArray *reads = g_array_new (FALSE, FALSE, sizeof (RtKafkaRead));

  g_array_set_clear_func (reads, clear_read);

  return reads;
}

static void
clear (gpointer data)
{
  RtKafkaReader *self = data;

  g_clear_pointer (&self->offsets, rd_kafka_topic_partition_list_destroy);
  g_array_unref (self->reads);
  g_array_unref (self->taken);
  g_array_unref (self->new_reads);
  g_cond_clear (&self->idle);
  g_mutex_clear (&self->lock);
}

static void
store (RtKafkaReader     *self,
       RtKafkaPartitions *offsets)
{
  g_autoptr (RtKafkaPartitions) taken = offsets;

  if (taken != NULL)
    rd_kafka_offsets_store (rt_kafka_handle_get (self->consumer), taken);
}

/* Returns its bytes. */
static gsize
add_read (RtKafkaReader            *self,
          const rd_kafka_message_t *record)
{
  RtKafkaRead new = { NULL, record->err, NULL };

  if (record->err == RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      g_autoptr (RtBusMessage) message = rt_kafka_record_parse (record);

      new.delivery = rt_bus_delivery_new (message);
      new.delivery->partition = record->partition;
      new.delivery->offset = record->offset;
    }
  else
    new.words = g_strdup (rd_kafka_message_errstr (record));
  g_array_append_val (self->new_reads, new);

  return record->len;
}

/* Returns their bytes. */
static gsize
read_batch (RtKafkaReader *self)
{
  rd_kafka_message_t *batch[BATCH];
  gssize n_records =
    rd_kafka_consume_batch_queue (rt_kafka_handle_get_messages (self->consumer), 0, batch, G_N_ELEMENTS (batch));
  gsize bytes = 0;

  for (gssize i = 0; i < n_records; i++)
    {
      bytes += add_read (self, batch[i]);
      rd_kafka_message_destroy (batch[i]);
    }

  return bytes;
}

/* FALSE: not now. */
static gboolean
begin_work (RtKafkaReader      *self,
            RtKafkaPartitions **offsets,
            gboolean           *has_room)
{
  gboolean may_work;

  g_mutex_lock (&self->lock);
  may_work = !self->is_paused;
  if (may_work)
    {
      self->is_busy = TRUE;
      *offsets = g_steal_pointer (&self->offsets);
      *has_room = self->n_ahead < RT_KAFKA_READER_MAX_MESSAGES && self->n_bytes < RT_KAFKA_READER_MAX_BYTES;
    }
  g_mutex_unlock (&self->lock);

  return may_work;
}

static void
end_work (RtKafkaReader *self,
          gsize          bytes)
{
  gboolean is_news;

  g_mutex_lock (&self->lock);
  is_news = self->reads->len == 0 && self->new_reads->len > 0;
  g_array_append_vals (self->reads, self->new_reads->data, self->new_reads->len);
  self->n_ahead += self->new_reads->len;
  self->n_bytes += bytes;
  self->is_busy = FALSE;
  g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->lock);

  /* They are elsewhere now: not to be cleared. */
  g_free (g_array_steal (self->new_reads, NULL));
  if (is_news)
    rt_kafka_handle_tell (self->consumer);
}

/* A RtKafkaWork. */
static gboolean
work (gpointer user_data)
{
  RtKafkaReader *self = user_data;
  RtKafkaPartitions *offsets = NULL;
  gboolean has_room = FALSE;
  gboolean has_more;
  gsize bytes = 0;

  if (!begin_work (self, &offsets, &has_room))
    return FALSE;

  store (self, offsets);
  if (has_room)
    bytes = read_batch (self);
  has_more = self->new_reads->len > 0;
  end_work (self, bytes);

  return has_more;
}

static void
end (gpointer user_data)
{
  RtKafkaReader *self = user_data;
  RtKafkaPartitions *offsets;

  g_mutex_lock (&self->lock);
  offsets = g_steal_pointer (&self->offsets);
  g_mutex_unlock (&self->lock);
  store (self, offsets);
  rt_kafka_reader_unref (self);
}

RtKafkaReader *
rt_kafka_reader_new (RtKafkaHandle *consumer)
{
  RtKafkaReader *self = g_atomic_rc_box_new0 (RtKafkaReader);

  self->consumer = consumer;
  g_mutex_init (&self->lock);
  g_cond_init (&self->idle);
  self->reads = make_reads ();
  self->taken = make_reads ();
  self->new_reads = make_reads ();
  rt_kafka_handle_start_work (consumer, "kafka-reader", work, rt_kafka_reader_ref (self), end);

  return self;
}

RtKafkaReader *
rt_kafka_reader_ref (RtKafkaReader *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
rt_kafka_reader_unref (RtKafkaReader *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* What the loop has taken makes room for more. */
static void
take_over (RtKafkaReader *self)
{
  GArray *done = self->taken;

  g_array_set_size (done, 0);
  self->n_taken = 0;
  g_mutex_lock (&self->lock);
  self->taken = self->reads;
  self->reads = done;
  self->n_ahead = self->taken->len;
  self->n_bytes -= self->taken_bytes;
  self->taken_bytes = self->n_bytes;
  g_mutex_unlock (&self->lock);
}

gboolean
rt_kafka_reader_take (RtKafkaReader *self,
                      RtKafkaRead   *read)
{
  RtKafkaRead *next;

  if (self->n_taken == self->taken->len)
    {
      gboolean was_full = self->n_taken > 0;

      take_over (self);
      /* It may have waited for it. */
      if (was_full)
        rt_kafka_handle_wake_work (self->consumer);
    }
  if (self->n_taken == self->taken->len)
    return FALSE;

  next = &g_array_index (self->taken, RtKafkaRead, self->n_taken++);
  read->delivery = g_steal_pointer (&next->delivery);
  read->code = next->code;
  read->words = g_steal_pointer (&next->words);

  return TRUE;
}

void
rt_kafka_reader_discard (RtKafkaReader *self)
{
  g_mutex_lock (&self->lock);
  g_array_set_size (self->taken, 0);
  g_array_set_size (self->reads, 0);
  self->n_taken = self->n_ahead = 0;
  self->n_bytes = self->taken_bytes = 0;
  g_mutex_unlock (&self->lock);

  rt_kafka_handle_wake_work (self->consumer);
}

static void
merge (RtKafkaPartitions       *offsets,
       const RtKafkaPartitions *newer)
{
  for (int i = 0; i < newer->cnt; i++)
    {
      const rd_kafka_topic_partition_t *new = &newer->elems[i];
      rd_kafka_topic_partition_t *known = rd_kafka_topic_partition_list_find (offsets, new->topic, new->partition);

      if (known == NULL)
        known = rd_kafka_topic_partition_list_add (offsets, new->topic, new->partition);
      known->offset = new->offset;
    }
}

void
rt_kafka_reader_store (RtKafkaReader           *self,
                       const RtKafkaPartitions *offsets)
{
  g_mutex_lock (&self->lock);
  if (self->offsets == NULL)
    self->offsets = rd_kafka_topic_partition_list_new (offsets->cnt);
  merge (self->offsets, offsets);
  g_mutex_unlock (&self->lock);

  rt_kafka_handle_wake_work (self->consumer);
}

void
rt_kafka_reader_pause (RtKafkaReader *self)
{
  g_mutex_lock (&self->lock);
  self->is_paused = TRUE;
  g_mutex_unlock (&self->lock);
}

void
rt_kafka_reader_go_on (RtKafkaReader *self)
{
  g_mutex_lock (&self->lock);
  self->is_paused = FALSE;
  g_mutex_unlock (&self->lock);

  rt_kafka_handle_wake_work (self->consumer);
}

void
rt_kafka_reader_settle (RtKafkaReader *self)
{
  RtKafkaPartitions *offsets;

  g_mutex_lock (&self->lock);
  while (self->is_busy)
    g_cond_wait (&self->idle, &self->lock);
  offsets = g_steal_pointer (&self->offsets);
  g_mutex_unlock (&self->lock);

  store (self, offsets);
}
