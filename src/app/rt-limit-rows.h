/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A group for each group of limits and a row for each that can be set, as the one table of
 * them has it, which change the settings of the same names. */
void rt_limit_rows_add (AdwPreferencesPage *page,
                        GSettings          *settings);

G_END_DECLS
