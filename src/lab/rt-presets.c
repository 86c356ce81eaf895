/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-presets.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-format.h"
#include "lab/rt-preset-table.h"
#include "lab/rt-report.h"

#define MAX_PRESETS 16

/**
 * rt_presets_list:
 *
 * Returns: (transfer none) (array zero-terminated=1): all presets
 */
const RtPreset * const *
rt_presets_list (void)
{
  static const RtPreset *presets[MAX_PRESETS + 1];

  g_assert (rt_preset_table_length <= MAX_PRESETS);
  for (guint i = 0; i < rt_preset_table_length; i++)
    presets[i] = &rt_preset_table[i].preset;

  return presets;
}

/**
 * rt_presets_lookup:
 * @id: "rfc-6202", or "rfc-6202/2" for the second of its plans
 * @plan: (out) (optional): which of its plans, from 0
 *
 * Returns: (transfer none) (nullable): the preset
 */
const RtPreset *
rt_presets_lookup (const char *id,
                   guint      *plan)
{
  g_auto (GStrv) parts = g_strsplit (id, "/", 2);
  guint64 number = 1;

  if (parts[0] == NULL || (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 1, RT_PRESET_MAX_PLANS,
                                                                              &number, NULL)))
    return NULL;
  for (guint i = 0; i < rt_preset_table_length; i++)
    {
      const RtPreset *preset = &rt_preset_table[i].preset;

      if (!g_str_equal (preset->id, parts[0]) || number > preset->n_plans)
        continue;
      if (plan != NULL)
        *plan = (guint) number - 1;
      return preset;
    }

  return NULL;
}

static void
add_contestants (RtPlan             *plan,
                 const RtPresetPlan *words,
                 guint               quick)
{
  for (guint i = 0; i < G_N_ELEMENTS (words->contestants) && words->contestants[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      RtContestant *contestant = rt_contestant_parse (words->contestants[i], &error);

      if (contestant == NULL)
        g_error ("%s: %s", words->contestants[i], error->message);
      contestant->interval_ms /= quick;
      g_ptr_array_add (plan->contestants, contestant);
    }
}

/**
 * rt_preset_make_plan:
 * @self: a preset
 * @plan: which of its plans, from 0
 * @brief: as short as it can be, for regression tests
 *
 * Returns: (transfer full): what is to be done
 */
RtPlan *
rt_preset_make_plan (const RtPreset *self,
                     guint           plan,
                     gboolean        brief)
{
  const RtPresetEntry *entry = (const RtPresetEntry *) ((const char *) self - G_STRUCT_OFFSET (RtPresetEntry, preset));
  const RtPresetPlan *words = &entry->plans[plan];
  RtPlan *made = rt_plan_new ();
  const char *faults[] = { words->fault, NULL };
  guint quick = brief ? MAX (words->quick, 1) : 1;

  g_return_val_if_fail (plan < self->n_plans, made);

  made->title = g_strdup (_(self->title));
  made->preset = plan == 0 ? g_strdup (self->id) : g_strdup_printf ("%s/%u", self->id, plan + 1);
  add_contestants (made, words, quick);
  made->n_clients = words->n_clients;
  made->rate = words->rate * quick;
  made->rate_kind = words->burst > 0 ? RT_RATE_BURSTS : RT_RATE_STEADY;
  made->burst = MAX (words->burst, 1);
  made->size = words->size;
  made->duration = brief ? words->brief : words->duration;
  made->warm_up = words->cold ? 0 : made->warm_up;
  made->faults = words->fault != NULL ? g_strdupv ((char **) faults) : NULL;
  made->per_host = words->per_host;
  made->host_clients = MAX (words->host_clients, 1);

  return made;
}

/* The contestant's place, or -1. */
static int
find_contestant (const RtPublished *self,
                 RtResult          *result)
{
  GPtrArray *contestants = rt_result_get_plan (result)->contestants;

  for (guint i = 0; i < contestants->len; i++)
    if (g_str_equal (((RtContestant *) g_ptr_array_index (contestants, i))->name, self->contestant))
      return (int) i;

  return -1;
}

static double
get (RtResult *result,
     int       contestant,
     RtFigure  figure)
{
  return rt_result_get_median (result, (guint) contestant, figure);
}

static double
get_wire_bytes (RtResult *result,
                int       contestant)
{
  return get (result, contestant, RT_FIGURE_WIRE_BYTES_IN) + get (result, contestant, RT_FIGURE_WIRE_BYTES_OUT);
}

static double
divide (double dividend,
        double divisor)
{
  return divisor > 0 ? dividend / divisor : NAN;
}

/* Of @n clients, in units of 2^20 bits a second, as the published numbers are. */
static double
project_overhead (RtResult *result,
                  int       contestant,
                  guint     n)
{
  double each = divide (get (result, contestant, RT_FIGURE_OVERHEAD_BYTES),
                        get (result, contestant, RT_FIGURE_CLIENTS) * rt_result_get_seconds (result, (guint) contestant));

  return each * n * 8 / (1 << 20);
}

/* The same of all that is on the line; headers of TCP and IP as they are estimated everywhere. */
static double
project_whole (RtResult *result,
               int       contestant,
               guint     n)
{
  double segments = get (result, contestant, RT_FIGURE_SEGMENTS_IN) + get (result, contestant, RT_FIGURE_SEGMENTS_OUT);
  double each = divide (get_wire_bytes (result, contestant) + segments * RT_HEADER_BYTES_IPV4,
                        get (result, contestant, RT_FIGURE_CLIENTS) * rt_result_get_seconds (result, (guint) contestant));

  return each * n * 8 / (1 << 20);
}

/* Everyone is to have everything. */
static double
get_missed (RtResult *result,
            int       contestant)
{
  double due = get (result, contestant, RT_FIGURE_PUBLISHED) * get (result, contestant, RT_FIGURE_CLIENTS);

  return MAX (0, 1 - divide (get (result, contestant, RT_FIGURE_EVENTS), due));
}

/**
 * rt_published_measure:
 * @self: a published number
 * @result: what was measured with its plan
 *
 * Returns: the same of @result; NAN where it has nothing of it
 */
double
rt_published_measure (const RtPublished *self,
                      RtResult          *result)
{
  int i = find_contestant (self, result);
  double requests = i >= 0 ? get (result, i, RT_FIGURE_REQUESTS) : NAN;
  double empty = i >= 0 ? get (result, i, RT_FIGURE_EMPTY) : NAN;
  double events = i >= 0 ? get (result, i, RT_FIGURE_EVENTS) : NAN;

  if (i < 0)
    return NAN;
  switch (self->kind)
    {
    case RT_MEASURE_FIGURE:
      return get (result, i, self->figure);
    case RT_MEASURE_EMPTY_SHARE:
      return divide (empty, requests);
    case RT_MEASURE_MISSED_SHARE:
      return get_missed (result, i);
    case RT_MEASURE_WIRE_BYTES:
      return get_wire_bytes (result, i);
    case RT_MEASURE_OVERHEAD_PER_EVENT:
      return divide (get (result, i, RT_FIGURE_OVERHEAD_BYTES), events);
    case RT_MEASURE_OVERHEAD_RATE:
      return project_overhead (result, i, self->n_clients);
    case RT_MEASURE_WHOLE_RATE:
      return project_whole (result, i, self->n_clients);
    case RT_MEASURE_TRANSITS:
      return get (result, i, self->figure) / self->transit_us;
    default:
      g_return_val_if_reached (NAN);
    }
}

/**
 * rt_published_fits:
 * @self: a published number
 * @measured: what rt_published_measure() said
 *
 * Returns: whether @measured is within the tolerance; NAN never is
 */
gboolean
rt_published_fits (const RtPublished *self,
                   double             measured)
{
  return measured >= self->least && measured <= self->most;
}

/**
 * rt_published_format:
 * @self: a published number
 * @value: one of its kind; NAN: not known
 *
 * Returns: (transfer full): the number, with its unit where @self's words do not say it
 */
char *
rt_published_format (const RtPublished *self,
                     double             value)
{
  if (isnan (value))
    return g_strdup (RT_FORMAT_UNKNOWN);
  switch (self->kind)
    {
    case RT_MEASURE_FIGURE: return rt_report_number (self->figure, value);
    case RT_MEASURE_EMPTY_SHARE:
    case RT_MEASURE_MISSED_SHARE: return rt_format_share (value);
    case RT_MEASURE_WIRE_BYTES:
    case RT_MEASURE_OVERHEAD_PER_EVENT: return rt_format_bytes (value);
    case RT_MEASURE_OVERHEAD_RATE:
    case RT_MEASURE_WHOLE_RATE:
    case RT_MEASURE_TRANSITS:
    default: return rt_format_number (value, 3);
    }
}
