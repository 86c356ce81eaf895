/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-private.h"

#include <string.h>

#include "net/rt-accept.h"

/* Longer ones are cut: rows show them. */
#define MAX_USER_AGENT 256

G_DEFINE_FINAL_TYPE (RtPeer, rt_peer, G_TYPE_OBJECT)

enum {
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * rt_peer_settle:
 * @self: a peer
 *
 * Brings the counters of the peer, and of the patterns it served, up to date, unless it is
 * closed. What has come in of a request of no known pattern is in the peer's counters alone.
 */
void
rt_peer_settle (RtPeer *self)
{
  g_return_if_fail (RT_IS_PEER (self));

  rt_peer_account_settle (&self->account);
}

static void
closed_cb (RtPeer *self)
{
  self->until = g_get_real_time ();
  rt_peer_account_close (&self->account);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
rt_peer_finalize (GObject *object)
{
  RtPeer *self = RT_PEER (object);

  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->user_agent, g_free);
  rt_peer_account_clear (&self->account);
  g_clear_pointer (&self->farewell, g_bytes_unref);
  g_clear_pointer (&self->limits, rt_limits_unref);
  g_clear_pointer (&self->caller, rt_caller_unref);

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
  self->struck = RT_N_LIMITS;
}

/* Gives how many bytes of TCP/IP headers its segments are estimated to have. */
static guint
set_address (RtPeer         *self,
             GSocketAddress *address)
{
  GInetSocketAddress *inet;
  g_autofree char *host = NULL;
  gboolean v6;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    {
      self->address = g_strdup ("–");
      return RT_HEADER_BYTES_IPV4;
    }

  inet = G_INET_SOCKET_ADDRESS (address);
  host = g_inet_address_to_string (g_inet_socket_address_get_address (inet));
  v6 = g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
  self->address = g_strdup_printf (v6 ? "[%s]:%u" : "%s:%u", host, g_inet_socket_address_get_port (inet));

  return v6 ? RT_HEADER_BYTES_IPV6 : RT_HEADER_BYTES_IPV4;
}

/**
 * rt_peer_new:
 * @stream: the connection's stream
 * @ledger: where its traffic is posted
 * @local_port: the port it came to
 *
 * Returns: (transfer full): a peer, open for %RT_LEDGER_OTHER until its first request
 */
RtPeer *
rt_peer_new (RtPeerStream *stream,
             RtLedger     *ledger,
             guint16       local_port)
{
  RtPeer *self = g_object_new (RT_TYPE_PEER, NULL);
  g_autoptr (GSocketAddress) address = rt_accept_dup_remote_address (rt_peer_stream_get_connection (stream));

  self->local_port = local_port;
  rt_peer_account_init (&self->account, stream, ledger, set_address (self, address));
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
  return self->account.stream;
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

/**
 * rt_peer_get_local_port:
 * @self: a peer
 *
 * Returns: the port it came to
 */
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

/**
 * rt_peer_set_user_agent:
 * @self: a peer
 * @user_agent: (nullable): what it says it is: any bytes, of which at most 256 are kept
 */
void
rt_peer_set_user_agent (RtPeer     *self,
                        const char *user_agent)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (RT_IS_PEER (self));

  if (user_agent != NULL)
    valid = g_utf8_make_valid (user_agent, MIN (strlen (user_agent), MAX_USER_AGENT));
  if (g_strcmp0 (self->user_agent, valid) == 0)
    return;

  g_free (self->user_agent);
  self->user_agent = g_steal_pointer (&valid);
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
  return self->account.pattern;
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

/**
 * rt_peer_get_until:
 * @self: a peer
 *
 * Returns: when its connection was over, µs since 1970 UTC; 0 while it is open
 */
gint64
rt_peer_get_until (RtPeer *self)
{
  return self->until;
}

/**
 * rt_peer_get_farewell:
 * @self: a peer
 *
 * Returns: (transfer none) (nullable): what to say before its connection is ended
 */
GBytes *
rt_peer_get_farewell (RtPeer *self)
{
  return self->farewell;
}

/**
 * rt_peer_set_farewell:
 * @self: a peer
 * @farewell: (nullable): what its protocol says before the server goes away; %NULL: nothing
 *
 * Sets what is written when the server ends the connection on its own.
 */
void
rt_peer_set_farewell (RtPeer *self,
                      GBytes *farewell)
{
  g_clear_pointer (&self->farewell, g_bytes_unref);
  self->farewell = farewell != NULL ? g_bytes_ref (farewell) : NULL;
}

/**
 * rt_peer_is_open:
 * @self: a peer
 *
 * Returns: whether "closed" is still to come
 */
gboolean
rt_peer_is_open (RtPeer *self)
{
  return !self->account.is_closed;
}

/**
 * rt_peer_expect_request:
 * @self: a peer
 * @pattern: the pattern that the request which is coming in shows as far as can be told
 *
 * Says whose it is where the connection ends before rt_peer_begin_request().
 */
void
rt_peer_expect_request (RtPeer     *self,
                        const char *pattern)
{
  rt_peer_account_expect (&self->account, pattern);
}

/**
 * rt_peer_begin_request:
 * @self: a peer
 * @pattern: the pattern that its new request shows
 *
 * Counts a request, unless one is under way. Bytes and segments up to the end of the request
 * before it, and of its answer, belong to that one's pattern, what follows to this one's.
 */
void
rt_peer_begin_request (RtPeer     *self,
                       const char *pattern)
{
  rt_peer_account_begin (&self->account, pattern);
}

/**
 * rt_peer_end_request:
 * @self: a peer
 * @answer: (nullable): what its whole answer carried; %NULL where there was none
 *
 * The request is read and its answer written: here is the boundary. The answer
 * counts once the kernel has sent it.
 */
void
rt_peer_end_request (RtPeer             *self,
                     const RtPeerAnswer *answer)
{
  rt_peer_account_end (&self->account, answer);
}

/**
 * rt_peer_count_response:
 * @self: a peer
 * @empty: whether it carried nothing new
 *
 * Counts a response that has begun and will be the connection's last: an event
 * stream, the 101 of a WebSocket, a refusal.
 */
void
rt_peer_count_response (RtPeer   *self,
                        gboolean  empty)
{
  const RtPeerAnswer answer = { .empty = empty };

  rt_peer_account_answer (&self->account, &answer);
}

/**
 * rt_peer_count_published:
 * @self: a peer
 * @payload: the bytes of the data it published
 *
 * Counts what it published with its request, or over its WebSocket.
 */
void
rt_peer_count_published (RtPeer  *self,
                         guint64  payload)
{
  rt_peer_account_publish (&self->account, payload);
}

/**
 * rt_peer_count_file:
 * @self: a peer
 * @n_bytes: how much of a file, which is no event, came with its request
 */
void
rt_peer_count_file (RtPeer  *self,
                    guint64  n_bytes)
{
  rt_peer_account_file (&self->account, n_bytes);
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
  return &self->account.traffic;
}
