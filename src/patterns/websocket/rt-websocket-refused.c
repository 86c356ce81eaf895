/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-websocket-refused.h"

#include <glib/gi18n.h>

#include "patterns/rt-problem.h"

/* A status of 400 and above that is not the server's trouble would only come again. */
static gboolean
is_final_status (guint status)
{
  return status < 500 && status != SOUP_STATUS_REQUEST_TIMEOUT && status != 429;
}

/**
 * rt_websocket_refused:
 * @client: a client whose opening handshake failed
 * @message: the handshake, answered or not
 * @error: why
 *
 * Fails @client in words, for good where trying again would only fail again.
 */
void
rt_websocket_refused (RtClient     *client,
                      SoupMessage  *message,
                      const GError *error)
{
  guint status = soup_message_get_status (message);
  g_autofree char *words = NULL;

  if (status == SOUP_STATUS_SWITCHING_PROTOCOLS)
    {
      words = g_strdup_printf (_("%s answered the opening handshake wrongly: %s"),
                               rt_client_get_shown_uri (client), error->message);
      rt_client_failed_with (client, RT_CLIENT_ERROR_FORMAT, 0, TRUE, words);
    }
  else if (status == SOUP_STATUS_NOT_FOUND && rt_problem_is_one (message))
    {
      words = g_strdup_printf (_("%s does not exist yet. A channel begins with the first POST to it."),
                               rt_client_get_shown_uri (client));
      rt_client_failed_with (client, RT_CLIENT_ERROR_STATUS, 0, !rt_client_was_there (client, status), words);
    }
  else if (status != SOUP_STATUS_NONE)
    {
      words = g_strdup_printf (status == SOUP_STATUS_NOT_FOUND
                                 ? _("%s answered %u %s instead of opening a WebSocket. Is it the right path?")
                                 : _("%s answered %u %s instead of opening a WebSocket."),
                               rt_client_get_shown_uri (client), status, soup_message_get_reason_phrase (message));
      rt_client_failed_with (client, RT_CLIENT_ERROR_STATUS, rt_client_parse_retry_after (message),
                             is_final_status (status) && !rt_client_was_there (client, status), words);
    }
  else
    {
      rt_client_failed (client, error, 0, FALSE);
    }
}
