/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-options.h"

#include <glib/gi18n.h>

#include "lab/rt-engine.h"

typedef struct {
  const char *option;
  const char *key;
  const char *words;
  int         fallback;
} Port;

static const Port ports[RT_N_PORTS] = {
  [RT_PORT_MAIN] = {
    "port", "port", N_("Listen on this port instead of the one in the settings, 0 for a free one"),
    RT_DEFAULT_PORT_MAIN },
  [RT_PORT_CHAT] = {
    "chat-port", "chat-port", N_("The same for the chat room's port"), RT_DEFAULT_PORT_CHAT },
  [RT_PORT_STREAM] = {
    "stream-port", "stream-port", N_("The same for the streams' port"), RT_DEFAULT_PORT_STREAM },
};

/**
 * rt_options_init:
 * @self: options
 *
 * Sets @self to what an empty command line says.
 */
void
rt_options_init (RtOptions *self)
{
  *self = (RtOptions) { .speed = 0 };
  for (int role = 0; role < RT_N_PORTS; role++)
    self->ports[role] = -1;
}

/**
 * rt_options_clear:
 * @self: options
 *
 * Frees what they hold.
 */
void
rt_options_clear (RtOptions *self)
{
  g_clear_pointer (&self->pictures, g_free);
}

/**
 * rt_options_add:
 * @self: options, as long as @application lives
 * @application: what is given the options
 *
 * Makes @application read its command line into @self.
 */
void
rt_options_add (RtOptions    *self,
                GApplication *application)
{
  const GOptionEntry others[] = {
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &self->speed,
      N_("How much faster than real time the stories run"), N_("FACTOR") },
    { "new-instance", 0, 0, G_OPTION_ARG_NONE, &self->new_instance,
      N_("Open beside a Roundtrip that is open already"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { "pictures", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &self->pictures,
      "Draw the window into this folder and exit", "FOLDER" },
    { NULL },
  };

  for (int role = 0; role < RT_N_PORTS; role++)
    g_application_add_main_option_entries (application, (GOptionEntry[]) {
      { ports[role].option, 0, 0, G_OPTION_ARG_INT, &self->ports[role], ports[role].words,
        N_("PORT") },
      { NULL },
    });
  g_application_add_main_option_entries (application, others);
}

/**
 * rt_options_check:
 * @self: options
 * @error: G_OPTION_ERROR_BAD_VALUE, in words that name the option
 *
 * Tells whether what the command line says makes sense.
 *
 * Returns: whether it does
 */
gboolean
rt_options_check (const RtOptions  *self,
                  GError          **error)
{
  for (int role = 0; role < RT_N_PORTS; role++)
    if (self->ports[role] < -1 || self->ports[role] > G_MAXUINT16)
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     _("--%s takes a port from 0 to %d, not %d."),
                     ports[role].option, G_MAXUINT16, self->ports[role]);
        return FALSE;
      }
  if (!(self->speed >= 0 && self->speed <= 1000))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("--speed takes a number above 0, at most 1000."));
      return FALSE;
    }
  return TRUE;
}

/**
 * rt_options_complete:
 * @self: options
 * @settings: (nullable): the settings
 *
 * Takes what the command line leaves open from @settings, or the defaults.
 */
void
rt_options_complete (RtOptions *self,
                     GSettings *settings)
{
  for (int role = 0; role < RT_N_PORTS; role++)
    if (self->ports[role] < 0)
      self->ports[role] = settings != NULL ? g_settings_get_int (settings, ports[role].key)
                                           : ports[role].fallback;
  if (self->speed <= 0)
    self->speed = settings != NULL ? g_settings_get_double (settings, "speed") : 1;
}
