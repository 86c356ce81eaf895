/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/rt-gap-telling.h"

/* Told when there is room, with what else is lost until then. */
static gboolean
tell (gint64        lost,
      guint64       next,
      const char   *reason,
      RtGapEncoder  encode,
      RtOutbox     *outbox)
{
  g_autoptr (GBytes) bytes = NULL;

  if (lost == 0 || encode == NULL)
    return TRUE;

  bytes = encode (lost, next, reason);

  return rt_outbox_push_control (outbox, bytes);
}

static gboolean
tell_forgotten (RtRelief     *untold,
                guint64       next,
                RtGapEncoder  encode,
                RtOutbox     *outbox)
{
  if (untold->forgotten.found && !tell (untold->forgotten.lost, next, NULL, encode, outbox))
    return FALSE;
  untold->forgotten = (RtGap) { FALSE, 0 };

  return TRUE;
}

/* Only where the policy was changed meanwhile there are both. */
static gboolean
tell_given_way (RtRelief     *untold,
                guint64       next,
                RtGapEncoder  encode,
                RtOutbox     *outbox)
{
  if (!tell (untold->dropped, next - untold->conflated, "dropped", encode, outbox))
    return FALSE;
  untold->dropped = 0;

  if (!tell (untold->conflated, next, "conflated", encode, outbox))
    return FALSE;
  untold->conflated = 0;

  return TRUE;
}

/**
 * rt_gap_tell:
 * @untold: what a reader was passed over
 * @next: the number that the last of it ends at
 * @encode: (nullable): how a gap looks on the wire; %NULL where gaps are not told
 * @outbox: where it is written
 *
 * Tells a reader what it was passed over, in the order in which that was. The first gap ends
 * where the second began, which numbers that are not in its selection make more than a
 * matter of counting: who is cut off between the two goes on from there.
 *
 * Returns: %FALSE where there is no room for all of it now
 */
gboolean
rt_gap_tell (RtRelief     *untold,
             guint64       next,
             RtGapEncoder  encode,
             RtOutbox     *outbox)
{
  guint64 turn = untold->turn > 0 ? untold->turn : next;

  if (!(untold->forgotten_last ? tell_given_way : tell_forgotten) (untold, turn, encode, outbox))
    return FALSE;
  untold->turn = 0;

  return (untold->forgotten_last ? tell_forgotten : tell_given_way) (untold, next, encode, outbox);
}
