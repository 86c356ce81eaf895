/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-member-private.h"

#include "patterns/websocket/rt-websocket-client.h"

enum {
  PROP_0,
  PROP_URI,
  PROP_NAME,
  PROP_IS_PLAIN,
  PROP_STATE,
  PROP_REASON,
  N_PROPS,
};

enum {
  SIGNAL_LINE,
  SIGNAL_GAP,
  SIGNAL_FINISHED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtChatMember, rt_chat_member, G_TYPE_OBJECT)
G_DEFINE_QUARK (rt-chat-member-error-quark, rt_chat_member_error)

void
rt_chat_member_emit_line (RtChatMember *self,
                          RtChatLine   *line)
{
  g_signal_emit (self, signals[SIGNAL_LINE], 0, line);
}

static void
on_message (RtChatMember *self,
            RtMessage    *message)
{
  rt_chat_member_take (self, message, FALSE);
}

static void
on_gap (RtChatMember *self,
        gint64        lost)
{
  g_signal_emit (self, signals[SIGNAL_GAP], 0, lost);
}

void
rt_chat_member_notify_state (RtChatMember *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
rt_chat_member_notify_reason (RtChatMember *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}

static void
on_finished (RtChatMember *self)
{
  if (!self->is_running)
    return;

  self->is_running = FALSE;
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
}

static void
rt_chat_member_dispose (GObject *object)
{
  RtChatMember *self = RT_CHAT_MEMBER (object);

  rt_chat_member_drop_history (self);
  if (self->client != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->client, self);
      rt_client_stop (self->client);
    }
  g_clear_object (&self->client);

  G_OBJECT_CLASS (rt_chat_member_parent_class)->dispose (object);
}

static void
rt_chat_member_finalize (GObject *object)
{
  RtChatMember *self = RT_CHAT_MEMBER (object);

  g_free (self->uri);
  g_free (self->name);

  G_OBJECT_CLASS (rt_chat_member_parent_class)->finalize (object);
}

static void
rt_chat_member_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RtChatMember *self = RT_CHAT_MEMBER (object);

  switch (prop_id)
    {
    case PROP_URI:
      g_value_set_string (value, self->uri);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_IS_PLAIN:
      g_value_set_boolean (value, self->is_plain);
      break;
    case PROP_STATE:
      g_value_set_enum (value, rt_chat_member_get_state (self));
      break;
    case PROP_REASON:
      g_value_set_string (value, rt_chat_member_get_reason (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_chat_member_class_init (RtChatMemberClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rt_chat_member_dispose;
  object_class->finalize = rt_chat_member_finalize;
  object_class->get_property = rt_chat_member_get_property;

  properties[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_IS_PLAIN] = g_param_spec_boolean ("is-plain", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, RT_TYPE_CLIENT_STATE, RT_CLIENT_CLOSED, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_LINE] = g_signal_new ("line", RT_TYPE_CHAT_MEMBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, RT_TYPE_CHAT_LINE | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_GAP] = g_signal_new ("gap", RT_TYPE_CHAT_MEMBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", RT_TYPE_CHAT_MEMBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
}

static void
rt_chat_member_init (RtChatMember *self)
{
}

static void
on_state (RtChatMember *self)
{
  rt_chat_member_notify_state (self);

  /* It wanted to leave, and lost the connection instead: it does not come again. */
  if (self->is_leaving && rt_client_get_state (self->client) != RT_CLIENT_OPEN)
    rt_client_stop (self->client);
}

static gboolean
is_channel (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL && g_str_has_prefix (g_uri_get_path (uri), "/channels/");
}

/**
 * rt_chat_member_new:
 * @uri: a room: ws, wss, http or https
 * @name: who, as rt_name_check() gives it
 *
 * Makes somebody who is not in the room yet.
 *
 * Returns: (transfer full): a member
 */
RtChatMember *
rt_chat_member_new (const char *uri,
                    const char *name)
{
  RtChatMember *self;
  g_autofree char *target = NULL;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (RT_TYPE_CHAT_MEMBER, NULL);
  self->uri = g_strdup (uri);
  self->name = g_strdup (name);
  self->is_plain = !is_channel (uri);
  target = rt_chat_member_dup_target (self);
  self->client = rt_websocket_client_new (target);
  /* Whoever runs a plain-text room expects no subprotocol. */
  if (self->is_plain)
    g_object_set (self->client, "protocols", NULL, NULL);
  rt_chat_member_follow_port (self);
  g_signal_connect_object (self->client, "message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "gap", G_CALLBACK (on_gap), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "notify::reason", G_CALLBACK (rt_chat_member_notify_reason), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "finished", G_CALLBACK (on_finished), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * rt_chat_member_start:
 * @self: a member
 *
 * Comes into the room, and again after a lost connection, until it is told to leave. Who
 * was there before hears nothing twice.
 */
void
rt_chat_member_start (RtChatMember *self)
{
  g_return_if_fail (RT_IS_CHAT_MEMBER (self));

  if (self->is_running)
    return;

  self->is_running = TRUE;
  self->is_leaving = FALSE;
  rt_chat_member_open_room (self);
}

/**
 * rt_chat_member_stop:
 * @self: a member
 *
 * Is out of the room, at once: nothing is under way any more when it returns. "finished"
 * is emitted before.
 */
void
rt_chat_member_stop (RtChatMember *self)
{
  g_return_if_fail (RT_IS_CHAT_MEMBER (self));

  g_object_ref (self);
  rt_chat_member_drop_history (self);
  rt_client_stop (self->client);
  on_finished (self);
  g_object_unref (self);
}

/**
 * rt_chat_member_leave:
 * @self: a member
 *
 * Leaves the room once everything said is with the server. "finished" follows, from inside
 * this call where there is nothing to wait for, after %RT_WEBSOCKET_GOODBYE_SECONDS
 * at the latest.
 */
void
rt_chat_member_leave (RtChatMember *self)
{
  g_return_if_fail (RT_IS_CHAT_MEMBER (self));

  if (self->history != NULL)
    {
      rt_chat_member_stop (self);
      return;
    }

  self->is_leaving = TRUE;
  rt_client_leave (self->client);
}

/**
 * rt_chat_member_can_say:
 * @self: a member
 *
 * Returns: whether it is in the room, so that rt_chat_member_say() is heard
 */
gboolean
rt_chat_member_can_say (RtChatMember *self)
{
  g_return_val_if_fail (RT_IS_CHAT_MEMBER (self), FALSE);

  return !self->is_leaving && rt_client_can_send (self->client);
}

/**
 * rt_chat_member_is_plain:
 * @self: a member
 *
 * Returns: whether the room is plain text
 */
gboolean
rt_chat_member_is_plain (RtChatMember *self)
{
  g_return_val_if_fail (RT_IS_CHAT_MEMBER (self), FALSE);

  return self->is_plain;
}

/**
 * rt_chat_member_get_state:
 * @self: a member
 *
 * Returns: its state: open when it is in the room and was told the history
 */
RtClientState
rt_chat_member_get_state (RtChatMember *self)
{
  RtClientState state;

  g_return_val_if_fail (RT_IS_CHAT_MEMBER (self), RT_CLIENT_CLOSED);

  state = rt_client_get_state (self->history != NULL ? self->history : self->client);

  return self->history != NULL && state == RT_CLIENT_OPEN ? RT_CLIENT_CONNECTING : state;
}

/**
 * rt_chat_member_get_reason:
 * @self: a member
 *
 * Returns: (transfer none) (nullable): why it is in that state, for people
 */
const char *
rt_chat_member_get_reason (RtChatMember *self)
{
  g_return_val_if_fail (RT_IS_CHAT_MEMBER (self), NULL);

  return rt_client_get_reason (self->history != NULL ? self->history : self->client);
}

/**
 * rt_chat_member_get_client:
 * @self: a member
 *
 * Returns: (transfer none): the WebSocket, for counting
 */
RtClient *
rt_chat_member_get_client (RtChatMember *self)
{
  g_return_val_if_fail (RT_IS_CHAT_MEMBER (self), NULL);

  return self->client;
}
