/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The settings, from where they are installed or, before that, from the build folder.
 * (transfer full) (nullable): NULL where the schema is in neither place */
GSettings *rt_settings_new (void);

G_END_DECLS
