/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-bus-client-private.h"

enum {
  PROP_0,
  PROP_ACKNOWLEDGING,
  PROP_CONSUMING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtBusClient, rt_bus_client, RT_TYPE_CLIENT)

static const GEnumValue acknowledgings[] = {
  { RT_BUS_ACKNOWLEDGE_ALL, "RT_BUS_ACKNOWLEDGE_ALL", "all" },
  { RT_BUS_ACKNOWLEDGE_NONE, "RT_BUS_ACKNOWLEDGE_NONE", "none" },
  { RT_BUS_ACKNOWLEDGE_BY_RULE, "RT_BUS_ACKNOWLEDGE_BY_RULE", "by-rule" },
  { 0, NULL, NULL },
};

GType
rt_bus_acknowledging_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RtBusAcknowledging", acknowledgings));

  return type;
}

static RtMessage *
new_message (RtBusDelivery *delivery)
{
  const RtBusMessage *sent = delivery->message;
  RtMessage *message = rt_message_new (sent->type, sent->body, sent->time_us);
  gsize size;
  const char *text = g_bytes_get_data (sent->body, &size);

  message->delivery = rt_bus_delivery_ref (delivery);
  message->has_seq = delivery->offset >= 0;
  message->seq = message->has_seq ? (guint64) delivery->offset : 0;
  message->binary = size > 0 && !g_utf8_validate_len (text, size, NULL);

  return message;
}

/* Who listens may stop the client, or drop it. */
void
rt_bus_client_delivered (RtBusSubscription *subscription,
                         RtBusDelivery     *delivery,
                         gpointer           user_data)
{
  g_autoptr (RtBusClient) self = g_object_ref (user_data);
  g_autoptr (RtMessage) message = NULL;

  if (self->leaving)
    return;

  if (delivery->anew)
    rt_client_report_gap (RT_CLIENT (self), -1, 0);
  if (self->leaving || self->subscription != subscription)
    return;

  /* The next is seen not to follow what came before. */
  if (delivery->too_large)
    {
      rt_bus_subscription_acknowledge (subscription, delivery);
      return;
    }

  message = new_message (delivery);
  rt_client_deliver (RT_CLIENT (self), message, 0);
  if (self->subscription == subscription && rt_bus_client_takes (self, message))
    rt_bus_subscription_acknowledge (subscription, delivery);
}

static gboolean
rt_bus_client_see (RtClient  *client,
                   RtMessage *message,
                   guint64   *lost)
{
  return rt_bus_sightings_see (RT_BUS_CLIENT (client)->sightings, message->delivery, lost);
}

static void
rt_bus_client_count (RtClient  *client,
                     RtTraffic *traffic)
{
  RtBusClient *self = RT_BUS_CLIENT (client);
  const RtTraffic *now = self->bus != NULL ? rt_bus_get_traffic (self->bus) : NULL;

  for (const RtTraffic *other = &self->past; other != NULL; other = other == now ? NULL : now)
    {
      rt_wire_add (&traffic->wire, &other->wire);
      traffic->header_bytes += other->header_bytes;
      traffic->connections_opened += other->connections_opened;
      traffic->connections_open += other->connections_open;
    }
  traffic->duplicate += rt_bus_sightings_get_duplicate (self->sightings);
  traffic->reordered += rt_bus_sightings_get_reordered (self->sightings);
}

/* Before anybody else hears of it: what it counted is final then. */
static void
on_finished (RtBusClient *self)
{
  rt_bus_client_drop_bus (self);
}

static void
rt_bus_client_dispose (GObject *object)
{
  rt_bus_client_drop_bus (RT_BUS_CLIENT (object));

  G_OBJECT_CLASS (rt_bus_client_parent_class)->dispose (object);
}

static void
rt_bus_client_finalize (GObject *object)
{
  RtBusClient *self = RT_BUS_CLIENT (object);

  self->tie->client = NULL;
  g_rc_box_release (self->tie);
  rt_bus_sightings_free (self->sightings);
  rt_traffic_clear (&self->past);
  g_clear_pointer (&self->rule, rt_ack_rule_unref);
  g_clear_pointer (&self->address, rt_bus_address_free);
  g_free (self->uri);
  g_free (self->id_prefix);

  G_OBJECT_CLASS (rt_bus_client_parent_class)->finalize (object);
}

static void
rt_bus_client_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACKNOWLEDGING:
      g_value_set_enum (value, RT_BUS_CLIENT (object)->acknowledging);
      break;
    case PROP_CONSUMING:
      g_value_set_boolean (value, RT_BUS_CLIENT (object)->consuming);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_acknowledging (RtBusClient        *self,
                   RtBusAcknowledging  acknowledging)
{
  if (self->acknowledging == acknowledging)
    return;

  self->acknowledging = acknowledging;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACKNOWLEDGING]);
}

static void
set_consuming (RtBusClient *self,
               gboolean     consuming)
{
  if (self->consuming == consuming)
    return;

  self->consuming = consuming;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONSUMING]);
}

static void
rt_bus_client_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_ACKNOWLEDGING:
      set_acknowledging (RT_BUS_CLIENT (object), g_value_get_enum (value));
      break;
    case PROP_CONSUMING:
      set_consuming (RT_BUS_CLIENT (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_bus_client_class_init (RtBusClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtClientClass *client_class = RT_CLIENT_CLASS (klass);

  object_class->dispose = rt_bus_client_dispose;
  object_class->finalize = rt_bus_client_finalize;
  object_class->get_property = rt_bus_client_get_property;
  object_class->set_property = rt_bus_client_set_property;
  client_class->open = rt_bus_client_open;
  client_class->close = rt_bus_client_close;
  client_class->send = rt_bus_client_send;
  client_class->leave = rt_bus_client_leave;
  client_class->count = rt_bus_client_count;
  client_class->see = rt_bus_client_see;

  properties[PROP_ACKNOWLEDGING] =
    g_param_spec_enum ("acknowledging", NULL, NULL, RT_TYPE_BUS_ACKNOWLEDGING, RT_BUS_ACKNOWLEDGE_ALL,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONSUMING] =
    g_param_spec_boolean ("consuming", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_bus_client_init (RtBusClient *self)
{
  self->tie = g_rc_box_new0 (RtBusClientTie);
  self->tie->client = self;
  self->consuming = TRUE;
  self->sightings = rt_bus_sightings_new ();
  rt_traffic_init (&self->past);
  self->id_prefix = g_uuid_string_random ();
  g_signal_connect (self, "finished", G_CALLBACK (on_finished), NULL);
}

/**
 * rt_bus_client_new:
 * @uri: an address that names a queue or topic, see #RtBusAddress
 *
 * Returns: (transfer full): a client that is closed
 */
RtClient *
rt_bus_client_new (const char *uri)
{
  return g_object_new (RT_TYPE_BUS_CLIENT, "uri", uri, NULL);
}
