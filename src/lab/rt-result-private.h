/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-result.h"

G_BEGIN_DECLS

/* For who reads a file: it was made elsewhere, another day. (transfer full) both; %NULL: not known */
void rt_result_set_origin (RtResult  *self,
                           JsonNode  *machine,
                           GDateTime *made);

G_END_DECLS
