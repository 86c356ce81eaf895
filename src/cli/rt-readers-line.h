/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-ledger.h"

G_BEGIN_DECLS

char *rt_readers_line_format (RtLedger *ledger,
                              gboolean  live);

G_END_DECLS
