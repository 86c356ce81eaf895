/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-engine.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/kafka/rt-kafka-engine.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-engine.h"
#include "patterns/rt-uri.h"

static const RtBusEngine * const engines[] = {
  &rt_embedded_engine,
  &rt_rabbit_engine,
  &rt_rabbit_tls_engine,
  &rt_kafka_engine,
  &rt_kafkas_engine,
  NULL,
};

static const RtBusEngine *
find_engine (const char *scheme)
{
  for (guint i = 0; engines[i] != NULL; i++)
    if (g_str_equal (engines[i]->scheme, scheme))
      return engines[i];

  return NULL;
}

/* What the engine's own types, which are made of an address, may rely on. */
static const RtBusEngine *
check_uri (const char  *uri,
           GError     **error)
{
  g_autoptr (GUri) guri = g_uri_parse (uri, RT_BUS_URI_FLAGS, NULL);
  const RtBusEngine *engine;

  if (guri == NULL)
    {
      g_autofree char *shown = rt_uri_dup_shown (uri);

      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                   _("“%s” is no address of a bus: it goes amqp://USER@HOST:PORT/VHOST, kafka://HOST:PORT or "
                     "embedded:NAME."), shown);
      return NULL;
    }

  engine = find_engine (g_uri_get_scheme (guri));
  if (engine == NULL)
    g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                 _("No bus is known by “%s:”: use embedded:, amqp:, amqps: or kafka:."), g_uri_get_scheme (guri));
  else if (engine->get_type == NULL)
    g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED,
                 _("This build of Roundtrip is without %s: use one that has it."), _(engine->name));
  else
    return engine;

  return NULL;
}

/**
 * rt_bus_new:
 * @uri: an address: `embedded:`, `amqp:`, `amqps:` or `kafka:`
 * @error: return location
 *
 * Makes a bus that is closed still; see rt_bus_connect().
 *
 * Returns: (transfer full) (nullable): a bus of the engine that has the scheme of @uri; %NULL
 *   with %RT_BUS_ERROR_INVALID, or %RT_BUS_ERROR_UNSUPPORTED where this build lacks the engine
 */
RtBus *
rt_bus_new (const char  *uri,
            GError     **error)
{
  const RtBusEngine *engine;
  g_autoptr (RtBus) self = NULL;
  RtBusClass *klass;

  g_return_val_if_fail (uri != NULL, NULL);

  engine = check_uri (uri, error);
  if (engine == NULL)
    return NULL;

  self = g_object_new (engine->get_type (), "uri", uri, NULL);
  klass = RT_BUS_GET_CLASS (self);
  if (klass->check != NULL && !klass->check (self, error))
    return NULL;

  return g_steal_pointer (&self);
}
