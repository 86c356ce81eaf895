/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-presence.h"

struct _RtPresence {
  RtChannel *channel;
  char      *name;
};

void
rt_presence_add_signals (GType type)
{
  static const char * const names[] = { "arrived", "left" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_new (names[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

/**
 * rt_presence_new:
 * @channel: a channel
 * @name: who reads it, see rt_presence_dup_name()
 *
 * Says that a reader has come that stays.
 *
 * Returns: (transfer full): to be freed when it is gone
 */
RtPresence *
rt_presence_new (RtChannel  *channel,
                 const char *name)
{
  RtPresence *self;

  g_return_val_if_fail (RT_IS_CHANNEL (channel), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (RtPresence, 1);
  self->channel = g_object_ref (channel);
  self->name = g_strdup (name);
  g_signal_emit_by_name (channel, "arrived", name);

  return self;
}

/**
 * rt_presence_free:
 * @self: a presence
 *
 * Says that the reader is gone.
 */
void
rt_presence_free (RtPresence *self)
{
  g_signal_emit_by_name (self->channel, "left", self->name);
  g_object_unref (self->channel);
  g_free (self->name);
  g_free (self);
}

/**
 * rt_presence_dup_name:
 * @text: what a reader says its name is
 *
 * Returns: (transfer full) (nullable): the name without blank space around it; %NULL where
 *   that is not 1 to %RT_PRESENCE_MAX_NAME characters of UTF-8, or has control characters
 */
char *
rt_presence_dup_name (const char *text)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;

  name = g_strstrip (g_strdup (text));
  if (*name == '\0' || g_utf8_strlen (name, -1) > RT_PRESENCE_MAX_NAME)
    return NULL;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (at)))
        return NULL;
    }

  return g_steal_pointer (&name);
}
