/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-exchange-view.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"

#define N_ROWS    3
#define MAX_SHOWN 64

struct _RtExchangeView {
  RtLiveView parent_instance;
  GtkWidget *rows;
  GtkEntry  *entry;
  GtkLabel  *labels[N_ROWS];
  GQueue     texts;     /* what the rows say, the latest first */
  GQueue     sent;      /* what was posted and not answered yet */
  RtClient  *composer;
  gboolean   dirty;
};

G_DEFINE_FINAL_TYPE (RtExchangeView, rt_exchange_view, RT_TYPE_LIVE_VIEW)

static char *
shorten (GBytes *data)
{
  gsize size;
  const char *text = g_bytes_get_data (data, &size);

  if (size == 0)
    return g_strdup (_("nothing"));
  if (size > MAX_SHOWN || !g_utf8_validate (text, size, NULL))
    return rt_format_bytes (size);
  return g_strdelimit (g_strndup (text, size), "\r\n", ' ');
}

static void
rt_exchange_view_add (RtExchangeView *self,
                      char           *text)
{
  g_queue_push_head (&self->texts, text);
  if (self->texts.length > N_ROWS)
    g_free (g_queue_pop_tail (&self->texts));
  self->dirty = TRUE;
}

static void
rt_exchange_view_add_answer (RtExchangeView *self,
                             const char     *asked,
                             RtMessage      *message)
{
  g_autofree char *answered = shorten (message->data);
  g_autofree char *took = rt_format_duration_us (message->latency_us);

  /* Translators: an exchange: what was asked, what was answered, how long it took */
  rt_exchange_view_add (self, g_strdup_printf (_("%s → %s · %s"), asked, answered, took));
}

static void
on_message (RtLane         *lane,
            RtMessage      *message,
            RtExchangeView *self)
{
  g_autoptr (GUri) uri = g_uri_parse (rt_lane_get_uri (lane), SOUP_HTTP_URI_FLAGS, NULL);
  g_autofree char *asked = g_strdup_printf ("GET %s", g_uri_get_path (uri));

  rt_exchange_view_add_answer (self, asked, message);
}

static void
on_reply (RtClient       *composer,
          RtMessage      *message,
          RtExchangeView *self)
{
  g_autofree char *asked = g_queue_pop_head (&self->sent);

  rt_exchange_view_add_answer (self, asked != NULL ? asked : "POST", message);
}

/* What cannot be reached or is refused has a reason and no message. */
static void
on_reason (RtClient       *composer,
           GParamSpec     *pspec,
           RtExchangeView *self)
{
  g_autofree char *asked = NULL;

  if (rt_client_get_reason (composer) == NULL)
    return;
  asked = g_queue_pop_head (&self->sent);
  if (asked != NULL)
    rt_exchange_view_add (self, g_strdup_printf ("%s → %s", asked,
                                                 rt_client_get_reason (composer)));
}

/* What was posted when the servers moved is answered by nobody. */
static void
on_moved (RtExchangeView *self)
{
  char *asked;

  while ((asked = g_queue_pop_head (&self->sent)) != NULL)
    {
      rt_exchange_view_add (self, g_strdup_printf ("%s → %s", asked,
                                                   _("The servers moved before the answer came: ask once more.")));
      g_free (asked);
    }
}

/* One that left with the lane does not come back: there is a new one for each start. */
static gboolean
rt_exchange_view_ensure_composer (RtExchangeView *self)
{
  RtLane *lane = rt_live_view_get_lane (RT_LIVE_VIEW (self));
  g_autofree char *uri = NULL;

  if (!rt_lane_get_running (lane))
    return FALSE;
  if (self->composer != NULL && rt_client_get_state (self->composer) != RT_CLIENT_CLOSED)
    return TRUE;

  if (self->composer != NULL)
    g_signal_handlers_disconnect_by_data (self->composer, self);
  g_clear_object (&self->composer);
  g_queue_clear_full (&self->sent, g_free);
  uri = g_uri_resolve_relative (rt_lane_get_uri (lane), "/hello", SOUP_HTTP_URI_FLAGS, NULL);
  self->composer = g_object_new (rt_lane_get_pattern (lane)->get_client_type (),
                                 "uri", uri,
                                 "interval-ms", 0,
                                 NULL);
  g_signal_connect_object (self->composer, "message", G_CALLBACK (on_reply), self, 0);
  g_signal_connect_object (self->composer, "notify::reason", G_CALLBACK (on_reason), self, 0);
  g_signal_connect_object (self->composer, "notify::uri", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  if (rt_lane_adopt (lane, self->composer))
    return TRUE;

  g_clear_object (&self->composer);
  rt_exchange_view_add (self, g_strdup (_("The lane does too much at once: wait until something has ended.")));
  return FALSE;
}

static void
on_send (RtExchangeView *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autofree char *shown = shorten (body);
  g_autoptr (GError) error = NULL;

  if (!rt_exchange_view_ensure_composer (self))
    return;
  g_queue_push_tail (&self->sent, g_strdup_printf ("POST %s", shown));
  if (!rt_client_send (self->composer, body, FALSE, &error))
    {
      g_free (g_queue_pop_tail (&self->sent));
      rt_exchange_view_add (self, g_strdup (error->message));
    }
}

static void
rt_exchange_view_bind (RtLiveView *view,
                       RtLane     *lane)
{
  g_signal_connect_object (lane, "message", G_CALLBACK (on_message), view, 0);
  g_object_bind_property (lane, "running", view, "sensitive", G_BINDING_SYNC_CREATE);
}

static void
rt_exchange_view_refresh (RtLiveView *view)
{
  RtExchangeView *self = RT_EXCHANGE_VIEW (view);
  GList *item = self->texts.head;

  if (!self->dirty)
    return;
  self->dirty = FALSE;
  for (guint i = 0; i < N_ROWS && item != NULL; i++, item = item->next)
    gtk_label_set_text (self->labels[i], item->data);
}

static void
rt_exchange_view_clear (RtLiveView *view)
{
  RtExchangeView *self = RT_EXCHANGE_VIEW (view);

  g_queue_clear_full (&self->texts, g_free);
  self->dirty = FALSE;
  for (guint i = 0; i < N_ROWS; i++)
    gtk_label_set_text (self->labels[i], i == 0 ? _("No exchange yet") : "");
}

static void
rt_exchange_view_dispose (GObject *object)
{
  RtExchangeView *self = RT_EXCHANGE_VIEW (object);

  g_clear_object (&self->composer);
  g_queue_clear_full (&self->texts, g_free);
  g_queue_clear_full (&self->sent, g_free);

  G_OBJECT_CLASS (rt_exchange_view_parent_class)->dispose (object);
}

static void
rt_exchange_view_class_init (RtExchangeViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_exchange_view_dispose;
  RT_LIVE_VIEW_CLASS (klass)->bind = rt_exchange_view_bind;
  RT_LIVE_VIEW_CLASS (klass)->refresh = rt_exchange_view_refresh;
  RT_LIVE_VIEW_CLASS (klass)->clear = rt_exchange_view_clear;

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-exchange-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RtExchangeView, rows);
  gtk_widget_class_bind_template_child (widget_class, RtExchangeView, entry);
  gtk_widget_class_bind_template_callback (widget_class, on_send);
}

static void
rt_exchange_view_init (RtExchangeView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_ROWS; i++)
    {
      self->labels[i] = GTK_LABEL (gtk_label_new (NULL));
      gtk_label_set_xalign (self->labels[i], 0);
      gtk_label_set_ellipsize (self->labels[i], PANGO_ELLIPSIZE_MIDDLE);
      gtk_widget_add_css_class (GTK_WIDGET (self->labels[i]), "numeric");
      if (i > 0)
        gtk_widget_add_css_class (GTK_WIDGET (self->labels[i]), "dim-label");
      gtk_box_append (GTK_BOX (self->rows), GTK_WIDGET (self->labels[i]));
    }
  rt_exchange_view_clear (RT_LIVE_VIEW (self));
}
