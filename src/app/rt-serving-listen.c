/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-serving-private.h"

#include "rt-ports.h"

static const char * const port_keys[RT_N_PORTS] = {
  [RT_PORT_MAIN] = "port",
  [RT_PORT_CHAT] = "chat-port",
  [RT_PORT_STREAM] = "stream-port",
};

static gboolean
wants_open (RtServing *self)
{
  return self->settings != NULL && g_settings_get_boolean (self->settings, "listen-all");
}

static char *
dup_wanted_token (RtServing *self)
{
  return wants_open (self) ? g_settings_get_string (self->settings, "access-token") : NULL;
}

void
rt_serving_compare (RtServing *self)
{
  g_autofree char *token = dup_wanted_token (self);
  gboolean needed = !self->listens || wants_open (self) != self->is_open ||
                    g_strcmp0 (token, self->token) != 0;

  for (int role = 0; role < RT_N_PORTS; role++)
    needed |= rt_options_get_port (&self->options, self->settings, role) != self->ports[role];
  needed &= self->is_asked;
  if (needed == self->restart_needed)
    return;
  self->restart_needed = needed;
  g_object_notify (G_OBJECT (self), "restart-needed");
}

/**
 * rt_serving_get_port_key:
 * @role: one of a server's ports
 *
 * Returns: (transfer none): the key of its setting
 */
const char *
rt_serving_get_port_key (RtPortRole role)
{
  return port_keys[role];
}

/**
 * rt_serving_get_restart_needed:
 * @self: how to serve
 *
 * Returns: whether the servers listen otherwise than they should, or could not listen,
 *   which rt_serving_listen() mends
 */
gboolean
rt_serving_get_restart_needed (RtServing *self)
{
  return self->restart_needed;
}

/**
 * rt_serving_listen:
 * @self: how to serve, with an engine
 * @notice: (out) (transfer full) (nullable): which ports were taken and which are used
 *   instead, for people
 * @error: why no port could be had
 *
 * Has the servers listen as settings and command line say. Where they listened already
 * that ends every connection. Where one role can have no port, none listens.
 *
 * Returns: whether all roles have a port
 */
gboolean
rt_serving_listen (RtServing  *self,
                   char      **notice,
                   GError    **error)
{
  RtServer *server = rt_engine_get_server (self->engine);
  int ports[RT_N_PORTS];

  for (int role = 0; role < RT_N_PORTS; role++)
    {
      int before = self->ports[role];

      self->ports[role] = rt_options_get_port (&self->options, self->settings, role);
      /* Who took a free one keeps it, also for another engine. */
      ports[role] = before == 0 && self->ports[role] == 0 ? self->taken[role] : self->ports[role];
    }
  self->is_open = wants_open (self);
  g_free (self->token);
  self->token = dup_wanted_token (self);
  if (rt_server_is_listening (server))
    rt_server_stop_async (server, NULL, NULL, NULL);
  rt_server_set_open (server, self->is_open);
  self->is_asked = TRUE;
  self->listens = rt_ports_listen (server, ports, notice, error);
  if (!self->listens)
    rt_server_stop (server);
  for (int role = 0; role < RT_N_PORTS && self->listens; role++)
    self->taken[role] = rt_server_get_port (server, role);
  rt_serving_compare (self);
  return self->listens;
}
