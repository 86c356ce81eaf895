/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-compare-settings.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/rt-values.h"
#include "patterns/rt-pattern.h"

typedef enum {
  KIND_UINT,
  KIND_SIZE,
  KIND_UINT64,
  KIND_DOUBLE,
  KIND_MS,     /* typed in seconds */
} Kind;

/* A number among the settings. */
typedef struct {
  const char *option;
  Kind        kind;
  double      min;
  double      max;
  gsize       text;   /* offset in RtCompareSettings */
  gsize       field;  /* offset in RtPlan */
} Number;

static const Number numbers[] = {
  { "--clients", KIND_UINT, 1, RT_PLAN_MAX_CLIENTS,
    G_STRUCT_OFFSET (RtCompareSettings, clients), G_STRUCT_OFFSET (RtPlan, n_clients) },
  { "--rate", KIND_DOUBLE, 0.001, RT_PLAN_MAX_RATE,
    G_STRUCT_OFFSET (RtCompareSettings, rate), G_STRUCT_OFFSET (RtPlan, rate) },
  { "--burst", KIND_UINT, 1, RT_PLAN_MAX_RATE,
    G_STRUCT_OFFSET (RtCompareSettings, burst), G_STRUCT_OFFSET (RtPlan, burst) },
  { "--size", KIND_SIZE, 1, RT_PLAN_MAX_SIZE,
    G_STRUCT_OFFSET (RtCompareSettings, size), G_STRUCT_OFFSET (RtPlan, size) },
  { "--duration", KIND_DOUBLE, 0.1, RT_PLAN_MAX_SECONDS,
    G_STRUCT_OFFSET (RtCompareSettings, duration), G_STRUCT_OFFSET (RtPlan, duration) },
  { "--warm-up", KIND_DOUBLE, 0, RT_PLAN_MAX_SECONDS,
    G_STRUCT_OFFSET (RtCompareSettings, warm_up), G_STRUCT_OFFSET (RtPlan, warm_up) },
  { "--interval", KIND_MS, 0.001, RT_PLAN_MAX_SECONDS,
    G_STRUCT_OFFSET (RtCompareSettings, interval), G_STRUCT_OFFSET (RtPlan, interval_ms) },
  { "--wait", KIND_MS, 0.001, RT_PLAN_MAX_SECONDS,
    G_STRUCT_OFFSET (RtCompareSettings, wait), G_STRUCT_OFFSET (RtPlan, wait_ms) },
  { "--connections-per-host", KIND_UINT, 0, RT_PLAN_MAX_CLIENTS,
    G_STRUCT_OFFSET (RtCompareSettings, per_host), G_STRUCT_OFFSET (RtPlan, per_host) },
  { "--clients-per-host", KIND_UINT, 1, RT_PLAN_MAX_CLIENTS,
    G_STRUCT_OFFSET (RtCompareSettings, host_clients), G_STRUCT_OFFSET (RtPlan, host_clients) },
  { "--repeat", KIND_UINT, 1, RT_PLAN_MAX_REPEAT,
    G_STRUCT_OFFSET (RtCompareSettings, repeat), G_STRUCT_OFFSET (RtPlan, repeat) },
  { "--seed", KIND_UINT64, 0, RT_PLAN_MAX_SEED,
    G_STRUCT_OFFSET (RtCompareSettings, seed), G_STRUCT_OFFSET (RtPlan, seed) },
};

static gboolean
take_decimal (const Number  *number,
              const char    *text,
              RtPlan        *plan,
              GError       **error)
{
  double value = 0;

  if (!rt_value_decimal (number->option, text, number->min, number->max, &value, error))
    return FALSE;
  if (number->kind == KIND_MS)
    G_STRUCT_MEMBER (guint, plan, number->field) = (guint) (value * 1000 + 0.5);
  else
    G_STRUCT_MEMBER (double, plan, number->field) = value;

  return TRUE;
}

static gboolean
take_whole (const Number  *number,
            const char    *text,
            RtPlan        *plan,
            GError       **error)
{
  gint64 value = 0;

  if (!rt_value_number (number->option, text, (gint64) number->min, (gint64) number->max, &value, error))
    return FALSE;
  if (number->kind == KIND_UINT64)
    G_STRUCT_MEMBER (guint64, plan, number->field) = (guint64) value;
  else if (number->kind == KIND_SIZE)
    G_STRUCT_MEMBER (gsize, plan, number->field) = (gsize) value;
  else
    G_STRUCT_MEMBER (guint, plan, number->field) = (guint) value;

  return TRUE;
}

static gboolean
take_numbers (const RtCompareSettings  *self,
              RtPlan                   *plan,
              GError                  **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const char *text = G_STRUCT_MEMBER (char *, self, numbers[i].text);
      gboolean is_decimal = numbers[i].kind == KIND_DOUBLE || numbers[i].kind == KIND_MS;

      if (text != NULL && !(is_decimal ? take_decimal (&numbers[i], text, plan, error)
                                       : take_whole (&numbers[i], text, plan, error)))
        return FALSE;
    }

  return TRUE;
}

/* Which of @words it is; both lists are in the order of their enumeration. */
static gboolean
take_word (const char          *option,
           const char          *text,
           const char * const  *words,
           guint               *place,
           GError             **error)
{
  g_autofree char *all = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], text))
      {
        *place = i;
        return TRUE;
      }

  all = g_strjoinv (", ", (char **) words);
  /* Translators: an option, what was typed for it, and what it takes */
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("%s: “%s” is none of %s."), option, text, all);

  return FALSE;
}

static gboolean
take_words (const RtCompareSettings  *self,
            RtPlan                   *plan,
            GError                  **error)
{
  static const char * const feeds[] = { "steady", "poisson", "bursts", "replay", NULL };
  static const char * const orders[] = { "together", "apart", NULL };
  guint feed = plan->rate_kind;
  guint order = plan->order;

  if (self->replay != NULL)
    {
      feed = RT_RATE_REPLAY;
      g_free (plan->replay);
      plan->replay = g_strdup (self->replay);
    }
  if ((self->feed != NULL && !take_word ("--feed", self->feed, feeds, &feed, error)) ||
      (self->order != NULL && !take_word ("--order", self->order, orders, &order, error)))
    return FALSE;

  plan->rate_kind = feed;
  plan->order = order;
  plan->own_process |= self->own_process;
  plan->http2 |= self->http2;

  return TRUE;
}

/* “interval=1” goes on with the options of a pattern, “websocket:resume=no” is another one. */
static gboolean
begins_contestant (const char *word)
{
  gsize length = strcspn (word, ":=");

  return word[length] != '=';
}

static gboolean
take_patterns (const RtCompareSettings  *self,
               RtPlan                   *plan,
               GError                  **error)
{
  g_auto (GStrv) words = g_strsplit (self->patterns, ",", -1);
  guint i = 0;

  g_ptr_array_set_size (plan->contestants, 0);
  while (words[i] != NULL)
    {
      g_autoptr (GString) whole = g_string_new (words[i++]);
      RtContestant *contestant;

      while (words[i] != NULL && !begins_contestant (words[i]))
        g_string_append_printf (whole, ",%s", words[i++]);
      contestant = rt_contestant_parse (whole->str, error);
      if (contestant == NULL)
        {
          g_prefix_error (error, "--patterns: ");
          return FALSE;
        }
      g_ptr_array_add (plan->contestants, contestant);
    }

  return TRUE;
}

/* Every way to read a channel. */
static void
take_usual_patterns (RtPlan *plan)
{
  const RtPattern * const *patterns = rt_patterns_list ();

  for (guint i = 0; patterns[i] != NULL; i++)
    if (patterns[i]->claims != NULL)
      g_ptr_array_add (plan->contestants, rt_contestant_new (patterns[i]->id));
}

/**
 * rt_compare_settings_clear:
 * @self: settings
 *
 * Frees what was typed.
 */
void
rt_compare_settings_clear (RtCompareSettings *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_free (G_STRUCT_MEMBER (char *, self, numbers[i].text));
  g_free (self->patterns);
  g_free (self->feed);
  g_free (self->replay);
  g_free (self->order);
  g_free (self->title);
  g_strfreev (self->faults);
  *self = (RtCompareSettings) { 0 };
}

/**
 * rt_compare_settings_apply:
 * @self: settings
 * @plan: what to change
 * @error: return location for a %G_OPTION_ERROR_BAD_VALUE or %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Changes in @plan what was typed. A plan without contestants gets every way to read a channel.
 *
 * Returns: whether it can be done; else @error names what is wrong
 */
gboolean
rt_compare_settings_apply (const RtCompareSettings  *self,
                           RtPlan                   *plan,
                           GError                  **error)
{
  if (!take_numbers (self, plan, error) || !take_words (self, plan, error) ||
      (self->patterns != NULL && !take_patterns (self, plan, error)))
    return FALSE;

  if (plan->contestants->len == 0)
    take_usual_patterns (plan);
  if (self->faults != NULL)
    {
      g_strfreev (plan->faults);
      plan->faults = g_strdupv (self->faults);
    }
  if (self->title != NULL)
    {
      g_free (plan->title);
      plan->title = g_strdup (self->title);
    }

  return rt_plan_check (plan, error);
}
