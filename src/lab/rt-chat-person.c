/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-chat-person.h"

#include <glib/gi18n.h>

struct _RtChatPerson {
  GObject       parent_instance;
  RtLane       *lane;
  char         *name;
  RtChatLog    *log;
  RtChatMember *member;    /* NULL while it is outside */
  char         *reason;    /* why it is outside */
};

G_DEFINE_FINAL_TYPE (RtChatPerson, rt_chat_person, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NAME,
  PROP_INSIDE,
  PROP_STATE,
  PROP_REASON,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
rt_chat_person_notify_state (RtChatPerson *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INSIDE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_line (RtChatMember *member,
         RtChatLine   *line,
         RtChatPerson *self)
{
  rt_chat_log_add (self->log, rt_chat_entry_new (line));
}

static void
on_gap (RtChatMember *member,
        gint64        lost,
        RtChatPerson *self)
{
  rt_chat_log_add (self->log, rt_chat_entry_new_gap (lost));
}

/* The member, which is nobody's any more, goes when it has said goodbye. */
static RtChatMember *
rt_chat_person_release (RtChatPerson *self)
{
  if (self->member != NULL)
    g_signal_handlers_disconnect_by_data (self->member, self);
  return g_steal_pointer (&self->member);
}

static void
rt_chat_person_end (RtChatPerson *self,
                    const char   *reason)
{
  RtChatMember *member = rt_chat_person_release (self);

  g_free (self->reason);
  self->reason = g_strdup (reason);
  rt_chat_person_notify_state (self);
  /* Last: the reason may be its own. */
  g_clear_object (&member);
}

/* A member hears the history before its WebSocket opens; started by the lane it would
 * not. */
static void
on_client_state (RtClient     *client,
                 GParamSpec   *pspec,
                 RtChatPerson *self)
{
  g_autoptr (RtChatMember) member = NULL;

  if (rt_client_get_state (client) == RT_CLIENT_CLOSED)
    return;
  g_signal_handlers_disconnect_by_func (client, on_client_state, self);
  if (rt_lane_adopt (self->lane, client))
    return;
  /* Nobody is in the room whom the lane does not count. */
  member = g_object_ref (self->member);
  rt_chat_person_end (self, _("The lane does too much at once: wait until something has ended."));
  rt_chat_member_stop (member);
}

/* Whom the server sent away has its reason; else the lane was stopped. */
static void
on_finished (RtChatMember *member,
             RtChatPerson *self)
{
  const GError *error = rt_client_get_error (rt_chat_member_get_client (member));
  g_autofree char *reason = error != NULL ? g_strdup (error->message) : NULL;

  rt_chat_person_end (self, reason);
}

static void
rt_chat_person_begin (RtChatPerson *self,
                      const char   *uri)
{
  RtChatMember *member = rt_chat_member_new (uri, self->name);

  self->member = member;
  g_clear_pointer (&self->reason, g_free);
  rt_chat_log_clear (self->log);
  g_signal_connect (member, "line", G_CALLBACK (on_line), self);
  g_signal_connect (member, "gap", G_CALLBACK (on_gap), self);
  g_signal_connect_swapped (member, "notify::state",
                            G_CALLBACK (rt_chat_person_notify_state), self);
  g_signal_connect_swapped (member, "notify::reason",
                            G_CALLBACK (rt_chat_person_notify_state), self);
  g_signal_connect (member, "finished", G_CALLBACK (on_finished), self);
  g_signal_connect_object (rt_chat_member_get_client (member), "notify::state",
                           G_CALLBACK (on_client_state), self, 0);
  rt_chat_person_notify_state (self);
  rt_chat_member_start (member);
}

static void
rt_chat_person_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RtChatPerson *self = RT_CHAT_PERSON (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_INSIDE:
      g_value_set_boolean (value, rt_chat_person_get_inside (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, rt_chat_person_get_state (self));
      break;
    case PROP_REASON:
      g_value_set_string (value, rt_chat_person_get_reason (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_chat_person_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_NAME:
      rt_chat_person_set_name (RT_CHAT_PERSON (object), g_value_get_string (value), NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_chat_person_dispose (GObject *object)
{
  RtChatPerson *self = RT_CHAT_PERSON (object);
  g_autoptr (RtChatMember) member = rt_chat_person_release (self);

  if (member != NULL)
    rt_chat_member_stop (member);
  g_clear_object (&self->lane);

  G_OBJECT_CLASS (rt_chat_person_parent_class)->dispose (object);
}

static void
rt_chat_person_finalize (GObject *object)
{
  RtChatPerson *self = RT_CHAT_PERSON (object);

  g_object_unref (self->log);
  g_free (self->name);
  g_free (self->reason);

  G_OBJECT_CLASS (rt_chat_person_parent_class)->finalize (object);
}

static void
rt_chat_person_class_init (RtChatPersonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rt_chat_person_get_property;
  object_class->set_property = rt_chat_person_set_property;
  object_class->dispose = rt_chat_person_dispose;
  object_class->finalize = rt_chat_person_finalize;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, readable | G_PARAM_WRITABLE);
  properties[PROP_INSIDE] = g_param_spec_boolean ("inside", NULL, NULL, FALSE, readable);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, RT_TYPE_CLIENT_STATE, RT_CLIENT_CLOSED, readable);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_chat_person_init (RtChatPerson *self)
{
  self->log = rt_chat_log_new ();
}

/**
 * rt_chat_person_new:
 * @lane: whose traffic its own is
 * @name: as rt_name_check() has it
 *
 * Returns: (transfer full): somebody who is in no room yet
 */
RtChatPerson *
rt_chat_person_new (RtLane     *lane,
                    const char *name)
{
  RtChatPerson *self = g_object_new (RT_TYPE_CHAT_PERSON, NULL);

  self->lane = g_object_ref (lane);
  self->name = g_strdup (name);
  return self;
}

/**
 * rt_chat_person_get_name:
 * @self: a person
 *
 * Returns: (transfer none): its name in the room
 */
const char *
rt_chat_person_get_name (RtChatPerson *self)
{
  return self->name;
}

/**
 * rt_chat_person_set_name:
 * @self: a person outside
 * @name: a name, blank space around it is left away
 * @error: an error of %RT_NAME_ERROR
 *
 * Sets the name it joins with.
 *
 * Returns: whether @name is one
 */
gboolean
rt_chat_person_set_name (RtChatPerson  *self,
                         const char    *name,
                         GError       **error)
{
  g_autofree char *checked = NULL;

  g_return_val_if_fail (self->member == NULL, FALSE);

  checked = rt_name_check (name, error);
  if (checked == NULL)
    return FALSE;
  if (g_strcmp0 (self->name, checked) == 0)
    return TRUE;
  g_free (self->name);
  self->name = g_steal_pointer (&checked);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  return TRUE;
}

/**
 * rt_chat_person_get_inside:
 * @self: a person
 *
 * Returns: whether it joined and did not leave; its connection may be on the way
 */
gboolean
rt_chat_person_get_inside (RtChatPerson *self)
{
  return self->member != NULL;
}

/**
 * rt_chat_person_get_state:
 * @self: a person
 *
 * Returns: the state of its connection
 */
RtClientState
rt_chat_person_get_state (RtChatPerson *self)
{
  return self->member != NULL ? rt_chat_member_get_state (self->member) : RT_CLIENT_CLOSED;
}

/**
 * rt_chat_person_get_reason:
 * @self: a person
 *
 * Returns: (transfer none) (nullable): why it is in that state, for people
 */
const char *
rt_chat_person_get_reason (RtChatPerson *self)
{
  return self->member != NULL ? rt_chat_member_get_reason (self->member) : self->reason;
}

/**
 * rt_chat_person_get_log:
 * @self: a person
 *
 * Returns: (transfer none): what it heard since it joined, and what the room told it then
 */
RtChatLog *
rt_chat_person_get_log (RtChatPerson *self)
{
  return self->log;
}

/**
 * rt_chat_person_join:
 * @self: a person
 * @uri: the room, "http://127.0.0.1:2000/channels/chat"
 *
 * Joins the room; who is in it goes where it is now. When the lane is stopped, it is
 * outside.
 */
void
rt_chat_person_join (RtChatPerson *self,
                     const char   *uri)
{
  if (self->member != NULL)
    rt_chat_member_move (self->member, uri);
  else
    rt_chat_person_begin (self, uri);
}

/**
 * rt_chat_person_leave:
 * @self: a person
 *
 * Leaves the room. What it said just before still gets there.
 */
void
rt_chat_person_leave (RtChatPerson *self)
{
  g_autoptr (RtChatMember) member = rt_chat_person_release (self);

  if (member == NULL)
    return;
  g_clear_pointer (&self->reason, g_free);
  /* It lives until it has said goodbye. */
  g_signal_connect (member, "finished", G_CALLBACK (g_object_unref), NULL);
  g_object_ref (member);
  rt_chat_person_notify_state (self);
  rt_chat_member_leave (member);
}

/**
 * rt_chat_person_say:
 * @self: a person
 * @text: what to say
 * @error: why it cannot be said
 *
 * Says @text in the room. It is heard there, and comes back as a line.
 *
 * Returns: whether it is on its way
 */
gboolean
rt_chat_person_say (RtChatPerson  *self,
                    const char    *text,
                    GError       **error)
{
  if (self->member != NULL)
    return rt_chat_member_say (self->member, text, error);
  g_set_error_literal (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED,
                       _("You are not in the room: join it to be heard."));
  return FALSE;
}
