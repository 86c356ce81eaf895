/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-channel-query.h"

#include <string.h>

#include "core/rt-name.h"

typedef enum {
  KEY_AFTER,
  KEY_LIMIT,
  KEY_TYPES,
  KEY_TYPE,
  KEY_NAME,
  N_KEYS,
} Key;

static const char * const keys[N_KEYS] = { "after", "limit", "types", "type", "name" };

typedef struct {
  char *values[N_KEYS];
} Values;

static void
values_clear (Values *self)
{
  for (guint i = 0; i < N_KEYS; i++)
    g_free (self->values[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Values, values_clear)

/* What can be read in two ways is refused, what is not ours is left alone. */
static gboolean
keep_value (RtExchange *exchange,
            Values     *values,
            const char *name,
            const char *value)
{
  for (guint i = 0; i < N_KEYS; i++)
    {
      if (!g_str_equal (name, keys[i]))
        continue;
      if (values->values[i] != NULL)
        {
          rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST, "The query names %s twice; once is enough.", name);
          return FALSE;
        }
      values->values[i] = g_strdup (value);
    }

  return TRUE;
}

static gboolean
read_values (RtExchange *exchange,
             Values     *values)
{
  const char *text = g_uri_get_query (soup_server_message_get_uri (rt_exchange_get_message (exchange)));
  GUriParamsIter iter;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return TRUE;

  g_uri_params_iter_init (&iter, text, -1, "&", G_URI_PARAMS_WWW_FORM);
  for (;;)
    {
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (!g_uri_params_iter_next (&iter, &name, &value, &error))
        break;
      if (!keep_value (exchange, values, name, value))
        return FALSE;
    }

  if (error != NULL)
    rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST,
                                 "The query is not key=value&key=value in percent-encoded UTF-8.");

  return error == NULL;
}

static gboolean
read_number (RtExchange *exchange,
             const char *name,
             const char *text,
             guint64     lowest,
             guint64     highest,
             guint64    *number)
{
  if (g_ascii_string_to_unsigned (text, 10, lowest, highest, number, NULL))
    return TRUE;

  rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST,
                               "%s is \"%s\"; it must be a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ".",
                               name, text, lowest, highest);
  return FALSE;
}

static gboolean
read_types (RtExchange     *exchange,
            const char     *types,
            RtChannelQuery *query)
{
  g_autoptr (GError) error = NULL;

  query->selection = rt_selection_new (types, &error);
  if (query->selection != NULL)
    return TRUE;

  rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST, "types: %s.", error->message);
  return FALSE;
}

static gboolean
read_type (RtExchange     *exchange,
           char           *type,
           RtChannelQuery *query)
{
  query->type = type;
  if (rt_type_name_is_valid (type))
    return TRUE;

  rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST,
                               "\"%s\" is no type of an event: 1 to %d letters, digits, dots, underscores and hyphens.",
                               type, RT_TYPE_NAME_MAX_LENGTH);
  return FALSE;
}

static gboolean
read_name (RtExchange     *exchange,
           const char     *name,
           RtChannelQuery *query)
{
  query->name = rt_name_check (name, NULL);
  if (query->name != NULL)
    return TRUE;

  rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST,
                               "\"%s\" is no name: 1 to %d characters, none of them a control character.",
                               name, RT_NAME_MAX_LENGTH);
  return FALSE;
}

/**
 * rt_channel_query_parse:
 * @exchange: a request of /channels/NAME
 * @query: (out caller-allocates): what its query says, to be cleared
 *
 * Reads the query (`application/x-www-form-urlencoded`, WHATWG URL section 5): `after`
 * and `limit`, whole numbers, `limit` from 1, `types`, see rt_selection_new(), `type`, and
 * `name`, see rt_name_check(). Other keys are ignored. What cannot be understood, or is given twice, is
 * answered with 400.
 *
 * Returns: %FALSE when the request was answered
 */
gboolean
rt_channel_query_parse (RtExchange     *exchange,
                        RtChannelQuery *query)
{
  g_auto (Values) values = { { NULL } };
  guint64 limit = 0;

  memset (query, 0, sizeof *query);
  if (!read_values (exchange, &values))
    return FALSE;

  query->has_after = values.values[KEY_AFTER] != NULL;
  if (query->has_after && !read_number (exchange, "after", values.values[KEY_AFTER], 0, G_MAXINT64, &query->after))
    return FALSE;
  if (values.values[KEY_LIMIT] != NULL && !read_number (exchange, "limit", values.values[KEY_LIMIT], 1, G_MAXINT32, &limit))
    return FALSE;
  query->limit = (guint) limit;
  if (values.values[KEY_TYPES] != NULL && !read_types (exchange, values.values[KEY_TYPES], query))
    return FALSE;
  if (values.values[KEY_NAME] != NULL && !read_name (exchange, values.values[KEY_NAME], query))
    return FALSE;
  if (values.values[KEY_TYPE] != NULL)
    return read_type (exchange, g_steal_pointer (&values.values[KEY_TYPE]), query);
  query->type = g_strdup ("message");

  return TRUE;
}

/**
 * rt_channel_query_read_last_event_id:
 * @exchange: a request for an event stream
 * @query: its query
 *
 * Reads `Last-Event-ID` (WHATWG HTML section 9.2.4) as the cursor: it is newer than
 * `after`, which a client repeats with the address each time it connects. An empty
 * one says nothing; what is no number is answered with 400.
 *
 * Returns: %FALSE when the request was answered
 */
gboolean
rt_channel_query_read_last_event_id (RtExchange     *exchange,
                                     RtChannelQuery *query)
{
  const char *last = rt_exchange_get_header (exchange, "Last-Event-ID");

  if (last == NULL || *last == '\0')
    return TRUE;

  query->has_after = TRUE;

  return read_number (exchange, "Last-Event-ID", last, 0, G_MAXINT64, &query->after);
}

/**
 * rt_channel_query_move:
 * @query: a query, empty afterwards
 * @to: (out caller-allocates): what it was
 *
 * Gives a query to who keeps it longer than the call.
 */
void
rt_channel_query_move (RtChannelQuery *query,
                       RtChannelQuery *to)
{
  *to = *query;
  memset (query, 0, sizeof *query);
}

/**
 * rt_channel_query_clear:
 * @query: a query
 *
 * Frees what it holds.
 */
void
rt_channel_query_clear (RtChannelQuery *query)
{
  g_clear_pointer (&query->selection, rt_selection_unref);
  g_clear_pointer (&query->type, g_free);
  g_clear_pointer (&query->name, g_free);
}
