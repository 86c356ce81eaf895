/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-handle.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/rt-priority.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-brokers.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-error.h"

/* How long a program that ends waits for its consumers to commit and take leave. */
#define LEAVE_TIMEOUT_MS 3000

struct _RtKafkaHandle {
  gatomicrefcount ref_count;
  rd_kafka_t     *kafka;
  RtKafkaSockets *sockets;
  RtKafkaBrokers *brokers;
  rd_kafka_queue_t *control;
  rd_kafka_queue_t *messages;
  int             fd;       /* an eventfd: there is something to drain */
  GSource        *source;
  int             work_fd;  /* an eventfd: there is something to work on */
  gboolean        is_over;  /* atomic: there is no more of it */
};

typedef struct {
  RtKafkaHandle *handle;
  RtKafkaWork    work;
  gpointer       user_data;
  GDestroyNotify free_data;
} Worker;

static const guint64 one = 1;

static void
signal_fd (int fd)
{
  /* Full is as good: it is to be read then. */
  while (write (fd, &one, sizeof one) == -1 && errno == EINTR)
    continue;
}

static void
clear_fd (int fd)
{
  guint64 count;

  while (read (fd, &count, sizeof count) == -1 && errno == EINTR)
    continue;
}

typedef struct {
  GSource      parent;
  int          fd;       /* (unowned) */
  RtKafkaDrain drain;
} DrainSource;

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  DrainSource *self = (DrainSource *) source;

  g_source_set_ready_time (source, -1);
  /* Before it is drained: what comes in meanwhile writes anew. */
  clear_fd (self->fd);
  if (self->drain (g_get_monotonic_time () + RT_SLICE_US, user_data) && !g_source_is_destroyed (source))
    g_source_set_ready_time (source, 0);

  return G_SOURCE_CONTINUE;
}

static gboolean
ignore (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs drain_funcs = { .dispatch = dispatch };

/* So that what was acknowledged is committed also when the program ends right after. */
static void
wait_for_leaving (void)
{
  rd_kafka_wait_destroyed (LEAVE_TIMEOUT_MS);
}

static void
watch_queue (rd_kafka_queue_t *queue,
             int               fd)
{
  rd_kafka_queue_io_event_enable (queue, fd, &one, sizeof one);
}

static void
get_queues (RtKafkaHandle *self)
{
  if (rd_kafka_type (self->kafka) == RD_KAFKA_CONSUMER)
    {
      rd_kafka_poll_set_consumer (self->kafka);
      self->control = rd_kafka_queue_get_consumer (self->kafka);
      self->messages = rd_kafka_queue_new (self->kafka);
      watch_queue (self->messages, self->work_fd);
      watch_queue (self->control, self->fd);
    }
  else
    {
      self->control = rd_kafka_queue_get_main (self->kafka);
      watch_queue (self->control, self->work_fd);
    }
}

RtKafkaHandle *
rt_kafka_handle_new (rd_kafka_type_t   type,
                     rd_kafka_conf_t  *conf,
                     RtKafkaSockets   *sockets,
                     GError          **error)
{
  static gsize once = 0;
  RtKafkaHandle *self = g_new0 (RtKafkaHandle, 1);
  char words[512] = "";

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, atexit (wait_for_leaving) == 0 ? 1 : 2);

  g_atomic_ref_count_init (&self->ref_count);
  self->sockets = rt_kafka_sockets_ref (sockets);
  self->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->work_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->brokers = rt_kafka_brokers_new (self->fd);
  rt_kafka_brokers_watch (self->brokers, conf);
  self->kafka = self->fd == -1 || self->work_fd == -1 ? NULL : rd_kafka_new (type, conf, words, sizeof words);
  if (self->kafka != NULL)
    {
      get_queues (self);
      return self;
    }

  rd_kafka_conf_destroy (conf);
  g_propagate_error (error, rt_kafka_error_new (rd_kafka_last_error (), words));
  rt_kafka_handle_unref (self);

  return NULL;
}

RtKafkaHandle *
rt_kafka_handle_ref (RtKafkaHandle *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static gpointer
destroy (gpointer data)
{
  RtKafkaHandle *self = data;

  g_clear_pointer (&self->messages, rd_kafka_queue_destroy);
  g_clear_pointer (&self->control, rd_kafka_queue_destroy);
  if (self->kafka != NULL)
    {
      if (rd_kafka_type (self->kafka) == RD_KAFKA_PRODUCER)
        rd_kafka_purge (self->kafka, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
      rd_kafka_destroy (self->kafka);
    }
  if (self->fd != -1)
    close (self->fd);
  if (self->work_fd != -1)
    close (self->work_fd);
  rt_kafka_brokers_free (self->brokers);
  rt_kafka_sockets_unref (self->sockets);
  g_free (self);

  return NULL;
}

void
rt_kafka_handle_unref (RtKafkaHandle *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_assert (self->source == NULL);
  g_thread_unref (g_thread_new ("kafka-destroy", destroy, self));
}

rd_kafka_t *
rt_kafka_handle_get (RtKafkaHandle *self)
{
  return self->kafka;
}

rd_kafka_queue_t *
rt_kafka_handle_get_control (RtKafkaHandle *self)
{
  return self->control;
}

rd_kafka_queue_t *
rt_kafka_handle_get_messages (RtKafkaHandle *self)
{
  return self->messages;
}

void
rt_kafka_handle_listen (RtKafkaHandle *self,
                        RtKafkaDrain   drain,
                        gpointer       user_data)
{
  DrainSource *source;

  g_return_if_fail (self->source == NULL);

  self->source = g_source_new (&drain_funcs, sizeof (DrainSource));
  source = (DrainSource *) self->source;
  source->fd = self->fd;
  source->drain = drain;
  g_source_set_static_name (self->source, "[roundtrip] Kafka");
  g_source_set_priority (self->source, RT_PRIORITY_IO);
  g_source_set_callback (self->source, ignore, user_data, NULL);
  g_source_add_unix_fd (self->source, self->fd, G_IO_IN);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

static gpointer
work (gpointer data)
{
  Worker *self = data;
  GPollFD fd = { self->handle->work_fd, G_IO_IN, 0 };

  while (!g_atomic_int_get (&self->handle->is_over))
    {
      /* Before it is done: what comes in meanwhile writes anew. */
      clear_fd (fd.fd);
      if (!self->work (self->user_data) && !g_atomic_int_get (&self->handle->is_over))
        g_poll (&fd, 1, -1);
    }
  self->free_data (self->user_data);
  rt_kafka_handle_unref (self->handle);
  g_free (self);

  return NULL;
}

void
rt_kafka_handle_start_work (RtKafkaHandle  *self,
                            const char     *name,
                            RtKafkaWork     func,
                            gpointer        user_data,
                            GDestroyNotify  free_data)
{
  Worker *worker = g_new (Worker, 1);

  *worker = (Worker) { rt_kafka_handle_ref (self), func, user_data, free_data };
  g_thread_unref (g_thread_new (name, work, worker));
}

void
rt_kafka_handle_wake_work (RtKafkaHandle *self)
{
  signal_fd (self->work_fd);
}

void
rt_kafka_handle_tell (RtKafkaHandle *self)
{
  signal_fd (self->fd);
}

void
rt_kafka_handle_stop (RtKafkaHandle *self)
{
  g_atomic_int_set (&self->is_over, TRUE);
  signal_fd (self->work_fd);
  if (self->source == NULL)
    return;

  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

void
rt_kafka_handle_wake (RtKafkaHandle *self)
{
  if (self->source != NULL)
    g_source_set_ready_time (self->source, 0);
}

void
rt_kafka_handle_wake_in (RtKafkaHandle *self,
                         guint          delay_ms)
{
  gint64 due = g_get_monotonic_time () + delay_ms * G_TIME_SPAN_MILLISECOND;
  gint64 before;

  if (self->source == NULL)
    return;

  before = g_source_get_ready_time (self->source);
  if (before == -1 || due < before)
    g_source_set_ready_time (self->source, due);
}

guint
rt_kafka_handle_get_n_up (RtKafkaHandle *self)
{
  return rt_kafka_brokers_get_n_up (self->brokers);
}

guint
rt_kafka_handle_get_n_failed (RtKafkaHandle *self)
{
  return rt_kafka_brokers_get_n_failed (self->brokers);
}

guint
rt_kafka_handle_get_n_brokers (RtKafkaHandle *self)
{
  return rt_kafka_brokers_get_n_known (self->brokers);
}
