/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"

G_BEGIN_DECLS

/* Finds the password of a broker's user where *@url has none: in the keyring, or by asking who
 * sits at the terminal. FALSE: the user ended it. */
gboolean rt_password_complete      (RtConsole  *console,
                                    GUri      **url);
/* The same of a text; what is no address stays as it is. */
gboolean rt_password_complete_text (RtConsole  *console,
                                    char      **url);

G_END_DECLS
