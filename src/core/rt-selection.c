/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-selection.h"

/* How much of a stranger's text an error repeats. */
#define QUOTED_LENGTH 64

struct _RtSelection {
  gatomicrefcount ref_count;
  guint           n_types;
  char           *types[RT_SELECTION_MAX_TYPES + 1];
};

G_DEFINE_QUARK (rt-selection-error-quark, rt_selection_error)

static gboolean
is_name (const char *name,
         gsize       length)
{
  if (length == 0 || length > RT_TYPE_NAME_MAX_LENGTH)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (name[i]) && name[i] != '.' && name[i] != '_' && name[i] != '-')
      return FALSE;

  return TRUE;
}

/**
 * rt_type_name_is_valid:
 * @name: a name
 *
 * Tells whether @name may be the type of an event: 1 to 64 of A–Z, a–z, 0–9,
 * ".", "_" and "-".
 *
 * Returns: whether it may
 */
gboolean
rt_type_name_is_valid (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return is_name (name, strnlen (name, RT_TYPE_NAME_MAX_LENGTH + 1));
}

static gboolean
add_type (RtSelection  *self,
          const char   *name,
          gsize         length,
          GError      **error)
{
  if (!is_name (name, length))
    {
      g_autofree char *start = g_strndup (name, MIN (length, QUOTED_LENGTH));
      g_autofree char *quoted = g_utf8_make_valid (start, -1);

      g_set_error (error, RT_SELECTION_ERROR, RT_SELECTION_ERROR_INVALID_TYPE,
                   "“%s” is not the name of a type: use 1 to %d letters, digits, dots, underscores and hyphens",
                   quoted, RT_TYPE_NAME_MAX_LENGTH);
      return FALSE;
    }

  for (guint i = 0; i < self->n_types; i++)
    if (strncmp (self->types[i], name, length) == 0 && self->types[i][length] == '\0')
      return TRUE;

  if (self->n_types == RT_SELECTION_MAX_TYPES)
    {
      g_set_error (error, RT_SELECTION_ERROR, RT_SELECTION_ERROR_TOO_MANY,
                   "More than %d types were asked for: ask for fewer, or for all by naming none",
                   RT_SELECTION_MAX_TYPES);
      return FALSE;
    }

  self->types[self->n_types++] = g_strndup (name, length);

  return TRUE;
}

/**
 * rt_selection_new:
 * @comma_separated: names of types with commas between them, such as "join,leave"
 * @error: return location for a #GError
 *
 * Makes a selection of at most %RT_SELECTION_MAX_TYPES types. A name that comes
 * twice counts once.
 *
 * Returns: (transfer full) (nullable): the selection, or %NULL with
 *   %RT_SELECTION_ERROR_EMPTY, %RT_SELECTION_ERROR_INVALID_TYPE or
 *   %RT_SELECTION_ERROR_TOO_MANY
 */
RtSelection *
rt_selection_new (const char  *comma_separated,
                  GError     **error)
{
  g_autoptr (RtSelection) self = NULL;
  const char *name = comma_separated;

  g_return_val_if_fail (comma_separated != NULL, NULL);

  if (*comma_separated == '\0')
    {
      g_set_error_literal (error, RT_SELECTION_ERROR, RT_SELECTION_ERROR_EMPTY,
                           "No type was named: name at least one, or leave the selection out to get all");
      return NULL;
    }

  self = g_new0 (RtSelection, 1);
  g_atomic_ref_count_init (&self->ref_count);

  for (;;)
    {
      gsize length = strcspn (name, ",");

      if (!add_type (self, name, length, error))
        return NULL;
      if (name[length] == '\0')
        return g_steal_pointer (&self);
      name += length + 1;
    }
}

/**
 * rt_selection_ref:
 * @self: a selection
 *
 * Returns: (transfer full): @self
 */
RtSelection *
rt_selection_ref (RtSelection *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * rt_selection_unref:
 * @self: (transfer full): a selection
 */
void
rt_selection_unref (RtSelection *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_types; i++)
    g_free (self->types[i]);
  g_free (self);
}

/**
 * rt_selection_contains:
 * @self: a selection
 * @type: the name of a type
 *
 * Returns: whether @type was asked for
 */
gboolean
rt_selection_contains (RtSelection *self,
                       const char  *type)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);

  for (guint i = 0; i < self->n_types; i++)
    if (strcmp (self->types[i], type) == 0)
      return TRUE;

  return FALSE;
}

/**
 * rt_selection_get_types:
 * @self: a selection
 *
 * Returns: (transfer none) (array zero-terminated=1): its types, each once, in
 *   the order in which they were named
 */
const char * const *
rt_selection_get_types (RtSelection *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char * const *) self->types;
}
