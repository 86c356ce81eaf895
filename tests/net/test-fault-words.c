/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-faults.h"
#include "support/rt-test.h"

typedef struct {
  const char *text;
  RtFault     fault;
} Good;

static const Good good[] = {
  { "cut@10", { RT_FAULT_CUT, .start = 10 * G_USEC_PER_SEC } },
  { "cut=5s", { RT_FAULT_CUT, .value = 5 * G_USEC_PER_SEC } },
  { "cut=5@1m+2m", { RT_FAULT_CUT, 5 * G_USEC_PER_SEC, .start = 60 * G_USEC_PER_SEC, .duration = 120 * G_USEC_PER_SEC } },
  { "cut-after=12", { RT_FAULT_CUT_AFTER, 12 } },
  { "cut-after=12s", { RT_FAULT_CUT_AFTER, 12 * G_USEC_PER_SEC, .is_time = TRUE } },
  { "cut-after=300ms", { RT_FAULT_CUT_AFTER, 300000, .is_time = TRUE } },
  { "stop=3@2", { RT_FAULT_STOP, 3 * G_USEC_PER_SEC, .start = 2 * G_USEC_PER_SEC } },
  { "refuse", { RT_FAULT_REFUSE } },
  { "refuse@0.5+250ms", { RT_FAULT_REFUSE, .start = 500000, .duration = 250000 } },
  { "status=500", { RT_FAULT_STATUS, 500 } },
  { "status=503@1", { RT_FAULT_STATUS, 503, .start = G_USEC_PER_SEC } },
  { "delay=100ms", { RT_FAULT_DELAY, 100000 } },
  { "delay=0.1~20ms", { RT_FAULT_DELAY, 100000, .jitter = 20000 } },
  { "limit=10000", { RT_FAULT_LIMIT, 10000 } },
  { "stall", { RT_FAULT_STALL } },
  { "swallow=7", { RT_FAULT_SWALLOW, 7 } },
  { "duplicate=1", { RT_FAULT_DUPLICATE, 1 } },
  { "lose-answer", { RT_FAULT_LOSE_ANSWER, 1 } },
  { "lose-answer=3", { RT_FAULT_LOSE_ANSWER, 3 } },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      const RtFault *expected = &good[i].fault;
      g_autoptr (GError) error = NULL;
      RtFault fault;

      g_test_message ("%s", good[i].text);
      rt_fault_parse (good[i].text, &fault, &error);
      g_assert_no_error (error);
      g_assert_cmpint (fault.kind, ==, expected->kind);
      g_assert_cmpint (fault.value, ==, expected->value);
      g_assert_cmpint (fault.jitter, ==, expected->jitter);
      g_assert_cmpint (fault.is_time, ==, expected->is_time);
      g_assert_cmpint (fault.start, ==, expected->start);
      g_assert_cmpint (fault.duration, ==, expected->duration);
    }
}

/* What was typed, what is wrong in it, and what it could be. */
static const char * const bad[][3] = {
  { "", "“”", "cut-after" },
  { "cuts=1", "“cuts”", "cut, cut-after, stop, refuse, status, delay, limit, stall, swallow, duplicate, lose-answer" },
  { "cut", "“cut”", "cut=5s" },
  { "cut=", "“”", "cut=5s" },
  { "cut=0", "“0”", "cut=5s" },
  { "cut=-1", "“-1”", "cut=5s" },
  { "cut=5h", "“5h”", "cut=5s" },
  { "cut=nan", "“nan”", "cut=5s" },
  { "cut=0x10", "“0x10”", "cut=5s" },
  { "cut= 5", "“ 5”", "cut=5s" },
  { "cut=1.2.3", "“1.2.3”", "cut=5s" },
  { "cut=1e9", "“1e9”", "cut=5s" },
  { "cut=1441m", "“1441m”", "cut=5s" },
  { "cut-after", "“cut-after”", "cut-after=10" },
  { "cut-after=0", "“0”", "cut-after=10" },
  { "cut-after=1.5", "“1.5”", "cut-after=10" },
  { "stop@3", "“stop”", "stop=3s@10s" },
  { "refuse=1", "“1”", "refuse@10s+5s" },
  { "status=404", "“404”", "status=503" },
  { "status=502", "“502”", "status=503" },
  { "delay=20ms~30ms", "“20ms~30ms”", "delay=100ms~20ms" },
  { "delay=0~0", "“0~0”", "delay=100ms~20ms" },
  { "delay=20ms~", "“20ms~”", "delay=100ms~20ms" },
  { "limit=0", "“0”", "limit=10000" },
  { "limit=99999999999999999999", "“99999999999999999999”", "limit=10000" },
  { "swallow=x", "“x”", "swallow=10" },
  { "stall@", "“@”", "@10s" },
  { "stall@x", "“@x”", "@10s" },
  { "stall@1+", "“@1+”", "@500ms+2s" },
  { "stall@1+0", "“@1+0”", "@500ms+2s" },
  { "stop=3s@10s+5s", "“+5s”", "stop=3s@10s" },
  { "cut@10s+5s", "“+5s”", "cut@10s" },
  { "stall@1@2", "“@1@2”", "@500ms+2s" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      RtFault fault;

      g_test_message ("%s", bad[i][0]);
      g_assert_false (rt_fault_parse (bad[i][0], &fault, &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, bad[i][1]));
      g_assert_nonnull (strstr (error->message, bad[i][2]));
    }
}

static void
test_server_alone (void)
{
  g_autoptr (RtFaults) faults = rt_faults_new_for_client ();
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_faults_add (faults, "stop=3", &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
}

/* Nobody sees requests and answers that are encrypted; the rest can be broken as ever. */
static void
test_encrypted (void)
{
  g_autoptr (RtFaults) faults = rt_faults_new_for_client ();
  g_autoptr (GError) error = NULL;

  g_assert_true (rt_faults_add (faults, "status=500", NULL));
  g_assert_true (rt_faults_add (faults, "lose-answer@1m", NULL));
  rt_faults_set_encrypted (faults, TRUE);

  g_assert_false (rt_faults_is_active (faults));
  g_assert_false (rt_faults_add (faults, "lose-answer", &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  g_assert_nonnull (strstr (error->message, "“lose-answer”"));
  g_assert_true (rt_faults_add (faults, "delay=10ms", NULL));
  rt_faults_set_encrypted (faults, FALSE);
  g_assert_true (rt_faults_add (faults, "status=500", NULL));
}

static void
test_room (void)
{
  g_autoptr (RtFaults) faults = rt_faults_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < RT_FAULTS_MAX; i++)
    g_assert_true (rt_faults_add (faults, "stall@1m", NULL));

  g_assert_false (rt_faults_add (faults, "stall@1m", &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
}

static gboolean
is_active (gpointer faults)
{
  return rt_faults_is_active (faults);
}

static gboolean
is_mended (gpointer faults)
{
  return !rt_faults_is_active (faults);
}

static void
test_times (void)
{
  RtFaults *faults = rt_faults_new ();

  g_assert_true (rt_faults_add (faults, "status=500@100ms+1m", NULL));
  g_assert_false (rt_faults_is_active (faults));
  rt_test_wait_for (is_active, faults, "the fault is in force");
  g_assert_cmpint (rt_faults_get (faults, RT_FAULT_STATUS)->value, ==, 500);
  rt_faults_clear (faults);

  g_assert_true (rt_faults_add (faults, "status=503@0+200ms", NULL));
  g_assert_cmpint (rt_faults_get (faults, RT_FAULT_STATUS)->value, ==, 503);
  rt_test_wait_for (is_mended, faults, "the fault is over");
  g_assert_null (rt_faults_get (faults, RT_FAULT_STATUS));

  rt_test_assert_last_unref (faults);
}

static void
test_latest (void)
{
  g_autoptr (RtFaults) faults = rt_faults_new ();

  g_assert_true (rt_faults_add (faults, "status=503", NULL));
  g_assert_true (rt_faults_add (faults, "status=500", NULL));
  g_assert_true (rt_faults_add (faults, "stall", NULL));
  g_assert_cmpint (rt_faults_get (faults, RT_FAULT_STATUS)->value, ==, 500);

  rt_faults_remove (faults, RT_FAULT_STATUS);
  g_assert_null (rt_faults_get (faults, RT_FAULT_STATUS));
  g_assert_true (rt_faults_is_active (faults));

  rt_faults_clear (faults);
  g_assert_false (rt_faults_is_active (faults));
}

static void
struck_cb (RtFaults   *faults,
           const char *what,
           gint64      when,
           GPtrArray  *told)
{
  g_ptr_array_add (told, g_strdup (what));
}

static void
test_nth (void)
{
  g_autoptr (RtFaults) faults = rt_faults_new ();
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);
  guint64 n_events = 0;

  g_signal_connect (faults, "struck", G_CALLBACK (struck_cb), told);
  g_assert_true (rt_faults_add (faults, "swallow=3", NULL));
  g_assert_true (rt_faults_add (faults, "cut-after=3", NULL));

  g_assert_cmpint (rt_faults_judge_event (faults, &n_events), ==, RT_FAULT_PASS);
  g_assert_cmpint (rt_faults_judge_event (faults, &n_events), ==, RT_FAULT_PASS);
  g_assert_cmpint (rt_faults_judge_event (faults, &n_events), ==, RT_FAULT_OMIT);
  g_assert_cmpuint (rt_faults_get_n_struck (faults, RT_FAULT_SWALLOW), ==, 0);
  rt_faults_strike_event (faults, RT_FAULT_OMIT);
  g_assert_cmpint (rt_faults_judge_event (faults, &n_events), ==, RT_FAULT_LAST);
  g_assert_cmpuint (rt_faults_get_n_struck (faults, RT_FAULT_SWALLOW), ==, 1);
  g_assert_cmpuint (rt_faults_get_n_struck (faults, RT_FAULT_CUT_AFTER), ==, 0);
  g_assert_cmpuint (told->len, ==, 1);

  rt_faults_clear (faults);
  g_assert_true (rt_faults_add (faults, "duplicate=2", NULL));
  g_assert_cmpint (rt_faults_judge_event (faults, NULL), ==, RT_FAULT_PASS);
  g_assert_cmpint (rt_faults_judge_event (faults, NULL), ==, RT_FAULT_TWICE);
}

static void
test_few_signals (void)
{
  g_autoptr (RtFaults) faults = rt_faults_new ();
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_free);

  g_signal_connect (faults, "struck", G_CALLBACK (struck_cb), told);
  g_assert_true (rt_faults_add (faults, "swallow=1", NULL));
  g_assert_true (rt_faults_add (faults, "stall", NULL));
  for (guint i = 0; i < 1000; i++)
    {
      rt_faults_strike_event (faults, rt_faults_judge_event (faults, NULL));
      rt_faults_strike (faults, RT_FAULT_STALL);
    }

  g_assert_cmpuint (rt_faults_get_n_struck (faults, RT_FAULT_SWALLOW), ==, 1000);
  g_assert_cmpuint (rt_faults_get_n_struck (faults, RT_FAULT_STALL), ==, 1);
  g_assert_cmpuint (told->len, <, 1000);
}

static void
count_cb (gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

static gboolean
was_cut_thrice (gpointer count)
{
  return *(guint *) count >= 3;
}

static void
test_members (void)
{
  g_autoptr (RtFaults) faults = rt_faults_new ();
  guint count = 0;
  RtFaultMember member = { .cut = count_cb, .changed = count_cb, .user_data = &count };

  rt_faults_cut_now (faults);
  g_assert_cmpuint (rt_faults_get_n_struck (faults, RT_FAULT_CUT), ==, 0);

  rt_faults_join (faults, &member);
  g_assert_true (rt_faults_add (faults, "cut=1ms", NULL));
  g_assert_cmpuint (count, ==, 0);
  rt_test_wait_for (was_cut_thrice, &count, "connections are cut again and again");
  g_assert_cmpuint (rt_faults_get_n_struck (faults, RT_FAULT_CUT), ==, count);
  rt_faults_clear (faults);

  count = 0;
  g_assert_true (rt_faults_add (faults, "stall", NULL));
  g_assert_cmpuint (count, ==, 1);
  rt_faults_leave (faults, &member);
  rt_faults_clear (faults);
  g_assert_cmpuint (count, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/faults/words/say-what-when-and-how-long", test_good);
  g_test_add_func ("/faults/words/a-wrong-one-is-named-with-what-it-could-be", test_bad);
  g_test_add_func ("/faults/words/what-only-a-server-can-do-is-told-a-client", test_server_alone);
  g_test_add_func ("/faults/words/what-is-encrypted-has-no-answers", test_encrypted);
  g_test_add_func ("/faults/are-bounded", test_room);
  g_test_add_func ("/faults/begin-and-end-by-themselves", test_times);
  g_test_add_func ("/faults/the-one-added-later-is-in-force", test_latest);
  g_test_add_func ("/faults/every-nth-event-suffers", test_nth);
  g_test_add_func ("/faults/tell-a-few-times-a-second-and-count-all", test_few_signals);
  g_test_add_func ("/faults/reach-every-connection", test_members);

  return g_test_run ();
}
