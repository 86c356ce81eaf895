/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-channel-answer.h"

#include "core/rt-priority.h"
#include "net/rt-poller.h"
#include "patterns/rt-envelope.h"
#include "patterns/rt-fields.h"

/* How many events are written between two looks at the clock. */
#define CLOCK_STRIDE 16

/* An answer that is being written, in as many turns of the loop as it takes. */
typedef struct {
  RtExchange     *exchange;
  RtChannel      *channel;
  RtChannelQuery  query;
  RtPoller       *poller;
  RtDeferred      turn;
  gboolean        held;
  GString        *json;
  guint64         cursor;
  RtGap           gap;      /* before the first event */
  guint           n_events;
  gsize           payload;
} Answer;

static void
answer_free (Answer *self)
{
  if (self->held)
    g_signal_handlers_disconnect_by_data (self->exchange, self);
  rt_poller_undefer (self->poller, &self->turn);
  rt_poller_unref (self->poller);
  if (self->json != NULL)
    g_string_free (self->json, TRUE);
  rt_channel_query_clear (&self->query);
  g_object_unref (self->channel);
  g_object_unref (self->exchange);
  g_free (self);
}

static guint64
get_start (RtChannel            *channel,
           const RtChannelQuery *query)
{
  return query->has_after ? query->after : rt_channel_get_first (channel) - 1;
}

static void
format_etag (guint64 next,
             char    etag[24])
{
  g_snprintf (etag, 24, "\"%" G_GUINT64_FORMAT "\"", next);
}

static void
set_etag (RtExchange *exchange,
          const char *etag)
{
  rt_exchange_set_header (exchange, "ETag", etag);
  rt_exchange_set_header (exchange, "Cache-Control", "no-cache");
}

static void
append_once (Answer              *self,
             const RtChannelItem *item)
{
  GBytes *bytes = rt_event_encode (item->event, &rt_envelope_format, item->prev);

  if (self->n_events++ > 0)
    g_string_append_c (self->json, ',');
  g_string_append_len (self->json, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  self->payload += rt_event_get_size (item->event);
}

/* %FALSE where a fault has it be the last one. */
static gboolean
append_event (Answer              *self,
              const RtChannelItem *item)
{
  RtFaultVerdict verdict = rt_peer_stream_judge_event (rt_peer_get_stream (rt_exchange_get_peer (self->exchange)));

  if (verdict == RT_FAULT_OMIT)
    return TRUE;

  append_once (self, item);
  if (verdict == RT_FAULT_TWICE)
    append_once (self, item);
  if (verdict == RT_FAULT_LAST)
    rt_exchange_cut_after (self->exchange);

  return verdict != RT_FAULT_LAST;
}

/* %FALSE where the answer ends. */
static gboolean
append_next (Answer *self)
{
  RtChannelItem item;
  guint64 cursor = self->cursor;
  RtGap gap;
  guint n;

  if ((self->query.limit > 0 && self->n_events == self->query.limit) ||
      self->json->len >= RT_CHANNEL_ANSWER_MAX_BYTES)
    return FALSE;

  n = rt_channel_read (self->channel, &cursor, self->query.selection, &item, 1, &gap);
  /* "gap" says what is gone before the first event; a later one is the next answer's. */
  if (gap.found && self->n_events > 0)
    return FALSE;

  self->cursor = cursor;
  if (gap.found && self->gap.found)
    self->gap.lost = gap.lost < 0 || self->gap.lost < 0 ? -1 : self->gap.lost + gap.lost;
  else if (gap.found)
    self->gap = gap;
  if (n > 0)
    return append_event (self, &item);

  return cursor < rt_channel_get_last (self->channel);
}

static void
finish (Answer *self)
{
  g_autoptr (GBytes) body = NULL;
  char etag[24];

  format_etag (self->cursor, etag);
  set_etag (self->exchange, etag);
  if (!self->gap.found && rt_fields_etag_matches (rt_exchange_get_header (self->exchange, "If-None-Match"), etag))
    {
      rt_exchange_set_carries (self->exchange, TRUE, 0, 0);
      rt_exchange_respond (self->exchange, SOUP_STATUS_NOT_MODIFIED, NULL, NULL);
      return;
    }

  g_string_append_printf (self->json, "],\"next\":%" G_GUINT64_FORMAT ",\"gap\":", self->cursor);
  if (self->gap.lost < 0)
    g_string_append (self->json, "null}");
  else
    g_string_append_printf (self->json, "%" G_GINT64_FORMAT "}", self->gap.lost);
  body = g_string_free_to_bytes (g_steal_pointer (&self->json));
  rt_exchange_set_carries (self->exchange, self->n_events == 0 && !self->gap.found, self->n_events, self->payload);
  rt_exchange_respond (self->exchange, SOUP_STATUS_OK, "application/json", body);
}

static void
hold (Answer *self)
{
  if (self->held)
    return;

  self->held = TRUE;
  rt_exchange_hold_for_work (self->exchange);
  g_signal_connect_swapped (self->exchange, "gone", G_CALLBACK (answer_free), self);
}

static void
take_turn (gpointer user_data)
{
  Answer *self = user_data;
  gint64 deadline = g_get_monotonic_time () + RT_SLICE_US;
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      for (guint i = 0; i < CLOCK_STRIDE && goes_on; i++)
        goes_on = append_next (self);
      if (goes_on && g_get_monotonic_time () >= deadline)
        {
          hold (self);
          rt_poller_defer (self->poller, &self->turn);
          return;
        }
    }

  finish (self);
  answer_free (self);
}

/**
 * rt_channel_answer_has_news:
 * @exchange: a request of polling
 * @channel: the channel it asks for
 * @query: its query
 *
 * Returns: whether an event or a gap follows the cursor, and `If-None-Match` does not
 *   say that the last number was seen
 */
gboolean
rt_channel_answer_has_news (RtExchange           *exchange,
                            RtChannel            *channel,
                            const RtChannelQuery *query)
{
  guint64 last = rt_channel_get_last (channel);
  guint64 cursor = get_start (channel, query);
  RtChannelItem item;
  RtGap gap;
  char etag[24];

  format_etag (last, etag);
  if (cursor <= last && rt_fields_etag_matches (rt_exchange_get_header (exchange, "If-None-Match"), etag))
    return FALSE;

  do
    {
      if (rt_channel_read (channel, &cursor, query->selection, &item, 1, &gap) > 0 || gap.found)
        return TRUE;
    }
  while (cursor < last);

  return FALSE;
}

/**
 * rt_channel_answer:
 * @exchange: a request of polling
 * @channel: the channel it asks for
 * @query: (transfer full): its query; without a cursor it is for everything remembered
 *
 * Answers with what follows the cursor, as `{"events": […], "next": n, "gap": k}`: in
 * order, at most the query's limit and %RT_CHANNEL_ANSWER_MAX_BYTES. `next` is the last
 * number seen, where the next request goes on, and `gap` how many numbers are gone before
 * the first event, null where that cannot be known; the events end before a second gap. A
 * cursor that the channel never reached is from another life of it: the gap is null and
 * everything remembered follows. 304 where `If-None-Match` names `next` and nothing is gone.
 *
 * An answer that takes longer than %RT_SLICE_US is written in several turns of the loop,
 * while the request is held.
 */
void
rt_channel_answer (RtExchange     *exchange,
                   RtChannel      *channel,
                   RtChannelQuery *query)
{
  Answer *self = g_new0 (Answer, 1);

  self->exchange = g_object_ref (exchange);
  self->channel = g_object_ref (channel);
  rt_channel_query_move (query, &self->query);
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->turn.func = take_turn;
  self->turn.user_data = self;
  self->json = g_string_new ("{\"events\":[");
  self->cursor = get_start (channel, &self->query);
  take_turn (self);
}

/**
 * rt_channel_answer_nothing:
 * @exchange: a request that waited in vain
 * @channel: the channel it asked for
 *
 * Answers 304 where `If-None-Match` names the last number, else 204; the ETag is the
 * last number in both.
 */
void
rt_channel_answer_nothing (RtExchange *exchange,
                           RtChannel  *channel)
{
  char etag[24];
  gboolean seen;

  format_etag (rt_channel_get_last (channel), etag);
  seen = rt_fields_etag_matches (rt_exchange_get_header (exchange, "If-None-Match"), etag);
  set_etag (exchange, etag);
  rt_exchange_set_carries (exchange, TRUE, 0, 0);
  rt_exchange_respond (exchange, seen ? SOUP_STATUS_NOT_MODIFIED : SOUP_STATUS_NO_CONTENT, NULL, NULL);
}
