/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-guard-head.h"

#include <string.h>

enum {
  LINE_START,     /* of the request line */
  REQUEST_LINE,
  FIELD_START,
  NAME,
  VALUE,
  LINE_END,       /* after a carriage return */
};

typedef enum {
  FIELD_OTHER,
  FIELD_HOST,
  FIELD_CONTENT_LENGTH,
  FIELD_TRANSFER_ENCODING,
  FIELD_CONNECTION,
  FIELD_UPGRADE,
  FIELD_EXPECT,
} Field;

static const struct {
  const char *name;
  Field       field;
} fields[] = {
  { "host", FIELD_HOST },
  { "content-length", FIELD_CONTENT_LENGTH },
  { "transfer-encoding", FIELD_TRANSFER_ENCODING },
  { "connection", FIELD_CONNECTION },
  { "upgrade", FIELD_UPGRADE },
  { "expect", FIELD_EXPECT },
};

gboolean
rt_guard_is_token (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

/* Decimal, digits alone, at most G_MAXINT64. */
static gboolean
parse_length (const char *text,
              gsize       length,
              guint64    *number)
{
  guint64 sum = 0;

  if (length == 0)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]) || sum > (G_MAXINT64 - 9) / 10)
        return FALSE;
      sum = sum * 10 + (text[i] - '0');
    }
  *number = sum;

  return TRUE;
}

static gboolean
refuse (GError       **error,
        RtGuardError   code,
        const char    *detail)
{
  g_set_error_literal (error, RT_GUARD_ERROR, code, detail);

  return FALSE;
}

static Field
find_field (RtGuardHead *self)
{
  /* A name too long to be kept is none of these. */
  if (self->name_length > sizeof self->name)
    return FIELD_OTHER;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      if (strlen (fields[i].name) == self->name_length &&
          memcmp (fields[i].name, self->name, self->name_length) == 0)
        return fields[i].field;
    }

  return FIELD_OTHER;
}

static gboolean
accept_length (RtGuardHead  *self,
               const char   *value,
               gsize         length,
               GError      **error)
{
  guint64 number;

  if (memchr (value, ',', length) != NULL)
    return refuse (error, RT_GUARD_ERROR_AMBIGUOUS, "The request has a list for its Content-Length.");
  if (!parse_length (value, length, &number))
    return refuse (error, RT_GUARD_ERROR_MALFORMED, "The request’s Content-Length is not a number.");
  if (self->has_length && number != self->length)
    return refuse (error, RT_GUARD_ERROR_AMBIGUOUS, "The request has two Content-Length fields that differ.");
  self->has_length = TRUE;
  self->length = number;

  return TRUE;
}

/* libsoup takes the fields named here out of an HTTP/1.0 request, and would then
 * see another end of it than we do. */
static gboolean
accept_connection (RtGuardHead  *self,
                   const char   *value,
                   GError      **error)
{
  g_auto (GStrv) options = g_strsplit (value, ",", -1);

  for (guint i = 0; options[i] != NULL; i++)
    {
      const char *option = g_strstrip (options[i]);

      if (g_ascii_strcasecmp (option, "upgrade") == 0)
        self->connection_upgrades = TRUE;
      if (g_ascii_strcasecmp (option, "host") == 0 ||
          g_ascii_strcasecmp (option, "content-length") == 0 ||
          g_ascii_strcasecmp (option, "transfer-encoding") == 0 ||
          g_ascii_strcasecmp (option, "expect") == 0)
        return refuse (error, RT_GUARD_ERROR_AMBIGUOUS, "The request’s Connection field names a field that frames it.");
    }

  return TRUE;
}

static gboolean
accept_expect (RtGuardHead  *self,
               const char   *value,
               GError      **error)
{
  if (self->has_expect)
    return refuse (error, RT_GUARD_ERROR_AMBIGUOUS, "The request has two Expect fields.");
  self->has_expect = TRUE;
  if (g_ascii_strcasecmp (value, "100-continue") != 0)
    return refuse (error, RT_GUARD_ERROR_EXPECTATION, "The request expects something else than “100-continue”.");
  self->expects_continue = TRUE;

  return TRUE;
}

static gboolean
accept_field (RtGuardHead  *self,
              GError      **error)
{
  char *value = self->value.bytes;
  gsize length = self->value.length;

  while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\t'))
    length--;
  value[length] = '\0';

  switch ((Field) self->field)
    {
    case FIELD_HOST:
      if (self->has_host)
        return refuse (error, RT_GUARD_ERROR_AMBIGUOUS, "The request has two Host fields.");
      self->has_host = TRUE;
      return rt_guard_is_authority (value)
             ? TRUE : refuse (error, RT_GUARD_ERROR_MALFORMED, "The request’s Host is no host with its port.");

    case FIELD_CONTENT_LENGTH:
      return accept_length (self, value, length, error);

    case FIELD_TRANSFER_ENCODING:
      if (self->is_chunked || g_ascii_strcasecmp (value, "chunked") != 0)
        return refuse (error, RT_GUARD_ERROR_MALFORMED, "The request’s Transfer-Encoding is not “chunked”.");
      self->is_chunked = TRUE;
      return TRUE;

    case FIELD_CONNECTION:
      return accept_connection (self, value, error);

    case FIELD_UPGRADE:
      self->has_upgrade = TRUE;
      return TRUE;

    case FIELD_EXPECT:
      return accept_expect (self, value, error);

    case FIELD_OTHER:
    default:
      return TRUE;
    }
}

static gboolean
end_head (RtGuardHead  *self,
          GError      **error)
{
  if (self->is_chunked && self->has_length)
    return refuse (error, RT_GUARD_ERROR_AMBIGUOUS, "The request has both Content-Length and Transfer-Encoding.");
  if (self->is_chunked && !self->is_http_1_1)
    return refuse (error, RT_GUARD_ERROR_AMBIGUOUS, "A request that is not HTTP/1.1 has a Transfer-Encoding.");
  if (self->is_http_1_1 && !self->has_host)
    return refuse (error, RT_GUARD_ERROR_MALFORMED, "The request has no Host field.");

  return TRUE;
}

static gboolean
begin_field (RtGuardHead          *self,
             const RtGuardLimits  *limits,
             char                  c,
             GError              **error)
{
  if (c == ' ' || c == '\t')
    return refuse (error, RT_GUARD_ERROR_MALFORMED, "A field of the request is folded over several lines.");
  if (!rt_guard_is_token (c))
    return refuse (error, RT_GUARD_ERROR_MALFORMED, "A field of the request has no proper name.");
  if (++self->n_fields > limits->max_fields)
    return refuse (error, RT_GUARD_ERROR_TOO_MANY_FIELDS, "The request has too many fields.");

  self->state = NAME;
  self->name[0] = g_ascii_tolower (c);
  self->name_length = 1;

  return TRUE;
}

static gboolean
read_name (RtGuardHead  *self,
           char          c,
           GError      **error)
{
  if (c == ':')
    {
      self->field = find_field (self);
      self->value.length = 0;
      self->state = VALUE;
      return TRUE;
    }
  if (!rt_guard_is_token (c))
    return refuse (error, RT_GUARD_ERROR_MALFORMED, "A field’s name in the request is not followed by its colon.");

  if (self->name_length < sizeof self->name)
    self->name[self->name_length] = g_ascii_tolower (c);
  if (self->name_length <= sizeof self->name)
    self->name_length++;

  return TRUE;
}

static gboolean
read_value (RtGuardHead  *self,
            char          c,
            GError      **error)
{
  if (self->field == FIELD_OTHER || self->field == FIELD_UPGRADE)
    return TRUE;
  if (self->value.length == 0 && (c == ' ' || c == '\t'))
    return TRUE;

  return rt_guard_text_append (&self->value, c)
         ? TRUE : refuse (error, RT_GUARD_ERROR_MALFORMED, "A field that frames the request is too long.");
}

/* A line feed ends a line with and without a carriage return: that is how libsoup
 * reads heads (RFC 9112 section 2.2 allows it), and both must see the same end. */
static gboolean
end_line (RtGuardHead  *self,
          guint8        state,
          gboolean     *complete,
          GError      **error)
{
  switch (state)
    {
    case LINE_START:
      if (self->saw_blank_line)
        return refuse (error, RT_GUARD_ERROR_MALFORMED, "There are blank lines where a request was expected.");
      self->saw_blank_line = TRUE;
      self->state = LINE_START;
      return TRUE;

    case REQUEST_LINE:
      self->state = FIELD_START;
      return rt_guard_line_end (&self->line, &self->is_http_1_1, error);

    case FIELD_START:
      *complete = TRUE;
      return end_head (self, error);

    case VALUE:
      self->state = FIELD_START;
      return accept_field (self, error);

    default:
      return refuse (error, RT_GUARD_ERROR_MALFORMED, "A line of the request is no field.");
    }
}

static gboolean
read_byte (RtGuardHead          *self,
           const RtGuardLimits  *limits,
           char                  c,
           gboolean             *complete,
           GError              **error)
{
  if (c == '\0')
    return refuse (error, RT_GUARD_ERROR_MALFORMED, "The request’s head contains a zero byte.");
  if (self->state == LINE_END && c != '\n')
    return refuse (error, RT_GUARD_ERROR_MALFORMED, "The request’s head contains a carriage return without line feed.");
  if (c == '\n')
    return end_line (self, self->state == LINE_END ? self->before_return : self->state, complete, error);
  if (c == '\r')
    {
      self->before_return = self->state;
      self->state = LINE_END;
      return TRUE;
    }

  switch (self->state)
    {
    case LINE_START:
    case REQUEST_LINE:
      self->state = REQUEST_LINE;
      return rt_guard_line_read (&self->line, &self->value, c, error);

    case FIELD_START:
      return begin_field (self, limits, c, error);

    case NAME:
      return read_name (self, c, error);

    case VALUE:
    default:
      return read_value (self, c, error);
    }
}

/* Nothing is to be found in most values but their end. */
static gsize
skip_value (RtGuardHead         *self,
            const RtGuardLimits *limits,
            const char          *bytes,
            gsize                length)
{
  gsize n = 0;

  if (self->state != VALUE || (self->field != FIELD_OTHER && self->field != FIELD_UPGRADE))
    return 0;

  length = MIN (length, limits->max_head - self->n_bytes);
  while (n < length && bytes[n] != '\r' && bytes[n] != '\n' && bytes[n] != '\0')
    n++;
  self->n_bytes += n;

  return n;
}

gssize
rt_guard_head_read (RtGuardHead          *self,
                    const RtGuardLimits  *limits,
                    const char           *bytes,
                    gsize                 length,
                    gboolean             *complete,
                    GError              **error)
{
  *complete = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      i += skip_value (self, limits, bytes + i, length - i);
      if (i == length)
        break;
      if (++self->n_bytes > limits->max_head)
        {
          refuse (error, RT_GUARD_ERROR_HEAD_TOO_LARGE, "The request’s head is too large.");
          return -1;
        }
      if (!read_byte (self, limits, bytes[i], complete, error))
        return -1;
      if (*complete)
        return i + 1;
    }

  return length;
}
