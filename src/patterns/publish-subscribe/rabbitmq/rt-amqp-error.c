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
        return g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH,
                            _("It exists and is declared otherwise (%s): use another name."), words);
      break;
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
