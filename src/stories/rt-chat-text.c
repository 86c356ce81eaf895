/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-text.h"

#include <string.h>

#include "core/rt-json.h"
#include "core/rt-name.h"
#include "patterns/rt-json-scan.h"
#include "patterns/websocket/rt-socket.h"
#include "stories/rt-chat-room.h"

/* Who published without saying who it was, in a name that others can read. */
#define SOMEBODY "Somebody"

typedef struct {
  char *name;
  char *text;
} Said;

static void
said_clear (Said *self)
{
  g_free (self->name);
  g_free (self->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Said, said_clear)

static void
read_name (Said *self)
{
  g_autofree char *given = g_steal_pointer (&self->name);

  self->name = given != NULL ? rt_name_check (given, NULL) : NULL;
  if (self->name == NULL)
    self->name = g_strdup (SOMEBODY);
}

/* Anybody may publish anything in the channel: what is not of the room's form is heard as
 * it is. Of a member given twice the last counts, as in JavaScript. */
static void
read_said (Said    *self,
           RtEvent *event)
{
  RtJsonSlice data = { NULL, 0 };
  RtJsonSlice name, value;
  RtJsonScan scan;

  data.text = g_bytes_get_data (rt_event_get_data (event), &data.length);
  if (rt_json_scan_object (&scan, &data))
    {
      while (rt_json_scan_member (&scan, &name, &value))
        {
          char **member = rt_json_slice_is_string (&name, "name") ? &self->name
                          : rt_json_slice_is_string (&name, "text") ? &self->text : NULL;

          if (member == NULL)
            continue;
          g_free (*member);
          *member = rt_json_slice_dup_words (&value);
        }
    }

  read_name (self);
  if (self->text == NULL)
    self->text = rt_json_slice_dup_words (&data);
  if (self->text == NULL)
    self->text = g_strndup (data.text, data.length);
}

static GBytes *
encode (RtEvent *event,
        guint64  prev)
{
  g_auto (Said) said = { NULL, NULL };
  g_autofree char *line = NULL;

  read_said (&said, event);
  if (g_str_equal (rt_event_get_type_name (event), "join"))
    line = g_strconcat (said.name, " just connected.", NULL);
  else if (strlen (said.text) > RT_CHAT_ROOM_MAX_TEXT)
    line = g_strdup_printf ("(%s said %" G_GSIZE_FORMAT " bytes, of which this room hears %d at a time.)",
                            said.name, strlen (said.text), RT_CHAT_ROOM_MAX_TEXT);
  else
    line = g_strconcat (said.name, " says: ", said.text, NULL);

  return rt_socket_frame_new (line, strlen (line));
}

const RtWireFormat rt_chat_text_format = { "chat room", encode, rt_socket_frame_measure };

GBytes *
rt_chat_text_encode_gap (gint64      lost,
                         guint64     next,
                         const char *reason)
{
  g_autofree char *line = NULL;

  if (g_strcmp0 (reason, "conflated") == 0)
    line = g_strdup ("(Of what was said since only the latest follows.)");
  else if (lost < 0)
    line = g_strdup ("(Some messages are missing here.)");
  else if (lost == 1)
    line = g_strdup ("(One message is missing here.)");
  else
    line = g_strdup_printf ("(%" G_GINT64_FORMAT " messages are missing here.)", lost);

  return rt_socket_frame_new (line, strlen (line));
}

GBytes *
rt_chat_text_new_refusal (gboolean is_shared)
{
  const char *line = is_shared
    ? "(Nobody heard that: the bus that this room is shared over takes nothing now. Say it again in a moment.)"
    : "(Nobody heard that: others have too much to read. Say it again in a moment.)";

  return rt_socket_frame_new (line, strlen (line));
}

GBytes *
rt_chat_text_new_data (const char *name,
                       const char *text,
                       gsize       length)
{
  GString *json = g_string_new ("{\"name\":");

  rt_json_append_string (json, name, -1);
  if (text != NULL)
    {
      g_string_append (json, ",\"text\":");
      rt_json_append_string (json, text, length);
    }
  g_string_append_c (json, '}');

  return g_string_free_to_bytes (json);
}
