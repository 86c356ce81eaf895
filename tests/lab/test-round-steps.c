/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-round-private.h"
#include "tests/support/rt-test.h"

/* For how long the feed waits for clients, of two contestants who say only what a test has them say. */

#define SILENT_TYPE_SWARM (silent_swarm_get_type ())
G_DECLARE_FINAL_TYPE (SilentSwarm, silent_swarm, SILENT, SWARM, RtSwarm)

struct _SilentSwarm {
  RtSwarm parent_instance;
};

G_DEFINE_FINAL_TYPE (SilentSwarm, silent_swarm, RT_TYPE_SWARM)

static void
silent_swarm_class_init (SilentSwarmClass *klass)
{
}

static void
silent_swarm_init (SilentSwarm *self)
{
}

#define DUE 5000
#define MS  1000

typedef struct {
  RtPlan  *plan;
  RtRound *round;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  unused)
{
  RtRoundPlan how = { .n = 2 };

  self->plan = rt_plan_new ();
  g_ptr_array_add (self->plan->contestants, rt_contestant_parse ("short-polling:name=first", NULL));
  g_ptr_array_add (self->plan->contestants, rt_contestant_parse ("short-polling:name=second", NULL));
  how.plan = self->plan;
  self->round = rt_round_new (&how);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      rt_round_get_entrant (self->round, i)->swarm = g_object_new (SILENT_TYPE_SWARM, NULL);
      rt_round_get_entrant (self->round, i)->step = rt_lockstep_new (&error);
      g_assert_no_error (error);
    }
  self->round->phase = RT_ROUND_MEASURING;
  rt_round_begin_steps (self->round);
}

static void
tear_down (Fixture       *self,
           gconstpointer  unused)
{
  rt_test_assert_last_unref (self->round);
  rt_plan_free (self->plan);
}

/* All that is due before that was asked and answered. */
static void
set_asked (Fixture *self,
           guint    i,
           gint64   asked_us)
{
  rt_lockstep_set (rt_round_get_entrant (self->round, i)->step, RT_STEP_ASKED, asked_us);
}

static gboolean
may (Fixture *self,
     gint64   late_us)
{
  return rt_round_may_go_on (DUE, late_us, self->round);
}

static gboolean
is_in_step (Fixture *self,
            guint    i)
{
  return rt_round_get_entrant (self->round, i)->in_step;
}

static void
test_waits_until_all_are_ready (Fixture       *self,
                                gconstpointer  unused)
{
  g_assert_true (may (self, 0));
  set_asked (self, 0, DUE - 1);
  set_asked (self, 1, DUE - 1);
  g_assert_false (may (self, 1 * MS));
  set_asked (self, 0, DUE);
  g_assert_false (may (self, 2 * MS));
  set_asked (self, 1, DUE);
  g_assert_true (may (self, 3 * MS));
  g_assert_true (is_in_step (self, 0) && is_in_step (self, 1));
}

/* What counts is time, and not how often it was looked. */
static void
test_slow_turns_are_no_excuse (Fixture       *self,
                               gconstpointer  unused)
{
  set_asked (self, 1, 0);
  g_assert_false (may (self, 0));
  g_assert_false (may (self, 60 * MS));
  g_assert_true (may (self, 80 * MS));
  g_assert_true (is_in_step (self, 0));
  g_assert_false (is_in_step (self, 1));
  g_assert_cmpint (rt_lockstep_get (rt_round_get_entrant (self->round, 1)->step, RT_STEP_NEXT), ==, G_MAXINT64);
}

static void
test_each_answers_for_itself (Fixture       *self,
                              gconstpointer  unused)
{
  set_asked (self, 0, 0);
  g_assert_false (may (self, 0));
  set_asked (self, 1, 0);
  g_assert_false (may (self, 50 * MS));
  set_asked (self, 0, DUE);
  g_assert_false (may (self, 70 * MS));
  g_assert_false (may (self, 110 * MS));
  g_assert_true (is_in_step (self, 0) && is_in_step (self, 1));
  g_assert_true (may (self, 130 * MS));
  g_assert_true (is_in_step (self, 0));
  g_assert_false (is_in_step (self, 1));
}

/* What the machine made late is nobody's fault, but does not go on for ever. */
static void
test_there_is_an_end_to_it (Fixture       *self,
                            gconstpointer  unused)
{
  set_asked (self, 0, 0);
  g_assert_false (may (self, RT_ROUND_MAX_LATE_US + 50 * MS));
  g_assert_true (is_in_step (self, 0));
  g_assert_true (may (self, 2 * RT_ROUND_MAX_LATE_US));
  g_assert_false (is_in_step (self, 0));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/round-steps/waits-until-all-are-ready", Fixture, NULL, set_up, test_waits_until_all_are_ready, tear_down);
  g_test_add ("/round-steps/slow-turns-are-no-excuse", Fixture, NULL, set_up, test_slow_turns_are_no_excuse, tear_down);
  g_test_add ("/round-steps/each-answers-for-itself", Fixture, NULL, set_up, test_each_answers_for_itself, tear_down);
  g_test_add ("/round-steps/there-is-an-end-to-it", Fixture, NULL, set_up, test_there_is_an_end_to_it, tear_down);

  return g_test_run ();
}
