/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-guard-target.h"


#include "net/rt-guard.h"

enum {
  METHOD,
  START,
  PATH,
  QUERY,
  VERSION,
};

static gboolean
refuse (GError     **error,
        const char  *detail)
{
  g_set_error_literal (error, RT_GUARD_ERROR, RT_GUARD_ERROR_MALFORMED, detail);

  return FALSE;
}

/* RFC 3986 section 2.1. A zero byte would end the path for whoever reads it as a string. */
static gboolean
read_digit (RtGuardTarget  *self,
            char            c,
            GError        **error)
{
  if (!g_ascii_isxdigit (c))
    return refuse (error, "A percent sign in the request’s target is not followed by two hexadecimal digits.");

  self->octet = self->octet << 4 | g_ascii_xdigit_value (c);
  self->n_digits--;
  if (self->n_digits == 0 && self->octet == 0 && self->part == PATH)
    return refuse (error, "The request’s path contains a zero byte.");

  return TRUE;
}

static gboolean
read_target (RtGuardTarget  *self,
             char            c,
             GError        **error)
{
  if (self->n_digits > 0)
    return read_digit (self, c, error);

  if (c == ' ')
    self->part = VERSION;
  else if (c == '?' || c == '#')
    self->part = QUERY;
  else if (c == '%')
    self->n_digits = 2;

  return TRUE;
}

gboolean
rt_guard_target_read (RtGuardTarget  *self,
                      char            c,
                      GError        **error)
{
  switch (self->part)
    {
    case METHOD:
      if (c == ' ')
        self->part = START;
      return TRUE;

    case START:
      if (c == ' ')
        return TRUE;
      if (c == '*')
        return refuse (error, "The request’s target is “*”. Ask for a path: what is allowed differs among them.");
      self->part = PATH;
      return read_target (self, c, error);

    case PATH:
    case QUERY:
      return read_target (self, c, error);

    case VERSION:
    default:
      return TRUE;
    }
}
