/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-reader-private.h"

static RtReader *
get_reader (RtPressureMember *member)
{
  return (RtReader *) ((guint8 *) member - G_STRUCT_OFFSET (RtReader, member));
}

/* What was there before the reader came waits, but is no sign that it does not keep up. */
static void
measure (RtReader      *self,
         RtOutboxDepth *depth)
{
  rt_reader_follow (self);
  rt_memory_measure_after (self->memory, MAX (self->cursor, self->history), self->selection, depth);
  depth->events += rt_outbox_get_n_events (self->outbox);
  depth->bytes += rt_outbox_get_n_bytes (self->outbox);
}

static void
measure_member (RtPressureMember *member,
                RtOutboxDepth    *depth,
                RtOutboxDepth    *taken)
{
  RtReader *self = get_reader (member);
  const RtOutboxCounts *counts = rt_outbox_get_counts (self->outbox);

  measure (self, depth);
  *taken = (RtOutboxDepth) { counts->events, counts->payload };
}

static void
member_overflowed (RtPressureMember *member)
{
  rt_fan_out_wake (&get_reader (member)->client);
}

static void
member_was_waited_for (RtPressureMember *member)
{
  const RtOutboxCounts counts = { .waits = 1 };

  rt_outbox_count (get_reader (member)->outbox, &counts);
}

static RtPressure *
get_pressure (RtReader *self)
{
  return rt_channel_get_pressure (self->client.station->channel);
}

/**
 * rt_reader_set_outbox:
 * @self: a reader
 * @outbox: (nullable): where it puts what it reads; must outlive it, or be taken back
 *
 * Says that @self puts what it reads into an outbox, from which it leaves as fast as who
 * reads there takes it. From now on the policy of its channel holds for it, see
 * rt_channel_set_outboxes(). With %NULL it does no more: it is about to end.
 */
void
rt_reader_set_outbox (RtReader *self,
                      RtOutbox *outbox)
{
  g_return_if_fail (self != NULL);

  if (self->outbox == outbox)
    return;

  if (self->outbox != NULL)
    rt_pressure_leave (&self->member);
  self->outbox = outbox;
  self->member.measure = measure_member;
  self->member.overflow = member_overflowed;
  self->member.refused = member_was_waited_for;
  if (outbox != NULL)
    rt_pressure_join (get_pressure (self), &self->member);
}

/**
 * rt_reader_set_stuck:
 * @self: a reader with an outbox
 * @stuck: whether that is full
 *
 * Says whether it can take more.
 */
void
rt_reader_set_stuck (RtReader *self,
                     gboolean  stuck)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->outbox != NULL);

  if (stuck)
    rt_pressure_stick (get_pressure (self), self->memory, &self->member);
  else
    rt_pressure_unstick (&self->member);
}

/**
 * rt_reader_is_stuck:
 * @self: a reader
 *
 * Returns: whether its outbox was full when that was said last
 */
gboolean
rt_reader_is_stuck (RtReader *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->member.stuck;
}

/**
 * rt_reader_measure:
 * @self: a reader
 * @depth: (out caller-allocates): how much it has not read yet
 *
 * Measures what follows its cursor, in its selection, as far as the channel remembers.
 */
void
rt_reader_measure (RtReader      *self,
                   RtOutboxDepth *depth)
{
  g_return_if_fail (self != NULL);

  rt_reader_follow (self);
  rt_memory_measure_after (self->memory, self->cursor, self->selection, depth);
}

static guint64
pass_over (RtReader *self,
           guint64   n_events,
           RtRelief *relief)
{
  RtGap gap;
  guint64 n = rt_memory_skip (self->memory, &self->cursor, self->selection, n_events, &gap);

  rt_gap_add (&relief->forgotten, &gap);

  return n;
}

/* How many of the oldest are to go next. Of bytes it is half of what their mean says, so that
 * it comes near without going too far; the latest event stays, however large. */
static guint64
count_excess (RtReader *self)
{
  const RtOutboxLimits *limits = &get_pressure (self)->limits;
  RtOutboxDepth unread;
  RtOutboxDepth all;
  guint64 excess = 0;

  rt_reader_measure (self, &unread);
  measure (self, &all);
  if (unread.events <= 1)
    return 0;

  if (all.events > limits->max_events)
    excess = all.events - limits->max_events;
  else if (all.bytes > limits->max_bytes)
    excess = MAX (1, (guint64) ((double) unread.events * (all.bytes - limits->max_bytes) / unread.bytes / 2));
  if (excess == 0)
    return 0;

  /* History is the oldest of all. */
  excess += unread.events + rt_outbox_get_n_events (self->outbox) - all.events;

  return MIN (excess, unread.events - 1);
}

static void
drop_oldest (RtReader *self,
             RtRelief *relief)
{
  guint64 excess;

  while ((excess = count_excess (self)) > 0)
    relief->dropped += pass_over (self, excess, relief);
}

static void
keep_latest (RtReader *self,
             RtRelief *relief)
{
  RtOutboxDepth unread;

  rt_reader_measure (self, &unread);
  if (unread.events > 1)
    relief->conflated += pass_over (self, unread.events - 1, relief);
}

static gboolean
has_too_much (RtReader *self)
{
  const RtOutboxLimits *limits = &get_pressure (self)->limits;
  RtOutboxDepth all;

  measure (self, &all);

  return all.events > limits->max_events || all.bytes > limits->max_bytes;
}

/* @before, @between: the cursor before what is forgotten now, and before what gives way. */
static void
note_turn (RtRelief       *relief,
           const RtRelief *more,
           guint64         before,
           guint64         between)
{
  gboolean gave_way = relief->dropped + relief->conflated > 0;
  gboolean gives_way = more->dropped + more->conflated > 0;

  if (relief->turn > 0)
    return;

  if (gave_way && more->forgotten.found)
    relief->turn = before;
  else if (gives_way && (relief->forgotten.found || more->forgotten.found))
    relief->turn = between;
  relief->forgotten_last = gave_way;
}

/**
 * rt_reader_relieve:
 * @self: a reader with an outbox
 * @relief: (inout): what it was passed over, to be told before the next event: added to
 *
 * Does what the policy of its channel says, where it is stuck: moves the cursor over events
 * that give way, and over what the channel has forgotten. What that was is counted in the
 * outbox. To be called before it reads on, and whenever somebody wants to know how it stands.
 *
 * Returns: whether it is to be disconnected
 */
gboolean
rt_reader_relieve (RtReader *self,
                   RtRelief *relief)
{
  RtRelief more = { .dropped = 0 };
  RtOutboxCounts counts = { 0 };
  RtOutboxPolicy policy;
  guint64 before;
  guint64 between;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (self->outbox != NULL, FALSE);
  g_return_val_if_fail (relief != NULL, FALSE);

  rt_reader_follow (self);
  policy = get_pressure (self)->limits.policy;
  before = self->cursor;
  pass_over (self, 0, &more);
  between = self->cursor;
  if (self->member.stuck && policy == RT_OUTBOX_DROP_OLDEST)
    drop_oldest (self, &more);
  else if (self->member.stuck && policy == RT_OUTBOX_KEEP_LATEST)
    keep_latest (self, &more);

  counts.dropped = more.dropped;
  counts.conflated = more.conflated;
  counts.forgotten = MAX (more.forgotten.lost, 0);
  rt_outbox_count (self->outbox, &counts);
  note_turn (relief, &more, before, between);
  relief->dropped += more.dropped;
  relief->conflated += more.conflated;
  rt_gap_add (&relief->forgotten, &more.forgotten);

  return self->member.stuck && policy == RT_OUTBOX_DISCONNECT && has_too_much (self);
}
