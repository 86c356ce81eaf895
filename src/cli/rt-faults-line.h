/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-faults.h"

G_BEGIN_DECLS

/* The words of all faults are good: otherwise what is wrong, after --fault. */
gboolean rt_faults_line_check  (char      **words,
                                GError    **error);
/* Which faults struck and how often, a line; "" where none did. (transfer full) */
char    *rt_faults_line_format (RtFaults   *faults);

G_END_DECLS
