/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-priority.h"
#include "net/rt-server-private.h"

/* What is being ended. Ports may listen again meanwhile: who comes then has a higher number. */
typedef struct {
  guint64     last_id;           /* of the peers */
  SoupServer *soups[RT_N_PORTS]; /* NULL where there is none */
} Ending;

static void
end_soup (RtServerPort  *port,
          SoupServer   **soup)
{
  if (*soup == NULL)
    return;

  soup_server_disconnect (*soup);
  g_signal_handlers_disconnect_by_data (*soup, port);
  soup_server_remove_handler (*soup, NULL);
  g_clear_object (soup);
}

static void
ending_free (gpointer data)
{
  Ending *self = data;

  for (guint i = 0; i < RT_N_PORTS; i++)
    g_clear_object (&self->soups[i]);
  g_free (self);
}

static gboolean
abort_refused (RtServer *self,
               guint64   last_id)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->refused);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (rt_peer_get_id (key) <= last_id)
      {
        g_autoptr (RtPeer) peer = g_object_ref (key);

        /* Removes it. */
        rt_peer_stream_abort (rt_peer_get_stream (peer));
        return TRUE;
      }

  return FALSE;
}

/* FALSE: there is none left. */
static gboolean
end_next (RtServer *self,
          guint64   last_id)
{
  g_autoptr (RtPeer) peer = NULL;

  if (rt_peer_list_length (self->peers) == 0 || rt_peer_get_id (rt_peer_list_peek (self->peers, 0)) > last_id)
    return abort_refused (self, last_id);

  peer = g_object_ref (rt_peer_list_peek (self->peers, 0));
  /* Likewise. */
  rt_peer_stream_end (rt_peer_get_stream (peer), rt_peer_get_farewell (peer));

  return TRUE;
}

/* Of who is cancelled the rest is done at once. */
static gboolean
end_slice (gpointer user_data)
{
  GTask *task = user_data;
  RtServer *self = g_task_get_source_object (task);
  Ending *ending = g_task_get_task_data (task);
  gint64 end = g_get_monotonic_time () + RT_SLICE_US;

  while (end_next (self, ending->last_id))
    if (g_get_monotonic_time () >= end && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
      return G_SOURCE_CONTINUE;

  for (guint i = 0; i < RT_N_PORTS; i++)
    end_soup (&self->ports[i], &ending->soups[i]);
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/* What is said by who is about to be cut off is not listened to any more. Gives the highest
 * of their numbers. */
static guint64
turn_away (RtServer *self)
{
  guint64 last_id = 0;
  GHashTableIter iter;
  gpointer peer;

  for (guint i = 0; i < rt_peer_list_length (self->peers); i++)
    {
      peer = rt_peer_list_peek (self->peers, i);
      rt_peer_stream_set_input_paused (rt_peer_get_stream (peer), TRUE);
      last_id = rt_peer_get_id (peer);
    }
  g_hash_table_iter_init (&iter, self->refused);
  while (g_hash_table_iter_next (&iter, &peer, NULL))
    last_id = MAX (last_id, rt_peer_get_id (peer));

  return last_id;
}

/* Few connections are ended within this call. */
static void
begin_ending (GTask  *task,
              Ending *ending)
{
  g_autoptr (GSource) source = NULL;

  ending->last_id = turn_away (g_task_get_source_object (task));
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, ending, ending_free);
  if (!end_slice (task))
    return;

  source = g_idle_source_new ();
  g_source_set_priority (source, RT_PRIORITY_IO);
  g_task_attach_source (task, source, end_slice);
}

void
rt_server_end_connections (RtServer *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, rt_server_end_connections);
  begin_ending (task, g_new0 (Ending, 1));
}

static void
stop_ports (RtServer *self)
{
  for (guint i = 0; i < RT_N_PORTS; i++)
    {
      rt_server_stop_listening (&self->ports[i]);
      g_clear_pointer (&self->ports[i].hold, rt_port_hold_free);
      g_clear_pointer (&self->ports[i].uri, g_free);
    }
  rt_poller_stop_timer (self->poller, &self->listen_again);
}

/**
 * rt_server_stop:
 * @self: a server
 *
 * Stops listening and ends every connection, as rt_peer_stream_end() does, WebSockets
 * with 1001; what was held hears #RtExchange::gone. The counters have their last figures when
 * this returns, and stay. That takes some 50 µs a connection: where a loop is to go on
 * meanwhile, call rt_server_stop_async().
 */
void
rt_server_stop (RtServer *self)
{
  g_return_if_fail (RT_IS_SERVER (self));

  stop_ports (self);
  while (end_next (self, G_MAXUINT64))
    ;
  for (guint i = 0; i < RT_N_PORTS; i++)
    end_soup (&self->ports[i], &self->ports[i].soup);
  rt_poller_stop_timer (self->poller, &self->tick);
}

/**
 * rt_server_stop_async:
 * @self: a server
 * @cancellable: (nullable): a cancellable; what is left when it is cancelled is ended in one go
 * @callback: (nullable): called when every connection has ended
 * @user_data: for @callback
 *
 * As rt_server_stop(), in slices of RT_SLICE_US, the first of them before it returns. Ports
 * listen no more when it returns, and rt_server_listen() may be called again; nothing of what
 * peers send is read from then on.
 */
void
rt_server_stop_async (RtServer            *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Ending *ending;

  g_return_if_fail (RT_IS_SERVER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_server_stop_async);
  stop_ports (self);
  ending = g_new0 (Ending, 1);
  for (guint i = 0; i < RT_N_PORTS; i++)
    ending->soups[i] = g_steal_pointer (&self->ports[i].soup);
  begin_ending (task, ending);
}

/**
 * rt_server_stop_finish:
 * @self: a server
 * @result: what the callback was given
 *
 * The counters of what was ended have their last figures.
 */
void
rt_server_stop_finish (RtServer     *self,
                       GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
