/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-brokers.h"

#include <unistd.h>

struct _RtKafkaBrokers {
  int         fd;
  GMutex      lock;
  GHashTable *up;        /* names of those that are, or are not */
  guint       n_up;
  guint       n_failed;  /* attempts since one was up */
};

RtKafkaBrokers *
rt_kafka_brokers_new (int fd)
{
  RtKafkaBrokers *self = g_new0 (RtKafkaBrokers, 1);

  self->fd = fd;
  g_mutex_init (&self->lock);
  self->up = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
rt_kafka_brokers_free (RtKafkaBrokers *self)
{
  g_hash_table_unref (self->up);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Bootstrap brokers become those of the cluster while they are connected, hence no id in the name. */
static gboolean
note (RtKafkaBrokers *self,
      char           *name,
      gboolean        is_up,
      gboolean        is_down)
{
  gboolean was_up = g_hash_table_lookup (self->up, name) != NULL;

  g_hash_table_replace (self->up, name, GINT_TO_POINTER (is_up));
  if (is_up && !was_up)
    {
      self->n_up++;
      self->n_failed = 0;
    }
  else if (!is_up && was_up)
    self->n_up--;
  else if (is_down)
    self->n_failed++;

  return is_up != was_up || is_down;
}

static rd_kafka_resp_err_t
on_state (rd_kafka_t *kafka,
          gint32      id,
          const char *protocol,
          const char *name,
          int         port,
          const char *state,
          void       *user_data)
{
  RtKafkaBrokers *self = user_data;
  const guint64 one = 1;
  gboolean is_news;

  /* Coordinators are such a broker once more; what is no address yet is none. */
  if (port == 0)
    return RD_KAFKA_RESP_ERR_NO_ERROR;

  g_mutex_lock (&self->lock);
  is_news = note (self, g_strdup_printf ("%s:%d", name, port), g_str_equal (state, "UP") || g_str_equal (state, "UPDATE"),
                  g_str_equal (state, "DOWN"));
  g_mutex_unlock (&self->lock);
  if (is_news && write (self->fd, &one, sizeof one) == -1)
    g_debug ("Kafka: the eventfd is full");

  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

static rd_kafka_resp_err_t
on_new (rd_kafka_t            *kafka,
        const rd_kafka_conf_t *conf,
        void                  *user_data,
        char                  *words,
        size_t                 length)
{
  return rd_kafka_interceptor_add_on_broker_state_change (kafka, "roundtrip", on_state, user_data);
}

void
rt_kafka_brokers_watch (RtKafkaBrokers  *self,
                        rd_kafka_conf_t *conf)
{
  rd_kafka_conf_interceptor_add_on_new (conf, "roundtrip", on_new, self);
}

static guint
read_locked (RtKafkaBrokers *self,
             const guint    *figure)
{
  guint now;

  g_mutex_lock (&self->lock);
  now = *figure;
  g_mutex_unlock (&self->lock);

  return now;
}

guint
rt_kafka_brokers_get_n_up (RtKafkaBrokers *self)
{
  return read_locked (self, &self->n_up);
}

guint
rt_kafka_brokers_get_n_failed (RtKafkaBrokers *self)
{
  return read_locked (self, &self->n_failed);
}

guint
rt_kafka_brokers_get_n_known (RtKafkaBrokers *self)
{
  guint n_known;

  g_mutex_lock (&self->lock);
  n_known = g_hash_table_size (self->up);
  g_mutex_unlock (&self->lock);

  return n_known;
}
