/* SPDX-License-Identifier: GPL-3.0-or-later */

/* WebSocket frames through a peer stream and libsoup with what we put in front of it: what
 * is delivered does not depend on how the frames are cut, what is answered are frames, and
 * one close frame is the last of them. The second byte says which role is ours. */

#include "config.h"

#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"
#include "net/rt-frame-rules.h"
#include "net/rt-message-limit.h"
#include "net/rt-peer-stream.h"

#define MAX_MESSAGE 4096
#define MAX_FRAGMENTS 20
#define MAX_BYTES 4096
#define MAX_PIECES 64

typedef struct {
  int                      peer;
  RtPeerStream            *stream;
  SoupWebsocketConnection *websocket;
  GString                 *messages;
  GByteArray              *answers;
} Line;

static void
message_cb (SoupWebsocketConnection *websocket,
            SoupWebsocketDataType    kind,
            GBytes                  *data,
            Line                    *self)
{
  gsize size;
  const char *bytes = g_bytes_get_data (data, &size);

  if (soup_websocket_connection_get_state (websocket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;

  g_assert_cmpuint (size, <=, MAX_MESSAGE);
  if (kind == SOUP_WEBSOCKET_DATA_TEXT)
    g_assert_true (fuzz_is_text (bytes, size));
  g_string_append_printf (self->messages, "%d:%" G_GSIZE_FORMAT ":", kind, size);
  g_string_append_len (self->messages, bytes, size);
}

static void
run_loop (Line *self)
{
  guint8 buffer[4096];
  gssize n;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  while (self->peer >= 0 && (n = recv (self->peer, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    g_byte_array_append (self->answers, buffer, n);
}

/* What does not depend on time. */
static RtLimits *
get_limits (void)
{
  static RtLimits *limits;

  if (limits == NULL)
    {
      limits = rt_limits_new ();
      rt_limits_set (limits, RT_LIMIT_MESSAGE_BYTES, MAX_MESSAGE);
      rt_limits_set (limits, RT_LIMIT_FRAGMENTS, MAX_FRAGMENTS);
      rt_limits_set (limits, RT_LIMIT_CONTROL_FRAMES, 0);
    }

  return limits;
}

static void
line_open (Line     *self,
           gboolean  is_server)
{
  g_autoptr (GUri) uri = g_uri_parse ("ws://localhost/", G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GSocket) socket = NULL;
  GList *extensions = NULL;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), ==, 0);
  self->peer = ends[1];
  socket = g_socket_new_from_fd (ends[0], NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  self->stream = rt_peer_stream_new (connection, NULL);
  rt_peer_stream_set_raw (self->stream, FALSE);
  self->messages = g_string_new (NULL);
  self->answers = g_byte_array_new ();

  if (is_server)
    {
      extensions = g_list_append (extensions, rt_frame_rules_new ());
      extensions = g_list_append (extensions, rt_message_limit_new (get_limits ()));
    }
  self->websocket = soup_websocket_connection_new (G_IO_STREAM (self->stream), uri,
                                                   is_server ? SOUP_WEBSOCKET_CONNECTION_SERVER
                                                             : SOUP_WEBSOCKET_CONNECTION_CLIENT,
                                                   NULL, NULL, extensions);
  soup_websocket_connection_set_max_incoming_payload_size (self->websocket, MAX_MESSAGE);
  g_signal_connect (self->websocket, "message", G_CALLBACK (message_cb), self);
}

static void
line_close (Line *self)
{
  close (self->peer);
  self->peer = -1;
  g_signal_handlers_disconnect_by_data (self->websocket, self);
  g_io_stream_close (G_IO_STREAM (self->stream), NULL, NULL);
  g_object_unref (self->websocket);
  run_loop (self);
  g_object_add_weak_pointer (G_OBJECT (self->stream), (gpointer *) &self->stream);
  g_object_unref (self->stream);
  run_loop (self);
  g_assert_null (self->stream);
}

/* That the answers are whole frames, pongs and at most one close, which is the last. */
static void
check_answers (const GByteArray *answers,
               gboolean          masked)
{
  gboolean closed = FALSE;
  gsize i = 0;

  while (i < answers->len)
    {
      const guint8 *frame = answers->data + i;

      g_assert_false (closed);
      g_assert_cmpuint (answers->len - i, >=, masked ? 6 : 2);
      g_assert_true (frame[0] == 0x8A || frame[0] == 0x88);
      g_assert_cmpuint (frame[1] & 0x80, ==, masked ? 0x80 : 0);
      g_assert_cmpuint (frame[1] & 0x7F, <=, 125);
      closed = frame[0] == 0x88;
      i += 2 + (masked ? 4 : 0) + (frame[1] & 0x7F);
    }
  g_assert_cmpuint (i, ==, answers->len);
}

static GString *
exchange (const guint8 *data,
          gsize         size,
          gsize         step,
          gboolean      is_server)
{
  Line line = { 0 };

  line_open (&line, is_server);
  for (gsize i = 0; i < size; i += step)
    {
      if (send (line.peer, data + i, MIN (step, size - i), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
        break;
      run_loop (&line);
    }
  run_loop (&line);
  line_close (&line);
  check_answers (line.answers, !is_server);
  g_byte_array_unref (line.answers);

  return line.messages;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  gsize step = fuzz_take_step (&data, &size);
  gboolean is_server = size > 0 && data[0] % 2 == 0;
  g_autoptr (GString) whole = NULL;
  g_autoptr (GString) pieces = NULL;

  if (size == 0 || size > MAX_BYTES)
    return 0;

  /* Each piece is a turn of the loop. */
  step = MAX (step, size / MAX_PIECES + 1);
  whole = exchange (data + 1, size - 1, size, is_server);
  pieces = exchange (data + 1, size - 1, step, is_server);
  g_assert_cmpmem (whole->str, whole->len, pieces->str, pieces->len);

  return 0;
}
