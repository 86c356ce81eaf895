/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-assertion.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define EXAMPLE "websocket.latency_us.p99 < 5000"

typedef enum {
  LESS,
  LESS_OR_EQUAL,
  MORE,
  MORE_OR_EQUAL,
  EQUAL,
  DIFFERENT,
} Comparison;

struct _RtAssertion {
  char       *sentence;
  char       *subject;    /* a contestant's name, or a pattern */
  RtFigure    figure;
  Comparison  comparison;
  double      limit;      /* in the figure's unit */
};

typedef struct {
  const char *suffix;
  RtUnit      unit;
  double      size;
} Unit;

/* By Comparison; the longer before what it begins with. */
static const struct {
  const char *sign;
  Comparison  comparison;
} signs[] = {
  { "<=", LESS_OR_EQUAL }, { ">=", MORE_OR_EQUAL }, { "==", EQUAL }, { "!=", DIFFERENT }, { "<", LESS }, { ">", MORE },
};

static const Unit units[] = {
  { "", RT_UNIT_COUNT, 1 },
  { "", RT_UNIT_BYTES, 1 }, { "B", RT_UNIT_BYTES, 1 }, { "kB", RT_UNIT_BYTES, 1e3 }, { "MB", RT_UNIT_BYTES, 1e6 },
  { "GB", RT_UNIT_BYTES, 1e9 }, { "KiB", RT_UNIT_BYTES, 1024 }, { "MiB", RT_UNIT_BYTES, 1024 * 1024 },
  { "", RT_UNIT_US, 1 }, { "us", RT_UNIT_US, 1 }, { "µs", RT_UNIT_US, 1 }, { "ms", RT_UNIT_US, 1e3 },
  { "s", RT_UNIT_US, 1e6 },
};

/* By RtUnit. */
static const char * const names[] = { "", " B", " µs" };

/**
 * rt_assertion_free:
 * @self: (transfer full): an assertion
 */
void
rt_assertion_free (RtAssertion *self)
{
  g_free (self->sentence);
  g_free (self->subject);
  g_free (self);
}

/* The last sign in @sentence, as a name may have one too: where it begins, what it is long. */
static const char *
find_sign (const char *sentence,
           Comparison *comparison,
           gsize      *length)
{
  const char *last = NULL;

  for (const char *c = sentence; *c != '\0'; c++)
    if (strchr ("<>=!", *c) != NULL)
      last = c;
  if (last == NULL)
    return NULL;
  if (last > sentence && *last == '=' && strchr ("<>=!", last[-1]) != NULL)
    last--;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (last, signs[i].sign))
      {
        *comparison = signs[i].comparison;
        *length = strlen (signs[i].sign);
        return last;
      }

  return NULL;
}

/* @words: SUBJECT.FIGURE. Both may have dots, so the figures there are say where one ends. */
static gboolean
read_subject (RtAssertion  *self,
              const char   *words,
              GError      **error)
{
  g_autoptr (GString) paths = g_string_new (NULL);

  for (guint i = 0; i < RT_N_FIGURES; i++)
    {
      const char *path = rt_figure_get_info (i)->path;
      g_autofree char *suffix = g_strconcat (".", path, NULL);

      g_string_append_printf (paths, i > 0 ? ", %s" : "%s", path);
      if (!g_str_has_suffix (words, suffix) || strlen (words) == strlen (suffix))
        continue;
      self->subject = g_strndup (words, strlen (words) - strlen (suffix));
      self->figure = i;
      return TRUE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               /* Translators: what was typed, an example, then the figures there are */
               _("“%s” names no figure of a pattern, as in “%s”; there are: %s."), words, EXAMPLE, paths->str);
  return FALSE;
}

static gboolean
read_limit (RtAssertion  *self,
            const char   *words,
            GError      **error)
{
  RtUnit unit = rt_figure_get_info (self->figure)->unit;
  gsize length = strspn (words, "0123456789.");
  g_autoptr (GString) suffixes = g_string_new (NULL);
  const char *suffix = words + length + strspn (words + length, " ");
  char *end = NULL;
  double number = g_ascii_strtod (words, &end);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (units[i].unit != unit)
        continue;
      g_string_append_printf (suffixes, suffixes->len > 0 ? ", 1%s" : "1%s", units[i].suffix);
      if (length == 0 || end != words + length || !g_str_equal (suffix, units[i].suffix))
        continue;
      self->limit = number * units[i].size;
      return TRUE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               /* Translators: what was typed, the path of a figure, then numbers with the units it can have */
               _("“%s” is nothing to compare “%s” with; it could be: %s."), words,
               rt_figure_get_info (self->figure)->path, suffixes->str);
  return FALSE;
}

/**
 * rt_assertion_parse:
 * @sentence: `NAME.FIGURE SIGN NUMBER[UNIT]`
 * @error: return location for a %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Reads what a result is to be. NAME is a contestant's, or a pattern; SIGN one of < <= > >= == !=;
 * without a unit the number is in bytes or µs.
 *
 * Returns: (transfer full) (nullable): the assertion, or %NULL with @error, which says what
 *   makes no sense in it
 */
RtAssertion *
rt_assertion_parse (const char  *sentence,
                    GError     **error)
{
  g_autoptr (RtAssertion) self = g_new0 (RtAssertion, 1);
  g_autofree char *words = g_strstrip (g_strdup (sentence));
  g_autofree char *subject = NULL;
  gsize length = 0;
  const char *sign = find_sign (words, &self->comparison, &length);

  if (sign == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   /* Translators: what was typed, then an example */
                   _("“%s” compares nothing: it lacks one of < <= > >= == !=, as in “%s”."), words, EXAMPLE);
      return NULL;
    }
  subject = g_strchomp (g_strndup (words, sign - words));
  self->sentence = g_strdup (words);
  if (!read_subject (self, subject, error) || !read_limit (self, sign + length + strspn (sign + length, " "), error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
is_about (const RtAssertion *self,
          const RtPlan      *plan,
          guint              contestant)
{
  const RtContestant *its = g_ptr_array_index (plan->contestants, contestant);
  gboolean by_name = FALSE;

  /* A name goes before a pattern: the pattern may be the name of one, and others be of it. */
  for (guint i = 0; i < plan->contestants->len; i++)
    by_name |= g_str_equal (((RtContestant *) g_ptr_array_index (plan->contestants, i))->name, self->subject);

  return g_str_equal (by_name ? its->name : its->pattern, self->subject);
}

/**
 * rt_assertion_check:
 * @self: an assertion
 * @plan: what is to be done
 * @error: return location for a %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: %FALSE with @error where nobody in @plan is called so
 */
gboolean
rt_assertion_check (const RtAssertion  *self,
                    const RtPlan       *plan,
                    GError            **error)
{
  g_autoptr (GString) subjects = g_string_new (NULL);

  for (guint i = 0; i < plan->contestants->len; i++)
    {
      if (is_about (self, plan, i))
        return TRUE;
      g_string_append_printf (subjects, i > 0 ? ", %s" : "%s",
                              ((RtContestant *) g_ptr_array_index (plan->contestants, i))->name);
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               /* Translators: an assertion, the name in it, then the names there are */
               _("“%s”: no “%s” takes part; there are: %s."), self->sentence, self->subject, subjects->str);
  return FALSE;
}

static gboolean
compare (Comparison comparison,
         double     value,
         double     limit)
{
  switch (comparison)
    {
    case LESS: return value < limit;
    case LESS_OR_EQUAL: return value <= limit;
    case MORE: return value > limit;
    case MORE_OR_EQUAL: return value >= limit;
    case EQUAL: return value == limit;
    case DIFFERENT: return value != limit;
    default: g_return_val_if_reached (FALSE);
    }
}

static char *
dup_why (const RtAssertion  *self,
         const RtContestant *contestant,
         double              value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    /* Translators: an assertion, then the name of a pattern */
    return g_strdup_printf (_("%s: not so, as it was not measured for %s."), self->sentence, contestant->name);

  g_ascii_formatd (number, sizeof number, "%.15g", value);
  /* Translators: an assertion, the name of a pattern, then a number and its unit (which may be empty) */
  return g_strdup_printf (_("%s: not so, for %s it is %s%s."), self->sentence, contestant->name, number,
                          names[rt_figure_get_info (self->figure)->unit]);
}

/**
 * rt_assertion_holds:
 * @self: an assertion
 * @result: what was measured
 * @why: (out) (optional) (transfer full) (nullable): where it does not hold, the assertion and
 *   the number that is otherwise
 *
 * Compares the median of the repetitions. About a pattern it holds when it does for each of
 * its contestants; what was not measured never holds.
 *
 * Returns: whether it is so
 */
gboolean
rt_assertion_holds (const RtAssertion  *self,
                    RtResult           *result,
                    char              **why)
{
  const RtPlan *plan = rt_result_get_plan (result);

  if (why != NULL)
    *why = NULL;
  for (guint i = 0; i < plan->contestants->len; i++)
    {
      RtSpread spread;

      if (!is_about (self, plan, i))
        continue;
      rt_result_get_figure (result, i, self->figure, &spread);
      if (spread.n > 0 && compare (self->comparison, spread.median, self->limit))
        continue;
      if (why != NULL)
        *why = dup_why (self, g_ptr_array_index (plan->contestants, i), spread.median);
      return FALSE;
    }

  return rt_assertion_check (self, plan, NULL);
}
