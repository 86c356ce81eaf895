/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lab/rt-format.h"
#include "patterns/rt-pattern.h"
#include "patterns/rt-uri.h"
#include "rt-contestant-group.h"

static void
add_words (GString    *words,
           const char *more)
{
  if (words->len > 0)
    g_string_append (words, ", ");
  g_string_append (words, more);
}

/* Whether it is called as its pattern is, with or without its options. */
static gboolean
has_plain_name (const RtContestant *contestant)
{
  gsize length = strlen (contestant->pattern);

  return g_str_has_prefix (contestant->name, contestant->pattern) &&
         (contestant->name[length] == '\0' || contestant->name[length] == ':');
}

/**
 * rt_contestant_dup_title:
 * @contestant: a contestant
 *
 * Returns: (transfer full): what people call it: its pattern's name, unless it has one of its own
 */
char *
rt_contestant_dup_title (const RtContestant *contestant)
{
  const RtPattern *pattern = rt_patterns_lookup (contestant->pattern);

  return g_strdup (pattern != NULL && has_plain_name (contestant) ? _(pattern->name) : contestant->name);
}

static void
add_times (GString            *words,
           const RtContestant *contestant)
{
  g_autofree char *interval = rt_format_duration_us (contestant->interval_ms * 1000.0);
  g_autofree char *wait = rt_format_duration_us (contestant->wait_ms * 1000.0);
  /* Translators: of a poll: a time follows */
  g_autofree char *every = g_strdup_printf (_("every %s"), interval);
  /* Translators: of a long poll: a time follows */
  g_autofree char *held = g_strdup_printf (_("held for %s"), wait);

  if (contestant->interval_ms != 0)
    add_words (words, every);
  if (contestant->wait_ms != 0)
    add_words (words, held);
}

/**
 * rt_contestant_dup_options:
 * @contestant: a contestant
 *
 * Returns: (transfer full): what it does otherwise than its pattern does, empty where that is nothing
 */
char *
rt_contestant_dup_options (const RtContestant *contestant)
{
  const RtPattern *pattern = rt_patterns_lookup (contestant->pattern);
  GString *words = g_string_new (NULL);

  if (pattern != NULL && !has_plain_name (contestant))
    add_words (words, _(pattern->name));
  add_times (words, contestant);
  if (!contestant->etag)
    add_words (words, _("without ETag"));
  if (!contestant->resume)
    add_words (words, _("without resuming"));
  if (contestant->bus != NULL)
    {
      g_autofree char *shown = rt_uri_dup_shown (contestant->bus);

      add_words (words, shown);
    }

  return g_string_free (words, FALSE);
}

/**
 * rt_contestant_dup_label:
 * @contestant: a contestant
 *
 * Returns: (transfer full): its title, and its options in parentheses
 */
char *
rt_contestant_dup_label (const RtContestant *contestant)
{
  g_autofree char *title = rt_contestant_dup_title (contestant);
  g_autofree char *options = rt_contestant_dup_options (contestant);

  /* Translators: the name of a pattern, and its options */
  return *options != '\0' ? g_strdup_printf (_("%s (%s)"), title, options) : g_steal_pointer (&title);
}
