/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "tests/lab/result-fixture.h"

static RtContestant *
parse (const char *words)
{
  g_autoptr (GError) error = NULL;
  RtContestant *contestant = rt_contestant_parse (words, &error);

  g_assert_no_error (error);
  return contestant;
}

static void
assert_refused (const char *words,
                const char *said)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_contestant_parse (words, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  if (strstr (error->message, said) == NULL)
    g_error ("%s: %s", words, error->message);
}

static void
test_a_pattern_alone (void)
{
  g_autoptr (RtContestant) contestant = parse ("websocket");

  g_assert_cmpstr (contestant->name, ==, "websocket");
  g_assert_cmpstr (contestant->pattern, ==, "websocket");
  g_assert_cmpuint (contestant->interval_ms, ==, 0);
  g_assert_cmpuint (contestant->wait_ms, ==, 0);
  g_assert_true (contestant->etag);
  g_assert_true (contestant->resume);
  g_assert_null (contestant->bus);
}

static void
test_options (void)
{
  g_autoptr (RtContestant) polling = parse ("short-polling:interval=0.25,etag=no");
  g_autoptr (RtContestant) waiting = parse ("long-polling:wait=45,name=patient");
  g_autoptr (RtContestant) forgetful = parse ("websocket:resume=no");

  g_assert_cmpstr (polling->name, ==, "short-polling:interval=0.25,etag=no");
  g_assert_cmpuint (polling->interval_ms, ==, 250);
  g_assert_false (polling->etag);
  g_assert_cmpstr (waiting->name, ==, "patient");
  g_assert_cmpuint (waiting->wait_ms, ==, 45000);
  g_assert_false (forgetful->resume);
}

static void
test_a_bus_keeps_its_colons (void)
{
  g_autoptr (RtContestant) contestant = parse ("websocket:bus=amqp://guest@host:5672/%2F/queue,name=rabbit");
  g_autoptr (RtContestant) unnamed = parse ("websocket:bus=embedded:here");

  g_assert_cmpstr (contestant->bus, ==, "amqp://guest@host:5672/%2F/queue");
  g_assert_cmpstr (unnamed->name, ==, "websocket");
}

static void
test_words_that_are_wrong (void)
{
  assert_refused ("", "short-polling");
  assert_refused ("carrier-pigeon", "“carrier-pigeon” is no pattern");
  assert_refused ("short-polling:speed=3", "“3”");
  assert_refused ("short-polling:speed", "“speed” is no option");
  assert_refused ("short-polling:interval", "is no option");
  assert_refused ("short-polling:interval=", "interval=0.25");
  assert_refused ("short-polling:interval=-1", "interval=0.25");
  assert_refused ("short-polling:interval=1e2", "interval=0.25");
  assert_refused ("short-polling:interval=99999999", "interval=0.25");
  assert_refused ("short-polling:interval=0.0001", "interval=0.25");
  assert_refused ("short-polling:etag=maybe", "etag=yes");
  assert_refused ("websocket:name=", "name=WORD");
  assert_refused ("websocket:bus=nowhere", "bus=embedded");
}

static void
test_a_password_is_refused_and_not_told (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_contestant_parse ("websocket:bus=amqp://user:secret@host/v/q", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (strstr (error->message, "secret"));
}

static void
assert_checked (RtPlan     *plan,
                const char *said)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_plan_check (plan, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  if (strstr (error->message, said) == NULL)
    g_error ("“%s” says nothing of “%s”", error->message, said);
  rt_plan_free (plan);
}

#define ASSERT_NUMBER(member, number, said) \
  G_STMT_START { \
    RtPlan *plan_ = plan_new_of ("websocket", NULL); \
    plan_->member = (number); \
    assert_checked (plan_, said); \
  } G_STMT_END

static void
test_a_default_plan_can_be_done (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("short-polling", "long-polling", "server-sent-events", "websocket", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (rt_plan_check (plan, &error));
  g_assert_no_error (error);
}

static void
test_numbers_have_limits (void)
{
  ASSERT_NUMBER (n_clients, 0, "Clients: from 1 to 10000, not 0");
  ASSERT_NUMBER (n_clients, RT_PLAN_MAX_CLIENTS + 1, "Clients");
  ASSERT_NUMBER (rate, 0, "Events a second");
  ASSERT_NUMBER (rate, NAN, "Events a second");
  ASSERT_NUMBER (rate, INFINITY, "Events a second");
  ASSERT_NUMBER (rate, RT_PLAN_MAX_RATE * 1.01, "Events a second");
  ASSERT_NUMBER (burst, 0, "Events of a burst");
  ASSERT_NUMBER (size, 0, "Bytes of an event");
  ASSERT_NUMBER (size, RT_PLAN_MAX_SIZE + 1, "Bytes of an event: from 1 to 65536, not 65537");
  ASSERT_NUMBER (duration, 0, "Seconds that are measured");
  ASSERT_NUMBER (duration, RT_PLAN_MAX_SECONDS + 1, "Seconds that are measured");
  ASSERT_NUMBER (warm_up, -1, "Seconds of warm-up");
  ASSERT_NUMBER (interval_ms, 0, "Milliseconds between polls");
  ASSERT_NUMBER (wait_ms, 0, "Milliseconds that a poll is held");
  ASSERT_NUMBER (per_host, RT_PLAN_MAX_CLIENTS + 1, "Connections of a host");
  ASSERT_NUMBER (host_clients, 0, "Clients of a host");
  ASSERT_NUMBER (repeat, 0, "Repetitions");
  ASSERT_NUMBER (seed, RT_PLAN_MAX_SEED + 1, "Seed");
  ASSERT_NUMBER (rate_kind, RT_RATE_REPLAY, "file");
}

static void
test_contestants_have_names_of_their_own (void)
{
  assert_checked (rt_plan_new (), "from 1 to 16 patterns");
  assert_checked (plan_new_of ("websocket", "websocket", NULL), "“websocket” is there twice");
  assert_checked (plan_new_of ("websocket", "long-polling:name=websocket", NULL), "“websocket” is there twice");
  assert_checked (plan_new_of ("websocket:name==1+1", NULL), "begins with a letter");
  assert_checked (plan_new_of ("websocket:name=a\033[2J", NULL), "no control characters");
}

static void
test_faults_are_read (void)
{
  RtPlan *plan = plan_new_of ("websocket", NULL);
  const char *faults[] = { "cut=5s", "thunder", NULL };

  plan->faults = g_strdupv ((char **) faults);
  assert_checked (plan, "“thunder” is no fault");
}

static RtPlan *
make_unusual (void)
{
  RtPlan *plan = plan_new_of ("short-polling:interval=0.1,etag=no", "websocket:resume=no",
                              "long-polling:wait=9,bus=kafka://host:9092/topic", NULL);
  const char *faults[] = { "delay=100ms~20ms", "cut=5s", NULL };

  plan->title = g_strdup ("Title “with” quotes");
  plan->preset = g_strdup ("preset");
  plan->n_clients = 77;
  plan->rate_kind = RT_RATE_BURSTS;
  plan->rate = 0.1;
  plan->burst = 3;
  plan->replay = g_strdup ("events.jsonl");
  plan->size = 4096;
  plan->duration = 12.5;
  plan->warm_up = 0;
  plan->interval_ms = 333;
  plan->wait_ms = 1234;
  plan->faults = g_strdupv ((char **) faults);
  plan->per_host = 6;
  plan->host_clients = 11;
  plan->http2 = TRUE;
  plan->order = RT_ORDER_APART;
  plan->own_process = TRUE;
  plan->repeat = 5;
  plan->seed = RT_PLAN_MAX_SEED;

  return plan;
}

static char *
to_text (const RtPlan *plan)
{
  g_autoptr (JsonNode) node = rt_plan_to_json (plan);

  return json_to_string (node, FALSE);
}

static void
test_json_both_ways (void)
{
  g_autoptr (RtPlan) plan = make_unusual ();
  g_autofree char *text = to_text (plan);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RtPlan) read = rt_plan_from_json (node, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  again = to_text (read);
  g_assert_cmpstr (again, ==, text);
  g_assert_cmpuint (read->n_clients, ==, 77);
  g_assert_cmpfloat (read->rate, ==, 0.1);
  g_assert_cmpuint (read->seed, ==, RT_PLAN_MAX_SEED);
  g_assert_true (read->rate_kind == RT_RATE_BURSTS && read->order == RT_ORDER_APART && read->own_process);
}

static void
test_a_copy_is_the_same (void)
{
  g_autoptr (RtPlan) plan = make_unusual ();
  g_autoptr (RtPlan) copy = rt_plan_copy (plan);
  g_autofree char *text = to_text (plan);
  g_autofree char *other = to_text (copy);

  g_assert_cmpstr (text, ==, other);
}

static void
assert_unread (const char *text,
               int         code,
               const char *said)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_plan_from_json (node, &error));
  g_assert_error (error, G_IO_ERROR, code);
  if (strstr (error->message, said) == NULL)
    g_error ("%s: “%s” says nothing of “%s”", text, error->message, said);
}

static void
test_json_of_a_stranger (void)
{
  assert_unread ("[]", G_IO_ERROR_INVALID_DATA, "experiment");
  assert_unread ("{}", G_IO_ERROR_INVALID_ARGUMENT, "patterns");
  assert_unread ("{\"clientz\":3}", G_IO_ERROR_INVALID_DATA, "no setting “clientz”");
  assert_unread ("{\"clients\":\"3\"}", G_IO_ERROR_INVALID_DATA, "clients");
  assert_unread ("{\"clients\":1.5}", G_IO_ERROR_INVALID_DATA, "clients");
  assert_unread ("{\"clients\":-1}", G_IO_ERROR_INVALID_DATA, "clients");
  assert_unread ("{\"clients\":1e300}", G_IO_ERROR_INVALID_DATA, "clients");
  assert_unread ("{\"contestants\":{}}", G_IO_ERROR_INVALID_DATA, "contestants");
  assert_unread ("{\"contestants\":[3]}", G_IO_ERROR_INVALID_DATA, "contestants");
  assert_unread ("{\"contestants\":[{}]}", G_IO_ERROR_INVALID_ARGUMENT, "is no pattern");
  assert_unread ("{\"contestants\":[{\"pattern\":\"websocket\",\"speed\":1}]}", G_IO_ERROR_INVALID_DATA, "speed");
  assert_unread ("{\"faults\":[1]}", G_IO_ERROR_INVALID_DATA, "faults");
  assert_unread ("{\"feed\":\"now\"}", G_IO_ERROR_INVALID_DATA, "feed");
  assert_unread ("{\"http2\":1}", G_IO_ERROR_INVALID_DATA, "http2");
  assert_unread ("{\"title\":[]}", G_IO_ERROR_INVALID_DATA, "title");
}

static void
test_what_is_left_out_is_the_default (void)
{
  g_autoptr (JsonNode) node = json_from_string ("{\"contestants\":[{\"pattern\":\"websocket\"}],\"title\":null}", NULL);
  g_autoptr (RtPlan) plan = rt_plan_from_json (node, NULL);
  g_autoptr (RtPlan) expected = plan_new_of ("websocket", NULL);
  g_autofree char *text = to_text (plan);
  g_autofree char *other = to_text (expected);

  g_assert_cmpstr (text, ==, other);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/contestant/words/a-pattern-alone", test_a_pattern_alone);
  g_test_add_func ("/contestant/words/options", test_options);
  g_test_add_func ("/contestant/words/a-bus-keeps-its-colons", test_a_bus_keeps_its_colons);
  g_test_add_func ("/contestant/words/what-is-wrong-is-named", test_words_that_are_wrong);
  g_test_add_func ("/contestant/words/a-password-is-refused-and-not-told", test_a_password_is_refused_and_not_told);
  g_test_add_func ("/plan/check/a-default-plan-can-be-done", test_a_default_plan_can_be_done);
  g_test_add_func ("/plan/check/numbers-have-limits", test_numbers_have_limits);
  g_test_add_func ("/plan/check/contestants-have-names-of-their-own", test_contestants_have_names_of_their_own);
  g_test_add_func ("/plan/check/faults-are-read", test_faults_are_read);
  g_test_add_func ("/plan/json/both-ways", test_json_both_ways);
  g_test_add_func ("/plan/json/of-a-stranger", test_json_of_a_stranger);
  g_test_add_func ("/plan/json/what-is-left-out-is-the-default", test_what_is_left_out_is_the_default);
  g_test_add_func ("/plan/a-copy-is-the-same", test_a_copy_is_the_same);

  return g_test_run ();
}
