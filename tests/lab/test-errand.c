/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libsoup/soup.h>

#include "engine-fixture.h"
#include "lab/rt-errand-list.h"
#include "lab/rt-jobs-begun.h"
#include "support/rt-test.h"

/* A validation takes 5 to 10 s of these, a job 100. */
#define SPEED 100

typedef struct {
  EngineFixture served;
  RtLane       *lane;
  RtErrandList *list;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  unused)
{
  g_autofree char *uri = NULL;

  engine_fixture_set_up (&self->served, NULL);
  rt_engine_set_speed (self->served.engine, SPEED);
  uri = engine_fixture_dup_uri (&self->served, "channels/ticker");
  self->lane = rt_lane_new (rt_patterns_lookup ("long-polling"), uri);
  rt_lane_set_server (self->lane, self->served.base);
  self->list = rt_errand_list_new (self->lane);
  rt_errand_list_set_engine (self->list, self->served.engine);
}

static void
tear_down (Fixture       *self,
           gconstpointer  unused)
{
  rt_test_assert_last_unref (self->list);
  rt_lane_stop (self->lane);
  rt_test_drain ();
  rt_test_assert_last_unref (self->lane);
  engine_fixture_tear_down (&self->served, NULL);
}

static RtErrand *
get (Fixture *self,
     guint    index)
{
  g_autoptr (RtErrand) errand = g_list_model_get_item (rt_errand_list_get_model (self->list), index);

  return errand;
}

static guint
count (Fixture *self)
{
  return g_list_model_get_n_items (rt_errand_list_get_model (self->list));
}

static void
validate (Fixture    *self,
          const char *name)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rt_errand_list_validate (self->list, name, 3.5, &error));
  g_assert_no_error (error);
}

static gboolean
is_over (gpointer user_data)
{
  return rt_errand_get_state (user_data) != RT_ERRAND_WAITING;
}

static gboolean
is_idle (gpointer user_data)
{
  return !rt_lane_get_busy (user_data);
}

static gboolean
has_progress (gpointer user_data)
{
  return rt_errand_get_progress (user_data) > 0;
}

static gboolean
is_connected (gpointer user_data)
{
  return rt_lane_get_traffic (user_data)->connections_open > 0;
}

static gboolean
has_title (gpointer user_data)
{
  return rt_errand_get_title (user_data) != NULL;
}

static void
test_verdict (Fixture       *self,
              gconstpointer  unused)
{
  const RtTraffic *traffic;
  RtErrand *errand;

  validate (self, "Blue \"in\" Green");
  errand = get (self, 0);
  g_assert_cmpint (rt_errand_get_state (errand), ==, RT_ERRAND_WAITING);
  g_assert_true (rt_lane_get_busy (self->lane));
  rt_test_wait_for (is_over, errand, "the verdict");
  g_assert_cmpint (rt_errand_get_state (errand), ==, RT_ERRAND_DONE);
  g_assert_cmpstr (rt_errand_get_verdict (errand), ==, "The music \"Blue \"in\" Green\" is valid.");
  g_assert_cmpint (rt_errand_get_elapsed (errand), >=, 5 * G_USEC_PER_SEC / SPEED);

  rt_test_wait_for (is_idle, self->lane, "the lane to stand still");
  traffic = rt_lane_get_traffic (self->lane);
  g_assert_cmpuint (traffic->requests, ==, 1);
  g_assert_cmpuint (traffic->events, ==, 1);
  g_assert_cmpuint (traffic->connections_open, ==, 0);
  g_assert_cmpuint (traffic->wire.bytes_out, >, 0);
}

static void
test_two_at_once (Fixture       *self,
                  gconstpointer  unused)
{
  validate (self, "One");
  validate (self, "Two");
  rt_test_wait_for (is_over, get (self, 0), "the second");
  rt_test_wait_for (is_over, get (self, 1), "the first");
  g_assert_cmpstr (rt_errand_get_verdict (get (self, 0)), ==, "The music \"Two\" is valid.");
  g_assert_cmpstr (rt_errand_get_verdict (get (self, 1)), ==, "The music \"One\" is valid.");
}

static void
test_refused (Fixture       *self,
              gconstpointer  unused)
{
  RtErrand *errand;

  validate (self, "");
  errand = get (self, 0);
  rt_test_wait_for (is_over, errand, "the refusal");
  g_assert_cmpint (rt_errand_get_state (errand), ==, RT_ERRAND_FAILED);
  g_assert_nonnull (strstr (rt_errand_get_verdict (errand), "400"));
}

static void
test_cancelled (Fixture       *self,
                gconstpointer  unused)
{
  RtErrand *errand;

  rt_engine_set_speed (self->served.engine, 1);
  validate (self, "Long");
  errand = get (self, 0);
  rt_errand_cancel (errand);
  g_assert_cmpint (rt_errand_get_state (errand), ==, RT_ERRAND_CANCELLED);
  rt_test_wait_for (is_idle, self->lane, "the lane to stand still");
  rt_errand_list_clear (self->list);
  g_assert_cmpuint (count (self), ==, 0);
}

static void
test_ends_with_the_lane (Fixture       *self,
                         gconstpointer  unused)
{
  rt_engine_set_speed (self->served.engine, 1);
  validate (self, "Long");
  rt_lane_stop (self->lane);
  rt_test_wait_for (is_over, get (self, 0), "the end");
  g_assert_cmpint (rt_errand_get_state (get (self, 0)), ==, RT_ERRAND_CANCELLED);
}

static void
test_outlives_a_reset (Fixture       *self,
                       gconstpointer  unused)
{
  rt_engine_set_speed (self->served.engine, 1);
  validate (self, "One");
  g_assert_true (rt_errand_list_submit (self->list, NULL));
  rt_test_wait_for (has_title, get (self, 0), "the job’s number");
  rt_lane_reset (self->lane);
  rt_errand_list_clear (self->list);
  g_assert_cmpuint (count (self), ==, 2);
  rt_engine_set_speed (self->served.engine, SPEED);
  rt_test_wait_for (is_over, get (self, 0), "the job");
  rt_test_wait_for (is_over, get (self, 1), "the validation");
  g_assert_cmpint (rt_errand_get_state (get (self, 0)), ==, RT_ERRAND_DONE);
  g_assert_cmpint (rt_errand_get_state (get (self, 1)), ==, RT_ERRAND_DONE);
}

static void
move_server (Fixture *self)
{
  engine_fixture_move (&self->served);
  rt_lane_set_server (self->lane, self->served.base);
}

static void
test_server_moves_while_it_is_asked (Fixture       *self,
                                     gconstpointer  unused)
{
  rt_engine_set_speed (self->served.engine, 1);
  validate (self, "Long");
  rt_test_wait_for (is_connected, self->lane, "the connection");
  move_server (self);
  g_assert_cmpint (rt_errand_get_state (get (self, 0)), ==, RT_ERRAND_FAILED);
  g_assert_nonnull (strstr (rt_errand_get_verdict (get (self, 0)), "moved"));
}

static void
test_server_moves_while_a_job_runs (Fixture       *self,
                                    gconstpointer  unused)
{
  rt_engine_set_speed (self->served.engine, 1);
  g_assert_true (rt_errand_list_submit (self->list, NULL));
  rt_test_wait_for (has_title, get (self, 0), "the job’s number");
  move_server (self);
  rt_engine_set_speed (self->served.engine, 50);
  rt_test_wait_for (has_progress, get (self, 0), "how far it is");
  rt_test_wait_for (is_over, get (self, 0), "the job");
  g_assert_cmpint (rt_errand_get_state (get (self, 0)), ==, RT_ERRAND_DONE);
}

static void
test_job (Fixture       *self,
          gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  RtErrand *first, *second;

  rt_engine_set_speed (self->served.engine, 20);
  g_assert_true (rt_errand_list_submit (self->list, &error));
  g_assert_true (rt_errand_list_submit (self->list, &error));
  second = get (self, 0);
  first = get (self, 1);
  rt_test_wait_for (has_progress, first, "how far the first is");
  rt_test_wait_for (has_progress, second, "how far the second is");
  rt_engine_set_speed (self->served.engine, SPEED);
  rt_test_wait_for (is_over, first, "the first");
  rt_test_wait_for (is_over, second, "the second");
  g_assert_cmpint (rt_errand_get_state (first), ==, RT_ERRAND_DONE);
  g_assert_cmpstr (rt_errand_get_verdict (first), ==, "JobStatus: Complete 100%");
  g_assert_cmpint (rt_errand_get_progress (first), ==, 100);
  g_assert_true (g_str_has_prefix (rt_errand_get_title (first), "job:"));
  g_assert_cmpstr (rt_errand_get_title (first), !=, rt_errand_get_title (second));
  /* Nobody reads the channel for nothing. */
  rt_test_wait_for (is_idle, self->lane, "the lane to stand still");
}

static void
test_limits (Fixture       *self,
             gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  rt_engine_set_speed (self->served.engine, 1);
  for (guint i = 0; i < RT_ERRAND_LIST_MAX_WAITING; i++)
    validate (self, "Long");
  g_assert_false (rt_errand_list_validate (self->list, "More", 1, &error));
  g_assert_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FULL);
  g_clear_error (&error);
  g_assert_false (rt_errand_list_submit (self->list, &error));
  g_assert_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FULL);
  for (guint i = 0; i < 2 * RT_ERRAND_LIST_MAX; i++)
    {
      rt_errand_cancel (get (self, 0));
      validate (self, "Long");
    }
  g_assert_cmpuint (count (self), ==, RT_ERRAND_LIST_MAX);
  while (count (self) > 0)
    rt_errand_list_remove (self->list, get (self, 0));
}

static void
test_no_server (Fixture       *self,
                gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  rt_errand_list_set_engine (self->list, NULL);
  g_assert_false (rt_errand_list_validate (self->list, "Song", 1, &error));
  g_assert_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED);
}

static RtFaults *
break_server (Fixture    *self,
              const char *fault)
{
  RtFaults *faults = rt_server_get_faults (rt_engine_get_server (self->served.engine));
  g_autoptr (GError) error = NULL;

  rt_faults_add (faults, fault, &error);
  g_assert_no_error (error);
  return faults;
}

static gboolean
is_asking_again (gpointer user_data)
{
  return g_strcmp0 (rt_errand_get_trouble (user_data), "No answer: asking again") == 0;
}

static guint
count_jobs (Fixture *self)
{
  RtChannel *jobs = rt_hub_lookup (rt_engine_get_hub (self->served.engine), "jobs");
  g_autoptr (GPtrArray) begun = rt_jobs_begun_since (jobs, 0);

  return begun->len;
}

/* The answer to the first request is lost, and to none after that. */
static RtErrand *
submit_and_lose_answer (Fixture *self)
{
  RtFaults *faults = break_server (self, "lose-answer");
  g_autoptr (GError) error = NULL;
  RtErrand *job;

  g_assert_true (rt_errand_list_submit (self->list, &error));
  job = get (self, 0);
  rt_test_wait_for (is_asking_again, job, "the loss of the answer");
  g_assert_cmpuint (rt_errand_get_n_sent (job), ==, 1);
  rt_faults_clear (faults);
  rt_test_wait_for (has_title, job, "the job’s number");
  return job;
}

static void
test_lost_answer_without_key (Fixture       *self,
                              gconstpointer  unused)
{
  RtErrand *job = submit_and_lose_answer (self);

  g_assert_cmpuint (rt_errand_get_n_sent (job), ==, 2);
  g_assert_cmpint (rt_errand_get_n_jobs (job), ==, 2);
  g_assert_cmpuint (count_jobs (self), ==, 2);
  rt_test_wait_for (is_over, job, "the job");
  g_assert_cmpint (rt_errand_get_state (job), ==, RT_ERRAND_DONE);
  g_assert_null (rt_errand_get_trouble (job));
  g_assert_cmpuint (rt_errand_get_n_sent (job), ==, 2);
}

static void
test_lost_answer_with_key (Fixture       *self,
                           gconstpointer  unused)
{
  RtErrand *job;

  rt_errand_list_set_with_keys (self->list, TRUE);
  job = submit_and_lose_answer (self);

  g_assert_cmpuint (rt_errand_get_n_sent (job), ==, 2);
  g_assert_cmpint (rt_errand_get_n_jobs (job), ==, 1);
  g_assert_cmpuint (count_jobs (self), ==, 1);
  rt_test_wait_for (is_over, job, "the job");
  g_assert_cmpint (rt_errand_get_state (job), ==, RT_ERRAND_DONE);

  /* The next has a key of its own. */
  g_assert_true (rt_errand_list_submit (self->list, NULL));
  rt_test_wait_for (has_title, get (self, 0), "the next job’s number");
  g_assert_cmpuint (rt_errand_get_n_sent (get (self, 0)), ==, 1);
  g_assert_cmpint (rt_errand_get_n_jobs (get (self, 0)), ==, -1);
  g_assert_cmpuint (count_jobs (self), ==, 2);
}

static void
test_others_jobs_are_not_counted (Fixture       *self,
                                  gconstpointer  unused)
{
  RtFaults *faults = break_server (self, "lose-answer");
  RtErrand *first;

  g_assert_true (rt_errand_list_submit (self->list, NULL));
  first = get (self, 0);
  rt_test_wait_for (is_asking_again, first, "the loss of the answer");
  rt_faults_clear (faults);
  g_assert_true (rt_errand_list_submit (self->list, NULL));
  rt_test_wait_for (has_title, first, "the first job’s number");
  rt_test_wait_for (has_title, get (self, 0), "the second job’s number");
  g_assert_cmpint (rt_errand_get_n_jobs (first), ==, 2);
  g_assert_cmpuint (count_jobs (self), ==, 3);
}

static void
test_every_second_answer_is_lost (Fixture       *self,
                                  gconstpointer  unused)
{
  break_server (self, "lose-answer=2");
  validate (self, "One");
  rt_test_wait_for (is_over, get (self, 0), "the first verdict");
  g_assert_cmpuint (rt_errand_get_n_sent (get (self, 0)), ==, 1);
  validate (self, "Two");
  rt_test_wait_for (is_over, get (self, 0), "the second verdict");
  g_assert_cmpuint (rt_errand_get_n_sent (get (self, 0)), ==, 2);
  g_assert_cmpint (rt_errand_get_n_jobs (get (self, 0)), ==, -1);
  g_assert_cmpint (rt_errand_get_state (get (self, 0)), ==, RT_ERRAND_DONE);
  g_assert_cmpstr (rt_errand_get_verdict (get (self, 0)), ==, "The music \"Two\" is valid.");
}

static void
test_every_answer_is_lost (Fixture       *self,
                           gconstpointer  unused)
{
  RtErrand *job;

  break_server (self, "lose-answer");
  g_assert_true (rt_errand_list_submit (self->list, NULL));
  job = get (self, 0);
  rt_test_wait_for (is_over, job, "the end");
  g_assert_cmpint (rt_errand_get_state (job), ==, RT_ERRAND_FAILED);
  g_assert_cmpstr (rt_errand_get_verdict (job), ==, "No answer. What was asked for may have been done.");
  g_assert_cmpuint (rt_errand_get_n_sent (job), ==, 1 + RT_ERRAND_RETRIES);
  g_assert_cmpint (rt_errand_get_n_jobs (job), ==, 1 + RT_ERRAND_RETRIES);
}

static void
on_asked (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           answer)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, answer,
                                    strlen (answer));
}

/* Where @answer comes to whatever is asked, both kinds fail, in words. */
static void
assert_fails (Fixture    *self,
              const char *answer)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (RtErrand) validation = NULL;
  g_autoptr (RtErrand) job = NULL;
  g_autofree char *base = NULL;
  GSList *uris;

  soup_server_add_handler (server, NULL, on_asked, (gpointer) answer, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  base = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  validation = rt_errand_new_validation (self->lane, base, "Song", 1);
  job = rt_errand_new_job (self->lane, base);
  g_assert_true (rt_errand_begin (validation, NULL));
  g_assert_true (rt_errand_begin (job, NULL));
  rt_test_wait_for (is_over, validation, "the validation to fail");
  rt_test_wait_for (is_over, job, "the job to fail");
  g_assert_cmpint (rt_errand_get_state (validation), ==, RT_ERRAND_FAILED);
  g_assert_cmpint (rt_errand_get_state (job), ==, RT_ERRAND_FAILED);
  g_assert_cmpstr (rt_errand_get_verdict (validation), !=, "");
  g_assert_cmpstr (rt_errand_get_verdict (job), !=, "");
}

static void
test_other_answers (Fixture       *self,
                    gconstpointer  unused)
{
  assert_fails (self, "");
  assert_fails (self, "[");
  assert_fails (self, "[{\"message\":\"no\"}]");
  assert_fails (self, "{\"message\":5}");
  assert_fails (self, "{\"message\":\"\\ud800\"}");
  assert_fails (self, "job:");
  assert_fails (self, "job:1&x=\xff");
  assert_fails (self, "job:99999999999999999999");
}

static void
test_unreachable (Fixture       *self,
                  gconstpointer  unused)
{
  g_autoptr (RtErrand) errand = rt_errand_new_validation (self->lane, "http://127.0.0.1:1/", "Song", 1);
  g_autoptr (RtErrand) nowhere = rt_errand_new_job (self->lane, "nowhere/");

  g_assert_true (rt_errand_begin (errand, NULL));
  rt_test_wait_for (is_over, errand, "the failure");
  g_assert_cmpint (rt_errand_get_state (errand), ==, RT_ERRAND_FAILED);
  g_assert_true (rt_errand_begin (nowhere, NULL));
  g_assert_cmpint (rt_errand_get_state (nowhere), ==, RT_ERRAND_FAILED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/errand/validation/ends-with-the-verdict-and-counts", test_verdict);
  ADD ("/errand/validation/two-do-not-mix", test_two_at_once);
  ADD ("/errand/validation/says-why-it-was-refused", test_refused);
  ADD ("/errand/validation/can-be-cancelled", test_cancelled);
  ADD ("/errand/validation/ends-with-the-lane", test_ends_with_the_lane);
  ADD ("/errand/goes-on-when-the-counters-are-reset", test_outlives_a_reset);
  ADD ("/errand/validation/says-that-the-servers-moved", test_server_moves_while_it_is_asked);
  ADD ("/errand/job/is-followed-where-the-servers-move", test_server_moves_while_a_job_runs);
  ADD ("/errand/job/tells-how-far-it-is-and-ends", test_job);
  ADD ("/errand/lost-answer/has-a-job-done-twice-without-a-key", test_lost_answer_without_key);
  ADD ("/errand/lost-answer/has-a-job-done-once-with-a-key", test_lost_answer_with_key);
  ADD ("/errand/lost-answer/leaves-out-the-jobs-that-others-asked-for", test_others_jobs_are_not_counted);
  ADD ("/errand/lost-answer/is-asked-for-again", test_every_second_answer_is_lost);
  ADD ("/errand/lost-answer/is-asked-for-a-few-times-only", test_every_answer_is_lost);
  ADD ("/errand/list/is-bounded", test_limits);
  ADD ("/errand/list/says-that-there-is-no-server", test_no_server);
  ADD ("/errand/fails-with-answers-that-are-none", test_other_answers);
  ADD ("/errand/fails-where-nobody-is", test_unreachable);
#undef ADD

  return g_test_run ();
}
