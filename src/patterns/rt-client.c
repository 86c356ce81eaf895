/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-client-private.h"

enum {
  PROP_0,
  PROP_URI,
  PROP_STATE,
  PROP_REASON,
  PROP_RESUME,
  PROP_AFTER,
  PROP_INTERVAL_MS,
  PROP_WAIT_MS,
  PROP_RETRY_MS,
  PROP_OPEN_TIMEOUT_MS,
  PROP_MAX_PAYLOAD,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[RT_CLIENT_N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RtClient, rt_client, G_TYPE_OBJECT)
G_DEFINE_QUARK (rt-client-error-quark, rt_client_error)

static const GEnumValue states[] = {
  { RT_CLIENT_CLOSED, "RT_CLIENT_CLOSED", "closed" },
  { RT_CLIENT_CONNECTING, "RT_CLIENT_CONNECTING", "connecting" },
  { RT_CLIENT_OPEN, "RT_CLIENT_OPEN", "open" },
  { RT_CLIENT_RETRYING, "RT_CLIENT_RETRYING", "retrying" },
  { 0, NULL, NULL },
};

GType
rt_client_state_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RtClientState", states));

  return type;
}

/**
 * rt_client_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): its name for programs, as `roundtrip-cli watch --json` has it
 */
const char *
rt_client_state_to_string (RtClientState state)
{
  g_return_val_if_fail (state <= RT_CLIENT_RETRYING, NULL);

  return states[state].value_nick;
}

RtClientPrivate *
rt_client_get_private (RtClient *self)
{
  return rt_client_get_instance_private (self);
}

void
rt_client_emit (RtClient      *self,
                RtClientSignal signal,
                ...)
{
  va_list args;

  va_start (args, signal);
  g_signal_emit_valist (self, signals[signal], 0, args);
  va_end (args);
}

void
rt_client_notify_state (RtClient *self,
                        gboolean  state_changed,
                        gboolean  reason_changed)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (reason_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
  if (state_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
rt_client_dispose (GObject *object)
{
  rt_client_drop (RT_CLIENT (object));

  G_OBJECT_CLASS (rt_client_parent_class)->dispose (object);
}

static void
rt_client_finalize (GObject *object)
{
  RtClientPrivate *priv = rt_client_get_private (RT_CLIENT (object));

  g_free (priv->uri);
  g_free (priv->shown_uri);
  g_free (priv->reason);
  g_clear_error (&priv->error);
  rt_client_forget_loss (RT_CLIENT (object));
  soup_message_headers_unref (priv->headers);
  g_object_unref (priv->session);
  g_clear_object (&priv->faults);
  rt_continuity_free (priv->continuity);
  rt_traffic_clear (&priv->traffic);
  rt_traffic_clear (&priv->before);
  g_clear_pointer (&priv->latest, rt_message_unref);

  G_OBJECT_CLASS (rt_client_parent_class)->finalize (object);
}

static void
rt_client_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  RtClientPrivate *priv = rt_client_get_private (RT_CLIENT (object));

  switch (prop_id)
    {
    case PROP_URI:
      g_value_set_string (value, priv->uri);
      break;
    case PROP_STATE:
      g_value_set_enum (value, priv->state);
      break;
    case PROP_REASON:
      g_value_set_string (value, priv->reason);
      break;
    case PROP_RESUME:
      g_value_set_boolean (value, priv->resume);
      break;
    case PROP_AFTER:
      g_value_set_int64 (value, priv->after);
      break;
    case PROP_INTERVAL_MS:
      g_value_set_uint (value, priv->interval_ms);
      break;
    case PROP_WAIT_MS:
      g_value_set_uint (value, priv->wait_ms);
      break;
    case PROP_RETRY_MS:
      g_value_set_uint (value, priv->retry_ms);
      break;
    case PROP_OPEN_TIMEOUT_MS:
      g_value_set_uint (value, priv->open_timeout_ms);
      break;
    case PROP_MAX_PAYLOAD:
      g_value_set_uint (value, priv->max_payload);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_uint (RtClient     *self,
          guint        *field,
          const GValue *value,
          GParamSpec   *pspec)
{
  if (*field == g_value_get_uint (value))
    return;

  *field = g_value_get_uint (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_resume (RtClient   *self,
            gboolean    resume,
            GParamSpec *pspec)
{
  RtClientPrivate *priv = rt_client_get_private (self);

  if (priv->resume == resume)
    return;

  priv->resume = resume;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_after (RtClient   *self,
           gint64      after,
           GParamSpec *pspec)
{
  RtClientPrivate *priv = rt_client_get_private (self);

  if (priv->after == after)
    return;

  priv->after = after;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
rt_client_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  RtClient *self = RT_CLIENT (object);
  RtClientPrivate *priv = rt_client_get_private (self);

  switch (prop_id)
    {
    case PROP_URI:
      rt_client_set_uri (self, g_value_get_string (value));
      break;
    case PROP_RESUME:
      set_resume (self, g_value_get_boolean (value), pspec);
      break;
    case PROP_AFTER:
      set_after (self, g_value_get_int64 (value), pspec);
      break;
    case PROP_INTERVAL_MS:
      set_uint (self, &priv->interval_ms, value, pspec);
      break;
    case PROP_WAIT_MS:
      set_uint (self, &priv->wait_ms, value, pspec);
      break;
    case PROP_RETRY_MS:
      set_uint (self, &priv->retry_ms, value, pspec);
      break;
    case PROP_OPEN_TIMEOUT_MS:
      set_uint (self, &priv->open_timeout_ms, value, pspec);
      break;
    case PROP_MAX_PAYLOAD:
      set_uint (self, &priv->max_payload, value, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static GParamSpec *
uint_property (const char *name,
               guint       minimum,
               guint       value)
{
  return g_param_spec_uint (name, NULL, NULL, minimum, G_MAXINT, value,
                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, writable);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, RT_TYPE_CLIENT_STATE, RT_CLIENT_CLOSED, readable);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, readable);
  properties[PROP_RESUME] = g_param_spec_boolean ("resume", NULL, NULL, TRUE, writable | G_PARAM_CONSTRUCT);
  properties[PROP_AFTER] = g_param_spec_int64 ("after", NULL, NULL, -1, G_MAXINT64, -1, writable | G_PARAM_CONSTRUCT);
  properties[PROP_INTERVAL_MS] = uint_property ("interval-ms", 0, 1000);
  properties[PROP_WAIT_MS] = uint_property ("wait-ms", 0, 30000);
  properties[PROP_RETRY_MS] = uint_property ("retry-ms", 1, RT_BACKOFF_DEFAULT_BASE_MS);
  properties[PROP_OPEN_TIMEOUT_MS] = uint_property ("open-timeout-ms", 1, RT_CLIENT_OPEN_TIMEOUT_MS);
  properties[PROP_MAX_PAYLOAD] = uint_property ("max-payload", 1, RT_CLIENT_MAX_PAYLOAD);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_client_class_init (RtClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rt_client_dispose;
  object_class->finalize = rt_client_finalize;
  object_class->get_property = rt_client_get_property;
  object_class->set_property = rt_client_set_property;
  install_properties (object_class);

  signals[RT_CLIENT_SIGNAL_MESSAGE] =
    g_signal_new ("message", RT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, RT_TYPE_MESSAGE | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[RT_CLIENT_SIGNAL_GAP] =
    g_signal_new ("gap", RT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[RT_CLIENT_SIGNAL_ASKED] =
    g_signal_new ("asked", RT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[RT_CLIENT_SIGNAL_ANSWER] =
    g_signal_new ("answer", RT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[RT_CLIENT_SIGNAL_FINISHED] =
    g_signal_new ("finished", RT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[RT_CLIENT_SIGNAL_BROKEN] =
    g_signal_new ("broken", RT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, RT_TYPE_MESSAGE | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_BOOLEAN);
  signals[RT_CLIENT_SIGNAL_RESUMED] =
    g_signal_new ("resumed", RT_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, RT_TYPE_RESUMPTION | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
rt_client_init (RtClient *self)
{
  RtClientPrivate *priv = rt_client_get_private (self);

  priv->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  priv->session = rt_session_new ();
  priv->continuity = rt_continuity_new ();
  rt_traffic_init (&priv->traffic);
  rt_traffic_init (&priv->before);
}

/**
 * rt_client_get_uri:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): where it connects
 */
const char *
rt_client_get_uri (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), NULL);

  return rt_client_get_private (self)->uri;
}

/**
 * rt_client_get_state:
 * @self: a client
 *
 * Returns: its state
 */
RtClientState
rt_client_get_state (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), RT_CLIENT_CLOSED);

  return rt_client_get_private (self)->state;
}

/**
 * rt_client_get_reason:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): why it is in that state, a sentence for people
 */
const char *
rt_client_get_reason (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), NULL);

  return rt_client_get_private (self)->reason;
}

/**
 * rt_client_get_error:
 * @self: a client
 *
 * Tells how it ended. %RT_CLIENT_ERROR_CLOSED is an end in good order, by the server;
 * everything else is a failure that trying again would not help.
 *
 * Returns: (transfer none) (nullable): why it closed for good; %NULL while it is not closed,
 *   before it was started and after rt_client_stop()
 */
const GError *
rt_client_get_error (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), NULL);

  return rt_client_get_private (self)->error;
}

/**
 * rt_client_get_session:
 * @self: a client
 *
 * Returns: (transfer none): the session of all its requests
 */
RtSession *
rt_client_get_session (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), NULL);

  return rt_client_get_private (self)->session;
}
