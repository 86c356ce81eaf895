/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-event-stream-parser.h"

#include <glib/gi18n.h>
#include <string.h>

#include "rt-utf8.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

struct _RtEventStreamParser {
  const RtEventStreamHandler *handler;
  gpointer user_data;
  gsize    limit;

  GString *line;           /* the part of a line that came so far, as bytes */
  GString *decoded;        /* the line as UTF-8, kept for its memory */
  GString *data;           /* "data buffer" */
  GString *type;           /* "event type buffer" */
  GString *id;             /* "last event ID buffer" */
  char    *last_event_id;  /* "last event ID string" of the event source */

  gboolean has_id;         /* the event being read carried an ID */
  gboolean at_start;       /* nothing but the first line has come */
  gboolean after_cr;       /* a line feed now belongs to the line end before */
  gboolean stopped;        /* the handler wants no more */
  gboolean failed;
};

G_DEFINE_QUARK (rt-event-stream-error-quark, rt_event_stream_error)

/**
 * rt_event_stream_parser_new:
 * @handler: what to call; a static constant
 * @user_data: given to @handler
 *
 * Makes a parser for one event source: feed it what its connections receive, with
 * rt_event_stream_parser_restart() between two connections.
 *
 * Returns: (transfer full): a parser
 */
RtEventStreamParser *
rt_event_stream_parser_new (const RtEventStreamHandler *handler,
                            gpointer                    user_data)
{
  RtEventStreamParser *self = g_new0 (RtEventStreamParser, 1);

  self->handler = handler;
  self->user_data = user_data;
  self->limit = RT_EVENT_STREAM_DEFAULT_LIMIT;
  self->line = g_string_new (NULL);
  self->decoded = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->type = g_string_new (NULL);
  self->id = g_string_new (NULL);
  self->last_event_id = g_strdup ("");
  self->at_start = TRUE;

  return self;
}

/**
 * rt_event_stream_parser_free:
 * @self: (transfer full): a parser
 *
 * Frees the parser. Not to be called by its handler.
 */
void
rt_event_stream_parser_free (RtEventStreamParser *self)
{
  g_string_free (self->line, TRUE);
  g_string_free (self->decoded, TRUE);
  g_string_free (self->data, TRUE);
  g_string_free (self->type, TRUE);
  g_string_free (self->id, TRUE);
  g_free (self->last_event_id);
  g_free (self);
}

/**
 * rt_event_stream_parser_set_limit:
 * @self: a parser
 * @limit: bytes
 *
 * Sets how long a line, its end not included, and the data of one event may be. A
 * stream that passes it is refused by rt_event_stream_parser_feed().
 */
void
rt_event_stream_parser_set_limit (RtEventStreamParser *self,
                                  gsize                limit)
{
  self->limit = limit;
}

/**
 * rt_event_stream_parser_restart:
 * @self: a parser
 *
 * Makes ready for the stream of the next connection. An event that was not complete
 * is forgotten, its ID included; the last event ID of the events that were stays, as
 * browsers have it, so that a stream that names none cannot erase where to resume.
 */
void
rt_event_stream_parser_restart (RtEventStreamParser *self)
{
  g_string_truncate (self->line, 0);
  g_string_truncate (self->data, 0);
  g_string_truncate (self->type, 0);
  g_string_assign (self->id, self->last_event_id);
  self->has_id = FALSE;
  self->at_start = TRUE;
  self->after_cr = FALSE;
  self->stopped = FALSE;
  self->failed = FALSE;
}

/**
 * rt_event_stream_parser_get_last_event_id:
 * @self: a parser
 *
 * What a reconnection says in `Last-Event-ID` (section 9.2.4).
 *
 * Returns: (transfer none): the last event ID string, empty when there is none
 */
const char *
rt_event_stream_parser_get_last_event_id (RtEventStreamParser *self)
{
  return self->last_event_id;
}

/**
 * rt_event_stream_parser_set_last_event_id:
 * @self: a parser
 * @id: an ID
 *
 * Sets the last event ID string, as if an event had carried it.
 */
void
rt_event_stream_parser_set_last_event_id (RtEventStreamParser *self,
                                          const char          *id)
{
  g_free (self->last_event_id);
  self->last_event_id = g_strdup (id);
  g_string_assign (self->id, id);
}

static gboolean
fail (RtEventStreamParser *self,
      const char          *what,
      GError             **error)
{
  self->failed = TRUE;
  g_set_error (error, RT_EVENT_STREAM_ERROR, RT_EVENT_STREAM_ERROR_TOO_LONG,
               _("The event stream has %s of more than %zu bytes: is it an event stream?"),
               what, self->limit);

  return FALSE;
}

static void
set_retry (RtEventStreamParser *self,
           const char          *value,
           gsize                length)
{
  guint64 ms;

  if (length == 0 || strspn (value, "0123456789") != length)
    return;

  ms = g_ascii_strtoull (value, NULL, 10);
  if (self->handler->retry != NULL)
    self->handler->retry (MIN (ms, G_MAXUINT), self->user_data);
}

/* "Process the field", section 9.2.6. @name and @value end with a NUL. */
static gboolean
process_field (RtEventStreamParser *self,
               const char          *name,
               gsize                name_length,
               const char          *value,
               gsize                length,
               GError             **error)
{
  if (strlen (name) != name_length)
    return TRUE;

  if (strcmp (name, "data") == 0)
    {
      if (length > self->limit || self->data->len > self->limit - length)
        return fail (self, _("an event"), error);
      g_string_append_len (self->data, value, length);
      g_string_append_c (self->data, '\n');
    }
  else if (strcmp (name, "event") == 0)
    {
      g_string_truncate (self->type, 0);
      g_string_append_len (self->type, value, length);
    }
  else if (strcmp (name, "id") == 0)
    {
      if (memchr (value, '\0', length) == NULL)
        {
          g_string_assign (self->id, value);
          self->has_id = TRUE;
        }
    }
  else if (strcmp (name, "retry") == 0)
    {
      set_retry (self, value, length);
    }
  else if (self->handler->field != NULL)
    {
      self->handler->field (name, value, length, self->user_data);
    }

  return TRUE;
}

/* "Dispatch the event", section 9.2.6. */
static void
dispatch (RtEventStreamParser *self)
{
  if (strcmp (self->last_event_id, self->id->str) != 0)
    {
      g_free (self->last_event_id);
      self->last_event_id = g_strdup (self->id->str);
    }

  if (self->data->len > 0)
    {
      g_autoptr (GBytes) data = g_bytes_new (self->data->str, self->data->len - 1);
      RtStreamEvent event = {
        .type = self->type->len > 0 ? self->type->str : "message",
        .data = data,
        .last_event_id = self->last_event_id,
        .has_id = self->has_id,
      };

      if (self->handler->event != NULL)
        self->stopped = !self->handler->event (&event, self->user_data);
    }

  self->has_id = FALSE;
  g_string_truncate (self->data, 0);
  g_string_truncate (self->type, 0);
  if (self->handler->block_ended != NULL)
    self->handler->block_ended (self->user_data);
}

static gboolean
process_line (RtEventStreamParser *self,
              const char          *line,
              gsize                length,
              GError             **error)
{
  char *text, *colon, *value;
  gsize text_length;

  if (length > self->limit)
    return fail (self, _("a line"), error);

  if (self->at_start && length >= 3 && memcmp (line, BYTE_ORDER_MARK, 3) == 0)
    {
      line += 3;
      length -= 3;
    }
  self->at_start = FALSE;

  if (length == 0)
    {
      dispatch (self);
      return TRUE;
    }

  g_string_truncate (self->decoded, 0);
  rt_utf8_append_decoded (self->decoded, line, length);
  text = self->decoded->str;
  text_length = self->decoded->len;

  colon = memchr (text, ':', text_length);
  if (colon == text)
    return TRUE;
  if (colon == NULL)
    return process_field (self, text, text_length, "", 0, error);

  *colon = '\0';
  value = colon + 1;
  if (*value == ' ')
    value++;

  return process_field (self, text, colon - text, value, text + text_length - value, error);
}

/* A line ends at @length; what came of it before is in self->line. */
static gboolean
end_line (RtEventStreamParser *self,
          const char          *part,
          gsize                length,
          GError             **error)
{
  gboolean done;

  if (self->line->len == 0)
    return process_line (self, part, length, error);

  g_string_append_len (self->line, part, length);
  done = process_line (self, self->line->str, self->line->len, error);
  g_string_truncate (self->line, 0);

  return done;
}

/**
 * rt_event_stream_parser_feed:
 * @self: a parser
 * @data: (array length=length): bytes as they came, cut anywhere
 * @length: how many
 * @error: return location
 *
 * Interprets the next bytes of a stream and calls the handler for what is complete. An
 * event is complete with the first byte of the blank line's end. Text that is not UTF-8 is
 * decoded with U+FFFD in the place of each maximal part that cannot be one (WHATWG
 * Encoding standard, section 4.1).
 *
 * Returns: %FALSE with an error of %RT_EVENT_STREAM_ERROR when a line or an event is over
 *   the limit; then, until it is restarted, it takes nothing more
 */
gboolean
rt_event_stream_parser_feed (RtEventStreamParser *self,
                             gconstpointer        data,
                             gsize                length,
                             GError             **error)
{
  const char *bytes = data;
  gsize start = 0;

  if (self->failed)
    return fail (self, _("a line"), error);

  for (gsize i = 0; i < length && !self->stopped; i++)
    {
      gboolean after_cr = self->after_cr;

      self->after_cr = bytes[i] == '\r';
      if (bytes[i] != '\r' && bytes[i] != '\n')
        continue;

      if (!(after_cr && bytes[i] == '\n') && !end_line (self, bytes + start, i - start, error))
        return FALSE;
      start = i + 1;
    }

  if (self->stopped)
    return TRUE;
  if (self->line->len + (length - start) > self->limit)
    return fail (self, _("a line"), error);
  g_string_append_len (self->line, bytes + start, length - start);

  return TRUE;
}
