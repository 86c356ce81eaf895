/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-format.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "core/rt-json.h"
#include "patterns/rt-json-scan.h"

/* What follows a name in a plain-text room. Rooms of others say it with or without the
 * full stop. */
static const struct {
  const char *words;
  RtChatKind  kind;
} endings[] = {
  { " just connected.", RT_CHAT_JOIN },
  { " just connected", RT_CHAT_JOIN },
  { " just disconnected.", RT_CHAT_LEAVE },
  { " just disconnected", RT_CHAT_LEAVE },
};

static gboolean
find_kind (const char *type,
           RtChatKind *kind)
{
  for (*kind = RT_CHAT_JOIN; *kind <= RT_CHAT_SAY; (*kind)++)
    if (g_str_equal (type, rt_chat_kind_to_string (*kind)))
      return TRUE;

  return FALSE;
}

static void
read_members (RtMessage  *message,
              char      **name,
              char      **text)
{
  RtJsonSlice data, member, value;
  RtJsonScan scan;

  data.text = g_bytes_get_data (message->data, &data.length);
  if (data.length == 0 || !rt_json_check (data.text, data.length, NULL) || !rt_json_scan_object (&scan, &data))
    return;

  while (rt_json_scan_member (&scan, &member, &value))
    {
      char **found = rt_json_slice_is_string (&member, "name") ? name
                     : rt_json_slice_is_string (&member, "text") ? text : NULL;

      if (found == NULL)
        continue;
      g_free (*found);
      *found = rt_json_slice_dup_words (&value);
    }
}

/**
 * rt_chat_line_from_event:
 * @message: an event of a channel
 *
 * Reads `join` and `leave` with `{"name": …}` and `say` with `{"name": …, "text": …}`; of a
 * member given twice the last counts.
 *
 * Returns: (transfer full) (nullable): the line; %NULL where the event is something else,
 *   lacks what its type needs, or was not formed well
 */
RtChatLine *
rt_chat_line_from_event (RtMessage *message)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  RtChatKind kind;

  g_return_val_if_fail (message != NULL, NULL);

  if (message->binary || !find_kind (message->type, &kind))
    return NULL;

  read_members (message, &name, &text);
  if (name == NULL || (kind == RT_CHAT_SAY && text == NULL))
    return NULL;

  return rt_chat_line_new (kind, name, kind == RT_CHAT_SAY ? text : NULL, message->time_us);
}

/**
 * rt_chat_line_from_plain:
 * @text: what a plain-text room said
 * @time_us: when it was heard, µs since 1970 UTC
 *
 * Reads `NAME says: TEXT`, `NAME just connected.` and `NAME just disconnected.`
 *
 * Returns: (transfer full): the line; without a name, what the room itself says
 */
RtChatLine *
rt_chat_line_from_plain (const char *text,
                         gint64      time_us)
{
  const char *says = strstr (text, " says: ");

  g_return_val_if_fail (text != NULL, NULL);

  if (says != NULL && says > text)
    {
      g_autofree char *name = g_strndup (text, says - text);

      return rt_chat_line_new (RT_CHAT_SAY, name, says + strlen (" says: "), time_us);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize length = strlen (text) - MIN (strlen (text), strlen (endings[i].words));
      g_autofree char *name = g_strndup (text, length);

      if (length > 0 && g_str_has_suffix (text, endings[i].words))
        return rt_chat_line_new (endings[i].kind, name, NULL, time_us);
    }

  return rt_chat_line_new (RT_CHAT_SAY, NULL, text, time_us);
}

/**
 * rt_chat_format_say:
 * @name: who says it, UTF-8
 * @text: what is said, UTF-8
 *
 * Returns: (transfer full): the data of an event of the type `say`
 */
GBytes *
rt_chat_format_say (const char *name,
                    const char *text)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  gsize length;
  char *json;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, name);
  json_builder_set_member_name (builder, "text");
  json_builder_add_string_value (builder, text);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json = json_generator_to_data (generator, &length);

  return g_bytes_new_take (json, length);
}
