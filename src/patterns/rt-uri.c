/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-uri.h"

#include <libsoup/soup.h>
#include <string.h>

/**
 * rt_uri_with_number:
 * @uri: a URI, parsed with %SOUP_HTTP_URI_FLAGS
 * @name: a name that needs no encoding
 * @value: a number
 *
 * Adds a number to the query, in the place of one of that name if there is; the rest of
 * the query stays as it is written.
 *
 * Returns: (transfer full): the new URI
 */
GUri *
rt_uri_with_number (GUri       *uri,
                    const char *name,
                    guint64     value)
{
  g_autoptr (GString) query = g_string_new (NULL);
  g_auto (GStrv) parts = NULL;
  const char *old = g_uri_get_query (uri);

  parts = g_strsplit (old != NULL ? old : "", "&", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gsize length = strcspn (parts[i], "=");

      if (parts[i][0] == '\0' || (length == strlen (name) && strncmp (parts[i], name, length) == 0))
        continue;
      g_string_append_printf (query, "%s&", parts[i]);
    }
  g_string_append_printf (query, "%s=%" G_GUINT64_FORMAT, name, value);

  return soup_uri_copy (uri, SOUP_URI_QUERY, query->str, SOUP_URI_NONE);
}
