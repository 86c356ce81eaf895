/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a file is called is for people to read: it is never a path, and names no file here. */
#define RT_UPLOAD_NAME_MAX_BYTES 255
#define RT_UPLOAD_ID_MAX_LENGTH  64

char     *rt_upload_name_clean  (const char *name);
char     *rt_upload_title_clean (const char *title);
gboolean  rt_upload_id_is_valid (const char *id);

G_END_DECLS
