/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-row.h"

#include <string.h>

static void
show_when (GtkWidget        *label,
           const RtChatLine *line)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (line->time_us / G_USEC_PER_SEC);
  g_autofree char *words = time != NULL ? g_date_time_format (time, "%X") : NULL;

  gtk_widget_set_tooltip_text (label, words);
}

/* The name is what the words begin with, in most languages. */
static void
embolden_name (GtkLabel   *label,
               const char *words,
               const char *name)
{
  g_autoptr (PangoAttrList) attributes = NULL;
  const char *found = strstr (words, name);
  PangoAttribute *bold;

  if (found == NULL)
    return;
  attributes = pango_attr_list_new ();
  bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
  bold->start_index = found - words;
  bold->end_index = bold->start_index + strlen (name);
  pango_attr_list_insert (attributes, bold);
  gtk_label_set_attributes (label, attributes);
}

/**
 * rt_chat_row_new:
 * @entry: what was heard
 *
 * Returns: (transfer floating): a row that says it
 */
GtkWidget *
rt_chat_row_new (RtChatEntry *entry)
{
  const RtChatLine *line = rt_chat_entry_get_line (entry);
  g_autofree char *words = rt_chat_entry_dup_words (entry);
  GtkWidget *label = gtk_label_new (words);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  if (line == NULL || line->kind != RT_CHAT_SAY || line->is_history)
    gtk_widget_add_css_class (label, "faint");
  if (line != NULL && line->kind == RT_CHAT_SAY && line->name != NULL)
    embolden_name (GTK_LABEL (label), words, line->name);
  if (line != NULL)
    show_when (label, line);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}
