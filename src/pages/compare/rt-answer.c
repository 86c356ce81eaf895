/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-answer.h"

#include <glib/gi18n.h>

#include "rt-contestant-group.h"
#include "widgets/rt-hue.h"

static GtkWidget *
new_words (const char *text,
           const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

static void
add_sentences (GtkBox     *box,
               const char *title,
               GPtrArray  *sentences)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (sentences->len == 0)
    return;
  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (text, i > 0 ? "\n%s" : "%s", (const char *) g_ptr_array_index (sentences, i));
  if (title != NULL)
    {
      GtkWidget *heading = new_words (title, "heading");

      gtk_widget_set_margin_top (heading, 6);
      gtk_box_append (box, heading);
    }
  gtk_box_append (box, new_words (text->str, NULL));
}

static char **
dup_labels (GPtrArray *contestants)
{
  char **labels = g_new0 (char *, contestants->len + 1);

  for (guint i = 0; i < contestants->len; i++)
    labels[i] = rt_contestant_dup_label (g_ptr_array_index (contestants, i));

  return labels;
}

/**
 * rt_answer_new:
 * @result: what was measured
 * @needs: what matters beyond it
 *
 * Returns: (transfer floating): the recommendation, its reasons, what would change it, and what
 *   no number says
 */
GtkWidget *
rt_answer_new (RtResult      *result,
               const RtNeeds *needs)
{
  g_auto (GStrv) names = dup_labels (rt_result_get_plan (result)->contestants);
  const RtNeeds named = { needs->staleness, needs->traits, needs->pays_for, (const char * const *) names };
  g_autoptr (RtAdvice) advice = rt_advice_new (result, &named);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading;

  if (advice->contestant == RT_ADVICE_NOBODY)
    heading = new_words (_("No pattern can be recommended."), "title-3");
  else
    {
      const RtContestant *its = g_ptr_array_index (rt_result_get_plan (result)->contestants, advice->contestant);
      g_autofree char *words = g_strdup_printf (_("Recommended: %s"), names[advice->contestant]);

      heading = new_words (words, "title-3");
      rt_hue_apply (heading, its->pattern);
    }
  gtk_box_append (GTK_BOX (box), heading);
  add_sentences (GTK_BOX (box), NULL, advice->reasons);
  add_sentences (GTK_BOX (box), _("What would change it"), advice->changes);
  add_sentences (GTK_BOX (box), _("What numbers cannot tell"), advice->beyond);

  return box;
}
