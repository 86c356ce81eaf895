/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtGuardTarget:
 *
 * Private to RtGuardHead: looks at the request line for a target that libsoup would
 * refuse without a word (RFC 9112 section 3). Zero to begin with.
 */
typedef struct {
  guint8 part;
  guint8 n_digits;   /* of a percent-encoding, that are still to come */
  guint8 octet;      /* its value so far */
} RtGuardTarget;

/* The next byte of the request line. %FALSE and @error, a #RtGuardError, when no target
 * is written like that. */
gboolean rt_guard_target_read (RtGuardTarget  *self,
                               char            c,
                               GError        **error);

G_END_DECLS
