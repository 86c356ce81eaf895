/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <glib.h>

/* librdkafka's mock cluster in a process of its own, for tests alone: it keeps everything in
 * memory, knows no retention, no times, no users and no TLS, and makes topics of four partitions
 * when it is asked about them. Prints its address; each line of standard input is an order, answered
 * with a line; it ends with its standard input. */

typedef gboolean (*Order) (rd_kafka_mock_cluster_t *cluster,
                           char                   **words);

static gboolean
make_topic (rd_kafka_mock_cluster_t *cluster,
            char                   **words)
{
  return rd_kafka_mock_topic_create (cluster, words[1], atoi (words[2]), 1) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

static gboolean
go_down (rd_kafka_mock_cluster_t *cluster,
         char                   **words)
{
  return rd_kafka_mock_broker_set_down (cluster, -1) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

static gboolean
go_up (rd_kafka_mock_cluster_t *cluster,
       char                   **words)
{
  return rd_kafka_mock_broker_set_up (cluster, -1) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

static gboolean
delay (rd_kafka_mock_cluster_t *cluster,
       char                   **words)
{
  return rd_kafka_mock_broker_set_rtt (cluster, -1, atoi (words[1])) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

/* The requests of this kind that come next are answered with this error. */
static gboolean
inject (rd_kafka_mock_cluster_t *cluster,
        char                   **words)
{
  rd_kafka_resp_err_t error = atoi (words[2]);

  for (int n = atoi (words[3]); n > 0; n--)
    rd_kafka_mock_push_request_errors_array (cluster, atoi (words[1]), 1, &error);

  return TRUE;
}

static const struct {
  const char *name;
  guint       n_words;
  Order       carry_out;
} orders[] = {
  { "topic", 3, make_topic },  /* NAME PARTITIONS */
  { "down", 1, go_down },
  { "up", 1, go_up },
  { "delay", 2, delay },       /* MS */
  { "inject", 4, inject },     /* API-KEY ERROR COUNT */
};

static gboolean
carry_out (rd_kafka_mock_cluster_t *cluster,
           const char              *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    if (words[0] != NULL && g_str_equal (words[0], orders[i].name) && g_strv_length (words) == orders[i].n_words)
      return orders[i].carry_out (cluster, words);

  return FALSE;
}

static void
ignore (const rd_kafka_t *kafka,
        int               level,
        const char       *facility,
        const char       *words)
{
}

int
main (int   argc,
      char *argv[])
{
  rd_kafka_conf_t *conf = rd_kafka_conf_new ();
  rd_kafka_t *kafka;
  rd_kafka_mock_cluster_t *cluster;
  char line[512];

  /* Also while it is frozen by a test that failed. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  rd_kafka_conf_set_log_cb (conf, ignore);
  kafka = rd_kafka_new (RD_KAFKA_PRODUCER, conf, NULL, 0);
  cluster = rd_kafka_mock_cluster_new (kafka, argc > 1 ? atoi (argv[1]) : 1);
  printf ("%s\n", rd_kafka_mock_cluster_bootstraps (cluster));
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      printf ("%s\n", carry_out (cluster, g_strstrip (line)) ? "done" : "failed");
      fflush (stdout);
    }

  rd_kafka_mock_cluster_destroy (cluster);
  rd_kafka_destroy (kafka);

  return EXIT_SUCCESS;
}
