/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RtSelection:
 *
 * The event types one reader asked for. Immutable and reference counted.
 */
typedef struct _RtSelection RtSelection;

#define RT_SELECTION_MAX_TYPES 32
#define RT_TYPE_NAME_MAX_LENGTH 64

typedef enum {
  RT_SELECTION_ERROR_EMPTY,
  RT_SELECTION_ERROR_INVALID_TYPE,
  RT_SELECTION_ERROR_TOO_MANY,
} RtSelectionError;
#define RT_SELECTION_ERROR (rt_selection_error_quark ())
GQuark       rt_selection_error_quark (void);

gboolean     rt_type_name_is_valid  (const char   *name);
RtSelection *rt_selection_new       (const char   *comma_separated,
                                     GError      **error);
RtSelection *rt_selection_ref       (RtSelection  *self);
void         rt_selection_unref     (RtSelection  *self);
gboolean     rt_selection_contains  (RtSelection  *self,
                                     const char   *type);
const char * const *rt_selection_get_types (RtSelection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtSelection, rt_selection_unref)

G_END_DECLS
