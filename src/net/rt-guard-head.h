/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-guard.h"
#include "net/rt-guard-line.h"

G_BEGIN_DECLS

/**
 * RtGuardHead:
 *
 * Private to RtGuard: reads the head of a request byte by byte, in whatever pieces
 * it comes, and keeps of it what says where the request ends.
 */
typedef struct {
  guint8   state;
  guint8   before_return;    /* the state that a carriage return interrupted */
  guint8   name_length;
  guint8   field;            /* which field of interest the line is */
  guint    n_fields;
  gsize    n_bytes;
  RtGuardLine line;
  char     name[20];
  RtGuardText value;         /* of a field of interest, or within the request line */

  gboolean saw_blank_line;   /* the one before the request line that is allowed */
  gboolean has_host;
  gboolean has_length;
  gboolean is_http_1_1;
  gboolean is_chunked;
  gboolean has_upgrade;
  gboolean connection_upgrades;
  gboolean has_expect;
  gboolean expects_continue;
  guint64  length;
} RtGuardHead;

/* How many of @length bytes belong to the head; *@complete once it is whole. -1 and
 * @error when it cannot be read in one way alone. */
gssize   rt_guard_head_read    (RtGuardHead          *self,
                                const RtGuardLimits  *limits,
                                const char           *bytes,
                                gsize                 length,
                                gboolean             *complete,
                                GError              **error);
/* Is that character one a field's name consists of (RFC 9110 section 5.6.2)? */
gboolean rt_guard_is_token     (char                  c);

G_END_DECLS
