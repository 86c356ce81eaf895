/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where others reach this machine, as a URI has it. (transfer full) (nullable) */
char *rt_own_address_dup (void);

G_END_DECLS
