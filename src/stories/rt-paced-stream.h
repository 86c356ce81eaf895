/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtPacedStream:
 *
 * Gives out what another stream holds, no faster than so many bytes a second and, where
 * it is known how many there are, exactly that many: a file that grows or shrinks while it
 * is read is noticed before its last byte is given out. To be read asynchronously.
 */
#define RT_TYPE_PACED_STREAM (rt_paced_stream_get_type ())
G_DECLARE_FINAL_TYPE (RtPacedStream, rt_paced_stream, RT, PACED_STREAM, GFilterInputStream)

/* How much is read ahead, in bytes. */
#define RT_PACED_STREAM_AHEAD (64 * 1024)
/* How long a limited stream gathers before it gives out the next piece, in µs. */
#define RT_PACED_STREAM_PIECE_US 50000

/* @expected: how many bytes there are to be, -1 unknown. Closes @base with it. */
RtPacedStream *rt_paced_stream_new       (GInputStream  *base,
                                          gint64         expected);
/* Bytes a second, 0 for no limit. Counts from now on. */
void           rt_paced_stream_set_limit (RtPacedStream *self,
                                          guint64        limit);
/* Gives out nothing more: the next read finds the end. */
void           rt_paced_stream_end       (RtPacedStream *self);
guint64        rt_paced_stream_get_given (RtPacedStream *self);
/* What went wrong with @base: its own error, or G_IO_ERROR_PARTIAL_INPUT where it has not
 * as many bytes as it should; NULL nothing. (transfer none) */
const GError  *rt_paced_stream_get_error (RtPacedStream *self);

G_END_DECLS
