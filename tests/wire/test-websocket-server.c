/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RFC 6455 section by section: what a client sends, and what our server makes of it. */

#include "config.h"

#include "echo-server.h"
#include "frames.h"
#include "support/rt-test.h"
#include "wire-run.h"

/* Of a message, with all its fragments. */
#define LIMIT 1048576

static EchoServer server;

/* What the server says until it ends the connection. */
static char *
take_answers (RawClient *client)
{
  GString *log = g_string_new (NULL);

  raw_client_wait_closed (client);
  while (frames_take (client->received, FALSE, log))
    ;
  g_assert_cmpuint (client->received->len, ==, 0);

  return g_string_free (log, FALSE);
}

static void
send_frames (RawClient  *client,
             const char *script,
             Cut         cut)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize step;

  frames_append (bytes, script, TRUE);
  step = wire_run_get_step (cut, bytes->len);
  for (gsize i = 0; i < bytes->len; i += step)
    {
      raw_client_send (client, bytes->data + i, MIN (step, bytes->len - i));
      rt_test_drain ();
    }
}

static void
run (const FrameCase *test,
     Cut              cut)
{
  g_autoptr (RawClient) client = echo_server_open (&server);
  g_autofree char *delivered = frames_dup_normal (test->delivered);
  g_autofree char *expected = wire_run_dup_answers (test);
  g_autofree char *answers = NULL;

  g_string_truncate (server.log, 0);
  send_frames (client, test->sent, cut);
  if (!wire_run_takes_leave (test))
    send_frames (client, "close[1000]", cut);
  answers = take_answers (client);

  g_assert_cmpstr (answers, ==, expected);
  g_assert_cmpstr (server.log->str, ==, delivered);
}

typedef struct {
  const char *path;
  guint       code;
  const char *reason;
  const char *said;
} Leave;

static const Leave leaves[] = {
  { "7.1.2/we-begin-with-1000", 1000, NULL, "close[1000]" },
  { "7.1.2/we-begin-with-1001-and-a-reason", 1001, "off", "close[1001 off]" },
  { "7.1.2/we-begin-with-1003", 1003, NULL, "close[1003]" },
  { "7.1.2/we-begin-with-1008", 1008, "no", "close[1008 no]" },
  { "7.1.2/we-begin-with-4999", 4999, NULL, "close[4999]" },
};

/* 7.1.1: the server ends the connection once both sides took leave. */
static void
test_leave (gconstpointer user_data)
{
  const Leave *leave = user_data;
  g_autoptr (RawClient) client = echo_server_open (&server);
  g_autofree char *answers = NULL;

  g_string_truncate (server.log, 0);
  rt_socket_close (server.socket, leave->code, leave->reason);
  send_frames (client, "text(late) ping(late) close[1000] text(later)", CUT_NOWHERE);
  answers = take_answers (client);

  g_assert_cmpstr (answers, ==, leave->said);
  g_assert_cmpstr (server.log->str, ==, "");
}

/* 5.1, 5.2: what we send is not masked, in one piece, and says its length in as few bytes as
 * will do: frames_take() asserts it. */
static void
test_lengths (void)
{
  g_autoptr (RawClient) client = echo_server_open (&server);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *normal = NULL;
  g_autofree char *answers = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wire_lengths); i++)
    {
      g_autofree char *text = g_strnfill (wire_lengths[i], '*');

      g_assert_true (rt_socket_send_text (server.socket, text));
      g_string_append_printf (expected, "text*%u ", wire_lengths[i]);
    }
  send_frames (client, "close[1000]", CUT_NOWHERE);
  g_string_append (expected, "close[1000]");
  normal = frames_dup_normal (expected->str);
  answers = take_answers (client);

  g_assert_cmpstr (answers, ==, normal);
}

/* 7.1.5, 7.1.6: without a close frame there is none to answer. */
static void
test_end_without_leave (gconstpointer user_data)
{
  const char *script = user_data;
  g_autoptr (RawClient) client = echo_server_open (&server);
  g_autofree char *answers = NULL;

  g_string_truncate (server.log, 0);
  send_frames (client, script, CUT_NOWHERE);
  raw_client_half_close (client);
  answers = take_answers (client);

  g_assert_cmpstr (answers, ==, "");
  g_assert_cmpstr (server.log->str, ==, "");
}

static const FrameCase limits[] = {
  { "10.4/a-message-of-the-limit", OF_SERVER, "text*1048576", "text*1048576", "" },
  { "10.4/a-message-above-the-limit", OF_SERVER, "text*1048577", "", "close[1009]" },
  { "10.4/fragments-of-the-limit", OF_SERVER, "binary-*1048575 cont*1", "binary*1048576", "" },
  { "10.4/fragments-above-the-limit", OF_SERVER, "binary-*1048575 cont-*1 cont*1", "", "close[1009]" },
  { "10.4/a-length-above-the-limit-alone", OF_SERVER, "text#100001()", "", "close[1009]" },
};

static void
test_limit (gconstpointer user_data)
{
  run (user_data, CUT_NOWHERE);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  wire_run_init (&argc, &argv);
  echo_server_init (&server);

  wire_run_add ("websocket-server", OF_SERVER, run);
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree char *path = g_strdup_printf ("/websocket-server/%s", limits[i].name);

      g_test_add_data_func (path, &limits[i], test_limit);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      g_autofree char *path = g_strdup_printf ("/websocket-server/%s", leaves[i].path);

      g_test_add_data_func (path, &leaves[i], test_leave);
    }
  g_test_add_func ("/websocket-server/5.2/what-we-send-in-every-length", test_lengths);
#define END(path, script) g_test_add_data_func ("/websocket-server/7.1.5/" path, script, test_end_without_leave)
  END ("an-end-without-a-close-frame", "");
  END ("an-end-within-a-message", "text-(a)");
  END ("an-end-within-a-frame", "raw<81 85 00 00 00 00 48>");
  END ("an-end-within-a-length", "raw<81 fe 01>");

  status = g_test_run ();
  echo_server_clear (&server);

  return status;
}
