/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-poll-answer.h"

#include "core/rt-json.h"
#include "patterns/rt-envelope.h"

static gboolean
read_gap (const RtJsonSlice *value,
          gint64            *gap)
{
  guint64 n;

  if (rt_json_slice_is_null (value))
    *gap = -1;
  else if (rt_json_slice_get_number (value, &n) && n <= G_MAXINT64)
    *gap = n;
  else
    return FALSE;

  return TRUE;
}

static gboolean
read_members (RtPollAnswer *self,
              RtJsonScan   *scan)
{
  RtJsonSlice name, value;
  gboolean has_events = FALSE;
  gboolean has_next = FALSE;

  while (rt_json_scan_member (scan, &name, &value))
    {
      if (rt_json_slice_is_string (&name, "events"))
        has_events = rt_json_scan_array (&self->events, &value);
      else if (rt_json_slice_is_string (&name, "next"))
        has_next = rt_json_slice_get_number (&value, &self->next);
      else if (rt_json_slice_is_string (&name, "gap") && !read_gap (&value, &self->gap))
        return FALSE;
    }

  return has_events && has_next;
}

/**
 * rt_poll_answer_parse:
 * @self: (out caller-allocates): the answer, valid as long as @body
 * @body: what came; of any length, so large ones are better parsed in a thread
 *
 * Returns: whether it is a channel's answer, whose first event, if any, can be read
 */
gboolean
rt_poll_answer_parse (RtPollAnswer *self,
                      GBytes       *body)
{
  RtJsonSlice whole;
  RtJsonScan scan;
  RtPollAnswer first;
  g_autoptr (RtMessage) message = NULL;
  guint64 prev;

  *self = (RtPollAnswer) { 0, };
  whole.text = g_bytes_get_data (body, &whole.length);
  if (whole.length == 0 || !rt_json_check (whole.text, whole.length, NULL))
    return FALSE;
  if (!rt_json_scan_object (&scan, &whole) || !read_members (self, &scan))
    return FALSE;

  first = *self;

  return rt_poll_answer_next (&first, &message, &prev) != RT_POLL_ANSWER_BROKEN;
}

/**
 * rt_poll_answer_is_empty:
 * @self: an answer, not read yet
 *
 * Returns: whether it carries nothing new
 */
gboolean
rt_poll_answer_is_empty (RtPollAnswer *self)
{
  RtJsonScan ahead = self->events;
  RtJsonSlice slice;

  return self->gap == 0 && !rt_json_scan_element (&ahead, &slice);
}

/**
 * rt_poll_answer_next:
 * @self: an answer
 * @message: (out) (transfer full): the next event
 * @prev: (out): the number before it in a selection, 0 none
 *
 * Reads on.
 *
 * Returns: %RT_POLL_ANSWER_EVENT, and what else it can be
 */
RtPollAnswerItem
rt_poll_answer_next (RtPollAnswer  *self,
                     RtMessage    **message,
                     guint64       *prev)
{
  RtJsonSlice slice;
  gint64 lost;

  if (!rt_json_scan_element (&self->events, &slice))
    return RT_POLL_ANSWER_END;
  if (rt_envelope_parse (&slice, message, prev, &lost) != RT_ENVELOPE_EVENT)
    return RT_POLL_ANSWER_BROKEN;

  return RT_POLL_ANSWER_EVENT;
}
