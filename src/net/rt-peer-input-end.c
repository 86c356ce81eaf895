/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-input-private.h"

#include <glib/gi18n.h>

gboolean
rt_peer_input_is_raw (RtPeerInput *self)
{
  return rt_guard_get_phase (self->guard) == RT_GUARD_RAW;
}

gboolean
rt_peer_input_has_ended (RtPeerInput *self)
{
  return self->has_ended;
}

void
rt_peer_input_end (RtPeerInput *self)
{
  if (self->has_ended)
    return;

  self->has_ended = TRUE;
  self->hooks->ended (self->user_data);
}

void
rt_peer_input_end_with_error (RtPeerInput *self,
                              int          code)
{
  if (self->failure == NULL)
    self->failure = g_error_new (G_IO_ERROR, g_io_error_from_errno (code),
                                 _("The connection ended: %s"), g_strerror (code));
  rt_peer_input_end (self);
}

/* libsoup 3.2 never notices that a connection ended between two requests, and keeps
 * all of it: not before it has read a line does it begin to look after the next
 * request. The end of a line, of a blank one mostly, makes no request yet, and an
 * error follows it. */
gssize
rt_peer_input_rouse_libsoup (RtPeerInput *self,
                             char        *buffer)
{
  self->is_between = FALSE;
  if (self->failure == NULL)
    self->failure = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, _("The peer has left."));
  buffer[0] = '\n';

  return 1;
}

static gboolean
must_rouse_libsoup (RtPeerInput *self)
{
  return self->is_between && !rt_peer_input_is_raw (self);
}

gssize
rt_peer_input_give_end (RtPeerInput  *self,
                        char         *buffer,
                        GError      **error)
{
  RtGuardPhase phase = rt_guard_get_phase (self->guard);

  if (must_rouse_libsoup (self))
    return rt_peer_input_rouse_libsoup (self, buffer);

  /* libsoup takes half a head, or half a chunked body, for a whole one at the end. */
  if (phase == RT_GUARD_HEAD || phase == RT_GUARD_BODY)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                           _("The peer left in the middle of its request."));
      return -1;
    }
  if (self->client_turn > 0 && rt_answer_watch_is_within (&self->answers))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                           _("The connection ended in the middle of an answer."));
      return -1;
    }

  return 0;
}

gssize
rt_peer_input_give_failure (RtPeerInput  *self,
                            char         *buffer,
                            GError      **error)
{
  if (must_rouse_libsoup (self))
    return rt_peer_input_rouse_libsoup (self, buffer);
  g_propagate_error (error, g_error_copy (self->failure));

  return -1;
}

void
rt_peer_input_be_refused (RtPeerInput  *self,
                          const GError *refusal)
{
  if (self->failure == NULL)
    self->failure = g_error_copy (refusal);
  self->hooks->refused (refusal, self->user_data);
}

gssize
rt_peer_input_give_refusal (RtPeerInput   *self,
                            char          *buffer,
                            const GError  *refusal,
                            GError       **error)
{
  rt_peer_input_be_refused (self, refusal);

  return rt_peer_input_give_failure (self, buffer, error);
}
