/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "lab/rt-bridge-line-private.h"
#include "lab/rt-bridge.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "support/rt-test.h"

/* What a channel's line to its log does where the bus has something to say, on a bus that says only
 * what a test has it say. */

#define SCRIPT_TYPE_READER (script_reader_get_type ())
G_DECLARE_FINAL_TYPE (ScriptReader, script_reader, SCRIPT, READER, RtBusSubscription)

struct _ScriptReader {
  RtBusSubscription parent_instance;
};

G_DEFINE_FINAL_TYPE (ScriptReader, script_reader, RT_TYPE_BUS_SUBSCRIPTION)

static void
reader_ignore (RtBusSubscription *subscription)
{
}

static void
reader_acknowledge (RtBusSubscription *subscription,
                    RtBusDelivery     *delivery)
{
}

static void
script_reader_class_init (ScriptReaderClass *klass)
{
  RtBusSubscriptionClass *subscription_class = RT_BUS_SUBSCRIPTION_CLASS (klass);

  subscription_class->begin = reader_ignore;
  subscription_class->lost = reader_ignore;
  subscription_class->end = reader_ignore;
  subscription_class->acknowledge = reader_acknowledge;
}

static void
script_reader_init (ScriptReader *self)
{
}

#define SCRIPT_TYPE_LOG (script_log_get_type ())
G_DECLARE_FINAL_TYPE (ScriptLog, script_log, SCRIPT, LOG, RtBus)

struct _ScriptLog {
  RtBus   parent_instance;
  GTask  *asked;       /* how far the log has come */
  GTask  *declared;
  guint   n_asked;
  guint64 published;   /* the last tag */
};

G_DEFINE_FINAL_TYPE (ScriptLog, script_log, RT_TYPE_BUS)

static RtBusAbilities
get_abilities (RtBus *bus)
{
  return RT_BUS_CAN_LOG | RT_BUS_CAN_SEEK;
}

static void
script_ignore (RtBus *bus)
{
}

/* Who asked may have gone: each task is to end all the same. */
static void
end_task (GTask **at)
{
  g_autoptr (GTask) task = g_steal_pointer (at);

  if (task != NULL)
    g_task_return_new_error (task, RT_BUS_ERROR, RT_BUS_ERROR_CONNECT, "The engine is closed.");
}

static void
script_close (RtBus *bus)
{
  end_task (&SCRIPT_LOG (bus)->asked);
  end_task (&SCRIPT_LOG (bus)->declared);
}

static void
script_measure (RtBus             *bus,
                const RtBusTarget *target,
                const char        *group,
                GTask             *task)
{
  ScriptLog *self = SCRIPT_LOG (bus);

  g_assert_null (self->asked);
  self->asked = task;
  self->n_asked++;
}

static void
script_declare (RtBus             *bus,
                const RtBusTarget *target,
                GTask             *task)
{
  g_assert_null (SCRIPT_LOG (bus)->declared);
  SCRIPT_LOG (bus)->declared = task;
}

static gboolean
script_publish (RtBus             *bus,
                const RtBusTarget *target,
                RtBusMessage      *message,
                guint64            tag)
{
  SCRIPT_LOG (bus)->published = tag;

  return TRUE;
}

static GType
get_reader (RtBus *bus)
{
  return SCRIPT_TYPE_READER;
}

static void
script_log_class_init (ScriptLogClass *klass)
{
  RtBusClass *bus_class = RT_BUS_CLASS (klass);

  bus_class->name = "Script";
  bus_class->get_abilities = get_abilities;
  bus_class->open = script_ignore;
  bus_class->close = script_close;
  bus_class->measure = script_measure;
  bus_class->declare = script_declare;
  bus_class->publish = script_publish;
  bus_class->get_subscription_type = get_reader;
}

static void
script_log_init (ScriptLog *self)
{
}

typedef struct {
  RtBus        *bus;
  ScriptLog    *log;
  RtChannel    *channel;
  RtBridgeLine *line;
  guint         n_told;
  GError       *told;     /* the last */
  gboolean      ends;     /* who is told first ends the line */
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  unused)
{
  self->bus = g_object_new (SCRIPT_TYPE_LOG, "uri", "script://host/", NULL);
  self->log = SCRIPT_LOG (self->bus);
  self->channel = rt_channel_new ("news", NULL);
  rt_bus_connect (self->bus);
  rt_bus_connected (self->bus);
  self->line = rt_bridge_line_new (self->bus, self->channel);
}

static void
tear_down (Fixture       *self,
           gconstpointer  unused)
{
  g_clear_pointer (&self->line, rt_bridge_line_free);
  rt_bus_close (self->bus);
  rt_test_drain ();
  rt_test_assert_last_unref (self->bus);
  rt_test_assert_last_unref (self->channel);
  g_clear_error (&self->told);
}

static void
on_submitted (RtChannel    *channel,
              guint64       seq,
              const GError *error,
              gpointer      user_data)
{
  Fixture *self = user_data;

  self->n_told++;
  g_clear_error (&self->told);
  self->told = error != NULL ? g_error_copy (error) : NULL;
  if (self->ends)
    g_clear_pointer (&self->line, rt_bridge_line_free);
}

static gboolean
submit (Fixture  *self,
        gsize     size,
        GError  **error)
{
  g_autofree char *json = g_strnfill (size, '1');
  g_autoptr (GBytes) data = g_bytes_new (json, size);

  return rt_bridge_line_submit (self->line, NULL, "note", data, on_submitted, self, error);
}

static gboolean
is_asked (gpointer log)
{
  return ((ScriptLog *) log)->asked != NULL;
}

/* The bus cannot say how far the log has come, as of @code. */
static void
refuse (Fixture    *self,
        RtBusError  code)
{
  g_autoptr (GTask) task = NULL;

  rt_test_wait_for (is_asked, self->log, "the line to ask");
  task = g_steal_pointer (&self->log->asked);
  g_task_return_new_error (task, RT_BUS_ERROR, code, "So it is.");
  rt_test_drain ();
}

/* It is empty. */
static void
answer (Fixture *self)
{
  g_autoptr (GTask) task = NULL;
  RtBusPartition empty = { .partition = 0, .committed = -1, .ready = -1, .unacknowledged = -1 };
  GArray *partitions = g_array_new (FALSE, FALSE, sizeof (RtBusPartition));

  rt_test_wait_for (is_asked, self->log, "the line to ask");
  task = g_steal_pointer (&self->log->asked);
  g_array_append_val (partitions, empty);
  g_task_return_pointer (task, partitions, (GDestroyNotify) g_array_unref);
  rt_test_drain ();
}

/* What the bus knows is certain: who waits is told at once, and not after ten seconds that nobody knows. */
static void
test_refused_publish (Fixture       *self,
                      gconstpointer  unused)
{
  g_autoptr (GError) full = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_STORAGE, "No room.");

  answer (self);
  g_assert_true (rt_bridge_line_is_ready (self->line));
  g_assert_true (submit (self, 1, NULL));
  g_assert_cmpuint (self->log->published, >, 0);
  rt_bus_confirm (self->bus, self->log->published, -1, -1, full);
  rt_test_drain ();

  g_assert_cmpuint (self->n_told, ==, 1);
  g_assert_error (self->told, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_AWAY);
  g_assert_nonnull (strstr (self->told->message, "cannot store"));
}

static void
test_unknown_publish (Fixture       *self,
                      gconstpointer  unused)
{
  g_autoptr (GError) lost = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_TIMEOUT, "No answer.");

  answer (self);
  g_assert_true (submit (self, 1, NULL));
  rt_bus_confirm (self->bus, self->log->published, -1, -1, lost);
  rt_test_drain ();

  g_assert_cmpuint (self->n_told, ==, 1);
  g_assert_error (self->told, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_UNSURE);
}

/* The first who is told stops the server: the others are told as well, and once. */
static void
test_ended_by_who_is_told (Fixture       *self,
                           gconstpointer  unused)
{
  for (guint i = 0; i < 10; i++)
    g_assert_true (submit (self, 1, NULL));
  self->ends = TRUE;
  refuse (self, RT_BUS_ERROR_ACCESS);

  g_assert_null (self->line);
  g_assert_cmpuint (self->n_told, ==, 10);
}

static void
test_closed_with_pending (Fixture       *self,
                          gconstpointer  unused)
{
  for (guint i = 0; i < 10; i++)
    g_assert_true (submit (self, 1, NULL));
  g_clear_pointer (&self->line, rt_bridge_line_free);

  g_assert_cmpuint (self->n_told, ==, 10);
}

/* What nobody waits for any more is not kept, and what cannot go anywhere not taken. */
static void
test_not_kept (Fixture       *self,
               gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10; i++)
    g_assert_true (submit (self, 900000, NULL));
  g_assert_cmpuint (self->line->held.length, ==, 10);
  refuse (self, RT_BUS_ERROR_ACCESS);

  g_assert_cmpuint (self->n_told, ==, 10);
  g_assert_cmpuint (self->line->held.length, ==, 0);
  g_assert_cmpuint (self->line->held_bytes, ==, 0);
  g_assert_false (submit (self, 1, &error));
  g_assert_error (error, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_AWAY);
  g_assert_nonnull (strstr (error->message, "no right"));
}

static void
test_bounded (Fixture       *self,
              gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;
  guint n_taken = 0;

  while (submit (self, RT_BUS_MAX_BODY_BYTES, &error))
    n_taken++;

  g_assert_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL);
  g_assert_cmpuint (n_taken, ==, RT_BUS_MAX_UNCONFIRMED_BYTES / RT_BUS_MAX_BODY_BYTES);
  g_assert_cmpuint (self->line->held_bytes, <=, RT_BUS_MAX_UNCONFIRMED_BYTES);
}

/* A topic that is there for one broker and not for another: asked for again, in a while. */
static void
test_no_hurry (Fixture       *self,
               gconstpointer  unused)
{
  g_autoptr (GTask) task = NULL;

  refuse (self, RT_BUS_ERROR_NOT_FOUND);
  task = g_steal_pointer (&self->log->declared);
  g_assert_nonnull (task);
  g_task_return_new_error (task, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH, "It is there.");
  rt_test_drain ();

  g_assert_cmpuint (self->log->n_asked, ==, 1);
  g_assert_true (self->line->again.queued);
  rt_test_wait_for (is_asked, self->log, "the line to ask again");
}

/* The log has one message more: another try of the same. Returns as what it is in the channel. */
static const char *
deliver_once (Fixture  *self,
              gint64    offset,
              gboolean  too_large)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("1", 1);
  g_autoptr (RtBusMessage) message = rt_bus_message_new (body);
  g_autoptr (RtBusDelivery) delivery = rt_bus_delivery_new (message);

  message->id = g_strdup ("once-after-7");
  message->type = g_strdup ("tick");
  delivery->partition = 0;
  delivery->offset = offset;
  delivery->too_large = too_large;
  rt_bus_subscription_deliver (self->line->subscription, delivery);
  g_assert_cmpuint (rt_event_get_seq (rt_channel_get_latest (self->channel)), ==, offset + 1);

  return rt_event_get_type_name (rt_channel_get_latest (self->channel));
}

/* What never came into the channel is not there once: whoever tries again is no repetition of that. */
static void
test_tried_again (Fixture       *self,
                  gconstpointer  unused)
{
  answer (self);
  rt_bus_subscription_began (self->line->subscription);

  g_assert_cmpstr (deliver_once (self, 0, TRUE), ==, RT_CHANNEL_FILLER);
  /* The same again, as the bus gives it to who was away: that is no other log. */
  g_assert_cmpstr (deliver_once (self, 0, TRUE), ==, RT_CHANNEL_FILLER);
  g_assert_nonnull (self->line->subscription);
  g_assert_cmpstr (deliver_once (self, 1, FALSE), ==, "tick");
  g_assert_cmpstr (deliver_once (self, 2, FALSE), ==, RT_CHANNEL_FILLER);
}

static void
add (const char *path,
     void      (*test) (Fixture       *self,
                        gconstpointer  unused))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/bridge/line/refused-by-the-bus-is-told-at-once", test_refused_publish);
  add ("/bridge/line/what-nobody-knows-is-told-so", test_unknown_publish);
  add ("/bridge/line/who-is-told-may-end-it", test_ended_by_who_is_told);
  add ("/bridge/line/closed-while-some-wait", test_closed_with_pending);
  add ("/bridge/line/nothing-is-kept-that-nobody-waits-for", test_not_kept);
  add ("/bridge/line/what-waits-for-the-log-is-bounded", test_bounded);
  add ("/bridge/line/asks-again-without-hurry", test_no_hurry);
  add ("/bridge/line/what-did-not-enter-may-be-tried-again", test_tried_again);

  return g_test_run ();
}
