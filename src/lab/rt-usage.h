/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What this process takes of the machine, all of its threads. */

/* Processor time so far, in user and kernel mode, µs. */
gint64 rt_usage_get_cpu    (void);
/* Memory allocated now, or resident where that is not known, bytes; -1 where the system does not tell. */
gint64 rt_usage_get_memory (void);
/* Whether this process may open another file. */
gboolean rt_usage_has_files (void);

G_END_DECLS
