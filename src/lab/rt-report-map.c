/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-report-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-cost-map.h"
#include "lab/rt-format.h"

/* What the map is asked at: its picture has more of it. */
static const double rates[] = { 0.01, 0.1, 1, 10, 100 };         /* events a second */
static const double stalenesses[] = { 0.01, 0.1, 1, 10, 100 };   /* seconds */

typedef struct {
  RtResult      *result;
  const RtNeeds *needs;
  RtCost         costs[RT_PLAN_MAX_CONTESTANTS];
  guint          n_costs;
  RtFeedRate     feed;
} Map;

static const char *
find_name (const Map *self,
           double     rate,
           double     staleness)
{
  int cheapest = rt_cost_find_cheapest (self->costs, self->n_costs, self->needs->pays_for, rate, staleness,
                                        self->feed.size, NULL);

  return cheapest != RT_COST_MAP_NONE ? self->needs->names[cheapest] : NULL;
}

/* FALSE: there are no two to choose from. */
static gboolean
measure (Map *self)
{
  guint n_known = 0;

  for (guint i = 0; i < rt_result_get_plan (self->result)->contestants->len; i++)
    if (rt_cost_measure (self->result, i, &self->costs[self->n_costs]))
      {
        n_known += isnan (rt_cost_measured (&self->costs[self->n_costs], self->needs->pays_for)) ? 0 : 1;
        self->n_costs++;
      }
  rt_result_get_feed (self->result, &self->feed);

  return n_known > 1;
}

static void
append_cells (GString   *text,
              const Map *self)
{
  g_string_append_printf (text, "| %s ↓ · %s → |", _("How late an event may be"), _("Events a second"));
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    g_string_append_printf (text, " %.15g |", rates[i]);
  g_string_append (text, "\n|---|");
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    g_string_append (text, "---|");
  for (guint row = 0; row < G_N_ELEMENTS (stalenesses); row++)
    {
      g_autofree char *late = rt_format_duration_us (stalenesses[row] * G_USEC_PER_SEC);

      g_string_append_printf (text, "\n| %s |", late);
      for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
        {
          const char *name = find_name (self, rates[i], stalenesses[row]);

          g_string_append_printf (text, " %s |", name != NULL ? name : RT_FORMAT_UNKNOWN);
        }
    }
  g_string_append_c (text, '\n');
}

void
rt_report_append_map (GString       *text,
                      RtResult      *result,
                      const RtNeeds *needs)
{
  Map self = { .result = result, .needs = needs };
  double staleness = needs->staleness > 0 ? needs->staleness : rt_result_get_plan (result)->interval_ms / 1000.0;
  g_autofree char *late = rt_format_duration_us (staleness * G_USEC_PER_SEC);
  g_autofree char *rate = NULL;
  const char *name;

  if (!measure (&self))
    return;
  rate = rt_format_plain (self.feed.rate, 3);
  name = find_name (&self, self.feed.rate, staleness);
  g_string_append_printf (text, "\n## %s\n\n", needs->pays_for == RT_COST_CPU ? _("The least processor time")
                                                                               : _("The fewest bytes"));
  if (name != NULL)
    /* Translators: events a second, a time, the name of a pattern */
    g_string_append_printf (text, _("At %s events a second, up to %s late, %s is the cheapest."), rate, late, name);
  else
    g_string_append (text, _("Nobody is that fresh."));
  g_string_append (text, "\n\n");
  append_cells (text, &self);
  g_string_append_printf (text, "\n%s\n", _("Projected from what a question, an empty answer, a push and an idle connection "
                                            "cost here; who asks does so as seldom as it may be late."));
}

static void
append_row (GString            *text,
            const char         *name,
            const RtProjection *projection)
{
  g_autofree char *rate = rt_format_rate (projection->bytes);
  g_autofree char *memory = rt_format_bytes (projection->memory);
  g_autofree char *requests = rt_format_count (projection->requests);
  g_autofree char *cores = isnan (projection->cores) ? g_strdup (RT_FORMAT_UNKNOWN)
                                                     : rt_format_number (projection->cores, 3);

  g_string_append_printf (text, "| %s | %u | %s | %s | %s | %s |\n", name, projection->n_clients, rate, cores, memory,
                          requests);
}

void
rt_report_append_projections (GString       *text,
                              RtResult      *result,
                              const RtNeeds *needs)
{
  const RtPlan *plan = rt_result_get_plan (result);
  g_autofree char *basis = rt_projection_dup_basis (result);
  g_autoptr (GString) rows = g_string_new (NULL);

  for (guint i = 0; i < plan->contestants->len; i++)
    {
      RtProjection projection;
      RtCost cost;

      if (!rt_cost_measure (result, i, &cost))
        continue;
      for (guint n = 0; n < RT_REPORT_N_PROJECTED; n++)
        {
          rt_cost_project (&cost, rt_report_projected[n], &projection);
          if (!isnan (projection.bytes) || !isnan (projection.cores) || !isnan (projection.memory))
            append_row (rows, needs->names[i], &projection);
        }
    }
  if (rows->len == 0)
    return;
  g_string_append_printf (text, "\n## %s\n\n%s\n\n| | %s | %s | %s | %s | %s/s |\n|---|---:|---:|---:|---:|---:|\n%s",
                          _("With more clients"), basis, _("Clients"), _("On the wire"), _("Cores"), _("Memory"),
                          _("Requests"), rows->str);
}
