/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RtOutput:
 *
 * Standard output or standard error, written without ever blocking the loop and
 * in the order it was asked for. What the reader does not take yet waits in
 * memory, at most RT_OUTPUT_MAX_WAITING bytes.
 */
#define RT_TYPE_OUTPUT (rt_output_get_type ())
G_DECLARE_FINAL_TYPE (RtOutput, rt_output, RT, OUTPUT, GObject)

#define RT_OUTPUT_MAX_WAITING (64 * 1024 * 1024)

/* Signals:
 *   "closed" (): the reader is gone; whatever is written from now on is dropped.
 *   "drained" (): everything written was taken by the reader.
 *   "overrun" (): more would wait than RT_OUTPUT_MAX_WAITING; once, and from then
 *     on what is written is dropped.
 */

RtOutput *rt_output_new         (int          fd);
void      rt_output_write       (RtOutput    *self,
                                 const char  *text);
void      rt_output_printf      (RtOutput    *self,
                                 const char  *format,
                                 ...) G_GNUC_PRINTF (2, 3);
/* How many bytes were not taken yet. */
gsize     rt_output_get_waiting (RtOutput    *self);
/* A terminal that is not dumb: lines may be drawn over. */
gboolean  rt_output_is_terminal (RtOutput    *self);
gboolean  rt_output_is_drawable (RtOutput    *self);
gboolean  rt_output_has_colour  (RtOutput    *self);
void      rt_output_get_size    (RtOutput    *self,
                                 guint       *columns,
                                 guint       *rows);

G_END_DECLS
