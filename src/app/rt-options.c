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
    "chat-port", "chat-port", N_("The same for the chat room’s port"), RT_DEFAULT_PORT_CHAT },
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
  g_clear_pointer (&self->speed_text, g_free);
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
    { "speed", 0, 0, G_OPTION_ARG_STRING, &self->speed_text,
      N_("How much faster than real time the stories run"), N_("FACTOR") },
    { "start-all", 0, 0, G_OPTION_ARG_NONE, &self->start_all, N_("Start every lane"), NULL },
    { "open-web-page", 0, 0, G_OPTION_ARG_NONE, &self->open_web_page,
      N_("Open the web page of the servers in a browser"), NULL },
    { "new-instance", 0, 0, G_OPTION_ARG_NONE, &self->new_instance,
      N_("Open beside a Roundtrip that is open already"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL },
  };

  for (int role = 0; role < RT_N_PORTS; role++)
    g_application_add_main_option_entries (application, (GOptionEntry[]) {
      { ports[role].option, 0, 0, G_OPTION_ARG_INT, &self->ports[role], ports[role].words,
        N_("PORT") },
      { NULL },
    });
  g_application_add_main_option_entries (application, others);
  /* Translators: files to upload, as the command line names them */
  g_application_set_option_context_parameter_string (application, _("[FILE…]"));
}

static gboolean
check_port (const RtOptions  *self,
            int               role,
            GError          **error)
{
  int port = self->ports[role];

  if (port < -1 || port > G_MAXUINT16)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("--%s takes a port from 0 to %d, not %d."),
                   ports[role].option, G_MAXUINT16, port);
      return FALSE;
    }
  for (int other = 0; other < role && port > 0; other++)
    if (self->ports[other] == port)
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     _("--%s and --%s are both %d: each needs a port of its own."),
                     ports[other].option, ports[role].option, port);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_speed (RtOptions  *self,
            GError    **error)
{
  char least[G_ASCII_DTOSTR_BUF_SIZE];
  char most[G_ASCII_DTOSTR_BUF_SIZE];
  char *end = NULL;
  double speed;

  if (self->speed_text == NULL)
    return TRUE;
  speed = g_ascii_strtod (self->speed_text, &end);
  /* What is not a number is not between any two either. */
  if (end == self->speed_text || *end != '\0' || !(speed >= RT_MIN_SPEED && speed <= RT_MAX_SPEED))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("--speed takes a number from %s to %s, not “%s”."),
                   g_ascii_formatd (least, sizeof least, "%g", RT_MIN_SPEED),
                   g_ascii_formatd (most, sizeof most, "%g", RT_MAX_SPEED), self->speed_text);
      return FALSE;
    }
  self->speed = speed;
  return TRUE;
}

/**
 * rt_options_check:
 * @self: options
 * @error: G_OPTION_ERROR_BAD_VALUE, in words that name the option
 *
 * Tells whether what the command line says makes sense, and reads the speed.
 *
 * Returns: whether it does
 */
gboolean
rt_options_check (RtOptions  *self,
                  GError    **error)
{
  for (int role = 0; role < RT_N_PORTS; role++)
    if (!check_port (self, role, error))
      return FALSE;
  return read_speed (self, error);
}

/**
 * rt_options_check_files:
 * @files: (nullable): what is no option
 * @error: G_OPTION_ERROR_BAD_VALUE, in words that name the first that is not there
 *
 * Tells whether @files are files, as far as they are on this machine.
 *
 * Returns: whether they are
 */
gboolean
rt_options_check_files (char   **files,
                        GError **error)
{
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (files[i]);

      if (!g_file_is_native (file) || g_file_query_exists (file, NULL))
        continue;
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is neither an option nor a file to upload. roundtrip --help lists "
                     "the options."), files[i]);
      return FALSE;
    }
  return TRUE;
}

/**
 * rt_options_is_given:
 * @self: options
 *
 * Returns: whether the command line says anything about how to serve, which a program
 *   that serves already does not take over
 */
gboolean
rt_options_is_given (const RtOptions *self)
{
  for (int role = 0; role < RT_N_PORTS; role++)
    if (self->ports[role] >= 0)
      return TRUE;
  return self->speed_text != NULL;
}

/**
 * rt_options_get_port:
 * @self: options
 * @settings: (nullable): the settings
 * @role: one of a server's ports
 *
 * Returns: its number as the command line says; where it does not as @settings do, or the
 *   default
 */
int
rt_options_get_port (const RtOptions *self,
                     GSettings       *settings,
                     RtPortRole       role)
{
  if (self->ports[role] >= 0)
    return self->ports[role];
  return settings != NULL ? g_settings_get_int (settings, ports[role].key) : ports[role].fallback;
}

/**
 * rt_options_get_speed:
 * @self: options, checked
 * @settings: (nullable): the settings
 *
 * Returns: how much faster than real time the stories run, found likewise
 */
double
rt_options_get_speed (const RtOptions *self,
                      GSettings       *settings)
{
  if (self->speed > 0)
    return self->speed;
  return settings != NULL ? g_settings_get_double (settings, "speed") : 1;
}
