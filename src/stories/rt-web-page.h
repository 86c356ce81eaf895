/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-server.h"

G_BEGIN_DECLS

/* The page at `/` and what it is made of, for browsers. */

void rt_web_page_add_routes (RtServer *server);

G_END_DECLS
