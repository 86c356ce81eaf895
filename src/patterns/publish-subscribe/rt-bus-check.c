/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-private.h"

#include <glib/gi18n.h>

typedef struct {
  RtBusAbilities ability;
  const char    *lacking;
} Lack;

static const Lack lacks[] = {
  { RT_BUS_CAN_QUEUE, N_("This bus has no queues, only logs.") },
  { RT_BUS_CAN_LOG, N_("This bus has no logs, only queues.") },
  { RT_BUS_CAN_PRIORITY, N_("This bus has no priorities.") },
  { RT_BUS_CAN_TTL, N_("On this bus messages do not expire.") },
  { RT_BUS_CAN_DEAD_LETTER, N_("This bus has no dead letters.") },
  { RT_BUS_CAN_PARTITIONS, N_("On this bus a log has one partition.") },
  { RT_BUS_CAN_GROUP, N_("This bus has no consumer groups.") },
  { RT_BUS_CAN_SEEK, N_("This bus cannot go to an offset.") },
  { RT_BUS_CAN_SEEK_TIME, N_("This bus cannot go to a time.") },
  { RT_BUS_CAN_RETENTION, N_("On this bus the retention of a log cannot be chosen.") },
};

gboolean
rt_bus_check_able (RtBus           *self,
                   RtBusAbilities   abilities,
                   GError         **error)
{
  RtBusAbilities missing = abilities & ~rt_bus_get_abilities (self);

  if (missing == 0)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (lacks); i++)
    if ((missing & lacks[i].ability) != 0)
      {
        g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED, _(lacks[i].lacking));
        break;
      }

  return FALSE;
}

/* What belongs to the other kind, by the name that options and addresses have for it; NULL: nothing. */
static gboolean
refuse_foreign (const RtBusTarget  *target,
                const char         *name,
                GError            **error)
{
  if (name == NULL)
    return FALSE;

  g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED,
               target->kind == RT_BUS_LOG
                 /* Translators: the name of an option, like "priority"; the name of a topic */
                 ? _("“%s” is for queues, and “%s” is a topic: leave it out.")
                 /* Translators: the name of an option, like "group"; the name of a queue */
                 : _("“%s” is for topics, and “%s” is a queue: leave it out."), name, target->name);

  return TRUE;
}

static const char *
find_foreign (const RtBusTarget *target)
{
  if (target->kind == RT_BUS_QUEUE)
    return target->n_partitions > 0 ? "partitions"
           : target->retention_ms >= 0 ? "retention"
           : target->retention_bytes >= 0 ? "retention-bytes" : NULL;

  return target->exchange != NULL ? "exchange"
         : target->max_priority > 0 ? "max-priority"
         : target->ttl_ms >= 0 ? "ttl"
         : target->dead_letter != NULL ? "dead-letter" : NULL;
}

gboolean
rt_bus_check_target (RtBus              *self,
                     const RtBusTarget  *target,
                     GError            **error)
{
  RtBusAbilities needed = target->kind == RT_BUS_QUEUE ? RT_BUS_CAN_QUEUE : RT_BUS_CAN_LOG;

  if (refuse_foreign (target, find_foreign (target), error))
    return FALSE;
  if (*target->name == '\0' || target->max_priority > RT_BUS_MAX_PRIORITY)
    {
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                   _("A queue or topic needs a name, and has priorities up to %d."), RT_BUS_MAX_PRIORITY);
      return FALSE;
    }

  if (target->max_priority > 0)
    needed |= RT_BUS_CAN_PRIORITY;
  if (target->ttl_ms >= 0)
    needed |= RT_BUS_CAN_TTL;
  if (target->dead_letter != NULL)
    needed |= RT_BUS_CAN_DEAD_LETTER;
  if (target->n_partitions > 1)
    needed |= RT_BUS_CAN_PARTITIONS;
  if (target->retention_ms >= 0 || target->retention_bytes >= 0)
    needed |= RT_BUS_CAN_RETENTION;

  return rt_bus_check_able (self, needed, error);
}

/* What routes it, or says where in a log it goes. */
static gboolean
check_key (const RtBusTarget   *target,
           const RtBusMessage  *message,
           GError             **error)
{
  gboolean is_routed = target->exchange != NULL && *target->exchange != '\0';

  if (message->key == NULL || target->kind == RT_BUS_LOG || is_routed)
    return TRUE;

  g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED,
                       _("A message to a queue has no key: keys are for topics and exchanges."));

  return FALSE;
}

/**
 * rt_bus_error_new_plain:
 * @queue: a queue that was declared without priorities
 *
 * Returns: (transfer full): a %RT_BUS_ERROR_UNSUPPORTED for a message that has one. For engines.
 */
GError *
rt_bus_error_new_plain (const char *queue)
{
  return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED,
                      _("“%s” is a queue without priorities: publish without one, or to a queue that is declared with "
                        "max-priority."), queue);
}

/* Its broker would take it, and forget it in silence. Where an exchange routes there may be other queues. */
static gboolean
check_plain (RtBus              *self,
             const RtBusTarget  *target,
             GError            **error)
{
  if (target->exchange != NULL || !g_hash_table_contains (rt_bus_get_private (self)->plain, target->name))
    return TRUE;

  g_propagate_error (error, rt_bus_error_new_plain (target->name));

  return FALSE;
}

gboolean
rt_bus_check_message (RtBus               *self,
                      const RtBusTarget   *target,
                      const RtBusMessage  *message,
                      GError             **error)
{
  RtBusAbilities needed = 0;

  if (g_bytes_get_size (message->body) > RT_BUS_MAX_BODY_BYTES)
    {
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_TOO_LARGE,
                   _("The message is larger than %d bytes: send less at a time."), RT_BUS_MAX_BODY_BYTES);
      return FALSE;
    }
  if (!check_key (target, message, error))
    return FALSE;
  if (message->priority == 0 && message->ttl_ms < 0)
    return TRUE;

  if (target->kind == RT_BUS_LOG)
    return !refuse_foreign (target, message->priority > 0 ? "priority" : "ttl", error);
  if (message->priority > RT_BUS_MAX_PRIORITY)
    {
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                   _("The priority of a message is %d at most."), RT_BUS_MAX_PRIORITY);
      return FALSE;
    }
  if (message->priority > 0 && !check_plain (self, target, error))
    return FALSE;

  if (message->priority > 0)
    needed |= RT_BUS_CAN_PRIORITY;
  if (message->ttl_ms >= 0)
    needed |= RT_BUS_CAN_TTL;

  return rt_bus_check_able (self, needed, error);
}

gboolean
rt_bus_check_subscribing (RtBus                   *self,
                          const RtBusTarget       *target,
                          const RtBusSubscribing  *how,
                          GError                 **error)
{
  RtBusAbilities needed = 0;

  if (!rt_bus_check_target (self, target, error))
    return FALSE;
  if (target->kind == RT_BUS_QUEUE && refuse_foreign (target, how->group != NULL ? "group"
                                                              : how->partition >= 0 ? "partition"
                                                              : how->from != RT_BUS_FROM_END ? "from" : NULL, error))
    return FALSE;
  if (how->prefetch > RT_BUS_MAX_PREFETCH || how->partition < -1 || how->from < RT_BUS_FROM_BEGINNING ||
      (how->group != NULL && (*how->group == '\0' || how->partition >= 0)))
    {
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                   _("One can subscribe with at most %d messages unacknowledged, from an offset or an end, in a group "
                     "with a name or to a partition."), RT_BUS_MAX_PREFETCH);
      return FALSE;
    }

  if (how->group != NULL)
    needed |= RT_BUS_CAN_GROUP;
  if (how->partition > 0)
    needed |= RT_BUS_CAN_PARTITIONS;
  if (how->from >= 0)
    needed |= RT_BUS_CAN_SEEK;

  return rt_bus_check_able (self, needed, error);
}
