/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-bus.h"

#include <glib/gi18n.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/rt-channel.h"
#include "core/rt-priority.h"
#include "patterns/publish-subscribe/embedded/rt-embedded-subscription.h"

/* How often the clock is asked. */
#define N_BETWEEN 16

struct _RtEmbeddedBus {
  RtBus              parent_instance;
  char              *path;
  RtEmbeddedSession *session;   /* while it is opening or open */
  RtBusTarget       *target;    /* of the messages published last */
};

G_DEFINE_FINAL_TYPE (RtEmbeddedBus, rt_embedded_bus, RT_TYPE_BUS)

const RtBusEngine rt_embedded_engine = { "embedded", N_("Embedded"), rt_embedded_bus_get_type };

static gboolean
check (RtBus   *bus,
       GError **error)
{
  RtEmbeddedBus *self = RT_EMBEDDED_BUS (bus);
  GUri *uri = rt_bus_get_guri (bus);
  g_autofree char *name = g_uri_unescape_string (g_uri_get_path (uri), NULL);
  g_autofree char *file = NULL;
  g_autoptr (GHashTable) query = NULL;

  if (name == NULL || g_uri_get_host (uri) != NULL || !rt_channel_name_is_valid (name))
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
                           _("An embedded bus is called embedded:NAME, with a name of at most 64 of a–z, 0–9, “.”, “_” "
                             "and “-”."));
      return FALSE;
    }

  if (g_uri_get_query (uri) != NULL)
    query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);
  file = g_strconcat (name, ".db", NULL);
  if (query != NULL && g_hash_table_contains (query, "folder"))
    {
      g_autofree char *path = g_build_filename (g_hash_table_lookup (query, "folder"), file, NULL);

      self->path = g_canonicalize_filename (path, NULL);
    }
  else
    self->path = g_build_filename (g_get_user_data_dir (), "roundtrip", "bus", file, NULL);

  return TRUE;
}

static RtBusAbilities
get_abilities (RtBus *bus)
{
  return RT_BUS_CAN_QUEUE | RT_BUS_CAN_LOG | RT_BUS_CAN_PRIORITY | RT_BUS_CAN_TTL | RT_BUS_CAN_DEAD_LETTER |
         RT_BUS_CAN_PARTITIONS | RT_BUS_CAN_GROUP | RT_BUS_CAN_SEEK | RT_BUS_CAN_SEEK_TIME | RT_BUS_CAN_RETENTION;
}

static void
end_call (RtEmbeddedSession *session,
          RtEmbeddedResult  *result)
{
  gpointer found;

  if (!g_hash_table_steal_extended (session->calls, GSIZE_TO_POINTER (result->tag), NULL, &found))
    return;

  if (result->error != NULL)
    g_task_return_error (found, g_steal_pointer (&result->error));
  else if (result->array != NULL)
    g_task_return_pointer (found, g_steal_pointer (&result->array), (GDestroyNotify) g_array_unref);
  else
    g_task_return_boolean (found, TRUE);
  g_object_unref (found);
}

static void
tell_subscription (RtEmbeddedSession *session,
                   RtEmbeddedResult  *result)
{
  RtBusSubscription *subscription = result->consumer->owner;

  if (result->type == RT_EMBEDDED_SOUGHT && subscription != NULL && result->error == NULL)
    rt_bus_subscription_forget (subscription, result->partition);
  if (subscription != NULL && (result->type == RT_EMBEDDED_SOUGHT || result->type == RT_EMBEDDED_BEGAN))
    rt_embedded_subscription_placed (RT_EMBEDDED_SUBSCRIPTION (subscription), result->array,
                                     result->type == RT_EMBEDDED_SOUGHT ? result->partition : -1);
  if (result->type == RT_EMBEDDED_SOUGHT)
    {
      g_clear_pointer (&result->array, g_array_unref);
      end_call (session, result);
    }
  else if (subscription == NULL)
    return;
  else if (result->type == RT_EMBEDDED_DELIVERED)
    rt_embedded_subscription_delivered (RT_EMBEDDED_SUBSCRIPTION (subscription), result->delivery);
  else if (result->type == RT_EMBEDDED_BEGAN)
    rt_bus_subscription_began (subscription);
  else if (result->type == RT_EMBEDDED_ASSIGNED)
    rt_bus_subscription_assign (subscription, result->array);
  else
    rt_embedded_subscription_ended (RT_EMBEDDED_SUBSCRIPTION (subscription), result->error);
}

/* Lets the worker go on where too much waited. */
static void
make_room (RtEmbeddedSession *session,
           RtBusDelivery     *delivery)
{
  int size = (int) g_bytes_get_size (delivery->message->body);
  int n_bytes = g_atomic_int_add (&session->n_bytes, -size) - size;

  if (session->bus != NULL && n_bytes < RT_EMBEDDED_MAX_WAITING_BYTES / 2 &&
      g_atomic_int_compare_and_exchange (&session->starved, TRUE, FALSE))
    rt_embedded_session_push (session, (RtEmbeddedOp) { RT_EMBEDDED_ROOM });
}

static void
handle (RtEmbeddedSession *session,
        RtEmbeddedResult  *result)
{
  switch (result->type)
    {
    case RT_EMBEDDED_OPENED:
      rt_bus_connected (session->bus);
      break;
    case RT_EMBEDDED_LOST:
      rt_bus_lost (session->bus, result->error, FALSE);
      break;
    case RT_EMBEDDED_CONFIRMED:
      rt_bus_confirm (session->bus, result->tag, result->partition, result->offset, result->error);
      break;
    case RT_EMBEDDED_CALLED:
      end_call (session, result);
      break;
    case RT_EMBEDDED_BEGAN:
    case RT_EMBEDDED_DELIVERED:
    case RT_EMBEDDED_ASSIGNED:
    case RT_EMBEDDED_SOUGHT:
    case RT_EMBEDDED_ENDED:
    default:
      tell_subscription (session, result);
      break;
    }
}

/* What there is, where nothing is under way. */
static gboolean
take_results (RtEmbeddedSession *session)
{
  GArray *done = session->taken;
  guint64 ignored;

  if (session->n_done < done->len)
    return TRUE;

  g_array_set_size (done, 0);
  session->n_done = 0;
  g_mutex_lock (&session->mutex);
  while (read (session->event, &ignored, sizeof ignored) > 0)
    ;
  session->signalled = FALSE;
  session->taken = session->results;
  session->results = done;
  g_mutex_unlock (&session->mutex);

  return session->taken->len > 0;
}

static void
drain (gpointer user_data)
{
  RtEmbeddedSession *session = rt_embedded_session_ref (user_data);
  gint64 deadline = g_get_monotonic_time () + RT_SLICE_US;

  for (guint n = 1; session->bus != NULL && take_results (session); n++)
    {
      RtEmbeddedResult result = g_array_index (session->taken, RtEmbeddedResult, session->n_done);

      session->n_done++;
      handle (session, &result);
      if (result.delivery != NULL)
        make_room (session, result.delivery);
      rt_embedded_result_clear (&result);
      if (session->bus != NULL && n % N_BETWEEN == 0 && g_get_monotonic_time () > deadline)
        {
          rt_poller_defer (session->poller, &session->deferred);
          break;
        }
    }

  rt_embedded_session_unref (session);
}

static void
drain_event (guint32  events,
             gpointer user_data)
{
  RtEmbeddedSession *session = user_data;

  /* While it is deferred it has its turn anyway. */
  rt_poller_undefer (session->poller, &session->deferred);
  drain (session);
}

static RtEmbeddedSession *
new_session (RtEmbeddedBus *self)
{
  RtEmbeddedSession *session = g_new0 (RtEmbeddedSession, 1);

  g_atomic_ref_count_init (&session->ref_count);
  g_mutex_init (&session->mutex);
  session->event = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);
  session->results = g_array_new (FALSE, FALSE, sizeof (RtEmbeddedResult));
  session->taken = g_array_new (FALSE, FALSE, sizeof (RtEmbeddedResult));
  session->calls = g_hash_table_new (NULL, NULL);
  session->bus = RT_BUS (self);
  session->store = rt_embedded_store_get (self->path);
  session->poller = rt_poller_ref (rt_poller_get_default ());
  session->watch = rt_poller_add (session->poller, session->event, EPOLLIN, drain_event, session);
  session->deferred.func = drain;
  session->deferred.user_data = session;

  return session;
}

static void
open_bus (RtBus *bus)
{
  RtEmbeddedBus *self = RT_EMBEDDED_BUS (bus);

  self->session = new_session (self);
  rt_embedded_session_push (self->session, (RtEmbeddedOp) { RT_EMBEDDED_OPEN });
}

static void
end_calls (RtEmbeddedSession *session)
{
  GHashTableIter iter;
  gpointer task;

  g_hash_table_iter_init (&iter, session->calls);
  while (g_hash_table_iter_next (&iter, NULL, &task))
    {
      g_task_return_new_error (task, RT_BUS_ERROR, RT_BUS_ERROR_CLOSED, "%s", _("The bus is closed: connect first."));
      g_object_unref (task);
    }
  g_clear_pointer (&session->calls, g_hash_table_unref);
}

static void
close_bus (RtBus *bus)
{
  RtEmbeddedBus *self = RT_EMBEDDED_BUS (bus);
  RtEmbeddedSession *session = g_steal_pointer (&self->session);

  if (session == NULL)
    return;

  session->bus = NULL;
  rt_embedded_session_push (session, (RtEmbeddedOp) { RT_EMBEDDED_CLOSE });
  rt_poller_remove (session->poller, session->watch);
  rt_poller_undefer (session->poller, &session->deferred);
  g_clear_pointer (&session->poller, rt_poller_unref);
  end_calls (session);
  for (; session->n_done < session->taken->len; session->n_done++)
    rt_embedded_result_clear (&g_array_index (session->taken, RtEmbeddedResult, session->n_done));
  g_array_unref (session->taken);
  rt_embedded_store_unref (session->store);
  rt_embedded_session_unref (session);
}

static void
push_call (RtBus             *bus,
           RtEmbeddedOpType   type,
           const RtBusTarget *target,
           const char        *group,
           GTask             *task)
{
  RtEmbeddedSession *session = RT_EMBEDDED_BUS (bus)->session;
  RtEmbeddedOp op = { type };

  op.target = rt_embedded_target_new (target);
  op.group = g_strdup (group);
  op.tag = rt_embedded_session_call (session, task);
  rt_embedded_session_push (session, op);
}

static void
declare (RtBus             *bus,
         const RtBusTarget *target,
         GTask             *task)
{
  push_call (bus, RT_EMBEDDED_DECLARE, target, NULL, task);
}

static void
remove_target (RtBus             *bus,
               const RtBusTarget *target,
               GTask             *task)
{
  push_call (bus, RT_EMBEDDED_REMOVE, target, NULL, task);
}

static void
measure (RtBus             *bus,
         const RtBusTarget *target,
         const char        *group,
         GTask             *task)
{
  push_call (bus, RT_EMBEDDED_MEASURE, target, group, task);
}

static gboolean
publish (RtBus             *bus,
         const RtBusTarget *target,
         RtBusMessage      *message,
         guint64            tag)
{
  RtEmbeddedBus *self = RT_EMBEDDED_BUS (bus);
  RtEmbeddedOp op = { RT_EMBEDDED_PUBLISH, .tag = tag };

  if (self->target == NULL || !rt_bus_target_equal (self->target, target))
    {
      g_clear_pointer (&self->target, rt_embedded_target_unref);
      self->target = rt_embedded_target_new (target);
    }
  op.target = rt_embedded_target_ref (self->target);
  op.message = rt_bus_message_ref (message);
  rt_embedded_session_push (self->session, op);

  return TRUE;
}

static GType
get_subscription_type (RtBus *bus)
{
  return RT_TYPE_EMBEDDED_SUBSCRIPTION;
}

RtEmbeddedSession *
rt_embedded_bus_get_session (RtBus *bus)
{
  return RT_EMBEDDED_BUS (bus)->session;
}

static void
rt_embedded_bus_finalize (GObject *object)
{
  RtEmbeddedBus *self = RT_EMBEDDED_BUS (object);

  g_clear_pointer (&self->target, rt_embedded_target_unref);
  g_free (self->path);

  G_OBJECT_CLASS (rt_embedded_bus_parent_class)->finalize (object);
}

static void
rt_embedded_bus_class_init (RtEmbeddedBusClass *klass)
{
  RtBusClass *bus_class = RT_BUS_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_embedded_bus_finalize;
  bus_class->name = rt_embedded_engine.name;
  bus_class->in_process = TRUE;
  bus_class->check = check;
  bus_class->get_abilities = get_abilities;
  bus_class->open = open_bus;
  bus_class->close = close_bus;
  bus_class->declare = declare;
  bus_class->remove = remove_target;
  bus_class->publish = publish;
  bus_class->get_subscription_type = get_subscription_type;
  bus_class->measure = measure;
}

static void
rt_embedded_bus_init (RtEmbeddedBus *self)
{
}
