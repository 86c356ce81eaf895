/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-refusal.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "net/rt-guard.h"

/* RFC 6585 sections 4 and 5, RFC 9110 sections 15.5.9, 15.5.21 and 15.5.22. */
const char *
rt_refusal_get_phrase (guint status)
{
  switch (status)
    {
    case 408:
      return "Request Timeout";

    case 413:
      return "Content Too Large";

    case 422:
      return "Unprocessable Content";

    case 426:
      return "Upgrade Required";

    case 429:
      return "Too Many Requests";

    case 431:
      return "Request Header Fields Too Large";

    default:
      return soup_status_get_phrase (status);
    }
}

GBytes *
rt_refusal_encode (const GError *error)
{
  guint status = rt_guard_get_status (error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *body = NULL;
  char *answer;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "type");
  json_builder_add_string_value (builder, "about:blank");
  json_builder_set_member_name (builder, "title");
  json_builder_add_string_value (builder, rt_refusal_get_phrase (status));
  json_builder_set_member_name (builder, "status");
  json_builder_add_int_value (builder, status);
  json_builder_set_member_name (builder, "detail");
  json_builder_add_string_value (builder, error->message);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  body = json_to_string (root, FALSE);

  answer = g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                            "Content-Type: application/problem+json\r\n"
                            "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                            "Connection: close\r\n"
                            "\r\n"
                            "%s",
                            status, rt_refusal_get_phrase (status), strlen (body), body);

  return g_bytes_new_take (answer, strlen (answer));
}
