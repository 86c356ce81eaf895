/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-server-private.h"

#include "core/rt-priority.h"

G_DEFINE_FINAL_TYPE (RtServer, rt_server, G_TYPE_OBJECT)

static void
rt_server_finalize (GObject *object)
{
  RtServer *self = RT_SERVER (object);

  rt_server_stop (self);
  rt_server_clear_faults (self);
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_pointer (&self->refused, g_hash_table_unref);
  g_clear_pointer (&self->poller, rt_poller_unref);
  g_clear_object (&self->access);
  g_clear_object (&self->peers);
  g_clear_object (&self->gone);
  g_clear_pointer (&self->ledger, rt_ledger_unref);
  g_clear_pointer (&self->idempotency, rt_idempotency_unref);
  g_clear_pointer (&self->limits, rt_limits_unref);
  g_clear_pointer (&self->callers, rt_callers_free);
  g_clear_pointer (&self->trimmer, rt_trimmer_free);

  G_OBJECT_CLASS (rt_server_parent_class)->finalize (object);
}

static void
rt_server_class_init (RtServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_server_finalize;
}

static void
rt_server_init (RtServer *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (RtServerEntry));
  self->access = rt_access_new ();
  self->ledger = rt_ledger_new ();
  self->idempotency = rt_idempotency_new ();
  self->limits = rt_limits_new ();
  self->callers = rt_callers_new ();
  self->trimmer = rt_trimmer_new ();
  self->peers = rt_peer_list_new ();
  self->gone = g_list_store_new (RT_TYPE_PEER);
  self->refused = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->tick.func = rt_server_check_peers;
  self->tick.user_data = self;
  self->max_connections = rt_listener_get_connection_limit ();
  self->speed = 1;
  rt_server_init_faults (self);
}

/**
 * rt_server_new:
 *
 * Returns: (transfer full): a server without routes that does not listen, in the
 *   thread-default main context
 */
RtServer *
rt_server_new (void)
{
  return g_object_new (RT_TYPE_SERVER, NULL);
}

/**
 * rt_server_get_access:
 * @self: a server
 *
 * Returns: (transfer none): who may ask
 */
RtAccess *
rt_server_get_access (RtServer *self)
{
  return self->access;
}

/**
 * rt_server_get_ledger:
 * @self: a server
 *
 * Returns: (transfer none): the counters by pattern, as of the last settling
 */
RtLedger *
rt_server_get_ledger (RtServer *self)
{
  return self->ledger;
}

/**
 * rt_server_get_limits:
 * @self: a server
 *
 * Returns: (transfer none): what it takes from those who call
 */
RtLimits *
rt_server_get_limits (RtServer *self)
{
  return self->limits;
}

/**
 * rt_server_get_idempotency:
 * @self: a server
 *
 * Returns: (transfer none): the answers it remembers by their Idempotency-Key
 */
RtIdempotency *
rt_server_get_idempotency (RtServer *self)
{
  return self->idempotency;
}

/**
 * rt_server_get_peers:
 * @self: a server
 *
 * Returns: (transfer none): the open #RtPeer objects; those refused for want of
 *   connections are not among them
 */
GListModel *
rt_server_get_peers (RtServer *self)
{
  return G_LIST_MODEL (self->peers);
}

/**
 * rt_server_get_gone_peers:
 * @self: a server
 *
 * Gives who asked and left: what connects for one request alone is gone before anybody
 * could look.
 *
 * Returns: (transfer none): the #RtPeer objects that closed in the last
 *   %RT_SERVER_GONE_SECONDS, at most %RT_SERVER_MAX_GONE
 */
GListModel *
rt_server_get_gone_peers (RtServer *self)
{
  return G_LIST_MODEL (self->gone);
}

/**
 * rt_server_set_speed:
 * @self: a server
 * @speed: 1 for real time, 2 for waits half as long
 *
 * Sets how much faster than real time the waits of routes and stories run.
 */
void
rt_server_set_speed (RtServer *self,
                     double    speed)
{
  g_return_if_fail (speed > 0);

  self->speed = speed;
}

/**
 * rt_server_get_speed:
 * @self: a server
 *
 * Returns: how much faster than real time its waits run
 */
double
rt_server_get_speed (RtServer *self)
{
  return self->speed;
}

/**
 * rt_server_is_listening:
 * @self: a server
 *
 * Returns: whether any of its ports is served, be it that a fault has it refused for now
 */
gboolean
rt_server_is_listening (RtServer *self)
{
  for (guint i = 0; i < RT_N_PORTS; i++)
    {
      if (self->ports[i].soup != NULL)
        return TRUE;
    }

  return FALSE;
}

/**
 * rt_server_set_max_connections:
 * @self: a server
 * @max_connections: how many connections may be open at a time, at least 1
 *
 * Sets %RT_LIMIT_CONNECTIONS: further ones are answered 503 with Retry-After. As many as the
 * process' descriptors allow unless set.
 */
void
rt_server_set_max_connections (RtServer *self,
                               guint     max_connections)
{
  rt_limits_set (self->limits, RT_LIMIT_CONNECTIONS, max_connections);
}

/**
 * rt_server_set_open:
 * @self: a server
 * @is_open: whether to listen beyond loopback
 *
 * Sets whether ports that listen from now on do so on all addresses of this machine. Who
 * comes from elsewhere is let in by rt_access_allows_peer() alone: by its token, and nobody
 * while it has none.
 */
void
rt_server_set_open (RtServer *self,
                    gboolean  is_open)
{
  g_autofree char *local_name = g_strconcat (g_get_host_name (), ".local", NULL);
  const char * const names[] = { g_get_host_name (), local_name, NULL };

  self->is_open = is_open;
  rt_access_set_names (self->access, is_open ? names : NULL);
}

static void
settle_refused (RtServer *self)
{
  GHashTableIter iter;
  gpointer peer;

  g_hash_table_iter_init (&iter, self->refused);
  while (g_hash_table_iter_next (&iter, &peer, NULL))
    rt_peer_settle (peer);
}

/* From the end: what is removed between two slices moves none that was not looked at to
 * where it would be passed over. */
static gboolean
settle_slice (gpointer user_data)
{
  GTask *task = user_data;
  RtServer *self = g_task_get_source_object (task);
  guint left = MIN (GPOINTER_TO_UINT (g_task_get_task_data (task)), rt_peer_list_length (self->peers));
  gint64 end = g_get_monotonic_time () + RT_SLICE_US;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;

  while (left > 0 && g_get_monotonic_time () < end)
    rt_peer_settle (rt_peer_list_peek (self->peers, --left));

  g_task_set_task_data (task, GUINT_TO_POINTER (left), NULL);
  if (left > 0)
    return G_SOURCE_CONTINUE;

  settle_refused (self);
  g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

/**
 * rt_server_settle_async:
 * @self: a server
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Brings all counters up to date with the kernel's and the outboxes', one system call
 * a peer, in slices of RT_SLICE_US.
 */
void
rt_server_settle_async (RtServer            *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_task_set_source_tag (task, rt_server_settle_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (rt_peer_list_length (self->peers)), NULL);
  g_source_set_priority (source, RT_PRIORITY_IO);
  g_task_attach_source (task, source, settle_slice);
}

/**
 * rt_server_settle_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: %FALSE when it was cancelled
 */
gboolean
rt_server_settle_finish (RtServer      *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rt_server_get_total:
 * @self: a server
 * @total: (out caller-allocates): initialised traffic, which is overwritten
 *
 * Adds up all patterns, as of the last settling.
 */
void
rt_server_get_total (RtServer  *self,
                     RtTraffic *total)
{
  const char * const *patterns = rt_ledger_get_patterns (self->ledger);

  rt_traffic_reset (total);
  for (guint i = 0; patterns[i] != NULL; i++)
    rt_traffic_add (total, rt_ledger_get (self->ledger, patterns[i]));
}
