/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-account.h"

/* Bytes up to @end, from where the one before it ends, are the answer's. */
typedef struct {
  RtTraffic   *account;
  guint64      end;
  gboolean     is_whole;
  RtPeerAnswer carried;
} Answer;

void
rt_peer_account_init (RtPeerAccount *self,
                      RtPeerStream  *stream,
                      RtLedger      *ledger,
                      guint          header_size)
{
  self->stream = g_object_ref (stream);
  self->ledger = rt_ledger_ref (ledger);
  self->pattern = g_intern_static_string (RT_LEDGER_OTHER);
  self->account = rt_ledger_get (ledger, self->pattern);
  self->header_size = header_size;
  rt_traffic_init (&self->traffic);
  self->account->connections_open++;
  self->traffic.connections_open++;
}

void
rt_peer_account_clear (RtPeerAccount *self)
{
  g_clear_object (&self->stream);
  g_clear_pointer (&self->ledger, rt_ledger_unref);
  g_clear_pointer (&self->answers, g_array_unref);
  rt_traffic_clear (&self->traffic);
}

static void
post_bytes_in (RtPeerAccount *self,
               guint64        upto)
{
  if (upto <= self->posted.bytes_in)
    return;

  self->account->wire.bytes_in += upto - self->posted.bytes_in;
  self->posted.bytes_in = upto;
}

static gboolean
post_bytes_out (RtPeerAccount *self,
                RtTraffic     *account,
                guint64        upto)
{
  if (upto <= self->posted.bytes_out)
    return FALSE;

  account->wire.bytes_out += upto - self->posted.bytes_out;
  self->posted.bytes_out = upto;
  self->sender = account;

  return TRUE;
}

static void
post_segments_in (RtPeerAccount *self,
                  guint64        upto)
{
  if (upto <= self->posted.segments_in)
    return;

  self->account->wire.segments_in += upto - self->posted.segments_in;
  self->account->header_bytes += (upto - self->posted.segments_in) * self->header_size;
  self->posted.segments_in = upto;
}

static void
post_segments_out (RtPeerAccount *self,
                   RtTraffic     *account,
                   guint64        upto)
{
  if (upto <= self->posted.segments_out)
    return;

  account->wire.segments_out += upto - self->posted.segments_out;
  account->header_bytes += (upto - self->posted.segments_out) * self->header_size;
  self->posted.segments_out = upto;
}

static void
count_answer (RtTraffic          *traffic,
              const RtPeerAnswer *answer)
{
  traffic->responses++;
  traffic->empty += answer->empty ? 1 : 0;
  traffic->events += answer->events;
  traffic->unique += answer->events;
  traffic->payload_out += answer->payload;
}

static void
settle_in (RtPeerAccount *self,
           const RtWire  *wire)
{
  gboolean takes_all = self->is_closed ||
                       rt_guard_get_phase (rt_peer_stream_get_guard (self->stream)) == RT_GUARD_RAW;

  if (takes_all)
    post_bytes_in (self, wire->bytes_in);
  else if (self->in_request)
    post_bytes_in (self, MIN (wire->bytes_in, rt_peer_stream_get_bytes_read (self->stream)));
  else
    post_bytes_in (self, self->end_in);

  post_segments_in (self, takes_all || self->in_request ? wire->segments_in : self->end_segments_in);
}

/* A segment that carries the end of one answer and the beginning of the next
 * belongs to the first; one without new bytes, which was sent again, to the last. */
static void
settle_out (RtPeerAccount *self,
            const RtWire  *wire)
{
  RtTraffic *sender = NULL;
  guint done = 0;

  for (guint i = 0; self->answers != NULL && i < self->answers->len; i++)
    {
      Answer *answer = &g_array_index (self->answers, Answer, i);

      if (post_bytes_out (self, answer->account, MIN (wire->bytes_out, answer->end)) && sender == NULL)
        sender = answer->account;
      if (wire->bytes_out < answer->end)
        break;
      if (answer->is_whole)
        {
          count_answer (answer->account, &answer->carried);
          count_answer (&self->traffic, &answer->carried);
        }
      done++;
    }
  if (done > 0)
    g_array_remove_range (self->answers, 0, done);

  if ((self->in_request || self->is_closed) && (self->answers == NULL || self->answers->len == 0) &&
      post_bytes_out (self, self->account, wire->bytes_out) && sender == NULL)
    sender = self->account;
  if (sender == NULL && wire->bytes_out == self->posted.bytes_out)
    sender = self->sender;
  if (sender != NULL)
    post_segments_out (self, sender, wire->segments_out);
}

static void
count_deliveries (RtTraffic            *traffic,
                  const RtOutboxCounts *counts,
                  const RtOutboxCounts *before)
{
  traffic->events += counts->events - before->events;
  traffic->unique += counts->events - before->events;
  traffic->payload_out += counts->payload - before->payload;
  traffic->dropped += counts->dropped - before->dropped;
  traffic->conflated += counts->conflated - before->conflated;
  traffic->forgotten += counts->forgotten - before->forgotten;
  traffic->left += counts->left - before->left;
  traffic->waits += counts->waits - before->waits;
  traffic->disconnected += counts->disconnected - before->disconnected;
}

static void
settle_outbox (RtPeerAccount *self)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (self->stream);
  const RtOutboxCounts *counts = rt_outbox_get_counts (outbox);
  RtOutboxDepth depth;

  /* First: what is to give way does so then, and is counted. */
  rt_outbox_get_depth (outbox, &depth);
  count_deliveries (self->account, counts, &self->posted_counts);
  count_deliveries (&self->traffic, counts, &self->posted_counts);
  self->posted_counts = *counts;

  self->account->outbox_events += depth.events - self->posted_events;
  self->account->outbox_bytes += depth.bytes - self->posted_bytes;
  self->traffic.outbox_events = self->posted_events = depth.events;
  self->traffic.outbox_bytes = self->posted_bytes = depth.bytes;
}

static void
settle (RtPeerAccount *self,
        RtWire        *wire)
{
  *wire = self->traffic.wire;
  rt_peer_stream_read_wire (self->stream, wire);
  settle_outbox (self);
  settle_out (self, wire);
  settle_in (self, wire);

  self->traffic.wire = *wire;
  self->traffic.header_bytes = (wire->segments_in + wire->segments_out) * self->header_size;
}

void
rt_peer_account_settle (RtPeerAccount *self)
{
  RtWire wire;

  if (!self->is_closed)
    settle (self, &wire);
}

/* The gauges follow the connection from one pattern to the next. */
static void
change_account (RtPeerAccount *self,
                const char    *pattern,
                RtTraffic     *account)
{
  RtWire wire;

  if (self->has_asked)
    settle (self, &wire);
  self->account->connections_open--;
  self->account->outbox_events -= self->posted_events;
  self->account->outbox_bytes -= self->posted_bytes;

  self->account = account;
  self->pattern = g_intern_string (pattern);
  account->connections_open++;
  account->outbox_events += self->posted_events;
  account->outbox_bytes += self->posted_bytes;
}

static void
count_opened (RtPeerAccount *self)
{
  if (self->has_asked)
    return;

  self->has_asked = TRUE;
  self->account->connections_opened++;
  self->traffic.connections_opened++;
}

/* A request is coming in, which may turn out to show another pattern. */
void
rt_peer_account_expect (RtPeerAccount *self,
                        const char    *pattern)
{
  if (!self->in_request)
    self->expected = pattern;
}

void
rt_peer_account_begin (RtPeerAccount *self,
                       const char    *pattern)
{
  RtTraffic *account;

  if (self->in_request || self->is_closed)
    return;

  account = rt_ledger_get (self->ledger, pattern);
  if (account != self->account)
    change_account (self, pattern, account);
  self->expected = NULL;
  self->in_request = TRUE;
  count_opened (self);
  account->requests++;
  self->traffic.requests++;
  account->payload_in += self->pending_payload;
  self->traffic.payload_in += self->pending_payload;
  self->pending_payload = 0;
}

void
rt_peer_account_end (RtPeerAccount      *self,
                     const RtPeerAnswer *answer)
{
  Answer last = { .account = self->account, .is_whole = answer != NULL };
  RtWire wire;

  if (!self->in_request || self->is_closed)
    return;

  wire = self->traffic.wire;
  rt_peer_stream_read_wire (self->stream, &wire);
  self->in_request = FALSE;
  self->end_in = rt_peer_stream_get_bytes_read (self->stream);
  self->end_segments_in = wire.segments_in;

  if (answer != NULL)
    last.carried = *answer;
  last.end = rt_peer_stream_get_bytes_written (self->stream);
  if (self->answers == NULL)
    self->answers = g_array_new (FALSE, FALSE, sizeof (Answer));
  g_array_append_val (self->answers, last);
  settle_out (self, &wire);
}

void
rt_peer_account_answer (RtPeerAccount      *self,
                        const RtPeerAnswer *answer)
{
  if (self->is_closed)
    return;

  count_answer (self->account, answer);
  count_answer (&self->traffic, answer);
}

void
rt_peer_account_publish (RtPeerAccount *self,
                         guint64        payload)
{
  if (!self->in_request && !self->is_closed)
    {
      self->pending_payload += payload;
      return;
    }

  self->account->payload_in += payload;
  self->traffic.payload_in += payload;
}

void
rt_peer_account_file (RtPeerAccount *self,
                      guint64        n_bytes)
{
  if (!self->in_request || self->is_closed)
    return;

  self->account->file_bytes += n_bytes;
  self->traffic.file_bytes += n_bytes;
}

void
rt_peer_account_close (RtPeerAccount *self)
{
  RtWire wire;

  if (self->expected != NULL)
    rt_peer_account_begin (self, self->expected);
  count_opened (self);
  self->is_closed = TRUE;
  settle (self, &wire);
  self->account->connections_open--;
  self->traffic.connections_open--;
}
