/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-compare.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "lab/rt-assertion.h"
#include "lab/rt-presets.h"

/* TRUE: it is of a preset whose set-up is as it was published. */
static gboolean
check_published (const RtPlan  *plan,
                 GError       **error)
{
  g_auto (GStrv) changes = rt_preset_list_changes (plan, FALSE);
  g_autofree char *list = g_strjoinv ("; ", changes);

  if (plan->preset != NULL && rt_presets_lookup (plan->preset, NULL) != NULL && *changes == NULL)
    return TRUE;
  if (*changes == NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“published” is for a preset."));
  else
    /* Translators: settings of an experiment, each with what it is and what it was */
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("“published” is for a preset as it was published, and this one was changed: %s."), list);

  return FALSE;
}

static gboolean
take_sentence (RtCompareOptions  *options,
               const char        *sentence,
               GError           **error)
{
  RtAssertion *assertion;

  if (g_str_equal (sentence, RT_COMPARE_PUBLISHED))
    {
      options->published = TRUE;
      return check_published (options->plan, error);
    }
  assertion = rt_assertion_parse (sentence, error);
  if (assertion == NULL)
    return FALSE;
  g_ptr_array_add (options->assertions, assertion);

  return rt_assertion_check (assertion, options->plan, error);
}

/**
 * rt_compare_options_take_sentences:
 * @options: options, whose plan is known
 * @sentences: (nullable) (array zero-terminated=1): what was typed for `--assert`
 * @error: return location for a %G_OPTION_ERROR_BAD_VALUE, or what rt_assertion_parse() says
 *
 * Reads what the result is to be. “published” is that what was published is within its tolerance, which only
 * a preset has that was not changed.
 *
 * Returns: whether all of it makes sense
 */
gboolean
rt_compare_options_take_sentences (RtCompareOptions  *options,
                                   char             **sentences,
                                   GError           **error)
{
  options->assertions = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_assertion_free);
  options->sentences = sentences;
  for (guint i = 0; sentences != NULL && sentences[i] != NULL; i++)
    if (!take_sentence (options, sentences[i], error))
      {
        g_prefix_error (error, "--assert: ");
        return FALSE;
      }

  return TRUE;
}

/* 0: nothing is in the way */
static int
find_why_not (const char *folder,
              const char *path)
{
  int why;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return EISDIR;
  if (g_access (folder, W_OK) == 0)
    return 0;

  why = errno;
  /* A file that is there is written in place where its folder does not let another take its place. */
  if (g_access (path, F_OK) != 0)
    return why;

  return g_access (path, W_OK) == 0 ? 0 : errno;
}

/**
 * rt_compare_options_check_output:
 * @options: options
 * @error: return location for a %G_IO_ERROR_FAILED
 *
 * Asks before anything is measured: afterwards it would be for nothing.
 *
 * Returns: whether there can be a file where the report is to go; TRUE where that cannot be told
 */
gboolean
rt_compare_options_check_output (const RtCompareOptions  *options,
                                 GError                 **error)
{
  g_autoptr (GFile) folder = options->output != NULL ? g_file_get_parent (options->output) : NULL;
  const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;
  g_autofree char *name = options->output != NULL ? g_file_get_parse_name (options->output) : NULL;
  int why = path != NULL ? find_why_not (path, g_file_peek_path (options->output)) : 0;

  if (why == 0)
    return TRUE;
  /* Translators: the name of a file, then why */
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("%s cannot be written (%s): choose another --output."), name,
               g_strerror (why));

  return FALSE;
}
