/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-continuity.h"

/* Numbers that were skipped, first to last. Of @counted ones each is in the count
 * of lost; in others, seen through a selection, only the last is, because only
 * that one is known to have been meant for us. */
typedef struct {
  guint64  first;
  guint64  last;
  gboolean counted;
} Hole;

struct _RtContinuity {
  gboolean positioned;
  gboolean continuing;  /* a gap was announced: the next number explains itself */
  gboolean restarting;  /* … and may be lower, the numbers' sender being another */
  guint64  last;
  guint64  lost;
  guint64  duplicate;
  guint64  reordered;
  guint64  unknown_gaps;
  GArray  *holes;       /* of Hole, ascending */
};

/**
 * rt_continuity_new:
 *
 * Creates an account with nothing in it: the first number is where it begins.
 *
 * Returns: (transfer full): the account
 */
RtContinuity *
rt_continuity_new (void)
{
  RtContinuity *self = g_new0 (RtContinuity, 1);

  self->holes = g_array_new (FALSE, FALSE, sizeof (Hole));

  return self;
}

/**
 * rt_continuity_free:
 * @self: (transfer full): an account
 */
void
rt_continuity_free (RtContinuity *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->holes);
  g_free (self);
}

/**
 * rt_continuity_restart:
 * @self: an account
 *
 * Forgets the position, so that the next number is the first; keeps the counts.
 * For a sender that begins anew.
 */
void
rt_continuity_restart (RtContinuity *self)
{
  g_return_if_fail (self != NULL);

  self->positioned = FALSE;
  self->continuing = FALSE;
  self->restarting = FALSE;
  self->last = 0;
  g_array_set_size (self->holes, 0);
}

/* Index of the first hole that does not end before @seq. */
static guint
find_hole (RtContinuity *self,
           guint64       seq)
{
  guint low = 0;
  guint high = self->holes->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->holes, Hole, middle).last < seq)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
insert_hole (RtContinuity *self,
             guint         index,
             guint64       first,
             guint64       last,
             gboolean      counted)
{
  Hole hole = { first, last, counted };

  g_array_insert_val (self->holes, index, hole);
  if (self->holes->len > RT_CONTINUITY_MAX_HOLES)
    g_array_remove_index (self->holes, 0);
}

/**
 * rt_continuity_set_position:
 * @self: an account
 * @seq: the last number that was had before, such as a cursor
 *
 * Sets the position from which on nothing may be missing.
 */
void
rt_continuity_set_position (RtContinuity *self,
                            guint64       seq)
{
  g_return_if_fail (self != NULL);

  if (self->positioned && seq < self->last)
    g_array_set_size (self->holes, find_hole (self, seq));

  self->positioned = TRUE;
  self->continuing = FALSE;
  self->restarting = FALSE;
  self->last = seq;
}

/* @seq came late. What is left of its hole on both sides stays open. */
static RtSeen
fill_hole (RtContinuity *self,
           guint64       seq,
           guint64       prev,
           guint64      *lost)
{
  guint index = find_hole (self, seq);
  Hole hole = { 0 };

  if (index < self->holes->len)
    hole = g_array_index (self->holes, Hole, index);
  if (index == self->holes->len || seq < hole.first)
    {
      self->duplicate++;

      return RT_SEEN_DUPLICATE;
    }

  g_array_remove_index (self->holes, index);
  self->reordered++;
  if (hole.counted || seq == hole.last)
    self->lost--;

  if (seq < hole.last)
    insert_hole (self, index, seq + 1, hole.last, hole.counted);
  if (hole.counted && seq > hole.first)
    insert_hole (self, index, hole.first, seq - 1, TRUE);
  if (!hole.counted && prev >= hole.first && prev < seq)
    {
      insert_hole (self, index, hole.first, prev, FALSE);
      self->lost++;
      *lost = 1;
    }

  return RT_SEEN_REORDERED;
}

static void
advance (RtContinuity *self,
         guint64       seq,
         guint64       prev,
         guint64      *lost)
{
  guint64 before = prev != 0 ? MIN (prev, seq - 1) : seq - 1;

  if (before > self->last && prev != RT_PREV_NONE)
    {
      gboolean counted = prev == 0;

      *lost = counted ? before - self->last : 1;
      self->lost += *lost;
      insert_hole (self, self->holes->len, self->last + 1, before, counted);
    }

  self->last = seq;
}

/**
 * rt_continuity_see:
 * @self: an account
 * @seq: the number that came, from 1
 * @prev: the number that came before it in the sender's selection (on the wire
 *   that may be 0, here it is %RT_PREV_NONE then), or 0 where no selection was
 *   made and the numbers follow each other
 * @lost: (out) (optional): how many are newly missing before @seq; in a selection
 *   that number cannot be known and at least one is counted
 *
 * Enters a number. The first of all, and the first after an announced gap, are
 * taken as they come: nothing is missing before them.
 *
 * Returns: whether it is new, came before, or had been given up
 */
RtSeen
rt_continuity_see (RtContinuity *self,
                   guint64       seq,
                   guint64       prev,
                   guint64      *lost)
{
  guint64 newly_lost = 0;
  RtSeen seen = RT_SEEN_NEW;

  g_return_val_if_fail (self != NULL, RT_SEEN_NEW);

  if (self->restarting && seq <= self->last)
    rt_continuity_restart (self);

  if (!self->positioned)
    {
      rt_continuity_set_position (self, seq);
    }
  else if (seq <= self->last)
    {
      seen = fill_hole (self, seq, prev, &newly_lost);
    }
  else if (self->continuing)
    {
      rt_continuity_set_position (self, seq);
    }
  else
    {
      advance (self, seq, prev, &newly_lost);
    }

  if (lost != NULL)
    *lost = newly_lost;

  return seen;
}

/**
 * rt_continuity_reach:
 * @self: an account, of all numbers and not of a selection
 * @seq: a number that the sender has reached
 *
 * Enters that everything up to @seq is over: what did not come of it is lost. Where there is
 * no position yet, or a gap was announced, that is the position.
 *
 * Returns: how many are newly missing
 */
guint64
rt_continuity_reach (RtContinuity *self,
                     guint64       seq)
{
  guint64 lost = 0;

  g_return_val_if_fail (self != NULL, 0);

  if (!self->positioned || (self->continuing && (seq > self->last || self->restarting)))
    {
      rt_continuity_set_position (self, seq);
      return 0;
    }
  if (seq <= self->last)
    return 0;

  lost = seq - self->last;
  self->lost += lost;
  insert_hole (self, self->holes->len, self->last + 1, seq, TRUE);
  self->last = seq;

  return lost;
}

/**
 * rt_continuity_skip:
 * @self: an account
 * @lost: how many events before the next are gone; -1 where nobody knows
 *
 * Enters a gap that the sender announced. The jump to the next number is then
 * explained and not counted again. After a gap of unknown size the next number
 * may be lower too: the sender has begun another life.
 */
void
rt_continuity_skip (RtContinuity *self,
                    gint64        lost)
{
  g_return_if_fail (self != NULL);

  self->continuing = TRUE;
  if (lost >= 0)
    {
      self->lost += (guint64) lost;
      return;
    }

  self->restarting = TRUE;
  self->unknown_gaps++;
}

/**
 * rt_continuity_is_positioned:
 * @self: an account
 *
 * Returns: whether it knows from which number on nothing may be missing
 */
gboolean
rt_continuity_is_positioned (const RtContinuity *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->positioned;
}

/**
 * rt_continuity_get_last:
 * @self: an account
 *
 * Returns: the highest number seen, or the position set; 0 when there is none
 */
guint64
rt_continuity_get_last (const RtContinuity *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->last;
}

/**
 * rt_continuity_get_lost:
 * @self: an account
 *
 * Returns: how many events are missing for now; what comes late is taken off
 */
guint64
rt_continuity_get_lost (const RtContinuity *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->lost;
}

/**
 * rt_continuity_get_duplicate:
 * @self: an account
 *
 * Returns: how many events came that had come before
 */
guint64
rt_continuity_get_duplicate (const RtContinuity *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->duplicate;
}

/**
 * rt_continuity_get_reordered:
 * @self: an account
 *
 * Returns: how many events came after one with a higher number
 */
guint64
rt_continuity_get_reordered (const RtContinuity *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->reordered;
}

/**
 * rt_continuity_get_unknown_gaps:
 * @self: an account
 *
 * Returns: how many gaps were announced whose size nobody knows
 */
guint64
rt_continuity_get_unknown_gaps (const RtContinuity *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->unknown_gaps;
}
