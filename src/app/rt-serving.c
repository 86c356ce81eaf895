/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-serving-private.h"

#include "core/rt-hub-limits.h"
#include "lab/rt-channel-choices.h"
#include "net/rt-token.h"

G_DEFINE_FINAL_TYPE (RtServing, rt_serving, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_RESTART_NEEDED,
  PROP_SPEED,
  N_PROPS,
};

enum {
  SIGNAL_BUS_CHANGED,
  SIGNAL_SHARE_ANEW,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
apply_limits (RtServing *self)
{
  RtChannelLimits limits = {
    .max_events = g_settings_get_int (self->settings, "channel-events"),
    .max_bytes = g_settings_get_uint64 (self->settings, "channel-bytes"),
  };

  rt_hub_set_limits (rt_engine_get_hub (self->engine), &limits);
  for (guint i = 0; i < RT_N_LIMITS; i++)
    {
      const RtLimitInfo *info = rt_limit_get_info (i);

      if (info->unit != RT_LIMIT_UNIT_NONE)
        rt_engine_set_limit (self->engine, i, g_settings_get_uint64 (self->settings, info->name));
    }
}

static void
apply_channels (RtServing *self)
{
  g_auto (GStrv) before = g_steal_pointer (&self->channels);

  self->channels = g_settings_get_strv (self->settings, "channels");
  rt_channel_choices_apply (rt_engine_get_hub (self->engine), (const char * const *) before,
                            (const char * const *) self->channels);
}

/* A token that is empty, or too short because somebody wrote the settings by hand, guards
 * nothing: another one takes its place. */
static char *
dup_token (RtServing *self)
{
  g_autofree char *token = g_settings_get_string (self->settings, "access-token");

  if (rt_token_is_good (token))
    return g_steal_pointer (&token);
  g_free (token);
  token = rt_token_new ();
  g_settings_set_string (self->settings, "access-token", token);
  return g_steal_pointer (&token);
}

/* Whoever closes the door to others has them out at once, not after a restart. */
static void
apply_access (RtServing *self)
{
  RtAccess *access = rt_server_get_access (rt_engine_get_server (self->engine));
  g_auto (GStrv) hosts = g_settings_get_strv (self->settings, "allowed-hosts");
  g_auto (GStrv) origins = g_settings_get_strv (self->settings, "allowed-origins");
  g_autofree char *token = g_settings_get_boolean (self->settings, "listen-all") ? dup_token (self) : NULL;

  rt_access_set_hosts (access, (const char * const *) hosts);
  rt_access_set_origins (access, (const char * const *) origins);
  rt_access_set_token (access, token);
}

static void
rt_serving_apply (RtServing *self)
{
  if (self->engine == NULL)
    return;
  rt_engine_set_speed (self->engine, rt_options_get_speed (&self->options, self->settings));
  if (self->settings == NULL)
    return;
  apply_limits (self);
  apply_channels (self);
  apply_access (self);
}

/* What the user sets now is stronger than what was typed when it started. */
static void
on_changed (RtServing  *self,
            const char *key)
{
  for (int role = 0; role < RT_N_PORTS; role++)
    if (g_str_equal (key, rt_serving_get_port_key (role)))
      self->options.ports[role] = -1;
  if (g_str_equal (key, "speed"))
    self->options.speed = 0;
  if (!g_str_has_prefix (key, "window-"))
    rt_serving_apply (self);
  rt_serving_compare (self);
  if (g_str_equal (key, "speed"))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
  else if (g_str_equal (key, "bus"))
    g_signal_emit (self, signals[SIGNAL_SHARE_ANEW], 0);
}

static void
rt_serving_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  RtServing *self = RT_SERVING (object);

  switch (prop_id)
    {
    case PROP_RESTART_NEEDED:
      g_value_set_boolean (value, self->restart_needed);
      break;
    case PROP_SPEED:
      g_value_set_double (value, rt_serving_get_speed (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_serving_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  RtServing *self = RT_SERVING (object);

  switch (prop_id)
    {
    case PROP_SPEED:
      rt_serving_set_speed (self, g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_serving_finalize (GObject *object)
{
  RtServing *self = RT_SERVING (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->channels, g_strfreev);
  g_clear_pointer (&self->bus_problem, g_free);
  rt_serving_forget_bus (self);

  G_OBJECT_CLASS (rt_serving_parent_class)->finalize (object);
}

static void
rt_serving_class_init (RtServingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rt_serving_get_property;
  object_class->set_property = rt_serving_set_property;
  object_class->finalize = rt_serving_finalize;

  properties[PROP_RESTART_NEEDED] =
    g_param_spec_boolean ("restart-needed", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SPEED] =
    g_param_spec_double ("speed", NULL, NULL, RT_MIN_SPEED, RT_MAX_SPEED, 1,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_BUS_CHANGED] =
    g_signal_new ("bus-changed", RT_TYPE_SERVING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_SHARE_ANEW] =
    g_signal_new ("share-anew", RT_TYPE_SERVING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rt_serving_init (RtServing *self)
{
  rt_options_init (&self->options);
}

/**
 * rt_serving_new:
 * @settings: (nullable): the settings; %NULL where they are not installed
 * @options: what the command line says
 *
 * Returns: (transfer full): how to serve
 */
RtServing *
rt_serving_new (GSettings       *settings,
                const RtOptions *options)
{
  RtServing *self = g_object_new (RT_TYPE_SERVING, NULL);

  for (int role = 0; role < RT_N_PORTS; role++)
    self->options.ports[role] = options->ports[role];
  self->options.speed = options->speed;
  if (settings == NULL)
    return self;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * rt_serving_get_settings:
 * @self: how to serve
 *
 * Returns: (transfer none) (nullable): the settings
 */
GSettings *
rt_serving_get_settings (RtServing *self)
{
  return self->settings;
}

/**
 * rt_serving_get_engine:
 * @self: how to serve
 *
 * Returns: (transfer none) (nullable): what serves
 */
RtEngine *
rt_serving_get_engine (RtServing *self)
{
  return self->engine;
}

/**
 * rt_serving_get_speed:
 * @self: how to serve
 *
 * Returns: how much faster than real time the stories run: as the command line says, until
 *   the user sets something else
 */
double
rt_serving_get_speed (RtServing *self)
{
  return rt_options_get_speed (&self->options, self->settings);
}

/**
 * rt_serving_set_speed:
 * @self: how to serve, with settings
 * @speed: RT_MIN_SPEED to RT_MAX_SPEED
 *
 * Has the stories run so much faster than real time, now and from now on.
 */
void
rt_serving_set_speed (RtServing *self,
                      double     speed)
{
  if (speed == rt_serving_get_speed (self))
    return;
  /* Settings tell of no change to what they are. */
  if (speed == g_settings_get_double (self->settings, "speed"))
    on_changed (self, "speed");
  else
    g_settings_set_double (self->settings, "speed", speed);
}

/**
 * rt_serving_set_engine:
 * @self: how to serve
 * @engine: (nullable): what serves
 *
 * Has @engine follow the settings from now on. It does not listen by that.
 */
void
rt_serving_set_engine (RtServing *self,
                       RtEngine  *engine)
{
  g_set_object (&self->engine, engine);
  self->is_asked = self->listens = FALSE;
  rt_serving_apply (self);
  rt_serving_compare (self);
  g_signal_emit (self, signals[SIGNAL_BUS_CHANGED], 0);
}
