/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-crowd-private.h"

#include "core/rt-priority.h"
#include "patterns/rt-uri.h"

/* One that joins later begins where the others are, so that it carries what they
 * carry and not the channel's memory. */
static gint64
get_start (RtCrowd *self)
{
  RtClient *first = rt_crowd_get_first (self);
  guint64 last = first != NULL ? rt_client_get_last_seq (first) : 0;

  if (last > 0)
    return (gint64) last;

  return self->resume >= 0 ? self->resume : self->after;
}

static void
rt_crowd_add (RtCrowd *self)
{
  RtClient *client = g_object_new (self->client_type,
                                   "uri", self->uri,
                                   "after", get_start (self),
                                   "interval-ms", self->interval_ms,
                                   "resume", !self->starts_over,
                                   NULL);

  g_ptr_array_add (self->clients, client);
  rt_crowd_watch (self, client);
  rt_client_set_faults (client, self->faults);
  rt_client_start (client);
}

/**
 * rt_crowd_set_resumes:
 * @self: a crowd
 * @resumes: whether everyone who is wanted, those who are here as well, goes on where they
 *   were once they are connected again
 */
void
rt_crowd_set_resumes (RtCrowd  *self,
                      gboolean  resumes)
{
  self->starts_over = !resumes;
  for (guint i = 0; i < self->clients->len; i++)
    g_object_set (g_ptr_array_index (self->clients, i), "resume", resumes, NULL);
}

/* The last of @members leaves. */
static void
rt_crowd_remove (RtCrowd   *self,
                 GPtrArray *members)
{
  g_autoptr (RtClient) client = g_ptr_array_steal_index (members, members->len - 1);

  g_signal_handlers_disconnect_by_data (client, self);
  rt_client_stop (client);
  if (members != self->forgotten)
    rt_crowd_retire (self, client);
}

/* Whoever was sent away is gone before anyone comes, so that there are never more
 * connections than wanted. */
static gboolean
rt_crowd_step (RtCrowd *self)
{
  if (self->forgotten->len > 0)
    rt_crowd_remove (self, self->forgotten);
  else if (self->leaving->len > 0)
    rt_crowd_remove (self, self->leaving);
  else if (self->clients->len > self->wanted)
    rt_crowd_remove (self, self->clients);
  else if (self->clients->len < self->wanted)
    rt_crowd_add (self);
  else
    return FALSE;

  return TRUE;
}

static gboolean
on_adjust (gpointer user_data)
{
  RtCrowd *self = user_data;

  self->adjust_source = 0;
  rt_crowd_adjust (self);
  return G_SOURCE_REMOVE;
}

/**
 * rt_crowd_send_away:
 * @members: clients
 * @where: those that leave
 *
 * Moves all of @members to @where, in constant time but for the pointers: what is slow
 * about leaving is left to rt_crowd_adjust(). They are not heard of any more meanwhile,
 * because none of them is the first.
 */
void
rt_crowd_send_away (GPtrArray *members,
                    GPtrArray *where)
{
  gsize n;
  gpointer *stolen = g_ptr_array_steal (members, &n);

  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (where, stolen[i]);
  g_free (stolen);
}

/* With the main loop's next turn. */
static void
rt_crowd_adjust_later (RtCrowd *self)
{
  if (self->adjust_source == 0)
    self->adjust_source = g_idle_add_full (RT_PRIORITY_IO, on_adjust,
                                           self->disposed ? g_object_ref (self) : self,
                                           self->disposed ? g_object_unref : NULL);
}

/* Members go and come from the next turn on, so that whoever still has to say where they
 * are to go can do so first. */
static void
queue_adjust (RtCrowd *self)
{
  rt_crowd_drop_sum (self);
  rt_crowd_adjust_later (self);
  rt_crowd_queue_changed (self);
}

/**
 * rt_crowd_adjust:
 * @self: a crowd
 *
 * Lets members go and come until those are here that are wanted: for one slice now,
 * with the main loop's next turns for the rest. A crowd that was disposed of lives until
 * the last has left, so that nobody waits for them.
 */
void
rt_crowd_adjust (RtCrowd *self)
{
  gint64 end = g_get_monotonic_time () + RT_SLICE_US;
  gboolean more = TRUE;

  g_clear_handle_id (&self->adjust_source, g_source_remove);
  /* At least one a turn, however slow the machine is. */
  do
    more = rt_crowd_step (self);
  while (more && g_get_monotonic_time () < end);

  rt_crowd_drop_sum (self);
  /* A member's last words may have begun another. */
  if (more)
    rt_crowd_adjust_later (self);
  if (self->disposed)
    return;
  if (!more)
    rt_crowd_emit_settled (self);
  rt_crowd_queue_changed (self);
}

/**
 * rt_crowd_move_adopted:
 * @self: a crowd
 * @from: where their server was
 * @to: (nullable): where it is now; %NULL: nowhere
 *
 * Has those of the adopted that are at @from go on at @to; without one they are stopped.
 * Others stay where they are.
 */
void
rt_crowd_move_adopted (RtCrowd    *self,
                       const char *from,
                       const char *to)
{
  /* Some may end with it, and others come. */
  g_autoptr (GPtrArray) adopted = g_ptr_array_copy (self->adopted, (GCopyFunc) g_object_ref, NULL);

  g_ptr_array_set_free_func (adopted, g_object_unref);
  for (guint i = 0; i < adopted->len; i++)
    {
      RtClient *client = g_ptr_array_index (adopted, i);
      g_autofree char *uri = rt_uri_move (rt_client_get_uri (client), from, to != NULL ? to : from);

      if (uri != NULL && to != NULL)
        rt_client_move (client, uri);
      else if (uri != NULL)
        rt_client_stop (client);
    }
}

/**
 * rt_crowd_reset:
 * @self: a crowd
 *
 * Forgets what everyone counted. As many as are wanted come anew, so that what it costs to
 * connect is counted as well, and go on where those were who leave; the adopted, who have a
 * work of their own to do, go on with it and count from nothing.
 */
void
rt_crowd_reset (RtCrowd *self)
{
  self->resume = get_start (self);
  rt_crowd_send_away (self->clients, self->forgotten);
  rt_crowd_send_away (self->leaving, self->forgotten);
  for (guint i = 0; i < self->adopted->len; i++)
    rt_client_reset_traffic (g_ptr_array_index (self->adopted, i));
  rt_crowd_forget (self);
  queue_adjust (self);
}

static gpointer
ref_client (gconstpointer client,
            gpointer      user_data)
{
  return g_object_ref ((gpointer) client);
}

/**
 * rt_crowd_dup_members:
 * @self: a crowd
 *
 * Returns: (transfer full) (element-type RtClient): those that are wanted, as they came, then
 *   those that were adopted; who was sent away is not among them
 */
GPtrArray *
rt_crowd_dup_members (RtCrowd *self)
{
  GPtrArray *members = g_ptr_array_copy (self->clients, ref_client, NULL);

  g_ptr_array_set_free_func (members, g_object_unref);
  g_ptr_array_extend (members, self->adopted, ref_client, NULL);
  return members;
}
