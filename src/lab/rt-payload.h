/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the events of an experiment carry: `{"n":7,"t":1700000000000000,"p":"xxxx"}`, number and
 * birth, filled up to the size that was asked for. Where that is too small for both, it is a
 * number of as many digits. */

/* From so many bytes on number and birth are always in it. */
#define RT_PAYLOAD_MIN_TOLD 48

GBytes  *rt_payload_new   (gsize    size,
                           guint64  number,
                           gint64   time_us);
/* FALSE: it tells neither. */
gboolean rt_payload_parse (GBytes  *payload,
                           guint64 *number,
                           gint64  *time_us);

G_END_DECLS
