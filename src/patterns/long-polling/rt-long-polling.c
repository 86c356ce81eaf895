/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/rt-reader.h"
#include "patterns/long-polling/rt-long-polling-client.h"
#include "patterns/rt-channel-answer.h"
#include "patterns/rt-fields.h"
#include "patterns/rt-pattern.h"

/* What is granted to who asks for more; proxies seldom wait longer. */
#define MAX_WAIT_S 120

/* A request held until something follows its cursor. */
typedef struct {
  RtExchange     *exchange;
  RtChannel      *channel;
  RtChannelQuery  query;
  RtReader       *reader;
} Poll;

static void
poll_free (Poll *poll)
{
  g_signal_handlers_disconnect_by_data (poll->exchange, poll);
  rt_reader_free (poll->reader);
  rt_channel_query_clear (&poll->query);
  g_object_unref (poll->exchange);
  g_object_unref (poll->channel);
  g_free (poll);
}

static gboolean
something_cb (RtReader *reader,
              gpointer  user_data)
{
  Poll *poll = user_data;

  rt_channel_answer (poll->exchange, poll->channel, &poll->query);
  poll_free (poll);

  return TRUE;
}

static void
nothing_cb (RtExchange *exchange,
            gpointer    user_data)
{
  Poll *poll = user_data;

  rt_channel_answer_nothing (exchange, poll->channel);
  poll_free (poll);
}

static void
hold (RtExchange     *exchange,
      RtChannel      *channel,
      RtChannelQuery *query,
      guint           seconds)
{
  Poll *poll = g_new0 (Poll, 1);

  poll->exchange = g_object_ref (exchange);
  poll->channel = g_object_ref (channel);
  rt_channel_query_move (query, &poll->query);
  rt_exchange_hold (exchange);
  g_signal_connect_swapped (exchange, "gone", G_CALLBACK (poll_free), poll);
  /* What came before was looked at. */
  poll->reader = rt_reader_new (channel, rt_channel_get_last (channel), poll->query.selection, something_cb, poll);
  rt_exchange_set_deadline (exchange, seconds * 1000, nothing_cb, poll);
}

static gboolean
claims (RtExchange *exchange)
{
  guint seconds;

  /* HEAD asks what GET would say now: there is nothing to wait for. */
  return g_str_equal (rt_exchange_get_method (exchange), "GET") &&
         rt_fields_parse_wait (rt_exchange_get_header (exchange, "Prefer"), MAX_WAIT_S, &seconds) != RT_WAIT_NONE;
}

/* RFC 7240 section 4.3; a wait that is no number is refused, as every bad number is. */
static void
serve (RtExchange *exchange,
       RtChannel  *channel)
{
  g_auto (RtChannelQuery) query = { 0 };
  g_autofree char *applied = NULL;
  guint seconds;

  if (rt_fields_parse_wait (rt_exchange_get_header (exchange, "Prefer"), MAX_WAIT_S, &seconds) == RT_WAIT_MALFORMED)
    {
      rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST, "Prefer: wait=s wants a whole number of seconds.");
      return;
    }
  if (!rt_channel_query_parse (exchange, &query))
    return;

  applied = g_strdup_printf ("wait=%u", seconds);
  rt_exchange_set_header (exchange, "Preference-Applied", applied);
  if (rt_channel_answer_has_news (exchange, channel, &query))
    rt_channel_answer (exchange, channel, &query);
  else if (seconds == 0)
    rt_channel_answer_nothing (exchange, channel);
  else
    hold (exchange, channel, &query, seconds);
}

const RtPattern rt_long_polling = {
  .id = "long-polling",
  .name = N_("Long polling"),
  .sentence = N_("Asks, and the answer waits until there is one."),
  .get_client_type = rt_long_polling_client_get_type,
  .claims = claims,
  .serve = serve,
  .manner = RT_MANNER_WAIT,
  .traits = RT_TRAIT_PLAIN_HTTP | RT_TRAIT_BROWSER,
};
