/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-line.h"

G_DEFINE_BOXED_TYPE (RtChatLine, rt_chat_line, rt_chat_line_ref, rt_chat_line_unref)

static void
line_clear (RtChatLine *self)
{
  g_free (self->name);
  g_free (self->text);
}

/**
 * rt_chat_kind_to_string:
 * @kind: a kind
 *
 * Returns: (transfer none): the type of its events in the channel `chat`
 */
const char *
rt_chat_kind_to_string (RtChatKind kind)
{
  static const char * const names[] = { "join", "leave", "say" };

  g_return_val_if_fail (kind < G_N_ELEMENTS (names), NULL);

  return names[kind];
}

/**
 * rt_chat_line_new:
 * @kind: what happened
 * @name: (nullable): who
 * @text: (nullable): what was said
 * @time_us: when, µs since 1970 UTC
 *
 * Makes a line that is neither history nor one's own. Who makes it fills in the rest before
 * anybody else sees it.
 *
 * Returns: (transfer full): a line
 */
RtChatLine *
rt_chat_line_new (RtChatKind  kind,
                  const char *name,
                  const char *text,
                  gint64      time_us)
{
  RtChatLine *self = g_rc_box_new0 (RtChatLine);

  self->kind = kind;
  self->name = g_strdup (name);
  self->text = g_strdup (text);
  self->time_us = time_us;

  return self;
}

/**
 * rt_chat_line_ref:
 * @self: a line
 *
 * Returns: (transfer full): @self
 */
RtChatLine *
rt_chat_line_ref (RtChatLine *self)
{
  return g_rc_box_acquire (self);
}

/**
 * rt_chat_line_unref:
 * @self: (transfer full): a line
 *
 * Drops a reference.
 */
void
rt_chat_line_unref (RtChatLine *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) line_clear);
}
