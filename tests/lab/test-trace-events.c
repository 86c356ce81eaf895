/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "support/rt-test.h"
#include "transcript.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"

static Transcript *
begin (const char *target,
       const char *head)
{
  Transcript *transcript = transcript_new ();
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\n\r\n", target);

  transcript_send (transcript, request);
  transcript_receive (transcript, head);
  return transcript;
}

/* As one chunk. */
static void
push (Transcript *transcript,
      const char *text)
{
  g_autofree char *chunk = g_strdup_printf ("%zx\r\n%s\r\n", strlen (text), text);

  transcript_receive (transcript, chunk);
}

static void
test_until_close (void)
{
  g_autoptr (Transcript) transcript = begin ("/", HEAD "\r\n");

  transcript_receive (transcript, "id: 1\nevent: tick\ndata: 42\n\n");
  transcript_receive (transcript, "data: a\ndata: bc\n\n");

  transcript_assert (transcript, "> request GET / 18\n"
                                 "< response 200 OK 52\n"
                                 "< push event 1 · tick 28+2\n"
                                 "< push event · message 18+4\n");
}

static void
test_chunked (void)
{
  g_autoptr (Transcript) transcript = begin ("/", HEAD "Transfer-Encoding: chunked\r\n\r\n");

  push (transcript, "data: 1\n\n");
  push (transcript, "data: 22\n\ndata: 333\n\n");
  push (transcript, "data: 44");
  push (transcript, "44\n");
  push (transcript, "\n");
  transcript_receive (transcript, "0\r\n\r\n");
  transcript_send (transcript, "GET /2 HTTP/1.1\r\n\r\n");

  transcript_assert (transcript, "> request GET / 18\n"
                                 "< response 200 OK 80\n"
                                 "< push event · message 14+1\n"
                                 "< push event · message 14+2\n"
                                 "< push event · message 13+3\n"
                                 "< push event · message 27+4\n"
                                 "< control last chunk 5\n"
                                 "> request GET /2 19\n");
}

static void
test_comments (void)
{
  g_autoptr (Transcript) transcript = begin ("/", HEAD "\r\n");

  transcript_receive (transcript, "retry: 2000\n\n");
  transcript_receive (transcript, ":\n\n");
  transcript_receive (transcript, ": one\n: two\n");
  transcript_receive (transcript, "data: x\n: inside\n\n");
  transcript_receive (transcript, ": last\n");

  transcript_assert (transcript, "> request GET / 18\n"
                                 "< response 200 OK 52\n"
                                 "< comment retry: 2000 13\n"
                                 "< comment comment 3\n"
                                 "< comment : one 6\n"
                                 "< comment : two 6\n"
                                 "< push event · message 18+1\n"
                                 "< comment : last 7\n");
}

static void
test_line_ends (void)
{
  g_autoptr (Transcript) transcript = begin ("/", HEAD "\r\n");

  transcript_receive (transcript, "data: 1\r\n\r\n");
  transcript_receive (transcript, "data: 2\r\r");
  transcript_receive (transcript, "data: 3\n\n");

  transcript_assert (transcript, "> request GET / 18\n"
                                 "< response 200 OK 52\n"
                                 "< push event · message 11+1\n"
                                 "< push event · message 9+1\n"
                                 "< push event · message 9+1\n");
}

static void
test_gap (void)
{
  g_autoptr (Transcript) transcript = begin ("/?after=3", HEAD "\r\n");

  transcript_receive (transcript, "event: gap\ndata: {\"lost\": 5}\n\n");

  transcript_assert (transcript, "> request GET /?after=3 26\n"
                                 "< response 200 OK 52\n"
                                 "< push event · gap 30\n");
}

static void
test_unfinished (void)
{
  g_autoptr (Transcript) transcript = begin ("/", HEAD "Transfer-Encoding: chunked\r\n\r\n");

  push (transcript, "data: 1\n");

  transcript_assert (transcript, "> request GET / 18\n"
                                 "< response 200 OK 80\n"
                                 "< push event that is not whole 13 cut-off\n");
}

static void
test_bad_chunk (void)
{
  g_autoptr (Transcript) transcript = begin ("/", HEAD "Transfer-Encoding: chunked\r\n\r\n");

  push (transcript, "data: 1\n\n");
  transcript_receive (transcript, "-1\r\n");

  transcript_assert (transcript, "> request GET / 18\n"
                                 "< response 200 OK 80\n"
                                 "< push event · message 14+1\n"
                                 "< opaque not understood: a chunk’s size is no hexadecimal number 4\n");
}

static void
test_repaired (void)
{
  g_autoptr (Transcript) transcript = begin ("/", HEAD "\r\n");

  transcript_receive (transcript, "data: \xFF\xFF\xFF\xFF\xFF\n\n");

  transcript_assert (transcript, "> request GET / 18\n"
                                 "< response 200 OK 52\n"
                                 "< push event · message 13+13\n");
}

static void
test_joined (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *found = NULL;

  transcript_set_old (transcript);
  push (transcript, "data: 1\n\n");
  push (transcript, ":\n\n");
  items = transcript_split (transcript);
  found = transcript_describe (items);

  g_assert_cmpstr (found, ==, "< push event · message 14+1\n< comment comment 8\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trace/events/each-is-an-item", test_until_close);
  g_test_add_func ("/trace/events/chunks-belong-to-what-begins-and-ends-in-them", test_chunked);
  g_test_add_func ("/trace/events/comments-are-items-too", test_comments);
  g_test_add_func ("/trace/events/lines-end-in-three-ways", test_line_ends);
  g_test_add_func ("/trace/events/a-gap-has-no-payload", test_gap);
  g_test_add_func ("/trace/events/without-a-blank-line-it-is-none", test_unfinished);
  g_test_add_func ("/trace/events/nonsense-between-chunks", test_bad_chunk);
  g_test_add_func ("/trace/events/payload-is-never-more-than-came", test_repaired);
  g_test_add_func ("/trace/events/who-joins-later-finds-out-what-it-is", test_joined);

  return g_test_run ();
}
