/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-log-desk-private.h"

#include <glib/gi18n.h>

static RtLogPlace *
get_place (RtLogGroup *self,
           int         partition)
{
  const RtLogPlace nowhere = { -1, -1, -1, -1 };

  if (partition < 0 || partition >= RT_LOG_MAX_PARTITIONS)
    partition = 0;
  while (self->places->len <= (guint) partition)
    g_array_append_val (self->places, nowhere);

  return &g_array_index (self->places, RtLogPlace, partition);
}

gint64
rt_log_group_get_from (RtLogGroup *self)
{
  gint64 done = self->places->len > 0 && !rt_log_group_is_shared (self) ? get_place (self, 0)->done : -1;

  return done >= 0 ? done : RT_BUS_FROM_BEGINNING;
}

void
rt_log_group_delivered (RtLogGroup          *self,
                        const RtBusDelivery *delivery)
{
  RtTraffic *counters = rt_desk_get_counters (RT_DESK (self->desk));
  RtLogPlace *place = get_place (self, delivery->partition);

  if (place->expected >= 0 && delivery->offset > place->expected && self->n_seeking == 0)
    {
      self->missed += delivery->offset - place->expected;
      counters->lost += delivery->offset - place->expected;
    }
  self->read++;
  if (delivery->offset <= place->highest)
    {
      self->replayed++;
      counters->duplicate++;
    }
  else
    counters->unique++;
  place->highest = MAX (place->highest, delivery->offset);
  place->expected = delivery->offset + 1;
}

void
rt_log_group_worked (RtLogGroup          *self,
                     const RtBusDelivery *delivery)
{
  get_place (self, delivery->partition)->done = delivery->offset + 1;
}

void
rt_log_group_expect_any (RtLogGroup *self)
{
  for (guint i = 0; i < self->places->len; i++)
    g_array_index (self->places, RtLogPlace, i).expected = -1;
}

gint64
rt_log_group_get_offset (RtLogGroup *self,
                         int         partition)
{
  const RtLogPlace *place = get_place (self, partition);

  return rt_log_group_is_shared (self) ? place->committed : place->done;
}

void
rt_log_group_measured (RtLogGroup   *self,
                       const GArray *partitions)
{
  self->lag = 0;
  for (guint i = 0; i < partitions->len; i++)
    {
      const RtBusPartition *partition = &g_array_index (partitions, RtBusPartition, i);

      get_place (self, partition->partition)->committed = partition->committed;
      self->lag += partition->next - MAX (rt_log_group_get_offset (self, partition->partition), partition->first);
    }
}

static void
on_sought (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (RtLogGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = rt_bus_subscription_seek_finish (RT_BUS_SUBSCRIPTION (source), result, &error);

  if (!self->begun || self->n_seeking == 0)
    return;

  self->n_seeking--;
  rt_log_group_expect_any (self);
  if (!done && !g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_CLOSED))
    rt_log_group_fail (self, error->message);
}

/* @time_us: -1 to @offset. */
static void
seek (RtLogGroup *self,
      gint64      offset,
      gint64      time_us)
{
  if (self->members->len == 0)
    {
      rt_log_group_fail (self, _("Only a member can go elsewhere: start the lane, and add one."));
      return;
    }

  for (guint i = 0; i < self->members->len; i++)
    {
      RtBusSubscription *subscription = rt_log_member_get_subscription (self->members->pdata[i]);
      GCancellable *cancellable = rt_desk_get_cancellable (RT_DESK (self->desk));

      self->n_seeking++;
      rt_log_member_forget (self->members->pdata[i]);
      if (time_us >= 0)
        rt_bus_subscription_seek_time_async (subscription, time_us, cancellable, on_sought, g_object_ref (self));
      else
        rt_bus_subscription_seek_async (subscription, -1, offset, cancellable, on_sought, g_object_ref (self));
    }
}

/**
 * rt_log_group_rewind:
 * @self: a group of a desk that runs
 * @offset: an offset, or the next that is kept; %RT_BUS_FROM_BEGINNING or %RT_BUS_FROM_END
 *
 * Goes elsewhere in every partition; "failed" says why not.
 */
void
rt_log_group_rewind (RtLogGroup *self,
                     gint64      offset)
{
  g_return_if_fail (RT_IS_LOG_GROUP (self));

  seek (self, offset, -1);
}

/**
 * rt_log_group_rewind_time:
 * @self: a group
 * @time_us: µs since 1970
 *
 * Has it read all its partitions from the first message born then or later.
 */
void
rt_log_group_rewind_time (RtLogGroup *self,
                          gint64      time_us)
{
  g_return_if_fail (RT_IS_LOG_GROUP (self));

  seek (self, 0, MAX (time_us, 0));
}
