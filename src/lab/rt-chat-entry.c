/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-chat-entry.h"

#include <glib/gi18n.h>

struct _RtChatEntry {
  GObject     parent_instance;
  RtChatLine *line;
  gint64      lost;
};

G_DEFINE_FINAL_TYPE (RtChatEntry, rt_chat_entry, G_TYPE_OBJECT)

static void
rt_chat_entry_finalize (GObject *object)
{
  RtChatEntry *self = RT_CHAT_ENTRY (object);

  g_clear_pointer (&self->line, rt_chat_line_unref);

  G_OBJECT_CLASS (rt_chat_entry_parent_class)->finalize (object);
}

static void
rt_chat_entry_class_init (RtChatEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_chat_entry_finalize;
}

static void
rt_chat_entry_init (RtChatEntry *self)
{
}

/**
 * rt_chat_entry_new:
 * @line: a line
 *
 * Returns: (transfer full): an entry with @line
 */
RtChatEntry *
rt_chat_entry_new (RtChatLine *line)
{
  RtChatEntry *self = g_object_new (RT_TYPE_CHAT_ENTRY, NULL);

  self->line = rt_chat_line_ref (line);
  return self;
}

/**
 * rt_chat_entry_new_gap:
 * @lost: so many lines, -1 unknown
 *
 * Returns: (transfer full): an entry that says that lines are missing
 */
RtChatEntry *
rt_chat_entry_new_gap (gint64 lost)
{
  RtChatEntry *self = g_object_new (RT_TYPE_CHAT_ENTRY, NULL);

  self->lost = lost;
  return self;
}

/**
 * rt_chat_entry_get_line:
 * @self: an entry
 *
 * Returns: (transfer none) (nullable): its line, %NULL for one that tells of missing lines
 */
const RtChatLine *
rt_chat_entry_get_line (RtChatEntry *self)
{
  return self->line;
}

static char *
dup_gap_words (gint64 lost)
{
  if (lost < 0)
    return g_strdup (_("Lines are missing here"));
  return g_strdup_printf (ngettext ("%d line is missing here", "%d lines are missing here",
                                    (gulong) lost),
                          (int) MIN (lost, G_MAXINT));
}

/* A line break would let somebody speak in another's name. */
static char *
dup_line (const char *text)
{
  gboolean is_long = g_utf8_strlen (text, -1) > RT_CHAT_ENTRY_MAX_LENGTH;
  g_autofree char *shown = is_long ? g_utf8_substring (text, 0, RT_CHAT_ENTRY_MAX_LENGTH)
                                   : g_strdup (text);
  GString *line = g_string_new (NULL);

  for (const char *next = shown; *next != '\0'; next = g_utf8_next_char (next))
    {
      gunichar c = g_utf8_get_char (next);
      GUnicodeType type = g_unichar_type (c);
      gboolean breaks = type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
                        type == G_UNICODE_PARAGRAPH_SEPARATOR;

      g_string_append_unichar (line, breaks ? ' ' : c);
    }
  if (is_long)
    g_string_append (line, "…");
  return g_string_free (line, FALSE);
}

/**
 * rt_chat_entry_dup_words:
 * @self: an entry
 *
 * Says it in one line, "Ada: hello" or "Ada joined". Of a long text it is the first
 * %RT_CHAT_ENTRY_MAX_LENGTH characters.
 *
 * Returns: (transfer full): the words
 */
char *
rt_chat_entry_dup_words (RtChatEntry *self)
{
  const RtChatLine *line = self->line;
  g_autofree char *text = NULL;

  if (line == NULL)
    return dup_gap_words (self->lost);
  if (line->kind == RT_CHAT_JOIN)
    /* Translators: somebody came into the chat room */
    return g_strdup_printf (_("%s joined"), line->name);
  if (line->kind == RT_CHAT_LEAVE)
    /* Translators: somebody left the chat room */
    return g_strdup_printf (_("%s left"), line->name);
  text = dup_line (line->text);
  if (line->name == NULL)
    return g_steal_pointer (&text);
  /* Translators: who, and what was said */
  return g_strdup_printf (_("%s: %s"), line->name, text);
}
