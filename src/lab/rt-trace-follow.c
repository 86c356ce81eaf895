/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-private.h"

#include "net/rt-tap.h"
#include "patterns/rt-polling-client.h"

/* Each client numbers its connections from 1. */
static guint64
get_number (RtTrace *self,
            guint64  connection)
{
  return self->first + connection;
}

static void
on_opened (guint64  connection,
           gboolean is_new,
           gpointer user_data)
{
  rt_trace_opened (user_data, get_number (user_data, connection), is_new);
}

static void
on_received (guint64     connection,
             const char *bytes,
             gsize       length,
             gpointer    user_data)
{
  rt_trace_received (user_data, get_number (user_data, connection), bytes, length);
}

static void
on_sent (guint64     connection,
         const char *bytes,
         gsize       length,
         gpointer    user_data)
{
  rt_trace_sent (user_data, get_number (user_data, connection), bytes, length);
}

static void
on_closed (guint64  connection,
           gpointer user_data)
{
  rt_trace_closed (user_data, get_number (user_data, connection));
}

static void
on_lost (guint64     connection,
         const char *bytes,
         gsize       length,
         gpointer    user_data)
{
  rt_trace_lost (user_data, get_number (user_data, connection), bytes, length);
}

static const RtTapHooks hooks = { on_opened, on_received, on_sent, on_closed, on_lost };

/* Who polls says which answers are empty. */
static void
read_as (RtTrace  *self,
         RtClient *client)
{
  gboolean polls = RT_IS_POLLING_CLIENT (client);

  rt_trace_set_polls (self, polls, polls ? RT_POLLING_CLIENT_GET_CLASS (client)->is_empty_status : NULL);
}

/* What is heard no more is not waited for. */
static void
rt_trace_close_all (RtTrace *self)
{
  GHashTableIter iter;
  gpointer connection;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, &connection))
    rt_trace_connection_close (connection, g_get_monotonic_time ());
  g_hash_table_remove_all (self->connections);
}

/**
 * rt_trace_follow:
 * @self: a trace
 * @client: (nullable): a client, best one that has not begun; %NULL: nobody
 *
 * Listens to all connections of @client, those that are open and those to come, for as long
 * as both live; who was followed before is heard no more. What is not followed costs
 * nothing: a connection tests one pointer.
 */
void
rt_trace_follow (RtTrace  *self,
                 RtClient *client)
{
  if (self->client == client)
    return;
  if (self->client != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->client, self);
      rt_client_set_tap (self->client, NULL, NULL);
    }
  rt_trace_close_all (self);
  g_clear_pointer (&self->reading.last_body, g_bytes_unref);
  self->first = self->last;
  g_set_weak_pointer (&self->client, client);
  if (client == NULL)
    return;
  read_as (self, client);
  g_signal_connect_object (client, "broken", G_CALLBACK (rt_trace_break_event), self, G_CONNECT_SWAPPED);
  rt_client_set_tap (client, &hooks, self);
}
