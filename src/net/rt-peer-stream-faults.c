/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-stream-private.h"

#include <glib/gi18n.h>
#include <string.h>

static gssize
take_from_socket (char     *buffer,
                  gsize     count,
                  int      *code,
                  gpointer  user_data)
{
  RtPeerStream *self = user_data;

  return rt_peer_input_take (self->input, buffer, count, code);
}

static gssize
give_to_socket (const char *bytes,
                gsize       length,
                int        *code,
                gpointer    user_data)
{
  RtPeerStream *self = user_data;

  return rt_peer_output_give (self->output, bytes, length, code);
}

static void
has_arrived (gpointer user_data)
{
  RtPeerStream *self = user_data;

  rt_peer_stream_read_on (self);
  rt_peer_stream_update_watch (self, FALSE);
  rt_peer_stream_ask_for_turn (self);
}

static void
has_room (gpointer user_data)
{
  RtPeerStream *self = user_data;

  self->is_blocked = FALSE;
  rt_peer_stream_update_watch (self, FALSE);
  rt_peer_stream_ask_for_turn (self);
}

static void
is_to_be_cut (gpointer user_data)
{
  RtPeerStream *self = user_data;

  self->must_cut = TRUE;
  rt_peer_stream_ask_for_turn (self);
}

static void
has_passed (const char *bytes,
            gsize       length,
            gpointer    user_data)
{
  RtPeerStream *self = user_data;

  rt_peer_input_tell_received (self->input, bytes, length);
}

static void
is_lost (const char *bytes,
         gsize       length,
         gpointer    user_data)
{
  RtPeerStream *self = user_data;

  rt_peer_input_tell_lost (self->input, bytes, length);
}

static const RtFaultLayerHooks layer_hooks = {
  .take = take_from_socket,
  .give = give_to_socket,
  .arrived = has_arrived,
  .writable = has_room,
  .cut = is_to_be_cut,
  .passed = has_passed,
  .lost = is_lost,
};

static void
set_layer (RtPeerStream *self,
           RtFaultLayer *layer)
{
  g_clear_pointer (&self->layer, rt_fault_layer_free);
  self->layer = layer;
  rt_peer_input_set_faults (self->input, layer);
  rt_peer_output_set_faults (self->output, layer);
}

static void
need_layer (RtPeerStream *self)
{
  if (self->layer == NULL)
    set_layer (self, rt_fault_layer_new (self->faults, &layer_hooks, self));
}

static void
cut_cb (gpointer user_data)
{
  need_layer (user_data);
  is_to_be_cut (user_data);
}

static void
changed_cb (gpointer user_data)
{
  RtPeerStream *self = user_data;

  if (rt_faults_is_active (self->faults))
    need_layer (self);
  self->has_other_faults = TRUE;
  rt_peer_stream_ask_for_turn (self);
}

void
rt_peer_stream_leave_faults (RtPeerStream *self)
{
  if (self->faults == NULL)
    return;

  if (self->layer != NULL)
    rt_fault_layer_stop (self->layer);
  rt_faults_leave (self->faults, &self->member);
  g_clear_object (&self->faults);
}

/* In its next turn: who takes the faults away may be in the middle of anything. */
static void
mend (RtPeerStream *self)
{
  if (self->layer == NULL)
    return;

  rt_fault_layer_mend (self->layer);
  self->has_other_faults = TRUE;
  rt_peer_stream_ask_for_turn (self);
}

/**
 * rt_peer_stream_set_faults:
 * @self: a peer stream
 * @faults: (nullable): what is broken on purpose on this connection; %NULL for nothing
 *
 * Puts a fault layer between guard and socket coming in, and between outbox and socket
 * going out, for as long as a fault is in force. To be set before anything was read or
 * written; to be taken away at any time: what was held back then goes on at once.
 */
void
rt_peer_stream_set_faults (RtPeerStream *self,
                           RtFaults     *faults)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (faults == self->faults || self->state == RT_PEER_STREAM_CLOSED)
    return;

  rt_peer_stream_leave_faults (self);
  self->must_cut = FALSE;
  self->must_cut_sent = FALSE;
  if (faults == NULL)
    {
      mend (self);
      return;
    }

  set_layer (self, NULL);
  self->faults = g_object_ref (faults);
  self->member = (RtFaultMember) { .cut = cut_cb, .changed = changed_cb, .user_data = self };
  rt_faults_join (faults, &self->member);
  if (rt_faults_is_active (faults))
    need_layer (self);
}

/**
 * rt_peer_stream_judge_event:
 * @self: a peer stream
 *
 * Asks what becomes of an event that is about to be written into a body, which takes it in
 * any case: so polling asks by itself. After %RT_FAULT_LAST write it, and nothing more, and
 * call rt_peer_stream_cut_when_sent(). What it says has struck with this.
 *
 * Returns: what to do with it
 */
RtFaultVerdict
rt_peer_stream_judge_event (RtPeerStream *self)
{
  RtFaultVerdict verdict;

  if (G_LIKELY (self->layer == NULL))
    return RT_FAULT_PASS;

  verdict = rt_fault_layer_judge_event (self->layer);
  rt_fault_layer_strike_event (self->layer);

  return verdict;
}

/**
 * rt_peer_stream_cut_when_sent:
 * @self: a peer stream
 *
 * Ends the connection with a reset once all that was written was handed to the kernel.
 */
void
rt_peer_stream_cut_when_sent (RtPeerStream *self)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (self->layer == NULL)
    return;

  self->must_cut_sent = TRUE;
  rt_peer_stream_ask_for_turn (self);
}

static RtPushResult
push_judged (RtPeerStream *self,
             GBytes       *bytes,
             gsize         payload)
{
  RtFaultVerdict verdict;

  if (self->must_cut_sent)
    return RT_PUSH_OVER;

  verdict = rt_fault_layer_judge_event (self->layer);
  if (verdict != RT_FAULT_OMIT && !rt_outbox_push_event (self->outbox, bytes, payload))
    return RT_PUSH_REFUSED;
  if (verdict == RT_FAULT_TWICE)
    rt_outbox_push_again (self->outbox, bytes, payload);
  rt_fault_layer_strike_event (self->layer);
  if (verdict != RT_FAULT_LAST)
    return RT_PUSH_TAKEN;

  rt_peer_stream_cut_when_sent (self);

  return RT_PUSH_LAST;
}

/**
 * rt_peer_stream_push_event:
 * @self: a peer stream
 * @bytes: an event as it goes over the wire
 * @payload: how many of them are its data
 *
 * Puts an event at the end of the outbox, as rt_outbox_push_event() does, or leaves it
 * out, puts it there twice, or has the connection cut behind it, as the faults in force
 * say: whoever pushes events, they suffer the same. Costs one test of a pointer while no
 * fault is in force. Call rt_peer_stream_flush() or rt_peer_stream_send() afterwards.
 *
 * Returns: what became of it
 */
RtPushResult
rt_peer_stream_push_event (RtPeerStream *self,
                           GBytes       *bytes,
                           gsize         payload)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), RT_PUSH_REFUSED);

  if (G_UNLIKELY (self->layer != NULL))
    return push_judged (self, bytes, payload);

  return rt_outbox_push_event (self->outbox, bytes, payload) ? RT_PUSH_TAKEN : RT_PUSH_REFUSED;
}

/* As when the peer resets it. */
static void
cut (RtPeerStream *self)
{
  rt_peer_input_fail (self->input, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                                        _("The connection was cut on purpose.")));
  rt_peer_stream_die (self);
  rt_peer_stream_emit_gone (self);
  if (self->state != RT_PEER_STREAM_CLOSED)
    rt_peer_stream_finish (self, TRUE);
}

static void
take_note_of_change (RtPeerStream *self)
{
  self->has_other_faults = FALSE;
  rt_fault_layer_update (self->layer);
  rt_fault_layer_go_on (self->layer);
  has_arrived (self);
  if (!self->must_cut && !self->must_cut_sent && rt_fault_layer_is_idle (self->layer))
    set_layer (self, NULL);
  else if (self->faults == NULL)
    self->has_other_faults = TRUE;
  rt_peer_stream_update_watch (self, FALSE);
}

gboolean
rt_peer_stream_suffer (RtPeerStream *self)
{
  if (self->must_cut_sent && rt_outbox_is_empty (self->outbox) && rt_fault_layer_get_n_unsent (self->layer) == 0)
    {
      rt_faults_strike (self->faults, RT_FAULT_CUT_AFTER);
      self->must_cut = TRUE;
    }
  if (self->must_cut)
    {
      cut (self);
      return TRUE;
    }
  if (self->has_other_faults)
    take_note_of_change (self);

  return FALSE;
}

/* Of what waits to be sent so much is looked at: answers that are not final are short. */
#define MAX_INTERIM 512

/* What was written since the request began whose answer is to be lost. */
static void
peek_answer (RtPeerStream *self,
             GString      *text)
{
  GOutputVector vectors[8];
  guint n = rt_outbox_peek (self->outbox, vectors, G_N_ELEMENTS (vectors));
  guint64 begin = rt_peer_output_get_n_sent (self->output);

  for (guint i = 0; i < n && text->len < MAX_INTERIM; i++)
    {
      gsize skip = self->lost_answer > begin ? MIN (self->lost_answer - begin, vectors[i].size) : 0;

      g_string_append_len (text, (const char *) vectors[i].buffer + skip, MIN (vectors[i].size - skip, MAX_INTERIM));
      begin += vectors[i].size;
    }
}

/* RFC 9110 section 15.2: what comes before the answer is none, but 101 is. */
static gboolean
has_answer (RtPeerStream *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *head;

  peek_answer (self, text);
  head = text->str;
  while (g_str_has_prefix (head, "HTTP/1.1 1") && !g_str_has_prefix (head, "HTTP/1.1 101"))
    {
      const char *end = strstr (head, "\r\n\r\n");

      if (end == NULL)
        return FALSE;
      head = end + strlen ("\r\n\r\n");
    }

  return *head != '\0';
}

gboolean
rt_peer_stream_lose_answer (RtPeerStream *self)
{
  if (!rt_fault_layer_loses_answer (self->layer) || !has_answer (self))
    return self->must_cut;

  rt_fault_layer_lose_answer (self->layer);

  return TRUE;
}

void
rt_peer_stream_judge_request (RtPeerStream *self)
{
  gboolean was_lost;

  if (self->layer == NULL)
    return;

  was_lost = rt_fault_layer_loses_answer (self->layer);
  if (rt_fault_layer_begin_request (self->layer) && !was_lost)
    self->lost_answer = rt_peer_stream_count_written (self);
}
