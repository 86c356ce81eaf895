/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-source.h"

#include <errno.h>
#include <unistd.h>

#include "core/rt-priority.h"

typedef struct {
  GSource      parent;
  int          fd;       /* (unowned) */
  RtKafkaDrain drain;
} Source;

void
rt_kafka_source_clear (int fd)
{
  guint64 count;

  while (read (fd, &count, sizeof count) == -1 && errno == EINTR)
    continue;
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  Source *self = (Source *) source;

  g_source_set_ready_time (source, -1);
  /* Before it is drained: what comes in meanwhile writes anew. */
  rt_kafka_source_clear (self->fd);
  if (self->drain (g_get_monotonic_time () + RT_SLICE_US, user_data) && !g_source_is_destroyed (source))
    g_source_set_ready_time (source, 0);

  return G_SOURCE_CONTINUE;
}

static gboolean
ignore (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs funcs = { .dispatch = dispatch };

GSource *
rt_kafka_source_new (int          fd,
                     RtKafkaDrain drain,
                     gpointer     user_data)
{
  GSource *source = g_source_new (&funcs, sizeof (Source));
  Source *self = (Source *) source;

  self->fd = fd;
  self->drain = drain;
  g_source_set_static_name (source, "[roundtrip] Kafka");
  g_source_set_priority (source, RT_PRIORITY_IO);
  g_source_set_callback (source, ignore, user_data, NULL);
  g_source_add_unix_fd (source, fd, G_IO_IN);

  return source;
}
