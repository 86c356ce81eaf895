/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-faults-private.h"

enum {
  SIGNAL_STRUCK,
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtFaults, rt_faults, G_TYPE_OBJECT)

static void
rt_faults_finalize (GObject *object)
{
  RtFaults *self = RT_FAULTS (object);

  rt_poller_stop_timer (self->poller, &self->timer);
  rt_poller_unref (self->poller);
  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (rt_faults_parent_class)->finalize (object);
}

static void
rt_faults_class_init (RtFaultsClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_faults_finalize;

  /**
   * RtFaults::struck:
   * @self: the faults
   * @what: what one did, in a few words for people
   * @when: monotonic time, µs
   */
  signals[SIGNAL_STRUCK] =
    g_signal_new ("struck", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
  /**
   * RtFaults::changed:
   * @self: the faults
   *
   * Another fault is in force, or one no more.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static gboolean
goes_on_for_long (RtFaultKind kind)
{
  return kind == RT_FAULT_DELAY || kind == RT_FAULT_LIMIT || kind == RT_FAULT_STALL || kind == RT_FAULT_STOP;
}

static void
tell (RtFaults      *self,
      const RtFault *fault)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *what = NULL;

  self->n_struck[fault->kind]++;
  if (self->told[fault->kind] != 0 && now - self->told[fault->kind] < G_USEC_PER_SEC / RT_FAULTS_MAX_SIGNALS)
    return;

  self->told[fault->kind] = now;
  what = rt_fault_dup_struck (fault);
  g_signal_emit (self, signals[SIGNAL_STRUCK], 0, what, now);
}

void
rt_faults_cut_all (RtFaults *self)
{
  const RtFault fault = { .kind = RT_FAULT_CUT };

  if (self->members.length == 0)
    return;

  for (GList *link = self->members.head; link != NULL; link = link->next)
    {
      RtFaultMember *member = link->data;

      member->cut (member->user_data);
    }
  tell (self, &fault);
}

void
rt_faults_tell_change (RtFaults *self)
{
  for (GList *link = self->members.head; link != NULL; link = link->next)
    {
      RtFaultMember *member = link->data;

      member->changed (member->user_data);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
rt_faults_init (RtFaults *self)
{
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer.func = rt_faults_update;
  self->timer.user_data = self;
  self->entries = g_ptr_array_new_with_free_func (g_free);
}

/**
 * rt_faults_new:
 *
 * Returns: (transfer full): faults of a server's connections, none so far; their times
 *   pass in the thread-default main context
 */
RtFaults *
rt_faults_new (void)
{
  return g_object_new (RT_TYPE_FAULTS, NULL);
}

/**
 * rt_faults_new_for_client:
 *
 * Returns: (transfer full): likewise, of connections that this side opens
 */
RtFaults *
rt_faults_new_for_client (void)
{
  RtFaults *self = rt_faults_new ();

  self->is_for_client = TRUE;

  return self;
}

/**
 * rt_faults_is_for_client:
 * @self: faults
 *
 * Returns: whether they are of connections that this side opens
 */
gboolean
rt_faults_is_for_client (RtFaults *self)
{
  g_return_val_if_fail (RT_IS_FAULTS (self), FALSE);

  return self->is_for_client;
}

/**
 * rt_faults_cut_now:
 * @self: faults
 *
 * Cuts every connection there is, with a reset, within this turn of the loop's I/O or
 * those that follow where they are many. Struck only where there is one.
 */
void
rt_faults_cut_now (RtFaults *self)
{
  g_return_if_fail (RT_IS_FAULTS (self));

  rt_faults_cut_all (self);
}

/**
 * rt_faults_is_active:
 * @self: faults
 *
 * Returns: whether one is in force
 */
gboolean
rt_faults_is_active (RtFaults *self)
{
  g_return_val_if_fail (RT_IS_FAULTS (self), FALSE);

  return self->n_active > 0;
}

/**
 * rt_faults_get:
 * @self: faults
 * @kind: a kind
 *
 * Returns: (transfer none) (nullable): the one of that kind that is in force; valid until
 *   anything changes
 */
const RtFault *
rt_faults_get (RtFaults    *self,
               RtFaultKind  kind)
{
  return self->active[kind] != NULL ? &self->active[kind]->fault : NULL;
}

/**
 * rt_faults_get_n_struck:
 * @self: faults
 * @kind: a kind
 *
 * Returns: how often it struck since the beginning
 */
guint64
rt_faults_get_n_struck (RtFaults    *self,
                        RtFaultKind  kind)
{
  g_return_val_if_fail (RT_IS_FAULTS (self), 0);

  return self->n_struck[kind];
}

/**
 * rt_faults_strike:
 * @self: faults
 * @kind: a kind that is in force
 *
 * Takes note that it struck, where it did. What goes on for long counts once each time
 * it is in force.
 */
void
rt_faults_strike (RtFaults    *self,
                  RtFaultKind  kind)
{
  RtFaultsEntry *entry = self->active[kind];
  g_autoptr (RtFaults) keep = NULL;

  if (entry == NULL || (goes_on_for_long (kind) && entry->has_struck))
    return;

  keep = g_object_ref (self);
  entry->has_struck = TRUE;
  tell (self, &entry->fault);
}

static gboolean
is_nth (RtFaults    *self,
        RtFaultKind  kind)
{
  const RtFault *fault = rt_faults_get (self, kind);

  return fault != NULL && ++self->n_events[kind] % fault->value == 0;
}

/**
 * rt_faults_judge_event:
 * @self: faults
 * @n_events: (inout) (nullable): how many events the connection was given so far, which
 *   is counted on where it matters
 *
 * Asks what becomes of an event that is about to be given to a connection. Every Nth
 * counts over all of them; how many one gets before it is cut, for each alone.
 *
 * Returns: what to do with it, which strikes when it is done: rt_faults_strike_event()
 */
RtFaultVerdict
rt_faults_judge_event (RtFaults *self,
                       guint64  *n_events)
{
  const RtFault *after;

  if (is_nth (self, RT_FAULT_SWALLOW))
    return RT_FAULT_OMIT;

  after = rt_faults_get (self, RT_FAULT_CUT_AFTER);
  if (after != NULL && !after->is_time && n_events != NULL && ++*n_events >= (guint64) after->value)
    return RT_FAULT_LAST;

  return is_nth (self, RT_FAULT_DUPLICATE) ? RT_FAULT_TWICE : RT_FAULT_PASS;
}

/**
 * rt_faults_strike_event:
 * @self: faults
 * @verdict: what rt_faults_judge_event() said
 *
 * Takes note that this became of the event. That its connection was cut is to be told once
 * it is.
 */
void
rt_faults_strike_event (RtFaults       *self,
                        RtFaultVerdict  verdict)
{
  if (verdict == RT_FAULT_OMIT)
    rt_faults_strike (self, RT_FAULT_SWALLOW);
  else if (verdict == RT_FAULT_TWICE)
    rt_faults_strike (self, RT_FAULT_DUPLICATE);
}

/**
 * rt_faults_judge_request:
 * @self: faults
 *
 * Asks whether the answer of a request that is about to be carried out is to be lost:
 * every Nth is, over all connections. It struck when the connection is cut.
 *
 * Returns: whether it is
 */
gboolean
rt_faults_judge_request (RtFaults *self)
{
  return is_nth (self, RT_FAULT_LOSE_ANSWER);
}

/**
 * rt_faults_refuse:
 * @self: faults
 *
 * Asks whether a connect is to fail as refused. Where it is, that has struck.
 *
 * Returns: whether it is
 */
gboolean
rt_faults_refuse (RtFaults *self)
{
  if (rt_faults_get (self, RT_FAULT_REFUSE) == NULL)
    return FALSE;

  rt_faults_strike (self, RT_FAULT_REFUSE);

  return TRUE;
}

/**
 * rt_faults_join:
 * @self: faults
 * @member: a connection, until rt_faults_leave()
 */
void
rt_faults_join (RtFaults      *self,
                RtFaultMember *member)
{
  member->link.data = member;
  g_queue_push_tail_link (&self->members, &member->link);
}

/**
 * rt_faults_leave:
 * @self: faults
 * @member: a connection that joined
 */
void
rt_faults_leave (RtFaults      *self,
                 RtFaultMember *member)
{
  g_queue_unlink (&self->members, &member->link);
}
