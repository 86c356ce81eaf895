/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtCall:
 *
 * An asynchronous call on the way: what its callback needs to find its object again,
 * or to learn that nobody waits for it any more. Holds the object weakly, so that one
 * that is stopped can be finalised at once.
 */
typedef struct _RtCall RtCall;

RtCall  *rt_call_new (gpointer      object,
                      GCancellable *cancellable);
GCancellable *rt_call_dup_cancellable (RtCall *self);
gpointer rt_call_end (RtCall       *self);

G_END_DECLS
