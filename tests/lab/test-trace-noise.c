/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "support/rt-test.h"
#include "transcript.h"

#define N_ROUNDS 3000

/* One of everything. */
static Transcript *
converse (void)
{
  Transcript *transcript = transcript_new ();

  transcript_send (transcript, "POST /a?after=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "3\r\nabc\r\n0\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 58\r\n\r\n"
                      "{\"events\":[{\"seq\":2,\"type\":\"tick\",\"data\":[1,2]}],\"next\":2}");
  transcript_send (transcript, "GET /b HTTP/1.1\r\nLast-Event-ID: 4\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n"
                      "c\r\n: hi\r\rid: 5\n\r\n10\r\ndata: 7\r\n\r\n: ho\n\r\n0\r\nX: y\r\n\r\n");
  transcript_shake_hands (transcript, TRUE);
  transcript_receive_frame (transcript, 0x81, "{\"seq\":42,\"type\":\"tick\",\"data\":[7]}");
  transcript_send_frame (transcript, 0x01, "Hel");
  transcript_receive_frame (transcript, 0x89, "?");
  transcript_send_frame (transcript, 0x80, "lo");
  transcript_send_frame (transcript, 0x88, "\x03\xE8" "bye");
  return transcript;
}

static void
dissect_all (GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (RtTracePart) whole = rt_trace_item_dissect (items->pdata[i]);
      g_autoptr (GBytes) bytes = rt_trace_item_get_bytes (items->pdata[i]);

      g_assert_cmpuint (rt_trace_part_get_length (whole), ==, g_bytes_get_size (bytes));
      g_assert_cmpint (rt_trace_item_get_overhead (items->pdata[i]), >=, -1);
    }
}

static void
test_whole (void)
{
  g_autoptr (Transcript) transcript = converse ();

  transcript_assert (transcript, "> request POST /a?after=1 78+3\n"
                     "< response 100 Continue 25\n"
                     "< response 200 OK · event 2 97+5\n"
                     "> request GET /b · Last-Event-ID: 4 37\n"
                     "< response 200 OK 80\n"
                     "< comment : hi 9\n"
                     "< push event 5 · message 23+1\n"
                     "< comment : ho 7\n"
                     "< control last chunk 11\n"
                     "> request GET /chat 161\n"
                     "< response 101 Switching Protocols 167\n"
                     "< push event 42 · tick 37+3\n"
                     "> message text frame 17+5\n"
                     "< control ping frame 3\n"
                     "> control close frame · 1000 11\n");
}

/* Some bytes are others than they were, and some are missing. */
static void
test_noise (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (Transcript) transcript = converse ();
      g_autoptr (GPtrArray) items = NULL;

      transcript_disturb (transcript, rand);
      items = transcript_split (transcript);
      transcript_assert_all_bytes (transcript, items);
      dissect_all (items);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trace/noise/without-it-everything-is-understood", test_whole);
  g_test_add_func ("/trace/noise/whatever-comes-every-byte-is-in-one-item", test_noise);

  return g_test_run ();
}
