/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-call.h"

struct _RtCall {
  GWeakRef      object;
  GCancellable *cancellable;
};

/**
 * rt_call_new:
 * @object: (type GObject): on whose behalf the call is made
 * @cancellable: what the call is cancelled with
 *
 * Makes the user data of an asynchronous call.
 *
 * Returns: (transfer full): to be given to rt_call_end(), once
 */
RtCall *
rt_call_new (gpointer      object,
             GCancellable *cancellable)
{
  RtCall *self = g_new0 (RtCall, 1);

  g_weak_ref_init (&self->object, object);
  self->cancellable = g_object_ref (cancellable);

  return self;
}

/**
 * rt_call_dup_cancellable:
 * @self: a call
 *
 * Returns: (transfer full): what it is cancelled with
 */
GCancellable *
rt_call_dup_cancellable (RtCall *self)
{
  return g_object_ref (self->cancellable);
}

/**
 * rt_call_end:
 * @self: (transfer full): a call
 *
 * Ends a call, in its callback.
 *
 * Returns: (transfer full) (nullable): the object; %NULL when the call was cancelled,
 *   whatever its result says, or the object is gone
 */
gpointer
rt_call_end (RtCall *self)
{
  gpointer object = NULL;

  if (!g_cancellable_is_cancelled (self->cancellable))
    object = g_weak_ref_get (&self->object);

  g_weak_ref_clear (&self->object);
  g_object_unref (self->cancellable);
  g_free (self);

  return object;
}
