/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-outbox-private.h"

/**
 * rt_outbox_set_rest:
 * @self: an outbox
 * @func: (nullable): says what waits elsewhere
 * @user_data: for @func
 *
 * Says where the rest is of what waits for the reader: what is read by cursor need not be in
 * the outbox to wait.
 */
void
rt_outbox_set_rest (RtOutbox         *self,
                    RtOutboxRestFunc  func,
                    gpointer          user_data)
{
  g_return_if_fail (self != NULL);

  self->rest = func;
  self->rest_data = user_data;
}

/**
 * rt_outbox_get_depth:
 * @self: an outbox
 * @depth: (out caller-allocates): all that waits for its reader, in it and elsewhere
 *
 * Who keeps the rest may decide of it first, see rt_outbox_count(): the counts are to be
 * read afterwards.
 */
void
rt_outbox_get_depth (RtOutbox      *self,
                     RtOutboxDepth *depth)
{
  RtOutboxDepth rest = { 0, 0 };

  g_return_if_fail (self != NULL);
  g_return_if_fail (depth != NULL);

  if (self->rest != NULL)
    self->rest (&rest, self->rest_data);
  depth->events = self->queue.events.length + rest.events;
  depth->bytes = self->queue.n_bytes + rest.bytes;
}

/**
 * rt_outbox_count:
 * @self: an outbox
 * @counts: what to add
 *
 * Counts what became of events that were never put in, because of it.
 */
void
rt_outbox_count (RtOutbox             *self,
                 const RtOutboxCounts *counts)
{
  RtOutboxCounts *all;

  g_return_if_fail (self != NULL);
  g_return_if_fail (counts != NULL);

  all = &self->queue.counts;
  all->events += counts->events;
  all->payload += counts->payload;
  all->dropped += counts->dropped;
  all->conflated += counts->conflated;
  all->forgotten += counts->forgotten;
  all->left += counts->left;
  all->waits += counts->waits;
  all->disconnected += counts->disconnected;
}

/**
 * rt_outbox_get_counts:
 * @self: an outbox
 *
 * Returns: (transfer none): what became of its events
 */
const RtOutboxCounts *
rt_outbox_get_counts (RtOutbox *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->queue.counts;
}
