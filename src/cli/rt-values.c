/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-values.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdint.h>
#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#include "patterns/publish-subscribe/rt-bus-address.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/rt-uri.h"

/* The characters of a token, RFC 9110 section 5.6.2, beside letters and digits. */
#define TOKEN_SYMBOLS "!#$%&'*+-.^_`|~"

static const char * const schemes[] = { "http", "https", "ws", "wss", NULL };

/**
 * rt_value_number:
 * @option: as it is typed, "--port"
 * @text: (nullable): what was typed after it, %NULL when it was not given
 * @min: the least it may be
 * @max: the most it may be
 * @value: (inout): untouched unless there is a good value
 *
 * Reads a whole number.
 *
 * Returns: %FALSE with @error in words that name the option and its range
 */
gboolean
rt_value_number (const char  *option,
                 const char  *text,
                 gint64       min,
                 gint64       max,
                 gint64      *value,
                 GError     **error)
{
  if (text == NULL || g_ascii_string_to_signed (text, 10, min, max, value, NULL))
    return TRUE;

  if (max == G_MAXINT64)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("%s takes a whole number from %jd up, not “%s”."), option, (intmax_t) min, text);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("%s takes a whole number from %jd to %jd, not “%s”."),
                 option, (intmax_t) min, (intmax_t) max, text);

  return FALSE;
}

/**
 * rt_value_decimal:
 * @option: as it is typed, "--speed"
 * @text: (nullable): what was typed after it, %NULL when it was not given
 * @min: the least it may be
 * @max: the most it may be
 * @value: (inout): untouched unless there is a good value
 *
 * Reads a number, with a decimal point in every locale.
 *
 * Returns: %FALSE with @error in words that name the option and its range
 */
gboolean
rt_value_decimal (const char  *option,
                  const char  *text,
                  double       min,
                  double       max,
                  double      *value,
                  GError     **error)
{
  char least[G_ASCII_DTOSTR_BUF_SIZE];
  char most[G_ASCII_DTOSTR_BUF_SIZE];
  char *end = NULL;
  double number;

  if (text == NULL)
    return TRUE;

  number = g_ascii_strtod (text, &end);
  if (g_ascii_isspace (*text) || end == text || *end != '\0' || !isfinite (number) || number < min || number > max)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("%s takes a number from %s to %s, not “%s”."), option,
                   g_ascii_formatd (least, sizeof least, "%g", min), g_ascii_formatd (most, sizeof most, "%g", max),
                   text);
      return FALSE;
    }
  *value = number;

  return TRUE;
}

/**
 * rt_value_header:
 * @text: "Name: value"
 * @name: (out) (optional): the field's name
 * @value: (out) (optional): its value, without the blank space around it
 *
 * Reads a header field.
 *
 * Returns: %FALSE with @error when it has no colon, no name, or characters that
 *   may not be in a field
 */
gboolean
rt_value_header (const char  *text,
                 char       **name,
                 char       **value,
                 GError     **error)
{
  const char *colon = strchr (text, ':');
  gboolean good = colon != NULL && colon > text;

  for (const char *c = text; good && c < colon; c++)
    good = g_ascii_isalnum (*c) || strchr (TOKEN_SYMBOLS, *c) != NULL;
  for (const char *c = colon; good && *c != '\0'; c++)
    good = *c == '\t' || !g_ascii_iscntrl (*c);

  if (!good)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("--header takes a field like 'Name: value', not “%s”."), text);
      return FALSE;
    }
  if (name != NULL)
    *name = g_strndup (text, colon - text);
  if (value != NULL)
    *value = g_strstrip (g_strdup (colon + 1));

  return TRUE;
}

/**
 * rt_value_check_headers:
 * @headers: (nullable) (array zero-terminated=1): what was given with --header
 *
 * Returns: %FALSE with @error for the first that is no header field
 */
gboolean
rt_value_check_headers (const char * const  *headers,
                        GError             **error)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    if (!rt_value_header (headers[i], NULL, NULL, error))
      return FALSE;

  return TRUE;
}

static void
set_scheme_error (const char  *shown,
                  const char  *usual,
                  GError     **error)
{
  if (strstr (shown, "://") == NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 /* Translators: what was typed, then what it should begin with, and it again */
                 _("“%s” is no whole URL. Did you mean “%s://%s”?"), shown, usual, shown);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("“%s” is no URL to connect to: it should begin with http://, https://, ws:// or wss://, or with "
                   "amqp://, amqps://, kafka:// or embedded: for a bus."), shown);
}

static GUri *
read_bus_url (const char  *text,
              GError     **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (RtBusAddress) address = rt_bus_address_new (text, &reason);

  if (address != NULL)
    return g_uri_parse (text, RT_BUS_URI_FLAGS, NULL);

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, reason->message);

  return NULL;
}

/**
 * rt_value_url:
 * @text: as it was typed
 * @usual: the scheme to suggest where there is none
 * @error: return location for a #GOptionError
 *
 * Reads a URL to connect to.
 *
 * Returns: (transfer full) (nullable): the URL, or %NULL with @error in words that
 *   say what it should look like
 */
GUri *
rt_value_url (const char  *text,
              const char  *usual,
              GError     **error)
{
  g_autofree char *scheme = g_uri_parse_scheme (text);
  g_autofree char *lower = scheme != NULL ? g_ascii_strdown (scheme, -1) : NULL;
  g_autofree char *shown = rt_uri_dup_shown (text);
  g_autoptr (GUri) url = NULL;
  g_autoptr (GError) reason = NULL;

  if (rt_bus_address_is_one (text))
    return read_bus_url (text, error);
  if (lower == NULL || !g_strv_contains (schemes, lower))
    {
      set_scheme_error (shown, usual, error);
      return NULL;
    }

  url = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, &reason);
  if (url == NULL || g_uri_get_host (url) == NULL || *g_uri_get_host (url) == '\0')
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” is no URL to connect to: %s."), shown,
                   reason != NULL ? reason->message : _("it names no host"));
      return NULL;
    }

  return g_steal_pointer (&url);
}

/**
 * rt_url_is_websocket:
 *
 * Returns: whether @url says by its scheme that a WebSocket is to be opened
 *   (RFC 6455 section 3)
 */
gboolean
rt_url_is_websocket (GUri *url)
{
  return g_str_has_prefix (g_uri_get_scheme (url), "ws");
}

/**
 * rt_url_is_bus:
 *
 * Returns: whether @url says by its scheme that it names a queue or topic of a bus
 */
gboolean
rt_url_is_bus (GUri *url)
{
  g_autofree char *text = g_strconcat (g_uri_get_scheme (url), ":", NULL);

  return rt_bus_address_is_one (text);
}
