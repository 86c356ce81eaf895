/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-guard.h"

G_BEGIN_DECLS

/**
 * RtGuardChunks:
 *
 * Private to RtGuard: reads a chunked body (RFC 9112 section 7.1) in whatever pieces
 * it comes. Zero to begin with.
 */
typedef struct {
  guint8  state;
  guint   line_length;
  guint   n_digits;
  gsize   trailer_length;
  guint64 remaining;
} RtGuardChunks;

/* How many of @length bytes belong to the body; *@complete once it is whole. Stops
 * before and after trailer fields: *@is_trailer tells them apart. -1 and @error when
 * it is malformed. */
gssize rt_guard_chunks_read (RtGuardChunks        *self,
                             const RtGuardLimits  *limits,
                             const char           *bytes,
                             gsize                 length,
                             gboolean             *complete,
                             gboolean             *is_trailer,
                             GError              **error);

/* Whether so many bytes of data follow before there is any framing again. */
gboolean rt_guard_chunks_is_within (const RtGuardChunks *self,
                                    guint64              length);

G_END_DECLS
