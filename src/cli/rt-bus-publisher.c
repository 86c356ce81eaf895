/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-bus-publisher.h"

#include "cli/rt-simulation.h"
#include "cli/rt-watch-words.h"
#include "core/rt-json.h"
#include "patterns/publish-subscribe/rt-bus-client.h"

struct _RtBusPublisher {
  RtPublisher      parent_instance;

  RtConsole       *console;
  RtClient        *client;
  RtBusPublishing  how;
  char            *type;
  char            *key;
  GTask           *task;        /* what waits: for the connection, for room, or for the end */
  gboolean         finishing;
  gboolean         was_open;
  GError          *refusal;     /* of a message, not told yet */
  GQueue           sent;        /* of Sent: what is not told to be safe, in order */
  guint64          n_sent;
};

/* A message under way. */
typedef struct {
  RtBusPublisher *publisher;
  gboolean        safe;
  gint64          offset;
} Sent;

G_DEFINE_FINAL_TYPE (RtBusPublisher, rt_bus_publisher, RT_TYPE_PUBLISHER)

static void proceed (RtBusPublisher *self);

static void
give_back (RtBusPublisher *self,
           GError         *error)
{
  GTask *task = g_steal_pointer (&self->task);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Told in order, whichever way the broker confirms. */
static void
tell_safe (RtBusPublisher *self)
{
  Sent *first = g_queue_peek_head (&self->sent);

  while (first != NULL && first->safe)
    {
      g_queue_pop_head (&self->sent);
      rt_publisher_confirm (RT_PUBLISHER (self), first->offset >= 0, (guint64) MAX (first->offset, 0), 0);
      g_free (first);
      first = g_queue_peek_head (&self->sent);
    }
}

static void
on_confirmed (RtBus        *bus,
              RtBusMessage *message,
              int           partition,
              gint64        offset,
              const GError *error,
              gpointer      user_data)
{
  Sent *sent = user_data;
  g_autoptr (RtBusPublisher) self = g_object_ref (sent->publisher);

  sent->safe = error == NULL;
  sent->offset = offset;
  if (error != NULL)
    {
      if (self->refusal == NULL)
        self->refusal = g_error_new_literal (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED, error->message);
      g_queue_remove (&self->sent, sent);
      g_free (sent);
    }
  tell_safe (self);
  proceed (self);
}

static RtBusMessage *
new_message (RtBusPublisher *self,
             GBytes         *body)
{
  RtBusMessage *message = rt_bus_message_new (body);
  gsize size;
  const char *text = g_bytes_get_data (body, &size);

  message->number = ++self->n_sent;
  message->type = g_strdup (self->type);
  message->key = g_strdup (self->key);
  message->content_type = g_strdup (size > 0 && rt_json_check (text, size, NULL) ? "application/json" : "text/plain");
  message->priority = self->how.priority;
  message->ttl_ms = self->how.ttl_ms;
  message->persistent = !self->how.transient;

  return message;
}

static void
send_message (RtBusPublisher *self)
{
  g_autoptr (RtBusMessage) message = new_message (self, g_task_get_task_data (self->task));
  g_autoptr (GError) error = NULL;
  Sent *sent = g_new0 (Sent, 1);

  sent->publisher = self;
  g_queue_push_tail (&self->sent, sent);
  if (rt_bus_client_publish (RT_BUS_CLIENT (self->client), message, on_confirmed, sent, &error))
    {
      give_back (self, NULL);
      return;
    }

  g_queue_remove (&self->sent, sent);
  g_free (sent);
  if (!g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_FULL))
    give_back (self, g_error_new_literal (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_REFUSED, error->message));
}

/* The next step of what waits, if something does. */
static void
proceed (RtBusPublisher *self)
{
  if (self->task == NULL)
    return;

  if (self->refusal != NULL)
    give_back (self, g_steal_pointer (&self->refusal));
  else if (self->finishing && self->sent.length == 0)
    give_back (self, NULL);
  else if (!self->finishing && rt_client_get_state (self->client) == RT_CLIENT_OPEN)
    send_message (self);
}

/* Where nobody was reached yet, nobody will be for a while. */
static void
on_state (RtBusPublisher *self)
{
  RtClientState state = rt_client_get_state (self->client);

  if (state == RT_CLIENT_OPEN && !self->was_open)
    g_signal_connect_object (rt_bus_client_get_bus (RT_BUS_CLIENT (self->client)), "writable", G_CALLBACK (proceed),
                             self, G_CONNECT_SWAPPED);
  else if (self->was_open && state != RT_CLIENT_CONNECTING)
    rt_watch_say_state (self->console, self->client);

  if (state == RT_CLIENT_OPEN)
    rt_simulation_follow_client (self->console, self->client);
  self->was_open |= state == RT_CLIENT_OPEN;
  if (self->task != NULL && (state == RT_CLIENT_CLOSED || (state == RT_CLIENT_RETRYING && !self->was_open)))
    give_back (self, g_error_new_literal (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED,
                                          rt_client_get_reason (self->client)));
  proceed (self);
}

static void
on_cancelled (GCancellable   *cancellable,
              RtBusPublisher *self)
{
  if (self->task != NULL)
    give_back (self, NULL);
}

/* What is cancelled says so itself. */
static void
keep (RtBusPublisher *self,
      GTask          *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->task = task;
  if (cancellable != NULL && g_cancellable_is_cancelled (cancellable))
    give_back (self, NULL);
  else if (cancellable != NULL && !g_signal_handler_find (cancellable, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self))
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_cancelled), self, 0);
}

static void
rt_bus_publisher_publish (RtPublisher *publisher,
                          GTask       *task)
{
  RtBusPublisher *self = RT_BUS_PUBLISHER (publisher);

  keep (self, task);
  if (rt_client_get_state (self->client) == RT_CLIENT_CLOSED)
    rt_client_start (self->client);
  else
    proceed (self);
}

static void
rt_bus_publisher_finish (RtPublisher *publisher,
                         GTask       *task)
{
  RtBusPublisher *self = RT_BUS_PUBLISHER (publisher);

  self->finishing = TRUE;
  keep (self, task);
  proceed (self);
}

static void
rt_bus_publisher_finalize (GObject *object)
{
  RtBusPublisher *self = RT_BUS_PUBLISHER (object);

  g_signal_handlers_disconnect_by_data (self->client, self);
  rt_client_stop (self->client);
  g_object_unref (self->client);
  g_object_unref (self->console);
  g_queue_clear_full (&self->sent, g_free);
  g_clear_error (&self->refusal);
  g_free (self->type);
  g_free (self->key);

  G_OBJECT_CLASS (rt_bus_publisher_parent_class)->finalize (object);
}

static void
rt_bus_publisher_class_init (RtBusPublisherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_bus_publisher_finalize;
  RT_PUBLISHER_CLASS (klass)->publish = rt_bus_publisher_publish;
  RT_PUBLISHER_CLASS (klass)->finish = rt_bus_publisher_finish;
}

static void
rt_bus_publisher_init (RtBusPublisher *self)
{
}

/**
 * rt_bus_publisher_new:
 * @console: where it is said that the connection was lost, or is there again
 * @url: a queue or topic
 * @how: what all its messages have
 *
 * Returns: (transfer full): a publisher
 */
RtPublisher *
rt_bus_publisher_new (RtConsole             *console,
                      GUri                  *url,
                      const RtBusPublishing *how)
{
  RtBusPublisher *self = g_object_new (RT_TYPE_BUS_PUBLISHER, NULL);
  g_autofree char *text = g_uri_to_string (url);

  self->console = g_object_ref (console);
  self->how = *how;
  self->type = g_strdup (how->type);
  self->key = g_strdup (how->key);
  self->client = g_object_new (RT_TYPE_BUS_CLIENT, "uri", text, "consuming", FALSE, NULL);
  g_signal_connect_object (self->client, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);

  return RT_PUBLISHER (self);
}
