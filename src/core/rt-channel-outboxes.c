/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-channel-private.h"

/**
 * rt_channel_set_outboxes:
 * @self: a channel
 * @limits: how much may wait for each of its readers, and what happens where more does; 0 in
 *   a field is the default
 *
 * Sets the policy for readers that do not keep up: those that have an outbox, see
 * rt_reader_set_outbox(). What waits for a reader is what is in its outbox and what it has
 * not read of the channel yet; only the first takes memory for each reader. What was
 * published before it came is history: what it has not read of that waits too, but no policy
 * begins because of it.
 *
 * A reader whose outbox is full is stuck. With
 *
 * - %RT_OUTBOX_DROP_OLDEST it is passed over the oldest events that it has not read, until no
 *   more wait than may. The default is all that the channel remembers.
 * - %RT_OUTBOX_KEEP_LATEST it is passed over all but the latest event, as soon as a second
 *   one waits outside of its outbox. 16 events and 256 KiB are the default for that.
 * - %RT_OUTBOX_DISCONNECT it is disconnected once more waits than may: 1,000 events or
 *   256 KiB by default. It can come back and go on after its cursor.
 * - %RT_OUTBOX_WAIT nothing is passed over. Instead rt_channel_publish() refuses what would
 *   be more than may wait (the same default) for any stuck reader, or, for one that had not
 *   its turn yet, more than half of what the channel remembers, with
 *   %RT_CHANNEL_ERROR_FULL. A reader that did not take half as much in @patience_ms (5 s by
 *   default), from the first refusal on, holds up nobody any more, until no more than that
 *   waits for it; meanwhile it falls behind as far as the channel remembers. The time runs
 *   for all readers that take no more at once, however many there are. A large event is let
 *   in where nothing waits.
 *
 * Whoever is passed over events is told how many (a gap), before the next one; so is who
 * falls behind what the channel remembers. From now on, for readers that are there too, but
 * for how much their outboxes hold.
 */
void
rt_channel_set_outboxes (RtChannel            *self,
                         const RtOutboxLimits *limits)
{
  g_return_if_fail (RT_IS_CHANNEL (self));
  g_return_if_fail (limits != NULL);

  rt_pressure_set_limits (rt_channel_get_pressure (self), limits);
}

/**
 * rt_channel_get_outboxes:
 * @self: a channel
 *
 * Returns: (transfer none): what rt_channel_set_outboxes() set, with defaults filled in;
 *   %G_MAXUINT or %G_MAXSIZE is what the channel remembers
 */
const RtOutboxLimits *
rt_channel_get_outboxes (RtChannel *self)
{
  g_return_val_if_fail (RT_IS_CHANNEL (self), NULL);

  return &rt_channel_get_pressure (self)->limits;
}
