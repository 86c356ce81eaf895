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
 * @name: who reads it, as rt_name_check() gives it
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
