/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "core/rt-priority.h"
#include "core/rt-reader.h"
#include "patterns/long-polling/rt-long-polling-client.h"
#include "patterns/rt-channel-query.h"
#include "patterns/rt-pattern.h"

#define MAX_WAIT_S 120

/* A request held until something follows its cursor. */
typedef struct {
  RtExchange     *exchange;
  RtChannel      *channel;
  RtChannelQuery  query;
  RtReader       *reader;
  guint           timeout;
} Poll;

static void
poll_free (Poll *poll)
{
  g_signal_handlers_disconnect_by_data (poll->exchange, poll);
  g_clear_pointer (&poll->reader, rt_reader_free);
  g_clear_handle_id (&poll->timeout, g_source_remove);
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

  if (rt_channel_answer (poll->exchange, poll->channel, &poll->query, FALSE))
    poll_free (poll);

  return TRUE;
}

static gboolean
nothing_cb (gpointer user_data)
{
  Poll *poll = user_data;

  poll->timeout = 0;
  rt_channel_answer_nothing (poll->exchange, poll->channel);
  poll_free (poll);

  return G_SOURCE_REMOVE;
}

static const char *
find_wait (RtExchange *exchange)
{
  const char *prefer = rt_exchange_get_header (exchange, "Prefer");

  return prefer != NULL ? strstr (prefer, "wait=") : NULL;
}

static gboolean
claims (RtExchange *exchange)
{
  return find_wait (exchange) != NULL;
}

static void
serve (RtExchange *exchange,
       RtChannel  *channel)
{
  const char *wait = find_wait (exchange) + strlen ("wait=");
  g_auto (RtChannelQuery) query = { 0 };
  g_autofree char *applied = NULL;
  guint seconds;
  Poll *poll;

  if (!g_ascii_isdigit (*wait))
    {
      rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST, "Prefer: wait wants a whole number of seconds.");
      return;
    }
  if (!rt_channel_query_parse (exchange, &query))
    return;

  seconds = (guint) MIN (strtoul (wait, NULL, 10), MAX_WAIT_S);
  applied = g_strdup_printf ("wait=%u", seconds);
  rt_exchange_set_header (exchange, "Preference-Applied", applied);
  if (rt_channel_answer (exchange, channel, &query, FALSE))
    return;
  if (seconds == 0)
    {
      rt_channel_answer_nothing (exchange, channel);
      return;
    }

  poll = g_new0 (Poll, 1);
  poll->exchange = g_object_ref (exchange);
  poll->channel = g_object_ref (channel);
  poll->query = query;
  memset (&query, 0, sizeof query);
  if (!poll->query.has_after)
    {
      poll->query.has_after = TRUE;
      poll->query.after = rt_channel_get_last (channel);
    }
  rt_exchange_hold (exchange);
  g_signal_connect_swapped (exchange, "gone", G_CALLBACK (poll_free), poll);
  poll->reader = rt_reader_new (channel, poll->query.after, poll->query.selection, something_cb, poll);
  poll->timeout = g_timeout_add_seconds_full (RT_PRIORITY_IO, seconds, nothing_cb, poll, NULL);
}

const RtPattern rt_long_polling = {
  .id = "long-polling",
  .name = N_("Long polling"),
  .sentence = N_("Asks, and the answer waits until there is one."),
  .get_client_type = rt_long_polling_client_get_type,
  .claims = claims,
  .serve = serve,
};
