/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-chat-lines.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "cli/rt-text-lines.h"
#include "core/rt-event.h"

static char *
dup_safe (const char *text)
{
  GString *safe = g_string_new (NULL);

  rt_text_append_safe (safe, text, strlen (text));

  return g_string_free (safe, FALSE);
}

/* With the day where that is another. */
static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean is_today;

  if (time == NULL || time_us == 0)
    return g_strdup ("-");

  is_today = g_date_time_get_year (time) == g_date_time_get_year (now) &&
             g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now);

  return g_date_time_format (time, is_today ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S");
}

static char *
format_what (RtChatLine *line)
{
  g_autofree char *name = line->name != NULL ? dup_safe (line->name) : NULL;
  g_autofree char *text = line->text != NULL ? dup_safe (line->text) : NULL;

  if (line->kind == RT_CHAT_JOIN)
    return g_strdup_printf (_("%s joined"), name);
  if (line->kind == RT_CHAT_LEAVE)
    return g_strdup_printf (_("%s left"), name);
  if (name == NULL)
    return g_steal_pointer (&text);

  /* Translators: who says what in a chat room */
  return g_strdup_printf (_("%s: %s"), name, text);
}

/**
 * rt_text_line_chat:
 * @line: what happened
 *
 * Returns: (transfer full): a line for people, with the time in the local time zone, in
 *   square brackets or, of history, in round ones
 */
char *
rt_text_line_chat (RtChatLine *line)
{
  g_autofree char *time = format_time (line->time_us);
  g_autofree char *what = format_what (line);

  return g_strdup_printf (line->is_history ? "(%s) %s\n" : "[%s] %s\n", time, what);
}

/**
 * rt_json_line_chat:
 * @line: what happened
 *
 * Returns: (transfer full): the line that says so; "name" is null where a plain-text room
 *   names nobody, "text" is there only where something was said
 */
char *
rt_json_line_chat (RtChatLine *line)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;
  char time[RT_TIME_LENGTH + 1];

  rt_time_format (line->time_us, time);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "kind");
  json_builder_add_string_value (builder, rt_chat_kind_to_string (line->kind));
  json_builder_set_member_name (builder, "name");
  if (line->name != NULL)
    json_builder_add_string_value (builder, line->name);
  else
    json_builder_add_null_value (builder);
  if (line->text != NULL)
    {
      json_builder_set_member_name (builder, "text");
      json_builder_add_string_value (builder, line->text);
    }
  json_builder_set_member_name (builder, "time");
  json_builder_add_string_value (builder, time);
  json_builder_set_member_name (builder, "history");
  json_builder_add_boolean_value (builder, line->is_history);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);

  return g_strdup_printf ("%s\n", json);
}
