/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <librdkafka/rdkafka.h>

#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/* In the domain RT_BUS_ERROR; @said are librdkafka's own words, NULL for those it always has
 * for @code. (transfer full) */
GError *rt_kafka_error_new       (rd_kafka_resp_err_t  code,
                                  const char          *said);
/* FALSE with the error that @code is. */
gboolean rt_kafka_succeeded      (rd_kafka_resp_err_t  code,
                                  GError             **error);
/* Takes @from. (transfer full) */
GError *rt_kafka_error_take      (rd_kafka_error_t    *from);
/* Trying again cannot help: the address itself is refused. */
gboolean rt_kafka_error_is_final (const GError        *error);

G_END_DECLS
