/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-offsets.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/kafka/rt-kafka-error.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"

RtKafkaPartitions *
rt_kafka_offsets_list (rd_kafka_t  *kafka,
                       const char  *topic,
                       GError     **error)
{
  rd_kafka_topic_t *handle = rd_kafka_topic_new (kafka, topic, NULL);
  const struct rd_kafka_metadata *metadata = NULL;
  rd_kafka_resp_err_t code = rd_kafka_last_error ();
  g_autoptr (RtKafkaPartitions) partitions = rd_kafka_topic_partition_list_new (8);

  if (handle != NULL)
    {
      code = rd_kafka_metadata (kafka, 0, handle, &metadata, RT_KAFKA_ANSWER_TIMEOUT_MS);
      rd_kafka_topic_destroy (handle);
    }
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR && metadata->topic_cnt > 0)
    {
      code = metadata->topics[0].err;
      for (int i = 0; i < metadata->topics[0].partition_cnt; i++)
        rd_kafka_topic_partition_list_add (partitions, topic, metadata->topics[0].partitions[i].id);
      rd_kafka_topic_partition_list_sort (partitions, NULL, NULL);
    }
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR && partitions->cnt == 0)
    code = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  if (metadata != NULL)
    rd_kafka_metadata_destroy (metadata);

  return rt_kafka_succeeded (code, error) ? g_steal_pointer (&partitions) : NULL;
}

gboolean
rt_kafka_offsets_get_bounds (rd_kafka_t         *kafka,
                             RtKafkaPartitions  *partitions,
                             GArray             *first,
                             GArray             *next,
                             GError            **error)
{
  for (int i = 0; i < partitions->cnt; i++)
    {
      const rd_kafka_topic_partition_t *one = &partitions->elems[i];
      gint64 low, high;

      if (!rt_kafka_succeeded (rd_kafka_query_watermark_offsets (kafka, one->topic, one->partition, &low, &high,
                                                        RT_KAFKA_ANSWER_TIMEOUT_MS), error))
        return FALSE;

      g_array_append_val (first, low);
      g_array_append_val (next, high);
    }

  return TRUE;
}

gboolean
rt_kafka_offsets_resolve (rd_kafka_t         *kafka,
                          RtKafkaPartitions  *partitions,
                          GError            **error)
{
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) next = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!rt_kafka_offsets_get_bounds (kafka, partitions, first, next, error))
    return FALSE;

  for (int i = 0; i < partitions->cnt; i++)
    {
      gint64 low = g_array_index (first, gint64, i);
      gint64 high = g_array_index (next, gint64, i);
      gint64 offset = partitions->elems[i].offset;

      partitions->elems[i].offset = offset == RT_BUS_FROM_END ? high : CLAMP (offset, low, high);
    }

  return TRUE;
}

static gboolean
ask_for_times (rd_kafka_t         *kafka,
               RtKafkaPartitions  *partitions,
               gint64              time_ms,
               GError            **error)
{
  for (int i = 0; i < partitions->cnt; i++)
    partitions->elems[i].offset = time_ms;
  if (!rt_kafka_succeeded (rd_kafka_offsets_for_times (kafka, partitions, RT_KAFKA_ANSWER_TIMEOUT_MS), error))
    return FALSE;

  for (int i = 0; i < partitions->cnt; i++)
    if (!rt_kafka_succeeded (partitions->elems[i].err, error))
      return FALSE;

  return TRUE;
}

/* To the end is also the answer of brokers that know no times: they then say so of 1970 as well,
 * where something is kept. */
static gboolean
check_knows_times (rd_kafka_t         *kafka,
                   RtKafkaPartitions  *found,
                   GError            **error)
{
  g_autoptr (RtKafkaPartitions) all = rd_kafka_topic_partition_list_copy (found);
  g_autoptr (RtKafkaPartitions) kept = rd_kafka_topic_partition_list_copy (found);

  for (int i = 0; i < kept->cnt; i++)
    kept->elems[i].offset = RT_BUS_FROM_BEGINNING;
  if (!ask_for_times (kafka, all, 0, error) || !rt_kafka_offsets_resolve (kafka, kept, error) ||
      !rt_kafka_offsets_resolve (kafka, found, error))
    return FALSE;

  for (int i = 0; i < all->cnt; i++)
    if (all->elems[i].offset < 0 && kept->elems[i].offset < found->elems[i].offset)
      {
        g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED,
                             _("This Kafka broker cannot find messages by time: go to an offset."));
        return FALSE;
      }

  return TRUE;
}

gboolean
rt_kafka_offsets_find_time (rd_kafka_t         *kafka,
                            RtKafkaPartitions  *partitions,
                            gint64              time_us,
                            GError            **error)
{
  gboolean has_end = FALSE;

  if (!ask_for_times (kafka, partitions, (time_us + 999) / 1000, error))
    return FALSE;

  for (int i = 0; i < partitions->cnt; i++)
    if (partitions->elems[i].offset < 0)
      {
        partitions->elems[i].offset = RT_BUS_FROM_END;
        has_end = TRUE;
      }

  return !has_end || check_knows_times (kafka, partitions, error);
}
