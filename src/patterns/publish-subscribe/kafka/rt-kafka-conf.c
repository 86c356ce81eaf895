/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-conf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define SOCKET_TIMEOUT_MS 10000

/* librdkafka wants a name of a group also from those who join none. */
#define NO_GROUP "roundtrip-reader"

typedef struct {
  const char *name;
  const char *value;
} Setting;

/* Anything that is lost is to be noticed and tried again within seconds. */
static const Setting common[] = {
  { "client.id", "roundtrip" },
  { "socket.connection.setup.timeout.ms", "5000" },
  { "socket.timeout.ms", G_STRINGIFY (SOCKET_TIMEOUT_MS) },
  { "socket.keepalive.enable", "true" },
  { "socket.nagle.disable", "true" },
  { "reconnect.backoff.ms", "100" },
  { "reconnect.backoff.max.ms", "1000" },
  /* So that a broker that froze is noticed also while nothing is sent. */
  { "topic.metadata.refresh.interval.ms", "5000" },
  { "topic.metadata.propagation.max.ms", "5000" },
  { NULL, NULL },
};

static const Setting producing[] = {
  { "enable.idempotence", "true" },
  { "acks", "all" },
  /* Until the connection is back: whoever published decides how long to wait. */
  { "message.timeout.ms", "0" },
  /* What comes in meanwhile is gathered all the same; waiting for it cost one at a time 17 times the rate. */
  { "linger.ms", "0" },
  { "batch.num.messages", "10000" },
  { "queue.buffering.max.messages", "20000" },
  { "queue.buffering.max.kbytes", "65536" },
  { NULL, NULL },
};

static const Setting consuming[] = {
  { "enable.partition.eof", "false" },
  { "enable.auto.offset.store", "false" },
  { "auto.commit.interval.ms", G_STRINGIFY (RT_KAFKA_COMMIT_INTERVAL_MS) },
  { "queued.max.messages.kbytes", G_STRINGIFY (RT_KAFKA_MAX_FETCHED_KIB) },
  { "fetch.message.max.bytes", "1048576" },
  { "fetch.error.backoff.ms", "100" },
  { "heartbeat.interval.ms", "1000" },
  { NULL, NULL },
};

static void
on_log (const rd_kafka_t *kafka,
        int               level,
        const char       *facility,
        const char       *words)
{
  g_debug ("Kafka: %s: %s", facility, words);
}

static gboolean
set (rd_kafka_conf_t  *conf,
     const char       *name,
     const char       *value,
     GError          **error)
{
  char words[512] = "";
  rd_kafka_conf_res_t result = rd_kafka_conf_set (conf, name, value, words, sizeof words);

  if (result == RD_KAFKA_CONF_OK)
    return TRUE;

  /* The words can contain the value. */
  if (result == RD_KAFKA_CONF_UNKNOWN)
    g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED,
                 _("This build of librdkafka is without “%s”: use one that has it."), name);
  else
    g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                 _("The address of Kafka has a value for “%s” that it does not take: correct it."), name);

  return FALSE;
}

static gboolean
set_all (rd_kafka_conf_t  *conf,
         const Setting    *settings,
         GError          **error)
{
  for (const Setting *setting = settings; setting->name != NULL; setting++)
    if (!set (conf, setting->name, setting->value, error))
      return FALSE;

  return TRUE;
}

static gboolean
is_yes (GHashTable *query,
        const char *name)
{
  const char *value = g_hash_table_lookup (query, name);

  return value != NULL && !g_str_equal (value, "0") && !g_str_equal (value, "false") && !g_str_equal (value, "no");
}

static char *
dup_brokers (GUri       *address,
             GHashTable *query)
{
  g_auto (GStrv) hosts = g_strsplit (g_uri_get_host (address), ",", -1);
  const char *more = g_hash_table_lookup (query, "brokers");
  int port = g_uri_get_port (address) > 0 ? g_uri_get_port (address) : RT_KAFKA_DEFAULT_PORT;
  GString *brokers = g_string_new (NULL);

  for (guint i = 0; hosts[i] != NULL; i++)
    g_string_append_printf (brokers, strchr (hosts[i], ':') != NULL ? ",[%s]:%d" : ",%s:%d", hosts[i], port);
  if (more != NULL)
    g_string_append_printf (brokers, ",%s", more);
  g_string_erase (brokers, 0, 1);

  return g_string_free (brokers, FALSE);
}

/* librdkafka finds out only when it connects. */
static gboolean
set_mechanism (rd_kafka_conf_t  *conf,
               const char       *mechanism,
               GError          **error)
{
  static const char *known[] = { "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", NULL };

  if (mechanism == NULL || g_strv_contains (known, mechanism))
    return set (conf, "sasl.mechanism", mechanism != NULL ? mechanism : known[0], error);

  g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
               _("The address of Kafka has a value for “%s” that it does not take: correct it."), "sasl");

  return FALSE;
}

static gboolean
set_access (rd_kafka_conf_t  *conf,
            GUri             *address,
            GHashTable       *query,
            GError          **error)
{
  const char *user = g_uri_get_user (address);
  const char *password = g_uri_get_password (address);
  const char *mechanism = g_hash_table_lookup (query, "sasl");
  const char *ca = g_hash_table_lookup (query, "ca");
  gboolean is_tls = is_yes (query, "tls") || ca != NULL || g_str_equal (g_uri_get_scheme (address), "kafkas");
  gboolean has_user = user != NULL && *user != '\0';

  if (!set (conf, "security.protocol",
            has_user ? (is_tls ? "sasl_ssl" : "sasl_plaintext") : (is_tls ? "ssl" : "plaintext"), error))
    return FALSE;

  if (is_tls && !set (conf, "ssl.endpoint.identification.algorithm", "https", error))
    return FALSE;

  if (ca != NULL && !set (conf, "ssl.ca.location", ca, error))
    return FALSE;

  return !has_user || (set_mechanism (conf, mechanism, error) &&
                       set (conf, "sasl.username", user, error) &&
                       set (conf, "sasl.password", password != NULL ? password : "", error));
}

static GHashTable *
parse_query (GUri    *address,
             GError **error)
{
  const char *query = g_uri_get_query (address);
  GHashTable *values;

  if (g_uri_get_host (address) == NULL || *g_uri_get_host (address) == '\0')
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                           _("The address of Kafka names no host: write kafka://HOST:PORT/."));
      return NULL;
    }

  values = g_uri_parse_params (query != NULL ? query : "", -1, "&", G_URI_PARAMS_NONE, NULL);
  if (values == NULL)
    g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                         _("What follows the “?” in the address of Kafka cannot be read: correct it."));

  return values;
}

gboolean
rt_kafka_conf_check_files (rd_kafka_conf_t  *conf,
                           GError          **error)
{
  char name[PATH_MAX] = "";
  size_t size = sizeof name;
  int fd;

  if (rd_kafka_conf_get (conf, "ssl.ca.location", name, &size) != RD_KAFKA_CONF_OK || *name == '\0')
    return TRUE;

  fd = g_open (name, O_RDONLY | O_CLOEXEC, 0);
  if (fd == -1)
    {
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_TLS,
                   /* Translators: a file, and why */
                   _("The certificates in “%s” cannot be read: %s"), name, g_strerror (errno));
      return FALSE;
    }
  close (fd);

  return TRUE;
}

static rd_kafka_conf_t *
finish (rd_kafka_conf_t *conf,
        gboolean         is_set)
{
  if (is_set)
    return conf;

  rd_kafka_conf_destroy (conf);

  return NULL;
}

/* What both kinds of handle share. */
static rd_kafka_conf_t *
new_conf (GUri            *address,
          RtKafkaSockets  *sockets,
          GError         **error)
{
  g_autoptr (GHashTable) query = parse_query (address, error);
  g_autofree char *brokers = NULL;
  rd_kafka_conf_t *conf;

  if (query == NULL)
    return NULL;

  conf = rd_kafka_conf_new ();
  brokers = dup_brokers (address, query);
  rd_kafka_conf_set_log_cb (conf, on_log);
  rt_kafka_sockets_watch (sockets, conf);

  return finish (conf, set_all (conf, common, error) && set (conf, "bootstrap.servers", brokers, error) &&
                       set_access (conf, address, query, error));
}

rd_kafka_conf_t *
rt_kafka_conf_new_producer (GUri            *address,
                            RtKafkaSockets  *sockets,
                            GError         **error)
{
  rd_kafka_conf_t *conf = new_conf (address, sockets, error);
  g_autofree char *max = g_strdup_printf ("%d", RT_BUS_MAX_BODY_BYTES + 64 * 1024);

  if (conf == NULL)
    return NULL;

  rd_kafka_conf_set_events (conf, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR);

  return finish (conf, set_all (conf, producing, error) && set (conf, "message.max.bytes", max, error));
}

static gboolean
set_times (rd_kafka_conf_t  *conf,
           GUri             *address,
           GError          **error)
{
  g_autoptr (GHashTable) query = parse_query (address, NULL);
  const char *wait = g_hash_table_lookup (query, "wait");
  const char *session = g_hash_table_lookup (query, "session");

  return set (conf, "fetch.wait.max.ms", wait != NULL ? wait : G_STRINGIFY (RT_KAFKA_DEFAULT_WAIT_MS), error) &&
         set (conf, "session.timeout.ms", session != NULL ? session : G_STRINGIFY (RT_KAFKA_SESSION_TIMEOUT_MS), error);
}

rd_kafka_conf_t *
rt_kafka_conf_new_consumer (GUri            *address,
                            RtKafkaSockets  *sockets,
                            const char      *group,
                            gint64           from,
                            GError         **error)
{
  rd_kafka_conf_t *conf = new_conf (address, sockets, error);

  if (conf == NULL)
    return NULL;

  rd_kafka_conf_set_events (conf, RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR);

  return finish (conf, set_all (conf, consuming, error) && set_times (conf, address, error) &&
                       set (conf, "enable.auto.commit", group != NULL ? "true" : "false", error) &&
                       set (conf, "auto.offset.reset", from == RT_BUS_FROM_END ? "latest" : "earliest", error) &&
                       set (conf, "group.id", group != NULL ? group : NO_GROUP, error));
}
