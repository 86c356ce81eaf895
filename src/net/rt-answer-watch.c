/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-answer-watch.h"

#include <string.h>

/* With what an answer's head begins (RFC 9112 section 4). */
#define BEGINNING "HTTP/1."

/* "\n0\r\n\r\n": the last chunk, of none, and no trailer (RFC 9112 section 7.1). */
#define LAST_CHUNK      G_GUINT64_CONSTANT (0x0a300d0a0d0a)
#define LAST_CHUNK_MASK G_GUINT64_CONSTANT (0xffffffffffff)

typedef enum {
  BEFORE,       /* nothing came yet */
  BEGINNING_,   /* a head's beginning, perhaps */
  HEAD,
  BODY,         /* or after it */
  NO_MORE,      /* this is HTTP/1 no more, or never was */
} Phase;

static void
begin_head (RtAnswerWatch *self)
{
  self->phase = HEAD;
  self->column = strlen (BEGINNING);
  memcpy (self->line, BEGINNING, self->column);
  self->is_first_line = TRUE;
  self->is_chunked = FALSE;
  self->status = 0;
}

/* Of an arrival that may be a head. Returns how many bytes were looked at. */
static gsize
see_beginning (RtAnswerWatch *self,
               const char    *bytes,
               gsize          length)
{
  gboolean is_first = self->phase == BEFORE || self->status == 0;
  gsize n = 0;

  while (n < length && self->matched < strlen (BEGINNING) && bytes[n] == BEGINNING[self->matched])
    {
      n++;
      self->matched++;
    }

  self->phase = BEGINNING_;
  if (self->matched == strlen (BEGINNING))
    begin_head (self);
  else if (n < length)
    self->phase = is_first ? NO_MORE : BODY;

  return n;
}

static void
end_line (RtAnswerWatch *self)
{
  gsize length = MIN (self->column, sizeof self->line - 1);

  self->line[length] = '\0';
  if (self->is_first_line)
    self->status = length > 9 ? (guint) g_ascii_strtoull (self->line + 9, NULL, 10) : 0;
  else if (g_str_has_prefix (self->line, "transfer-encoding:"))
    self->is_chunked = strstr (self->line, "chunked") != NULL;
  self->is_first_line = FALSE;
  self->column = 0;
}

/* A blank line: 100 and the like are followed by another head, 101 by another protocol. */
static void
end_head (RtAnswerWatch *self)
{
  self->matched = 0;
  self->tail = '\n';
  if (self->status == 101)
    self->phase = NO_MORE;
  else if (self->status < 200)
    self->phase = BEGINNING_;
  else
    self->phase = BODY;
}

static gsize
see_head (RtAnswerWatch *self,
          const char    *bytes,
          gsize          length)
{
  for (gsize n = 0; n < length; n++)
    {
      if (bytes[n] == '\n' && self->column == 0)
        {
          end_head (self);
          return n + 1;
        }
      if (bytes[n] == '\n')
        {
          end_line (self);
        }
      else if (bytes[n] != '\r')
        {
          if (self->column < sizeof self->line - 1)
            self->line[self->column] = g_ascii_tolower (bytes[n]);
          self->column++;
        }
    }

  return length;
}

static void
see_body (RtAnswerWatch *self,
          const char    *bytes,
          gsize          length)
{
  if (!self->is_chunked)
    return;

  for (gsize n = length > sizeof self->tail ? length - sizeof self->tail : 0; n < length; n++)
    self->tail = self->tail << 8 | (guchar) bytes[n];
}

static gboolean
is_whole (const RtAnswerWatch *self)
{
  return !self->is_chunked || (self->tail & LAST_CHUNK_MASK) == LAST_CHUNK;
}

/**
 * rt_answer_watch_see:
 * @self: a watch
 * @bytes: what arrived
 * @length: how many bytes of it, at least one
 *
 * Looks at what arrived. After a whole head, an arrival that begins as a head does is taken
 * for the next one: with requests that wait for each other it is, and where a body does so
 * nothing worse comes of it than that its end is doubted. What does not begin as HTTP/1 does
 * (TLS) is not looked at.
 */
void
rt_answer_watch_see (RtAnswerWatch *self,
                     const char    *bytes,
                     gsize          length)
{
  gsize n = 0;

  if (self->phase == BODY && is_whole (self) && bytes[0] == BEGINNING[0])
    self->phase = BEGINNING_;

  while (n < length && (self->phase == BEFORE || self->phase == BEGINNING_ || self->phase == HEAD))
    {
      if (self->phase == HEAD)
        n += see_head (self, bytes + n, length - n);
      else
        n += see_beginning (self, bytes + n, length - n);
    }
  if (self->phase == BODY)
    {
      self->matched = 0;
      see_body (self, bytes + n, length - n);
    }
}

/**
 * rt_answer_watch_is_within:
 * @self: a watch
 *
 * Tells what only the bytes of the connection tell: where a length is given libsoup sees to
 * it itself.
 *
 * Returns: whether what arrived last is half a head, or half a body in chunks
 */
gboolean
rt_answer_watch_is_within (RtAnswerWatch *self)
{
  if (self->phase == BODY)
    return !is_whole (self);

  return self->phase == HEAD || (self->phase == BEGINNING_ && self->matched > 0);
}
