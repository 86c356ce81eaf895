/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-answer.h"

#include <glib/gi18n.h>

#include "rt-result-words.h"
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

/**
 * rt_answer_new:
 * @result: what was measured
 * @needs: what matters beyond it
 *
 * Returns: (transfer floating) (nullable): the recommendation, its reasons, what would change it, and
 *   what no number says; %NULL where fewer than two can be compared
 */
GtkWidget *
rt_answer_new (RtResult      *result,
               const RtNeeds *needs)
{
  g_autofree char *title = NULL;
  g_autoptr (RtAdvice) advice = rt_result_dup_advice (result, needs, &title);
  GtkWidget *box;
  GtkWidget *heading;

  if (advice == NULL)
    return NULL;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  heading = new_words (title, "title-3");
  if (advice->contestant != RT_ADVICE_NOBODY)
    {
      const RtContestant *its = g_ptr_array_index (rt_result_get_plan (result)->contestants, advice->contestant);

      rt_hue_apply (heading, its->pattern);
    }
  gtk_box_append (GTK_BOX (box), heading);
  add_sentences (GTK_BOX (box), NULL, advice->reasons);
  add_sentences (GTK_BOX (box), _("What would change it"), advice->changes);
  add_sentences (GTK_BOX (box), _("What numbers cannot tell"), advice->beyond);

  return box;
}
