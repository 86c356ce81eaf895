/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-dissect-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
  const char *name;
  const char *remark;
} fields[] = {
  { "Accept", N_("Which types the client takes (RFC 9110 section 12.5.1).") },
  { "Cache-Control", N_("Whether and how long it may be stored (RFC 9111 section 5.2).") },
  { "Connection", N_("What is for this connection alone (RFC 9110 section 7.6.1).") },
  { "Content-Length", N_("How many bytes the body has (RFC 9110 section 8.6).") },
  { "Content-Type", N_("What the body is (RFC 9110 section 8.3).") },
  { "ETag", N_("Names the state that is answered (RFC 9110 section 8.8.3).") },
  { "Host", N_("Which of the server’s names is meant (RFC 9110 section 7.2).") },
  { "Idempotency-Key", N_("However often it is sent, it is carried out once.") },
  { "If-None-Match", N_("If it is still this state, 304 will do (RFC 9110 section 13.1.2).") },
  { "Last-Event-ID", N_("After which event the stream is to go on (WHATWG HTML section 9.2.4); in an answer, where it does.") },
  { "Prefer", N_("Asks to hold the answer for so many seconds (RFC 7240 section 4.3).") },
  { "Preference-Applied", N_("What of it the server grants (RFC 7240 section 3).") },
  { "Retry-After", N_("When to come again (RFC 9110 section 10.2.3).") },
  { "Sec-WebSocket-Accept", N_("What the server made of the key (RFC 6455 section 4.2.2).") },
  { "Sec-WebSocket-Key", N_("Random: the server has to answer to it (RFC 6455 section 4.1).") },
  { "Sec-WebSocket-Protocol", N_("The subprotocols offered, or the one agreed on (RFC 6455 section 1.9).") },
  { "Sec-WebSocket-Version", N_("13 is the version of RFC 6455 (section 4.1).") },
  { "Transfer-Encoding", N_("How the body is framed (RFC 9112 section 6.1).") },
  { "Upgrade", N_("Which protocol to go over to (RFC 9110 section 7.8).") },
};

/**
 * rt_dissect_get_field_remark:
 * @name: a field's name, in any case
 * @length: of @name
 *
 * Returns: (transfer none) (nullable): what it is for, where that matters here
 */
const char *
rt_dissect_get_field_remark (const char *name,
                             gsize       length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strlen (fields[i].name) == length && g_ascii_strncasecmp (fields[i].name, name, length) == 0)
      return _(fields[i].remark);
  return NULL;
}
