/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "support/rt-test.h"
#include "transcript.h"

static void
describe (RtTracePart *part,
          guint        depth,
          GString     *text)
{
  GListModel *parts = rt_trace_part_get_parts (part);

  g_string_append_printf (text, "%*s%zu+%zu %s", (int) depth, "", rt_trace_part_get_offset (part),
                          rt_trace_part_get_length (part), rt_trace_part_get_name (part));
  if (*rt_trace_part_get_value (part) != '\0')
    g_string_append_printf (text, ": %s", rt_trace_part_get_value (part));
  g_string_append_c (text, '\n');
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (RtTracePart) child = g_list_model_get_item (parts, i);

      describe (child, depth + 1, text);
    }
}

/* Item @n after the opening. */
static RtTracePart *
dissect (Transcript *transcript,
         guint       n)
{
  g_autoptr (GPtrArray) items = transcript_split (transcript);

  return rt_trace_item_dissect (items->pdata[n]);
}

static void
assert_parts (Transcript *transcript,
              guint       n,
              const char *expected)
{
  g_autoptr (RtTracePart) whole = dissect (transcript, n);
  GString *text = g_string_new (NULL);
  g_autofree char *found = NULL;

  describe (whole, 0, text);
  found = g_string_free (text, FALSE);
  g_assert_cmpstr (found, ==, expected);
}

/* Finds a part by the names on the way to it, between "/". (transfer none) */
static RtTracePart *
find (RtTracePart *whole,
      const char  *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);
  RtTracePart *found = whole;

  for (guint i = 0; names[i] != NULL; i++)
    {
      GListModel *parts = rt_trace_part_get_parts (found);
      guint n = parts != NULL ? g_list_model_get_n_items (parts) : 0;

      for (found = NULL; n > 0 && found == NULL; n--)
        {
          g_autoptr (RtTracePart) part = g_list_model_get_item (parts, n - 1);

          if (strcmp (rt_trace_part_get_name (part), names[i]) == 0)
            found = part;
        }
      g_assert_nonnull (found);
    }
  return found;
}

static void
assert_remark (RtTracePart *whole,
               const char  *path,
               const char  *remark)
{
  g_assert_cmpstr (rt_trace_part_get_remark (find (whole, path)), ==, remark);
}

static void
test_request (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (RtTracePart) whole = NULL;

  transcript_send (transcript, "POST /a?b HTTP/1.1\r\nhost: \tb \r\nX: 1,\r\n 2\r\nContent-Length: 2\r\n\r\nhi");

  assert_parts (transcript, 1,
                "0+65 POST /a?b\n"
                " 0+20 Request line: POST /a?b HTTP/1.1\n"
                "  0+4 Method: POST\n"
                "  5+4 Target: /a?b\n"
                "  10+8 Version: HTTP/1.1\n"
                " 20+11 host: b \n"
                " 31+11 X: 1,\\x0D\\x0A 2\n"
                " 42+19 Content-Length: 2\n"
                " 61+2 Blank line\n"
                " 63+2 Body: hi\n");
  whole = dissect (transcript, 1);
  assert_remark (whole, "host", "Which of the server’s names is meant (RFC 9110 section 7.2).");
  assert_remark (whole, "Body", "As long as Content-Length says (RFC 9112 section 6.2).");
}

static void
test_chunks (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_receive (transcript, "HTTP/1.1 200 OK then\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "A;x\r\n0123456789\r\n1\r\n!\r\n0\r\nT: 1\r\n\r\n");

  assert_parts (transcript, 1,
                "0+86 200 OK then\n"
                " 0+22 Status line: HTTP/1.1 200 OK then\n"
                "  0+8 Version: HTTP/1.1\n"
                "  9+3 Status: 200\n"
                "  13+7 Reason phrase: OK then\n"
                " 22+28 Transfer-Encoding: chunked\n"
                " 50+2 Blank line\n"
                " 52+34 Body\n"
                "  52+17 Chunk\n"
                "   52+5 Chunk size: A;x = 10\n"
                "   57+10 Chunk data: 0123456789\n"
                "   67+2 End of chunk\n"
                "  69+6 Chunk\n"
                "   69+3 Chunk size: 1 = 1\n"
                "   72+1 Chunk data: !\n"
                "   73+2 End of chunk\n"
                "  75+3 Chunk\n"
                "   75+3 Chunk size: 0 = 0\n"
                "  78+6 T: 1\n"
                "  84+2 Blank line\n");
}

static void
test_event (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (RtTracePart) whole = NULL;

  transcript_receive (transcript, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
  transcript_receive (transcript, "17\r\n:\nid: 7\nevent:a\ndata: x\r\n");
  transcript_receive (transcript, "3\r\ny\n\n\r\n0\r\n\r\n");

  assert_parts (transcript, 2,
                "0+6 comment\n"
                " 0+4 Chunk size: 17 = 23\n"
                " 4+2 Comment\n");
  assert_parts (transcript, 3,
                "0+31 event 7 · a\n"
                " 0+6 id: 7\n"
                " 6+8 event: a\n"
                " 14+14 data: xy\n"
                " 21+2 End of chunk\n"
                " 23+3 Chunk size: 3 = 3\n"
                " 28+1 Blank line\n"
                " 29+2 End of chunk\n");
  whole = dissect (transcript, 3);
  assert_remark (whole, "id", "Where the client is in the stream: it says so in Last-Event-ID (WHATWG HTML section 9.2.6).");
}

/* The examples of RFC 6455 section 5.7. */
static void
test_frames (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (RtTracePart) masked = NULL;

  transcript_shake_hands (transcript, FALSE);
  transcript_send_bytes (transcript, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11);
  transcript_receive_bytes (transcript, "\x01\x03\x48\x65\x6c\x80\x02\x6c\x6f", 9);

  assert_parts (transcript, 3,
                "0+11 text frame\n"
                " 0+11 Frame: text\n"
                "  0+1 FIN: 1\n"
                "  0+1 RSV1: 0\n"
                "  0+1 RSV2: 0\n"
                "  0+1 RSV3: 0\n"
                "  0+1 opcode: 0x1 (text)\n"
                "  1+1 MASK: 1\n"
                "  1+1 Payload length: 5\n"
                "  2+4 Masking key: 37 fa 21 3d\n"
                "  6+5 Payload: Hello\n");
  assert_parts (transcript, 4,
                "0+9 text frame\n"
                " 0+5 Frame: text\n"
                "  0+1 FIN: 0\n"
                "  0+1 RSV1: 0\n"
                "  0+1 RSV2: 0\n"
                "  0+1 RSV3: 0\n"
                "  0+1 opcode: 0x1 (text)\n"
                "  1+1 MASK: 0\n"
                "  1+1 Payload length: 3\n  2+3 Payload: Hel\n"
                " 5+4 Frame: continuation\n"
                "  5+1 FIN: 1\n"
                "  5+1 RSV1: 0\n"
                "  5+1 RSV2: 0\n"
                "  5+1 RSV3: 0\n"
                "  5+1 opcode: 0x0 (continuation)\n"
                "  6+1 MASK: 0\n"
                "  6+1 Payload length: 2\n"
                "  7+2 Payload: lo\n");
  masked = dissect (transcript, 3);
  assert_remark (masked, "Frame/MASK", "A client masks what it sends (RFC 6455 section 5.3).");
}

static void
assert_length (guint8      first,
               gsize       length,
               const char *value,
               gsize       n_bytes,
               const char *remark)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autofree char *payload = g_strnfill (length, 'x');
  g_autoptr (RtTracePart) whole = NULL;
  RtTracePart *part;

  transcript_shake_hands (transcript, FALSE);
  transcript_receive_frame (transcript, first, payload);
  whole = dissect (transcript, 3);
  part = find (whole, "Frame/Payload length");

  g_assert_cmpstr (rt_trace_part_get_value (part), ==, value);
  g_assert_cmpuint (rt_trace_part_get_length (part), ==, n_bytes);
  g_assert_cmpstr (rt_trace_part_get_remark (part), ==, remark);
}

static void
test_lengths (void)
{
  assert_length (0x82, 125, "125", 1, "In 7 bits (RFC 6455 section 5.2).");
  assert_length (0x82, 126, "126", 3, "126 there: in the 2 bytes that follow (RFC 6455 section 5.2).");
  assert_length (0x82, 65536, "65536", 9, "127 there: in the 8 bytes that follow (RFC 6455 section 5.2).");
  assert_length (0x89, 126, "126", 3, "A control frame has at most 125 bytes (RFC 6455 section 5.5).");
}

static void
test_wrong_frame (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (RtTracePart) whole = NULL;

  transcript_shake_hands (transcript, FALSE);
  transcript_send_bytes (transcript, "\x49\x00", 2);
  whole = dissect (transcript, 3);

  assert_remark (whole, "Frame/FIN", "A control frame must be whole (RFC 6455 section 5.5).");
  assert_remark (whole, "Frame/RSV1", "Must be 0 where no extension was agreed on (RFC 6455 section 5.2).");
  assert_remark (whole, "Frame/MASK", "A client must mask what it sends (RFC 6455 section 5.1).");
}

static void
test_close (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (RtTracePart) whole = NULL;

  transcript_shake_hands (transcript, FALSE);
  transcript_send_frame (transcript, 0x88, "\x03\xF5" "later");
  whole = dissect (transcript, 3);

  g_assert_cmpstr (rt_trace_part_get_value (find (whole, "Frame/Payload/Close code")), ==, "1013 Try Again Later");
  g_assert_cmpstr (rt_trace_part_get_value (find (whole, "Frame/Payload/Reason")), ==, "later");
}

/* The example of RFC 6455 section 1.3. */
static void
test_handshake (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (RtTracePart) whole = NULL;
  const char *path = "How the accept key comes about";

  transcript_shake_hands (transcript, FALSE);
  whole = dissect (transcript, 2);

  g_assert_cmpstr (rt_trace_part_get_value (find (whole, path)), ==, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  assert_remark (whole, path, "It is what the server said (RFC 6455 section 4.2.2).");
  g_assert_cmpstr (rt_trace_part_get_value (find (whole, "How the accept key comes about/SHA-1")), ==,
                   "b37a4f2cc0624f1690f64606cf385945b2bec4ea");
  g_assert_cmpstr (rt_trace_part_get_value (find (whole, "How the accept key comes about/Key and GUID")), ==,
                   "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
}

static void
test_wrong_handshake (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (RtTracePart) whole = NULL;

  transcript_send (transcript, "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 101 -\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: b\r\n\r\n");
  whole = dissect (transcript, 2);

  assert_remark (whole, "How the accept key comes about",
                 "The server said something else (RFC 6455 section 4.2.2).");
}

static void
test_not_kept (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autofree char *payload = g_strnfill (RT_TRACE_MAX_ITEM_BYTES, 'x');
  g_autoptr (RtTracePart) whole = NULL;

  transcript_shake_hands (transcript, FALSE);
  transcript_receive_frame (transcript, 0x82, payload);
  whole = dissect (transcript, 3);

  g_assert_cmpstr (rt_trace_part_get_value (find (whole, "Not kept")), ==, "10 more bytes");
  g_assert_cmpuint (rt_trace_part_get_length (find (whole, "Frame/Payload")), ==, RT_TRACE_MAX_ITEM_BYTES - 10);
}

static void
test_many_parts (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (RtTracePart) whole = NULL;
  GListModel *parts;

  transcript_send (transcript, "GET / HTTP/1.1\r\n");
  for (guint i = 0; i < 2 * RT_TRACE_PART_MAX_PARTS; i++)
    transcript_send (transcript, "X: y\r\n");
  transcript_send (transcript, "\r\n");
  whole = dissect (transcript, 1);
  parts = rt_trace_part_get_parts (whole);

  g_assert_cmpuint (g_list_model_get_n_items (parts), ==, RT_TRACE_PART_MAX_PARTS);
  g_assert_nonnull (find (whole, "…"));
}

static void
test_unknown (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();
  g_autoptr (RtTracePart) whole = NULL;

  transcript_receive_bytes (transcript, "HTTP/2\n\xFF\xC3\xA9", 10);
  whole = dissect (transcript, 1);

  g_assert_cmpstr (rt_trace_part_get_value (find (whole, "Before")), ==, "HTTP/");
  g_assert_cmpstr (rt_trace_part_get_value (find (whole, "Not understood")), ==, "2\\x0A\\xFFé");
  assert_remark (whole, "Not understood", "it is not HTTP/1.1");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dissect/a-request-is-a-line-fields-and-a-body", test_request);
  g_test_add_func ("/dissect/chunks-say-how-long-they-are", test_chunks);
  g_test_add_func ("/dissect/an-event-is-lines-across-chunks", test_event);
  g_test_add_func ("/dissect/frames-have-a-header", test_frames);
  g_test_add_func ("/dissect/lengths-are-written-in-three-ways", test_lengths);
  g_test_add_func ("/dissect/what-is-wrong-with-a-frame-is-said", test_wrong_frame);
  g_test_add_func ("/dissect/a-close-frame-says-why", test_close);
  g_test_add_func ("/dissect/the-accept-key-comes-of-the-key", test_handshake);
  g_test_add_func ("/dissect/a-wrong-accept-key-is-found-out", test_wrong_handshake);
  g_test_add_func ("/dissect/what-is-not-kept-is-said", test_not_kept);
  g_test_add_func ("/dissect/parts-are-bounded", test_many_parts);
  g_test_add_func ("/dissect/nonsense-begins-somewhere", test_unknown);

  return g_test_run ();
}
