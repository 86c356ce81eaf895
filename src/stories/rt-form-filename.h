/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From the value of a part's Content-Disposition. (transfer full) (nullable) */
char *rt_form_filename_read (const char *disposition);

G_END_DECLS
