/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-errand-private.h"

#include <glib/gi18n.h>

#include "patterns/request-response/rt-request-client.h"

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtErrand, rt_errand, G_TYPE_OBJECT)

static void
rt_errand_drop_client (RtErrand *self)
{
  g_autoptr (RtClient) client = g_steal_pointer (&self->client);

  if (client == NULL)
    return;
  self->n_sent = MAX (self->n_sent, rt_request_client_get_n_sent (RT_REQUEST_CLIENT (client)));
  g_signal_handlers_disconnect_by_data (client, self);
  rt_client_stop (client);
}

/**
 * rt_errand_end:
 * @self: an errand
 * @state: how it ends
 * @verdict: (transfer full): what there is to say about it, for people
 *
 * Ends it, unless it is over.
 */
void
rt_errand_end (RtErrand      *self,
               RtErrandState  state,
               char          *verdict)
{
  g_autofree char *owned = verdict;

  if (self->ended_us != 0)
    return;
  rt_errand_drop_client (self);
  /* Of what was cancelled the server may not have heard yet. */
  if (state != RT_ERRAND_CANCELLED)
    rt_errand_look (self);
  self->state = state;
  self->ended_us = g_get_monotonic_time ();
  self->verdict = g_steal_pointer (&owned);
  g_clear_pointer (&self->trouble, g_free);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
rt_errand_emit_changed (RtErrand *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_message (RtClient  *client,
            RtMessage *message,
            RtErrand  *self)
{
  g_object_ref (self);
  self->answered (self, message->data);
  g_object_unref (self);
}

/* What is only asked is tried again, unless the server refused it; what is posted only where
 * its answer was lost, and not for ever. */
static void
on_reason (RtClient   *client,
           GParamSpec *pspec,
           RtErrand   *self)
{
  const char *reason = rt_client_get_reason (client);
  gboolean again = rt_client_get_state (client) == RT_CLIENT_RETRYING ||
                   rt_request_client_is_asking_again (RT_REQUEST_CLIENT (client));

  if (g_strcmp0 (self->trouble, reason) == 0)
    return;
  if (reason != NULL && !again)
    {
      rt_errand_end (self, RT_ERRAND_FAILED, g_strdup (reason));
      return;
    }
  g_free (self->trouble);
  self->trouble = g_strdup (reason);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Nobody knows what became of it there. */
static void
on_moved (RtErrand *self)
{
  rt_errand_end (self, RT_ERRAND_FAILED,
                 g_strdup (_("The servers moved before the answer came: ask once more.")));
}

/* The lane was stopped. */
static void
on_finished (RtClient *client,
             RtErrand *self)
{
  const GError *error = rt_client_get_error (client);

  if (error != NULL)
    rt_errand_end (self, RT_ERRAND_FAILED, g_strdup (rt_client_get_reason (client)));
  else
    rt_errand_end (self, RT_ERRAND_CANCELLED, g_strdup (_("Stopped with the lane")));
}

/* The same fields each time: that is what has a key do its work. */
static void
rt_errand_set_up_posting (RtErrand *self)
{
  g_object_set (self->client,
                "post-retries", RT_ERRAND_RETRIES,
                "retry-ms", RT_ERRAND_RETRY_MS,
                NULL);
  if (self->key != NULL)
    rt_client_set_header (self->client, "Idempotency-Key", self->key);
  g_signal_connect_object (self->client, "notify::uri", G_CALLBACK (on_moved), self,
                           G_CONNECT_SWAPPED);
}

/**
 * rt_errand_ask:
 * @self: an errand
 * @path: what to ask for, below its server
 * @interval_ms: after how long it is asked for by GET, again where that fails; 0: it is
 *   not, and something is to be posted
 * @error: %RT_CLIENT_ERROR_FULL
 *
 * Makes the client that asks, and lets the lane adopt it. It may have failed already when
 * this returns, and the errand with it.
 *
 * Returns: %FALSE where the lane takes no more
 */
gboolean
rt_errand_ask (RtErrand    *self,
               const char  *path,
               guint        interval_ms,
               GError     **error)
{
  g_autofree char *uri = g_strconcat (self->server, path, NULL);

  rt_errand_drop_client (self);
  self->client = g_object_new (RT_TYPE_REQUEST_CLIENT,
                               "uri", uri,
                               "interval-ms", interval_ms,
                               "timeout-ms", RT_ERRAND_TIMEOUT_MS,
                               "open-timeout-ms", RT_ERRAND_TIMEOUT_MS,
                               NULL);
  g_signal_connect_object (self->client, "message", G_CALLBACK (on_message), self, 0);
  g_signal_connect_object (self->client, "notify::reason", G_CALLBACK (on_reason), self, 0);
  g_signal_connect_object (self->client, "finished", G_CALLBACK (on_finished), self, 0);
  if (interval_ms == 0)
    rt_errand_set_up_posting (self);
  if (rt_lane_adopt (self->lane, self->client))
    return TRUE;
  g_clear_object (&self->client);
  g_set_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FULL,
               _("The lane does too much at once: wait until something has ended."));
  return FALSE;
}

static void
rt_errand_dispose (GObject *object)
{
  RtErrand *self = RT_ERRAND (object);

  rt_errand_drop_client (self);
  g_clear_object (&self->lane);
  g_clear_object (&self->jobs);

  G_OBJECT_CLASS (rt_errand_parent_class)->dispose (object);
}

static void
rt_errand_finalize (GObject *object)
{
  RtErrand *self = RT_ERRAND (object);

  g_free (self->server);
  g_bytes_unref (self->body);
  g_free (self->title);
  g_free (self->verdict);
  g_free (self->trouble);
  g_free (self->key);
  g_clear_pointer (&self->begun, g_ptr_array_unref);

  G_OBJECT_CLASS (rt_errand_parent_class)->finalize (object);
}

static void
rt_errand_class_init (RtErrandClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rt_errand_dispose;
  object_class->finalize = rt_errand_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_ERRAND, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rt_errand_init (RtErrand *self)
{
  self->progress = -1;
}

/**
 * rt_errand_begin:
 * @self: an errand that has not begun
 * @error: %RT_CLIENT_ERROR_FULL
 *
 * Asks the server for it.
 *
 * Returns: %FALSE where the lane takes no more; the errand is to be forgotten
 */
gboolean
rt_errand_begin (RtErrand  *self,
                 GError   **error)
{
  g_return_val_if_fail (self->began_us == 0, FALSE);

  self->began_us = g_get_monotonic_time ();
  if (!rt_errand_ask (self, self->path, 0, error))
    return FALSE;
  return self->client == NULL || rt_client_send (self->client, self->body, FALSE, error);
}

/**
 * rt_errand_cancel:
 * @self: an errand
 *
 * Waits no longer: the connection is closed. A job that the server has goes on there.
 */
void
rt_errand_cancel (RtErrand *self)
{
  rt_errand_end (self, RT_ERRAND_CANCELLED, g_strdup (_("Cancelled")));
}

/**
 * rt_errand_get_state:
 * @self: an errand
 *
 * Returns: its state
 */
RtErrandState
rt_errand_get_state (RtErrand *self)
{
  return self->state;
}

/**
 * rt_errand_get_title:
 * @self: an errand
 *
 * Returns: (transfer none) (nullable): the music's name, or the job's id once it has one
 */
const char *
rt_errand_get_title (RtErrand *self)
{
  return self->title;
}

/**
 * rt_errand_get_verdict:
 * @self: an errand
 *
 * Returns: (transfer none) (nullable): what the server said in the end, or why it did not;
 *   %NULL while it waits
 */
const char *
rt_errand_get_verdict (RtErrand *self)
{
  return self->verdict;
}

/**
 * rt_errand_get_trouble:
 * @self: an errand
 *
 * Returns: (transfer none) (nullable): what goes wrong while it waits, for people
 */
const char *
rt_errand_get_trouble (RtErrand *self)
{
  return self->trouble;
}

/**
 * rt_errand_get_elapsed:
 * @self: an errand
 *
 * Returns: for how long it waits, or has waited, in µs
 */
gint64
rt_errand_get_elapsed (RtErrand *self)
{
  if (self->began_us == 0)
    return 0;
  return (self->ended_us != 0 ? self->ended_us : g_get_monotonic_time ()) - self->began_us;
}

/**
 * rt_errand_get_progress:
 * @self: an errand
 *
 * Returns: how far it is, in percent; -1 where nobody told
 */
int
rt_errand_get_progress (RtErrand *self)
{
  return self->progress;
}

/**
 * rt_errand_set_progress:
 * @self: an errand
 * @progress: how far it is, in percent, as its server tells elsewhere
 *
 * Takes over how far it is, while it waits.
 */
void
rt_errand_set_progress (RtErrand *self,
                        int       progress)
{
  if (self->state == RT_ERRAND_WAITING)
    self->progress = CLAMP (progress, 0, 100);
}
