/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "support/rt-test.h"
#include "transcript.h"

static void
test_length (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "GET /bitcoin HTTP/1.1\r\nHost: a\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"coins\": 3}");
  transcript_send (transcript, "POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nping");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npong");

  transcript_assert (transcript, "> request GET /bitcoin 34\n"
                                 "< response 200 OK 51+12\n"
                                 "> request POST /hello 56+4\n"
                                 "< response 200 OK 42+4\n");
}

static void
test_chunked (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "5;name=value\r\nhello\r\n1\r\n!\r\n0\r\nExpires: 0\r\n\r\n");

  transcript_assert (transcript, "> request GET / 27\n"
                                 "< response 200 OK 91+6\n");
}

static void
test_until_close (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "GET / HTTP/1.0\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.0 200 OK\r\n\r\nall there is");

  transcript_assert (transcript, "> request GET / 18\n"
                                 "< response 200 OK 31+12\n");
}

static void
test_without_body (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
  transcript_send (transcript, "GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"1\"\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n");
  transcript_send (transcript, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 204 No Content\r\n\r\n");

  transcript_assert (transcript, "> request HEAD / 28\n"
                                 "< response 200 OK 38 empty\n"
                                 "> request GET / · If-None-Match: \"1\" 47\n"
                                 "< response 304 Not Modified 48 empty\n"
                                 "> request GET / 27\n"
                                 "< response 204 No Content 27 empty\n");
}

static void
test_informational (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 100 Continue\r\n\r\n");
  transcript_send (transcript, "hi");
  transcript_receive (transcript, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");

  transcript_assert (transcript, "> request POST / 71+2\n"
                                 "< response 100 Continue 25\n"
                                 "< response 201 Created 43 empty\n");
}

static void
test_cursors (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "GET /channels/a HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"41\"\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n"
                      "{\"events\":[{\"seq\":42,\"data\":7}],\"next\":42}"
                      "HTTP/1.1 304 Not Modified\r\n\r\n");
  transcript_send (transcript, "GET /channels/a?after=42 HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"42\"\r\n\r\n");
  transcript_send (transcript, "GET /channels/a HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 42\r\n\r\n");

  transcript_assert (transcript, "> request GET /channels/a · If-None-Match: \"41\" 58\n"
                                 "< response 200 OK · event 42 81+1\n"
                                 "< response 304 Not Modified 29 empty\n"
                                 "> request GET /channels/a?after=42 67\n"
                                 "> request GET /channels/a · Last-Event-ID: 42 56\n");
}

static void
test_channel_answer (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "GET /channels/a?after=1 HTTP/1.1\r\nHost: a\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Length: 87\r\n\r\n"
                      "{\"events\":[{\"seq\":2,\"time\":\"\",\"type\":\"tick\",\"data\":[1,2]},"
                      "{\"seq\":3,\"data\":7}],\"next\":3}");
  transcript_send (transcript, "GET /channels/a?after=3 HTTP/1.1\r\nHost: a\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n"
                      "{\"events\":[],\"next\":3,\"gap\":0}");

  transcript_assert (transcript, "> request GET /channels/a?after=1 45\n"
                                 "< response 200 OK · events 2 to 3 126+6\n"
                                 "> request GET /channels/a?after=3 45\n"
                                 "< response 200 OK 69 empty\n");
}

static void
test_repetition (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  for (guint i = 0; i < 2; i++)
    {
      transcript_send (transcript, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n7");
    }

  transcript_assert (transcript, "> request GET / 27\n< response 200 OK 39+1\n"
                                 "> request GET / 27\n< response 200 OK 39 empty\n");
}

static void
test_pipeline (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (GPtrArray) items = NULL;

  transcript_send (transcript, "HEAD /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"
                      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2");
  items = transcript_split (transcript);

  transcript_assert (transcript, "> request HEAD /1 29\n> request GET /2 28\n"
                                 "< response 200 OK 38 empty\n< response 200 OK 39+1\n");
  g_assert_true (rt_trace_item_get_answered (items->pdata[3]) == items->pdata[1]);
  g_assert_true (rt_trace_item_get_answered (items->pdata[4]) == items->pdata[2]);
}

static void
test_secret (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "GET /channels/a?token=s3cret&after=1 HTTP/1.1\r\n\r\n");

  transcript_assert (transcript, "> request GET /channels/a?token=…&after=1 49\n");
}

static void
test_cut_off (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npo");
  transcript_send (transcript, "GET / HT");

  transcript_assert (transcript, "> request GET / 27\n"
                                 "< response 200 OK 40 cut-off\n"
                                 "> request GET / HT 8 cut-off\n");
}

static void
test_nonsense (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "GET / HTTP/1.1\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n");
  transcript_send (transcript, "\r\n\x01\x02 more");

  transcript_assert (transcript, "> request GET / 18\n"
                                 "< response 200 OK 53 cut-off\n"
                                 "< opaque not understood: a chunk is longer than it says 8\n"
                                 "> opaque not understood: it is not HTTP/1.1 9\n");
}

static void
test_bad_chunk_size (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc");

  transcript_assert (transcript, "< response 200 OK 52 cut-off\n"
                                 "< opaque not understood: a chunk’s size is no hexadecimal number 3\n");
}

static void
test_long_head (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autofree char *field = g_strnfill (70000, 'x');

  transcript_send (transcript, "GET / HTTP/1.1\r\nX: ");
  transcript_send (transcript, field);

  transcript_assert (transcript, "> opaque not understood: the head is too long 70019\n");
}

static void
test_encrypted (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send_bytes (transcript, "\x16\x03\x01\x00\x02\x01\x00", 7);
  transcript_receive_bytes (transcript, "\x16\x03\x03\x00\x01\x02\x14\x03\x03\x00\x01\x01\x17\x03\x03\x00\x03xyz", 20);

  transcript_assert (transcript, "> opaque encrypted: handshake 7\n"
                                 "< opaque encrypted: handshake 6\n"
                                 "< opaque encrypted: change of cipher 6\n"
                                 "< opaque encrypted 8\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trace/http/a-body-is-as-long-as-its-content-length", test_length);
  g_test_add_func ("/trace/http/a-chunked-body-ends-with-its-trailer", test_chunked);
  g_test_add_func ("/trace/http/a-body-without-length-ends-with-the-connection", test_until_close);
  g_test_add_func ("/trace/http/head-304-and-204-have-no-body", test_without_body);
  g_test_add_func ("/trace/http/what-comes-before-an-answer-answers-nothing", test_informational);
  g_test_add_func ("/trace/http/a-request-shows-its-cursor", test_cursors);
  g_test_add_func ("/trace/http/of-a-channels-answer-the-data-are-payload", test_channel_answer);
  g_test_add_func ("/trace/http/an-answer-that-says-the-same-again-is-empty", test_repetition);
  g_test_add_func ("/trace/http/answers-belong-to-requests-in-order", test_pipeline);
  g_test_add_func ("/trace/http/a-token-is-not-told", test_secret);
  g_test_add_func ("/trace/http/what-was-cut-off-says-so", test_cut_off);
  g_test_add_func ("/trace/http/nonsense-is-opaque-from-where-it-begins", test_nonsense);
  g_test_add_func ("/trace/http/a-chunk-size-that-is-none", test_bad_chunk_size);
  g_test_add_func ("/trace/http/a-head-has-a-limit", test_long_head);
  g_test_add_func ("/trace/http/of-tls-only-sizes-are-seen", test_encrypted);

  return g_test_run ();
}
