/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-client-private.h"

/**
 * rt_client_get_last_seq:
 * @self: a client
 *
 * Returns: the highest number seen since it was started, 0 none
 */
guint64
rt_client_get_last_seq (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), 0);

  return rt_continuity_get_last (rt_client_get_private (self)->continuity);
}

/**
 * rt_client_get_latest:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): the latest message
 */
RtMessage *
rt_client_get_latest (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), NULL);

  return rt_client_get_private (self)->latest;
}

/**
 * rt_client_get_counters:
 * @self: a client
 *
 * For subclasses: what to count in, as it stands.
 *
 * Returns: (transfer none): the counters
 */
RtTraffic *
rt_client_get_counters (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), NULL);

  return &rt_client_get_private (self)->traffic;
}

/* What session and continuity count, since they were made. */
static void
read_others (RtClient  *self,
             RtTraffic *traffic)
{
  RtClientPrivate *priv = rt_client_get_private (self);

  if (!priv->is_guest)
    {
      rt_session_settle (priv->session);
      rt_session_get_wire (priv->session, &traffic->wire);
      traffic->header_bytes = rt_session_get_header_bytes (priv->session);
      traffic->connections_opened = rt_session_get_connections_opened (priv->session);
      traffic->connections_open = rt_session_get_connections_open (priv->session);
    }
  traffic->lost = rt_continuity_get_lost (priv->continuity);
  traffic->duplicate = rt_continuity_get_duplicate (priv->continuity);
  traffic->reordered = rt_continuity_get_reordered (priv->continuity);
  traffic->unknown_gaps = rt_continuity_get_unknown_gaps (priv->continuity);
  if (RT_CLIENT_GET_CLASS (self)->count != NULL)
    RT_CLIENT_GET_CLASS (self)->count (self, traffic);
}

/* An event that was lost before a reset may come late after it, and is lost no more. */
static guint64
get_growth (guint64 now,
            guint64 before)
{
  return now > before ? now - before : 0;
}

/**
 * rt_client_get_traffic:
 * @self: a client
 *
 * Reads the kernel's counters and gives all counts since the client was made, or since
 * rt_client_reset_traffic(). Of age nothing is recorded here: that is for who shows the
 * messages.
 *
 * Returns: (transfer none): the counters, changing from now on
 */
const RtTraffic *
rt_client_get_traffic (RtClient *self)
{
  RtClientPrivate *priv;
  RtTraffic *traffic;

  g_return_val_if_fail (RT_IS_CLIENT (self), NULL);

  priv = rt_client_get_private (self);
  traffic = &priv->traffic;

  read_others (self, traffic);
  rt_wire_subtract (&traffic->wire, &priv->before.wire);
  traffic->header_bytes -= priv->before.header_bytes;
  traffic->connections_opened -= priv->before.connections_opened;
  traffic->lost = get_growth (traffic->lost, priv->before.lost);
  traffic->duplicate -= priv->before.duplicate;
  traffic->reordered -= priv->before.reordered;
  traffic->unknown_gaps -= priv->before.unknown_gaps;

  return traffic;
}

/**
 * rt_client_reset_traffic:
 * @self: a client
 *
 * Has the counts begin at nothing. What is open or under way goes on, and what comes of it
 * is counted; a connection that is open is, but was not opened since.
 */
void
rt_client_reset_traffic (RtClient *self)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  rt_traffic_reset (&priv->traffic);
  read_others (self, &priv->before);
}

/**
 * rt_client_count_answer:
 * @self: a client
 * @status: the HTTP status
 * @empty: whether it carried nothing new
 *
 * For subclasses: counts a response and tells it.
 */
void
rt_client_count_answer (RtClient *self,
                        guint     status,
                        gboolean  empty)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  priv->traffic.responses++;
  if (empty)
    priv->traffic.empty++;

  g_object_ref (self);
  if (empty)
    rt_client_note_empty (self);
  rt_client_emit (self, RT_CLIENT_SIGNAL_ANSWER, status, empty);
  g_object_unref (self);
}

/* What was there before the client came was not on its way to it, unless it goes on where
 * it once was. */
static gboolean
is_history (RtClientPrivate *priv,
            RtMessage       *message)
{
  return priv->after < 0 && message->time_us != 0 && message->time_us < priv->began_us;
}

static void
receive (RtClientPrivate *priv,
         RtMessage       *message)
{
  priv->traffic.events++;
  priv->traffic.payload_in += g_bytes_get_size (message->data);

  message->received_us = g_get_real_time ();
  /* Another machine's clock may be ahead of ours. */
  if (message->latency_us < 0 && message->time_us != 0)
    message->latency_us = MAX (message->received_us - message->time_us, 0);
  if (message->latency_us >= 0 && !is_history (priv, message))
    rt_traffic_record_latency (&priv->traffic, message->latency_us);
}

/* Whether it was had before. */
static gboolean
see (RtClient  *self,
     RtMessage *message,
     guint64    prev,
     guint64   *lost)
{
  RtContinuity *continuity = rt_client_get_private (self)->continuity;
  gboolean repeated;

  if (RT_CLIENT_GET_CLASS (self)->see != NULL)
    {
      repeated = RT_CLIENT_GET_CLASS (self)->see (self, message, lost);
      if (*lost > 0)
        rt_continuity_skip (continuity, (gint64) *lost);
      return repeated;
    }

  if (!message->has_seq)
    return FALSE;

  rt_client_set_cursor (self, message->seq);

  return rt_continuity_see (continuity, message->seq, prev, lost) == RT_SEEN_DUPLICATE;
}

static void
deliver (RtClient  *self,
         RtMessage *message,
         guint64    prev)
{
  RtClientPrivate *priv = rt_client_get_private (self);
  guint64 lost = 0;

  message->repeated = see (self, message, prev, &lost);
  receive (priv, message);
  if (!message->repeated)
    priv->traffic.unique++;

  if (!rt_message_is_filler (message))
    {
      g_clear_pointer (&priv->latest, rt_message_unref);
      priv->latest = rt_message_ref (message);
    }

  g_object_ref (self);
  rt_message_ref (message);
  rt_client_note_event (self, message->has_seq);
  if (lost > 0)
    rt_client_emit (self, RT_CLIENT_SIGNAL_GAP, (gint64) lost);
  rt_client_emit (self, RT_CLIENT_SIGNAL_MESSAGE, message);
  rt_message_unref (message);
  g_object_unref (self);
}

static void
go_on_after (RtClient *self,
             gboolean  in_any_case,
             guint64   next)
{
  RtContinuity *continuity = rt_client_get_private (self)->continuity;

  if (next == 0 || (!in_any_case && next <= rt_continuity_get_last (continuity)))
    return;

  rt_continuity_set_position (continuity, next);
  rt_client_set_cursor (self, next);
}

/**
 * rt_client_deliver:
 * @self: a client
 * @message: a message that nobody has seen yet
 * @prev: the number before it in the server's selection, 0 where numbers follow each other
 *
 * For subclasses: accounts for @message, fills in what its receiving tells, and hands it
 * out. Numbers that are missing before it are told first, as a gap. A message whose number
 * was delivered before is counted as a duplicate and handed out all the same, marked as
 * repeated: numbers that begin again, as those of servers without a memory do, must not
 * silence a client.
 */
void
rt_client_deliver (RtClient  *self,
                   RtMessage *message,
                   guint64    prev)
{
  RtFaultVerdict verdict = RT_FAULT_PASS;

  g_return_if_fail (RT_IS_CLIENT (self));
  g_return_if_fail (message != NULL);

  if (rt_client_get_private (self)->faults != NULL)
    verdict = rt_client_judge (self);
  if (verdict == RT_FAULT_OMIT || verdict == RT_FAULT_TWICE)
    rt_client_emit (self, RT_CLIENT_SIGNAL_BROKEN, message, verdict == RT_FAULT_TWICE);
  if (verdict == RT_FAULT_OMIT)
    return;

  g_object_ref (self);
  if (verdict == RT_FAULT_TWICE)
    {
      g_autoptr (RtMessage) copy = rt_message_copy (message);

      deliver (self, copy, prev);
    }
  deliver (self, message, prev);
  if (verdict == RT_FAULT_LAST)
    rt_client_cut (self);
  g_object_unref (self);
}

/**
 * rt_client_report_gap:
 * @self: a client
 * @lost: how many events, -1 unknown
 * @next: the number that they end at, 0 where that was not said
 *
 * For subclasses: the server said that events are gone. Where it said up to which, that is
 * where to go on, and nobody is told of them again.
 */
void
rt_client_report_gap (RtClient *self,
                      gint64    lost,
                      guint64   next)
{
  g_return_if_fail (RT_IS_CLIENT (self));

  if (lost == 0)
    return;

  rt_continuity_skip (rt_client_get_private (self)->continuity, lost);
  go_on_after (self, lost < 0, next);
  g_object_ref (self);
  rt_client_note_event (self, TRUE);
  rt_client_emit (self, RT_CLIENT_SIGNAL_GAP, lost);
  g_object_unref (self);
}

/**
 * rt_client_was_there:
 * @self: a client
 * @status: the HTTP status it is answered with
 *
 * For subclasses: a channel that begins with its first message is not found from a server's
 * new start until then.
 *
 * Returns: whether @status is 404 where @self heard of numbers or messages before
 */
gboolean
rt_client_was_there (RtClient *self,
                     guint     status)
{
  RtClientPrivate *priv;

  g_return_val_if_fail (RT_IS_CLIENT (self), FALSE);

  priv = rt_client_get_private (self);

  return status == SOUP_STATUS_NOT_FOUND && (priv->latest != NULL || (priv->has_cursor && priv->after < 0));
}

/**
 * rt_client_report_conflated:
 * @self: a client
 * @n_events: how many
 * @next: the number that they end at, 0 where that was not said
 *
 * For subclasses: the server said that the next event takes the place of so many, because
 * this client did not keep up. They are counted as conflated and not as lost, so that what
 * was published is what was delivered, lost or conflated.
 */
void
rt_client_report_conflated (RtClient *self,
                            guint64   n_events,
                            guint64   next)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  priv->traffic.conflated += n_events;
  rt_continuity_skip (priv->continuity, 0);
  go_on_after (self, FALSE, next);
}
