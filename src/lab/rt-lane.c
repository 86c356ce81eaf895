/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-lane-private.h"

G_DEFINE_FINAL_TYPE (RtLane, rt_lane, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_URI,
  PROP_N_CLIENTS,
  PROP_INTERVAL_MS,
  PROP_AFTER,
  PROP_RUNNING,
  PROP_BUSY,
  PROP_STATE,
  PROP_REASON,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_MESSAGE,
  SIGNAL_ANSWER,
  SIGNAL_SETTLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_message (RtCrowd   *crowd,
            RtMessage *message,
            RtLane    *self)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, message);
}

static void
on_answer (RtCrowd  *crowd,
           guint     status,
           gboolean  empty,
           RtLane   *self)
{
  g_signal_emit (self, signals[SIGNAL_ANSWER], 0, status, empty);
}

static void
rt_lane_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  RtLane *self = RT_LANE (object);

  switch (prop_id)
    {
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_N_CLIENTS:
      g_value_set_uint (value, self->n_clients);
      break;
    case PROP_INTERVAL_MS:
      g_value_set_uint (value, self->interval_ms);
      break;
    case PROP_AFTER:
      g_value_set_int64 (value, self->after);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_lane_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  RtLane *self = RT_LANE (object);

  switch (prop_id)
    {
    case PROP_URI:
      rt_lane_set_uri (self, g_value_get_string (value));
      break;
    case PROP_N_CLIENTS:
      rt_lane_set_n_clients (self, g_value_get_uint (value));
      break;
    case PROP_INTERVAL_MS:
      rt_lane_set_interval (self, g_value_get_uint (value));
      break;
    case PROP_AFTER:
      rt_lane_set_after (self, g_value_get_int64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_lane_dispose (GObject *object)
{
  RtLane *self = RT_LANE (object);

  g_clear_handle_id (&self->sample_source, g_source_remove);
  self->running = FALSE;
  /* Clients end here, whoever else may still hold the crowd. */
  if (self->crowd != NULL)
    g_object_run_dispose (G_OBJECT (self->crowd));
  g_clear_object (&self->crowd);
  rt_lane_drop_desk (self);

  G_OBJECT_CLASS (rt_lane_parent_class)->dispose (object);
}

static void
rt_lane_finalize (GObject *object)
{
  RtLane *self = RT_LANE (object);

  g_clear_weak_pointer (&self->trace);
  rt_minute_free (self->minute);
  rt_lane_end_marks (self);
  g_free (self->uri);
  g_free (self->server);
  g_free (self->reason);

  G_OBJECT_CLASS (rt_lane_parent_class)->finalize (object);
}

static void
rt_lane_class_init (RtLaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = rt_lane_get_property;
  object_class->set_property = rt_lane_set_property;
  object_class->dispose = rt_lane_dispose;
  object_class->finalize = rt_lane_finalize;

  properties[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, writable);
  properties[PROP_N_CLIENTS] =
    g_param_spec_uint ("n-clients", NULL, NULL, 1, RT_LANE_MAX_CLIENTS, 1, writable);
  properties[PROP_INTERVAL_MS] =
    g_param_spec_uint ("interval-ms", NULL, NULL, 1, G_MAXUINT, 1000, writable);
  properties[PROP_AFTER] =
    g_param_spec_int64 ("after", NULL, NULL, -1, G_MAXINT64, -1, writable);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, readable);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, readable);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, RT_TYPE_CLIENT_STATE, RT_CLIENT_CLOSED, readable);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_MESSAGE] =
    g_signal_new ("message", RT_TYPE_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, RT_TYPE_MESSAGE);
  signals[SIGNAL_ANSWER] =
    g_signal_new ("answer", RT_TYPE_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[SIGNAL_SETTLED] =
    g_signal_new ("settled", RT_TYPE_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  rt_lane_install_marks ();
}

static void
rt_lane_init (RtLane *self)
{
  self->n_clients = 1;
  self->interval_ms = 1000;
  self->after = -1;
  self->minute = rt_minute_new ();
}

/**
 * rt_lane_new:
 * @pattern: a pattern
 * @uri: (nullable): what its clients connect to; without one it does not start
 *
 * Makes a lane that stands still.
 *
 * Returns: (transfer full): a new lane
 */
RtLane *
rt_lane_new (const RtPattern *pattern,
             const char      *uri)
{
  RtLane *self = g_object_new (RT_TYPE_LANE, NULL);

  self->pattern = pattern;
  self->uri = g_strdup (uri);
  self->crowd = rt_crowd_new (pattern->get_client_type ());
  rt_crowd_set_uri (self->crowd, uri);
  rt_lane_begin_marks (self);
  g_signal_connect_object (self->crowd, "changed", G_CALLBACK (rt_lane_follow_crowd),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->crowd, "settled", G_CALLBACK (rt_lane_settle),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->crowd, "first", G_CALLBACK (rt_lane_follow_first),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->crowd, "message", G_CALLBACK (on_message), self, 0);
  g_signal_connect_object (self->crowd, "answer", G_CALLBACK (on_answer), self, 0);
  return self;
}

/**
 * rt_lane_set_uri:
 * @self: a lane
 * @uri: (nullable): what its clients connect to
 *
 * Sets the URL. A running lane connects anew.
 */
void
rt_lane_set_uri (RtLane     *self,
                 const char *uri)
{
  g_autofree char *copy = g_strdup (uri);

  if (g_strcmp0 (self->uri, uri) == 0)
    return;
  g_free (self->uri);
  self->uri = g_steal_pointer (&copy);
  rt_crowd_set_uri (self->crowd, self->uri);
  /* Why it stands still was the old one's. */
  if (!self->running)
    rt_lane_set_state (self, RT_CLIENT_CLOSED, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_URI]);
}

/**
 * rt_lane_set_n_clients:
 * @self: a lane
 * @n_clients: 1 to %RT_LANE_MAX_CLIENTS; what is outside is moved to the nearer end
 *
 * Sets how many clients the lane has, running or not.
 */
void
rt_lane_set_n_clients (RtLane *self,
                       guint   n_clients)
{
  n_clients = CLAMP (n_clients, 1, RT_LANE_MAX_CLIENTS);
  if (self->n_clients == n_clients)
    return;
  self->n_clients = n_clients;
  if (self->running)
    rt_crowd_set_wanted (self->crowd, n_clients);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CLIENTS]);
}

/**
 * rt_lane_set_interval:
 * @self: a lane
 * @interval_ms: in ms, where the pattern asks again and again
 *
 * Sets how long its clients wait between what they ask.
 */
void
rt_lane_set_interval (RtLane *self,
                      guint   interval_ms)
{
  if (self->interval_ms == interval_ms)
    return;
  self->interval_ms = interval_ms;
  rt_crowd_set_interval (self->crowd, interval_ms);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INTERVAL_MS]);
}

/**
 * rt_lane_set_after:
 * @self: a lane
 * @after: the number of an event, -1 for the server's default
 *
 * Sets after which event clients begin that start from now on.
 */
void
rt_lane_set_after (RtLane *self,
                   gint64  after)
{
  /* Even the same: where those were who were forgotten counts no more. */
  rt_crowd_set_after (self->crowd, after);
  if (self->after == after)
    return;
  self->after = after;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AFTER]);
}

/**
 * rt_lane_get_pattern:
 * @self: a lane
 *
 * Returns: (transfer none): its pattern
 */
const RtPattern *
rt_lane_get_pattern (RtLane *self)
{
  return self->pattern;
}

/**
 * rt_lane_get_uri:
 * @self: a lane
 *
 * Returns: (transfer none) (nullable): what its clients connect to
 */
const char *
rt_lane_get_uri (RtLane *self)
{
  return self->uri;
}

/**
 * rt_lane_get_state:
 * @self: a lane
 *
 * Returns: the worst of its clients' states
 */
RtClientState
rt_lane_get_state (RtLane *self)
{
  return self->state;
}

/**
 * rt_lane_get_reason:
 * @self: a lane
 *
 * Returns: (transfer none) (nullable): why it is in that state, for people
 */
const char *
rt_lane_get_reason (RtLane *self)
{
  return self->reason;
}

/**
 * rt_lane_get_running:
 * @self: a lane
 *
 * Returns: whether it was started and goes on
 */
gboolean
rt_lane_get_running (RtLane *self)
{
  return self->running;
}

/**
 * rt_lane_get_samples:
 * @self: a lane
 *
 * Returns: (transfer none): one sample a second while it is busy, of RtLaneSeries
 */
RtSampleRing *
rt_lane_get_samples (RtLane *self)
{
  return rt_minute_get_samples (self->minute);
}
