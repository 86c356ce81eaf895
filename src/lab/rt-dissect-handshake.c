/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-dissect-private.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "patterns/websocket/rt-websocket-answer.h"

/* One field of a head. (transfer full) (nullable) */
static char *
dup_field (const char *bytes,
           gsize       size,
           const char *name)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  const char *end = g_strstr_len (bytes, (gssize) size, "\r\n\r\n");

  if (end == NULL || !soup_headers_parse (bytes, (int) (end + 2 - bytes), headers))
    return NULL;
  return g_strdup (soup_message_headers_get_one (headers, name));
}

/* (transfer full) (nullable): what the client asked with. */
static char *
dup_key (const RtDissect *self)
{
  g_autoptr (GBytes) request = NULL;
  gsize size;
  const char *bytes;

  if (self->item->answered == NULL)
    return NULL;
  request = rt_trace_item_get_bytes (self->item->answered);
  bytes = g_bytes_get_data (request, &size);
  return size > 0 ? dup_field (bytes, size, "Sec-WebSocket-Key") : NULL;
}

static void
add_step (RtTracePart *part,
          const char  *name,
          const char  *value)
{
  rt_trace_part_set_value (rt_trace_part_add (part, name, 0, 0), "%s", value);
}

/* The steps of RFC 6455 section 4.2.2, item 5.4. Returns the accept key. */
static char *
add_steps (RtTracePart *part,
           const char  *key)
{
  g_autoptr (GChecksum) sha1 = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *text = g_strconcat (key, RT_WEBSOCKET_GUID, NULL);
  g_autofree char *accept = NULL;
  guint8 digest[20];
  gsize size = sizeof digest;

  g_checksum_update (sha1, (const guchar *) text, (gssize) strlen (text));
  add_step (part, "Sec-WebSocket-Key", key);
  add_step (part, "GUID", RT_WEBSOCKET_GUID);
  add_step (part, _("Key and GUID"), text);
  add_step (part, "SHA-1", g_checksum_get_string (sha1));
  g_checksum_get_digest (sha1, digest, &size);
  accept = g_base64_encode (digest, size);
  add_step (part, "Base64", accept);
  return g_steal_pointer (&accept);
}

/**
 * rt_dissect_handshake:
 * @self: what is taken apart, an answer
 * @whole: what it is a part of
 *
 * Where the answer has an accept key, adds how it comes about from what the client asked
 * with (RFC 6455 section 4.2.2), and whether the server made the right one of it. Nothing
 * of this is on the wire: these parts have no length.
 */
void
rt_dissect_handshake (const RtDissect *self,
                      RtTracePart     *whole)
{
  g_autofree char *said = dup_field (self->bytes, self->size, "Sec-WebSocket-Accept");
  g_autofree char *key = said != NULL ? dup_key (self) : NULL;
  g_autofree char *accept = NULL;
  RtTracePart *part;

  if (key == NULL)
    return;
  part = rt_trace_part_add (whole, _("How the accept key comes about"), 0, 0);
  accept = add_steps (part, key);
  rt_trace_part_set_value (part, "%s", accept);
  rt_trace_part_set_remark (part, strcmp (accept, said) == 0
                                  ? _("It is what the server said (RFC 6455 section 4.2.2).")
                                  : _("The server said something else (RFC 6455 section 4.2.2)."));
}
