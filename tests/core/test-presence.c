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

static const struct {
  const char *text;
  const char *name;
} names[] = {
  { "Ada", "Ada" },
  { " Ada Lovelace\t", "Ada Lovelace" },
  { "李雷", "李雷" },
  { "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" },
  { "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0", NULL },
  { "", NULL },
  { " \n ", NULL },
  { "A\nda", NULL },
  { "A\x7f" "da", NULL },
  { "A\xc2\x85" "da", NULL },
  { "A\xff", NULL },
};

static void
test_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = rt_presence_dup_name (names[i].text);

      g_assert_cmpstr (name, ==, names[i].name);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presence/is-told-once-when-it-begins-and-ends", test_told);
  g_test_add_func ("/presence/has-a-name-of-64-characters-at-most", test_names);

  return g_test_run ();
}
