/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-problem.h"

#include <glib/gi18n.h>

#include "core/rt-json.h"
#include "core/rt-priority.h"
#include "patterns/rt-json-scan.h"

/* Of a body, and of the words that are shown of it. */
#define MAX_BODY  (16 * 1024)
#define MAX_WORDS 400

/* They come from a stranger and go to a terminal: on one line, with nothing that is not
 * seen, and not without end. */
static char *
tidy (const char *words)
{
  g_autoptr (GString) tidied = g_string_new (NULL);
  const char *at = words;

  for (guint n = 0; *at != '\0' && n < MAX_WORDS; n++, at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (tidied, g_unichar_isprint (c) ? c : ' ');
    }
  g_strstrip (tidied->str);
  tidied->len = strlen (tidied->str);
  if (tidied->len == 0)
    return NULL;

  if (*at != '\0')
    g_string_append (tidied, "…");
  else if (strchr (".!?", tidied->str[tidied->len - 1]) == NULL)
    g_string_append_c (tidied, '.');

  return g_string_free (g_steal_pointer (&tidied), FALSE);
}

/**
 * rt_problem_parse:
 * @text: a body
 * @length: its bytes
 *
 * Returns: (transfer full) (nullable): the `detail` of a problem, or its `title` where it
 *   has none (RFC 9457 section 3.1), as a sentence on one line of at most 400 characters;
 *   %NULL where it is no problem, says nothing, or is longer than 16 KiB
 */
char *
rt_problem_parse (const char *text,
                  gsize       length)
{
  const RtJsonSlice whole = { text, length };
  RtJsonSlice name, value;
  RtJsonScan scan;
  g_autofree char *title = NULL;
  g_autofree char *detail = NULL;

  if (length > MAX_BODY || !rt_json_check (text, length, NULL) || !rt_json_scan_object (&scan, &whole))
    return NULL;

  while (rt_json_scan_member (&scan, &name, &value))
    {
      char **member = rt_json_slice_is_string (&name, "detail") ? &detail
                    : rt_json_slice_is_string (&name, "title") ? &title : NULL;

      if (member == NULL)
        continue;
      g_free (*member);
      *member = rt_json_slice_dup_string (&value);
    }
  if (detail == NULL)
    detail = g_steal_pointer (&title);

  return detail != NULL ? tidy (detail) : NULL;
}

/**
 * rt_problem_is_one:
 * @message: an answered message
 *
 * Returns: whether its answer says that it is a problem
 */
gboolean
rt_problem_is_one (SoupMessage *message)
{
  const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  return type != NULL && g_ascii_strcasecmp (type, "application/problem+json") == 0;
}

/**
 * rt_problem_dup_words:
 * @message: an answered message
 * @body: (nullable): the answer's body
 *
 * Returns: (transfer full) (nullable): as rt_problem_parse(), of answers that say that
 *   they are problems
 */
char *
rt_problem_dup_words (SoupMessage *message,
                      GBytes      *body)
{
  if (body == NULL || !rt_problem_is_one (message))
    return NULL;

  return rt_problem_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
}

/**
 * rt_problem_describe:
 * @message: a message that was refused
 * @body: (nullable): the answer's body
 * @uri: who refused
 *
 * Returns: (transfer full): the status in words, with those of the problem if there is one
 */
char *
rt_problem_describe (SoupMessage *message,
                     GBytes      *body,
                     const char  *uri)
{
  g_autofree char *problem = rt_problem_dup_words (message, body);
  guint status = soup_message_get_status (message);
  const char *phrase = soup_message_get_reason_phrase (message);

  if (problem != NULL)
    /* Translators: an address, a status such as 404, its phrase, a sentence about it */
    return g_strdup_printf (_("%s answered %u %s: %s"), uri, status, phrase, problem);

  return g_strdup_printf (_("%s answered %u %s."), uri, status, phrase);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  gsize length = 0;

  /* What came before it broke off is no problem, and read as none. */
  g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, NULL);
  g_task_return_pointer (task, g_bytes_new (g_task_get_task_data (task), length),
                         (GDestroyNotify) g_bytes_unref);
}

/**
 * rt_problem_read_async:
 * @stream: an answer's body
 * @cancellable: ends the waiting; it is not waited for anything else
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Reads a body of at most 16 KiB at %RT_PRIORITY_IO.
 */
void
rt_problem_read_async (GInputStream        *stream,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);
  char *buffer = g_malloc (MAX_BODY);

  g_task_set_source_tag (task, rt_problem_read_async);
  g_task_set_priority (task, RT_PRIORITY_IO);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, buffer, g_free);
  g_input_stream_read_all_async (stream, buffer, MAX_BODY, RT_PRIORITY_IO, cancellable, on_read,
                                 g_steal_pointer (&task));
}

/**
 * rt_problem_read_finish:
 * @result: a result
 *
 * Returns: (transfer full): what was read, perhaps nothing
 */
GBytes *
rt_problem_read_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, rt_problem_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
