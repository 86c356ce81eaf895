/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-log-desk-private.h"

enum {
  PROP_0,
  PROP_N_MEMBERS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_REBALANCED,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtLogGroup, rt_log_group, G_TYPE_OBJECT)

static void
rt_log_group_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_N_MEMBERS:
      g_value_set_uint (value, rt_log_group_get_n_members (RT_LOG_GROUP (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_log_group_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_N_MEMBERS:
      rt_log_group_set_n_members (RT_LOG_GROUP (object), g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_log_group_finalize (GObject *object)
{
  RtLogGroup *self = RT_LOG_GROUP (object);

  g_ptr_array_unref (self->members);
  g_array_unref (self->places);
  g_free (self->name);

  G_OBJECT_CLASS (rt_log_group_parent_class)->finalize (object);
}

static void
rt_log_group_class_init (RtLogGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rt_log_group_get_property;
  object_class->set_property = rt_log_group_set_property;
  object_class->finalize = rt_log_group_finalize;

  properties[PROP_N_MEMBERS] =
    g_param_spec_uint ("n-members", NULL, NULL, 0, RT_LOG_MAX_MEMBERS, 1,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_REBALANCED] =
    g_signal_new ("rebalanced", RT_TYPE_LOG_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] =
    g_signal_new ("failed", RT_TYPE_LOG_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rt_log_group_init (RtLogGroup *self)
{
  self->n_members = 1;
  self->members = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_array_new (FALSE, FALSE, sizeof (RtLogPlace));
  self->lag = -1;
}

RtLogGroup *
rt_log_group_new (RtLogDesk  *desk,
                  const char *name)
{
  RtLogGroup *self = g_object_new (RT_TYPE_LOG_GROUP, NULL);

  self->desk = desk;
  self->name = g_strdup (name);

  return self;
}

RtLogDesk *
rt_log_group_get_desk (RtLogGroup *self)
{
  return self->desk;
}

/**
 * rt_log_group_get_name:
 * @self: a group
 *
 * Returns: (transfer none): its letter
 */
const char *
rt_log_group_get_name (RtLogGroup *self)
{
  return self->name;
}

/**
 * rt_log_group_is_shared:
 * @self: a group
 *
 * Returns: whether its members share the partitions
 */
gboolean
rt_log_group_is_shared (RtLogGroup *self)
{
  return self->desk != NULL && (rt_desk_get_abilities (RT_DESK (self->desk)) & RT_BUS_CAN_GROUP) != 0;
}

char *
rt_log_group_dup_id (RtLogGroup *self)
{
  g_autofree char *name = g_ascii_strdown (self->name, -1);

  return rt_log_group_is_shared (self) ? g_strconcat ("roundtrip-", name, NULL) : NULL;
}

static guint
get_free_number (RtLogGroup *self)
{
  for (guint number = 1;; number++)
    {
      gboolean taken = FALSE;

      for (guint i = 0; i < self->members->len; i++)
        taken |= rt_log_member_get_number (self->members->pdata[i]) == number;
      if (!taken)
        return number;
    }
}

static void
adjust (RtLogGroup *self)
{
  while (self->begun && self->members->len > self->n_members)
    {
      g_autoptr (RtLogMember) last = g_ptr_array_steal_index (self->members, self->members->len - 1);

      rt_log_member_drop (last);
    }
  while (self->begun && self->members->len < self->n_members)
    {
      RtLogMember *member = rt_log_member_new (self, get_free_number (self));

      if (member == NULL)
        return;
      g_ptr_array_add (self->members, member);
    }
}

/**
 * rt_log_group_set_n_members:
 * @self: a group
 * @n_members: 0 to %RT_LOG_MAX_MEMBERS; to 1 where the engine has no groups
 *
 * Sets how many members it has. The last to come is the first to go.
 */
void
rt_log_group_set_n_members (RtLogGroup *self,
                            guint       n_members)
{
  g_return_if_fail (RT_IS_LOG_GROUP (self));

  n_members = MIN (n_members, rt_log_group_is_shared (self) ? RT_LOG_MAX_MEMBERS : 1);
  if (self->n_members == n_members)
    return;

  self->n_members = n_members;
  adjust (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_MEMBERS]);
}

/**
 * rt_log_group_get_n_members:
 * @self: a group
 *
 * Returns: how many members it has, when the desk runs
 */
guint
rt_log_group_get_n_members (RtLogGroup *self)
{
  return self->n_members;
}

void
rt_log_group_begin (RtLogGroup *self)
{
  self->begun = TRUE;
  rt_log_group_set_n_members (self, self->n_members);
  adjust (self);
}

void
rt_log_group_end (RtLogGroup *self)
{
  self->begun = FALSE;
  self->n_seeking = 0;
  for (guint i = 0; i < self->members->len; i++)
    rt_log_member_leave (self->members->pdata[i]);
  g_ptr_array_set_size (self->members, 0);
}

void
rt_log_group_leave (RtLogGroup *self)
{
  while (self->members->len > 0)
    {
      g_autoptr (RtLogMember) last = g_ptr_array_steal_index (self->members, self->members->len - 1);

      rt_log_member_drop (last);
    }
  self->begun = FALSE;
  self->desk = NULL;
}

void
rt_log_group_clear (RtLogGroup *self)
{
  g_array_set_size (self->places, 0);
  self->lag = -1;
  self->read = self->replayed = self->missed = 0;
}

void
rt_log_group_fail (RtLogGroup *self,
                   const char *reason)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, reason);
}

void
rt_log_group_moved (RtLogGroup *self)
{
  rt_log_group_expect_any (self);
  g_signal_emit (self, signals[SIGNAL_REBALANCED], 0);
}

void
rt_log_group_work (RtLogGroup *self,
                   gint64      elapsed_us,
                   gint64      deadline_us)
{
  for (guint i = 0; i < self->members->len; i++)
    rt_log_member_work (self->members->pdata[i], elapsed_us, deadline_us);
}

/**
 * rt_log_group_get_holder:
 * @self: a group
 * @partition: of the log
 *
 * Returns: the number of its member that has @partition, from 1; 0 none has
 */
guint
rt_log_group_get_holder (RtLogGroup *self,
                         int         partition)
{
  for (guint i = 0; i < self->members->len; i++)
    if (rt_log_member_has (self->members->pdata[i], partition))
      return rt_log_member_get_number (self->members->pdata[i]);

  return 0;
}

/**
 * rt_log_group_get_lag:
 * @self: a group
 *
 * Returns: messages it has still to read, as the broker said last; -1 unknown
 */
gint64
rt_log_group_get_lag (RtLogGroup *self)
{
  return self->lag;
}

/**
 * rt_log_group_get_read:
 * @self: a group
 *
 * Returns: messages it was given
 */
guint64
rt_log_group_get_read (RtLogGroup *self)
{
  return self->read;
}

/**
 * rt_log_group_get_replayed:
 * @self: a group
 *
 * Returns: those of them that it was given before
 */
guint64
rt_log_group_get_replayed (RtLogGroup *self)
{
  return self->replayed;
}

/**
 * rt_log_group_get_missed:
 * @self: a group
 *
 * Returns: messages that were gone when it came to them
 */
guint64
rt_log_group_get_missed (RtLogGroup *self)
{
  return self->missed;
}
