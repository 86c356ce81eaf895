/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "pages/compare/rt-needs-group.h"

static void
count (RtNeedsGroup *group,
       guint        *n_changed)
{
  (*n_changed)++;
}

static void
test_what_mattered_is_shown (void)
{
  const RtNeeds needs = { .staleness = 0.25, .traits = RT_TRAIT_BROWSER | RT_TRAIT_STATELESS, .pays_for = RT_COST_CPU };
  const RtNeeds none = { 0 };
  g_autoptr (RtNeedsGroup) group = g_object_ref_sink (g_object_new (RT_TYPE_NEEDS_GROUP, NULL));
  RtNeeds shown;
  guint n_changed = 0;

  g_signal_connect (group, "changed", G_CALLBACK (count), &n_changed);
  rt_needs_group_show (group, &needs);
  rt_needs_group_get (group, &shown);
  g_assert_cmpfloat (shown.staleness, ==, 0.25);
  g_assert_cmpuint (shown.traits, ==, RT_TRAIT_BROWSER | RT_TRAIT_STATELESS);
  g_assert_cmpint (shown.pays_for, ==, RT_COST_CPU);
  g_assert_cmpuint (n_changed, ==, 1);

  rt_needs_group_show (group, &needs);
  g_assert_cmpuint (n_changed, ==, 1);

  rt_needs_group_show (group, &none);
  rt_needs_group_get (group, &shown);
  g_assert_cmpfloat (shown.staleness, ==, 0);
  g_assert_cmpuint (shown.traits, ==, 0);
  g_assert_cmpint (shown.pays_for, ==, RT_COST_BYTES);
  g_assert_cmpuint (n_changed, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();

  g_test_add_func ("/compare/what-mattered-is-shown-and-told-once", test_what_mattered_is_shown);

  return g_test_run ();
}
