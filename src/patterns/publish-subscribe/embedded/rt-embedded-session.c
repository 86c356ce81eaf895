/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-subscription.h"

#include <errno.h>
#include <unistd.h>

void
rt_embedded_result_clear (RtEmbeddedResult *self)
{
  g_clear_pointer (&self->consumer, rt_embedded_consumer_unref);
  g_clear_pointer (&self->delivery, rt_bus_delivery_unref);
  g_clear_pointer (&self->array, g_array_unref);
  g_clear_error (&self->error);
}

RtEmbeddedSession *
rt_embedded_session_ref (RtEmbeddedSession *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
rt_embedded_session_unref (RtEmbeddedSession *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->results->len; i++)
    rt_embedded_result_clear (&g_array_index (self->results, RtEmbeddedResult, i));
  g_array_unref (self->results);
  close (self->event);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
rt_embedded_session_post (RtEmbeddedSession      *self,
                          const RtEmbeddedResult *result)
{
  const guint64 one = 1;

  g_mutex_lock (&self->mutex);
  g_array_append_vals (self->results, result, 1);
  if (!self->signalled)
    while (write (self->event, &one, sizeof one) < 0 && errno == EINTR)
      ;
  self->signalled = TRUE;
  g_mutex_unlock (&self->mutex);
}

RtEmbeddedConsumer *
rt_embedded_consumer_ref (RtEmbeddedConsumer *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
rt_embedded_consumer_unref (RtEmbeddedConsumer *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  rt_bus_target_free (self->target);
  g_clear_pointer (&self->positions, g_array_unref);
  g_free (self->group);
  g_free (self->tapes);
  g_free (self);
}

guint64
rt_embedded_session_call (RtEmbeddedSession *self,
                          GTask             *task)
{
  g_hash_table_insert (self->calls, GSIZE_TO_POINTER (++self->last_call), task);

  return self->last_call;
}

void
rt_embedded_session_push (RtEmbeddedSession *self,
                          RtEmbeddedOp       op)
{
  op.session = rt_embedded_session_ref (self);
  rt_embedded_store_push (self->store, &op);
}

/* A copy in an atomic box: the contents are those of rt_bus_target_copy(). */
RtBusTarget *
rt_embedded_target_new (const RtBusTarget *target)
{
  RtBusTarget *copy = rt_bus_target_copy (target);
  RtBusTarget *self = g_atomic_rc_box_dup (sizeof *copy, copy);

  g_free (copy);

  return self;
}

RtBusTarget *
rt_embedded_target_ref (RtBusTarget *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_target (gpointer data)
{
  RtBusTarget *self = data;

  g_free (self->name);
  g_free (self->exchange);
  g_free (self->routing_key);
  g_free (self->dead_letter);
}

void
rt_embedded_target_unref (RtBusTarget *self)
{
  g_atomic_rc_box_release_full (self, clear_target);
}
