/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes the user's language; call it first of all. */
void rt_locale_init (void);

G_END_DECLS
