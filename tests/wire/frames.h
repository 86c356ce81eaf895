/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* WebSocket frames in words (RFC 6455 section 5.2), several with blanks between them:
 *
 *   NAME  text, binary, cont, close, ping, pong, or op3 to opf for reserved ones
 *   before it  rsv1. rsv2. rsv3. set these bits
 *   after it   -   not the last fragment: FIN is 0
 *              !   masked where it must not be, or not masked where it must
 *              @2 @8   its length in so many bytes, though fewer would do
 *              #HEX    this length in 8 bytes, whatever follows
 *   then the payload   (as it stands)   <in hexadecimal>   *N (so many asterisks)
 *              [CODE REASON]   of a close frame
 *
 * and raw<hexadecimal>: bytes as they are. */

/* Appends the frames of @script as the side would send them that masks, or not. */
void      frames_append (GByteArray *bytes,
                         const char *script,
                         gboolean    masked);
/* Takes the first frame out of @received and appends it to @log in words; FALSE where none
 * is whole. Asserts what each frame of ours must keep: masked or not, no bit reserved, the
 * shortest length. */
gboolean  frames_take   (GString    *received,
                         gboolean    masked,
                         GString    *log);
/* The same frames, each said as frames_take() says it. (transfer full) */
char     *frames_dup_normal (const char *script);
/* One frame in words. */
void      frames_describe (GString       *log,
                           guint8         head,
                           gconstpointer  payload,
                           gsize          length);

G_END_DECLS
