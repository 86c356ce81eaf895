/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "patterns/rt-channel-answer.h"
#include "patterns/rt-pattern.h"
#include "patterns/short-polling/rt-short-polling-client.h"

/* A GET that asks for nothing else. */
static gboolean
claims (RtExchange *exchange)
{
  return TRUE;
}

static void
serve (RtExchange *exchange,
       RtChannel  *channel)
{
  g_auto (RtChannelQuery) query = { 0 };

  if (rt_channel_query_parse (exchange, &query))
    rt_channel_answer (exchange, channel, &query);
}

const RtPattern rt_short_polling = {
  .id = "short-polling",
  .name = N_("Short polling"),
  .sentence = N_("Asks again and again: anything new?"),
  .get_client_type = rt_short_polling_client_get_type,
  .claims = claims,
  .serve = serve,
  .manner = RT_MANNER_ASK,
  .traits = RT_TRAIT_PLAIN_HTTP | RT_TRAIT_BROWSER | RT_TRAIT_STATELESS,
};
