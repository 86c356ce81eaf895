/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-crowd-private.h"

#include "core/rt-priority.h"

G_DEFINE_FINAL_TYPE (RtCrowd, rt_crowd, G_TYPE_OBJECT)

enum {
  SIGNAL_JOINING,
  SIGNAL_FIRST,
  SIGNAL_MESSAGE,
  SIGNAL_ANSWER,
  SIGNAL_RESUMED,
  SIGNAL_CHANGED,
  SIGNAL_SETTLED,
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

/**
 * rt_crowd_queue_changed:
 * @self: a crowd
 *
 * Emits "changed" soon, once for all that changes until then.
 */
void
rt_crowd_queue_changed (RtCrowd *self)
{
  if (self->changed_source == 0 && !self->disposed)
    self->changed_source = g_idle_add_full (RT_PRIORITY_IO, on_changed, self, NULL);
}

static void
on_message (RtClient  *client,
            RtMessage *message,
            RtCrowd   *self)
{
  if (rt_crowd_get_first (self) == client && !rt_message_is_filler (message))
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

static void
on_resumed (RtClient     *client,
            RtResumption *resumption,
            RtCrowd      *self)
{
  g_signal_emit (self, signals[SIGNAL_RESUMED], 0, resumption);
}

/**
 * rt_crowd_emit_settled:
 * @self: a crowd
 *
 * Tells that as many are here as are wanted, and that the others are gone.
 */
void
rt_crowd_emit_settled (RtCrowd *self)
{
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

/**
 * rt_crowd_watch:
 * @self: a crowd
 * @client: one of the wanted
 *
 * Listens to @client until it leaves. The crowd outlives that: it is not finalised
 * before the last has left.
 */
void
rt_crowd_watch (RtCrowd  *self,
                RtClient *client)
{
  g_signal_connect (client, "message", G_CALLBACK (on_message), self);
  g_signal_connect (client, "answer", G_CALLBACK (on_answer), self);
  g_signal_connect (client, "resumed", G_CALLBACK (on_resumed), self);
  g_signal_connect_swapped (client, "notify::state", G_CALLBACK (rt_crowd_queue_changed), self);
  g_signal_connect_swapped (client, "notify::reason", G_CALLBACK (rt_crowd_queue_changed), self);
  g_signal_emit (self, signals[SIGNAL_JOINING], 0, client);
  if (rt_crowd_get_first (self) == client)
    g_signal_emit (self, signals[SIGNAL_FIRST], 0, client);
}

static void
rt_crowd_send_all_away (RtCrowd   *self,
                        GPtrArray *where)
{
  rt_crowd_send_away (self->clients, where);
  /* Last in, first out: they are few, and someone may wait for them. */
  rt_crowd_send_away (self->adopted, where);
}

static void
rt_crowd_dispose (GObject *object)
{
  RtCrowd *self = RT_CROWD (object);

  self->wanted = 0;
  self->disposed = TRUE;
  rt_crowd_send_all_away (self, self->forgotten);
  rt_crowd_send_away (self->leaving, self->forgotten);
  rt_crowd_adjust (self);
  g_clear_handle_id (&self->changed_source, g_source_remove);

  G_OBJECT_CLASS (rt_crowd_parent_class)->dispose (object);
}

static void
rt_crowd_finalize (GObject *object)
{
  RtCrowd *self = RT_CROWD (object);

  g_ptr_array_unref (self->clients);
  g_ptr_array_unref (self->adopted);
  g_ptr_array_unref (self->leaving);
  g_ptr_array_unref (self->forgotten);
  rt_crowd_forget (self);
  g_clear_object (&self->faults);
  g_free (self->uri);

  G_OBJECT_CLASS (rt_crowd_parent_class)->finalize (object);
}

static void
rt_crowd_class_init (RtCrowdClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rt_crowd_dispose;
  object_class->finalize = rt_crowd_finalize;

  signals[SIGNAL_JOINING] =
    g_signal_new ("joining", RT_TYPE_CROWD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, RT_TYPE_CLIENT);
  signals[SIGNAL_FIRST] =
    g_signal_new ("first", RT_TYPE_CROWD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, RT_TYPE_CLIENT);
  signals[SIGNAL_MESSAGE] =
    g_signal_new ("message", RT_TYPE_CROWD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, RT_TYPE_MESSAGE);
  signals[SIGNAL_ANSWER] =
    g_signal_new ("answer", RT_TYPE_CROWD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[SIGNAL_RESUMED] =
    g_signal_new ("resumed", RT_TYPE_CROWD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, RT_TYPE_RESUMPTION | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_CROWD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_SETTLED] =
    g_signal_new ("settled", RT_TYPE_CROWD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rt_crowd_init (RtCrowd *self)
{
  self->after = -1;
  self->resume = -1;
  self->interval_ms = 1000;
  self->clients = g_ptr_array_new_with_free_func (g_object_unref);
  self->adopted = g_ptr_array_new_with_free_func (g_object_unref);
  self->leaving = g_ptr_array_new_with_free_func (g_object_unref);
  self->forgotten = g_ptr_array_new_with_free_func (g_object_unref);
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
 * @uri: (nullable): what everyone connects to who is wanted; those who are here come anew
 */
void
rt_crowd_set_uri (RtCrowd    *self,
                  const char *uri)
{
  if (g_strcmp0 (self->uri, uri) == 0)
    return;
  g_free (self->uri);
  self->uri = g_strdup (uri);
  self->resume = -1;
  rt_crowd_send_away (self->clients, self->leaving);
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
  self->resume = -1;
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
 *
 * With 0 everyone is on the way out when it returns, and nobody is heard of any more;
 * they are gone, and their counters final, with "settled".
 */
void
rt_crowd_set_wanted (RtCrowd *self,
                     guint    wanted)
{
  self->wanted = wanted;
  if (wanted == 0)
    {
      self->resume = -1;
      rt_crowd_send_all_away (self, self->leaving);
    }
  rt_crowd_adjust (self);
}

static void
on_adopted_finished (RtClient *client,
                     RtCrowd  *self)
{
  /* Those that were sent away are kept among the others until they are gone. */
  if (!g_ptr_array_find (self->adopted, client, NULL))
    return;
  rt_crowd_drop_sum (self);
  g_signal_handlers_disconnect_by_data (client, self);
  rt_crowd_retire (self, client);
  g_ptr_array_remove (self->adopted, client);
  rt_crowd_queue_changed (self);
}

/**
 * rt_crowd_adopt:
 * @self: a crowd
 * @client: one more
 *
 * Starts @client, if it has not begun yet, and lets it count with the others until it
 * closes for good or they leave; what it counted stays. It is none of those that are
 * wanted, and does not decide on the state.
 *
 * Returns: %FALSE where %RT_CROWD_MAX_ADOPTED are here already; @client was not started
 */
gboolean
rt_crowd_adopt (RtCrowd  *self,
                RtClient *client)
{
  if (self->adopted->len == RT_CROWD_MAX_ADOPTED)
    return FALSE;
  rt_crowd_drop_sum (self);
  g_ptr_array_add (self->adopted, g_object_ref (client));
  g_signal_connect (client, "finished", G_CALLBACK (on_adopted_finished), self);
  rt_crowd_queue_changed (self);
  rt_client_set_faults (client, self->faults);
  rt_client_start (client);
  return TRUE;
}

/**
 * rt_crowd_set_faults:
 * @self: a crowd
 * @faults: (nullable): what is broken on purpose on the connections of its members
 *
 * Breaks the connections of those that come, or are adopted, from now on.
 */
void
rt_crowd_set_faults (RtCrowd  *self,
                     RtFaults *faults)
{
  g_set_object (&self->faults, faults);
}

/**
 * rt_crowd_get_n_adopted:
 * @self: a crowd
 *
 * Returns: how many are here that nobody wanted
 */
guint
rt_crowd_get_n_adopted (RtCrowd *self)
{
  return self->adopted->len;
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
 * Returns: the state; where nobody is, %RT_CLIENT_CONNECTING while someone is wanted, else
 *   %RT_CLIENT_CLOSED
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
  RtClientState worst = self->wanted > 0 ? RT_CLIENT_CONNECTING : RT_CLIENT_CLOSED;

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
