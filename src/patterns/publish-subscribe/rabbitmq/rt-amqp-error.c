/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-error.h"

#include <glib/gi18n.h>

static gboolean
is_declare (guint16 class_id,
            guint16 method_id)
{
  guint32 id = (guint32) class_id << 16 | method_id;

  return id == AMQP_QUEUE_DECLARE_METHOD || id == AMQP_EXCHANGE_DECLARE_METHOD;
}

/* What a declaration is refused for, in the words of every RabbitMQ there is: "inequivalent arg 'durable'
 * for queue 'jobs' in vhost '/': received 'true' but current is 'false'". A value may be "none" as well, or
 * "the value '5' of type 'signedint'". */
#define MISMATCH_WORDS \
  "inequivalent arg '([^']*)' for \\w+ '(.*)' in vhost '(.*)': " \
  "received (?:none|(?:the value )?'(.*?)'(?: of type '\\w+')?) " \
  "but current is (?:none|(?:the value )?'(.*?)'(?: of type '\\w+')?)$"

/* (transfer full): as a value, or that there is none */
static char *
dup_value (GMatchInfo *match,
           int         group)
{
  g_autofree char *value = g_match_info_fetch (match, group);

  if (value == NULL || *value == '\0')
    /* Translators: of a setting that was not given, in place of its value */
    return g_strdup (_("not set"));

  return g_steal_pointer (&value);
}

static GError *
new_mismatch (const char *words)
{
  g_autoptr (GRegex) regex = g_regex_new (MISMATCH_WORDS, G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *argument = NULL;
  g_autofree char *name = NULL;
  g_autofree char *host = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *found = NULL;

  if (!g_regex_match (regex, words, 0, &match))
    return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH,
                        _("It exists and is declared otherwise (%s): delete it there, or use another name or virtual "
                          "host."), words);

  argument = g_match_info_fetch (match, 1);
  name = g_match_info_fetch (match, 2);
  host = g_match_info_fetch (match, 3);
  wanted = dup_value (match, 4);
  found = dup_value (match, 5);

  /* Translators: a queue, its virtual host, a setting like "durable", its value, the value it should have */
  return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH,
                      _("“%s” exists in the virtual host “%s” and is declared otherwise: “%s” is %s, and should be %s. "
                        "Delete it there, or use another name or virtual host."), name, host, argument, found, wanted);
}

/**
 * rt_amqp_error_new:
 * @code: the reply code of a channel.close or connection.close, AMQP 0-9-1, 1.2
 * @text: the broker's words
 * @class_id: what it is the answer to
 * @method_id: what it is the answer to
 *
 * Returns: (transfer full): what it means, in #RT_BUS_ERROR
 */
GError *
rt_amqp_error_new (guint16      code,
                   amqp_bytes_t text,
                   guint16      class_id,
                   guint16      method_id)
{
  g_autofree char *words = rt_amqp_dup (text);

  switch (code)
    {
    case AMQP_ACCESS_REFUSED:
    case AMQP_NOT_ALLOWED:
    case AMQP_INVALID_PATH:
      return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_ACCESS,
                          _("RabbitMQ refuses it (%s): check user, password, virtual host and rights."), words);
    case AMQP_NOT_FOUND:
      return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND,
                          _("RabbitMQ does not have it (%s): declare it first, or correct the name."), words);
    case AMQP_PRECONDITION_FAILED:
      if (is_declare (class_id, method_id))
        return new_mismatch (words);
      break;
    case AMQP_RESOURCE_LOCKED:
      return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_FAILED,
                          _("Another connection has it for itself alone (%s): close that one, or use another name or "
                            "virtual host."), words);
    case AMQP_NOT_IMPLEMENTED:
      return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED, _("RabbitMQ says: %s"), words);
    case AMQP_CONTENT_TOO_LARGE:
      return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_TOO_LARGE, _("RabbitMQ says: %s"), words);
    case AMQP_CONNECTION_FORCED:
      return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_CONNECT, _("RabbitMQ says: %s"), words);
    default:
      break;
    }

  return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_FAILED, _("RabbitMQ says: %s"), words);
}

/**
 * rt_amqp_error_new_returned:
 * @code: the reply code of a basic.return
 * @text: the broker's words
 *
 * Returns: (transfer full): what it means, in #RT_BUS_ERROR
 */
GError *
rt_amqp_error_new_returned (guint16      code,
                            amqp_bytes_t text)
{
  if (code == AMQP_NO_ROUTE)
    return g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_RETURNED,
                                _("No queue takes the message: declare one, or correct the routing key."));

  return rt_amqp_error_new (code, text, AMQP_BASIC_CLASS, 0);
}

/**
 * rt_amqp_error_new_timeout:
 *
 * Returns: (transfer full): a %RT_BUS_ERROR_TIMEOUT: there was no reply in %RT_AMQP_REPLY_TIMEOUT_MS
 */
GError *
rt_amqp_error_new_timeout (void)
{
  return g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_TIMEOUT, _("RabbitMQ took too long over it: try again."));
}
