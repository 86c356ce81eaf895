/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-fan-out.h"
#include "core/rt-reader.h"

G_BEGIN_DECLS

/* A reader is in two files: how it reads (rt-reader.c), and what becomes of it where it does
 * not keep up (-outbox.c). */

struct _RtReader {
  RtFanOutClient   client;   /* first */
  RtMemory        *memory;
  guint64          cursor;
  RtSelection     *selection;
  RtReaderFunc     func;
  gpointer         user_data;
  RtPressureMember member;
  RtOutbox        *outbox;   /* (unowned): NULL for who takes all there is at once */
  guint64          history;  /* the last number that was there before it */
  guint            life;     /* of the channel, that the cursor is of */
};

/* In a channel that began anew everything follows, and what was missed nobody knows. */
static inline void
rt_reader_follow (RtReader *self)
{
  if (G_LIKELY (self->life == self->memory->life))
    return;

  self->life = self->memory->life;
  self->cursor = G_MAXUINT64;
  self->history = 0;
}

G_END_DECLS
