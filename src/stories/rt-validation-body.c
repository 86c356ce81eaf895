/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-validation-body.h"

#include <math.h>
#include <string.h>

#include "core/rt-json.h"
#include "patterns/rt-fields.h"
#include "patterns/rt-json-scan.h"

#define MAX_NAME 1000

/* So many bytes of what was sent are repeated where it is wrong. */
#define MAX_QUOTE 60

#define WANTED "{\"musicName\": \"Ode to Joy\", \"capacity\": 10}"

static void
refuse (RtExchange *exchange,
        const char *format,
        ...) G_GNUC_PRINTF (2, 3);

static void
refuse (RtExchange *exchange,
        const char *format,
        ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  rt_exchange_respond_text (exchange, SOUP_STATUS_BAD_REQUEST, text);
}

/* curl calls whatever it sends a form, and a page's fetch calls a string text/plain. What
 * names another format is taken at its word. */
static gboolean
type_may_be_json (const char *content_type)
{
  g_autofree char *type = NULL;

  if (rt_fields_type_is_json (content_type))
    return TRUE;

  type = g_ascii_strdown (content_type, strcspn (content_type, "; \t"));

  return g_str_equal (type, "text/plain") || g_str_equal (type, "application/x-www-form-urlencoded");
}

static char *
dup_quote (const RtJsonSlice *value)
{
  g_autofree char *start = g_utf8_make_valid (value->text, MIN (value->length, MAX_QUOTE));

  return value->length > MAX_QUOTE ? g_strconcat (start, "…", NULL) : g_steal_pointer (&start);
}

static gboolean
is_capacity (const RtJsonSlice *value)
{
  g_autofree char *text = value->text[0] == '"' ? rt_json_slice_dup_string (value)
                                                : g_strndup (value->text, value->length);
  char *end;
  double capacity;

  /* A page's form field gives a text; then it is to say a number, too. */
  if (text == NULL || !g_ascii_isdigit (*g_strstrip (text)))
    return FALSE;

  capacity = g_ascii_strtod (text, &end);

  return *end == '\0' && isfinite (capacity);
}

static char *
read_name (RtExchange        *exchange,
           const RtJsonSlice *value)
{
  g_autofree char *quote = dup_quote (value);
  g_autofree char *name = rt_json_slice_dup_string (value);

  if (name != NULL && *name != '\0' && g_utf8_strlen (name, -1) <= MAX_NAME)
    return g_steal_pointer (&name);

  refuse (exchange, "musicName is %s; it must be a text of 1 to %d characters.", quote, MAX_NAME);

  return NULL;
}

static char *
read_members (RtExchange  *exchange,
              RtJsonSlice *body)
{
  RtJsonSlice music_name = { NULL, 0 };
  RtJsonSlice capacity = { NULL, 0 };
  RtJsonSlice name, value;
  RtJsonScan scan;

  if (!rt_json_scan_object (&scan, body))
    {
      refuse (exchange, "The body is JSON, but no object; send %s.", WANTED);
      return NULL;
    }

  while (rt_json_scan_member (&scan, &name, &value))
    {
      if (rt_json_slice_is_string (&name, "musicName"))
        music_name = value;
      else if (rt_json_slice_is_string (&name, "capacity"))
        capacity = value;
    }

  if (music_name.text == NULL || capacity.text == NULL)
    refuse (exchange, "%s is missing; send %s.", music_name.text == NULL ? "musicName" : "capacity", WANTED);
  else if (!is_capacity (&capacity))
    {
      g_autofree char *quote = dup_quote (&capacity);

      refuse (exchange, "capacity is %s; it must be a number from 0.", quote);
    }
  else
    return read_name (exchange, &music_name);

  return NULL;
}

/* The body is taken for JSON whatever it is called, unless it is called something that is
 * no JSON at all: that is 415. */
char *
rt_validation_read_body (RtExchange *exchange)
{
  g_autoptr (GBytes) bytes = rt_exchange_dup_body (exchange);
  const char *type = rt_exchange_get_header (exchange, "Content-Type");
  g_autoptr (GError) error = NULL;
  RtJsonSlice body;

  if (!type_may_be_json (type))
    {
      g_autofree char *text = g_strdup_printf ("The body is \"%s\"; send JSON with Content-Type: application/json.", type);

      rt_exchange_respond_text (exchange, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, text);
      return NULL;
    }

  body.text = g_bytes_get_data (bytes, &body.length);
  if (body.length == 0 || !rt_json_check (body.text, body.length, &error))
    {
      refuse (exchange, "%s; send %s.", error != NULL ? error->message : "The body is empty", WANTED);
      return NULL;
    }

  return read_members (exchange, &body);
}
