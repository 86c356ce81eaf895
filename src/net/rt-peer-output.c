/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-output-private.h"

#include <glib/gi18n.h>

/* Bytes that another thread brought and waits for. */
typedef struct {
  RtPeerOutput *output;
  const char   *bytes;
  gsize         length;
  gssize        written;
  gboolean      done;
  GError       *error;
  GMutex        lock;
  GCond         cond;
} Parcel;

static void rt_peer_output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RtPeerOutput, rt_peer_output, G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, rt_peer_output_pollable_init))

static gsize
append_some (RtPeerOutput *self,
             const char   *bytes,
             gsize         length)
{
  gsize n;

  if (self->is_single && !rt_outbox_is_empty (self->outbox))
    n = 0;
  else if (self->is_whole)
    n = rt_outbox_append_whole (self->outbox, bytes, length) ? length : 0;
  else
    n = rt_outbox_append_control (self->outbox, bytes, length);
  if (n == 0)
    self->missing = self->is_whole ? length : 1;

  return n;
}

static gssize
append (RtPeerOutput  *self,
        const char    *bytes,
        gsize          length,
        GError       **error)
{
  gsize n;

  if (self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return -1;
    }

  n = append_some (self, bytes, length);
  if (n == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, _("The peer has not taken yet what was written before."));
      return -1;
    }
  self->hooks->written (bytes, n, self->user_data);

  return n;
}

static gssize
rt_peer_output_write_nonblocking (GPollableOutputStream  *stream,
                                  const void             *buffer,
                                  gsize                   count,
                                  GError                **error)
{
  return append (RT_PEER_OUTPUT (stream), buffer, count, error);
}

static gboolean
deliver (Parcel *parcel)
{
  gssize written = append (parcel->output, parcel->bytes, parcel->length, &parcel->error);

  if (g_error_matches (parcel->error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      g_clear_error (&parcel->error);
      return FALSE;
    }

  g_mutex_lock (&parcel->lock);
  parcel->written = written;
  parcel->done = TRUE;
  g_cond_signal (&parcel->cond);
  g_mutex_unlock (&parcel->lock);

  return TRUE;
}

static gboolean
receive_parcel (gpointer user_data)
{
  Parcel *parcel = user_data;
  RtPeerOutput *self = parcel->output;

  if (self->parcels.length > 0 || !deliver (parcel))
    g_queue_push_tail (&self->parcels, parcel);

  return G_SOURCE_REMOVE;
}

static void
deliver_parcels (RtPeerOutput *self)
{
  Parcel *parcel;

  /* Delivering may end the connection, and that delivers the others. */
  while ((parcel = g_queue_pop_head (&self->parcels)) != NULL)
    {
      if (deliver (parcel))
        continue;
      g_queue_push_head (&self->parcels, parcel);
      break;
    }
}

/* libsoup closes the body of a chunked response in a thread, which writes the last
 * chunk with a call that may block: it waits for the main loop, never the other
 * way round. */
static gssize
write_from_thread (RtPeerOutput  *self,
                   const void    *buffer,
                   gsize          count,
                   GError       **error)
{
  Parcel parcel = { .output = self, .bytes = buffer, .length = count };
  g_autoptr (GSource) source = g_idle_source_new ();

  g_mutex_init (&parcel.lock);
  g_cond_init (&parcel.cond);
  /* Not g_main_context_invoke(), which runs it here while the loop is idle. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, receive_parcel, &parcel, NULL);
  g_source_attach (source, self->context);

  g_mutex_lock (&parcel.lock);
  while (!parcel.done)
    g_cond_wait (&parcel.cond, &parcel.lock);
  g_mutex_unlock (&parcel.lock);

  g_cond_clear (&parcel.cond);
  g_mutex_clear (&parcel.lock);
  if (parcel.error != NULL)
    g_propagate_error (error, parcel.error);

  return parcel.written;
}

static gssize
rt_peer_output_write (GOutputStream  *stream,
                      const void     *buffer,
                      gsize           count,
                      GCancellable   *cancellable,
                      GError        **error)
{
  RtPeerOutput *self = RT_PEER_OUTPUT (stream);

  if (g_thread_self () != self->owner)
    return write_from_thread (self, buffer, count, error);

  /* Never waits on the loop's own thread: there is a source to wait with. */
  return append (self, buffer, count, error);
}

static gboolean
rt_peer_output_is_writable (GPollableOutputStream *stream)
{
  RtPeerOutput *self = RT_PEER_OUTPUT (stream);

  return self->failure != NULL || self->missing == 0;
}

static GSource *
rt_peer_output_create_source (GPollableOutputStream *stream,
                              GCancellable          *cancellable)
{
  RtPeerOutput *self = RT_PEER_OUTPUT (stream);

  return rt_waiters_create_source (&self->waiters, G_OBJECT (self), rt_peer_output_is_writable (stream), cancellable);
}

static void
rt_peer_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = rt_peer_output_is_writable;
  iface->write_nonblocking = rt_peer_output_write_nonblocking;
  iface->create_source = rt_peer_output_create_source;
}

static void
rt_peer_output_finalize (GObject *object)
{
  RtPeerOutput *self = RT_PEER_OUTPUT (object);

  g_clear_error (&self->failure);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (rt_peer_output_parent_class)->finalize (object);
}

static void
rt_peer_output_class_init (RtPeerOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_peer_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = rt_peer_output_write;
}

static void
somebody_waits (gpointer user_data)
{
  RtPeerOutput *self = user_data;

  if (self->hooks != NULL)
    self->hooks->armed (self->user_data);
}

static void
rt_peer_output_init (RtPeerOutput *self)
{
  self->owner = g_thread_self ();
  self->context = g_main_context_ref_thread_default ();
  self->waiters.armed = somebody_waits;
  self->waiters.user_data = self;
}

RtPeerOutput *
rt_peer_output_new (int                      fd,
                    RtOutbox                *outbox,
                    const RtPeerOutputHooks *hooks,
                    gpointer                 user_data)
{
  RtPeerOutput *self = g_object_new (RT_TYPE_PEER_OUTPUT, NULL);

  self->fd = fd;
  self->outbox = outbox;
  self->hooks = hooks;
  self->user_data = user_data;

  return self;
}

void
rt_peer_output_fail (RtPeerOutput *self,
                     GError       *error)
{
  /* The first reason is the true one. */
  if (self->failure == NULL)
    self->failure = error;
  else
    g_error_free (error);
  deliver_parcels (self);
}

void
rt_peer_output_detach (RtPeerOutput *self)
{
  g_assert (self->failure != NULL);

  self->hooks = NULL;
  self->layer = NULL;
  self->outbox = NULL;
  self->fd = -1;
}

void
rt_peer_output_wake (RtPeerOutput *self,
                     RtPoller     *poller)
{
  if (self->failure == NULL && !rt_outbox_has_control_room (self->outbox, self->missing))
    return;
  if (self->failure == NULL && self->is_single && !rt_outbox_is_empty (self->outbox))
    return;

  self->missing = 0;
  deliver_parcels (self);
  if (self->missing == 0)
    rt_waiters_wake (&self->waiters, poller);
}

gboolean
rt_peer_output_has_writers (RtPeerOutput *self)
{
  return rt_waiters_exist (&self->waiters);
}

void
rt_peer_output_set_whole (RtPeerOutput *self)
{
  self->is_whole = TRUE;
}

void
rt_peer_output_set_single (RtPeerOutput *self)
{
  self->is_single = TRUE;
}
