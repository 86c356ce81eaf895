/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-advice.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-cost-map.h"
#include "lab/rt-format.h"

/* The rules, all of them:
 *  1. Who did not keep up, lost events where another lost none, was later than may be, or lacks
 *     a trait that is needed is out.
 *  2. Of the others, as far as it was measured what they cost, the cheapest is recommended,
 *  3. but a simpler one that costs at most so much more goes before it. */
#define HARDLY_MORE 1.25
/* Simpler: plain HTTP, and nothing held for a client. */
#define SIMPLE (RT_TRAIT_PLAIN_HTTP | RT_TRAIT_STATELESS)

typedef struct {
  RtTraits    trait;
  const char *out;    /* with the name of who lacks it, where it is needed */
  const char *has;    /* of who is recommended */
  const char *lacks;
} TraitRule;

/* Translators: %s is the name of a pattern, throughout. */
static const TraitRule trait_rules[] = {
  { RT_TRAIT_TALKS_BACK, N_("%s is out: clients could not talk on the same connection."),
    N_("Clients can talk on the same connection."),
    N_("What clients have to say needs a request of its own.") },
  { RT_TRAIT_PLAIN_HTTP, N_("%s is out: not every proxy passes it."),
    N_("It is plain HTTP, which proxies and firewalls pass."),
    N_("Proxies and firewalls must let it through, and some do not.") },
  { RT_TRAIT_STATELESS, N_("%s is out: the server holds a connection for each client."),
    N_("Between two requests the server holds nothing: it can be replaced at any time."),
    N_("Each client holds a connection: after a restart all of them come back at once.") },
  { RT_TRAIT_BROWSER, N_("%s is out: a browser cannot do it by itself."),
    N_("A page in a browser can do it by itself."),
    N_("A browser cannot do it by itself: something has to stand between.") },
  { RT_TRAIT_ACKNOWLEDGED, N_("%s is out: what was not acknowledged is not delivered again."),
    N_("What was not acknowledged is delivered again, even after a crash."),
    N_("Nothing is acknowledged: after a break a client catches up as far as the server remembers.") },
};

typedef struct {
  RtResult      *result;
  const RtNeeds *needs;
  RtAdvice      *advice;
  RtFeedRate     feed;
  RtCost         costs[RT_PLAN_MAX_CONTESTANTS]; /* of those who have the traits */
  guint          n_costs;
  gboolean       in[RT_PLAN_MAX_CONTESTANTS];    /* by contestant */
} Case;

static const RtContestant *
get_contestant (const Case *self,
                guint       contestant)
{
  return g_ptr_array_index (rt_result_get_plan (self->result)->contestants, contestant);
}

static const char *
get_name (const Case *self,
          int         contestant)
{
  return self->needs->names != NULL ? self->needs->names[contestant] : get_contestant (self, (guint) contestant)->name;
}

static RtTraits
get_traits (const Case *self,
            guint       contestant)
{
  const RtPattern *pattern = rt_patterns_lookup (get_contestant (self, contestant)->pattern);

  return pattern != NULL ? pattern->traits : 0;
}

static const TraitRule *
find_lacking (const Case *self,
              guint       contestant)
{
  RtTraits traits = get_traits (self, contestant);

  for (guint i = 0; i < G_N_ELEMENTS (trait_rules); i++)
    if ((self->needs->traits & trait_rules[i].trait & ~traits) != 0)
      return &trait_rules[i];

  return NULL;
}

static gboolean
somebody_lost_nothing (const Case *self)
{
  for (guint i = 0; i < rt_result_get_plan (self->result)->contestants->len; i++)
    if (rt_result_get_median (self->result, i, RT_FIGURE_LOST) == 0)
      return TRUE;

  return FALSE;
}

/* (transfer full) (nullable): rule 1: why this one is out */
static char *
dup_why_out (const Case *self,
             guint       contestant)
{
  const TraitRule *lacking = find_lacking (self, contestant);
  const char *name = get_name (self, (int) contestant);
  double lost = rt_result_get_median (self->result, contestant, RT_FIGURE_LOST);
  double late = rt_result_get_median (self->result, contestant, RT_FIGURE_LATENCY_P95);

  if (!rt_result_is_comparable (self->result, contestant))
    return g_strdup_printf (_("%s is out: the machine did not keep up with it, so there are no figures."), name);
  if (lacking != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (_(lacking->out), "%s", 2);

      return g_strjoinv (name, parts);
    }
  if (lost > 0 && somebody_lost_nothing (self))
    {
      g_autofree char *count = rt_format_count (lost);

      /* Translators: a pattern, then how many */
      return g_strdup_printf (_("%s is out: events were lost (%s)."), name, count);
    }
  if (self->needs->staleness > 0 && late > self->needs->staleness * G_USEC_PER_SEC)
    {
      g_autofree char *most = rt_format_duration_us (self->needs->staleness * G_USEC_PER_SEC);

      /* Translators: a pattern, then a time */
      return g_strdup_printf (_("%s is out: 5 of 100 events were later than %s."), name, most);
    }

  return NULL;
}

static void
judge (Case *self)
{
  for (guint i = 0; i < rt_result_get_plan (self->result)->contestants->len; i++)
    {
      char *why = dup_why_out (self, i);
      RtCost cost;

      self->in[i] = why == NULL && rt_cost_measure (self->result, i, &cost);
      if (self->in[i] && isnan (rt_cost_measured (&cost, self->needs->pays_for)))
        why = g_strdup_printf (_("%s is not ranked: what it costs was not measured here."), get_name (self, (int) i));
      if (find_lacking (self, i) == NULL && rt_cost_measure (self->result, i, &cost))
        self->costs[self->n_costs++] = cost;
      if (why != NULL)
        g_ptr_array_add (self->advice->reasons, why);
    }
}

/* Where nobody was chosen, who is not out was not measured. */
static void
tell_unmeasured (Case *self)
{
  const RtPlan *plan = rt_result_get_plan (self->result);
  gboolean somebody = FALSE;

  for (guint i = 0; i < plan->contestants->len; i++)
    somebody |= self->in[i];
  if (somebody && self->needs->pays_for == RT_COST_CPU && (plan->order != RT_ORDER_APART || !plan->own_process))
    g_ptr_array_add (self->advice->reasons, g_strdup (_("Not measured: it takes patterns one after the other, their "
                                                        "clients in a process of their own.")));
}

/* As it was measured: of a client in a second. */
static double
get_total (const Case   *self,
           const RtCost *cost)
{
  return rt_cost_measured (cost, self->needs->pays_for);
}

static char *
dup_total (const Case   *self,
           const RtCost *cost)
{
  return (self->needs->pays_for == RT_COST_BYTES ? rt_format_bytes : rt_format_duration_us) (get_total (self, cost));
}

/* Rule 2, and with @traits rule 3: the cheapest of those who have them, @but left out. */
static const RtCost *
find_cheapest (const Case   *self,
               RtTraits      traits,
               const RtCost *but)
{
  const RtCost *cheapest = NULL;

  for (guint i = 0; i < self->n_costs; i++)
    {
      const RtCost *cost = &self->costs[i];

      if (cost == but || !self->in[cost->contestant] || isnan (get_total (self, cost)) ||
          (get_traits (self, cost->contestant) & traits) != traits)
        continue;
      if (cheapest == NULL || get_total (self, cost) < get_total (self, cheapest))
        cheapest = cost;
    }

  return cheapest;
}

static const RtCost *
choose (Case *self)
{
  const RtCost *cheapest = find_cheapest (self, 0, NULL);
  const RtCost *simple = find_cheapest (self, SIMPLE, NULL);
  const RtCost *next = find_cheapest (self, 0, cheapest);
  g_autofree char *its = cheapest != NULL ? dup_total (self, cheapest) : NULL;
  g_autofree char *other = NULL;
  char *reason;

  if (cheapest == NULL)
    return NULL;
  if (simple != NULL && simple != cheapest && get_total (self, simple) <= HARDLY_MORE * get_total (self, cheapest))
    {
      other = dup_total (self, simple);
      /* Translators: a pattern, what a client of it costs a second, another, what that costs */
      reason = g_strdup_printf (_("%s is the simplest and, at %s for each client and second, hardly dearer than %s at %s."),
                                get_name (self, (int) simple->contestant), other,
                                get_name (self, (int) cheapest->contestant), its);
      g_ptr_array_insert (self->advice->reasons, 0, reason);
      return simple;
    }

  other = next != NULL ? dup_total (self, next) : NULL;
  if (next != NULL)
    reason = g_strdup_printf (_("%s is the cheapest, at %s for each client and second; next comes %s at %s."),
                              get_name (self, (int) cheapest->contestant), its,
                              get_name (self, (int) next->contestant), other);
  else
    reason = g_strdup_printf (_("%s is the only one left, at %s for each client and second."),
                              get_name (self, (int) cheapest->contestant), its);
  g_ptr_array_insert (self->advice->reasons, 0, reason);

  return cheapest;
}

/* Whether somebody of another pattern would be the cheapest there. */
static int
find_other (const Case   *self,
            const RtCost *chosen,
            double        rate,
            double        staleness)
{
  int cheapest = rt_cost_find_cheapest (self->costs, self->n_costs, self->needs->pays_for, rate, staleness,
                                        self->feed.size, NULL);

  if (cheapest == RT_COST_MAP_NONE ||
      g_str_equal (get_contestant (self, (guint) cheapest)->pattern, get_contestant (self, chosen->contestant)->pattern))
    return RT_COST_MAP_NONE;
  return cheapest;
}

/* How late events may be as it was measured. */
static double
get_tolerated (const Case *self)
{
  return self->needs->staleness > 0 ? self->needs->staleness
                                    : rt_result_get_plan (self->result)->interval_ms / 1000.0;
}

typedef struct {
  const Case   *question;
  const RtCost *chosen;
} Search;

static int
find_at (const RtCostPoint *point,
         gpointer           user_data)
{
  const Search *search = user_data;

  return find_other (search->question, search->chosen, point->rate, point->staleness);
}

/* Where along the map somebody else takes over: seldom or often, @up. */
static void
tell_rate (Case         *self,
           const RtCost *chosen,
           gboolean      up)
{
  Search search = { self, chosen };
  RtCostPoint here = { self->feed.rate, get_tolerated (self) };
  int other = rt_cost_find_edge (&here, up ? RT_COST_MORE_EVENTS : RT_COST_FEWER_EVENTS, find_at, &search);
  g_autofree char *rate = rt_format_plain (here.rate, 2);

  if (other != RT_COST_MAP_NONE)
    g_ptr_array_add (self->advice->changes,
                     g_strdup_printf (up ? /* Translators: events a second, a pattern */
                                           _("With %s events a second or more, %s would be cheaper.")
                                         : _("With %s events a second or fewer, %s would be cheaper."),
                                      rate, get_name (self, other)));
}

static void
tell_staleness (Case         *self,
                const RtCost *chosen)
{
  Search search = { self, chosen };
  RtCostPoint here = { self->feed.rate, get_tolerated (self) };
  int other = rt_cost_find_edge (&here, RT_COST_LATER, find_at, &search);
  g_autofree char *time = rt_format_duration_us (here.staleness * G_USEC_PER_SEC);

  if (other != RT_COST_MAP_NONE)
    /* Translators: a time, a pattern */
    g_ptr_array_add (self->advice->changes, g_strdup_printf (_("If events may be %s late, %s would be cheaper."), time,
                                                             get_name (self, other)));
}

static void
tell_changes (Case         *self,
              const RtCost *chosen)
{
  int other = find_other (self, chosen, self->feed.rate, get_tolerated (self));
  g_autofree char *time = rt_format_duration_us (get_tolerated (self) * G_USEC_PER_SEC);

  if (other != RT_COST_MAP_NONE)
    {
      if (!self->in[other] || self->needs->staleness > 0)
        /* Translators: a pattern, a time */
        g_ptr_array_add (self->advice->changes, g_strdup_printf (_("%s would be cheaper if it asked only every %s."),
                                                                 get_name (self, other), time));
      return;
    }
  tell_rate (self, chosen, FALSE);
  tell_rate (self, chosen, TRUE);
  tell_staleness (self, chosen);
}

static void
tell_beyond (Case         *self,
             const RtCost *chosen)
{
  RtTraits traits = get_traits (self, chosen->contestant);

  for (guint i = 0; i < G_N_ELEMENTS (trait_rules); i++)
    g_ptr_array_add (self->advice->beyond, g_strdup (_((traits & trait_rules[i].trait) != 0 ? trait_rules[i].has
                                                                                             : trait_rules[i].lacks)));
  if ((traits & RT_TRAIT_BROWSER) != 0 && (traits & SIMPLE) == RT_TRAIT_PLAIN_HTTP)
    g_ptr_array_add (self->advice->beyond,
                     g_strdup (_("Over HTTP/1.1 a browser opens six connections to a host, for all its tabs together.")));
}

/**
 * rt_advice_new:
 * @result: a result
 * @needs: what is known beyond its plan
 *
 * Recommends one of the contestants by the rules in this file, and says why in words.
 *
 * Returns: (transfer full): the advice
 */
RtAdvice *
rt_advice_new (RtResult      *result,
               const RtNeeds *needs)
{
  RtAdvice *self = g_new0 (RtAdvice, 1);
  Case question = { .result = result, .needs = needs, .advice = self };
  const RtCost *chosen;

  self->contestant = RT_ADVICE_NOBODY;
  self->reasons = g_ptr_array_new_with_free_func (g_free);
  self->changes = g_ptr_array_new_with_free_func (g_free);
  self->beyond = g_ptr_array_new_with_free_func (g_free);
  rt_result_get_feed (result, &question.feed);
  judge (&question);
  chosen = choose (&question);
  if (chosen == NULL)
    {
      tell_unmeasured (&question);
      return self;
    }

  self->contestant = (int) chosen->contestant;
  tell_changes (&question, chosen);
  tell_beyond (&question, chosen);

  return self;
}

/**
 * rt_advice_free:
 * @self: (transfer full): advice
 */
void
rt_advice_free (RtAdvice *self)
{
  g_ptr_array_unref (self->reasons);
  g_ptr_array_unref (self->changes);
  g_ptr_array_unref (self->beyond);
  g_free (self);
}
