/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "script.h"

#include <string.h>

#include "support/rt-test.h"

static void
send_ok (RawPeer    *peer,
         const char *answer)
{
  const char *blank = g_str_has_prefix (answer, "\r\n") ? answer : strstr (answer, "\r\n\r\n") + 2;
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n%s",
                                           strlen (blank + 2), answer);

  raw_peer_send (peer, text);
}

static void
answer_by_script (RawServer  *server,
                  RawPeer    *peer,
                  const char *request,
                  gpointer    user_data)
{
  Script *self = user_data;
  const char *answer = self->answers[self->n];

  if (answer == NULL)
    return;

  self->n++;
  if (*answer == '=')
    {
      send_ok (peer, answer + 1);
      return;
    }

  raw_peer_send (peer, *answer == '+' ? answer + 1 : answer);
  if (*answer != '+')
    raw_peer_close (peer);
}

void
script_init (Script             *self,
             GType               client_type,
             const char         *path,
             const char * const *answers)
{
  g_autofree char *uri = NULL;

  *self = (Script) { .answers = answers };
  self->server = raw_server_new (answer_by_script, self);
  uri = raw_server_dup_uri (self->server, "http", path);
  self->client = g_object_new (client_type, "uri", uri, NULL);
  watcher_init (&self->watcher, self->client);
}

void
script_clear (Script *self)
{
  watcher_clear (&self->watcher);
  raw_server_free (self->server);
}

void
script_assert_wire (Script *self)
{
  const RtTraffic *traffic;

  rt_client_stop (self->client);
  raw_server_wait_gone (self->server, self->server->peers->len);
  traffic = rt_client_get_traffic (self->client);

  g_assert_cmpuint (traffic->wire.bytes_out, ==, self->server->bytes_in);
  g_assert_cmpuint (traffic->wire.bytes_in, ==, self->server->bytes_out);
  g_assert_cmpuint (traffic->connections_open, ==, 0);
  g_assert_cmpuint (traffic->header_bytes, ==,
                    (traffic->wire.segments_in + traffic->wire.segments_out) * RT_HEADER_BYTES_IPV4);
}
