/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-poller-private.h"

static GMutex pollers_lock;
static GHashTable *pollers;   /* by their contexts, which are not referenced */

/**
 * rt_poller_get_default:
 *
 * Gives the poller of the thread-default main context, made on first use. It
 * lives as long as the context, or as the last who holds a reference.
 *
 * Returns: (transfer none): the poller
 */
RtPoller *
rt_poller_get_default (void)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  RtPoller *self;

  g_mutex_lock (&pollers_lock);
  if (pollers == NULL)
    pollers = g_hash_table_new (NULL, NULL);
  self = g_hash_table_lookup (pollers, context);

  /* A context that ended may have had the same address. */
  if (self == NULL || rt_poller_is_over (self))
    {
      self = rt_poller_new (context);
      g_hash_table_replace (pollers, context, self);
      rt_poller_unref (self);
    }
  g_mutex_unlock (&pollers_lock);

  return self;
}

void
rt_poller_forget_default (RtPoller     *self,
                          GMainContext *context)
{
  g_mutex_lock (&pollers_lock);
  if (pollers != NULL && g_hash_table_lookup (pollers, context) == self)
    {
      g_hash_table_remove (pollers, context);
      if (g_hash_table_size (pollers) == 0)
        g_clear_pointer (&pollers, g_hash_table_unref);
    }
  g_mutex_unlock (&pollers_lock);
}
