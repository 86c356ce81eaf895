/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtPortHold:
 *
 * Keeps a port without listening there: who connects is refused by the kernel, as where
 * nobody serves, and no other program can take the port meanwhile.
 */
typedef struct _RtPortHold RtPortHold;

/* At the loopback addresses, or with @everywhere at all of this machine. Right after
 * whoever listened there was closed. */
RtPortHold *rt_port_hold_new  (guint16      port,
                               gboolean     everywhere,
                               GError     **error);
void        rt_port_hold_free (RtPortHold  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtPortHold, rt_port_hold_free)

G_END_DECLS
