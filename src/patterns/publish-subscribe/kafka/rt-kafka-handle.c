/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-handle.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "patterns/publish-subscribe/kafka/rt-kafka-brokers.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-conf.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-error.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-exit.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-offsets.h"

typedef enum {
  MAKING,
  MADE,
  FAILED,
} Stage;

struct _RtKafkaHandle {
  gatomicrefcount ref_count;
  rd_kafka_type_t type;
  rd_kafka_conf_t *conf;    /* until it is made */
  char           *joined;   /* (nullable): the topic over which a consumer joins its group */
  int             stage;    /* atomic: of Stage */
  GError         *error;    /* why it failed */
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
watch_queue (rd_kafka_queue_t *queue,
             int               fd)
{
  rd_kafka_queue_io_event_enable (queue, fd, &one, sizeof one);
}

static void
get_queues (RtKafkaHandle *self)
{
  if (self->type == RD_KAFKA_CONSUMER)
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
                     const char       *joined,
                     RtKafkaSockets   *sockets,
                     GError          **error)
{
  RtKafkaHandle *self = g_new0 (RtKafkaHandle, 1);

  rt_kafka_exit_add ();
  g_atomic_ref_count_init (&self->ref_count);
  self->type = type;
  self->conf = conf;
  self->joined = g_strdup (joined);
  self->sockets = rt_kafka_sockets_ref (sockets);
  self->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->work_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->brokers = rt_kafka_brokers_new (self->fd);
  rt_kafka_brokers_watch (self->brokers, conf);
  if (self->fd != -1 && self->work_fd != -1)
    return self;

  g_propagate_error (error, rt_kafka_error_new (RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE, g_strerror (errno)));
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
  g_clear_pointer (&self->conf, rd_kafka_conf_destroy);
  g_clear_error (&self->error);
  g_free (self->joined);
  if (self->kafka != NULL)
    {
      if (self->type == RD_KAFKA_PRODUCER)
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
  rt_kafka_exit_remove ();

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

gboolean
rt_kafka_handle_is_made (RtKafkaHandle *self)
{
  return g_atomic_int_get (&self->stage) == MADE;
}

const GError *
rt_kafka_handle_get_error (RtKafkaHandle *self)
{
  return g_atomic_int_get (&self->stage) == FAILED ? self->error : NULL;
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
  g_return_if_fail (self->source == NULL);

  self->source = rt_kafka_source_new (self->fd, drain, user_data);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

static gboolean
join (RtKafkaHandle *self)
{
  RtKafkaPartitions *topics = rd_kafka_topic_partition_list_new (1);
  rd_kafka_resp_err_t code;

  rd_kafka_topic_partition_list_add (topics, self->joined, RD_KAFKA_PARTITION_UA);
  code = rd_kafka_subscribe (self->kafka, topics);
  rd_kafka_topic_partition_list_destroy (topics);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
    self->error = rt_kafka_error_new (code, NULL);

  return code == RD_KAFKA_RESP_ERR_NO_ERROR;
}

static gpointer
make (gpointer data)
{
  RtKafkaHandle *self = data;
  char words[512] = "";

  if (!rt_kafka_conf_check_files (self->conf, &self->error))
    return NULL;

  self->kafka = rd_kafka_new (self->type, self->conf, words, sizeof words);
  if (self->kafka == NULL)
    {
      /* Its interceptors are freed already, and would be again with it: it is lost. */
      self->conf = NULL;
      self->error = rt_kafka_error_new (rd_kafka_last_error (), words);
      return NULL;
    }

  self->conf = NULL;
  get_queues (self);

  return self->joined == NULL || join (self) ? self : NULL;
}

/* FALSE: there is nothing to work on. With TLS certificates are read and parsed: 70 to 100 ms. By a thread that
 * is over then: what OpenSSL keeps for it must not outlive OpenSSL where the program ends meanwhile. */
static gboolean
try_making (RtKafkaHandle *self)
{
  Stage stage;

  stage = !g_atomic_int_get (&self->is_over) && g_thread_join (g_thread_new ("kafka-make", make, self)) != NULL
    ? MADE : FAILED;
  rt_kafka_exit_renew ();
  g_atomic_int_set (&self->stage, stage);
  signal_fd (self->fd);

  return stage == MADE;
}

static gpointer
work (gpointer data)
{
  Worker *self = data;
  GPollFD fd = { self->handle->work_fd, G_IO_IN, 0 };
  gboolean is_made = try_making (self->handle);

  while (is_made && !g_atomic_int_get (&self->handle->is_over))
    {
      /* Before it is done: what comes in meanwhile writes anew. */
      rt_kafka_source_clear (fd.fd);
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
  /* Its own threads can be quicker than who makes it. */
  if (!rt_kafka_handle_is_made (self))
    return 0;

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
