/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-presets.h"
#include "pages/compare/rt-answer.h"
#include "pages/compare/rt-needs-group.h"
#include "pages/compare/rt-picture-private.h"
#include "pages/compare/rt-sheet.h"
#include "tests/lab/result-fixture.h"

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

/* What each label says, a line each; what is marked as wrong begins with “error: ”. */
static void
read_labels (GtkWidget *widget,
             GString   *text)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s%s\n", gtk_widget_has_css_class (widget, "error") ? "error: " : "",
                            gtk_label_get_text (GTK_LABEL (widget)));
  if (gtk_widget_get_tooltip_text (widget) != NULL)
    g_string_append_printf (text, "tooltip: %s\n", gtk_widget_get_tooltip_text (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    read_labels (child, text);
}

/* (transfer full) what the page says of what was published. @run: (transfer full) (nullable) */
static char *
dup_published (const char *preset,
               guint       n_clients,
               RtRun      *run)
{
  g_autoptr (RtPlan) plan = rt_preset_make_plan (rt_presets_lookup (preset, NULL), 0, TRUE);
  g_autoptr (RtResult) result = NULL;
  g_autoptr (GtkWidget) widget = NULL;
  GString *text = g_string_new (NULL);

  if (n_clients > 0)
    plan->n_clients = n_clients;
  result = rt_result_new (plan);
  if (run != NULL)
    rt_result_add (result, run);
  widget = g_object_ref_sink (rt_published_new (result));
  read_labels (widget, text);

  return g_string_free (text, FALSE);
}

static void
assert_has (const char *text,
            const char *part,
            gboolean    has)
{
  if ((strstr (text, part) != NULL) != has)
    g_error ("“%s” %s in:\n%s", part, has ? "is not" : "is", text);
}

static void
test_published_is_a_measure_of_its_set_up (void)
{
  g_autofree char *text = dup_published ("abril-2017", 0, run_new_of (0, 0, 100, 300));

  assert_has (text, "error: ! ", TRUE);
  assert_has (text, "tooltip: Expected from ", TRUE);
  assert_has (text, "Five updates end after four intervals;", TRUE);
  assert_has (text, "The set-up was changed", FALSE);
}

static void
test_published_is_no_measure_of_another (void)
{
  g_autofree char *text = dup_published ("abril-2017", 50, run_new_of (0, 0, 100, 300));

  assert_has (text, "The set-up was changed (Clients: 50, not 1)", TRUE);
  assert_has (text, "error: ", FALSE);
  assert_has (text, "Expected from ", FALSE);
  assert_has (text, "Five updates end after four intervals;", FALSE);
}

static void
test_what_was_not_measured_is_not_wrong (void)
{
  g_autofree char *text = dup_published ("abril-2017", 0, NULL);

  assert_has (text, "\n–\n", TRUE);
  assert_has (text, "error: ", FALSE);
  assert_has (text, "Five updates end after four intervals;", FALSE);
}

static void
test_projections_say_for_how_many (void)
{
  g_autofree char *text = dup_published ("lubbers-greco", 0, NULL);

  assert_has (text, "\nWith 1000 clients.\n", TRUE);
  assert_has (text, "\nWith 100000 clients.\n", TRUE);
}

/* (transfer full) the words of each row of a sheet, a line each, its cells with bars between */
static char *
dup_sheet (RtResult      *result,
           const RtNeeds *needs)
{
  g_autoptr (GtkWidget) widget = g_object_ref_sink (gtk_label_new (NULL));
  g_autoptr (RtPlotStyle) style = rt_plot_style_new (widget, TRUE);
  g_autoptr (RtPicture) sheet = rt_sheet_new (result, NULL, needs, style);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sheet->rows->len; i++)
    {
      const RtPictureRow *row = g_ptr_array_index (sheet->rows, i);

      for (guint n = 0; row->cells != NULL && n < row->cells->len; n++)
        g_string_append_printf (text, "%s%s", n > 0 ? " | " : "",
                                ((const RtCell *) g_ptr_array_index (row->cells, n))->text);
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

static void
test_a_sheet_says_what_it_goes_by (void)
{
  const RtNeeds needs = { .staleness = 0.25, .traits = RT_TRAIT_BROWSER };
  g_autoptr (RtPlan) plan = plan_new_of ("short-polling:interval=0.25", "websocket", NULL);
  g_autoptr (RtResult) result = NULL;
  g_autofree char *text = NULL;

  plan->n_clients = 10;
  result = rt_result_new (plan);
  for (guint i = 0; i < 2; i++)
    rt_result_add (result, run_new_of (i, 0, 100, 125000));
  text = dup_sheet (result, &needs);

  assert_has (text, "\nWhat matters\n• To be saved: Bytes\n• Latest: 250 ms\n• In a browser\n", TRUE);
  assert_has (text, "\nConditions\n", TRUE);
  assert_has (text, "\nNetwork: within the machine, nothing is delayed or broken.\n", TRUE);
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
  g_test_add_func ("/compare/published/is-a-measure-of-its-set-up", test_published_is_a_measure_of_its_set_up);
  g_test_add_func ("/compare/published/is-no-measure-of-another", test_published_is_no_measure_of_another);
  g_test_add_func ("/compare/published/what-was-not-measured-is-not-wrong", test_what_was_not_measured_is_not_wrong);
  g_test_add_func ("/compare/published/projections-say-for-how-many", test_projections_say_for_how_many);
  g_test_add_func ("/compare/sheet/says-what-it-goes-by", test_a_sheet_says_what_it_goes_by);

  return g_test_run ();
}
