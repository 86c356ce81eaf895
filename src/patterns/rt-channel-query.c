/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-json.h"
#include "patterns/rt-channel-query.h"

#define MAX_BODY (4 * 1024 * 1024)

static gboolean
parse_number (RtExchange *exchange,
              const char *name,
              const char *text,
              guint64    *number)
{
  g_autoptr (GError) error = NULL;

  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, number, &error))
    return TRUE;

  rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST, "%s is \"%s\", which is not a whole number.", name, text);
  return FALSE;
}

gboolean
rt_channel_query_parse (RtExchange     *exchange,
                        RtChannelQuery *query)
{
  const char *after = rt_exchange_get_query (exchange, "after");
  const char *limit = rt_exchange_get_query (exchange, "limit");
  const char *types = rt_exchange_get_query (exchange, "types");
  const char *last = rt_exchange_get_header (exchange, "Last-Event-ID");
  guint64 number;
  g_autoptr (GError) error = NULL;

  memset (query, 0, sizeof *query);
  if (last != NULL && *last != '\0')
    after = last;
  if (after != NULL)
    {
      if (!parse_number (exchange, last == after ? "Last-Event-ID" : "after", after, &query->after))
        return FALSE;
      query->has_after = TRUE;
    }
  if (limit != NULL)
    {
      if (!parse_number (exchange, "limit", limit, &number))
        return FALSE;
      query->limit = (guint) CLAMP (number, 1, G_MAXINT);
    }
  if (types != NULL)
    {
      query->selection = rt_selection_new (types, &error);
      if (query->selection == NULL)
        {
          rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST, "%s", error->message);
          return FALSE;
        }
    }

  return TRUE;
}

void
rt_channel_query_clear (RtChannelQuery *query)
{
  g_clear_pointer (&query->selection, rt_selection_unref);
}

static GBytes *
encode_envelope (RtEvent *event,
                 guint64  prev)
{
  GString *json = g_string_new (NULL);
  char time[RT_TIME_LENGTH + 1];
  gsize size;
  const char *data = g_bytes_get_data (rt_event_get_data (event), &size);

  rt_time_format (rt_event_get_time (event), time);
  g_string_append_printf (json, "{\"seq\":%" G_GUINT64_FORMAT ",\"time\":\"%s\",\"type\":\"%s\"",
                          rt_event_get_seq (event), time, rt_event_get_type_name (event));
  if (prev != 0)
    g_string_append_printf (json, ",\"prev\":%" G_GUINT64_FORMAT, prev == RT_PREV_NONE ? 0 : prev);
  g_string_append (json, ",\"data\":");
  g_string_append_len (json, data, size);
  g_string_append_c (json, '}');

  return g_string_free_to_bytes (json);
}

const RtWireFormat rt_envelope_format = { "envelope", encode_envelope };

static void
set_etag (RtExchange *exchange,
          guint64     next)
{
  g_autofree char *etag = g_strdup_printf ("\"%" G_GUINT64_FORMAT "\"", next);

  rt_exchange_set_header (exchange, "ETag", etag);
  rt_exchange_set_header (exchange, "Cache-Control", "no-cache");
}

static gboolean
etag_matches (RtExchange *exchange,
              guint64     next)
{
  const char *asked = rt_exchange_get_header (exchange, "If-None-Match");
  g_autofree char *etag = g_strdup_printf ("\"%" G_GUINT64_FORMAT "\"", next);

  return asked != NULL && strstr (asked, etag) != NULL;
}

void
rt_channel_answer_nothing (RtExchange *exchange,
                           RtChannel  *channel)
{
  gboolean conditional = rt_exchange_get_header (exchange, "If-None-Match") != NULL;

  set_etag (exchange, rt_channel_get_last (channel));
  rt_exchange_set_carries (exchange, TRUE, 0, 0);
  rt_exchange_respond (exchange, conditional ? SOUP_STATUS_NOT_MODIFIED : SOUP_STATUS_NO_CONTENT, NULL, NULL);
}

static void
append_item (GString             *json,
             const RtChannelItem *item,
             gboolean             first)
{
  GBytes *bytes = rt_event_encode (item->event, &rt_envelope_format, item->prev);

  if (!first)
    g_string_append_c (json, ',');
  g_string_append_len (json, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

gboolean
rt_channel_answer (RtExchange           *exchange,
                   RtChannel            *channel,
                   const RtChannelQuery *query,
                   gboolean              even_when_empty)
{
  guint64 cursor = query->has_after ? query->after : rt_channel_get_first (channel) - 1;
  GString *json = g_string_new ("{\"events\":[");
  RtGap gap = { FALSE, 0 };
  RtChannelItem item;
  guint n = 0;
  gsize payload = 0;
  g_autoptr (GBytes) body = NULL;

  while ((query->limit == 0 || n < query->limit) && json->len < MAX_BODY)
    {
      RtGap here = { FALSE, 0 };

      guint n_read = rt_channel_read (channel, &cursor, query->selection, &item, 1, &here);

      if (here.found)
        {
          gap.lost = here.lost < 0 || gap.lost < 0 ? -1 : gap.lost + here.lost;
          gap.found = TRUE;
        }
      if (n_read == 0 && !here.found)
        break;
      if (n_read == 0)
        continue;
      append_item (json, &item, n++ == 0);
      payload += rt_event_get_size (item.event);
    }

  if ((n == 0 && !gap.found && !even_when_empty) || (!gap.found && etag_matches (exchange, cursor)))
    {
      g_string_free (json, TRUE);
      if (even_when_empty)
        rt_channel_answer_nothing (exchange, channel);
      return even_when_empty;
    }

  g_string_append_printf (json, "],\"next\":%" G_GUINT64_FORMAT ",\"gap\":", cursor);
  if (gap.lost < 0)
    g_string_append (json, "null}");
  else
    g_string_append_printf (json, "%" G_GINT64_FORMAT "}", gap.lost);
  body = g_string_free_to_bytes (json);
  set_etag (exchange, cursor);
  rt_exchange_set_carries (exchange, n == 0, n, payload);
  rt_exchange_respond (exchange, SOUP_STATUS_OK, "application/json", body);

  return TRUE;
}
