/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-websocket-close.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
  guint       code;
  gboolean    is_final;
  const char *words;
} codes[] = {
  { 1000, TRUE, N_("The server closed the WebSocket: it is done") },
  { 1001, FALSE, N_("The server is going away") },
  { 1002, FALSE, N_("One side broke the WebSocket protocol") },
  { 1003, TRUE, N_("The server does not accept this kind of data") },
  { 1005, FALSE, N_("The server closed the WebSocket without saying why") },
  { 1006, FALSE, N_("The connection broke off") },
  { 1007, TRUE, N_("A message was not what its type says, such as text that is not UTF-8") },
  { 1008, FALSE, N_("The server closed the WebSocket for a reason of policy") },
  { 1009, TRUE, N_("A message was too big") },
  { 1010, TRUE, N_("The server lacks an extension") },
  { 1011, FALSE, N_("The server met an unexpected condition") },
  { 1012, FALSE, N_("The server is restarting") },
  { 1013, FALSE, N_("The server is overloaded and asks to try again later") },
};

/**
 * rt_websocket_close_describe:
 * @code: a close code (RFC 6455 section 7.4, and the IANA registry)
 * @said: (nullable): the reason in the close frame
 *
 * Returns: (transfer full): a sentence for people, with the code
 */
char *
rt_websocket_close_describe (guint       code,
                             const char *said)
{
  const char *words = _("The server closed the WebSocket");

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (codes[i].code == code)
        words = _(codes[i].words);
    }

  if (said != NULL && *said != '\0')
    /* Translators: a sentence without its full stop, a close code, and what the server said */
    return g_strdup_printf (_("%s (%u, “%s”)."), words, code, said);

  return g_strdup_printf (_("%s (%u)."), words, code);
}

/**
 * rt_websocket_close_is_final:
 * @code: a close code
 *
 * Tells what would only happen again from what may pass.
 *
 * Returns: whether connecting again is of no use
 */
gboolean
rt_websocket_close_is_final (guint code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (codes[i].code == code)
        return codes[i].is_final;
    }

  return FALSE;
}

/**
 * rt_websocket_close_at_once:
 * @websocket: a client's WebSocket
 * @code: a close code
 *
 * Takes leave with a close frame (RFC 6455 section 5.5.1) without waiting for the answer.
 * What libsoup would queue could only leave in a later turn of the loop, and by then the
 * connection is closed.
 */
void
rt_websocket_close_at_once (SoupWebsocketConnection *websocket,
                            guint                    code)
{
  GOutputStream *stream = g_io_stream_get_output_stream (soup_websocket_connection_get_io_stream (websocket));
  guint8 frame[8] = { 0x88, 0x82, 0, 0, 0, 0, code >> 8, code & 0xFF };
  guint32 mask = g_random_int ();

  if (soup_websocket_connection_get_state (websocket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;

  memcpy (frame + 2, &mask, sizeof mask);
  frame[6] ^= frame[2];
  frame[7] ^= frame[3];
  g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (stream), frame, sizeof frame, NULL, NULL);
}
