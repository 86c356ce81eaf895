/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A RabbitMQ for this test program, started with the first call and ended with the process; see
 * rabbitmq.py. FALSE: there is none, and the test is skipped with the reason. */
gboolean    rt_test_rabbitmq_start   (void);
guint16     rt_test_rabbitmq_port    (void);
guint16     rt_test_rabbitmq_tls_port (void);
/* "kill", "start", "restart", "freeze", "thaw", "alarm", "calm", "sync", "disconnect", "set_up_late": runs the
 * thread-default main context until that is done. */
void        rt_test_rabbitmq_do      (const char *command);
/* Only asks for it. */
void        rt_test_rabbitmq_ask     (const char *command);
/* Whether what was asked for is done. */
gboolean    rt_test_rabbitmq_is_done (void);
/* Last in main(). */
void        rt_test_rabbitmq_stop    (void);

G_END_DECLS
