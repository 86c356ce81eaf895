/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer.h"

/* Bytes up to @end belong to @account: a pattern the connection served before. */
typedef struct {
  RtTraffic *account;
  guint64    end_in;
  guint64    end_out;
} Span;

struct _RtPeer {
  GObject       parent_instance;

  guint64       id;
  RtPeerStream *stream;
  RtLedger     *ledger;      /* (unowned): the server outlives its peers' streams */
  char         *address;
  char         *user_agent;
  const char   *pattern;
  gint64        since;
  guint         header_size;
  guint16       local_port;
  gboolean      open;
  gboolean      asked;       /* at least one request came */

  RtTraffic     traffic;
  RtTraffic    *account;     /* the current pattern's, in the ledger */
  GArray       *spans;       /* Span, oldest first; NULL until a pattern changed */
  guint64       end_in;      /* where the last request ended */
  guint64       end_out;
  guint64       end_segments_in;
  RtWire        posted;
  RtOutboxCounts posted_counts;
};

G_DEFINE_FINAL_TYPE (RtPeer, rt_peer, G_TYPE_OBJECT)

enum {
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
post_bytes (RtPeer    *self,
            RtTraffic *account,
            guint64    upto_in,
            guint64    upto_out)
{
  if (upto_in > self->posted.bytes_in)
    {
      account->wire.bytes_in += upto_in - self->posted.bytes_in;
      self->posted.bytes_in = upto_in;
    }
  if (upto_out > self->posted.bytes_out)
    {
      account->wire.bytes_out += upto_out - self->posted.bytes_out;
      self->posted.bytes_out = upto_out;
    }
}

static void
post_segments (RtPeer    *self,
               RtTraffic *account,
               guint64    upto_in,
               guint64    upto_out)
{
  guint64 segments = 0;

  if (upto_in > self->posted.segments_in)
    {
      segments += upto_in - self->posted.segments_in;
      account->wire.segments_in += upto_in - self->posted.segments_in;
      self->posted.segments_in = upto_in;
    }
  if (upto_out > self->posted.segments_out)
    {
      segments += upto_out - self->posted.segments_out;
      account->wire.segments_out += upto_out - self->posted.segments_out;
      self->posted.segments_out = upto_out;
    }

  account->header_bytes += segments * self->header_size;
}

static void
post_deliveries (RtPeer *self)
{
  const RtOutboxCounts *counts = rt_outbox_get_counts (rt_peer_stream_get_outbox (self->stream));

  self->account->events += counts->events - self->posted_counts.events;
  self->account->unique += counts->events - self->posted_counts.events;
  self->account->payload_out += counts->payload - self->posted_counts.payload;
  self->account->dropped += counts->dropped - self->posted_counts.dropped;
  self->account->conflated += counts->conflated - self->posted_counts.conflated;

  self->traffic.events += counts->events - self->posted_counts.events;
  self->traffic.unique += counts->events - self->posted_counts.events;
  self->traffic.payload_out += counts->payload - self->posted_counts.payload;
  self->traffic.dropped += counts->dropped - self->posted_counts.dropped;
  self->traffic.conflated += counts->conflated - self->posted_counts.conflated;

  self->posted_counts = *counts;
}

/* What left belongs to the patterns in the order in which it was written; what is
 * still queued is not posted to anybody. */
static void
post_spans (RtPeer       *self,
            const RtWire *wire)
{
  guint done = 0;

  for (guint i = 0; i < self->spans->len; i++)
    {
      Span *span = &g_array_index (self->spans, Span, i);

      post_bytes (self, span->account,
                  MIN (wire->bytes_in, span->end_in),
                  MIN (wire->bytes_out, span->end_out));
      if (wire->bytes_in < span->end_in || wire->bytes_out < span->end_out)
        break;
      done++;
    }

  if (done > 0)
    g_array_remove_range (self->spans, 0, done);
}

/**
 * rt_peer_settle:
 * @self: a peer
 *
 * Brings the counters of the peer, and of the patterns it served, up to date with
 * the kernel's and the outbox'.
 */
void
rt_peer_settle (RtPeer *self)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (self->stream);
  RtWire wire = self->posted;

  rt_peer_stream_read_wire (self->stream, &wire);
  post_deliveries (self);

  if (self->spans != NULL && self->spans->len > 0)
    post_spans (self, &wire);
  if (self->spans == NULL || self->spans->len == 0)
    post_bytes (self, self->account, wire.bytes_in, wire.bytes_out);
  post_segments (self, self->account, wire.segments_in, wire.segments_out);

  self->traffic.wire = self->posted;
  self->traffic.header_bytes = (wire.segments_in + wire.segments_out) * self->header_size;
  self->traffic.outbox_events = self->open ? rt_outbox_get_n_events (outbox) : 0;
  self->traffic.outbox_bytes = self->open ? rt_outbox_get_n_bytes (outbox) : 0;
}

static void
count_opened (RtPeer *self)
{
  if (self->asked)
    return;

  self->asked = TRUE;
  self->account->connections_opened++;
  self->traffic.connections_opened++;
}

static void
closed_cb (RtPeer *self)
{
  if (!self->open)
    return;

  self->open = FALSE;
  count_opened (self);
  rt_peer_settle (self);
  self->account->connections_open--;
  self->traffic.connections_open--;
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
rt_peer_finalize (GObject *object)
{
  RtPeer *self = RT_PEER (object);

  g_clear_object (&self->stream);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->user_agent, g_free);
  g_clear_pointer (&self->spans, g_array_unref);
  rt_traffic_clear (&self->traffic);

  G_OBJECT_CLASS (rt_peer_parent_class)->finalize (object);
}

static void
rt_peer_class_init (RtPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rt_peer_finalize;

  /**
   * RtPeer::closed:
   *
   * The connection is over and its last bytes are posted. Emitted once.
   */
  signals[CLOSED] =
    g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_peer_init (RtPeer *self)
{
  static guint64 last_id = 0;

  self->id = ++last_id;
  self->since = g_get_real_time ();
  self->open = TRUE;
  rt_traffic_init (&self->traffic);
}

static void
set_address (RtPeer         *self,
             GSocketAddress *address)
{
  GInetSocketAddress *inet;
  g_autofree char *host = NULL;
  gboolean v6;

  self->header_size = RT_HEADER_BYTES_IPV4;
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    {
      self->address = g_strdup ("–");
      return;
    }

  inet = G_INET_SOCKET_ADDRESS (address);
  host = g_inet_address_to_string (g_inet_socket_address_get_address (inet));
  v6 = g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
  self->address = g_strdup_printf (v6 ? "[%s]:%u" : "%s:%u", host, g_inet_socket_address_get_port (inet));
  self->header_size = v6 ? RT_HEADER_BYTES_IPV6 : RT_HEADER_BYTES_IPV4;
}

/**
 * rt_peer_new:
 * @stream: the connection's stream
 * @ledger: (transfer none): where its traffic is posted; must outlive the stream
 * @local_port: the port it came to
 *
 * Returns: (transfer full): a peer, counted as open for %RT_LEDGER_OTHER until its
 *   first request
 */
RtPeer *
rt_peer_new (RtPeerStream *stream,
             RtLedger     *ledger,
             guint16       local_port)
{
  RtPeer *self = g_object_new (RT_TYPE_PEER, NULL);
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (rt_peer_stream_get_connection (stream), NULL);

  self->stream = g_object_ref (stream);
  self->ledger = ledger;
  self->local_port = local_port;
  self->pattern = g_intern_static_string (RT_LEDGER_OTHER);
  self->account = rt_ledger_get (ledger, self->pattern);
  self->account->connections_open++;
  self->traffic.connections_open++;
  set_address (self, address);
  g_signal_connect_object (stream, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * rt_peer_get_id:
 * @self: a peer
 *
 * Returns: a number that no other peer of this process has or had
 */
guint64
rt_peer_get_id (RtPeer *self)
{
  return self->id;
}

/**
 * rt_peer_get_stream:
 * @self: a peer
 *
 * Returns: (transfer none): its connection
 */
RtPeerStream *
rt_peer_get_stream (RtPeer *self)
{
  return self->stream;
}

/**
 * rt_peer_get_address:
 * @self: a peer
 *
 * Returns: (transfer none): its address and port, "127.0.0.1:40312"
 */
const char *
rt_peer_get_address (RtPeer *self)
{
  return self->address;
}

guint16
rt_peer_get_local_port (RtPeer *self)
{
  return self->local_port;
}

/**
 * rt_peer_get_user_agent:
 * @self: a peer
 *
 * Returns: (transfer none) (nullable): what it says it is
 */
const char *
rt_peer_get_user_agent (RtPeer *self)
{
  return self->user_agent;
}

void
rt_peer_set_user_agent (RtPeer     *self,
                        const char *user_agent)
{
  if (g_strcmp0 (self->user_agent, user_agent) == 0)
    return;

  g_free (self->user_agent);
  self->user_agent = g_strdup (user_agent);
}

/**
 * rt_peer_get_pattern:
 * @self: a peer
 *
 * Returns: (transfer none): the pattern it is served by now; interned
 */
const char *
rt_peer_get_pattern (RtPeer *self)
{
  return self->pattern;
}

/**
 * rt_peer_get_since:
 * @self: a peer
 *
 * Returns: when it connected, µs since 1970 UTC
 */
gint64
rt_peer_get_since (RtPeer *self)
{
  return self->since;
}

gboolean
rt_peer_is_open (RtPeer *self)
{
  return self->open;
}

static void
leave_account (RtPeer *self)
{
  RtWire wire = self->posted;
  Span span = { self->account, self->end_in, self->end_out };

  rt_peer_stream_read_wire (self->stream, &wire);
  post_deliveries (self);
  post_segments (self, self->account, self->end_segments_in, wire.segments_out);

  if (self->spans == NULL)
    self->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  g_array_append_val (self->spans, span);
  post_spans (self, &wire);

  self->account->connections_open--;
}

/**
 * rt_peer_begin_request:
 * @self: a peer
 * @pattern: the pattern that its new request shows
 *
 * Counts a request. Bytes and segments up to the end of the request before it
 * belong to that one's pattern, what follows to this one's.
 */
void
rt_peer_begin_request (RtPeer     *self,
                       const char *pattern)
{
  RtTraffic *account = rt_ledger_get (self->ledger, pattern);

  if (account != self->account)
    {
      if (self->asked)
        leave_account (self);
      else
        self->account->connections_open--;
      self->account = account;
      self->pattern = g_intern_string (pattern);
      account->connections_open++;
    }

  count_opened (self);
  self->account->requests++;
  self->traffic.requests++;
}

/**
 * rt_peer_end_request:
 * @self: a peer
 *
 * The request is read and its answer written: here is the boundary.
 */
void
rt_peer_end_request (RtPeer *self)
{
  RtWire wire = self->posted;

  rt_peer_stream_read_wire (self->stream, &wire);
  self->end_in = rt_peer_stream_get_bytes_read (self->stream);
  self->end_out = rt_peer_stream_get_bytes_written (self->stream);
  self->end_segments_in = wire.segments_in;
}

/**
 * rt_peer_count_response:
 * @self: a peer
 * @empty: whether it carried nothing new
 */
void
rt_peer_count_response (RtPeer   *self,
                        gboolean  empty)
{
  self->account->responses++;
  self->traffic.responses++;
  if (empty)
    {
      self->account->empty++;
      self->traffic.empty++;
    }
}

/**
 * rt_peer_count_delivered:
 * @self: a peer
 * @events: how many events an answer carried to it
 * @payload: the bytes of their data
 *
 * For events that travel in an answer's body; what goes through the outbox as an
 * event is counted there.
 */
void
rt_peer_count_delivered (RtPeer  *self,
                         guint64  events,
                         guint64  payload)
{
  self->account->events += events;
  self->account->unique += events;
  self->account->payload_out += payload;
  self->traffic.events += events;
  self->traffic.unique += events;
  self->traffic.payload_out += payload;
}

/**
 * rt_peer_count_published:
 * @self: a peer
 * @payload: the bytes of the data it published
 */
void
rt_peer_count_published (RtPeer  *self,
                         guint64  payload)
{
  self->account->payload_in += payload;
  self->traffic.payload_in += payload;
}

/**
 * rt_peer_get_traffic:
 * @self: a peer
 *
 * Returns: (transfer none): its counters as of the last rt_peer_settle()
 */
const RtTraffic *
rt_peer_get_traffic (RtPeer *self)
{
  return &self->traffic;
}
