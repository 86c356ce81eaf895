/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-post-answer.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "cli/rt-publisher.h"
#include "core/rt-json.h"
#include "patterns/rt-problem.h"

/**
 * rt_post_answer_get_seq:
 * @answer: the body of the answer to a POST
 * @length: its bytes
 * @seq: (out): the number in it
 *
 * Returns: whether it says the number of what was published
 */
gboolean
rt_post_answer_get_seq (const char *answer,
                        gsize       length,
                        guint64    *seq)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *member;

  if (!rt_json_check (answer, length, NULL) || !json_parser_load_from_data (parser, answer, length, NULL) ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return FALSE;

  member = json_object_get_member (json_node_get_object (json_parser_get_root (parser)), "seq");
  if (member == NULL || json_node_get_value_type (member) != G_TYPE_INT64 || json_node_get_int (member) < 0)
    return FALSE;

  *seq = (guint64) json_node_get_int (member);

  return TRUE;
}

static const char *
get_location (SoupMessage *message)
{
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");

  return location != NULL ? location : _("without saying where");
}

/**
 * rt_post_answer_describe_refusal:
 * @message: a POST that was answered with anything but success
 * @answer: the body of the answer
 * @length: its bytes
 *
 * Returns: (transfer full): of %RT_PUBLISHER_ERROR_REFUSED, with the server's words
 */
GError *
rt_post_answer_describe_refusal (SoupMessage *message,
                                 const char  *answer,
                                 gsize        length)
{
  g_autofree char *text = rt_problem_parse (answer, length);
  guint status = soup_message_get_status (message);
  const char *phrase = soup_message_get_reason_phrase (message);

  if (SOUP_STATUS_IS_REDIRECTION (status))
    return g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_REFUSED, _("The server takes it elsewhere: %u %s, %s."),
                        status, phrase, get_location (message));
  if (text == NULL)
    return g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_REFUSED, _("The server refused it: %u %s."),
                        status, phrase);

  return g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_REFUSED, _("The server refused it: %u %s: %s"),
                      status, phrase, text);
}

/**
 * rt_post_answer_describe_none:
 * @url: where it was sent, as people may see it
 * @n_sent: how often
 *
 * Returns: (transfer full): of %RT_PUBLISHER_ERROR_FAILED: nobody knows what became of it
 */
GError *
rt_post_answer_describe_none (const char *url,
                              guint       n_sent)
{
  if (n_sent > 1)
    return g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED,
                        g_dngettext (GETTEXT_PACKAGE,
                                     "%s gave no answer, %u time. What was sent last may have been published as often, or not.",
                                     "%s gave no answer, %u times. What was sent last may have been published as often, or not.",
                                     n_sent), url, n_sent);

  return g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED,
                      _("%s gave no answer. What was sent last may have been published or not."), url);
}
