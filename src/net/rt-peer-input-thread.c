/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-input-private.h"

/* Room that another thread brought and waits to have filled. Whoever is done with it
 * last frees it. */
typedef struct {
  gatomicrefcount  references;
  RtPeerInput     *input;
  char            *buffer;
  gsize            count;
  gssize           n_read;
  gboolean         done;
  gboolean         cancelled;
  GError          *error;
  GMutex           lock;
  GCond            cond;
} Parcel;

static void
parcel_unref (Parcel *parcel)
{
  if (!g_atomic_ref_count_dec (&parcel->references))
    return;

  g_clear_error (&parcel->error);
  g_object_unref (parcel->input);
  g_cond_clear (&parcel->cond);
  g_mutex_clear (&parcel->lock);
  g_free (parcel);
}

/* %FALSE: nothing came yet. Who does not wait any more has taken its room along. */
static gboolean
deliver (Parcel *parcel)
{
  GPollableInputStream *stream = G_POLLABLE_INPUT_STREAM (parcel->input);

  g_mutex_lock (&parcel->lock);
  if (!parcel->cancelled)
    {
      parcel->input->turn = 0;
      parcel->n_read = g_pollable_input_stream_read_nonblocking (stream, parcel->buffer, parcel->count, NULL, &parcel->error);
      if (g_error_matches (parcel->error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        g_clear_error (&parcel->error);
      else
        parcel->done = TRUE;
    }
  if (parcel->done)
    g_cond_signal (&parcel->cond);
  g_mutex_unlock (&parcel->lock);

  return parcel->done || parcel->cancelled;
}

void
rt_peer_input_serve_threads (RtPeerInput *self)
{
  Parcel *parcel;

  /* Delivering may end the connection, and that serves the others. */
  while ((parcel = g_queue_pop_head (&self->parcels)) != NULL)
    {
      if (!deliver (parcel))
        {
          g_queue_push_head (&self->parcels, parcel);
          break;
        }
      parcel_unref (parcel);
    }
}

static gboolean
receive_parcel (gpointer user_data)
{
  Parcel *parcel = user_data;
  RtPeerInput *self = parcel->input;

  g_queue_push_tail (&self->parcels, parcel);
  rt_peer_input_serve_threads (self);
  if (self->parcels.length > 0 && self->hooks != NULL)
    self->hooks->armed (self->user_data);

  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable,
              Parcel       *parcel)
{
  g_mutex_lock (&parcel->lock);
  parcel->cancelled = TRUE;
  g_cond_signal (&parcel->cond);
  g_mutex_unlock (&parcel->lock);
}

static void
hand_over (Parcel *parcel)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_atomic_ref_count_inc (&parcel->references);
  /* Not g_main_context_invoke(), which runs it here while the loop is idle. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, receive_parcel, parcel, NULL);
  g_source_attach (source, parcel->input->context);
}

/* A TLS handshake is made in a thread, with calls that may block: they wait for the main
 * loop, never the other way round. */
gssize
rt_peer_input_read_in_thread (RtPeerInput   *self,
                              char          *buffer,
                              gsize          count,
                              GCancellable  *cancellable,
                              GError       **error)
{
  Parcel *parcel = g_new0 (Parcel, 1);
  gulong handler;
  gssize n_read;

  g_atomic_ref_count_init (&parcel->references);
  parcel->input = g_object_ref (self);
  parcel->buffer = buffer;
  parcel->count = count;
  g_mutex_init (&parcel->lock);
  g_cond_init (&parcel->cond);
  handler = cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), parcel, NULL) : 0;
  hand_over (parcel);

  g_mutex_lock (&parcel->lock);
  while (!parcel->done && !parcel->cancelled)
    g_cond_wait (&parcel->cond, &parcel->lock);
  parcel->cancelled = !parcel->done;
  n_read = parcel->done ? parcel->n_read : -1;
  if (parcel->error != NULL)
    g_propagate_error (error, g_steal_pointer (&parcel->error));
  g_mutex_unlock (&parcel->lock);

  if (handler != 0)
    g_cancellable_disconnect (cancellable, handler);
  if (n_read < 0 && (error == NULL || *error == NULL))
    g_cancellable_set_error_if_cancelled (cancellable, error);
  parcel_unref (parcel);

  return n_read;
}
