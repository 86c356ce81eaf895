/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-guard-line.h"

#include <libsoup/soup.h>
#include <string.h>

#include "net/rt-guard.h"

enum {
  METHOD,
  TARGET_START,
  SCHEME,
  AUTHORITY,
  PATH,
  QUERY,
  VERSION_START,
  VERSION,
  END,            /* blanks behind the version, which libsoup lets pass */
};

static gboolean
refuse (GError     **error,
        const char  *detail)
{
  g_set_error_literal (error, RT_GUARD_ERROR, RT_GUARD_ERROR_MALFORMED, detail);

  return FALSE;
}

gboolean
rt_guard_text_append (RtGuardText *self,
                      char         c)
{
  if (self->length >= sizeof self->bytes - 1)
    return FALSE;

  self->bytes[self->length++] = c;
  self->bytes[self->length] = '\0';

  return TRUE;
}

/* It is judged as libsoup does, which puts it between these. */
gboolean
rt_guard_is_authority (const char *authority)
{
  g_autofree char *url = g_strconcat ("http://", authority, "/", NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL && strpbrk (authority, "/?#") == NULL;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static gboolean
refuse_start (GError **error)
{
  return refuse (error, "The request’s target is neither a path, which begins with “/”, nor an address, which begins with “http://”.");
}

static gboolean
start_target (RtGuardLine  *self,
              RtGuardText  *text,
              char          c,
              GError      **error)
{
  if (c == '*')
    return refuse (error, "The request’s target is “*”. Ask for a path: what is allowed differs among them.");
  if (c == '/')
    {
      self->part = PATH;
      return TRUE;
    }
  if (!g_ascii_isalpha (c))
    return refuse_start (error);

  self->part = SCHEME;
  text->length = 0;

  return rt_guard_text_append (text, g_ascii_tolower (c));
}

/* Of an address, up to the second slash. */
static gboolean
read_scheme (RtGuardLine  *self,
             RtGuardText  *text,
             char          c,
             GError      **error)
{
  rt_guard_text_append (text, g_ascii_tolower (c));
  if (strcmp (text->bytes, "http://") == 0 || strcmp (text->bytes, "https://") == 0)
    {
      self->part = AUTHORITY;
      text->length = 0;
      text->bytes[0] = '\0';
      return TRUE;
    }

  return g_str_has_prefix ("http://", text->bytes) || g_str_has_prefix ("https://", text->bytes)
         ? TRUE : refuse_start (error);
}

static gboolean
end_authority (RtGuardText  *text,
               GError      **error)
{
  return rt_guard_is_authority (text->bytes)
         ? TRUE : refuse (error, "The address in the request’s target has no proper host or port.");
}

/* Segments of dots are taken out of a path before it is decoded (RFC 3986 section 5.2.4);
 * one that an encoded slash hid until then must not lead elsewhere afterwards. */
static gboolean
read_segment (RtGuardLine  *self,
              char          c,
              gboolean      is_encoded,
              GError      **error)
{
  if (self->part != PATH)
    return TRUE;

  if (c == '/')
    {
      if (self->n_dots == 2 && (self->hides_dots || is_encoded))
        return refuse (error, "The request’s path has a segment “..” beside an encoded slash.");
      self->n_dots = 0;
      self->hides_dots = is_encoded;
    }
  else
    {
      self->n_dots = c == '.' && self->n_dots <= 2 ? self->n_dots + 1 : G_MAXUINT8;
    }

  return TRUE;
}

/* RFC 3986 section 2.1. A zero byte would end the path for whoever reads it as a string. */
static gboolean
read_digit (RtGuardLine  *self,
            char          c,
            GError      **error)
{
  if (!g_ascii_isxdigit (c))
    return refuse (error, "A percent sign in the request’s target is not followed by two hexadecimal digits.");

  self->octet = self->octet << 4 | g_ascii_xdigit_value (c);
  self->n_digits--;
  if (self->n_digits == 0 && self->octet == 0 && self->part == PATH)
    return refuse (error, "The request’s path contains a zero byte.");

  return self->n_digits > 0 || read_segment (self, (char) self->octet, TRUE, error);
}

static gboolean
read_path (RtGuardLine  *self,
           char          c,
           GError      **error)
{
  if (self->n_digits > 0)
    return read_digit (self, c, error);

  if (c == '%')
    {
      self->n_digits = 2;
      return TRUE;
    }
  /* The path's end ends its last segment. */
  if (!read_segment (self, is_blank (c) || c == '?' || c == '#' ? '/' : c, FALSE, error))
    return FALSE;

  if (is_blank (c))
    self->part = VERSION_START;
  else if (c == '?' || c == '#')
    self->part = QUERY;

  return TRUE;
}

static gboolean
read_authority (RtGuardLine  *self,
                RtGuardText  *text,
                char          c,
                GError      **error)
{
  if (is_blank (c) || strchr ("/?#", c) != NULL)
    {
      self->part = PATH;
      return end_authority (text, error) && read_path (self, c, error);
    }

  return rt_guard_text_append (text, c)
         ? TRUE : refuse (error, "The address in the request’s target has no proper host or port.");
}

static gboolean
refuse_version (GError **error)
{
  return refuse (error, "What follows the request’s target is no version such as HTTP/1.1. A blank in a target is written %20.");
}

static gboolean
read_version (RtGuardLine  *self,
              char          c,
              GError      **error)
{
  if (self->n_version < sizeof self->version)
    {
      self->part = VERSION;
      self->version[self->n_version++] = c;
      return TRUE;
    }
  self->part = END;

  return c == ' ' ? TRUE : refuse_version (error);
}

gboolean
rt_guard_line_read (RtGuardLine  *self,
                    RtGuardText  *text,
                    char          c,
                    GError      **error)
{
  switch (self->part)
    {
    case METHOD:
      if (is_blank (c))
        self->part = TARGET_START;
      return TRUE;

    case TARGET_START:
      return is_blank (c) ? TRUE : start_target (self, text, c, error);

    case SCHEME:
      return read_scheme (self, text, c, error);

    case AUTHORITY:
      return read_authority (self, text, c, error);

    case PATH:
    case QUERY:
      return read_path (self, c, error);

    case VERSION_START:
      return is_blank (c) ? TRUE : read_version (self, c, error);

    case VERSION:
    case END:
    default:
      return read_version (self, c, error);
    }
}

gboolean
rt_guard_line_end (RtGuardLine  *self,
                   gboolean     *is_http_1_1,
                   GError      **error)
{
  gboolean is_http = self->n_version == sizeof self->version && memcmp (self->version, "HTTP/", 5) == 0 &&
                     g_ascii_isdigit (self->version[5]) && self->version[6] == '.' &&
                     g_ascii_isdigit (self->version[7]);

  if (self->part < VERSION_START)
    return refuse (error, "The request’s first line is not complete: it is a method, a target and HTTP/1.1.");
  if (!is_http)
    return refuse_version (error);
  if (self->version[5] != '1' || self->version[7] > '1')
    {
      g_set_error_literal (error, RT_GUARD_ERROR, RT_GUARD_ERROR_VERSION,
                           "The request is of another version than HTTP/1.1 and HTTP/1.0.");
      return FALSE;
    }
  *is_http_1_1 = self->version[7] == '1';

  return TRUE;
}
