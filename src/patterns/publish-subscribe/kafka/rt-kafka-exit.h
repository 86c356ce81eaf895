/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The end of the program waits, for three seconds at most, until all handles of librdkafka are gone:
 * nothing is to be made or destroyed while libraries end, and consumers commit what was acknowledged
 * and take leave. Any thread. */
void rt_kafka_exit_add    (void);
void rt_kafka_exit_remove (void);
/* Once OpenSSL is there, which ends before what was registered before it. */
void rt_kafka_exit_renew  (void);

G_END_DECLS
