/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bus/desk.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"

/* An embedded bus and its file. */

typedef struct {
  char *folder;
  char *path;
  char *uri;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  user_data)
{
  self->folder = rt_test_make_dir ();
  self->path = g_build_filename (self->folder, "files.db", NULL);
  self->uri = g_strdup_printf ("embedded:files?folder=%s", self->folder);
}

static void
tear_down (Fixture       *self,
           gconstpointer  user_data)
{
  rt_test_remove_dir (self->folder);
  g_free (self->path);
  g_free (self->uri);
}

static GError *
try_to_open (const char *uri)
{
  RtBus *bus = rt_bus_new (uri, NULL);
  GError *error = desk_try (bus);

  g_assert_cmpint (rt_bus_get_state (bus), ==, RT_BUS_RETRYING);
  desk_close (bus);

  return error;
}

static void
test_not_a_bus (Fixture       *self,
                gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (5000, 'x');
  g_autofree char *after = NULL;

  g_assert_true (g_file_set_contents (self->path, text, -1, NULL));
  error = try_to_open (self->uri);

  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, self->path));
  /* And it is left as it was. */
  g_assert_true (g_file_get_contents (self->path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, text);
}

static void
test_no_folder (Fixture       *self,
                gconstpointer  user_data)
{
  g_autofree char *uri = g_strdup ("embedded:files?folder=/proc/nowhere");
  g_autoptr (GError) error = try_to_open (uri);

  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_STORAGE);
}

static void
test_read_only (Fixture       *self,
                gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root writes wherever it likes");
      return;
    }
  g_chmod (self->folder, 0500);
  error = try_to_open (self->uri);
  g_chmod (self->folder, 0700);

  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_STORAGE);
}

/* What is kept is there the next time, by whatever bus. */
static void
test_kept (Fixture       *self,
           gconstpointer  user_data)
{
  RtBus *bus = desk_open (self->uri);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  Consumer *consumer;

  desk_declare (bus, target);
  desk_publish (bus, target, 1, 3);
  desk_close (bus);
  bus = desk_open (self->uri);
  consumer = consumer_new (bus, target, NULL, FALSE);
  consumer_wait (consumer, 3);

  consumer_assert (consumer, 1, 3);
  consumer_free (consumer);
  desk_close (bus);
}

/* Two buses of one process are one file, and one thread. */
static void
test_shared (Fixture       *self,
             gconstpointer  user_data)
{
  RtBus *first = desk_open (self->uri);
  RtBus *second = desk_open (self->uri);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  Consumer *consumer;

  desk_declare (first, target);
  consumer = consumer_new (second, target, NULL, FALSE);
  desk_publish (first, target, 1, 100);
  consumer_wait (consumer, 100);

  consumer_assert (consumer, 1, 100);
  desk_close (first);
  consumer_free (consumer);
  desk_close (second);
}

/* More than is let wait for a main context at a time comes as well, bit by bit. */
static void
test_large (Fixture       *self,
            gconstpointer  user_data)
{
  const RtBusKind *kind = user_data;
  RtBus *bus = desk_open (self->uri);
  g_autoptr (RtBusTarget) target = desk_target (*kind);
  g_autoptr (GBytes) body = g_bytes_new_take (g_strnfill (RT_BUS_MAX_BODY_BYTES, 'x'), RT_BUS_MAX_BODY_BYTES);
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  Consumer *consumer;

  how.prefetch = 1000;
  how.from = *kind == RT_BUS_LOG ? RT_BUS_FROM_BEGINNING : RT_BUS_FROM_END;
  desk_declare (bus, target);
  for (guint i = 1; i <= 40; i++)
    {
      g_autoptr (RtBusMessage) message = rt_bus_message_new (body);

      message->number = i;
      desk_publish_safely (bus, target, message);
    }
  consumer = consumer_new (bus, target, &how, TRUE);
  consumer_wait (consumer, 40);

  consumer_assert (consumer, 1, 40);
  g_assert_true (g_bytes_equal (consumer_get (consumer, 39)->message->body, body));
  consumer_free (consumer);
  desk_close (bus);
}

/* Its file by another path, which is to the process what another process is. */
static char *
make_other_uri (Fixture  *self,
                char    **path)
{
  *path = g_strconcat (self->folder, "-link", NULL);
  g_assert_cmpint (symlink (self->folder, *path), ==, 0);

  return g_strdup_printf ("embedded:files?folder=%s", *path);
}

static void
note_end (RtBusSubscription *subscription,
          GParamSpec        *pspec,
          gboolean          *ended)
{
  if (!rt_bus_subscription_is_active (subscription))
    *ended = TRUE;
}

static gboolean
is_active (gpointer user_data)
{
  return rt_bus_subscription_is_active (user_data);
}

static gboolean
has_last (gpointer user_data)
{
  Consumer *consumer = user_data;

  return consumer->deliveries->len > 0 &&
         consumer_get (consumer, consumer->deliveries->len - 1)->message->number == 2;
}

/* A consumer of what somebody else removes and makes again hears that it is gone, and begins anew. */
static void
test_made_anew (Fixture       *self,
                gconstpointer  user_data)
{
  const RtBusKind *kind = user_data;
  g_autofree char *path = NULL;
  g_autofree char *other_uri = make_other_uri (self, &path);
  RtBus *bus = desk_open (self->uri);
  RtBus *other = desk_open (other_uri);
  g_autoptr (RtBusTarget) target = desk_target (*kind);
  GAsyncResult *removed = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean ended = FALSE;
  Consumer *consumer;

  desk_declare (bus, target);
  consumer = consumer_new (bus, target, NULL, FALSE);
  if (*kind == RT_BUS_LOG)
    {
      desk_publish (bus, target, 7, 7);
      consumer_wait (consumer, 1);
    }
  g_signal_connect (consumer->subscription, "notify::active", G_CALLBACK (note_end), &ended);
  /* Both in one transaction, so that nobody sees that it is gone between them. */
  rt_bus_remove_async (other, target, NULL, rt_test_keep_result, &removed);
  desk_declare (other, target);
  result = rt_test_wait_result (&removed, "a removal");
  rt_test_wait_flag (&ended, "the end of a subscription");
  desk_publish (other, target, 1, 1);
  rt_test_wait_for (is_active, consumer->subscription, "a subscription that begins anew");
  desk_publish (other, target, 2, 2);
  rt_test_wait_for (has_last, consumer, "what was published then");

  g_assert_cmpuint (consumer_get (consumer, consumer->deliveries->len - 1)->message->number, ==, 2);
  for (guint i = 0; i < consumer->deliveries->len; i++)
    g_assert_cmpint (consumer_get (consumer, i)->anew, ==,
                     *kind == RT_BUS_LOG && consumer_get (consumer, i)->message->number == 1);
  g_clear_object (&result);
  consumer_free (consumer);
  desk_close (bus);
  desk_close (other);
  g_unlink (path);
}

static gboolean
is_retrying (gpointer user_data)
{
  return rt_bus_get_state (user_data) == RT_BUS_RETRYING;
}

static void
lose (RtBus    *bus,
      Consumer *consumer)
{
  g_autoptr (GError) error = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_STORAGE, "The disk is full.");

  rt_bus_lost (bus, error, FALSE);
  consumer_forget (consumer);
  g_assert_false (rt_bus_subscription_is_active (consumer->subscription));
}

/* A reader of a log without a group goes on after what it acknowledged, or where it went. */
static void
test_read_on (Fixture       *self,
              gconstpointer  user_data)
{
  RtBus *bus = desk_open (self->uri);
  RtBus *other = desk_open (self->uri);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_LOG);
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  Consumer *consumer;

  how.partition = 0;
  desk_declare (bus, target);
  desk_publish (bus, target, 1, 2);
  consumer = consumer_new (bus, target, &how, TRUE);
  lose (bus, consumer);
  desk_publish (other, target, 3, 6);
  consumer_wait (consumer, 4);
  /* From the end that was when it began. */
  consumer_assert (consumer, 3, 6);
  consumer_acknowledge (consumer, 0);
  consumer_acknowledge (consumer, 2);
  lose (bus, consumer);
  consumer_wait (consumer, 3);
  consumer_assert (consumer, 4, 6);
  g_assert_null (consumer_seek (consumer, 0, 1));
  lose (bus, consumer);
  consumer_wait (consumer, 5);

  consumer_assert (consumer, 2, 6);
  consumer_free (consumer);
  desk_close (bus);
  desk_close (other);
}

static void
count_confirmed (RtBus        *bus,
                 RtBusMessage *message,
                 int           partition,
                 gint64        offset,
                 const GError *error,
                 gpointer      user_data)
{
  if (error == NULL)
    (*(guint *) user_data)++;
}

static gboolean
is_one (gpointer user_data)
{
  return *(guint *) user_data == 1;
}

/* Where the disk is full it says so, confirms nothing, and goes on once there is room. A limit of
 * the process stands for the disk: to SQLite both are a write that does not succeed. */
static void
test_full (Fixture       *self,
           gconstpointer  user_data)
{
  RtBus *bus = desk_open (self->uri);
  g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);
  g_autoptr (GBytes) body = g_bytes_new_take (g_strnfill (500000, 'x'), 500000);
  g_autoptr (RtBusMessage) message = rt_bus_message_new (body);
  guint n_confirmed = 0;
  struct rlimit old;
  struct rlimit small;

  desk_declare (bus, target);
  getrlimit (RLIMIT_FSIZE, &old);
  small = old;
  small.rlim_cur = 300000;
  setrlimit (RLIMIT_FSIZE, &small);
  g_assert_true (rt_bus_publish (bus, target, message, count_confirmed, &n_confirmed, NULL));
  rt_test_wait_for (is_retrying, bus, "a full disk");

  g_assert_error (rt_bus_get_error (bus), RT_BUS_ERROR, RT_BUS_ERROR_STORAGE);
  g_assert_cmpuint (n_confirmed, ==, 0);
  setrlimit (RLIMIT_FSIZE, &old);
  rt_test_wait_for (is_one, &n_confirmed, "a confirmation once there is room");
  desk_close (bus);
}

/* More queues than the pages of a transaction fit into memory for: the disk is full between two of
 * them, and those that come then are not known yet. */
static void
test_full_between (Fixture       *self,
                   gconstpointer  user_data)
{
  g_autofree char *path = NULL;
  g_autofree char *other_uri = make_other_uri (self, &path);
  RtBus *bus = desk_open (self->uri);
  RtBus *other = desk_open (other_uri);
  g_autoptr (GBytes) body = g_bytes_new_take (g_strnfill (RT_BUS_MAX_BODY_BYTES, 'x'), RT_BUS_MAX_BODY_BYTES);
  g_autoptr (RtBusMessage) message = rt_bus_message_new (body);
  g_autoptr (RtBusTarget) last = NULL;
  guint n_confirmed = 0;
  struct rlimit old;
  struct rlimit small;

  for (guint i = 0; i < 24; i++)
    {
      g_autoptr (RtBusTarget) target = desk_target (RT_BUS_QUEUE);

      target->exchange = g_strdup ("all");
      target->routing_key = g_strdup ("key");
      desk_declare (bus, target);
      g_clear_pointer (&last, rt_bus_target_free);
      last = rt_bus_target_copy (target);
    }
  getrlimit (RLIMIT_FSIZE, &old);
  small = old;
  small.rlim_cur = 1000000;
  setrlimit (RLIMIT_FSIZE, &small);
  g_assert_true (rt_bus_publish (other, last, message, count_confirmed, &n_confirmed, NULL));
  rt_test_wait_for (is_retrying, other, "a full disk");

  g_assert_cmpuint (n_confirmed, ==, 0);
  setrlimit (RLIMIT_FSIZE, &old);
  rt_test_wait_for (is_one, &n_confirmed, "a confirmation once there is room");
  desk_close (bus);
  desk_close (other);
  g_unlink (path);
}

typedef struct {
  RtBus       *bus;
  RtBusTarget *targets[3];
  guint        n_empty;     /* times in a row: what moves may be missed once */
} Circle;

static gboolean
is_empty (gpointer user_data)
{
  Circle *circle = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (circle->targets); i++)
    {
      g_autoptr (GArray) measured = desk_measure (circle->bus, circle->targets[i], NULL);

      if (g_array_index (measured, RtBusPartition, 0).ready != 0)
        circle->n_empty = 0;
    }

  return ++circle->n_empty >= 50;
}

/* From the first to the second and the third, and from there to the second again: as RabbitMQ does,
 * what nobody rejects is dropped where it would go round for ever. */
static void
test_circle (Fixture       *self,
             gconstpointer  user_data)
{
  Circle circle = { desk_open (self->uri), { NULL } };
  g_autoptr (RtBusMessage) message = desk_message (1);

  for (guint i = 0; i < G_N_ELEMENTS (circle.targets); i++)
    circle.targets[i] = desk_target (RT_BUS_QUEUE);
  for (guint i = 0; i < G_N_ELEMENTS (circle.targets); i++)
    {
      circle.targets[i]->ttl_ms = 1;
      circle.targets[i]->dead_letter = g_strdup (circle.targets[i == 1 ? 2 : 1]->name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (circle.targets); i++)
    {
      /* It was made plain, for the dead letters of the one before. */
      desk_remove (circle.bus, circle.targets[i]);
      desk_declare (circle.bus, circle.targets[i]);
    }
  desk_publish_safely (circle.bus, circle.targets[0], message);
  rt_test_wait_for (is_empty, &circle, "the end of it");

  g_assert_cmpuint (rt_bus_get_tally (circle.bus)->confirmed, ==, 1);
  desk_close (circle.bus);
  for (guint i = 0; i < G_N_ELEMENTS (circle.targets); i++)
    rt_bus_target_free (circle.targets[i]);
}

int
main (int    argc,
      char **argv)
{
  static const RtBusKind queue = RT_BUS_QUEUE;
  static const RtBusKind log = RT_BUS_LOG;

  g_test_init (&argc, &argv, NULL);
  /* A write beyond the limit fails, and does not end the test. */
  signal (SIGXFSZ, SIG_IGN);
  g_test_add ("/embedded-files/what-is-no-bus-is-left-alone", Fixture, NULL, set_up, test_not_a_bus, tear_down);
  g_test_add ("/embedded-files/without-a-folder", Fixture, NULL, set_up, test_no_folder, tear_down);
  g_test_add ("/embedded-files/without-a-right-to-write", Fixture, NULL, set_up, test_read_only, tear_down);
  g_test_add ("/embedded-files/what-is-kept-is-there-next-time", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/embedded-files/two-buses-share-it", Fixture, NULL, set_up, test_shared, tear_down);
  g_test_add ("/embedded-files/large-messages-of-a-queue", Fixture, &queue, set_up, test_large, tear_down);
  g_test_add ("/embedded-files/large-messages-of-a-log", Fixture, &log, set_up, test_large, tear_down);
  g_test_add ("/embedded-files/goes-on-when-the-disk-has-room", Fixture, NULL, set_up, test_full, tear_down);
  g_test_add ("/embedded-files/a-log-is-read-on-after-what-was-done", Fixture, NULL, set_up, test_read_on, tear_down);
  g_test_add ("/embedded-files/dead-letters-go-round-and-end", Fixture, NULL, set_up, test_circle, tear_down);
  g_test_add ("/embedded-files/a-full-disk-between-two-queues", Fixture, NULL, set_up, test_full_between, tear_down);
  g_test_add ("/embedded-files/a-queue-that-another-made-anew", Fixture, &queue, set_up, test_made_anew, tear_down);
  g_test_add ("/embedded-files/a-log-that-another-made-anew", Fixture, &log, set_up, test_made_anew, tear_down);

  return g_test_run ();
}
