/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-answer-watch.h"

#include <string.h>

#define OK      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"

/* Arrivals, and how many bytes of all of them leave an answer in the middle. */
static const struct {
  const char *name;
  const char *arrivals[4];
  gboolean    within;
} cases[] = {
  { "nothing", { NULL }, FALSE },
  { "half-a-status-line", { "HTTP/1.1 20" }, TRUE },
  { "the-first-byte", { "H" }, TRUE },
  { "a-head-without-its-blank-line", { "HTTP/1.1 200 OK\r\nContent-Type: text/ev" }, TRUE },
  { "a-head-but-for-the-last-byte", { "HTTP/1.1 200 OK\r\n\r" }, TRUE },
  { "a-whole-head", { "HTTP/1.1 200 OK\r\n\r\n" }, FALSE },
  { "bare-line-feeds", { "HTTP/1.0 200 OK\n\n" }, FALSE },
  { "a-head-in-pieces", { "HT", "TP/1.1 200 O", "K\r\n\r", "\n" }, FALSE },
  { "a-body", { OK "ab" }, FALSE },
  { "the-head-of-a-second-answer", { OK "ab", "HTTP/1.1 304" }, TRUE },
  { "a-second-answer", { OK "ab", OK, "cd" }, FALSE },
  { "a-second-answer-in-pieces", { OK "ab", "HTTP", "/1.1 2" }, TRUE },
  { "a-body-that-begins-with-an-H", { OK, "Hi" }, FALSE },
  { "a-body-that-begins-with-an-H-in-pieces", { OK, "H", "i" }, FALSE },
  { "an-interim-answer", { "HTTP/1.1 103 Early Hints\r\n\r\n" }, FALSE },
  { "an-interim-answer-and-half-a-head", { "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 2" }, TRUE },
  { "an-interim-answer-and-a-whole-one", { "HTTP/1.1 100 Continue\r\n\r\n" OK "ab" }, FALSE },
  { "half-a-handshake", { "HTTP/1.1 101 Switching Protocols\r\nUpgrade: web" }, TRUE },
  { "a-websocket", { "HTTP/1.1 101 Switching Protocols\r\n\r\n", "\x81\x05HTTP/", "HTTP/1.1 2" }, FALSE },
  { "chunks-with-their-end", { CHUNKED "2\r\nab\r\n0\r\n\r\n" }, FALSE },
  { "chunks-with-their-end-in-pieces", { CHUNKED "2\r\nab\r\n0", "\r\n", "\r\n" }, FALSE },
  { "no-chunks", { CHUNKED "0\r\n\r\n" }, FALSE },
  { "no-chunk-yet", { CHUNKED }, TRUE },
  { "half-a-chunk", { CHUNKED "2\r\na" }, TRUE },
  { "a-chunk-without-the-last", { CHUNKED "2\r\nab\r\n" }, TRUE },
  { "a-chunk-that-ends-in-a-nought", { CHUNKED "3\r\nab0\r\n\r\n" }, TRUE },
  { "an-answer-after-chunks", { CHUNKED "2\r\nab\r\n0\r\n\r\n", OK "ab" }, FALSE },
  { "half-an-answer-after-chunks", { CHUNKED "2\r\nab\r\n0\r\n\r\n", "HTTP/1.1 2" }, TRUE },
  { "chunks-that-look-like-a-head", { CHUNKED "9\r\n", "HTTP/1.1 \r\n", "0\r\n\r\n" }, FALSE },
  { "a-last-chunk-with-an-extension", { CHUNKED "2\r\nab\r\n0;a=b\r\n\r\n" }, FALSE },
  { "a-last-chunk-of-many-noughts", { CHUNKED "2\r\nab\r\n000\r\n", "\r\n" }, FALSE },
  { "chunks-with-a-trailer", { CHUNKED "2\r\nab\r\n0\r\nDigest: x\r\n\r\n" }, FALSE },
  { "half-a-trailer", { CHUNKED "2\r\nab\r\n0\r\nDigest: x\r\n" }, TRUE },
  { "half-an-answer-after-a-trailer", { CHUNKED "0\r\nDigest: x\r\n\r\n", "HTTP/1.1 2" }, TRUE },
  { "half-an-answer-with-the-last-chunk", { CHUNKED "0\r\n\r\nHTTP/1.1 2" }, TRUE },
  { "half-a-chunk-that-looks-like-the-last", { CHUNKED "20\r\nab\n0\r\n\r\n" }, TRUE },
  { "no-content-in-chunks", { "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n" }, FALSE },
  { "half-an-answer-after-no-content-in-chunks",
    { "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 2" }, TRUE },
  { "an-answer-after-one-to-head", { CHUNKED, OK, "ab" }, FALSE },
  { "another-protocol", { "\x16\x03\x01\x02HTTP/1.1 2", "HTTP/1.1 2" }, FALSE },
};

static void
test_end (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  RtAnswerWatch watch = { 0 };

  for (gsize k = 0; k < G_N_ELEMENTS (cases[i].arrivals) && cases[i].arrivals[k] != NULL; k++)
    rt_answer_watch_see (&watch, cases[i].arrivals[k], strlen (cases[i].arrivals[k]));

  g_assert_cmpint (rt_answer_watch_is_within (&watch), ==, cases[i].within);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/answer-watch/", cases[i].within ? "cut/" : "whole/", cases[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_end);
    }

  return g_test_run ();
}
