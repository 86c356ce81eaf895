/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-unconfirmed-private.h"

#include "core/rt-priority.h"

#include <glib/gi18n.h>

/* Tags are numbered from 1, in the order of publishing, and kept in a ring: from the first that is
 * unconfirmed to the last, with those between that were confirmed already. */
#define FEWEST_SLOTS 256
#define MOST_SLOTS   16384
/* What a message takes beside its body, roughly. */
#define MESSAGE_BYTES 128

G_STATIC_ASSERT (MOST_SLOTS >= RT_BUS_MAX_UNCONFIRMED);

static RtBusSlot *
get_slot (RtBusUnconfirmed *self,
          guint64           tag)
{
  return &self->slots[tag & (self->n_slots - 1)];
}

static void
unref_destination (RtBusDestination *self)
{
  if (--self->ref_count > 0)
    return;

  rt_bus_target_free (self->target);
  g_free (self);
}

static gsize
get_bytes (const RtBusMessage *message)
{
  return g_bytes_get_size (message->body) + MESSAGE_BYTES;
}

static gboolean
is_full (RtBusUnconfirmed *self,
         gsize             bytes)
{
  return self->n_messages >= RT_BUS_MAX_UNCONFIRMED || self->next - self->first >= MOST_SLOTS ||
         (self->n_messages > 0 && self->n_bytes + bytes > RT_BUS_MAX_UNCONFIRMED_BYTES);
}

/* So much that it is worth going on. */
static gboolean
has_room (RtBusUnconfirmed *self)
{
  return self->n_messages <= RT_BUS_MAX_UNCONFIRMED / 4 * 3 && self->next - self->first <= MOST_SLOTS / 4 * 3 &&
         self->n_bytes <= RT_BUS_MAX_UNCONFIRMED_BYTES / 4 * 3;
}

static void
grow (RtBusUnconfirmed *self)
{
  g_autofree RtBusSlot *old = g_steal_pointer (&self->slots);
  guint n_old = self->n_slots;

  self->n_slots *= 2;
  self->slots = g_new0 (RtBusSlot, self->n_slots);
  for (guint64 tag = self->first; tag < self->next; tag++)
    *get_slot (self, tag) = old[tag & (n_old - 1)];
}

static void
append (RtBusUnconfirmed *self,
        RtBusMessage     *message,
        RtBusConfirmed    confirmed,
        gpointer          user_data)
{
  if (self->next - self->first >= self->n_slots)
    grow (self);

  *get_slot (self, self->next) = (RtBusSlot) { rt_bus_message_ref (message), self->last, confirmed, user_data, FALSE };
  self->last->ref_count++;
  self->next++;
  self->n_messages++;
  self->n_bytes += get_bytes (message);
}

/* Out of the ring, which may then begin later. */
static RtBusSlot
take (RtBusUnconfirmed *self,
      guint64           tag)
{
  RtBusSlot taken = *get_slot (self, tag);

  get_slot (self, tag)->message = NULL;
  self->n_messages--;
  self->n_bytes -= get_bytes (taken.message);
  while (self->first < self->next && get_slot (self, self->first)->message == NULL)
    self->first++;
  self->next_sent = MAX (self->next_sent, self->first);

  return taken;
}

static gboolean
send_next (RtBus            *bus,
           RtBusUnconfirmed *self)
{
  RtBusSlot *slot = get_slot (self, self->next_sent);
  guint64 tag = self->next_sent;
  gboolean again = slot->sent;

  if (slot->message == NULL)
    {
      self->next_sent++;
      return TRUE;
    }

  /* It may be confirmed from within, and more be published. */
  slot->sent = TRUE;
  self->next_sent++;
  if (!RT_BUS_GET_CLASS (bus)->publish (bus, slot->destination->target, slot->message, tag))
    {
      get_slot (self, tag)->sent = again;
      self->next_sent = tag;
      return FALSE;
    }
  if (again)
    rt_bus_get_private (bus)->tally.resent++;

  return TRUE;
}

static gboolean
can_send (RtBusPrivate *priv)
{
  return priv->state == RT_BUS_OPEN && priv->unconfirmed->next_sent < priv->unconfirmed->next;
}

static void
flush_cb (gpointer user_data)
{
  g_autoptr (RtBus) bus = g_object_ref (user_data);
  RtBusPrivate *priv = rt_bus_get_private (bus);
  gint64 deadline = g_get_monotonic_time () + RT_SLICE_US;

  for (guint n = 1; can_send (priv); n++)
    {
      if (!send_next (bus, priv->unconfirmed))
        return;
      if (n % RT_BUS_N_BETWEEN == 0 && g_get_monotonic_time () > deadline)
        {
          rt_poller_defer (priv->poller, &priv->flush);
          return;
        }
    }
}

static void
tell_writable (gpointer user_data)
{
  rt_bus_get_private (user_data)->unconfirmed->refused = FALSE;
  g_signal_emit_by_name (user_data, "writable");
}

RtBusUnconfirmed *
rt_bus_unconfirmed_new (RtBus *bus)
{
  RtBusUnconfirmed *self = g_new0 (RtBusUnconfirmed, 1);
  RtBusPrivate *priv = rt_bus_get_private (bus);

  self->first = self->next = self->next_sent = 1;
  self->n_slots = FEWEST_SLOTS;
  self->slots = g_new0 (RtBusSlot, self->n_slots);
  priv->flush.func = flush_cb;
  priv->flush.user_data = bus;
  priv->writable.func = tell_writable;
  priv->writable.user_data = bus;

  return self;
}

void
rt_bus_unconfirmed_free (RtBusUnconfirmed *self)
{
  g_clear_pointer (&self->last, unref_destination);
  g_free (self->slots);
  g_free (self);
}

static gboolean
remember_destination (RtBus              *bus,
                      const RtBusTarget  *target,
                      GError            **error)
{
  RtBusUnconfirmed *self = rt_bus_get_private (bus)->unconfirmed;

  if (self->last != NULL && rt_bus_target_equal (self->last->target, target))
    return TRUE;
  if (!rt_bus_check_target (bus, target, error))
    return FALSE;

  g_clear_pointer (&self->last, unref_destination);
  self->last = g_new (RtBusDestination, 1);
  *self->last = (RtBusDestination) { rt_bus_target_copy (target), 1 };

  return TRUE;
}

static gboolean
check_room (RtBus               *bus,
            const RtBusMessage  *message,
            GError             **error)
{
  RtBusPrivate *priv = rt_bus_get_private (bus);

  if (priv->state == RT_BUS_CLOSED)
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_CLOSED, _("The bus is closed: connect first."));
      return FALSE;
    }
  if (is_full (priv->unconfirmed, get_bytes (message)))
    {
      priv->unconfirmed->refused = TRUE;
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_FULL,
                           _("Too much that was published is not confirmed yet: wait for it."));
      return FALSE;
    }

  return TRUE;
}

/**
 * rt_bus_publish:
 * @self: a bus that is not closed
 * @target: where to; what it says beyond the address (name, exchange, routing key) is for
 *   rt_bus_declare_async()
 * @message: what
 * @confirmed: (nullable) (scope async): called once, when it is safe or never will be
 * @user_data: for @confirmed
 * @error: return location
 *
 * Publishes. While there is no connection it waits for one; where that is lost before it is
 * confirmed it is sent again, and can arrive twice.
 *
 * Returns: %TRUE; %FALSE, and @confirmed is not called, with %RT_BUS_ERROR_FULL where
 *   %RT_BUS_MAX_UNCONFIRMED messages or %RT_BUS_MAX_UNCONFIRMED_BYTES wait for confirmation ("writable"
 *   tells when there is room), or with _TOO_LARGE, _UNSUPPORTED, _INVALID or _CLOSED
 */
gboolean
rt_bus_publish (RtBus              *self,
                const RtBusTarget  *target,
                RtBusMessage       *message,
                RtBusConfirmed      confirmed,
                gpointer            user_data,
                GError            **error)
{
  RtBusPrivate *priv;

  g_return_val_if_fail (RT_IS_BUS (self), FALSE);
  g_return_val_if_fail (target != NULL && message != NULL, FALSE);

  priv = rt_bus_get_private (self);
  if (!remember_destination (self, target, error) || !rt_bus_check_message (self, target, message, error) ||
      !check_room (self, message, error))
    return FALSE;

  append (priv->unconfirmed, message, confirmed, user_data);
  priv->tally.published++;
  priv->traffic.requests++;
  priv->traffic.payload_out += g_bytes_get_size (message->body);
  priv->traffic.outbox_events = priv->unconfirmed->n_messages;
  priv->traffic.outbox_bytes = priv->unconfirmed->n_bytes;
  if (priv->state == RT_BUS_OPEN && priv->unconfirmed->next_sent + 1 == priv->unconfirmed->next)
    send_next (self, priv->unconfirmed);

  return TRUE;
}

/**
 * rt_bus_confirm:
 * @self: a bus
 * @tag: of a message that publish() of the engine was given
 * @partition: of a log where it is kept; -1 of a queue, or unknown
 * @offset: there; -1 likewise
 * @error: (nullable): why it will never be safe; %NULL: it is
 *
 * Says what became of a message, in any order. A tag that is confirmed is passed over. For engines.
 */
void
rt_bus_confirm (RtBus        *self,
                guint64       tag,
                int           partition,
                gint64        offset,
                const GError *error)
{
  RtBusPrivate *priv = rt_bus_get_private (self);
  RtBusUnconfirmed *unconfirmed = priv->unconfirmed;
  RtBusSlot slot;

  if (tag < unconfirmed->first || tag >= unconfirmed->next || get_slot (unconfirmed, tag)->message == NULL)
    return;

  slot = take (unconfirmed, tag);
  priv->traffic.outbox_events = unconfirmed->n_messages;
  priv->traffic.outbox_bytes = unconfirmed->n_bytes;
  if (error == NULL)
    {
      priv->tally.confirmed++;
      priv->traffic.responses++;
    }
  else
    priv->tally.failed++;
  if (unconfirmed->refused && has_room (unconfirmed))
    rt_poller_defer (priv->poller, &priv->writable);
  if (slot.confirmed != NULL)
    slot.confirmed (self, slot.message, partition, offset, error, slot.user_data);
  rt_bus_message_unref (slot.message);
  unref_destination (slot.destination);
}

/**
 * rt_bus_flush:
 * @self: a bus
 *
 * Says that the engine takes messages again: what waits is published in the next turns of the
 * loop, each within %RT_SLICE_US. For engines.
 */
void
rt_bus_flush (RtBus *self)
{
  RtBusPrivate *priv = rt_bus_get_private (self);

  if (can_send (priv))
    rt_poller_defer (priv->poller, &priv->flush);
}

/**
 * rt_bus_get_n_unconfirmed:
 * @self: a bus
 *
 * Returns: how many messages were published and are not confirmed
 */
guint
rt_bus_get_n_unconfirmed (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), 0);

  return rt_bus_get_private (self)->unconfirmed->n_messages;
}
