/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-chat-log.h"
#include "support/rt-test.h"

static void
hear (RtChatLog  *log,
      RtChatKind  kind,
      const char *name,
      const char *text)
{
  g_autoptr (RtChatLine) line = rt_chat_line_new (kind, name, text, 0);

  rt_chat_log_add (log, rt_chat_entry_new (line));
}

static void
hear_many (RtChatLog *log,
           guint      first,
           guint      last)
{
  for (guint i = first; i <= last; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      hear (log, RT_CHAT_SAY, "Ada", text);
    }
}

static char *
dup_words (RtChatLog *log,
           guint      position)
{
  g_autoptr (RtChatEntry) entry = g_list_model_get_item (G_LIST_MODEL (log), position);

  return entry != NULL ? rt_chat_entry_dup_words (entry) : NULL;
}

static void
assert_words (RtChatLog  *log,
              guint       position,
              const char *expected)
{
  g_autofree char *words = dup_words (log, position);

  g_assert_cmpstr (words, ==, expected);
}

static void
show_all (RtChatLog *log)
{
  while (rt_chat_log_show (log))
    ;
}

static guint
get_length (RtChatLog *log)
{
  return g_list_model_get_n_items (G_LIST_MODEL (log));
}

static void
count (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_waits (void)
{
  RtChatLog *log = rt_chat_log_new ();
  guint n_changes = 0;

  g_signal_connect_swapped (log, "items-changed", G_CALLBACK (count), &n_changes);
  hear_many (log, 1, 20);
  g_assert_cmpuint (n_changes, ==, 0);

  g_assert_false (rt_chat_log_show (log));

  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpuint (get_length (log), ==, 20);
  g_assert_false (rt_chat_log_show (log));
  g_assert_cmpuint (n_changes, ==, 1);
  rt_test_assert_last_unref (log);
}

static void
test_few_at_once (void)
{
  g_autoptr (RtChatLog) log = rt_chat_log_new ();

  hear_many (log, 1, RT_CHAT_LOG_MAX_AT_ONCE + 1);

  g_assert_true (rt_chat_log_show (log));
  g_assert_cmpuint (get_length (log), ==, RT_CHAT_LOG_MAX_AT_ONCE);
  g_assert_false (rt_chat_log_show (log));
  g_assert_cmpuint (get_length (log), ==, RT_CHAT_LOG_MAX_AT_ONCE + 1);
}

static void
test_words (void)
{
  g_autoptr (RtChatLog) log = rt_chat_log_new ();

  hear (log, RT_CHAT_JOIN, "Ada", NULL);
  hear (log, RT_CHAT_SAY, "Ada", "hello");
  hear (log, RT_CHAT_SAY, NULL, "the weather is fine");
  hear (log, RT_CHAT_LEAVE, "Ada", NULL);
  rt_chat_log_add (log, rt_chat_entry_new_gap (1));
  rt_chat_log_add (log, rt_chat_entry_new_gap (3));
  rt_chat_log_add (log, rt_chat_entry_new_gap (-1));
  show_all (log);

  assert_words (log, 0, "Ada joined");
  assert_words (log, 1, "Ada: hello");
  assert_words (log, 2, "the weather is fine");
  assert_words (log, 3, "Ada left");
  assert_words (log, 4, "1 line is missing here");
  assert_words (log, 5, "3 lines are missing here");
  assert_words (log, 6, "Lines are missing here");
  assert_words (log, 7, NULL);
}

static void
test_one_line (void)
{
  g_autoptr (RtChatLog) log = rt_chat_log_new ();
  g_autofree char *long_text = g_strnfill (RT_CHAT_ENTRY_MAX_LENGTH + 1, 'x');
  g_autofree char *expected = g_strdup_printf ("Ada: %.*s…", RT_CHAT_ENTRY_MAX_LENGTH, long_text);

  hear (log, RT_CHAT_SAY, "Ada", "yes\nBen: I agree\342\200\250Ben: indeed");
  hear (log, RT_CHAT_SAY, "Ada", long_text);
  show_all (log);

  assert_words (log, 0, "Ada: yes Ben: I agree Ben: indeed");
  assert_words (log, 1, expected);
}

static void
test_bounded (void)
{
  g_autoptr (RtChatLog) log = rt_chat_log_new ();

  for (guint i = 0; i < 10; i++)
    {
      hear_many (log, i * 50 + 1, i * 50 + 50);
      show_all (log);
    }

  g_assert_cmpuint (get_length (log), ==, RT_CHAT_LOG_MAX);
  assert_words (log, 0, "Ada: 301");
  assert_words (log, RT_CHAT_LOG_MAX - 1, "Ada: 500");
}

static void
test_flood (void)
{
  g_autoptr (RtChatLog) log = rt_chat_log_new ();

  hear (log, RT_CHAT_JOIN, "Ada", NULL);
  show_all (log);
  hear_many (log, 1, RT_CHAT_LOG_MAX + 7);
  rt_chat_log_show (log);

  assert_words (log, 0, "Ada joined");
  assert_words (log, 1, "7 lines are missing here");
  assert_words (log, 2, "Ada: 8");

  show_all (log);
  g_assert_cmpuint (get_length (log), ==, RT_CHAT_LOG_MAX);
}

static void
test_clear (void)
{
  g_autoptr (RtChatLog) log = rt_chat_log_new ();

  hear_many (log, 1, 5);
  show_all (log);
  hear_many (log, 6, 9);

  rt_chat_log_clear (log);

  g_assert_cmpuint (get_length (log), ==, 0);
  g_assert_false (rt_chat_log_show (log));
  g_assert_cmpuint (get_length (log), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat-log/changes-when-it-is-shown-and-not-before", test_waits);
  g_test_add_func ("/chat-log/shows-few-at-once", test_few_at_once);
  g_test_add_func ("/chat-log/says-what-was-heard", test_words);
  g_test_add_func ("/chat-log/lets-nobody-speak-in-anothers-name", test_one_line);
  g_test_add_func ("/chat-log/is-bounded", test_bounded);
  g_test_add_func ("/chat-log/says-how-many-were-too-many-to-show", test_flood);
  g_test_add_func ("/chat-log/can-be-cleared", test_clear);

  return g_test_run ();
}
