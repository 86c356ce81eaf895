/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-admin.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/kafka/rt-kafka-error.h"

static void
submit_describe (rd_kafka_t              *kafka,
                 gconstpointer            what,
                 rd_kafka_AdminOptions_t *options,
                 rd_kafka_queue_t        *queue)
{
  rd_kafka_ConfigResource_t *resource = (rd_kafka_ConfigResource_t *) what;

  rd_kafka_DescribeConfigs (kafka, &resource, 1, options, queue);
}

static gboolean
is_as_asked (const rd_kafka_ConfigEntry_t *entry,
             const RtBusTarget            *target)
{
  const char *name = rd_kafka_ConfigEntry_name (entry);
  const char *value = rd_kafka_ConfigEntry_value (entry);
  gint64 asked = -1;

  if (g_str_equal (name, "retention.ms"))
    asked = target->retention_ms;
  else if (g_str_equal (name, "retention.bytes"))
    asked = target->retention_bytes;

  return asked < 0 || (value != NULL && g_ascii_strtoll (value, NULL, 10) == asked);
}

static gboolean
check_resource (const rd_kafka_ConfigResource_t  *resource,
                const RtBusTarget                *target,
                GError                          **error)
{
  size_t n_entries;
  const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs (resource, &n_entries);

  if (rd_kafka_ConfigResource_error (resource) != RD_KAFKA_RESP_ERR_NO_ERROR)
    {
      g_propagate_error (error, rt_kafka_error_new (rd_kafka_ConfigResource_error (resource),
                                                    rd_kafka_ConfigResource_error_string (resource)));
      return FALSE;
    }

  for (gsize i = 0; i < n_entries; i++)
    if (!is_as_asked (entries[i], target))
      {
        g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH,
                     _("The topic “%s” exists, with another retention (%s is %s): change that, or choose another name."),
                     target->name, rd_kafka_ConfigEntry_name (entries[i]), rd_kafka_ConfigEntry_value (entries[i]));
        return FALSE;
      }

  return TRUE;
}

gboolean
rt_kafka_admin_check_retention (rd_kafka_t         *kafka,
                                const RtBusTarget  *target,
                                GError            **error)
{
  rd_kafka_ConfigResource_t *asked = rd_kafka_ConfigResource_new (RD_KAFKA_RESOURCE_TOPIC, target->name);
  const rd_kafka_ConfigResource_t **resources;
  rd_kafka_event_t *event;
  size_t n_resources;
  gboolean is_same;

  event = rt_kafka_admin_ask (kafka, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, submit_describe, asked, error);
  rd_kafka_ConfigResource_destroy (asked);
  if (event == NULL)
    return FALSE;

  resources = rd_kafka_DescribeConfigs_result_resources (rd_kafka_event_DescribeConfigs_result (event), &n_resources);
  is_same = n_resources == 0 || check_resource (resources[0], target, error);
  rd_kafka_event_destroy (event);

  return is_same;
}
