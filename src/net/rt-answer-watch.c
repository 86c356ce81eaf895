/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-answer-watch.h"

#include <string.h>

/* With what an answer's head begins (RFC 9112 section 4). */
#define BEGINNING "HTTP/1."

typedef enum {
  BEFORE,       /* nothing came yet */
  BEGINNING_,   /* a head's beginning, perhaps */
  HEAD,
  BODY,         /* or after it */
  NO_MORE,      /* this is HTTP/1 no more, or never was */
  BROKEN,       /* a body in chunks that are none: its end is not to be known */
} Phase;

static void
begin_head (RtAnswerWatch *self)
{
  self->phase = HEAD;
  self->column = strlen (BEGINNING);
  memcpy (self->line, BEGINNING, self->column);
  self->is_first_line = TRUE;
  self->is_chunked = FALSE;
  self->has_body = FALSE;
  self->chunks = (RtGuardChunks) { 0 };
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
  /* Neither has content, whatever its fields say (RFC 9112 section 6.3). */
  if (self->status == 204 || self->status == 304)
    self->is_chunked = FALSE;
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

static gsize
see_chunks (RtAnswerWatch *self,
            const char    *bytes,
            gsize          length)
{
  gboolean is_complete = FALSE;
  gboolean is_trailer = FALSE;
  gssize n = rt_guard_chunks_read (&self->chunks, &rt_guard_default_limits, bytes, length, &is_complete, &is_trailer, NULL);

  self->has_body = TRUE;
  if (n < 0)
    self->phase = BROKEN;
  if (!is_complete)
    return n < 0 ? length : (gsize) n;

  self->is_chunked = FALSE;
  self->phase = BEGINNING_;
  self->matched = 0;

  return (gsize) n;
}

/* No chunk begins as a head does: then the answer was one to HEAD. */
static gboolean
may_begin_head (const RtAnswerWatch *self,
                const char          *bytes)
{
  return self->phase == BODY && (!self->is_chunked || !self->has_body) && bytes[0] == BEGINNING[0];
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
 * (TLS) is not looked at; behind 101 it is taken for the frames of a WebSocket.
 */
void
rt_answer_watch_see (RtAnswerWatch *self,
                     const char    *bytes,
                     gsize          length)
{
  gsize n = 0;

  if (may_begin_head (self, bytes))
    {
      self->phase = BEGINNING_;
      self->matched = 0;
    }

  while (n < length && self->phase != NO_MORE && self->phase != BROKEN)
    {
      if (self->phase == HEAD)
        n += see_head (self, bytes + n, length - n);
      else if (self->phase != BODY)
        n += see_beginning (self, bytes + n, length - n);
      else if (self->is_chunked)
        n += see_chunks (self, bytes + n, length - n);
      else
        n = length;
    }
  if (self->phase == NO_MORE && self->status == 101)
    rt_frame_meter_feed (&self->frames, bytes + n, length - n);
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
    return self->is_chunked;

  return self->phase == HEAD || self->phase == BROKEN || (self->phase == BEGINNING_ && self->matched > 0);
}
