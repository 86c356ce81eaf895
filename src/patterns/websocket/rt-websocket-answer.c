/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-websocket-answer.h"

#include <glib/gi18n.h>

#include "rt-websocket-client.h"

#define ACCEPT_FIELD   "Sec-WebSocket-Accept"
#define PROTOCOL_FIELD "Sec-WebSocket-Protocol"

static char *
make_accept (const char *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) RT_WEBSOCKET_GUID, -1);
  g_checksum_get_digest (checksum, digest, &length);

  return g_base64_encode (digest, length);
}

static gboolean
has_right_accept (SoupMessageHeaders *request,
                  SoupMessageHeaders *response)
{
  const char *key = soup_message_headers_get_one (request, "Sec-WebSocket-Key");
  g_autofree char *accept = make_accept (key != NULL ? key : "");

  return g_strcmp0 (soup_message_headers_get_list (response, ACCEPT_FIELD), accept) == 0;
}

static gboolean
has_right_protocol (SoupMessageHeaders *request,
                    SoupMessageHeaders *response)
{
  const char *taken = soup_message_headers_get_list (response, PROTOCOL_FIELD);
  const char *offered = soup_message_headers_get_list (request, PROTOCOL_FIELD);
  g_auto (GStrv) names = g_strsplit (offered != NULL ? offered : "", ", ", -1);

  return taken == NULL || g_strv_contains ((const char * const *) names, taken);
}

/**
 * rt_websocket_answer_check:
 * @handshake: an opening handshake that libsoup took for answered
 * @error: return location
 *
 * Checks what libsoup compares without regard to case and to how often it is there (RFC
 * 6455 section 4.1, numbers 4 and 6, and sections 11.3.3 and 11.3.4).
 *
 * Returns: %FALSE with a %SOUP_WEBSOCKET_ERROR_BAD_HANDSHAKE that names the field
 */
gboolean
rt_websocket_answer_check (SoupMessage  *handshake,
                           GError      **error)
{
  SoupMessageHeaders *request = soup_message_get_request_headers (handshake);
  SoupMessageHeaders *response = soup_message_get_response_headers (handshake);
  gboolean has_accept = has_right_accept (request, response);

  if (has_accept && has_right_protocol (request, response))
    return TRUE;

  g_set_error (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_ERROR_BAD_HANDSHAKE,
               /* Translators: the name of a field of HTTP */
               _("the field “%s” says something else than it must"), has_accept ? PROTOCOL_FIELD : ACCEPT_FIELD);

  return FALSE;
}

/**
 * rt_websocket_answer_read_position:
 * @client: who asked
 * @handshake: the opening handshake, answered
 * @position: (out): the number that everything from now on comes after
 *
 * Reads where a server of roundtrip.v1 begins for who said no cursor, `Last-Event-ID`: before
 * the first event nothing else tells. Bare messages have no numbers to go on after.
 *
 * Returns: whether it was said, and nothing better is known
 */
gboolean
rt_websocket_answer_read_position (RtClient    *client,
                                   SoupMessage *handshake,
                                   guint64     *position)
{
  SoupMessageHeaders *fields = soup_message_get_response_headers (handshake);
  const char *protocol = soup_message_headers_get_list (fields, "Sec-WebSocket-Protocol");
  const char *said = soup_message_headers_get_one (fields, "Last-Event-ID");
  guint64 cursor;

  return said != NULL && g_strcmp0 (protocol, RT_WEBSOCKET_PROTOCOL) == 0 && !rt_client_get_cursor (client, &cursor) &&
         g_ascii_string_to_unsigned (said, 10, 0, G_MAXINT64, position, NULL);
}
