/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A host's name has 253 characters at most, a port five (RFC 1035 section 2.3.4). */
#define RT_GUARD_MAX_VALUE 264

/**
 * RtGuardText:
 *
 * Private to RtGuardHead: what must be looked at as a whole.
 */
typedef struct {
  guint16 length;
  char    bytes[RT_GUARD_MAX_VALUE];
} RtGuardText;

/**
 * RtGuardLine:
 *
 * Private to RtGuardHead: reads the request line (RFC 9112 section 3) and refuses what
 * libsoup would refuse without a word. Zero to begin with.
 */
typedef struct {
  guint8 part;
  guint8 n_digits;   /* of a percent-encoding, that are still to come */
  guint8 octet;      /* its value so far */
  guint8 n_dots;     /* of a segment of the path that has nothing else so far; more than two: another segment */
  guint8 hides_dots; /* whether an encoded slash is before it */
  guint8 n_version;  /* bytes of the version so far */
  char   version[8];
} RtGuardLine;

/* The next byte of the request line, which has no line end in it. %FALSE and @error, a
 * #RtGuardError, when no request line is written like that. @text is used in between. */
gboolean rt_guard_line_read   (RtGuardLine  *self,
                               RtGuardText  *text,
                               char          c,
                               GError      **error);
/* The line is whole: whether it is one, and whether it says HTTP/1.1 and not 1.0. */
gboolean rt_guard_line_end    (RtGuardLine  *self,
                               gboolean     *is_http_1_1,
                               GError      **error);

/* %FALSE when there is no room. */
gboolean rt_guard_text_append (RtGuardText  *self,
                               char          c);
/* Whether @authority can be a host with its port (RFC 3986 section 3.2), or nothing. */
gboolean rt_guard_is_authority (const char  *authority);

G_END_DECLS
