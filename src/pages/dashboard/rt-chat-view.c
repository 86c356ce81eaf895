/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-view.h"

#include <glib/gi18n.h>

#include "rt-chat-pane.h"

struct _RtChatView {
  RtLiveView  parent_instance;
  RtChatPane *first;
  RtChatPane *second;
  GtkLabel   *address;
  GtkWidget  *copy;
};

G_DEFINE_FINAL_TYPE (RtChatView, rt_chat_view, RT_TYPE_LIVE_VIEW)

static void
on_copy (RtChatView *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->address));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", _("Address copied"));
}

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

/* The plain-text room of the chat port, for anybody's programs. */
static char *
dup_address (RtEngine *engine)
{
  g_autofree char *base = rt_server_dup_uri (rt_engine_get_server (engine), RT_PORT_CHAT);
  g_autoptr (GUri) uri = g_uri_parse (base, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GUri) websocket = soup_uri_copy (uri, SOUP_URI_SCHEME, "ws", SOUP_URI_NONE);

  return g_uri_to_string (websocket);
}

static void
rt_chat_view_set_engine (RtLiveView   *view,
                         RtEngine     *engine,
                         RtUploadList *uploads)
{
  RtChatView *self = RT_CHAT_VIEW (view);
  g_autofree char *address = engine != NULL ? dup_address (engine) : NULL;
  g_autofree char *base = NULL;
  g_autofree char *room = NULL;

  if (engine != NULL)
    {
      base = rt_server_dup_uri (rt_engine_get_server (engine), RT_PORT_MAIN);
      room = g_strconcat (base, "channels/chat", NULL);
    }
  gtk_label_set_text (self->address, address != NULL ? address : "");
  gtk_widget_set_sensitive (self->copy, address != NULL);
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
  gtk_widget_class_bind_template_child (widget_class, RtChatView, address);
  gtk_widget_class_bind_template_child (widget_class, RtChatView, copy);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
rt_chat_view_init (RtChatView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
