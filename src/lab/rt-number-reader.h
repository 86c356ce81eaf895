/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RtNumberReader:
 *
 * Finds a number in what anybody sends, without holding up who asks: what is large is
 * looked through in a thread, one text at a time, and of those that wait the latest.
 */
#define RT_TYPE_NUMBER_READER (rt_number_reader_get_type ())
G_DECLARE_FINAL_TYPE (RtNumberReader, rt_number_reader, RT, NUMBER_READER, GObject)

/* A text that is not larger is looked through at once. */
#define RT_NUMBER_READER_AT_ONCE 4096

/* Signal "read" (): there is a new result */
RtNumberReader *rt_number_reader_new         (void);
/* Forgets everything. */
void            rt_number_reader_set_pointer (RtNumberReader *self,
                                              const char     *pointer);
void            rt_number_reader_read        (RtNumberReader *self,
                                              GBytes         *text);
/* The latest result: TRUE and a number, or FALSE and why not, NULL where nothing was
 * read yet. (transfer none) */
gboolean        rt_number_reader_get         (RtNumberReader *self,
                                              double         *number,
                                              const char    **reason);

G_END_DECLS
