/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-resumption.h"

G_BEGIN_DECLS

/* For people, without a full stop. (transfer full) */
char *rt_resumption_dup_words (RtResumption *self);

G_END_DECLS
