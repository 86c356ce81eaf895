/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RtSource:
 *
 * What a lane that asks reads: its own server's ticker, or a number in what any address
 * answers. Knows no network; whoever has the lane follows it.
 */
#define RT_TYPE_SOURCE (rt_source_get_type ())
G_DECLARE_FINAL_TYPE (RtSource, rt_source, RT, SOURCE, GObject)

/* Where the number is in the ticker's events. */
#define RT_SOURCE_TICKER_POINTER "/coins"
#define RT_SOURCE_MAX_URI        2048

typedef enum {
  RT_SOURCE_ERROR_URI,      /* not an address that can be polled */
  RT_SOURCE_ERROR_POINTER,  /* not a JSON Pointer */
} RtSourceError;
#define RT_SOURCE_ERROR (rt_source_error_quark ())
GQuark      rt_source_error_quark (void);

/* Signal "changed" () */
RtSource   *rt_source_new         (void);
gboolean    rt_source_set         (RtSource    *self,
                                   const char  *uri,
                                   const char  *pointer,
                                   GError     **error);
/* Back to the ticker. */
void        rt_source_reset       (RtSource    *self);
/* NULL: the lane's own. */
const char *rt_source_get_uri     (RtSource    *self);
const char *rt_source_get_pointer (RtSource    *self);

G_END_DECLS
