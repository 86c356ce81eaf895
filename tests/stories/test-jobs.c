/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "stories/rt-jobs.h"
#include "support/rt-test.h"
#include "told.h"

#define FAST 2000
#define COMPLETE "\n\nJobStatus: Complete 100%\n\n"

/* What /submit answers, whole. (transfer full) */
static char *
submit (Told *told)
{
  g_autoptr (RawResponse) response = served_ask (&told->served, "POST", "/submit", "", "");
  g_autofree char *type = raw_response_dup_field (response, "Content-Type");

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (type, ==, "text/plain; charset=utf-8");

  return g_strdup (response->body);
}

static guint64
get_number (const char *answer)
{
  g_autofree char *again = NULL;
  guint64 number;

  g_assert_true (g_str_has_prefix (answer, "\n\njob:"));
  number = g_ascii_strtoull (answer + strlen ("\n\njob:"), NULL, 10);
  again = g_strdup_printf ("\n\njob:%" G_GUINT64_FORMAT "\n\n", number);
  g_assert_cmpstr (answer, ==, again);

  return number;
}

static RawClient *
ask_status (Told    *told,
            guint    role,
            guint64  number)
{
  RawClient *client = raw_client_new (told->ports[role]);
  g_autofree char *request =
    g_strdup_printf ("GET /check-status?jobId=job:%" G_GUINT64_FORMAT " HTTP/1.1\r\nHost: localhost\r\n\r\n", number);

  raw_client_send (client, request, -1);

  return client;
}

typedef struct {
  Told    *told;
  guint64  number;
  int      progress;
  guint    n_open;
} Wanted;

static gboolean
has_progress (gpointer user_data)
{
  Wanted *wanted = user_data;

  return rt_jobs_get_progress (RT_JOBS (wanted->told->story), wanted->number) >= wanted->progress;
}

static void
wait_progress (Told    *told,
               guint64  number,
               int      progress)
{
  Wanted wanted = { .told = told, .number = number, .progress = progress };

  rt_test_wait_for (has_progress, &wanted, "a job to grow");
}

static gboolean
are_open (gpointer user_data)
{
  Wanted *wanted = user_data;

  return g_list_model_get_n_items (rt_server_get_peers (wanted->told->served.server)) == wanted->n_open;
}

static void
wait_open (Told  *told,
           guint  n_open)
{
  Wanted wanted = { .told = told, .n_open = n_open };

  rt_test_wait_for (are_open, &wanted, "so many connections to be open");
}

static gboolean
is_told_complete (gpointer user_data)
{
  g_autofree char *events = told_dup_events (user_data);

  return strstr (events, "complete {") != NULL;
}

/* However long nothing of it could be told, its end is. */
static void
test_end_is_told (void)
{
  Told told;
  g_autofree char *answer = NULL;
  g_autofree char *events = NULL;
  guint64 number;

  told_init (&told, &rt_jobs_story, FAST);
  rt_channel_set_reserved (told.channel, 1);
  answer = submit (&told);
  number = get_number (answer);
  wait_progress (&told, number, 100);
  g_assert_cmpuint (rt_channel_get_last (told.channel), ==, 0);

  rt_channel_set_reserved (told.channel, G_MAXUINT64);
  rt_test_wait_for (is_told_complete, &told, "a job's end to be told");
  events = told_dup_events (&told);
  g_assert_true (g_str_has_prefix (events, "submitted {"));
  told_clear (&told);
}

/* Its status is asked for on another port than it was submitted on. */
static void
test_complete (void)
{
  Told told;
  g_autofree char *answer = NULL;
  g_autoptr (RawClient) held = NULL;
  g_autoptr (RawResponse) response = NULL;
  g_autoptr (RawResponse) again = NULL;
  g_autofree char *target = NULL;
  guint64 number;

  told_init (&told, &rt_jobs_story, FAST);
  answer = submit (&told);
  number = get_number (answer);
  held = ask_status (&told, RT_PORT_STREAM, number);

  response = raw_client_take_response (held, "GET");
  target = g_strdup_printf ("/check-status?jobId=job:%" G_GUINT64_FORMAT, number);
  again = served_ask (&told.served, "GET", target, "", NULL);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (response->body, ==, COMPLETE);
  g_assert_cmpint (rt_jobs_get_progress (RT_JOBS (told.story), number), ==, 100);
  g_assert_cmpstr (again->body, ==, COMPLETE);
  told_clear (&told);
}

static void
test_channel (void)
{
  Told told;
  g_autofree char *answer = NULL;
  g_autofree char *events = NULL;
  g_autoptr (GString) expected = g_string_new (NULL);
  guint64 number;

  told_init (&told, &rt_jobs_story, FAST);
  answer = submit (&told);
  number = get_number (answer);
  wait_progress (&told, number, 100);
  events = told_dup_events (&told);

  for (guint progress = 0; progress <= 100; progress += 10)
    g_string_append_printf (expected, "%s {\"jobId\":\"job:%" G_GUINT64_FORMAT "\",\"progress\":%u}\n",
                            progress == 0 ? "submitted" : progress == 100 ? "complete" : "progress", number, progress);
  g_assert_cmpstr (events, ==, expected->str);
  told_clear (&told);
}

static void
test_grows (void)
{
  Told told;
  gint64 begun = g_get_monotonic_time ();
  g_autofree char *answer = NULL;
  guint64 number;

  told_init (&told, &rt_jobs_story, 500);
  answer = submit (&told);
  number = get_number (answer);
  wait_progress (&told, number, 100);

  /* 100 s of the story. */
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 200 * 1000);
  told_clear (&told);
}

/* The one that was submitted before time stood still is the only one that grew. */
static void
test_apart (void)
{
  Told told;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (RawClient) held_first = NULL;
  g_autoptr (RawClient) held_second = NULL;
  g_autoptr (RawResponse) response = NULL;
  g_autoptr (RawResponse) other = NULL;

  told_init (&told, &rt_jobs_story, FAST);
  first = submit (&told);
  wait_progress (&told, get_number (first), 30);
  rt_jobs_set_speed (RT_JOBS (told.story), TOLD_STANDSTILL);
  second = submit (&told);
  g_assert_cmpuint (get_number (second), >, get_number (first));
  g_assert_cmpint (rt_jobs_get_progress (RT_JOBS (told.story), get_number (second)), ==, 0);

  held_first = ask_status (&told, RT_PORT_MAIN, get_number (first));
  held_second = ask_status (&told, RT_PORT_MAIN, get_number (second));
  wait_open (&told, 2);
  rt_jobs_set_speed (RT_JOBS (told.story), FAST);
  response = raw_client_take_response (held_first, "GET");
  other = raw_client_take_response (held_second, "GET");

  g_assert_cmpstr (response->body, ==, COMPLETE);
  g_assert_cmpstr (other->body, ==, COMPLETE);
  told_clear (&told);
}

/* More than are answered in one turn. */
static void
test_many (void)
{
  Told told;
  g_autofree char *answer = NULL;
  RawClient *clients[100];

  told_init (&told, &rt_jobs_story, TOLD_STANDSTILL);
  answer = submit (&told);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    clients[i] = ask_status (&told, i % RT_N_PORTS, get_number (answer));
  rt_jobs_set_speed (RT_JOBS (told.story), FAST);

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autoptr (RawResponse) response = raw_client_take_response (clients[i], "GET");

      g_assert_cmpstr (response->body, ==, COMPLETE);
      raw_client_free (clients[i]);
    }

  told_clear (&told);
}

static void
test_leaver (void)
{
  Told told;
  g_autofree char *answer = NULL;
  RawClient *leaver;
  g_autoptr (RawClient) stayer = NULL;
  g_autoptr (RawResponse) response = NULL;

  told_init (&told, &rt_jobs_story, TOLD_STANDSTILL);
  answer = submit (&told);
  leaver = ask_status (&told, RT_PORT_MAIN, get_number (answer));
  stayer = ask_status (&told, RT_PORT_MAIN, get_number (answer));
  wait_open (&told, 2);
  raw_client_free (leaver);
  wait_open (&told, 1);
  rt_jobs_set_speed (RT_JOBS (told.story), FAST);
  response = raw_client_take_response (stayer, "GET");

  g_assert_cmpstr (response->body, ==, COMPLETE);
  told_clear (&told);
}

/* Before and after the number. */
static const char * const ways[][2] = {
  { "job:", "" }, { "job%3A", "" }, { "", "" }, { "%0A%0Ajob%3A", "%0A%0A" }, { "+job:", "+" }, { "%20job:", "&a=b" },
};

static void
test_ways (void)
{
  Told told;
  g_autofree char *answer = NULL;
  guint64 number;

  told_init (&told, &rt_jobs_story, FAST);
  answer = submit (&told);
  number = get_number (answer);
  wait_progress (&told, number, 100);

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *target =
        g_strdup_printf ("/check-status?jobId=%s%" G_GUINT64_FORMAT "%s", ways[i][0], number, ways[i][1]);
      g_autoptr (RawResponse) response = served_ask (&told.served, "GET", target, "", NULL);

      g_assert_cmpstr (response->body, ==, COMPLETE);
    }

  told_clear (&told);
}

static const struct {
  const char *target;
  guint       status;
  const char *said;
} bad[] = {
  { "/check-status", 400, "jobId is missing; ask with ?jobId=job:NUMBER." },
  { "/check-status?jobid=job:1", 400, "jobId is missing; ask with ?jobId=job:NUMBER." },
  { "/check-status?jobId=%ff", 400, "The query is not well-formed." },
  { "/check-status?jobId=", 404, "There is no job \"\"; POST /submit begins one." },
  { "/check-status?jobId=job:1", 404, "There is no job \"job:1\"; POST /submit begins one." },
  { "/check-status?jobId=job:-1", 404, "There is no job \"job:-1\"; POST /submit begins one." },
  { "/check-status?jobId=job:99999999999999999999", 404, "There is no job \"job:99999999999999999999\"; POST /submit begins one." },
  { "/check-status?jobId=job%3Aone", 404, "There is no job \"job:one\"; POST /submit begins one." },
  { "/check-status?jobId=job:job:1", 404, "There is no job \"job:job:1\"; POST /submit begins one." },
};

static void
test_bad (void)
{
  Told told;
  g_autofree char *answer = NULL;
  g_autoptr (RawResponse) get = NULL;
  g_autoptr (RawResponse) post = NULL;

  told_init (&told, &rt_jobs_story, TOLD_STANDSTILL);
  answer = submit (&told);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (RawResponse) response = served_ask (&told.served, "GET", bad[i].target, "", NULL);

      g_assert_cmpuint (response->status, ==, bad[i].status);
      g_assert_cmpstr (response->body, ==, bad[i].said);
    }

  get = served_ask (&told.served, "GET", "/submit", "", NULL);
  post = served_ask (&told.served, "POST", "/check-status?jobId=job:1", "", "");
  g_assert_cmpuint (get->status, ==, 405);
  g_assert_cmpuint (post->status, ==, 405);
  g_assert_cmpuint (rt_jobs_get_n_jobs (RT_JOBS (told.story)), ==, 1);
  told_clear (&told);
}

/* Complete ones make room, those that were first of all; those that run do not. */
static void
test_bounded (void)
{
  Told told;
  guint64 numbers[4];
  g_autoptr (RawResponse) refused = NULL;
  g_autofree char *retry = NULL;
  RtJobs *jobs;

  told_init (&told, &rt_jobs_story, FAST);
  jobs = RT_JOBS (told.story);
  rt_jobs_set_max (jobs, 2);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *answer = submit (&told);

      numbers[i] = get_number (answer);
      if (i < 2)
        wait_progress (&told, numbers[i], 100);
      if (i == 1)
        rt_jobs_set_speed (jobs, TOLD_STANDSTILL);
      g_assert_cmpint (rt_jobs_get_progress (jobs, numbers[i]), ==, i < 2 ? 100 : 0);
      if (i >= 2)
        g_assert_cmpint (rt_jobs_get_progress (jobs, numbers[i - 2]), ==, -1);
      g_assert_cmpuint (rt_jobs_get_n_jobs (jobs), ==, MIN (i + 1, 2));
    }

  refused = served_ask (&told.served, "POST", "/submit", "", "");
  retry = raw_response_dup_field (refused, "Retry-After");
  g_assert_cmpuint (refused->status, ==, 503);
  g_assert_nonnull (retry);
  g_assert_cmpint (rt_jobs_get_progress (jobs, numbers[2]), ==, 0);
  told_clear (&told);
}

static void
test_stop (void)
{
  Told told;
  g_autofree char *answer = NULL;
  g_autoptr (RawClient) held = NULL;

  told_init (&told, &rt_jobs_story, TOLD_STANDSTILL);
  answer = submit (&told);
  held = ask_status (&told, RT_PORT_MAIN, get_number (answer));
  wait_open (&told, 1);

  rt_server_stop (told.served.server);
  raw_client_wait_closed (held);
  told_clear (&told);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jobs/end-is-told-however-late", test_end_is_told);
  g_test_add_func ("/jobs/are-held-until-they-are-complete", test_complete);
  g_test_add_func ("/jobs/are-told-in-the-channel", test_channel);
  g_test_add_func ("/jobs/grow-with-the-speed", test_grows);
  g_test_add_func ("/jobs/grow-each-by-itself", test_apart);
  g_test_add_func ("/jobs/answer-many-who-wait", test_many);
  g_test_add_func ("/jobs/forget-who-leaves", test_leaver);
  g_test_add_func ("/jobs/are-named-in-several-ways", test_ways);
  g_test_add_func ("/jobs/refuse-what-names-none", test_bad);
  g_test_add_func ("/jobs/are-bounded", test_bounded);
  g_test_add_func ("/jobs/end-where-the-server-stops", test_stop);

  return g_test_run ();
}
