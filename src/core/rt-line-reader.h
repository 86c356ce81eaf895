/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtLineReader:
 *
 * Reads a stream line by line, asynchronously, no further ahead than it is asked for
 * and never more than RT_LINE_READER_MAX_LINE bytes.
 */
#define RT_TYPE_LINE_READER (rt_line_reader_get_type ())
G_DECLARE_FINAL_TYPE (RtLineReader, rt_line_reader, RT, LINE_READER, GObject)

#define RT_LINE_READER_MAX_LINE (16 * 1024 * 1024)

RtLineReader *rt_line_reader_new         (GInputStream         *stream);
void          rt_line_reader_set_priority (RtLineReader      *self,
                                           int                priority);
/* The number of the line read last, from 1. */
guint64       rt_line_reader_get_number  (RtLineReader         *self);
void          rt_line_reader_read_async  (RtLineReader         *self,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* %NULL without @error at the end. (transfer full) */
GBytes       *rt_line_reader_read_finish (RtLineReader         *self,
                                          GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
