/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-error.h"

#include <string.h>

#include <glib/gi18n.h>

typedef struct {
  rd_kafka_resp_err_t kafka;
  RtBusError          bus;
} Meaning;

static const Meaning meanings[] = {
  { RD_KAFKA_RESP_ERR__AUTHENTICATION, RT_BUS_ERROR_ACCESS },
  { RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, RT_BUS_ERROR_ACCESS },
  { RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, RT_BUS_ERROR_ACCESS },
  { RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE, RT_BUS_ERROR_ACCESS },
  { RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RT_BUS_ERROR_ACCESS },
  { RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RT_BUS_ERROR_ACCESS },
  { RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RT_BUS_ERROR_ACCESS },
  { RD_KAFKA_RESP_ERR_POLICY_VIOLATION, RT_BUS_ERROR_ACCESS },
  { RD_KAFKA_RESP_ERR__SSL, RT_BUS_ERROR_TLS },
  { RD_KAFKA_RESP_ERR__TRANSPORT, RT_BUS_ERROR_CONNECT },
  { RD_KAFKA_RESP_ERR__RESOLVE, RT_BUS_ERROR_CONNECT },
  { RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RT_BUS_ERROR_CONNECT },
  { RD_KAFKA_RESP_ERR__BAD_MSG, RT_BUS_ERROR_CONNECT },
  { RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RT_BUS_ERROR_NOT_FOUND },
  { RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, RT_BUS_ERROR_NOT_FOUND },
  { RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RT_BUS_ERROR_NOT_FOUND },
  { RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RT_BUS_ERROR_TOO_LARGE },
  { RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, RT_BUS_ERROR_TOO_LARGE },
  { RD_KAFKA_RESP_ERR__TIMED_OUT, RT_BUS_ERROR_TIMEOUT },
  { RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RT_BUS_ERROR_TIMEOUT },
  { RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RT_BUS_ERROR_TIMEOUT },
  { RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RT_BUS_ERROR_TIMEOUT },
  { RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, RT_BUS_ERROR_STORAGE },
  { RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, RT_BUS_ERROR_UNSUPPORTED },
  { RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, RT_BUS_ERROR_UNSUPPORTED },
  { RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, RT_BUS_ERROR_INVALID },
  { RD_KAFKA_RESP_ERR_INVALID_CONFIG, RT_BUS_ERROR_INVALID },
  { RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, RT_BUS_ERROR_INVALID },
  { RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, RT_BUS_ERROR_INVALID },
  { RD_KAFKA_RESP_ERR_INVALID_GROUP_ID, RT_BUS_ERROR_INVALID },
  { RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, RT_BUS_ERROR_MISMATCH },
  { RD_KAFKA_RESP_ERR__INVALID_ARG, RT_BUS_ERROR_INVALID },
};

static RtBusError
find_meaning (rd_kafka_resp_err_t code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (meanings[i].kafka == code)
      return meanings[i].bus;

  return RT_BUS_ERROR_FAILED;
}

/* Only its words tell in which state a connection was when it ended. */
static RtBusError
read_words (RtBusError  meaning,
            const char *said)
{
  return meaning == RT_BUS_ERROR_CONNECT && strstr (said, "in state SSL_HANDSHAKE") != NULL ? RT_BUS_ERROR_TLS : meaning;
}

static gboolean
is_no_kafka (const char *said)
{
  return strstr (said, "in state APIVERSION_QUERY") != NULL;
}

/* Without how long it took and how often it was, which is for a log. */
static char *
shorten (const char *said)
{
  const char *rest = strstr (said, " (after ");

  return rest != NULL ? g_strndup (said, rest - said) : g_strdup (said);
}

static GError *
make (RtBusError  code,
      const char *words,
      const char *said)
{
  g_autofree char *short_said = shorten (said);
  g_autofree char *both = g_strconcat (words, " ", short_said, NULL);

  return g_error_new_literal (RT_BUS_ERROR, code, both);
}

GError *
rt_kafka_error_new (rd_kafka_resp_err_t  code,
                    const char          *said)
{
  RtBusError meaning = find_meaning (code);

  if (said == NULL || *said == '\0')
    said = rd_kafka_err2str (code);

  meaning = read_words (meaning, said);
  switch ((int) meaning)
    {
    case RT_BUS_ERROR_CONNECT:
      if (is_no_kafka (said))
        return make (meaning, _("What answers there is no Kafka broker, or one that wants TLS: check the address."), said);

      return make (meaning, _("No Kafka broker can be reached: check the address, and that it runs."), said);

    case RT_BUS_ERROR_ACCESS:
      return make (meaning, _("Kafka refused the user, the password or the right to do this: check them."), said);

    case RT_BUS_ERROR_TLS:
      return make (meaning, _("No secure connection to Kafka: check that this port speaks TLS, and its certificate."),
                   said);

    case RT_BUS_ERROR_NOT_FOUND:
      return make (meaning, _("Kafka has no such topic or partition: check the name, or declare it first."), said);

    case RT_BUS_ERROR_TIMEOUT:
      return make (meaning, _("Kafka did not answer in time: try again."), said);

    default:
      return make (meaning, _("Kafka says:"), said);
    }
}

gboolean
rt_kafka_succeeded (rd_kafka_resp_err_t   code,
                    GError              **error)
{
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
    return TRUE;

  g_propagate_error (error, rt_kafka_error_new (code, NULL));

  return FALSE;
}

GError *
rt_kafka_error_take (rd_kafka_error_t *from)
{
  GError *error;

  g_return_val_if_fail (from != NULL, NULL);

  error = rt_kafka_error_new (rd_kafka_error_code (from), rd_kafka_error_string (from));
  rd_kafka_error_destroy (from);

  return error;
}

gboolean
rt_kafka_error_is_final (const GError *error)
{
  return g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS) ||
         g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_TLS) ||
         g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID) ||
         g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED);
}
