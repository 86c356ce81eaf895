/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is there, until the monotonic time @until. TRUE: there is more. */
typedef gboolean (*RtKafkaDrain) (gint64   until,
                                  gpointer user_data);

/* A source at RT_PRIORITY_IO: @drain whenever the eventfd @fd was written to, or its ready time has
 * come. (transfer full) */
GSource *rt_kafka_source_new   (int          fd,
                                RtKafkaDrain drain,
                                gpointer     user_data);
/* Takes what was written to @fd. */
void     rt_kafka_source_clear (int          fd);

G_END_DECLS
