/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-watch.h"

G_BEGIN_DECLS

/* (transfer full) */
RtClient *rt_watch_client_new (GType                 type,
                               const RtWatchOptions *options);

G_END_DECLS
