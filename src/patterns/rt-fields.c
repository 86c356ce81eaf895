/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-fields.h"

#include <libsoup/soup.h>
#include <string.h>

static gboolean
begins_with_token (const char *item,
                   const char *token)
{
  gsize length = strcspn (item, "=; \t");

  return strlen (token) == length && g_ascii_strncasecmp (item, token, length) == 0;
}

/* The first preference of that name: RFC 7240 section 2 has the others ignored. */
static gboolean
find_preference (const char  *prefer,
                 const char  *token,
                 char       **value)
{
  GSList *items = prefer != NULL ? soup_header_parse_list (prefer) : NULL;
  gboolean found = FALSE;

  for (GSList *l = items; l != NULL && !found; l = l->next)
    {
      GHashTable *parameters;

      if (!begins_with_token (l->data, token))
        continue;
      found = TRUE;
      parameters = soup_header_parse_semi_param_list (l->data);
      *value = g_strdup (g_hash_table_lookup (parameters, token));
      soup_header_free_param_list (parameters);
    }

  g_slist_free_full (items, g_free);

  return found;
}

/**
 * rt_fields_parse_wait:
 * @prefer: (nullable): a Prefer field (RFC 7240 section 2)
 * @max_seconds: the longest wait there is
 * @seconds: (out): how long to wait, at most @max_seconds
 *
 * Reads the preference `wait` (RFC 7240 section 4.3). What a parameter of another
 * preference is called does not matter.
 *
 * Returns: %RT_WAIT_NONE where it is not there, %RT_WAIT_MALFORMED where it is no
 *   whole number of seconds
 */
RtWait
rt_fields_parse_wait (const char *prefer,
                      guint       max_seconds,
                      guint      *seconds)
{
  g_autofree char *value = NULL;
  guint64 number = 0;

  *seconds = 0;
  if (!find_preference (prefer, "wait", &value))
    return RT_WAIT_NONE;
  if (value == NULL || *value == '\0' || strspn (value, "0123456789") != strlen (value))
    return RT_WAIT_MALFORMED;

  /* More digits than a number holds are a long wait all the same. */
  if (!g_ascii_string_to_unsigned (value, 10, 0, max_seconds, &number, NULL))
    number = max_seconds;
  *seconds = (guint) number;

  return RT_WAIT_GIVEN;
}

/**
 * rt_fields_prefers:
 * @prefer: (nullable): a Prefer field (RFC 7240 section 2)
 * @token: the name of a preference without a value
 *
 * Returns: whether @token is preferred
 */
gboolean
rt_fields_prefers (const char *prefer,
                   const char *token)
{
  g_autofree char *value = NULL;

  return find_preference (prefer, token, &value) && (value == NULL || *value == '\0');
}

/**
 * rt_fields_etag_matches:
 * @if_none_match: (nullable): an If-None-Match field (RFC 9110 section 13.1.2)
 * @etag: the current entity tag, quotes included
 *
 * Compares weakly (RFC 9110 section 8.8.3.2), as the field demands: `W/` counts for nothing.
 *
 * Returns: whether one of the tags is @etag, or the field is `*`
 */
gboolean
rt_fields_etag_matches (const char *if_none_match,
                        const char *etag)
{
  GSList *tags = if_none_match != NULL ? soup_header_parse_list (if_none_match) : NULL;
  gboolean found = FALSE;

  for (GSList *l = tags; l != NULL && !found; l = l->next)
    {
      const char *tag = l->data;

      found = g_str_equal (tag, "*") || g_str_equal (g_str_has_prefix (tag, "W/") ? tag + 2 : tag, etag);
    }

  g_slist_free_full (tags, g_free);

  return found;
}

/**
 * rt_fields_type_is_json:
 * @content_type: (nullable): a Content-Type field (RFC 9110 section 8.3)
 *
 * Returns: whether it is `application/json` or has the suffix `+json` (RFC 6839 section
 *   3.1), with whatever parameters; also where it is not said
 */
gboolean
rt_fields_type_is_json (const char *content_type)
{
  g_autofree char *type = NULL;
  const char *subtype;

  if (content_type == NULL)
    return TRUE;

  type = g_ascii_strdown (content_type, strcspn (content_type, "; \t"));
  subtype = strchr (type, '/');
  if (g_str_equal (type, "application/json"))
    return TRUE;

  return subtype > type && subtype != NULL && strlen (subtype) > strlen ("/+json") && g_str_has_suffix (type, "+json");
}

/* RFC 9110 section 12.5.1: the most specific range decides. */
static double
get_quality (const char *accept,
             const char *type,
             gboolean   *by_name)
{
  g_autofree char *group = g_strdup_printf ("%.*s/*", (int) strcspn (type, "/"), type);
  const char * const ranges[] = { "*/*", group, type };
  GSList *items = soup_header_parse_list (accept);
  double quality = 0;
  guint best = 0;

  for (GSList *l = items; l != NULL; l = l->next)
    {
      GHashTable *parameters = soup_header_parse_semi_param_list (l->data);
      const char *q = g_hash_table_lookup (parameters, "q");

      for (guint i = best; i < G_N_ELEMENTS (ranges); i++)
        {
          if (!begins_with_token (l->data, ranges[i]))
            continue;
          quality = q != NULL ? CLAMP (g_ascii_strtod (q, NULL), 0, 1) : 1;
          best = i;
        }
      soup_header_free_param_list (parameters);
    }

  *by_name = best == 2;
  g_slist_free_full (items, g_free);

  return quality;
}

/* Who takes both equally gets @usual, unless @other is asked for by its name. */
static gboolean
wants_other (const char *accept,
             const char *other,
             const char *usual)
{
  gboolean named = FALSE;
  gboolean usual_named;
  double other_quality, usual_quality;

  if (accept == NULL)
    return FALSE;

  other_quality = get_quality (accept, other, &named);
  usual_quality = get_quality (accept, usual, &usual_named);

  return other_quality > 0 && (other_quality > usual_quality || (other_quality >= usual_quality && named));
}

/**
 * rt_fields_wants_event_stream:
 * @accept: (nullable): an Accept field (RFC 9110 section 12.5.1)
 *
 * Chooses between the two ways a channel can be written. Who takes both equally gets
 * JSON, unless the event stream is asked for by its name.
 *
 * Returns: whether `text/event-stream` is wanted more than `application/json`
 */
gboolean
rt_fields_wants_event_stream (const char *accept)
{
  return wants_other (accept, "text/event-stream", "application/json");
}

/**
 * rt_fields_wants_html:
 * @accept: (nullable): an Accept field (RFC 9110 section 12.5.1)
 *
 * Chooses between a page and plain text. Who takes both equally gets plain text, unless
 * HTML is asked for by its name, as browsers do.
 *
 * Returns: whether `text/html` is wanted more than `text/plain`
 */
gboolean
rt_fields_wants_html (const char *accept)
{
  return wants_other (accept, "text/html", "text/plain");
}
