/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-exchange.h"

G_BEGIN_DECLS

/* The name of the music that a request asks to validate; NULL where @exchange was answered,
 * because it asks for nothing that can be understood. (transfer full) */
char *rt_validation_read_body (RtExchange *exchange);

G_END_DECLS
