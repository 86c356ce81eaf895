/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-bus-sightings.h"

#include "core/rt-continuity.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"

struct _RtBusSightings {
  GHashTable *partitions;  /* number → RtContinuity */
  gint64      expected;
  GHashTable *ids;
  GQueue      order;       /* of the same strings, the oldest first */
  guint64     n_duplicate;
  guint64     n_reordered;
};

/**
 * rt_bus_sightings_new:
 *
 * Returns: (transfer full): an account of nothing
 */
RtBusSightings *
rt_bus_sightings_new (void)
{
  RtBusSightings *self = g_new0 (RtBusSightings, 1);

  self->partitions = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) rt_continuity_free);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->expected = -1;

  return self;
}

/**
 * rt_bus_sightings_free:
 * @self: (transfer full): an account
 */
void
rt_bus_sightings_free (RtBusSightings *self)
{
  g_hash_table_unref (self->partitions);
  g_hash_table_unref (self->ids);
  g_queue_clear (&self->order);
  g_free (self);
}

/**
 * rt_bus_sightings_restart:
 * @self: an account
 *
 * Begins anew, as one who has seen nothing; what was counted stays.
 */
void
rt_bus_sightings_restart (RtBusSightings *self)
{
  g_hash_table_remove_all (self->partitions);
  g_hash_table_remove_all (self->ids);
  g_queue_clear (&self->order);
  self->expected = -1;
}

/**
 * rt_bus_sightings_expect:
 * @self: an account that begins
 * @offset: what comes first in each partition; -1 whatever does
 */
void
rt_bus_sightings_expect (RtBusSightings *self,
                         gint64          offset)
{
  self->expected = offset;
}

static gboolean
is_gone (gpointer key,
         gpointer value,
         gpointer user_data)
{
  return !rt_bus_is_assigned (user_data, GPOINTER_TO_INT (key));
}

/**
 * rt_bus_sightings_keep:
 * @self: an account
 * @partitions: (element-type int): what its consumer has now
 *
 * Forgets where it was in the others: when one comes back, others will have read on in it.
 */
void
rt_bus_sightings_keep (RtBusSightings *self,
                       GArray         *partitions)
{
  g_hash_table_foreach_remove (self->partitions, is_gone, partitions);
}

static RtContinuity *
get_partition (RtBusSightings *self,
               int             partition)
{
  RtContinuity *continuity = g_hash_table_lookup (self->partitions, GINT_TO_POINTER (partition));

  if (continuity != NULL)
    return continuity;

  continuity = rt_continuity_new ();
  /* Numbers begin with 1, offsets with 0. */
  if (self->expected >= 0)
    rt_continuity_set_position (continuity, self->expected);
  g_hash_table_insert (self->partitions, GINT_TO_POINTER (partition), continuity);

  return continuity;
}

static gboolean
see_id (RtBusSightings *self,
        const char     *id)
{
  char *copy;

  if (g_hash_table_contains (self->ids, id))
    return TRUE;

  if (self->order.length == RT_BUS_SIGHTINGS_MAX_IDS)
    g_hash_table_remove (self->ids, g_queue_pop_head (&self->order));
  copy = g_strdup (id);
  g_hash_table_add (self->ids, copy);
  g_queue_push_tail (&self->order, copy);

  return FALSE;
}

/* Another log: offsets of the one before mean nothing in it. */
static void
go_on_from (RtBusSightings      *self,
            const RtBusDelivery *delivery)
{
  g_hash_table_remove (self->partitions, GINT_TO_POINTER (delivery->partition));
  rt_continuity_set_position (get_partition (self, delivery->partition), delivery->offset);
}

/* It was to begin beyond its end, so it begins there. */
static gboolean
begins_before (RtBusSightings      *self,
               const RtBusDelivery *delivery)
{
  return delivery->offset >= 0 && delivery->offset < self->expected
         && !g_hash_table_contains (self->partitions, GINT_TO_POINTER (delivery->partition));
}

/**
 * rt_bus_sightings_see:
 * @self: an account
 * @delivery: what was delivered
 * @lost: (out): how many are newly missing before it in its partition
 *
 * Enters a delivery. One of a queue without an id was had before where the broker says that it
 * was given to somebody: who that was nobody knows then.
 *
 * Returns: whether it was had before
 */
gboolean
rt_bus_sightings_see (RtBusSightings      *self,
                      const RtBusDelivery *delivery,
                      guint64             *lost)
{
  const char *id = delivery->message->id;
  RtSeen seen = RT_SEEN_NEW;
  gboolean repeated;

  *lost = 0;
  if (delivery->anew || begins_before (self, delivery))
    go_on_from (self, delivery);
  if (delivery->offset >= 0)
    seen = rt_continuity_see (get_partition (self, delivery->partition), (guint64) delivery->offset + 1, 0, lost);
  if (seen == RT_SEEN_REORDERED)
    self->n_reordered++;

  repeated = id != NULL ? see_id (self, id) : delivery->offset < 0 && delivery->redelivered;
  repeated |= seen == RT_SEEN_DUPLICATE;
  if (repeated)
    self->n_duplicate++;

  return repeated;
}

/**
 * rt_bus_sightings_get_duplicate:
 * @self: an account
 *
 * Returns: how many came that were had before
 */
guint64
rt_bus_sightings_get_duplicate (RtBusSightings *self)
{
  return self->n_duplicate;
}

/**
 * rt_bus_sightings_get_reordered:
 * @self: an account
 *
 * Returns: how many came after one with a higher offset of the same partition
 */
guint64
rt_bus_sightings_get_reordered (RtBusSightings *self)
{
  return self->n_reordered;
}
