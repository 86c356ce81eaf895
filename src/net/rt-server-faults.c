/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "net/rt-server-private.h"

/* How often a port is asked for that somebody else took meanwhile. */
#define RETRY_MS 500

/* Who connects from now on is refused; who is connected stays. */
static void
refuse_connects (RtServerPort *port)
{
  g_autoptr (GError) error = NULL;

  rt_server_stop_listening (port);
  port->hold = rt_port_hold_new (port->number, port->server->is_open, &error);
  if (port->hold == NULL)
    g_message (_("Port %u cannot be kept while its server refuses connections: %s"), port->number, error->message);
}

static gboolean
listen_again (RtServerPort *port)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&port->hold, rt_port_hold_free);
  if (rt_server_begin_listening (port, port->number, &error))
    {
      if (port->is_taken)
        g_message (_("Port %u is listened to again."), port->number);
      port->is_taken = FALSE;
      return TRUE;
    }

  /* Each time it is tried there would be one more to read. */
  if (!port->is_taken)
    g_message ("%s", error->message);
  port->is_taken = TRUE;

  return FALSE;
}

static gboolean
port_serves (RtServerPort *port)
{
  return port->soup != NULL;
}

static void
take_connects (RtServer *self)
{
  gboolean listens = TRUE;

  for (guint i = 0; i < RT_N_PORTS; i++)
    if (port_serves (&self->ports[i]) && self->ports[i].listener == NULL)
      listens &= listen_again (&self->ports[i]);

  if (!listens)
    rt_poller_start_timer (self->poller, &self->listen_again, RETRY_MS);
}

/* Of a timer as well: brings the ports to where the faults in force have them. */
void
rt_server_update_faults (gpointer user_data)
{
  RtServer *self = user_data;
  gboolean stops = rt_faults_get (self->faults, RT_FAULT_STOP) != NULL;
  gboolean refuses = stops || rt_faults_get (self->faults, RT_FAULT_REFUSE) != NULL;
  gboolean began = FALSE;

  if (!refuses)
    {
      self->is_stopped_by_fault = FALSE;
      take_connects (self);
      return;
    }

  for (guint i = 0; i < RT_N_PORTS; i++)
    if (self->ports[i].listener != NULL)
      {
        refuse_connects (&self->ports[i]);
        began = TRUE;
      }
  if (stops && !self->is_stopped_by_fault)
    rt_server_end_connections (self);
  if (began || (stops && !self->is_stopped_by_fault))
    rt_faults_strike (self->faults, stops ? RT_FAULT_STOP : RT_FAULT_REFUSE);
  self->is_stopped_by_fault = stops;
}

static void
changed_cb (RtFaults *faults,
            RtServer *self)
{
  rt_server_update_faults (self);
}

void
rt_server_init_faults (RtServer *self)
{
  self->faults = rt_faults_new ();
  self->listen_again.func = rt_server_update_faults;
  self->listen_again.user_data = self;
  g_signal_connect (self->faults, "changed", G_CALLBACK (changed_cb), self);
}

void
rt_server_clear_faults (RtServer *self)
{
  g_signal_handlers_disconnect_by_data (self->faults, self);
  g_clear_object (&self->faults);
}

/* Whether a fault answers @exchange in place of its route. */
gboolean
rt_server_break_request (RtServer   *self,
                         RtExchange *exchange)
{
  const RtFault *status = rt_faults_get (self->faults, RT_FAULT_STATUS);

  if (status == NULL)
    return FALSE;

  if (status->value == SOUP_STATUS_SERVICE_UNAVAILABLE)
    rt_exchange_set_header (exchange, "Retry-After", RT_FAULT_RETRY_AFTER_S);
  rt_exchange_refuse (exchange, status->value, RT_FAULT_ANSWER);
  rt_faults_strike (self->faults, RT_FAULT_STATUS);

  return TRUE;
}

/**
 * rt_server_get_faults:
 * @self: a server
 *
 * Gives what is broken on purpose on the server: its connections, its ports, its answers.
 * Ports that are refused stay the server's: rt_server_get_port() gives them as ever.
 *
 * Returns: (transfer none): its faults
 */
RtFaults *
rt_server_get_faults (RtServer *self)
{
  g_return_val_if_fail (RT_IS_SERVER (self), NULL);

  return self->faults;
}
