/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-feed.h"

#include "patterns/publish-subscribe/kafka/rt-kafka-record.h"

/* What a message takes beside its body, roughly. */
#define MESSAGE_BYTES 128
/* Handed over between two looks at what librdkafka tells. */
#define N_AT_A_TIME 256
/* Told of librdkafka, and not taken by the loop yet; what is more is passed over, as the next says the same. */
#define MAX_ERRORS 64

typedef struct {
  GRefString   *topic;
  RtBusMessage *message;
  guint64       tag;
} Item;

struct _RtKafkaFeed {
  RtKafkaHandle *producer;    /* (unowned): whoever calls has it */

  GMutex         lock;
  GArray        *items;       /* of Item: handed over to the thread */
  guint          n_messages;  /* with those in the thread's hands */
  gsize          n_bytes;
  gboolean       is_awaited;  /* somebody waits for room */
  GArray        *reports;
  GQueue         errors;      /* of rd_kafka_event_t */

  /* Of the loop. */
  GRefString    *topic;       /* the last one */
  GArray        *told;        /* reports that are being taken */
  guint          n_told;

  /* Of the thread. */
  GArray        *taken;       /* items that are being handed to librdkafka */
  guint          n_taken;
  GArray        *new_reports;
  GHashTable    *topics;      /* names to rd_kafka_topic_t */
};

static gsize
get_bytes (const RtBusMessage *message)
{
  return g_bytes_get_size (message->body) + MESSAGE_BYTES;
}

static void
clear_item (gpointer data)
{
  Item *self = data;

  g_clear_pointer (&self->topic, g_ref_string_release);
  g_clear_pointer (&self->message, rt_bus_message_unref);
}

static GArray *
make_items (void)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));

  g_array_set_clear_func (items, clear_item);

  return items;
}

static void
free_topic (gpointer topic)
{
  rd_kafka_topic_destroy (topic);
}

static void
swap (GArray **one,
      GArray **other)
{
  GArray *kept = *one;

  *one = *other;
  *other = kept;
}

static void
clear (gpointer data)
{
  RtKafkaFeed *self = data;
  rd_kafka_event_t *event;

  while ((event = g_queue_pop_head (&self->errors)) != NULL)
    rd_kafka_event_destroy (event);
  g_array_unref (self->items);
  g_array_unref (self->taken);
  g_array_unref (self->reports);
  g_array_unref (self->told);
  g_array_unref (self->new_reports);
  g_hash_table_unref (self->topics);
  g_clear_pointer (&self->topic, g_ref_string_release);
  g_mutex_clear (&self->lock);
}

static void
add_report (RtKafkaFeed         *self,
            guint64              tag,
            int                  partition,
            gint64               offset,
            rd_kafka_resp_err_t  code)
{
  RtKafkaReport report = { tag, partition, offset, code };

  g_array_append_val (self->new_reports, report);
}

static rd_kafka_topic_t *
get_topic (RtKafkaFeed *self,
           const char  *name)
{
  rd_kafka_topic_t *topic = g_hash_table_lookup (self->topics, name);

  if (topic != NULL)
    return topic;

  topic = rd_kafka_topic_new (rt_kafka_handle_get (self->producer), name, NULL);
  if (topic != NULL)
    g_hash_table_insert (self->topics, g_strdup (name), topic);

  return topic;
}

/* FALSE: librdkafka has no room now; it tells of what it did when it has. */
static gboolean
produce (RtKafkaFeed *self,
         const Item  *item)
{
  rd_kafka_topic_t *topic = get_topic (self, item->topic);
  rd_kafka_resp_err_t code =
    topic != NULL ? rt_kafka_record_produce (rt_kafka_handle_get (self->producer), topic, item->message, item->tag)
                  : rd_kafka_last_error ();

  if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL)
    return FALSE;
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    add_report (self, item->tag, -1, -1, code);

  return TRUE;
}

static void
account (RtKafkaFeed *self,
         guint        n_messages,
         gsize        n_bytes)
{
  gboolean has_room;

  g_mutex_lock (&self->lock);
  self->n_messages -= n_messages;
  self->n_bytes -= n_bytes;
  has_room = self->is_awaited && self->n_messages <= RT_KAFKA_FEED_MAX_MESSAGES / 2 &&
             self->n_bytes <= RT_KAFKA_FEED_MAX_BYTES / 2;
  if (has_room)
    self->is_awaited = FALSE;
  g_mutex_unlock (&self->lock);

  if (has_room)
    rt_kafka_handle_tell (self->producer);
}

/* TRUE: there is more. */
static gboolean
feed (RtKafkaFeed *self)
{
  guint n_messages = 0;
  gsize n_bytes = 0;
  gboolean is_full = FALSE;

  if (self->n_taken == self->taken->len)
    {
      g_array_set_size (self->taken, 0);
      self->n_taken = 0;
      g_mutex_lock (&self->lock);
      swap (&self->items, &self->taken);
      g_mutex_unlock (&self->lock);
    }

  while (!is_full && n_messages < N_AT_A_TIME && self->n_taken < self->taken->len)
    {
      Item *item = &g_array_index (self->taken, Item, self->n_taken);

      is_full = !produce (self, item);
      if (is_full)
        break;
      n_messages++;
      n_bytes += get_bytes (item->message);
      clear_item (item);
      self->n_taken++;
    }
  if (n_messages > 0)
    account (self, n_messages, n_bytes);

  return !is_full && n_messages > 0;
}

static void
keep_error (RtKafkaFeed      *self,
            rd_kafka_event_t *event)
{
  g_mutex_lock (&self->lock);
  if (self->errors.length < MAX_ERRORS || rd_kafka_event_error_is_fatal (event))
    g_queue_push_tail (&self->errors, g_steal_pointer (&event));
  g_mutex_unlock (&self->lock);

  if (event != NULL)
    rd_kafka_event_destroy (event);
  else
    rt_kafka_handle_tell (self->producer);
}

/* FALSE: there is nothing. */
static gboolean
take_event (RtKafkaFeed *self)
{
  rd_kafka_event_t *event = rd_kafka_queue_poll (rt_kafka_handle_get_control (self->producer), 0);
  const rd_kafka_message_t *record;

  if (event == NULL)
    return FALSE;

  if (rd_kafka_event_type (event) == RD_KAFKA_EVENT_ERROR)
    {
      keep_error (self, event);
      return TRUE;
    }

  if (rd_kafka_event_type (event) == RD_KAFKA_EVENT_DR)
    while ((record = rd_kafka_event_message_next (event)) != NULL)
      add_report (self, GPOINTER_TO_SIZE (record->_private), record->partition, record->offset, record->err);
  rd_kafka_event_destroy (event);

  return TRUE;
}

static void
tell_reports (RtKafkaFeed *self)
{
  gboolean is_first;

  if (self->new_reports->len == 0)
    return;

  g_mutex_lock (&self->lock);
  is_first = self->reports->len == 0;
  if (is_first)
    swap (&self->reports, &self->new_reports);
  else
    g_array_append_vals (self->reports, self->new_reports->data, self->new_reports->len);
  g_mutex_unlock (&self->lock);

  g_array_set_size (self->new_reports, 0);
  if (is_first)
    rt_kafka_handle_tell (self->producer);
}

/* A RtKafkaWork. */
static gboolean
work (gpointer user_data)
{
  RtKafkaFeed *self = user_data;
  gboolean has_more = feed (self);

  has_more |= take_event (self);
  tell_reports (self);

  return has_more;
}

RtKafkaFeed *
rt_kafka_feed_new (RtKafkaHandle *producer)
{
  RtKafkaFeed *self = g_atomic_rc_box_new0 (RtKafkaFeed);

  self->producer = producer;
  g_mutex_init (&self->lock);
  self->items = make_items ();
  self->taken = make_items ();
  self->reports = g_array_new (FALSE, FALSE, sizeof (RtKafkaReport));
  self->told = g_array_new (FALSE, FALSE, sizeof (RtKafkaReport));
  self->new_reports = g_array_new (FALSE, FALSE, sizeof (RtKafkaReport));
  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_topic);
  rt_kafka_handle_start_work (producer, "kafka-feed", work, g_atomic_rc_box_acquire (self),
                              (GDestroyNotify) rt_kafka_feed_unref);

  return self;
}

void
rt_kafka_feed_unref (RtKafkaFeed *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

gboolean
rt_kafka_feed_push (RtKafkaFeed  *self,
                    const char   *topic,
                    RtBusMessage *message,
                    guint64       tag)
{
  gsize bytes = get_bytes (message);
  Item item = { NULL, message, tag };
  gboolean is_full;
  gboolean is_first;

  if (self->topic == NULL || !g_str_equal (self->topic, topic))
    {
      g_clear_pointer (&self->topic, g_ref_string_release);
      self->topic = g_ref_string_new (topic);
    }

  g_mutex_lock (&self->lock);
  is_first = self->items->len == 0;
  is_full = self->n_messages >= RT_KAFKA_FEED_MAX_MESSAGES ||
            (self->n_messages > 0 && self->n_bytes + bytes > RT_KAFKA_FEED_MAX_BYTES);
  if (is_full)
    self->is_awaited = TRUE;
  else
    {
      item.topic = g_ref_string_acquire (self->topic);
      rt_bus_message_ref (message);
      g_array_append_val (self->items, item);
      self->n_messages++;
      self->n_bytes += bytes;
    }
  g_mutex_unlock (&self->lock);

  if (is_first && !is_full)
    rt_kafka_handle_wake_work (self->producer);

  return !is_full;
}

gboolean
rt_kafka_feed_has_room (RtKafkaFeed *self)
{
  gboolean has_room;

  g_mutex_lock (&self->lock);
  has_room = !self->is_awaited;
  g_mutex_unlock (&self->lock);

  return has_room;
}

gboolean
rt_kafka_feed_take_report (RtKafkaFeed   *self,
                           RtKafkaReport *report)
{
  if (self->n_told == self->told->len)
    {
      g_array_set_size (self->told, 0);
      self->n_told = 0;
      g_mutex_lock (&self->lock);
      swap (&self->reports, &self->told);
      g_mutex_unlock (&self->lock);
    }
  if (self->n_told == self->told->len)
    return FALSE;

  *report = g_array_index (self->told, RtKafkaReport, self->n_told++);

  return TRUE;
}

rd_kafka_event_t *
rt_kafka_feed_take_error (RtKafkaFeed *self)
{
  rd_kafka_event_t *event;

  g_mutex_lock (&self->lock);
  event = g_queue_pop_head (&self->errors);
  g_mutex_unlock (&self->lock);

  return event;
}
