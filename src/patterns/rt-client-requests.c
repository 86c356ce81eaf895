/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-client-private.h"

#include <glib/gi18n.h>

#include "patterns/rt-uri.h"

#define USER_AGENT "Roundtrip/" PACKAGE_VERSION

/**
 * rt_client_set_uri:
 * @self: a client
 * @uri: an address: http, https, ws or wss
 *
 * Sets where to connect; from the next opening on.
 */
void
rt_client_set_uri (RtClient   *self,
                   const char *uri)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  if (g_strcmp0 (priv->uri, uri) == 0)
    return;

  g_free (priv->uri);
  priv->uri = g_strdup (uri);
  g_free (priv->shown_uri);
  priv->shown_uri = uri != NULL ? rt_uri_dup_shown (uri) : NULL;
  g_object_notify (G_OBJECT (self), "uri");
}

/**
 * rt_client_get_shown_uri:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): where it connects, as people may see it: without
 *   what lets somebody in
 */
const char *
rt_client_get_shown_uri (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), NULL);

  return rt_client_get_private (self)->shown_uri;
}

/**
 * rt_client_get_interval:
 * @self: a client
 *
 * Returns: ms between polls
 */
guint
rt_client_get_interval (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), 0);

  return rt_client_get_private (self)->interval_ms;
}

/**
 * rt_client_get_wait:
 * @self: a client
 *
 * Returns: for how many ms a poll asks to be held
 */
guint
rt_client_get_wait (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), 0);

  return rt_client_get_private (self)->wait_ms;
}

/**
 * rt_client_get_max_payload:
 * @self: a client
 *
 * Returns: how many bytes one message or answer may have
 */
guint
rt_client_get_max_payload (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), 0);

  return rt_client_get_private (self)->max_payload;
}

/**
 * rt_client_set_header:
 * @self: a client
 * @name: a field name (RFC 9110 section 5.1)
 * @value: (nullable): what every request says there, instead of what Roundtrip would;
 *   %NULL for no word of yours
 *
 * Sets a field of all requests from the next on.
 */
void
rt_client_set_header (RtClient   *self,
                      const char *name,
                      const char *value)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));
  g_return_if_fail (name != NULL);

  priv = rt_client_get_private (self);
  if (value != NULL)
    soup_message_headers_replace (priv->headers, name, value);
  else
    soup_message_headers_remove (priv->headers, name);
}

static gboolean
check_uri (GUri       *uri,
           const char *shown,
           GError    **error)
{
  static const char * const schemes[] = { "http", "https", "ws", "wss", NULL };
  const char *host = g_uri_get_host (uri);

  if (g_strv_contains (schemes, g_uri_get_scheme (uri)) && host != NULL && *host != '\0')
    return TRUE;

  g_set_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_UNSUPPORTED,
               _("“%s” is no address of a web server: it should look like http://127.0.0.1:2000/channels/ticker."),
               shown);

  return FALSE;
}

/**
 * rt_client_dup_guri:
 * @self: a client
 *
 * For subclasses: parses #RtClient:uri. When it cannot be used the client fails for good.
 *
 * Returns: (transfer full) (nullable): the URI
 */
GUri *
rt_client_dup_guri (RtClient *self)
{
  RtClientPrivate *priv;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (RT_IS_CLIENT (self), NULL);

  priv = rt_client_get_private (self);
  uri = g_uri_parse (priv->uri != NULL ? priv->uri : "", SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL)
    g_set_error (&error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_UNSUPPORTED,
                 _("“%s” is no address: it should look like http://127.0.0.1:2000/channels/ticker."),
                 priv->uri != NULL ? priv->shown_uri : "");
  else if (check_uri (uri, priv->shown_uri, &error))
    return g_steal_pointer (&uri);

  rt_client_failed (self, error, 0, TRUE);

  return NULL;
}

/**
 * rt_client_dup_target:
 * @self: a client
 *
 * For subclasses: the URI with the cursor, if there is one, as `after` in its query.
 *
 * Returns: (transfer full) (nullable): the URI; %NULL as rt_client_dup_guri() does
 */
GUri *
rt_client_dup_target (RtClient *self)
{
  g_autoptr (GUri) uri = rt_client_dup_guri (self);
  guint64 cursor;

  if (uri == NULL || !rt_client_get_cursor (self, &cursor))
    return g_steal_pointer (&uri);

  return rt_uri_with_number (uri, "after", cursor);
}

static void
on_starting (SoupMessage *message,
             RtClient    *self)
{
  rt_client_get_private (self)->traffic.requests++;
  rt_client_note_request (self, message);
  rt_client_emit (self, RT_CLIENT_SIGNAL_ASKED);
}

/* A redirection was answered, or the connection was lost before anything was: the message
 * goes out again. */
static void
on_restarted (SoupMessage *message,
              RtClient    *self)
{
  if (soup_message_get_status (message) != SOUP_STATUS_NONE)
    rt_client_get_private (self)->traffic.responses++;
  else
    rt_client_note_loss (self);
}

static void
copy_header (const char *name,
             const char *value,
             gpointer    user_data)
{
  soup_message_headers_replace (user_data, name, value);
}

/**
 * rt_client_new_request:
 * @self: a client
 * @method: an HTTP method
 * @uri: (nullable): where to, instead of #RtClient:uri
 *
 * For subclasses: makes a request that is followed by the session and counted each time it
 * is sent. The custom fields are put in by rt_client_add_headers(), once the subclass has
 * set its own.
 *
 * Returns: (transfer full) (nullable): a message; %NULL when the URI cannot be used, and
 *   the client has failed for good
 */
SoupMessage *
rt_client_new_request (RtClient   *self,
                       const char *method,
                       GUri       *uri)
{
  g_autoptr (GUri) own = NULL;
  SoupMessage *message;

  g_return_val_if_fail (RT_IS_CLIENT (self), NULL);

  if (uri == NULL)
    uri = own = rt_client_dup_guri (self);
  if (uri == NULL)
    return NULL;

  message = soup_message_new_from_uri (method, uri);
  soup_message_headers_replace (soup_message_get_request_headers (message), "User-Agent", USER_AGENT);
  g_signal_connect_object (message, "starting", G_CALLBACK (on_starting), self, 0);
  g_signal_connect_object (message, "restarted", G_CALLBACK (on_restarted), self, 0);
  rt_session_follow (rt_client_get_session (self), message);

  return message;
}

/**
 * rt_client_add_headers:
 * @self: a client
 * @message: a message of rt_client_new_request()
 *
 * For subclasses: puts in the custom fields; what the user says goes before what the
 * pattern says.
 */
void
rt_client_add_headers (RtClient    *self,
                       SoupMessage *message)
{
  g_return_if_fail (RT_IS_CLIENT (self));
  g_return_if_fail (SOUP_IS_MESSAGE (message));

  soup_message_headers_foreach (rt_client_get_private (self)->headers, copy_header,
                                soup_message_get_request_headers (message));
}

/**
 * rt_client_parse_retry_after:
 * @message: an answered message
 *
 * For subclasses: reads `Retry-After` (RFC 9110 section 10.2.3), seconds or a date.
 *
 * Returns: ms from now, 0 where nothing is asked for
 */
guint
rt_client_parse_retry_after (SoupMessage *message)
{
  const char *value = soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;
  gint64 left;

  if (value == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (value, 10, 0, RT_BACKOFF_MAX_FLOOR_MS / 1000, &seconds, NULL))
    return seconds * 1000;

  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return 0;
  left = g_date_time_to_unix (date) * 1000 - g_get_real_time () / 1000;

  return CLAMP (left, 0, RT_BACKOFF_MAX_FLOOR_MS);
}

/**
 * rt_client_can_send:
 * @self: a client
 *
 * Returns: whether rt_client_send() can send now
 */
gboolean
rt_client_can_send (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), FALSE);

  return RT_CLIENT_GET_CLASS (self)->send != NULL && rt_client_get_state (self) == RT_CLIENT_OPEN;
}

/**
 * rt_client_send:
 * @self: a client
 * @data: a message; text is UTF-8
 * @binary: whether it is not text, for patterns that make a difference
 * @error: return location
 *
 * Sends a message by the pattern.
 *
 * Returns: %FALSE with an error of %RT_CLIENT_ERROR: UNSUPPORTED where the pattern cannot
 *   send, CLOSED while it is not open, FORMAT for text that is not UTF-8, FULL while
 *   too much waits to be sent
 */
gboolean
rt_client_send (RtClient *self,
                GBytes   *data,
                gboolean  binary,
                GError  **error)
{
  gsize size;
  const char *text;

  g_return_val_if_fail (RT_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (data != NULL, FALSE);

  text = g_bytes_get_data (data, &size);
  if (RT_CLIENT_GET_CLASS (self)->send == NULL)
    g_set_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_UNSUPPORTED,
                 _("This pattern only receives: publish with a request, or use a WebSocket."));
  else if (rt_client_get_state (self) != RT_CLIENT_OPEN)
    g_set_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED,
                 _("There is no open connection to %s to send on: start it, or wait until it is open."),
                 rt_client_get_shown_uri (self));
  else if (!binary && !g_utf8_validate_len (text, size, NULL))
    g_set_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FORMAT,
                 _("The message is not UTF-8 text: send it as binary."));
  else if (RT_CLIENT_GET_CLASS (self)->send (self, data, binary, error))
    {
      rt_client_get_counters (self)->payload_out += size;
      return TRUE;
    }

  return FALSE;
}

/**
 * rt_client_ask:
 * @self: a client
 *
 * Has a client that asks by #RtClient:interval-ms ask now as well, so that somebody else can say when
 * it does. While it is not open, or in the middle of asking, it asks nothing.
 *
 * Returns: whether it asks
 */
gboolean
rt_client_ask (RtClient *self)
{
  g_return_val_if_fail (RT_IS_CLIENT (self), FALSE);

  return RT_CLIENT_GET_CLASS (self)->ask != NULL && rt_client_get_state (self) == RT_CLIENT_OPEN &&
         RT_CLIENT_GET_CLASS (self)->ask (self);
}
