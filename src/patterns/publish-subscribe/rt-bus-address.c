/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-address.h"

#include <glib/gi18n.h>
#include <string.h>

#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/rt-uri.h"

const char * const rt_bus_address_schemes[] = { "embedded", "amqp", "amqps", "kafka", "kafkas", NULL };

typedef gboolean (*Take) (RtBusAddress *self,
                          const char   *value);

static gboolean
take_text (char       **text,
           const char  *value)
{
  if (*value == '\0')
    return FALSE;

  g_free (*text);
  *text = g_strdup (value);

  return TRUE;
}

static gboolean
take_count (guint      *number,
            const char *value,
            guint       max)
{
  guint64 parsed;

  if (!g_ascii_string_to_unsigned (value, 10, 1, max, &parsed, NULL))
    return FALSE;

  *number = (guint) parsed;

  return TRUE;
}

static gboolean
take_amount (gint64     *number,
             const char *value)
{
  return g_ascii_string_to_signed (value, 10, 0, G_MAXINT64, number, NULL);
}

static gboolean
take_kind (RtBusAddress *self,
           const char   *value)
{
  self->kind_given = TRUE;
  self->target->kind = g_str_equal (value, "log") ? RT_BUS_LOG : RT_BUS_QUEUE;

  return g_str_equal (value, "log") || g_str_equal (value, "queue");
}

static gboolean
take_group (RtBusAddress *self,
            const char   *value)
{
  return take_text (&self->group, value);
}

static gboolean
take_from (RtBusAddress *self,
           const char   *value)
{
  if (g_str_equal (value, "beginning"))
    self->how.from = RT_BUS_FROM_BEGINNING;
  else if (g_str_equal (value, "end"))
    self->how.from = RT_BUS_FROM_END;
  else
    return take_amount (&self->how.from, value);

  return TRUE;
}

static gboolean
take_partition (RtBusAddress *self,
                const char   *value)
{
  gint64 number;

  if (!g_ascii_string_to_signed (value, 10, 0, G_MAXINT, &number, NULL))
    return FALSE;

  self->how.partition = (int) number;

  return TRUE;
}

static gboolean
take_prefetch (RtBusAddress *self,
               const char   *value)
{
  return take_count (&self->how.prefetch, value, RT_BUS_MAX_PREFETCH);
}

static gboolean
take_exchange (RtBusAddress *self,
               const char   *value)
{
  return take_text (&self->target->exchange, value);
}

static gboolean
take_routing_key (RtBusAddress *self,
                  const char   *value)
{
  return take_text (&self->target->routing_key, value);
}

static gboolean
take_durable (RtBusAddress *self,
              const char   *value)
{
  self->target->durable = g_str_equal (value, "true");

  return self->target->durable || g_str_equal (value, "false");
}

static gboolean
take_max_priority (RtBusAddress *self,
                   const char   *value)
{
  return take_count (&self->target->max_priority, value, RT_BUS_MAX_PRIORITY);
}

static gboolean
take_ttl (RtBusAddress *self,
          const char   *value)
{
  return take_amount (&self->target->ttl_ms, value);
}

static gboolean
take_dead_letter (RtBusAddress *self,
                  const char   *value)
{
  return take_text (&self->target->dead_letter, value);
}

static gboolean
take_partitions (RtBusAddress *self,
                 const char   *value)
{
  return take_count (&self->target->n_partitions, value, G_MAXINT);
}

static gboolean
take_retention (RtBusAddress *self,
                const char   *value)
{
  return take_amount (&self->target->retention_ms, value);
}

static gboolean
take_retention_bytes (RtBusAddress *self,
                      const char   *value)
{
  return take_amount (&self->target->retention_bytes, value);
}

/* @goes: what it may be, for people. @kind: who says that speaks of a queue, or of a log; -1 of either. */
typedef struct {
  const char *key;
  const char *goes;
  Take        take;
  gboolean    declares;
  int         kind;
} Parameter;

static const Parameter parameters[] = {
  { "kind", "kind=queue, kind=log", take_kind, FALSE, -1 },
  { "group", "group=NAME", take_group, FALSE, RT_BUS_LOG },
  { "from", "from=beginning, from=end, from=12", take_from, FALSE, RT_BUS_LOG },
  { "partition", "partition=0", take_partition, FALSE, RT_BUS_LOG },
  { "prefetch", "prefetch=10", take_prefetch, FALSE, -1 },
  { "exchange", "exchange=NAME", take_exchange, TRUE, RT_BUS_QUEUE },
  { "routing-key", "routing-key=KEY", take_routing_key, TRUE, RT_BUS_QUEUE },
  { "durable", "durable=true, durable=false", take_durable, TRUE, RT_BUS_QUEUE },
  { "max-priority", "max-priority=9", take_max_priority, TRUE, RT_BUS_QUEUE },
  { "ttl", "ttl=60000", take_ttl, TRUE, RT_BUS_QUEUE },
  { "dead-letter", "dead-letter=NAME", take_dead_letter, TRUE, RT_BUS_QUEUE },
  { "partitions", "partitions=3", take_partitions, TRUE, RT_BUS_LOG },
  { "retention", "retention=3600000", take_retention, TRUE, RT_BUS_LOG },
  { "retention-bytes", "retention-bytes=1000000", take_retention_bytes, TRUE, RT_BUS_LOG },
};

static const Parameter *
find_parameter (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    if (g_str_equal (parameters[i].key, key))
      return &parameters[i];

  return NULL;
}

static gboolean
take_parameter (RtBusAddress     *self,
                const Parameter  *parameter,
                const char       *value,
                GError          **error)
{
  if (!parameter->take (self, value))
    {
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID, _("“%s” is no value of “%s”; it could be: %s."),
                   value, parameter->key, parameter->goes);
      return FALSE;
    }

  self->declares |= parameter->declares;
  if (!self->kind_given && parameter->kind == RT_BUS_LOG)
    self->target->kind = RT_BUS_LOG;

  return TRUE;
}

/* What is left of the query is the engine's. (transfer full) (nullable) */
static char *
take_query (RtBusAddress  *self,
            const char    *query,
            GError       **error)
{
  g_autoptr (GString) left = g_string_new (NULL);
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *equals = strchr (parts[i], '=');
      g_autofree char *key = equals != NULL ? g_strndup (parts[i], equals - parts[i]) : g_strdup (parts[i]);
      g_autofree char *value = g_uri_unescape_string (equals != NULL ? equals + 1 : "", NULL);
      const Parameter *parameter = find_parameter (key);

      if (parameter != NULL && !take_parameter (self, parameter, value != NULL ? value : "", error))
        return NULL;
      if (parameter == NULL && *parts[i] != '\0')
        g_string_append_printf (left, "%s%s", left->len > 0 ? "&" : "", parts[i]);
    }

  return g_string_free (g_steal_pointer (&left), FALSE);
}

static gboolean
refuse (const char  *uri,
        GError     **error)
{
  g_autofree char *shown = rt_uri_dup_shown (uri);

  g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
               _("“%s” names no queue or topic: it goes amqp://USER@HOST/VHOST/QUEUE, kafka://HOST:PORT/TOPIC "
                 "or embedded:NAME."), shown);

  return FALSE;
}

/* The last segment names the queue or topic, which may have slashes of its own as %2F; what is
 * before it is the engine's. */
static gboolean
take_path (RtBusAddress  *self,
           GUri          *guri,
           char         **before)
{
  const char *path = g_uri_get_path (guri);
  const char *slash = strrchr (path, '/');
  g_autofree char *name = g_uri_unescape_string (slash != NULL ? slash + 1 : path, NULL);

  if (name == NULL || *name == '\0')
    return FALSE;

  g_free (self->target->name);
  self->target->name = g_steal_pointer (&name);
  *before = slash != NULL || g_uri_get_host (guri) != NULL ? g_strndup (path, slash != NULL ? slash - path : 0)
                                                           : g_strdup (RT_BUS_ADDRESS_EMBEDDED);

  return TRUE;
}

/**
 * rt_bus_address_is_one:
 * @uri: an address
 *
 * Returns: whether its scheme is that of a bus, whether or not this build has its engine
 */
gboolean
rt_bus_address_is_one (const char *uri)
{
  g_autofree char *scheme = NULL;
  g_autofree char *lower = NULL;

  g_return_val_if_fail (uri != NULL, FALSE);

  scheme = g_uri_parse_scheme (uri);
  lower = scheme != NULL ? g_ascii_strdown (scheme, -1) : NULL;

  return lower != NULL && g_strv_contains (rt_bus_address_schemes, lower);
}

/**
 * rt_bus_address_can_declare:
 * @parameter: a name in the query of an address
 *
 * Returns: whether it says how a queue or topic is to be that does not exist yet
 */
gboolean
rt_bus_address_can_declare (const char *parameter)
{
  const Parameter *found;

  g_return_val_if_fail (parameter != NULL, FALSE);

  found = find_parameter (parameter);

  return found != NULL && found->declares;
}

static RtBusAddress *
new_default (GUri *guri)
{
  RtBusAddress *self = g_new0 (RtBusAddress, 1);
  gboolean is_kafka = g_str_has_prefix (g_uri_get_scheme (guri), "kafka");

  self->target = rt_bus_target_new (is_kafka ? RT_BUS_LOG : RT_BUS_QUEUE, "");
  self->kind_given = is_kafka;
  self->how = (RtBusSubscribing) RT_BUS_SUBSCRIBING_INIT;

  return self;
}

/**
 * rt_bus_address_new:
 * @uri: a URL that names a queue or topic, see #RtBusAddress
 * @error: return location
 *
 * Takes a URL apart. Where it does not say whether it is a queue or a log, it is a log if it says
 * something that only logs have, and else a queue.
 *
 * Returns: (transfer full) (nullable): what it says; %NULL with %RT_BUS_ERROR_INVALID
 */
RtBusAddress *
rt_bus_address_new (const char  *uri,
                    GError     **error)
{
  g_autoptr (GUri) guri = NULL;
  g_autoptr (GUri) bus = NULL;
  g_autoptr (RtBusAddress) self = NULL;
  g_autofree char *before = NULL;
  g_autofree char *query = NULL;

  g_return_val_if_fail (uri != NULL, NULL);

  guri = g_uri_parse (uri, RT_BUS_URI_FLAGS, NULL);
  if (guri == NULL)
    {
      refuse (uri, error);
      return NULL;
    }

  self = new_default (guri);
  if (!take_path (self, guri, &before))
    {
      refuse (uri, error);
      return NULL;
    }
  query = take_query (self, g_uri_get_query (guri), error);
  if (query == NULL)
    return NULL;

  self->how.group = self->group;
  bus = g_uri_build_with_user (RT_BUS_URI_FLAGS, g_uri_get_scheme (guri), g_uri_get_user (guri),
                               g_uri_get_password (guri), NULL, g_uri_get_host (guri), g_uri_get_port (guri), before,
                               *query != '\0' ? query : NULL, NULL);
  self->bus = g_uri_to_string (bus);

  return g_steal_pointer (&self);
}

/**
 * rt_bus_address_free:
 * @self: (transfer full): an address
 */
void
rt_bus_address_free (RtBusAddress *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->bus);
  rt_bus_target_free (self->target);
  g_free (self->group);
  g_free (self);
}
