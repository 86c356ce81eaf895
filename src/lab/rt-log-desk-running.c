/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-log-desk-private.h"

#include "core/rt-priority.h"

/* How often the clock is asked. */
#define N_BETWEEN 16

/* (transfer full) */
static RtLogGroup *
get_group (RtLogDesk *self,
           guint      position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->groups), position);
}

static guint
get_n_groups (RtLogDesk *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->groups));
}

static void
begin_groups (RtLogDesk *self)
{
  for (guint i = 0; i < get_n_groups (self) && self->declared; i++)
    {
      g_autoptr (RtLogGroup) group = get_group (self, i);

      rt_log_group_begin (group);
    }
}

static void
on_declared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (RtLogDesk) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = rt_bus_declare_finish (RT_BUS (source), result, &error);

  if (self->control != RT_BUS (source))
    return;

  self->declared = done;
  if (done)
    {
      rt_desk_set_ready (RT_DESK (self));
      begin_groups (self);
    }
  else
    rt_desk_fail (RT_DESK (self), error);
}

void
rt_log_desk_begin (RtDesk *desk)
{
  RtLogDesk *self = RT_LOG_DESK (desk);
  RtBus *control = rt_desk_add_bus (desk);

  if (control == NULL)
    return;

  self->control = control;
  self->n_measuring = 0;
  g_clear_pointer (&self->target, rt_bus_target_free);
  self->target = RT_DESK_GET_CLASS (self)->make_target (desk, rt_desk_get_abilities (desk));
  rt_bus_declare_async (control, self->target, rt_desk_get_cancellable (desk), on_declared, g_object_ref (self));
}

void
rt_log_desk_end (RtDesk *desk)
{
  RtLogDesk *self = RT_LOG_DESK (desk);

  self->control = NULL;
  self->declared = FALSE;
  for (guint i = 0; i < get_n_groups (self); i++)
    {
      g_autoptr (RtLogGroup) group = get_group (self, i);

      rt_log_group_end (group);
    }
}

static gboolean
publish (RtLogDesk *self)
{
  g_autofree char *body = g_strdup_printf ("{\"number\": %" G_GUINT64_FORMAT "}", self->n_made + 1);
  gsize length = strlen (body);
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&body), length);
  g_autoptr (RtBusMessage) message = rt_bus_message_new (bytes);

  message->content_type = g_strdup ("application/json");
  message->key = g_strdup_printf ("key-%u", (guint) (self->n_made % RT_LOG_N_KEYS));
  message->time_us = g_get_real_time ();
  message->persistent = TRUE;

  return rt_bus_publish (self->control, self->target, message, NULL, NULL, NULL);
}

/* What is due and cannot go, because too much is unconfirmed, is not made up for. */
static void
produce (RtLogDesk *self,
         gint64     elapsed_us,
         gint64     deadline_us)
{
  double per_tick = (double) self->rate * elapsed_us / G_USEC_PER_SEC;

  if (!self->declared || rt_bus_get_state (self->control) != RT_BUS_OPEN)
    return;

  self->due = MIN (self->due + per_tick, MAX (1, 2 * per_tick));
  for (guint n = 1; self->due >= 1; n++)
    {
      if (!publish (self))
        {
          self->due = 0;
          return;
        }
      self->n_made++;
      self->due--;
      if (n % N_BETWEEN == 0 && g_get_monotonic_time () > deadline_us)
        return;
    }
}

/* Who is first in one tick is last in the next: a slice is short where there are many. */
void
rt_log_desk_tick (RtDesk *desk,
                  gint64  elapsed_us)
{
  RtLogDesk *self = RT_LOG_DESK (desk);
  gint64 deadline = g_get_monotonic_time () + RT_SLICE_US;
  guint n_groups = get_n_groups (self);

  for (guint i = 0; i < n_groups; i++)
    {
      g_autoptr (RtLogGroup) group = get_group (self, (self->turn + i) % n_groups);

      rt_log_group_work (group, elapsed_us, deadline);
    }
  self->turn++;
  produce (self, elapsed_us, MAX (deadline, g_get_monotonic_time () + RT_SLICE_US / 2));
}

static void
take_partition (RtLogDesk            *self,
                guint                 position,
                const RtBusPartition *measured)
{
  RtLogPartition *partition;

  if (position >= self->partitions->len)
    {
      RtLogPartition anew = { measured->partition, measured->first, measured->next, 0 };

      g_array_append_val (self->partitions, anew);
    }
  partition = &g_array_index (self->partitions, RtLogPartition, position);
  partition->partition = measured->partition;
  partition->eaten += MAX (measured->first - partition->first, 0);
  partition->first = measured->first;
  partition->next = measured->next;
}

typedef struct {
  RtLogDesk  *desk;
  RtLogGroup *group;   /* or NULL */
} Measuring;

static void
measuring_free (Measuring *measuring)
{
  g_object_unref (measuring->desk);
  g_clear_object (&measuring->group);
  g_free (measuring);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Measuring, measuring_free)

static void
on_measured (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Measuring) measuring = user_data;
  RtLogDesk *self = measuring->desk;
  g_autoptr (GArray) partitions = rt_bus_measure_finish (RT_BUS (source), result, NULL);

  if (self->control != RT_BUS (source))
    return;

  self->n_measuring--;
  if (partitions == NULL)
    return;

  for (guint i = 0; i < MIN (partitions->len, RT_LOG_MAX_PARTITIONS); i++)
    take_partition (self, i, &g_array_index (partitions, RtBusPartition, i));
  if (measuring->group != NULL)
    rt_log_group_measured (measuring->group, partitions);
}

static void
measure (RtLogDesk  *self,
         RtLogGroup *group)
{
  Measuring *measuring = g_new0 (Measuring, 1);
  g_autofree char *id = group != NULL ? rt_log_group_dup_id (group) : NULL;

  measuring->desk = g_object_ref (self);
  g_set_object (&measuring->group, group);
  self->n_measuring++;
  rt_bus_measure_async (self->control, self->target, id, rt_desk_get_cancellable (RT_DESK (self)), on_measured,
                        measuring);
}

void
rt_log_desk_measure (RtDesk *desk)
{
  RtLogDesk *self = RT_LOG_DESK (desk);

  if (!self->declared || self->n_measuring > 0)
    return;

  for (guint i = 0; i < get_n_groups (self); i++)
    {
      g_autoptr (RtLogGroup) group = get_group (self, i);

      measure (self, group);
    }
  if (get_n_groups (self) == 0)
    measure (self, NULL);
}
