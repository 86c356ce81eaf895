/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "told.h"

#include <string.h>

#include "support/rt-test.h"

void
told_init (Told          *self,
           const RtStory *story,
           double         speed)
{
  g_autoptr (GError) error = NULL;

  *self = (Told) { .served.server = rt_server_new () };
  if (story->channel != NULL)
    self->channel = rt_channel_new (story->channel, NULL);
  story->add_routes (self->served.server, &self->story);
  for (guint role = 0; role < RT_N_PORTS; role++)
    {
      rt_server_listen (self->served.server, role, 0, &error);
      g_assert_no_error (error);
      self->ports[role] = rt_server_get_port (self->served.server, role);
    }
  self->served.port = self->ports[RT_PORT_MAIN];
  self->story = story->begin (self->channel, speed);
}

void
told_clear (Told *self)
{
  GObject *story = g_steal_pointer (&self->story);

  rt_server_stop (self->served.server);
  rt_test_drain ();
  rt_test_assert_last_unref (story);
  rt_test_assert_last_unref (self->served.server);
  if (self->channel != NULL)
    rt_test_assert_last_unref (self->channel);
}

char *
told_dup_events (Told *self)
{
  g_autoptr (GString) events = g_string_new (NULL);
  RtChannelItem item;
  RtGap gap;
  guint64 cursor = 0;

  while (rt_channel_read (self->channel, &cursor, NULL, &item, 1, &gap) == 1)
    {
      gsize size;
      const char *data = g_bytes_get_data (rt_event_get_data (item.event), &size);

      g_string_append_printf (events, "%s %.*s\n", rt_event_get_type_name (item.event), (int) size, data);
    }

  return g_string_free (g_steal_pointer (&events), FALSE);
}

void
told_say (RawClient  *client,
          const char *text)
{
  raw_client_send_frame (client, 0x81, text, strlen (text));
}

char *
told_hear (RawClient *client)
{
  guint8 head;
  g_autoptr (GBytes) frame = raw_client_take_frame (client, &head);
  gsize size;
  const char *text = g_bytes_get_data (frame, &size);

  g_assert_cmphex (head, ==, 0x81);

  return g_strndup (size > 0 ? text : "", size);
}

guint
told_hear_close (RawClient *client)
{
  guint8 head;
  g_autoptr (GBytes) frame = raw_client_take_frame (client, &head);
  const guint8 *bytes = g_bytes_get_data (frame, NULL);

  g_assert_cmphex (head, ==, 0x88);
  g_assert_cmpuint (g_bytes_get_size (frame), >=, 2);

  return (guint) bytes[0] << 8 | bytes[1];
}

RawClient *
told_send (guint16     port,
           const char *method,
           const char *target,
           const char *body)
{
  RawClient *client = raw_client_new (port);
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                                              method, target, strlen (body), body);

  raw_client_send (client, request, -1);

  return client;
}
