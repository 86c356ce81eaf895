/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-faults-line.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"

/**
 * rt_faults_line_check:
 * @words: (nullable) (array zero-terminated=1): what was given with --fault
 * @error: return location for a #GOptionError
 *
 * Returns: %FALSE with @error for the first that is no fault
 */
gboolean
rt_faults_line_check (char   **words,
                      GError **error)
{
  guint n = words != NULL ? g_strv_length (words) : 0;

  for (guint i = 0; i < n; i++)
    {
      RtFault fault;

      if (!rt_fault_parse (words[i], &fault, error))
        {
          g_prefix_error (error, "--fault: ");
          return FALSE;
        }
    }
  if (n <= RT_FAULTS_MAX)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--fault can be given %d times at most."), RT_FAULTS_MAX);

  return FALSE;
}

/**
 * rt_faults_line_format:
 * @faults: the faults of a server
 *
 * Returns: (transfer full): which struck and how often, by the words of `--fault`, in a
 *   line; "" where none did
 */
char *
rt_faults_line_format (RtFaults *faults)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint kind = 0; kind < RT_N_FAULT_KINDS; kind++)
    {
      guint64 n = rt_faults_get_n_struck (faults, kind);
      g_autofree char *count = n > 0 ? rt_format_count (n) : NULL;

      if (n > 0)
        g_string_append_printf (list, "%s%s %s", list->len > 0 ? ", " : "", rt_fault_get_word (kind), count);
    }
  if (list->len == 0)
    return g_strdup ("");

  /* Translators: a list of words and how often each struck, "cut 3, status 12" */
  return g_strdup_printf (_("Faults that struck: %s\n"), list->str);
}
