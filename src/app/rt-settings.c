/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-settings.h"

/* Where the schema may be, seen from the folder of the program. */
static const char *const places[] = {
  "../share/glib-2.0/schemas",
  "../data",
};

static GSettingsSchema *
lookup_beside_program (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  for (gsize i = 0; folder != NULL && i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *place = g_build_filename (folder, places[i], NULL);
      g_autoptr (GSettingsSchemaSource) source =
        g_settings_schema_source_new_from_directory (place, NULL, FALSE, NULL);
      GSettingsSchema *schema = NULL;

      if (source != NULL)
        schema = g_settings_schema_source_lookup (source, APPLICATION_ID, FALSE);
      if (schema != NULL)
        return schema;
    }
  return NULL;
}

/**
 * rt_settings_new:
 *
 * Opens the settings. They are a convenience, not a need: everything has a default, so
 * that a program started before it is installed works as well.
 *
 * Returns: (transfer full) (nullable): the settings, %NULL where there is no schema
 */
GSettings *
rt_settings_new (void)
{
  g_autoptr (GSettingsSchema) schema = lookup_beside_program ();
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();

  /* One that was installed earlier may lack keys, for which GSettings ends the process. */
  if (schema == NULL && installed != NULL)
    schema = g_settings_schema_source_lookup (installed, APPLICATION_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}
