/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-presence.h"
#include "support/rt-test.h"

static void
note_arrived (GString    *noted,
              const char *name)
{
  g_string_append_printf (noted, "+%s", name);
}

static void
note_left (GString    *noted,
           const char *name)
{
  g_string_append_printf (noted, "-%s", name);
}

static void
test_told (void)
{
  RtChannel *channel = rt_channel_new ("room", NULL);
  g_autoptr (GString) noted = g_string_new (NULL);
  RtPresence *ada;
  RtPresence *ben;

  g_signal_connect_swapped (channel, "arrived", G_CALLBACK (note_arrived), noted);
  g_signal_connect_swapped (channel, "left", G_CALLBACK (note_left), noted);
  ada = rt_presence_new (channel, "Ada");
  ben = rt_presence_new (channel, "Ben");
  rt_presence_free (ada);
  rt_presence_free (ben);

  g_assert_cmpstr (noted->str, ==, "+Ada+Ben-Ada-Ben");
  g_assert_cmpuint (rt_channel_get_last (channel), ==, 0);
  rt_test_assert_last_unref (channel);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presence/is-told-once-when-it-begins-and-ends", test_told);

  return g_test_run ();
}
