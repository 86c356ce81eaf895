/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-trace-connection.h"

G_BEGIN_DECLS

/* What a connection carried, in order, to be split into items. */
typedef struct _Transcript Transcript;

Transcript *transcript_new          (void);
void        transcript_free         (Transcript  *self);
/* Something passed on the connection before. */
void        transcript_set_old      (Transcript  *self);
/* How answers are read; by default as a polling client does. */
void        transcript_set_polls    (Transcript  *self,
                                     gboolean     polls);
/* @text as it is. */
void        transcript_send         (Transcript  *self,
                                     const char  *text);
void        transcript_receive      (Transcript  *self,
                                     const char  *text);
void        transcript_send_bytes   (Transcript  *self,
                                     const void  *bytes,
                                     gsize        length);
void        transcript_receive_bytes (Transcript *self,
                                     const void  *bytes,
                                     gsize        length);
/* A WebSocket frame with its header; what is sent is masked. */
void        transcript_send_frame   (Transcript  *self,
                                     guint8       first,
                                     const char  *payload);
void        transcript_receive_frame (Transcript *self,
                                     guint8       first,
                                     const char  *payload);
/* The opening handshake of RFC 6455 section 1.3, perhaps with roundtrip.v1. */
void        transcript_shake_hands  (Transcript  *self,
                                     gboolean     has_envelopes);

/* Its items, cut as it was put together. (transfer full) */
GPtrArray  *transcript_split        (Transcript  *self);
/* One line an item, from after the opening to before the close:
 * "> request GET / 37", "< push event 1 · tick 30+12 empty cut-off": payload after the +. */
char       *transcript_describe     (GPtrArray   *items);
/* All bytes of each direction are in its items, which are complete. */
void        transcript_assert_all_bytes (Transcript *self,
                                     GPtrArray   *items);
/* Changes and leaves out some bytes. */
void        transcript_disturb      (Transcript  *self,
                                     GRand       *rand);
/* Its items are @expected, and are the same when it comes byte by byte and all at once; and
 * all their bytes together are those of each direction. */
void        transcript_assert       (Transcript  *self,
                                     const char  *expected);
/* The same, with whatever items it has. */
void        transcript_assert_any_pieces (Transcript *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transcript, transcript_free)

G_END_DECLS
