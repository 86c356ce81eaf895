/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tests/lab/result-fixture.h"

RtPlan *
plan_new_of (const char *words,
             ...)
{
  RtPlan *plan = rt_plan_new ();
  va_list arguments;

  va_start (arguments, words);
  for (const char *each = words; each != NULL; each = va_arg (arguments, const char *))
    {
      g_autoptr (GError) error = NULL;
      RtContestant *contestant = rt_contestant_parse (each, &error);

      g_assert_no_error (error);
      g_ptr_array_add (plan->contestants, contestant);
    }
  va_end (arguments);

  return plan;
}

RtRun *
run_new_of (guint   contestant,
            guint   repetition,
            guint64 events,
            gint64  latency_us)
{
  RtRun *run = rt_run_new ();

  run->contestant = contestant;
  run->repetition = repetition;
  run->clients = 10;
  run->published = events / 10;
  run->elapsed_us = 10 * G_USEC_PER_SEC;
  run->traffic.events = run->traffic.unique = events;
  run->traffic.requests = run->traffic.responses = events * 4;
  run->traffic.empty = events * 3;
  run->traffic.connections_opened = 10;
  run->traffic.payload_in = events * 64;
  run->traffic.wire = (RtWire) { events * 500, events * 100, events, events };
  run->cpu_us = (gint64) events * 20;
  run->memory = 10 * 4096;
  for (guint64 i = 0; i < events; i++)
    {
      rt_traffic_record_latency (&run->traffic, latency_us + (gint64) i * latency_us / (gint64) events);
      rt_traffic_record_age (&run->traffic, latency_us / 2 + (gint64) i);
    }

  return run;
}

RtResult *
result_new_example (void)
{
  g_autoptr (RtPlan) plan = plan_new_of ("short-polling:interval=0.25", "websocket", NULL);
  RtResult *result;
  RtRun *late = run_new_of (1, 2, 50, 900000);

  plan->title = g_strdup ("Example");
  plan->repeat = 3;
  result = rt_result_new (plan);
  for (guint i = 0; i < 3; i++)
    rt_result_add (result, run_new_of (0, i, 100 + i, 125000));
  for (guint i = 0; i < 2; i++)
    rt_result_add (result, run_new_of (1, i, 100, 300 + i * 100));
  late->kept_up = FALSE;
  late->remark = g_strdup ("The feed was late.");
  rt_result_add (result, late);

  return result;
}
