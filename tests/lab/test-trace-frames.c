/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "support/rt-test.h"
#include "transcript.h"

#define HANDSHAKE "> request GET /chat 161\n< response 101 Switching Protocols 129\n"

static Transcript *
begin (void)
{
  Transcript *transcript = transcript_new ();

  transcript_shake_hands (transcript, FALSE);
  return transcript;
}

static void
test_messages (void)
{
  g_autoptr (Transcript) transcript = begin ();

  transcript_receive_frame (transcript, 0x81, "Hello");
  transcript_send_frame (transcript, 0x82, "abc");
  transcript_receive_frame (transcript, 0x81, "");

  transcript_assert (transcript, HANDSHAKE
                     "< push text frame 7+5\n"
                     "> message binary frame 9+3\n"
                     "< push text frame 2\n");
}

static void
test_lengths (void)
{
  g_autoptr (Transcript) transcript = begin ();
  g_autofree char *wide = g_strnfill (126, 'x');
  g_autofree char *widest = g_strnfill (65536, 'x');

  transcript_receive_frame (transcript, 0x81, wide);
  transcript_receive_frame (transcript, 0x81, widest);
  transcript_send_frame (transcript, 0x81, widest);

  transcript_assert (transcript, HANDSHAKE
                     "< push text frame 130+126\n"
                     "< push text frame 65546+65536\n"
                     "> message text frame 65550+65536\n");
}

static void
test_fragments (void)
{
  g_autoptr (Transcript) transcript = begin ();

  transcript_receive_frame (transcript, 0x01, "Hel");
  transcript_receive_frame (transcript, 0x89, "?");
  transcript_receive_frame (transcript, 0x00, "l");
  transcript_send_frame (transcript, 0x8A, "?");
  transcript_receive_frame (transcript, 0x80, "o");

  transcript_assert (transcript, HANDSHAKE
                     "< push text frame 11+5\n"
                     "< control ping frame 3\n"
                     "> control pong frame 7\n");
}

static void
test_close (void)
{
  g_autoptr (Transcript) transcript = begin ();

  transcript_receive_frame (transcript, 0x88, "\x03\xF5" "later");
  transcript_send_frame (transcript, 0x88, "");

  transcript_assert (transcript, HANDSHAKE
                     "< control close frame · 1013 9\n"
                     "> control close frame 6\n");
}

static void
test_envelopes (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_shake_hands (transcript, TRUE);
  transcript_receive_frame (transcript, 0x81, "{\"seq\":42,\"type\":\"tick\",\"data\":[7]}");
  transcript_receive_frame (transcript, 0x81, "{\"type\":\"gap\",\"data\":{\"lost\":2}}");
  transcript_receive_frame (transcript, 0x82, "bin");
  transcript_send_frame (transcript, 0x81, "7");

  transcript_assert (transcript, "> request GET /chat 161\n< response 101 Switching Protocols 167\n"
                     "< push event 42 · tick 37+3\n"
                     "< push text frame 34\n"
                     "< push binary frame 5+3\n"
                     "> message text frame 7+1\n");
}

static void
test_not_meant (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_shake_hands (transcript, TRUE);
  transcript_receive_frame (transcript, 0x81, "plain");
  transcript_receive_frame (transcript, 0x81, "{\"seq\":42,\"type\":\"tick\",\"data\":[7]}");

  transcript_assert (transcript, "> request GET /chat 161\n< response 101 Switching Protocols 167\n"
                     "< push text frame 7+5\n"
                     "< push text frame 37+35\n");
}

static void
test_unfinished (void)
{
  g_autoptr (Transcript) transcript = begin ();

  transcript_receive_frame (transcript, 0x01, "Hel");
  transcript_receive_frame (transcript, 0x81, "other");
  transcript_receive_frame (transcript, 0x01, "on");
  transcript_receive_bytes (transcript, "\x89\x05" "pi", 4);

  transcript_assert (transcript, HANDSHAKE
                     "< push text frame 5 cut-off\n"
                     "< push text frame 7+5\n"
                     "< push text frame 4 cut-off\n"
                     "< control ping frame 4 cut-off\n");
}

static void
test_odd_frames (void)
{
  g_autoptr (Transcript) transcript = begin ();

  transcript_receive_frame (transcript, 0x80, "of nothing");
  transcript_receive_frame (transcript, 0x83, "?");
  transcript_receive_frame (transcript, 0x8B, "!");

  transcript_assert (transcript, HANDSHAKE
                     "< push continuation frame 12+10\n"
                     "< push frame with the reserved opcode 3 3+1\n"
                     "< control frame with the reserved opcode 11 3\n");
}

static void
test_bad_length (void)
{
  g_autoptr (Transcript) transcript = begin ();

  transcript_receive_frame (transcript, 0x01, "Hel");
  transcript_receive_bytes (transcript, "\x80\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10);
  transcript_receive_frame (transcript, 0x81, "lost");

  transcript_assert (transcript, HANDSHAKE
                     "< push text frame 15 cut-off\n"
                     "< opaque not understood: a frame’s length begins with a bit that must not be set 6\n");
}

static void
test_other_protocol (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_send (transcript, "GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n");
  transcript_receive (transcript, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\nanything");

  transcript_assert (transcript, "> request GET / 32\n"
                                 "< response 101 Switching Protocols 50\n"
                                 "< opaque not understood: the connection went over to another protocol 8\n"
                                 "> opaque not understood: the connection went over to another protocol 0\n");
}

static void
test_joined (void)
{
  g_autoptr (Transcript) transcript = transcript_new ();

  transcript_set_old (transcript);
  transcript_receive_frame (transcript, 0x81, "{\"seq\":1,\"data\":5}");
  transcript_send_frame (transcript, 0x8A, "");

  transcript_assert (transcript, "< push event 1 · message 20+1\n> control pong frame 6\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trace/frames/messages-both-ways", test_messages);
  g_test_add_func ("/trace/frames/lengths-are-written-in-three-ways", test_lengths);
  g_test_add_func ("/trace/frames/fragments-are-one-message", test_fragments);
  g_test_add_func ("/trace/frames/a-close-says-why", test_close);
  g_test_add_func ("/trace/frames/of-an-envelope-the-data-are-payload", test_envelopes);
  g_test_add_func ("/trace/frames/a-subprotocol-that-was-not-meant", test_not_meant);
  g_test_add_func ("/trace/frames/what-was-not-whole-says-so", test_unfinished);
  g_test_add_func ("/trace/frames/odd-ones-are-frames", test_odd_frames);
  g_test_add_func ("/trace/frames/a-length-that-is-none", test_bad_length);
  g_test_add_func ("/trace/frames/another-protocol-is-opaque", test_other_protocol);
  g_test_add_func ("/trace/frames/who-joins-later-finds-out-what-it-is", test_joined);

  return g_test_run ();
}
