/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A JSON object of exactly @size bytes (at least 40) that carries @number.
 * (transfer full) */
static inline char *
payload_new (guint64 number,
             gsize   size)
{
  g_autofree char *pad = g_strnfill (size, 'x');

  return g_strdup_printf ("{\"n\":%010" G_GUINT64_FORMAT ",\"pad\":\"%.*s\"}",
                          number + G_GUINT64_CONSTANT (1000000000), (int) size - 25, pad);
}

G_END_DECLS
