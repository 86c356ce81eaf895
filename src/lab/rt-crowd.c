/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-crowd.h"

#include "core/rt-priority.h"

struct _RtCrowd {
  GObject    parent_instance;
  GType      client_type;
  char      *uri;
  gint64     after;
  guint      interval_ms;
  guint      wanted;
  GPtrArray *clients;
  GPtrArray *adopted;
  RtTraffic  retired;   /* what those that left have counted */
  guint      adjust_source;
  guint      changed_source;
};

G_DEFINE_FINAL_TYPE (RtCrowd, rt_crowd, G_TYPE_OBJECT)

enum {
  SIGNAL_MESSAGE,
  SIGNAL_ANSWER,
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
on_changed (gpointer user_data)
{
  RtCrowd *self = user_data;

  self->changed_source = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
rt_crowd_queue_changed (RtCrowd *self)
{
  if (self->changed_source == 0)
    self->changed_source = g_idle_add_full (RT_PRIORITY_IO, on_changed, self, NULL);
}

static void
on_message (RtClient  *client,
            RtMessage *message,
            RtCrowd   *self)
{
  if (rt_crowd_get_first (self) == client)
    g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message);
}

static void
on_answer (RtClient *client,
           guint     status,
           gboolean  empty,
           RtCrowd  *self)
{
  if (rt_crowd_get_first (self) == client)
    g_signal_emit (self, signals[SIGNAL_ANSWER], 0, status, empty);
}

/* One that joins later begins where the others are, so that it carries what they
 * carry and not the channel's memory. */
static gint64
rt_crowd_get_start (RtCrowd *self)
{
  RtClient *first = rt_crowd_get_first (self);
  guint64 last = first != NULL ? rt_client_get_last_seq (first) : 0;

  return last > 0 ? (gint64) last : self->after;
}

static void
rt_crowd_watch (RtCrowd  *self,
                RtClient *client)
{
  g_signal_connect_object (client, "notify::state",
                           G_CALLBACK (rt_crowd_queue_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::reason",
                           G_CALLBACK (rt_crowd_queue_changed), self, G_CONNECT_SWAPPED);
}

static void
rt_crowd_add (RtCrowd *self)
{
  RtClient *client = g_object_new (self->client_type,
                                   "uri", self->uri,
                                   "after", rt_crowd_get_start (self),
                                   "interval-ms", self->interval_ms,
                                   NULL);

  g_ptr_array_add (self->clients, client);
  g_signal_connect_object (client, "message", G_CALLBACK (on_message), self, 0);
  g_signal_connect_object (client, "answer", G_CALLBACK (on_answer), self, 0);
  rt_crowd_watch (self, client);
  rt_client_start (client);
}

/* The last of @clients leaves. */
static void
rt_crowd_remove (RtCrowd   *self,
                 GPtrArray *clients)
{
  g_autoptr (RtClient) client = g_ptr_array_steal_index (clients, clients->len - 1);

  g_signal_handlers_disconnect_by_data (client, self);
  rt_client_stop (client);
  rt_traffic_add (&self->retired, rt_client_get_traffic (client));
  self->retired.connections_open = 0;
  self->retired.outbox_events = 0;
  self->retired.outbox_bytes = 0;
}

static void rt_crowd_adjust (RtCrowd *self);

static gboolean
on_adjust (gpointer user_data)
{
  RtCrowd *self = user_data;

  self->adjust_source = 0;
  rt_crowd_adjust (self);
  return G_SOURCE_REMOVE;
}

static void
rt_crowd_adjust (RtCrowd *self)
{
  gint64 end = g_get_monotonic_time () + RT_SLICE_US;

  g_clear_handle_id (&self->adjust_source, g_source_remove);
  /* At least one a turn, however slow the machine is. */
  while (self->clients->len != self->wanted)
    {
      if (self->clients->len < self->wanted)
        rt_crowd_add (self);
      else
        rt_crowd_remove (self, self->clients);
      if (g_get_monotonic_time () >= end)
        break;
    }
  if (self->clients->len != self->wanted)
    self->adjust_source = g_idle_add_full (RT_PRIORITY_IO, on_adjust, self, NULL);
  rt_crowd_queue_changed (self);
}

static void
rt_crowd_drop_adopted (RtCrowd *self)
{
  while (self->adopted->len > 0)
    rt_crowd_remove (self, self->adopted);
}

static void
rt_crowd_drop_all (RtCrowd *self)
{
  rt_crowd_drop_adopted (self);
  while (self->clients->len > 0)
    rt_crowd_remove (self, self->clients);
  g_clear_handle_id (&self->adjust_source, g_source_remove);
}

static void
rt_crowd_dispose (GObject *object)
{
  RtCrowd *self = RT_CROWD (object);

  self->wanted = 0;
  rt_crowd_drop_all (self);
  g_clear_handle_id (&self->changed_source, g_source_remove);

  G_OBJECT_CLASS (rt_crowd_parent_class)->dispose (object);
}

static void
rt_crowd_finalize (GObject *object)
{
  RtCrowd *self = RT_CROWD (object);

  g_ptr_array_unref (self->clients);
  g_ptr_array_unref (self->adopted);
  rt_traffic_clear (&self->retired);
  g_free (self->uri);

  G_OBJECT_CLASS (rt_crowd_parent_class)->finalize (object);
}

static void
rt_crowd_class_init (RtCrowdClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rt_crowd_dispose;
  object_class->finalize = rt_crowd_finalize;

  signals[SIGNAL_MESSAGE] =
    g_signal_new ("message", RT_TYPE_CROWD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, RT_TYPE_MESSAGE);
  signals[SIGNAL_ANSWER] =
    g_signal_new ("answer", RT_TYPE_CROWD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_CROWD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rt_crowd_init (RtCrowd *self)
{
  self->after = -1;
  self->interval_ms = 1000;
  self->clients = g_ptr_array_new_with_free_func (g_object_unref);
  self->adopted = g_ptr_array_new_with_free_func (g_object_unref);
  rt_traffic_init (&self->retired);
}

/**
 * rt_crowd_new:
 * @client_type: a subclass of RtClient
 *
 * Returns: (transfer full): a crowd of nobody
 */
RtCrowd *
rt_crowd_new (GType client_type)
{
  RtCrowd *self = g_object_new (RT_TYPE_CROWD, NULL);

  self->client_type = client_type;
  return self;
}

/**
 * rt_crowd_set_uri:
 * @self: a crowd
 * @uri: (nullable): what everyone connects to; those who are here come anew
 */
void
rt_crowd_set_uri (RtCrowd    *self,
                  const char *uri)
{
  if (g_strcmp0 (self->uri, uri) == 0)
    return;
  g_free (self->uri);
  self->uri = g_strdup (uri);
  rt_crowd_drop_all (self);
  rt_crowd_adjust (self);
}

/**
 * rt_crowd_set_after:
 * @self: a crowd
 * @after: where the first to come begins, -1 for the server's default
 */
void
rt_crowd_set_after (RtCrowd *self,
                    gint64   after)
{
  self->after = after;
}

/**
 * rt_crowd_set_interval:
 * @self: a crowd
 * @interval_ms: between what everyone asks, for those who are here as well
 */
void
rt_crowd_set_interval (RtCrowd *self,
                       guint    interval_ms)
{
  self->interval_ms = interval_ms;
  for (guint i = 0; i < self->clients->len; i++)
    g_object_set (g_ptr_array_index (self->clients, i), "interval-ms", interval_ms, NULL);
}

/**
 * rt_crowd_set_wanted:
 * @self: a crowd
 * @wanted: how many there should be; the last to come leave first
 */
void
rt_crowd_set_wanted (RtCrowd *self,
                     guint    wanted)
{
  self->wanted = wanted;
  if (wanted == 0)
    rt_crowd_drop_adopted (self);
  rt_crowd_adjust (self);
}

/**
 * rt_crowd_adopt:
 * @self: a crowd
 * @client: one more, closed
 *
 * Starts @client and lets it count with the others until they leave. It is none of
 * those that are wanted, and does not decide on the state.
 */
void
rt_crowd_adopt (RtCrowd  *self,
                RtClient *client)
{
  g_ptr_array_add (self->adopted, g_object_ref (client));
  rt_client_start (client);
}

/**
 * rt_crowd_get_first:
 * @self: a crowd
 *
 * Returns: (transfer none) (nullable): the client that has been here longest
 */
RtClient *
rt_crowd_get_first (RtCrowd *self)
{
  return self->clients->len > 0 ? g_ptr_array_index (self->clients, 0) : NULL;
}

/**
 * rt_crowd_get_state:
 * @self: a crowd
 * @reason: (out) (transfer none) (nullable): why, for people
 * @over: (out): whether all that are wanted came and were closed for good, by an
 *   answer that ends the pattern or cannot get better
 *
 * Gets the worst of the clients' states: closed is worse than retrying, which is
 * worse than connecting, which is worse than open.
 *
 * Returns: the state; %RT_CLIENT_CLOSED where nobody is
 */
RtClientState
rt_crowd_get_state (RtCrowd     *self,
                    const char **reason,
                    gboolean    *over)
{
  static const guint badness[] = {
    [RT_CLIENT_OPEN] = 0,
    [RT_CLIENT_CONNECTING] = 1,
    [RT_CLIENT_RETRYING] = 2,
    [RT_CLIENT_CLOSED] = 3,
  };
  RtClientState worst = RT_CLIENT_CLOSED;

  *reason = NULL;
  *over = self->clients->len > 0 && self->clients->len == self->wanted;
  for (guint i = 0; i < self->clients->len; i++)
    {
      RtClient *client = g_ptr_array_index (self->clients, i);
      RtClientState state = rt_client_get_state (client);

      *over &= state == RT_CLIENT_CLOSED;
      if (i == 0 || badness[state] > badness[worst])
        {
          worst = state;
          *reason = rt_client_get_reason (client);
        }
    }
  return worst;
}

/**
 * rt_crowd_get_traffic:
 * @self: a crowd
 * @total: (inout): set to the sum, settled and current
 *
 * Sums up what everyone counted since the last rt_crowd_reset().
 */
void
rt_crowd_get_traffic (RtCrowd   *self,
                      RtTraffic *total)
{
  rt_traffic_reset (total);
  rt_traffic_add (total, &self->retired);
  for (guint i = 0; i < self->clients->len; i++)
    rt_traffic_add (total, rt_client_get_traffic (g_ptr_array_index (self->clients, i)));
  for (guint i = 0; i < self->adopted->len; i++)
    rt_traffic_add (total, rt_client_get_traffic (g_ptr_array_index (self->adopted, i)));
}

/**
 * rt_crowd_reset:
 * @self: a crowd
 *
 * Sends everyone away and forgets what they counted; as many as are wanted come
 * anew, so that what it costs to connect is counted as well.
 */
void
rt_crowd_reset (RtCrowd *self)
{
  rt_crowd_drop_all (self);
  rt_traffic_reset (&self->retired);
  rt_crowd_adjust (self);
}
