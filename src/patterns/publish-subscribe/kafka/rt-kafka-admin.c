/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-admin.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/kafka/rt-kafka-error.h"

/* It is told with the first answer of any broker. */
#define CONTROLLER_TIMEOUT_MS 1000

rd_kafka_event_t *
rt_kafka_admin_ask (rd_kafka_t           *kafka,
                    rd_kafka_admin_op_t   operation,
                    RtKafkaSubmit         submit,
                    gconstpointer         what,
                    GError              **error)
{
  rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new (kafka, operation);
  rd_kafka_queue_t *queue = rd_kafka_queue_new (kafka);
  rd_kafka_event_t *event;

  rd_kafka_AdminOptions_set_request_timeout (options, RT_KAFKA_ANSWER_TIMEOUT_MS, NULL, 0);
  submit (kafka, what, options, queue);
  event = rd_kafka_queue_poll (queue, 2 * RT_KAFKA_ANSWER_TIMEOUT_MS);
  rd_kafka_AdminOptions_destroy (options);
  rd_kafka_queue_destroy (queue);
  if (event != NULL && rd_kafka_event_error (event) == RD_KAFKA_RESP_ERR_NO_ERROR)
    return event;

  if (event != NULL)
    g_propagate_error (error, rt_kafka_error_new (rd_kafka_event_error (event), rd_kafka_event_error_string (event)));
  else
    g_propagate_error (error, rt_kafka_error_new (RD_KAFKA_RESP_ERR__TIMED_OUT, NULL));
  g_clear_pointer (&event, rd_kafka_event_destroy);

  return NULL;
}

static void
submit_create (rd_kafka_t              *kafka,
               gconstpointer            what,
               rd_kafka_AdminOptions_t *options,
               rd_kafka_queue_t        *queue)
{
  rd_kafka_NewTopic_t *topic = (rd_kafka_NewTopic_t *) what;

  rd_kafka_CreateTopics (kafka, &topic, 1, options, queue);
}

static void
submit_delete (rd_kafka_t              *kafka,
               gconstpointer            what,
               rd_kafka_AdminOptions_t *options,
               rd_kafka_queue_t        *queue)
{
  rd_kafka_DeleteTopic_t *topic = (rd_kafka_DeleteTopic_t *) what;

  rd_kafka_DeleteTopics (kafka, &topic, 1, options, queue);
}

static void
submit_offsets (rd_kafka_t              *kafka,
                gconstpointer            what,
                rd_kafka_AdminOptions_t *options,
                rd_kafka_queue_t        *queue)
{
  rd_kafka_ListConsumerGroupOffsets_t *asked = (rd_kafka_ListConsumerGroupOffsets_t *) what;

  rd_kafka_ListConsumerGroupOffsets (kafka, &asked, 1, options, queue);
}

static void
set_number (rd_kafka_NewTopic_t *topic,
            const char          *name,
            gint64               value)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  if (value >= 0)
    rd_kafka_NewTopic_set_config (topic, name, digits);
}

/* What became of the one topic that was asked for. */
static rd_kafka_resp_err_t
get_result (const rd_kafka_topic_result_t **topics,
            gsize                           n_topics,
            char                          **words)
{
  if (n_topics == 0)
    return RD_KAFKA_RESP_ERR_NO_ERROR;

  *words = g_strdup (rd_kafka_topic_result_error_string (topics[0]));

  return rd_kafka_topic_result_error (topics[0]);
}

/* How many it has must be what was asked, where it was. */
static gboolean
check_existing (rd_kafka_t         *kafka,
                const RtBusTarget  *target,
                GError            **error)
{
  g_autoptr (RtKafkaPartitions) partitions = rt_kafka_offsets_list (kafka, target->name, error);

  if (partitions == NULL)
    return FALSE;

  if (target->n_partitions != 0 && (guint) partitions->cnt != target->n_partitions)
    {
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH,
                   _("The topic “%s” exists, with %d partitions: declare it with as many, or choose another name."),
                   target->name, partitions->cnt);
      return FALSE;
    }

  return (target->retention_ms < 0 && target->retention_bytes < 0) ||
         rt_kafka_admin_check_retention (kafka, target, error);
}

static rd_kafka_NewTopic_t *
make_topic (const RtBusTarget  *target,
            GError            **error)
{
  char said[512] = "";
  int n_partitions = target->n_partitions != 0 ? (int) target->n_partitions : -1;
  rd_kafka_NewTopic_t *topic = rd_kafka_NewTopic_new (target->name, n_partitions, -1, said, sizeof said);

  if (topic == NULL)
    {
      g_propagate_error (error, rt_kafka_error_new (RD_KAFKA_RESP_ERR__INVALID_ARG, said));
      return NULL;
    }

  set_number (topic, "retention.ms", target->retention_ms);
  set_number (topic, "retention.bytes", target->retention_bytes);

  return topic;
}

static gboolean
created (rd_kafka_t         *kafka,
         const RtBusTarget  *target,
         rd_kafka_event_t   *event,
         GError            **error)
{
  g_autofree char *words = NULL;
  size_t n_topics;
  const rd_kafka_topic_result_t **topics =
    rd_kafka_CreateTopics_result_topics (rd_kafka_event_CreateTopics_result (event), &n_topics);
  rd_kafka_resp_err_t result = get_result (topics, n_topics, &words);

  if (result == RD_KAFKA_RESP_ERR_NO_ERROR)
    return TRUE;

  if (result == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    return check_existing (kafka, target, error);

  g_propagate_error (error, rt_kafka_error_new (result, words));

  return FALSE;
}

/* Whether there is a broker that knows how to make and delete topics. */
static gboolean
has_controller (rd_kafka_t *kafka)
{
  gint32 id = rd_kafka_controllerid (kafka, CONTROLLER_TIMEOUT_MS);
  const struct rd_kafka_metadata *metadata;
  gboolean is_known = FALSE;

  if (rd_kafka_metadata (kafka, FALSE, NULL, &metadata, RT_KAFKA_ANSWER_TIMEOUT_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return FALSE;

  for (int i = 0; i < metadata->broker_cnt; i++)
    is_known = is_known || metadata->brokers[i].id == id;
  rd_kafka_metadata_destroy (metadata);

  return is_known;
}

gboolean
rt_kafka_admin_create (rd_kafka_t         *kafka,
                       const RtBusTarget  *target,
                       GError            **error)
{
  g_autoptr (GError) failed = NULL;
  rd_kafka_NewTopic_t *topic;
  rd_kafka_event_t *event;
  gboolean is_there;

  /* Brokers without a controller know no such request, and make topics when they are asked about them. */
  if (!has_controller (kafka))
    return check_existing (kafka, target, error);

  topic = make_topic (target, error);
  if (topic == NULL)
    return FALSE;

  event = rt_kafka_admin_ask (kafka, RD_KAFKA_ADMIN_OP_CREATETOPICS, submit_create, topic, &failed);
  rd_kafka_NewTopic_destroy (topic);
  if (event != NULL)
    {
      is_there = created (kafka, target, event, error);
      rd_kafka_event_destroy (event);
      return is_there;
    }

  if (g_error_matches (failed, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED))
    return check_existing (kafka, target, error);

  g_propagate_error (error, g_steal_pointer (&failed));

  return FALSE;
}

gboolean
rt_kafka_admin_delete (rd_kafka_t         *kafka,
                       const RtBusTarget  *target,
                       GError            **error)
{
  rd_kafka_DeleteTopic_t *topic;
  rd_kafka_event_t *event;
  rd_kafka_resp_err_t result;
  g_autofree char *words = NULL;
  const rd_kafka_topic_result_t **topics;
  size_t n_topics;

  if (!has_controller (kafka))
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED,
                           _("This Kafka broker has no controller, and cannot delete topics."));
      return FALSE;
    }

  topic = rd_kafka_DeleteTopic_new (target->name);
  event = rt_kafka_admin_ask (kafka, RD_KAFKA_ADMIN_OP_DELETETOPICS, submit_delete, topic, error);
  rd_kafka_DeleteTopic_destroy (topic);
  if (event == NULL)
    return FALSE;

  topics = rd_kafka_DeleteTopics_result_topics (rd_kafka_event_DeleteTopics_result (event), &n_topics);
  result = get_result (topics, n_topics, &words);
  rd_kafka_event_destroy (event);
  if (result == RD_KAFKA_RESP_ERR_NO_ERROR || result == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
    return TRUE;

  g_propagate_error (error, rt_kafka_error_new (result, words));

  return FALSE;
}

static void
copy_offsets (rd_kafka_event_t  *event,
              RtKafkaPartitions *partitions)
{
  size_t n_groups;
  const rd_kafka_group_result_t **groups =
    rd_kafka_ListConsumerGroupOffsets_result_groups (rd_kafka_event_ListConsumerGroupOffsets_result (event), &n_groups);
  const RtKafkaPartitions *found = n_groups > 0 ? rd_kafka_group_result_partitions (groups[0]) : NULL;

  for (int i = 0; found != NULL && i < found->cnt; i++)
    rd_kafka_topic_partition_list_set_offset (partitions, found->elems[i].topic, found->elems[i].partition,
                                              found->elems[i].offset);
}

gboolean
rt_kafka_admin_get_committed (rd_kafka_t         *kafka,
                              const char         *group,
                              RtKafkaPartitions  *partitions,
                              GError            **error)
{
  rd_kafka_ListConsumerGroupOffsets_t *asked = rd_kafka_ListConsumerGroupOffsets_new (group, partitions);
  rd_kafka_event_t *event;

  event = rt_kafka_admin_ask (kafka, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, submit_offsets, asked, error);
  rd_kafka_ListConsumerGroupOffsets_destroy (asked);
  if (event == NULL)
    return FALSE;

  copy_offsets (event, partitions);
  rd_kafka_event_destroy (event);

  return TRUE;
}
