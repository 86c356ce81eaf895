/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a result was measured on: figures hold for it, and elsewhere as ratios at best. Nothing
 * in it names a person, a host or a path. (transfer full) */
JsonNode *rt_machine_describe (void);

G_END_DECLS
