/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-view.h"

#include <glib/gi18n.h>

#include "rt-chat-pane.h"

struct _RtChatView {
  RtLiveView  parent_instance;
  RtChatPane *first;
  RtChatPane *second;
};

G_DEFINE_FINAL_TYPE (RtChatView, rt_chat_view, RT_TYPE_LIVE_VIEW)

static void
bring (RtChatPane *pane,
       RtLane     *lane,
       const char *name)
{
  g_autoptr (RtChatPerson) person = rt_chat_person_new (lane, name);

  rt_chat_pane_set_person (pane, person);
}

static void
rt_chat_view_bind (RtLiveView *view,
                   RtLane     *lane)
{
  RtChatView *self = RT_CHAT_VIEW (view);

  /* Translators: somebody's name in the chat room, easily told from the other */
  bring (self->first, lane, _("Ada"));
  /* Translators: somebody's name in the chat room, easily told from the other */
  bring (self->second, lane, _("Ben"));
}

static void
rt_chat_view_set_engine (RtLiveView   *view,
                         RtEngine     *engine,
                         RtUploadList *uploads)
{
  RtChatView *self = RT_CHAT_VIEW (view);
  g_autofree char *base = NULL;
  g_autofree char *room = NULL;

  if (engine != NULL)
    {
      base = rt_server_dup_uri (rt_engine_get_server (engine), RT_PORT_MAIN);
      room = g_strconcat (base, "channels/chat", NULL);
    }
  rt_chat_pane_set_room (self->first, room);
  rt_chat_pane_set_room (self->second, room);
}

static void
rt_chat_view_refresh (RtLiveView *view)
{
  RtChatView *self = RT_CHAT_VIEW (view);

  rt_chat_pane_refresh (self->first);
  rt_chat_pane_refresh (self->second);
}

static void
rt_chat_view_class_init (RtChatViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RT_LIVE_VIEW_CLASS (klass)->wants_room = TRUE;
  RT_LIVE_VIEW_CLASS (klass)->bind = rt_chat_view_bind;
  RT_LIVE_VIEW_CLASS (klass)->set_engine = rt_chat_view_set_engine;
  RT_LIVE_VIEW_CLASS (klass)->refresh = rt_chat_view_refresh;

  g_type_ensure (RT_TYPE_CHAT_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-chat-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RtChatView, first);
  gtk_widget_class_bind_template_child (widget_class, RtChatView, second);
}

static void
rt_chat_view_init (RtChatView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
