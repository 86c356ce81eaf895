/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-trace-lines.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <stdint.h>
#include <string.h>

#include "cli/rt-text-lines.h"
#include "core/rt-event.h"
#include "lab/rt-format.h"

/* µs since 1970 UTC. */
static gint64
get_real_time (RtTraceItem *item)
{
  return g_get_real_time () - (g_get_monotonic_time () - rt_trace_item_get_end (item));
}

static void
append_text (GString    *line,
             const char *text)
{
  rt_text_append_safe (line, text, strlen (text));
}

static void
append_time (GString     *line,
             RtTraceItem *item)
{
  g_autofree char *text = rt_format_clock (get_real_time (item), 6);

  g_string_append (line, text);
}

static void
append_sizes (GString     *line,
              RtTraceItem *item)
{
  if (rt_trace_item_get_direction (item) == RT_TRACE_NOWHERE)
    return;
  if (rt_trace_item_get_payload (item) < 0)
    g_string_append_printf (line, " · %ju B", (uintmax_t) rt_trace_item_get_size (item));
  else
    /* Translators: all bytes of a message; how many of them are its payload, and how many not */
    g_string_append_printf (line, _(" · %ju B: %ju payload, %ju overhead"),
                            (uintmax_t) rt_trace_item_get_size (item), (uintmax_t) rt_trace_item_get_payload (item),
                            (uintmax_t) rt_trace_item_get_overhead (item));
  if (rt_trace_item_get_is_empty (item))
    g_string_append (line, _(" · empty"));
  if (rt_trace_item_get_cut_off (item))
    g_string_append (line, _(" · cut off"));
  if (rt_trace_item_get_lost (item))
    g_string_append (line, _(" · lost"));
}

static void
append_part (GString     *text,
             RtTracePart *part,
             int          depth)
{
  GListModel *parts = rt_trace_part_get_parts (part);

  g_string_append_printf (text, "%*s", 2 + 2 * depth, "");
  /* What only follows from others is nowhere. */
  if (rt_trace_part_get_length (part) > 0)
    g_string_append_printf (text, "%zu+%zu ", rt_trace_part_get_offset (part), rt_trace_part_get_length (part));
  append_text (text, rt_trace_part_get_name (part));
  if (*rt_trace_part_get_value (part) != '\0')
    {
      g_string_append (text, ": ");
      append_text (text, rt_trace_part_get_value (part));
    }
  if (rt_trace_part_get_remark (part) != NULL)
    g_string_append_printf (text, " — %s", rt_trace_part_get_remark (part));
  g_string_append_c (text, '\n');
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (RtTracePart) child = g_list_model_get_item (parts, i);

      append_part (text, child, depth + 1);
    }
}

static void
append_parts (GString     *text,
              RtTraceItem *item)
{
  g_autoptr (RtTracePart) whole = rt_trace_item_dissect (item);
  GListModel *parts = rt_trace_part_get_parts (whole);

  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (RtTracePart) part = g_list_model_get_item (parts, i);

      append_part (text, part, 0);
    }
}

/**
 * rt_trace_line_text:
 * @item: what passed, complete
 * @apart: whether to take its bytes apart
 *
 * Returns: (transfer full): "> 12:03:04.123456 1 GET / · 27 B: 0 payload, 27 overhead": ">"
 *   is to the server, "<" from it, then when its last byte passed in the local time zone,
 *   and on which connection; with @apart then a line for each part, beginning with where
 *   it is and how long
 */
char *
rt_trace_line_text (RtTraceItem *item,
                    gboolean     apart)
{
  static const char arrows[] = { [RT_TRACE_NOWHERE] = '*', [RT_TRACE_TO_SERVER] = '>', [RT_TRACE_TO_CLIENT] = '<' };
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%c ", arrows[rt_trace_item_get_direction (item)]);
  append_time (line, item);
  g_string_append_printf (line, " %ju ", (uintmax_t) rt_trace_item_get_connection (item));
  append_text (line, rt_trace_item_get_summary (item));
  append_sizes (line, item);
  g_string_append_c (line, '\n');
  if (apart)
    append_parts (line, item);
  return g_string_free (line, FALSE);
}

static void
add_number (JsonBuilder *json,
            const char  *name,
            gint64       number)
{
  json_builder_set_member_name (json, name);
  if (number >= 0)
    json_builder_add_int_value (json, number);
  else
    json_builder_add_null_value (json);
}

static void
add_text (JsonBuilder *json,
          const char  *name,
          const char  *text)
{
  json_builder_set_member_name (json, name);
  if (text != NULL)
    json_builder_add_string_value (json, text);
  else
    json_builder_add_null_value (json);
}

static void add_parts (JsonBuilder *json,
                       GListModel  *parts);

static void
add_part (JsonBuilder *json,
          RtTracePart *part)
{
  json_builder_begin_object (json);
  add_text (json, "name", rt_trace_part_get_name (part));
  add_text (json, "value", rt_trace_part_get_value (part));
  add_text (json, "remark", rt_trace_part_get_remark (part));
  add_number (json, "offset", (gint64) rt_trace_part_get_offset (part));
  add_number (json, "length", (gint64) rt_trace_part_get_length (part));
  add_parts (json, rt_trace_part_get_parts (part));
  json_builder_end_object (json);
}

static void
add_parts (JsonBuilder *json,
           GListModel  *parts)
{
  json_builder_set_member_name (json, "parts");
  json_builder_begin_array (json);
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (RtTracePart) part = g_list_model_get_item (parts, i);

      add_part (json, part);
    }
  json_builder_end_array (json);
}

static void
add_item (JsonBuilder *json,
          RtTraceItem *item)
{
  static const char * const kinds[] = {
    [RT_TRACE_OPEN] = "open", [RT_TRACE_REQUEST] = "request", [RT_TRACE_RESPONSE] = "response",
    [RT_TRACE_PUSH] = "push", [RT_TRACE_MESSAGE] = "message", [RT_TRACE_CONTROL] = "control",
    [RT_TRACE_COMMENT] = "comment", [RT_TRACE_CLOSE] = "close", [RT_TRACE_FAULT] = "fault",
    [RT_TRACE_LEFT_OUT] = "left-out", [RT_TRACE_OPAQUE] = "opaque",
  };
  static const char * const directions[] = { NULL, "out", "in" };
  RtTraceItem *answered = rt_trace_item_get_answered (item);
  char time[RT_TIME_LENGTH + 1];

  rt_time_format (get_real_time (item), time);
  add_text (json, "kind", "trace");
  add_number (json, "id", (gint64) rt_trace_item_get_id (item));
  add_text (json, "time", time);
  add_number (json, "connection", (gint64) rt_trace_item_get_connection (item));
  add_text (json, "direction", directions[rt_trace_item_get_direction (item)]);
  add_text (json, "what", kinds[rt_trace_item_get_kind (item)]);
  add_text (json, "summary", rt_trace_item_get_summary (item));
  add_number (json, "answers", answered != NULL ? (gint64) rt_trace_item_get_id (answered) : -1);
  add_number (json, "bytes", (gint64) rt_trace_item_get_size (item));
  add_number (json, "payload_bytes", rt_trace_item_get_payload (item));
  add_number (json, "overhead_bytes", rt_trace_item_get_overhead (item));
  json_builder_set_member_name (json, "empty");
  json_builder_add_boolean_value (json, rt_trace_item_get_is_empty (item));
  json_builder_set_member_name (json, "cut_off");
  json_builder_add_boolean_value (json, rt_trace_item_get_cut_off (item));
  json_builder_set_member_name (json, "lost");
  json_builder_add_boolean_value (json, rt_trace_item_get_lost (item));
}

/**
 * rt_trace_line_json:
 * @item: what passed, complete
 * @apart: whether to take its bytes apart
 *
 * Returns: (transfer full): the object that says so; with @apart it has "parts", each with
 *   its own
 */
char *
rt_trace_line_json (RtTraceItem *item,
                    gboolean     apart)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (json);
  add_item (json, item);
  if (apart)
    {
      g_autoptr (RtTracePart) whole = rt_trace_item_dissect (item);

      add_parts (json, rt_trace_part_get_parts (whole));
    }
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  json_generator_set_root (generator, root);
  text = json_generator_to_data (generator, NULL);
  return g_strconcat (text, "\n", NULL);
}
