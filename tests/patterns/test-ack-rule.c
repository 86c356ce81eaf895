/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-ack-rule.h"

#include <string.h>

static RtBusDelivery *
deliver (const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (RtBusMessage) message = rt_bus_message_new (bytes);

  message->key = g_strdup ("road");
  message->priority = 5;
  message->type = g_strdup ("order");
  message->number = 41;

  return rt_bus_delivery_new (message);
}

static gboolean
takes (const char *text,
       const char *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RtAckRule) rule = rt_ack_rule_new (text, &error);
  g_autoptr (RtBusDelivery) delivery = deliver (body);

  g_assert_no_error (error);

  return rt_ack_rule_takes (rule, delivery);
}

typedef struct {
  const char *rule;
  const char *body;
  gboolean    taken;
} Case;

static const Case cases[] = {
  { "number == 7", "{\"number\": 7}", TRUE },
  { "number == 7", "{\"number\": \"7\"}", TRUE },
  { "number == '7'", "{\"number\": 7}", TRUE },
  { "number = 7.0", "{\"number\":7}", TRUE },
  { "number == 7", "{\"number\": 8}", FALSE },
  { "number == 7", "{\"number\": \"seven\"}", FALSE },
  { "number == 7", "{\"number\": null}", FALSE },
  { "not number == 7", "{\"number\": null}", FALSE },
  { "number is null", "{\"number\": null}", TRUE },
  { "other is null", "{\"number\": 1}", TRUE },
  { "number > 3 and type = 'job'", "{\"number\": 4, \"type\": \"job\"}", TRUE },
  { "number > 3 and type = \"job\"", "{\"number\": 4, \"type\": \"job\"}", TRUE },
  { "number > 3 and type = 'job'", "{\"number\": 4, \"type\": \"play\"}", FALSE },
  { "number > 9", "{\"number\": \"10\"}", TRUE },
  { "number % 2 == 0", "{\"number\": 12}", TRUE },
  { "done", "{\"done\": true}", TRUE },
  { "done", "{\"done\": false}", FALSE },
  { "number in (3, 7)", "{\"number\": 7}", TRUE },
  { "number between 3 and 7", "{\"number\": 5}", TRUE },
  { "name like 'a%b%c'", "{\"name\": \"Aaaabbbc\"}", TRUE },
  { "name like 'a_c'", "{\"name\": \"aäc\"}", TRUE },
  { "name like 'a_c'", "{\"name\": \"abbc\"}", FALSE },
  { "body like '%hello%'", "plain hello there", TRUE },
  { "instr (body, 'ö') == 2", "wörld", TRUE },
  { "body == 7", "7", TRUE },
  { "body == ''", "", TRUE },
  { "key == 'road'", "{}", TRUE },
  { "priority >= 5", "{}", TRUE },
  { "priority >= 5", "{\"priority\": 1}", FALSE },
  { "redelivered", "{}", FALSE },
  { "not redelivered", "{}", TRUE },
  { "type = 'order'", "{}", TRUE },
  { "number = 41", "not JSON", TRUE },
  { "json_extract (body, '$.a.b') = 1", "{\"a\": {\"b\": 1}}", TRUE },
  { "body ->> '$.a.b' = 1", "{\"a\": {\"b\": 1}}", TRUE },
  { "json_extract (body, '$.a')", "broken {", FALSE },
  { "Größe > 3", "{\"Größe\": 4}", TRUE },
  { "[my name] = 1", "{\"my name\": 1}", TRUE },
  { "number == 7 -- the lucky one", "{\"number\": 7}", TRUE },
  { "1", "{}", TRUE },
  { "0", "{}", FALSE },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s of %s", cases[i].rule, cases[i].body);
      g_assert_cmpint (takes (cases[i].rule, cases[i].body), ==, cases[i].taken);
    }
}

static void
test_again (void)
{
  g_autoptr (RtAckRule) rule = rt_ack_rule_new ("number == 7", NULL);
  g_autoptr (RtBusDelivery) seven = deliver ("{\"number\": 7}");
  g_autoptr (RtBusDelivery) none = deliver ("{\"number\": {}}");

  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (rt_ack_rule_takes (rule, seven));
      g_assert_false (rt_ack_rule_takes (rule, none));
    }
  g_assert_cmpstr (rt_ack_rule_get_text (rule), ==, "number == 7");
}

static const char * const forbidden[] = {
  "(select count (*) from sqlite_master)", "number in (select 7)", "exists (select 1)", "load_extension ('x')",
  "randomblob (9) = 1", "replace (body, 'a', body) = 1", "zeroblob (1000000) = 1", "printf ('%d', 1) = 1",
  "count (*)", "sqlite_version () = 1", "number glob 'a*b'", "1) union select (1",
};

static void
test_forbidden (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RtAckRule) rule = rt_ack_rule_new (forbidden[i], &error);

      g_test_message ("%s: %s", forbidden[i], error != NULL ? error->message : "taken");
      g_assert_null (rule);
      g_assert_true (error->domain == RT_ACK_RULE_ERROR);
    }
}

static const char * const senseless[] = {
  "", " ", "number ==", "number = = 7", "7 8", "(number == 7", "number == 7)", "number == 7; select 1", "a, b", "?1",
  ":number = 1", "'open", "drop table m", "number == 7; drop table m", "pragma foreign_keys", "m.number.x = 1",
};

static void
test_senseless (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (senseless); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RtAckRule) rule = rt_ack_rule_new (senseless[i], &error);

      g_test_message ("%s: %s", senseless[i], error != NULL ? error->message : "taken");
      g_assert_null (rule);
      g_assert_error (error, RT_ACK_RULE_ERROR, RT_ACK_RULE_ERROR_SYNTAX);
    }
}

static void
test_place (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_ack_rule_new ("größe > 3 und type = 1", &error));
  g_assert_nonnull (strstr (error->message, "character 11"));
  g_assert_nonnull (strstr (error->message, "“und type"));
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (RT_ACK_RULE_MAX_LENGTH + 1, '1');
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_ack_rule_new (text, &error));
  g_assert_error (error, RT_ACK_RULE_ERROR, RT_ACK_RULE_ERROR_TOO_LONG);
}

static void
test_many_names (void)
{
  g_autoptr (GString) text = g_string_new ("1");

  for (guint i = 0; i < RT_ACK_RULE_MAX_NAMES + 1; i++)
    g_string_append_printf (text, " or a%u", i);

  g_assert_null (rt_ack_rule_new (text->str, NULL));
}

/* What would take SQLite hours, or memory without end, is over at once. */
static void
test_hostile_bodies (void)
{
  g_autofree char *many = g_strnfill (RT_ACK_RULE_MAX_BODY, 'a');

  g_assert_false (takes ("body like '%a%a%a%a%a%a%a%a%a%a%b'", many));
  g_assert_false (takes ("instr (body, substr (body, 2) || 'b')", many));
  g_assert_false (takes ("length (body || body || body || body || body || body) > 0", many));
}

/* A pattern may come from the message too, and then both are as long as they like. */
static void
test_hostile_patterns (void)
{
  g_autofree char *half = g_strnfill (RT_ACK_RULE_MAX_BODY / 2 - 20, 'a');
  g_autofree char *body = g_strdup_printf ("{\"a\":\"%s\",\"b\":\"%%%sb\"}", half, half + RT_ACK_RULE_MAX_BODY / 4);

  g_assert_false (takes ("a like b", body));
  /* It is not told, which is not the same as not. */
  g_assert_false (takes ("not a like b", body));
  g_assert_true (takes ("a like '%aa%' and not a like '%b%'", body));
}

static void
test_large (void)
{
  g_autofree char *text = g_strnfill (RT_ACK_RULE_MAX_BODY + 1, 'a');

  g_assert_false (takes ("body like 'a%'", text));
  g_assert_false (takes ("not body like 'a%'", text));
  g_assert_true (takes ("1", text));
  g_assert_true (takes ("body like 'a%'", text + 1));
}

static void
test_deep (void)
{
  g_autofree char *brackets = g_strnfill (RT_ACK_RULE_MAX_BODY, '[');

  g_assert_false (takes ("number == 7", brackets));
  g_assert_false (takes ("json_extract (body, '$.a') = 1", brackets));
}

/* What it may do is for one message, not for all there ever were. */
static void
test_many_messages (void)
{
  g_autoptr (RtAckRule) rule = rt_ack_rule_new ("number > 0", NULL);
  g_autoptr (RtBusDelivery) delivery = deliver ("{\"number\": 8}");

  for (guint i = 0; i < RT_ACK_RULE_MAX_STEPS; i++)
    g_assert_true (rt_ack_rule_takes (rule, delivery));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ack-rule/takes-what-it-is-true-of", test_cases);
  g_test_add_func ("/ack-rule/forgets-the-message-before", test_again);
  g_test_add_func ("/ack-rule/is-asked-of-the-last-message-as-of-the-first", test_many_messages);
  g_test_add_func ("/ack-rule/only-looks-at-a-message", test_forbidden);
  g_test_add_func ("/ack-rule/says-that-it-cannot-be-read", test_senseless);
  g_test_add_func ("/ack-rule/says-where-it-cannot-be-read", test_place);
  g_test_add_func ("/ack-rule/has-a-length", test_too_long);
  g_test_add_func ("/ack-rule/has-a-number-of-names", test_many_names);
  g_test_add_func ("/ack-rule/is-over-at-once-whatever-the-body", test_hostile_bodies);
  g_test_add_func ("/ack-rule/is-over-at-once-whatever-the-pattern", test_hostile_patterns);
  g_test_add_func ("/ack-rule/is-not-asked-of-large-bodies", test_large);
  g_test_add_func ("/ack-rule/reads-no-json-that-nests-without-end", test_deep);

  return g_test_run ();
}
