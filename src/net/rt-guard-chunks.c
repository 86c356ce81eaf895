/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-guard-chunks.h"

#include "net/rt-guard-head.h"

/* libsoup reads the line before a chunk into 128 bytes. */
#define MAX_CHUNK_LINE 120
#define MAX_SIZE_DIGITS 16

enum {
  CHUNK_SIZE,
  CHUNK_SPACE,           /* blanks before an extension */
  CHUNK_EXTENSION,
  CHUNK_SIZE_END,
  CHUNK_DATA,
  CHUNK_DATA_RETURN,
  CHUNK_DATA_END,
  CHUNK_TRAILER_START,   /* a trailer field, or the line that ends it all */
  CHUNK_TRAILER_NAME,
  CHUNK_TRAILER_VALUE,
  CHUNK_TRAILER_LINE_END,
  CHUNK_LAST_LINE_END,
  CHUNK_DONE,
};

static gboolean
refuse (GError     **error,
        const char  *detail)
{
  g_set_error_literal (error, RT_GUARD_ERROR, RT_GUARD_ERROR_MALFORMED, detail);

  return FALSE;
}

static gboolean
read_chunk_size (RtGuardChunks  *self,
                 char            c,
                 GError        **error)
{
  if (g_ascii_isxdigit (c))
    {
      /* The sixteenth digit must leave the number positive where it is signed. */
      if (++self->n_digits > MAX_SIZE_DIGITS || self->remaining > G_MAXINT64 >> 4)
        return refuse (error, "A chunk’s size in the request is too large.");
      self->remaining = self->remaining << 4 | (guint) g_ascii_xdigit_value (c);
      return TRUE;
    }
  if (self->n_digits == 0)
    return refuse (error, "A chunk’s size in the request is no hexadecimal number.");

  if (c == ';')
    self->state = CHUNK_EXTENSION;
  else if (c == ' ' || c == '\t')
    self->state = CHUNK_SPACE;
  else if (c == '\r')
    self->state = CHUNK_SIZE_END;
  else
    return refuse (error, "A chunk’s size in the request is no hexadecimal number.");

  return TRUE;
}

static gboolean
read_chunk_line (RtGuardChunks  *self,
                 char            c,
                 GError        **error)
{
  if (++self->line_length > MAX_CHUNK_LINE)
    return refuse (error, "The line before a chunk in the request is too long.");
  if (c == '\n' && self->state != CHUNK_SIZE_END)
    return refuse (error, "The line before a chunk in the request ends in a bare line feed.");

  switch (self->state)
    {
    case CHUNK_SIZE:
      return read_chunk_size (self, c, error);

    case CHUNK_SPACE:
      if (c == ';')
        self->state = CHUNK_EXTENSION;
      else if (c != ' ' && c != '\t')
        return refuse (error, "A chunk’s size in the request is no hexadecimal number.");
      return TRUE;

    case CHUNK_EXTENSION:
      if (c == '\r')
        self->state = CHUNK_SIZE_END;
      else if (g_ascii_iscntrl (c) && c != '\t')
        return refuse (error, "A chunk’s extension in the request contains control characters.");
      return TRUE;

    default:
      if (c != '\n')
        return refuse (error, "The line before a chunk in the request has a carriage return without line feed.");
      self->state = self->remaining > 0 ? CHUNK_DATA : CHUNK_TRAILER_START;
      return TRUE;
    }
}

static gboolean
read_chunk_end (RtGuardChunks  *self,
                char            c,
                GError        **error)
{
  if (c != (self->state == CHUNK_DATA_RETURN ? '\r' : '\n'))
    return refuse (error, "A chunk in the request is longer or shorter than it says.");

  if (self->state == CHUNK_DATA_RETURN)
    {
      self->state = CHUNK_DATA_END;
      return TRUE;
    }
  self->state = CHUNK_SIZE;
  self->line_length = 0;
  self->n_digits = 0;
  self->remaining = 0;

  return TRUE;
}

static gboolean
read_trailer (RtGuardChunks        *self,
              const RtGuardLimits  *limits,
              char                  c,
              GError              **error)
{
  if (++self->trailer_length > limits->max_head)
    {
      g_set_error_literal (error, RT_GUARD_ERROR, RT_GUARD_ERROR_HEAD_TOO_LARGE,
                           "The request’s trailer is too large.");
      return FALSE;
    }

  switch (self->state)
    {
    case CHUNK_TRAILER_START:
      if (!rt_guard_is_token (c))
        return refuse (error, "The request’s trailer is malformed.");
      self->state = CHUNK_TRAILER_NAME;
      return TRUE;

    case CHUNK_TRAILER_NAME:
      if (c == ':')
        self->state = CHUNK_TRAILER_VALUE;
      else if (!rt_guard_is_token (c))
        return refuse (error, "The request’s trailer is malformed.");
      return TRUE;

    case CHUNK_TRAILER_VALUE:
      if (c == '\r')
        self->state = CHUNK_TRAILER_LINE_END;
      else if (c == '\n' || c == '\0')
        return refuse (error, "The request’s trailer is malformed.");
      return TRUE;

    default:
      if (c != '\n')
        return refuse (error, "The request’s trailer is malformed.");
      self->state = CHUNK_TRAILER_START;
      return TRUE;
    }
}

static gboolean
is_in_trailer (guint8 state)
{
  return state >= CHUNK_TRAILER_START && state <= CHUNK_TRAILER_LINE_END;
}

static gboolean
read_last_line (RtGuardChunks  *self,
                char            c,
                GError        **error)
{
  if (c != '\n')
    return refuse (error, "The request’s last chunk has a carriage return without line feed.");
  self->state = CHUNK_DONE;

  return TRUE;
}

/* One byte of chunked framing that is no data. */
static gboolean
read_framing (RtGuardChunks        *self,
              const RtGuardLimits  *limits,
              char                  c,
              GError              **error)
{
  if (self->state == CHUNK_TRAILER_START && c == '\r')
    {
      self->state = CHUNK_LAST_LINE_END;
      return TRUE;
    }
  if (is_in_trailer (self->state))
    return read_trailer (self, limits, c, error);
  if (self->state == CHUNK_LAST_LINE_END)
    return read_last_line (self, c, error);
  if (self->state == CHUNK_DATA_RETURN || self->state == CHUNK_DATA_END)
    return read_chunk_end (self, c, error);

  return read_chunk_line (self, c, error);
}

gssize
rt_guard_chunks_read (RtGuardChunks        *self,
                      const RtGuardLimits  *limits,
                      const char           *bytes,
                      gsize                 length,
                      gboolean             *complete,
                      gboolean             *is_trailer,
                      GError              **error)
{
  gsize done = 0;

  while (done < length && self->state != CHUNK_DONE)
    {
      gboolean ends = self->state == CHUNK_TRAILER_START && bytes[done] == '\r';
      gboolean in_trailer = is_in_trailer (self->state) && !ends;

      if (done > 0 && in_trailer != *is_trailer)
        break;
      *is_trailer = in_trailer;

      if (self->state == CHUNK_DATA)
        {
          gsize n = MIN (length - done, self->remaining);

          self->remaining -= n;
          done += n;
          if (self->remaining == 0)
            self->state = CHUNK_DATA_RETURN;
        }
      else if (read_framing (self, limits, bytes[done], error))
        {
          done++;
        }
      else
        {
          return -1;
        }
    }
  *complete = self->state == CHUNK_DONE;

  return done;
}

gboolean
rt_guard_chunks_is_within (const RtGuardChunks *self,
                           guint64              length)
{
  return self->state == CHUNK_DATA && self->remaining >= length;
}
