/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bus/desk.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"

/* What all engines have from their base class, on one that does only what a test says. */

#define SCRIPT_TYPE_BUS (script_bus_get_type ())
G_DECLARE_FINAL_TYPE (ScriptBus, script_bus, SCRIPT, BUS, RtBus)

struct _ScriptBus {
  RtBus      parent_instance;
  GArray    *tags;        /* of guint64, as they were handed over */
  guint      room;        /* how many more it takes */
  guint      n_opened;
  guint      n_closed;
  GPtrArray *tasks;       /* of GTask, under way */
};

G_DEFINE_FINAL_TYPE (ScriptBus, script_bus, RT_TYPE_BUS)

static RtBusAbilities
get_abilities (RtBus *bus)
{
  return RT_BUS_CAN_QUEUE;
}

static void
script_open (RtBus *bus)
{
  SCRIPT_BUS (bus)->n_opened++;
}

static void
script_close (RtBus *bus)
{
  GPtrArray *tasks = SCRIPT_BUS (bus)->tasks;

  SCRIPT_BUS (bus)->n_closed++;
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_new_error (tasks->pdata[i], RT_BUS_ERROR, RT_BUS_ERROR_CONNECT, "The engine is closed.");
  g_ptr_array_set_size (tasks, 0);
}

static void
script_declare (RtBus             *bus,
                const RtBusTarget *target,
                GTask             *task)
{
  g_ptr_array_add (SCRIPT_BUS (bus)->tasks, task);
}

static gboolean
script_publish (RtBus             *bus,
                const RtBusTarget *target,
                RtBusMessage      *message,
                guint64            tag)
{
  ScriptBus *self = SCRIPT_BUS (bus);

  if (self->room == 0)
    return FALSE;

  self->room--;
  g_array_append_val (self->tags, tag);

  return TRUE;
}

static void
script_bus_finalize (GObject *object)
{
  g_array_unref (SCRIPT_BUS (object)->tags);
  g_ptr_array_unref (SCRIPT_BUS (object)->tasks);

  G_OBJECT_CLASS (script_bus_parent_class)->finalize (object);
}

static void
script_bus_class_init (ScriptBusClass *klass)
{
  RtBusClass *bus_class = RT_BUS_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = script_bus_finalize;
  bus_class->name = "Script";
  bus_class->get_abilities = get_abilities;
  bus_class->open = script_open;
  bus_class->close = script_close;
  bus_class->declare = script_declare;
  bus_class->publish = script_publish;
}

static void
script_bus_init (ScriptBus *self)
{
  self->tags = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->room = G_MAXUINT;
}

typedef struct {
  RtBus       *bus;
  ScriptBus   *script;
  RtBusTarget *target;
  GArray      *confirmed;  /* of guint64: numbers, in the order of confirmation */
  GError      *error;      /* of the last one */
  guint        n_writable;
} Fixture;

static void
count_writable (Fixture *self)
{
  self->n_writable++;
}

static void
set_up (Fixture       *self,
        gconstpointer  user_data)
{
  self->bus = g_object_new (SCRIPT_TYPE_BUS, "uri", "script://ada:secret@host/queue", NULL);
  self->script = SCRIPT_BUS (self->bus);
  self->target = desk_target (RT_BUS_QUEUE);
  self->confirmed = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_signal_connect_swapped (self->bus, "writable", G_CALLBACK (count_writable), self);
}

static void
set_up_open (Fixture       *self,
             gconstpointer  user_data)
{
  set_up (self, user_data);
  rt_bus_connect (self->bus);
  rt_bus_connected (self->bus);
}

static void
tear_down (Fixture       *self,
           gconstpointer  user_data)
{
  desk_close (self->bus);
  rt_bus_target_free (self->target);
  g_array_unref (self->confirmed);
  g_clear_error (&self->error);
}

static void
note_confirmed (RtBus        *bus,
                RtBusMessage *message,
                int           partition,
                gint64        offset,
                const GError *error,
                gpointer      user_data)
{
  Fixture *self = user_data;

  g_array_append_val (self->confirmed, message->number);
  g_clear_error (&self->error);
  self->error = error == NULL ? NULL : g_error_copy (error);
}

static gboolean
publish (Fixture *self,
         guint64  number,
         GError **error)
{
  g_autoptr (RtBusMessage) message = desk_message (number);

  return rt_bus_publish (self->bus, self->target, message, note_confirmed, self, error);
}

static void
publish_some (Fixture *self,
              guint    n_messages)
{
  for (guint i = 1; i <= n_messages; i++)
    g_assert_true (publish (self, i, NULL));
}

static void
lose (Fixture  *self,
      gboolean  for_good)
{
  g_autoptr (GError) error = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_CONNECT, "Nobody is there.");

  rt_bus_lost (self->bus, error, for_good);
}

static gboolean
opens_again (gpointer user_data)
{
  return rt_bus_get_state (user_data) == RT_BUS_CONNECTING;
}

static void
mend (Fixture *self)
{
  rt_test_wait_for (opens_again, self->bus, "the next attempt");
  rt_bus_connected (self->bus);
  rt_test_drain ();
}

static void
test_states (Fixture       *self,
             gconstpointer  user_data)
{
  g_assert_cmpint (rt_bus_get_state (self->bus), ==, RT_BUS_CLOSED);
  rt_bus_connect (self->bus);
  rt_bus_connect (self->bus);
  g_assert_cmpuint (self->script->n_opened, ==, 1);
  g_assert_cmpint (rt_bus_get_state (self->bus), ==, RT_BUS_CONNECTING);
  rt_bus_connected (self->bus);
  g_assert_cmpint (rt_bus_get_state (self->bus), ==, RT_BUS_OPEN);
  lose (self, FALSE);

  g_assert_cmpint (rt_bus_get_state (self->bus), ==, RT_BUS_RETRYING);
  g_assert_cmpstr (rt_bus_get_reason (self->bus), ==, "Nobody is there.");
  g_assert_error (rt_bus_get_error (self->bus), RT_BUS_ERROR, RT_BUS_ERROR_CONNECT);
  mend (self);
  g_assert_cmpint (rt_bus_get_state (self->bus), ==, RT_BUS_OPEN);
  g_assert_null (rt_bus_get_reason (self->bus));
  g_assert_cmpuint (self->script->n_opened, ==, 2);
  g_assert_cmpuint (self->script->n_closed, ==, 1);
}

static void
test_password (Fixture       *self,
               gconstpointer  user_data)
{
  g_autofree char *uri = NULL;

  g_object_get (self->bus, "uri", &uri, NULL);

  g_assert_cmpstr (uri, ==, "script://ada@host/queue");
  g_assert_cmpstr (g_uri_get_password (rt_bus_get_guri (self->bus)), ==, "secret");
}

static void
test_any_order (Fixture       *self,
                gconstpointer  user_data)
{
  static const guint64 order[] = { 3, 1, 3, 5, 2, 4, 9, 0 };
  static const guint64 expected[] = { 3, 1, 5, 2, 4 };

  publish_some (self, 5);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    rt_bus_confirm (self->bus, order[i], -1, -1, NULL);

  g_assert_cmpmem (self->confirmed->data, self->confirmed->len * sizeof (guint64), expected, sizeof expected);
  g_assert_cmpuint (rt_bus_get_n_unconfirmed (self->bus), ==, 0);
  g_assert_cmpuint (rt_bus_get_tally (self->bus)->confirmed, ==, 5);
}

/* What was confirmed is not sent again, all else is, in its order. */
static void
test_sent_again (Fixture       *self,
                 gconstpointer  user_data)
{
  static const guint64 expected[] = { 1, 2, 3, 4, 5, 1, 3, 5, 6 };

  publish_some (self, 5);
  rt_bus_confirm (self->bus, 2, -1, -1, NULL);
  rt_bus_confirm (self->bus, 4, -1, -1, NULL);
  lose (self, FALSE);
  g_assert_true (publish (self, 6, NULL));
  mend (self);

  g_assert_cmpmem (self->script->tags->data, self->script->tags->len * sizeof (guint64), expected, sizeof expected);
  g_assert_cmpuint (rt_bus_get_tally (self->bus)->resent, ==, 3);
  g_assert_cmpuint (rt_bus_get_n_unconfirmed (self->bus), ==, 4);
}

static void
test_bounded (Fixture       *self,
              gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;
  guint64 n_published = 0;

  while (publish (self, n_published + 1, &error))
    n_published++;
  g_assert_cmpuint (n_published, ==, RT_BUS_MAX_UNCONFIRMED);
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_FULL);
  rt_bus_confirm (self->bus, 1, -1, -1, NULL);
  rt_test_drain ();
  g_assert_cmpuint (self->n_writable, ==, 0);
  for (guint64 tag = 2; tag <= RT_BUS_MAX_UNCONFIRMED; tag++)
    rt_bus_confirm (self->bus, tag, -1, -1, NULL);
  rt_test_drain ();

  g_assert_cmpuint (self->n_writable, ==, 1);
  g_assert_true (publish (self, 1, NULL));
}

/* One that is never confirmed does not let the others grow without end. */
static void
test_stuck (Fixture       *self,
            gconstpointer  user_data)
{
  guint64 tag = 1;

  g_assert_true (publish (self, 1, NULL));
  while (publish (self, tag + 1, NULL))
    rt_bus_confirm (self->bus, ++tag, -1, -1, NULL);

  g_assert_cmpuint (rt_bus_get_n_unconfirmed (self->bus), ==, 1);
  rt_bus_confirm (self->bus, 1, -1, -1, NULL);
  rt_test_drain ();
  g_assert_cmpuint (self->n_writable, ==, 1);
  g_assert_true (publish (self, 1, NULL));
}

static void
test_no_room (Fixture       *self,
              gconstpointer  user_data)
{
  self->script->room = 2;
  publish_some (self, 5);
  g_assert_cmpuint (self->script->tags->len, ==, 2);
  self->script->room = G_MAXUINT;
  rt_bus_flush (self->bus);
  rt_test_drain ();

  g_assert_cmpuint (self->script->tags->len, ==, 5);
  g_assert_cmpuint (rt_bus_get_tally (self->bus)->resent, ==, 0);
}

static void
test_blocked (Fixture       *self,
              gconstpointer  user_data)
{
  rt_bus_set_blocked (self->bus, TRUE, "No memory.");
  publish_some (self, 3);
  rt_test_drain ();
  g_assert_cmpuint (self->script->tags->len, ==, 0);
  g_assert_cmpint (rt_bus_get_state (self->bus), ==, RT_BUS_BLOCKED);
  g_assert_cmpstr (rt_bus_get_reason (self->bus), ==, "No memory.");
  rt_bus_set_blocked (self->bus, FALSE, NULL);
  rt_test_drain ();

  g_assert_cmpuint (self->script->tags->len, ==, 3);
  g_assert_null (rt_bus_get_reason (self->bus));
}

static void
test_closed (Fixture       *self,
             gconstpointer  user_data)
{
  publish_some (self, 3);
  rt_bus_close (self->bus);

  g_assert_cmpuint (self->confirmed->len, ==, 3);
  g_assert_error (self->error, RT_BUS_ERROR, RT_BUS_ERROR_CLOSED);
  g_assert_cmpuint (rt_bus_get_tally (self->bus)->failed, ==, 3);
}

static void
take_time (RtBus        *bus,
           RtBusMessage *message,
           int           partition,
           gint64        offset,
           const GError *error,
           gpointer      user_data)
{
  g_usleep (100);
  note_confirmed (bus, message, partition, offset, error, user_data);
}

/* Many are told in more turns of the loop than one, in their order, and what comes on the next
 * connection meanwhile is none of them. */
static void
test_closed_bit_by_bit (Fixture       *self,
                        gconstpointer  user_data)
{
  const guint n_messages = 2000;

  for (guint i = 1; i <= n_messages; i++)
    {
      g_autoptr (RtBusMessage) message = desk_message (i);

      g_assert_true (rt_bus_publish (self->bus, self->target, message, take_time, self, NULL));
    }
  rt_bus_close (self->bus);
  g_assert_cmpuint (self->confirmed->len, <, n_messages);
  rt_bus_connect (self->bus);
  rt_bus_connected (self->bus);
  g_assert_true (publish (self, n_messages + 1, NULL));
  rt_test_drain ();

  g_assert_cmpuint (self->confirmed->len, ==, n_messages);
  for (guint i = 0; i < n_messages; i++)
    g_assert_cmpuint (g_array_index (self->confirmed, guint64, i), ==, i + 1);
  g_assert_cmpuint (self->script->tags->len, ==, n_messages + 1);
  g_assert_cmpuint (rt_bus_get_n_unconfirmed (self->bus), ==, 1);
}

/* Nothing is sent again that the engine sends itself. */
static void
test_kept_by_engine (Fixture       *self,
                     gconstpointer  user_data)
{
  publish_some (self, 3);
  lose (self, FALSE);
  rt_test_wait_for (opens_again, self->bus, "the next attempt");
  rt_bus_set_sent (self->bus, 2);
  rt_bus_connected (self->bus);
  rt_test_drain ();

  g_assert_cmpuint (self->script->tags->len, ==, 3 + 1);
  g_assert_cmpuint (g_array_index (self->script->tags, guint64, 3), ==, 3);
  g_assert_cmpuint (rt_bus_get_tally (self->bus)->resent, ==, 1);
}

static void
test_for_good (Fixture       *self,
               gconstpointer  user_data)
{
  publish_some (self, 3);
  lose (self, TRUE);

  g_assert_cmpint (rt_bus_get_state (self->bus), ==, RT_BUS_CLOSED);
  g_assert_cmpuint (self->confirmed->len, ==, 3);
  g_assert_error (self->error, RT_BUS_ERROR, RT_BUS_ERROR_CONNECT);
}

/* A call is made on the connection there is, and again on the next. */
static void
test_call (Fixture       *self,
           gconstpointer  user_data)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rt_bus_declare_async (self->bus, self->target, NULL, rt_test_keep_result, &kept);
  g_assert_cmpuint (self->script->tasks->len, ==, 0);
  rt_bus_connect (self->bus);
  rt_bus_connected (self->bus);
  g_assert_cmpuint (self->script->tasks->len, ==, 1);
  lose (self, FALSE);
  mend (self);
  g_assert_cmpuint (self->script->tasks->len, ==, 1);
  g_task_return_boolean (self->script->tasks->pdata[0], TRUE);
  g_ptr_array_set_size (self->script->tasks, 0);
  result = rt_test_wait_result (&kept, "a declaration");

  g_assert_true (rt_bus_declare_finish (self->bus, result, &error));
  g_assert_no_error (error);
}

/* Within a dispatch what a task returns is called back at once. */
static gboolean
lose_in_dispatch (gpointer user_data)
{
  lose (user_data, FALSE);

  return G_SOURCE_REMOVE;
}

static gboolean
close_in_dispatch (gpointer user_data)
{
  rt_bus_close (((Fixture *) user_data)->bus);

  return G_SOURCE_REMOVE;
}

static void
test_call_again (Fixture       *self,
                 gconstpointer  user_data)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rt_bus_declare_async (self->bus, self->target, NULL, rt_test_keep_result, &kept);
  g_idle_add (lose_in_dispatch, self);
  rt_test_drain ();
  g_assert_null (kept);
  mend (self);
  g_assert_cmpuint (self->script->tasks->len, ==, 1);
  g_task_return_boolean (self->script->tasks->pdata[0], TRUE);
  g_ptr_array_set_size (self->script->tasks, 0);
  result = rt_test_wait_result (&kept, "a declaration");

  g_assert_true (rt_bus_declare_finish (self->bus, result, &error));
  g_assert_no_error (error);
}

typedef struct {
  RtBusTarget  *target;
  GAsyncResult *next;
  guint         n_told;
} Asker;

static void
ask_again (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Asker *asker = user_data;
  g_autoptr (GError) error = NULL;

  asker->n_told++;
  g_assert_false (rt_bus_declare_finish (RT_BUS (source), result, &error));
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_CLOSED);
  g_assert_cmpint (rt_bus_get_state (RT_BUS (source)), ==, RT_BUS_CLOSED);
  rt_bus_declare_async (RT_BUS (source), asker->target, NULL, rt_test_keep_result, &asker->next);
}

/* Who is told that the bus was closed finds it closed, and nothing is asked of the engine then. */
static void
test_call_closed (Fixture       *self,
                  gconstpointer  user_data)
{
  Asker asker = { self->target, NULL, 0 };
  g_autoptr (GAsyncResult) result = NULL;

  rt_bus_declare_async (self->bus, self->target, NULL, ask_again, &asker);
  g_assert_cmpuint (self->script->tasks->len, ==, 1);
  g_idle_add (close_in_dispatch, self);
  rt_test_drain ();

  g_assert_cmpuint (asker.n_told, ==, 1);
  g_assert_cmpuint (self->script->tasks->len, ==, 0);
  rt_bus_close (self->bus);
  result = rt_test_wait_result (&asker.next, "the second declaration");
}

static void
test_cancelled (Fixture       *self,
                gconstpointer  user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rt_bus_declare_async (self->bus, self->target, cancellable, rt_test_keep_result, &kept);
  g_cancellable_cancel (cancellable);
  result = rt_test_wait_result (&kept, "a cancelled declaration");

  g_assert_false (rt_bus_declare_finish (self->bus, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_tested (Fixture       *self,
             gconstpointer  user_data)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rt_bus_test_async (self->bus, NULL, rt_test_keep_result, &kept);
  g_assert_cmpuint (self->script->n_opened, ==, 1);
  lose (self, FALSE);
  result = rt_test_wait_result (&kept, "a test");

  g_assert_false (rt_bus_test_finish (self->bus, result, &error));
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_CONNECT);
}

static void
assert_refused (const char *uri,
                RtBusError  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_bus_new (uri, &error));
  g_assert_error (error, RT_BUS_ERROR, (int) code);
}

static void
test_addresses (void)
{
  assert_refused ("no address", RT_BUS_ERROR_INVALID);
  assert_refused ("gopher://host", RT_BUS_ERROR_INVALID);
  assert_refused ("embedded:", RT_BUS_ERROR_INVALID);
  assert_refused ("embedded:No/Such", RT_BUS_ERROR_INVALID);
  assert_refused ("embedded:..%2Fup", RT_BUS_ERROR_INVALID);
  assert_refused ("embedded://host/name", RT_BUS_ERROR_INVALID);
}

#define ADD(path, begin, test) g_test_add ("/bus/" path, Fixture, NULL, begin, test, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("says-what-state-it-is-in", set_up, test_states);
  ADD ("shows-no-password", set_up, test_password);
  ADD ("is-confirmed-in-any-order", set_up_open, test_any_order);
  ADD ("sends-again-what-is-unconfirmed", set_up_open, test_sent_again);
  ADD ("sends-nothing-again-that-the-engine-sends", set_up_open, test_kept_by_engine);
  ADD ("keeps-so-much-unconfirmed-and-no-more", set_up_open, test_bounded);
  ADD ("does-not-grow-behind-one-that-is-stuck", set_up_open, test_stuck);
  ADD ("waits-for-an-engine-without-room", set_up_open, test_no_room);
  ADD ("hands-over-nothing-while-blocked", set_up_open, test_blocked);
  ADD ("confirms-with-an-error-once-closed", set_up_open, test_closed);
  ADD ("is-closed-bit-by-bit", set_up_open, test_closed_bit_by_bit);
  ADD ("ends-for-good", set_up_open, test_for_good);
  ADD ("makes-a-call-again-on-the-next-connection", set_up, test_call);
  ADD ("makes-a-call-again-that-the-engine-ended", set_up_open, test_call_again);
  ADD ("is-closed-when-a-call-is-told-so", set_up_open, test_call_closed);
  ADD ("cancels-a-call-that-waits", set_up, test_cancelled);
  ADD ("tells-what-fails-when-tested", set_up, test_tested);
  g_test_add_func ("/bus/refuses-addresses-that-make-no-sense", test_addresses);

  return g_test_run ();
}
