/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "stories/rt-story.h"
#include "stories/rt-upload-name.h"
#include "stories/rt-upload-reception.h"

#define FOLDER "/upload/"

static GObject *
begin (RtChannel *channel,
       double     speed)
{
  return G_OBJECT (rt_uploads_new (channel, speed));
}

static void
set_speed (GObject *story,
           double   speed)
{
  rt_uploads_set_speed (RT_UPLOADS (story), speed);
}

static void
end_async (GObject             *story,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  rt_uploads_end_async (RT_UPLOADS (story), callback, user_data);
}

static void
set_max_body (GObject *story,
              guint64  bytes)
{
  rt_uploads_set_max_size (RT_UPLOADS (story), bytes);
}

/* From the path, or as it is asked for, or as forms send it (RFC 6266 section 4.3). */
static char *
dup_name (RtExchange *exchange)
{
  const char *path = rt_exchange_get_path (exchange);
  const char *asked = rt_exchange_get_query (exchange, "name");
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (rt_exchange_get_message (exchange));
  g_autoptr (GHashTable) parameters = NULL;
  g_autofree char *disposition = NULL;
  const char *said = NULL;

  if (g_str_has_prefix (path, FOLDER))
    return g_strdup (path + strlen (FOLDER));
  if (asked == NULL && soup_message_headers_get_content_disposition (headers, &disposition, &parameters))
    said = g_hash_table_lookup (parameters, "filename");

  return g_strdup (asked != NULL ? asked : said);
}

/* From its head alone. A part would be taken for the whole (RFC 9110 section 14.5). */
static gboolean
check (RtExchange *exchange,
       RtUploads  *uploads,
       const char *id)
{
  g_autoptr (GError) error = NULL;

  if (!rt_upload_id_is_valid (id))
    {
      rt_exchange_refuse (exchange, SOUP_STATUS_BAD_REQUEST,
                          "An id is 1 to 64 letters, digits, dots, underscores, hyphens and tildes.");
      return FALSE;
    }
  if (rt_exchange_get_header (exchange, "Content-Range") != NULL)
    {
      rt_exchange_refuse (exchange, SOUP_STATUS_BAD_REQUEST,
                          "The server takes whole files alone; send it without Content-Range, from its beginning.");
      return FALSE;
    }
  if (rt_uploads_check (uploads, id, &error))
    return TRUE;

  rt_exchange_refuse (exchange,
                      g_error_matches (error, RT_UPLOADS_ERROR, RT_UPLOADS_ERROR_IN_USE) ? SOUP_STATUS_CONFLICT : SOUP_STATUS_SERVICE_UNAVAILABLE,
                      error->message);
  return FALSE;
}

static void
begin_upload (RtExchange *exchange,
              gpointer    user_data)
{
  GObject **story = user_data;
  const char *asked = rt_exchange_get_query (exchange, "id");
  g_autofree char *id = asked != NULL ? g_strdup (asked) : g_uuid_string_random ();
  g_autofree char *name = NULL;

  if (*story == NULL)
    {
      rt_exchange_set_header (exchange, "Retry-After", "1");
      rt_exchange_refuse (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE, "Uploads have not begun; try again in a moment.");
      return;
    }
  if (!check (exchange, RT_UPLOADS (*story), id))
    return;

  name = dup_name (exchange);
  rt_upload_reception_begin (exchange, RT_UPLOADS (*story), id, name);
}

static void
answer_head (RtExchange *exchange,
             RtUpload   *upload)
{
  if (upload == NULL)
    {
      rt_exchange_respond_text (exchange, SOUP_STATUS_NOT_FOUND, "There is no such upload.");
      return;
    }

  rt_exchange_set_header (exchange, "Content-Type", "text/event-stream");
  if (rt_upload_is_over (upload))
    rt_exchange_set_carries (exchange, TRUE, 0, 0);
  rt_exchange_respond (exchange, rt_upload_is_over (upload) ? SOUP_STATUS_NO_CONTENT : SOUP_STATUS_OK, NULL, NULL);
}

static void
progress (RtExchange *exchange,
          gpointer    user_data)
{
  const char *id = rt_exchange_get_query (exchange, "id");
  GObject *story;
  RtUpload *upload;

  if (rt_exchange_is_websocket (exchange))
    rt_exchange_set_pattern (exchange, "websocket");
  story = rt_story_require (exchange, user_data);
  if (story == NULL)
    return;
  if (id != NULL && !rt_upload_id_is_valid (id))
    {
      rt_exchange_respond_text (exchange, SOUP_STATUS_BAD_REQUEST,
                                "An id is 1 to 64 letters, digits, dots, underscores, hyphens and tildes.");
      return;
    }

  upload = rt_uploads_find (RT_UPLOADS (story), id);
  if (g_str_equal (rt_exchange_get_method (exchange), "HEAD"))
    answer_head (exchange, upload);
  else if (upload != NULL)
    rt_upload_readers_give (exchange, upload);
  else if (id != NULL)
    rt_upload_readers_wait (rt_uploads_get_readers (RT_UPLOADS (story)), exchange, id);
  else
    rt_exchange_respond_text (exchange, SOUP_STATUS_NOT_FOUND, "There has been no upload yet.");
}

static void
add_routes (RtServer  *server,
            GObject  **story)
{
  static const RtRoute routes[] = {
    { "/upload", "POST", "request-response", FALSE, 0, .begin = begin_upload },
    { FOLDER, "PUT", "request-response", FALSE, 0, .begin = begin_upload },
    { "/uploadprogress", "GET", "server-sent-events", FALSE, 0, progress },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    rt_server_add_route (server, &routes[i], story);
}

const RtStory rt_uploads_story = {
  .channel = "uploads",
  .begin = begin,
  .set_speed = set_speed,
  .add_routes = add_routes,
  .set_max_body = set_max_body,
  .end_async = end_async,
};
