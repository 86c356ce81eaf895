/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-waiters.h"

#include "core/rt-priority.h"

typedef struct {
  GSource    source;
  GObject   *stream;
  RtWaiters *waiters;
  GList      link;
  gboolean   woken;
  gboolean   raised;   /* while it is woken */
  guint      owner;    /* libsoup's source, while it rests; 0 otherwise */
  int        priority; /* that it had before */
} Waiter;

/* How libsoup's names of the source begin of which ours is the child of a child:
 * SoupMessageIOSource in 3.2, SoupMessageIOData in 3.6. */
#define OWNER "SoupMessageIO"
#define MAX_OWNER_DISTANCE 3

static void
wait (Waiter *self)
{
  self->woken = FALSE;
  if (self->raised)
    g_source_set_priority (&self->source, RT_PRIORITY_WAITING);
  self->raised = FALSE;
  g_queue_push_tail_link (&self->waiters->sources, &self->link);
}

/* GLib tells no child whose it is, but numbers it right after its parent. Where that
 * or the name is not so any more, nothing is found and nothing rests. */
static guint
find_owner (Waiter *self)
{
  GMainContext *context = g_source_get_context (&self->source);
  guint id = g_source_get_id (&self->source);

  for (guint i = 1; i <= MAX_OWNER_DISTANCE && i < id; i++)
    {
      GSource *source = g_main_context_find_source_by_id (context, id - i);

      if (source == NULL)
        return 0;
      if (g_source_get_name (source) != NULL && g_str_has_prefix (g_source_get_name (source), OWNER))
        return id - i;
    }

  return 0;
}

static void
rest (Waiter *self)
{
  guint id = find_owner (self);
  GSource *owner;

  if (id == 0)
    return;

  owner = g_main_context_find_source_by_id (g_source_get_context (&self->source), id);
  self->owner = id;
  self->priority = g_source_get_priority (owner);
  g_source_set_priority (owner, RT_PRIORITY_WAITING);
}

static void
end_rest (Waiter *self)
{
  guint id = self->owner;
  GSource *owner;

  self->owner = 0;
  if (id == 0 || g_source_is_destroyed (&self->source))
    return;

  owner = g_main_context_find_source_by_id (g_source_get_context (&self->source), id);
  if (owner != NULL)
    g_source_set_priority (owner, self->priority);
}

/* A source that is the child of another has its parent's priority, and keeps it. */
static void
raise_priority (Waiter *self)
{
  if (self->owner != 0)
    {
      end_rest (self);
      return;
    }
  if (g_source_get_priority (&self->source) != RT_PRIORITY_WAITING)
    return;

  self->raised = TRUE;
  g_source_set_priority (&self->source, RT_PRIORITY_IO);
}

static gboolean
waiter_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  Waiter *self = (Waiter *) source;
  GPollableSourceFunc func = (GPollableSourceFunc) callback;

  /* Whether it is still ready is for the stream to say: no spinning here. */
  if (self->woken)
    {
      g_source_set_ready_time (source, -1);
      self->waiters->n_woken--;
      wait (self);
      self->waiters->armed (self->waiters->user_data);
    }

  return func != NULL ? func (self->stream, user_data) : G_SOURCE_REMOVE;
}

static gboolean
waiter_call_closure (GObject  *stream,
                     gpointer  data)
{
  GClosure *closure = data;
  GValue result = G_VALUE_INIT;
  GValue parameter = G_VALUE_INIT;
  gboolean goes_on;

  g_value_init (&result, G_TYPE_BOOLEAN);
  g_value_init (&parameter, G_TYPE_OBJECT);
  g_value_set_object (&parameter, stream);
  g_closure_invoke (closure, &result, 1, &parameter, NULL);
  goes_on = g_value_get_boolean (&result);
  g_value_unset (&parameter);
  g_value_unset (&result);

  return goes_on;
}

static void
waiter_finalize (GSource *source)
{
  Waiter *self = (Waiter *) source;

  if (self->woken)
    self->waiters->n_woken--;
  else
    g_queue_unlink (&self->waiters->sources, &self->link);
  g_object_unref (self->stream);
}

static GSourceFuncs waiter_funcs = {
  .dispatch = waiter_dispatch,
  .finalize = waiter_finalize,
  .closure_callback = (GSourceFunc) waiter_call_closure,
  .closure_marshal = (GSourceDummyMarshal) g_cclosure_marshal_generic,
};

GSource *
rt_waiters_create_source (RtWaiters    *self,
                          GObject      *stream,
                          gboolean      is_ready,
                          GCancellable *cancellable)
{
  GSource *source = g_source_new (&waiter_funcs, sizeof (Waiter));
  Waiter *waiter = (Waiter *) source;

  g_source_set_static_name (source, "RtWaiter");
  g_source_set_priority (source, RT_PRIORITY_WAITING);
  waiter->stream = g_object_ref (stream);
  waiter->waiters = self;
  waiter->link.data = source;
  if (cancellable != NULL)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (source, cancelled);
    }
  if (is_ready)
    {
      waiter->woken = TRUE;
      self->n_woken++;
      /* It may become a child, whose priority is not to be touched; and what failed stays so. */
      g_source_set_priority (source, RT_PRIORITY_IO);
      g_source_set_ready_time (source, 0);
    }
  else
    {
      wait (waiter);
      self->armed (self->user_data);
    }

  return source;
}

gboolean
rt_waiters_exist (RtWaiters *self)
{
  return self->n_woken > 0 || self->sources.length > 0;
}

gboolean
rt_waiters_are_waiting (RtWaiters *self)
{
  return self->sources.length > 0;
}

gboolean
rt_waiters_rest (RtWaiters *self)
{
  gboolean any = FALSE;

  for (GList *link = self->sources.head; link != NULL; link = link->next)
    {
      Waiter *waiter = link->data;

      if (waiter->owner != 0 || g_source_get_priority (&waiter->source) == RT_PRIORITY_WAITING ||
          g_source_is_destroyed (&waiter->source) || g_source_get_context (&waiter->source) == NULL)
        continue;
      rest (waiter);
      any |= waiter->owner != 0;
    }

  return any;
}

void
rt_waiters_wake (RtWaiters *self,
                 RtPoller  *poller)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&self->sources)) != NULL)
    {
      Waiter *waiter = link->data;

      waiter->woken = TRUE;
      self->n_woken++;
      raise_priority (waiter);
      rt_poller_wake (poller, &waiter->source);
    }
}
