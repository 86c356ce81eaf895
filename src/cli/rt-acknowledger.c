/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-acknowledger.h"

struct _RtAcknowledger {
  RtOutput    *output;
  RtBusClient *client;
  RtAckRule   *rule;     /* or NULL */
  gboolean     never;
  GQueue       printed;  /* of RtMessage, which the reader has not taken; the prefetch bounds it */
};

static void
acknowledge (RtAcknowledger *self)
{
  while (!g_queue_is_empty (&self->printed))
    {
      g_autoptr (RtMessage) message = g_queue_pop_head (&self->printed);

      rt_bus_client_acknowledge (self->client, message);
    }
}

/**
 * rt_acknowledger_new:
 * @output: where messages are printed
 * @client: whose they are; acknowledges nothing by itself from now on
 * @rule: (nullable): which; %NULL: all
 * @never: none at all
 *
 * Returns: (transfer full) (nullable): what acknowledges; %NULL where @client has nothing to
 *   acknowledge
 */
RtAcknowledger *
rt_acknowledger_new (RtOutput  *output,
                     RtClient  *client,
                     RtAckRule *rule,
                     gboolean   never)
{
  RtAcknowledger *self;

  if (!RT_IS_BUS_CLIENT (client))
    return NULL;

  self = g_new0 (RtAcknowledger, 1);
  self->output = g_object_ref (output);
  self->client = g_object_ref (RT_BUS_CLIENT (client));
  self->never = never;
  self->rule = rule != NULL ? rt_ack_rule_ref (rule) : NULL;
  g_object_set (client, "acknowledging", RT_BUS_ACKNOWLEDGE_NONE, NULL);
  g_signal_connect_swapped (output, "drained", G_CALLBACK (acknowledge), self);

  return self;
}

/**
 * rt_acknowledger_free:
 * @self: (transfer full): what acknowledges
 *
 * What was printed and not taken stays unacknowledged.
 */
void
rt_acknowledger_free (RtAcknowledger *self)
{
  g_signal_handlers_disconnect_by_data (self->output, self);
  g_queue_clear_full (&self->printed, (GDestroyNotify) rt_message_unref);
  g_clear_pointer (&self->rule, rt_ack_rule_unref);
  g_object_unref (self->client);
  g_object_unref (self->output);
  g_free (self);
}

/**
 * rt_acknowledger_take:
 * @self: what acknowledges
 * @message: what was printed just now
 *
 * Acknowledges @message, if the rule takes it, once the reader has all that was printed.
 */
void
rt_acknowledger_take (RtAcknowledger *self,
                      RtMessage      *message)
{
  if (self->never)
    return;

  if (self->rule == NULL || rt_ack_rule_takes (self->rule, message->delivery))
    g_queue_push_tail (&self->printed, rt_message_ref (message));
  if (rt_output_get_waiting (self->output) == 0)
    acknowledge (self);
}
