/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-log-desk-private.h"

#include <glib/gi18n.h>

#define TOPIC "events"

enum {
  PROP_0,
  PROP_RATE,
  PROP_WORK_MS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtLogDesk, rt_log_desk, RT_TYPE_DESK)

static void
rt_log_desk_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  RtLogDesk *self = RT_LOG_DESK (object);

  switch (prop_id)
    {
    case PROP_RATE:
      g_value_set_uint (value, self->rate);
      break;
    case PROP_WORK_MS:
      g_value_set_uint (value, self->work_ms);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_number (RtLogDesk  *self,
            guint      *number,
            guint       value,
            GParamSpec *pspec)
{
  if (*number == value)
    return;

  *number = value;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
rt_log_desk_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  RtLogDesk *self = RT_LOG_DESK (object);

  switch (prop_id)
    {
    case PROP_RATE:
      set_number (self, &self->rate, g_value_get_uint (value), pspec);
      break;
    case PROP_WORK_MS:
      set_number (self, &self->work_ms, g_value_get_uint (value), pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
clear (RtDesk *desk)
{
  RtLogDesk *self = RT_LOG_DESK (desk);

  g_array_set_size (self->partitions, 0);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->groups)); i++)
    {
      g_autoptr (RtLogGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      rt_log_group_clear (group);
    }
}

/* What it cannot give is not asked for. */
static RtBusTarget *
make_target (RtDesk         *desk,
             RtBusAbilities  abilities)
{
  RtBusTarget *target = rt_bus_target_new (RT_BUS_LOG, TOPIC);

  target->n_partitions = abilities & RT_BUS_CAN_PARTITIONS ? RT_LOG_N_PARTITIONS : 0;
  target->retention_ms = abilities & RT_BUS_CAN_RETENTION ? RT_LOG_RETENTION_MS : -1;

  return target;
}

static void
rt_log_desk_dispose (GObject *object)
{
  RtLogDesk *self = RT_LOG_DESK (object);

  G_OBJECT_CLASS (rt_log_desk_parent_class)->dispose (object);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->groups)); i++)
    {
      g_autoptr (RtLogGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      rt_log_group_leave (group);
    }
  g_list_store_remove_all (self->groups);
}

static void
rt_log_desk_finalize (GObject *object)
{
  RtLogDesk *self = RT_LOG_DESK (object);

  rt_bus_target_free (self->target);
  g_array_unref (self->partitions);
  g_object_unref (self->groups);

  G_OBJECT_CLASS (rt_log_desk_parent_class)->finalize (object);
}

static void
rt_log_desk_class_init (RtLogDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtDeskClass *desk_class = RT_DESK_CLASS (klass);
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rt_log_desk_get_property;
  object_class->set_property = rt_log_desk_set_property;
  object_class->dispose = rt_log_desk_dispose;
  object_class->finalize = rt_log_desk_finalize;
  desk_class->id = "log";
  desk_class->name = N_("Log");
  desk_class->sentence = N_("All is kept; each group reads at its own pace.");
  desk_class->default_uri = "embedded:events";
  desk_class->needs = RT_BUS_CAN_LOG;
  desk_class->missing = N_("This bus has no logs, only queues.");
  desk_class->make_target = make_target;
  desk_class->begin = rt_log_desk_begin;
  desk_class->end = rt_log_desk_end;
  desk_class->tick = rt_log_desk_tick;
  desk_class->measure = rt_log_desk_measure;
  desk_class->clear = clear;

  properties[PROP_RATE] = g_param_spec_uint ("rate", NULL, NULL, 0, RT_LOG_MAX_RATE, 3, writable);
  properties[PROP_WORK_MS] = g_param_spec_uint ("work-ms", NULL, NULL, 0, RT_LOG_MAX_WORK_MS, 200, writable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_log_desk_init (RtLogDesk *self)
{
  g_autoptr (RtLogGroup) first = NULL;

  self->rate = 3;
  self->work_ms = 200;
  self->target = rt_bus_target_new (RT_BUS_LOG, TOPIC);
  self->groups = g_list_store_new (RT_TYPE_LOG_GROUP);
  self->partitions = g_array_new (FALSE, FALSE, sizeof (RtLogPartition));
  first = rt_log_group_new (self, "A");
  g_list_store_append (self->groups, first);
}

/**
 * rt_log_desk_new:
 *
 * Returns: (transfer full): a desk that stands still, on the embedded bus, with one group
 */
RtLogDesk *
rt_log_desk_new (void)
{
  return g_object_new (RT_TYPE_LOG_DESK, NULL);
}

/**
 * rt_log_desk_get_groups:
 * @self: a desk
 *
 * Returns: (transfer none): of #RtLogGroup
 */
GListModel *
rt_log_desk_get_groups (RtLogDesk *self)
{
  return G_LIST_MODEL (self->groups);
}

static gboolean
is_taken (RtLogDesk  *self,
          const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->groups)); i++)
    {
      g_autoptr (RtLogGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      if (g_str_equal (rt_log_group_get_name (group), name))
        return TRUE;
    }

  return FALSE;
}

/**
 * rt_log_desk_add_group:
 * @self: a desk
 *
 * Adds a group with one member. It reads everything that is kept, or goes on where a group of its
 * name once was.
 *
 * Returns: %FALSE where there are %RT_LOG_MAX_GROUPS
 */
gboolean
rt_log_desk_add_group (RtLogDesk *self)
{
  g_autoptr (RtLogGroup) group = NULL;
  char name[] = "A";

  g_return_val_if_fail (RT_IS_LOG_DESK (self), FALSE);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->groups)) >= RT_LOG_MAX_GROUPS)
    return FALSE;

  while (is_taken (self, name))
    name[0]++;
  group = rt_log_group_new (self, name);
  g_list_store_append (self->groups, group);
  if (self->declared)
    rt_log_group_begin (group);

  return TRUE;
}

/**
 * rt_log_desk_remove_group:
 * @self: a desk
 * @group: a group
 *
 * Has the members of @group leave, and forgets it; nothing where it is none of @self.
 */
void
rt_log_desk_remove_group (RtLogDesk  *self,
                          RtLogGroup *group)
{
  guint position;

  g_return_if_fail (RT_IS_LOG_DESK (self));

  if (!g_list_store_find (self->groups, group, &position))
    return;

  g_object_ref (group);
  rt_log_group_leave (group);
  g_list_store_remove (self->groups, position);
  g_object_unref (group);
}

/**
 * rt_log_desk_get_partitions:
 * @self: a desk
 * @n_partitions: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_partitions): how far each goes, as the broker said last;
 *   until the next turn of the loop
 */
const RtLogPartition *
rt_log_desk_get_partitions (RtLogDesk *self,
                            guint     *n_partitions)
{
  *n_partitions = self->partitions->len;

  return (const RtLogPartition *) (gpointer) self->partitions->data;
}

/**
 * rt_log_desk_get_positions:
 * @self: a desk
 * @position: of a partition in rt_log_desk_get_partitions()
 * @positions: (out caller-allocates) (array length=max): where to put them
 * @max: how many at the most
 *
 * Tells how far each group is in a partition, and which of its members reads it.
 *
 * Returns: how many there are in @positions
 */
guint
rt_log_desk_get_positions (RtLogDesk     *self,
                           guint          position,
                           RtLogPosition *positions,
                           guint          max)
{
  guint n_groups = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->groups)), max);
  int partition;

  g_return_val_if_fail (position < self->partitions->len, 0);

  partition = g_array_index (self->partitions, RtLogPartition, position).partition;
  for (guint i = 0; i < n_groups; i++)
    {
      g_autoptr (RtLogGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);

      positions[i] = (RtLogPosition) { i, rt_log_group_get_holder (group, partition),
                                       rt_log_group_get_offset (group, partition) };
    }

  return n_groups;
}

/**
 * rt_log_desk_get_n_kept:
 * @self: a desk
 *
 * Returns: messages that are kept, in all partitions, as the broker said last; -1 unknown
 */
gint64
rt_log_desk_get_n_kept (RtLogDesk *self)
{
  gint64 n_kept = 0;

  if (self->partitions->len == 0)
    return -1;

  for (guint i = 0; i < self->partitions->len; i++)
    {
      const RtLogPartition *partition = &g_array_index (self->partitions, RtLogPartition, i);

      n_kept += partition->next - partition->first;
    }

  return n_kept;
}

/**
 * rt_log_desk_get_published:
 * @self: a desk
 *
 * Returns: messages that the broker has confirmed
 */
guint64
rt_log_desk_get_published (RtLogDesk *self)
{
  RtBusTally tally;

  rt_desk_get_tally (RT_DESK (self), &tally);

  return tally.confirmed;
}
