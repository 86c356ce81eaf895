/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-input-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>

static void rt_peer_input_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RtPeerInput, rt_peer_input, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, rt_peer_input_pollable_init))

/* What is not handed on stays, in front of what the socket brings next. */
static void
hold (RtPeerInput *self,
      const char  *bytes,
      gsize        length)
{
  g_assert (self->held == NULL);

  self->held = g_memdup2 (bytes, length);
  self->held_offset = 0;
  self->held_length = length;
}

static void
release_held (RtPeerInput *self,
              gsize        length)
{
  self->held_offset += length;
  if (self->held_offset < self->held_length)
    return;

  g_clear_pointer (&self->held, g_free);
  self->held_offset = 0;
  self->held_length = 0;
}

static gssize
would_block (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, _("Nothing has arrived yet."));

  return -1;
}

/* Bytes that were not looked at yet: those held back come first, and are copied,
 * not taken. */
static gssize
peek (RtPeerInput  *self,
      char         *buffer,
      gsize         count,
      GError      **error)
{
  int code;
  gssize n;

  if (self->held != NULL)
    {
      n = MIN (count, self->held_length - self->held_offset);
      memcpy (buffer, self->held + self->held_offset, n);
      return n;
    }
  if (self->has_ended)
    return rt_peer_input_give_end (self, buffer, error);

  n = rt_peer_input_receive (self, buffer, count, &code);
  if (n == 0)
    return rt_peer_input_give_end (self, buffer, error);
  if (n < 0 && code == EAGAIN)
    return would_block (error);

  return n < 0 ? rt_peer_input_give_failure (self, buffer, error) : n;
}

gssize
rt_peer_input_inspect (RtPeerInput  *self,
                       const char   *bytes,
                       gsize         length,
                       GError      **error)
{
  if (rt_guard_get_phase (self->guard) == RT_GUARD_IDLE && !rt_guard_is_shut (self->guard))
    {
      self->counts.head_start = g_get_monotonic_time ();
      self->hooks->began (self->user_data);
    }

  return rt_guard_inspect (self->guard, bytes, length, error);
}

void
rt_peer_input_take_off (RtPeerInput *self,
                        const char  *bytes,
                        gsize        length,
                        gsize        done)
{
  if (self->held != NULL)
    release_held (self, done);
  else if (done < length)
    hold (self, bytes + done, length - done);
}

void
rt_peer_input_note_handed (RtPeerInput *self,
                           const char  *bytes,
                           gsize        length)
{
  if (rt_guard_get_phase (self->guard) == RT_GUARD_IDLE && self->head == NULL)
    self->is_between |= length > 0;
  else if (self->is_between)
    self->is_between = memchr (bytes, '\n', length) == NULL;

  self->counts.n_handed += length;
  if (self->client_turn > 0)
    rt_answer_watch_see (&self->answers, bytes, length);
  if (self->has_frames)
    rt_peer_input_weigh_frames (self, bytes, length);
  if (self->turn == 0 && self->client_turn > 0)
    self->turn_start = g_get_monotonic_time ();
  self->turn += length;
}

/* As far as the guard lets it pass. */
static gssize
hand_on (RtPeerInput  *self,
         const char   *bytes,
         gsize         length,
         GError      **error)
{
  gssize passed = rt_peer_input_inspect (self, bytes, length, error);

  if (passed < 0)
    return -1;

  rt_peer_input_take_off (self, bytes, length, passed);
  rt_peer_input_note_handed (self, bytes, passed);

  return passed;
}

static gssize
rt_peer_input_read_nonblocking (GPollableInputStream  *stream,
                                void                  *buffer,
                                gsize                  count,
                                GError               **error)
{
  RtPeerInput *self = RT_PEER_INPUT (stream);

  for (;;)
    {
      g_autoptr (GError) refusal = NULL;
      gssize passed;
      gssize room;
      gssize n;

      if (self->failure != NULL)
        return rt_peer_input_give_failure (self, buffer, error);
      if (rt_guard_is_at_end (self->guard))
        return rt_peer_input_rouse_libsoup (self, buffer);
      room = rt_peer_input_get_room (self);
      if (room <= 0 || self->is_paused || !rt_peer_input_gather (self))
        return would_block (error);
      if (self->failure != NULL)
        continue;
      if (self->head != NULL)
        return rt_peer_input_give_head (self, buffer, MIN (count, (gsize) room));
      if (rt_guard_is_shut (self->guard))
        return would_block (error);

      n = peek (self, buffer, MIN (count, (gsize) room), error);
      if (n <= 0 || self->failure != NULL)
        return n;

      passed = hand_on (self, buffer, n, &refusal);
      if (passed < 0)
        return rt_peer_input_give_refusal (self, buffer, refusal, error);
      if (passed == 0)
        return would_block (error);
      if (!rt_guard_was_trailer (self->guard))
        return passed;
    }
}

static gssize
rt_peer_input_read (GInputStream  *stream,
                    void          *buffer,
                    gsize          count,
                    GCancellable  *cancellable,
                    GError       **error)
{
  if (g_thread_self () != RT_PEER_INPUT (stream)->owner)
    return rt_peer_input_read_in_thread (RT_PEER_INPUT (stream), buffer, count, cancellable, error);

  /* Never waits on the loop's own thread: there is a source to wait with. */
  return rt_peer_input_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), buffer, count, error);
}

static gboolean
rt_peer_input_is_readable (GPollableInputStream *stream)
{
  RtPeerInput *self = RT_PEER_INPUT (stream);

  if (rt_peer_input_is_ready (self))
    return TRUE;
  if (rt_guard_is_shut (self->guard) || self->is_paused)
    return FALSE;

  return rt_peer_input_has_arrived (self);
}

static GSource *
rt_peer_input_create_source (GPollableInputStream *stream,
                             GCancellable         *cancellable)
{
  RtPeerInput *self = RT_PEER_INPUT (stream);

  if (!rt_waiters_are_waiting (&self->waiters))
    self->counts.wait_start = g_get_monotonic_time ();
  rt_peer_input_begin_turn (self);

  return rt_waiters_create_source (&self->waiters, G_OBJECT (self), self->failure != NULL, cancellable);
}

static void
rt_peer_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = rt_peer_input_is_readable;
  iface->read_nonblocking = rt_peer_input_read_nonblocking;
  iface->create_source = rt_peer_input_create_source;
}

static void
rt_peer_input_finalize (GObject *object)
{
  RtPeerInput *self = RT_PEER_INPUT (object);

  g_clear_pointer (&self->held, g_free);
  rt_peer_input_drop_head (self);
  g_clear_error (&self->failure);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (rt_peer_input_parent_class)->finalize (object);
}

static void
rt_peer_input_class_init (RtPeerInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_peer_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = rt_peer_input_read;
}

static void
somebody_waits (gpointer user_data)
{
  RtPeerInput *self = user_data;

  /* Over HTTP/2 libsoup reads with one source, turn after turn. */
  rt_peer_input_begin_turn (self);
  if (self->hooks != NULL)
    self->hooks->armed (self->user_data);
}

static void
rt_peer_input_init (RtPeerInput *self)
{
  self->owner = g_thread_self ();
  self->context = g_main_context_ref_thread_default ();
  self->waiters.armed = somebody_waits;
  self->waiters.user_data = self;
}

RtPeerInput *
rt_peer_input_new (int                     fd,
                   RtGuard                *guard,
                   const RtPeerInputHooks *hooks,
                   gpointer                user_data)
{
  RtPeerInput *self = g_object_new (RT_TYPE_PEER_INPUT, NULL);

  self->fd = fd;
  self->guard = guard;
  self->hooks = hooks;
  self->user_data = user_data;
  self->counts.last_arrival = g_get_monotonic_time ();

  return self;
}

void
rt_peer_input_fail (RtPeerInput *self,
                    GError      *error)
{
  /* The first reason is the true one. */
  if (self->failure == NULL)
    self->failure = error;
  else
    g_error_free (error);
  g_clear_pointer (&self->held, g_free);
  self->held_offset = 0;
  self->held_length = 0;
  rt_peer_input_drop_head (self);
  rt_peer_input_serve_threads (self);
}

void
rt_peer_input_detach (RtPeerInput *self)
{
  g_assert (self->failure != NULL);

  self->hooks = NULL;
  self->layer = NULL;
  self->guard = NULL;
  self->is_between = FALSE;
  self->fd = -1;
}

static gboolean
may_pass (RtPeerInput *self)
{
  return self->head != NULL || !rt_guard_is_shut (self->guard);
}

gboolean
rt_peer_input_wants (RtPeerInput *self)
{
  return (rt_waiters_are_waiting (&self->waiters) || self->parcels.length > 0 || self->is_unclaimed) &&
         (self->failure != NULL || (may_pass (self) && !self->is_paused));
}

void
rt_peer_input_set_paused (RtPeerInput *self,
                          gboolean     paused)
{
  self->is_paused = paused;
}

gboolean
rt_peer_input_is_being_read (RtPeerInput *self)
{
  return self->waiters.n_woken > 0;
}

gboolean
rt_peer_input_is_ready (RtPeerInput *self)
{
  if (self->failure != NULL)
    return TRUE;
  if (!may_pass (self) || self->is_paused)
    return FALSE;
  if (rt_peer_input_has_head (self))
    return TRUE;

  if (self->layer != NULL && rt_fault_layer_is_ready (self->layer))
    return TRUE;

  return self->held != NULL || self->has_ended || rt_guard_is_at_end (self->guard);
}

void
rt_peer_input_wake (RtPeerInput *self,
                    RtPoller    *poller)
{
  rt_peer_input_serve_threads (self);
  rt_waiters_wake (&self->waiters, poller);
}

gboolean
rt_peer_input_rest (RtPeerInput *self)
{
  return rt_waiters_rest (&self->waiters);
}

const RtPeerInputCounts *
rt_peer_input_get_counts (RtPeerInput *self)
{
  return &self->counts;
}
