/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-envelope.h"

#include "core/rt-event.h"

typedef struct {
  RtJsonSlice seq;
  RtJsonSlice time;
  RtJsonSlice type;
  RtJsonSlice data;
  RtJsonSlice prev;
} Members;

static void
read_members (RtJsonScan *scan,
              Members    *members)
{
  RtJsonSlice name, value;
  const struct {
    const char  *name;
    RtJsonSlice *value;
  } known[] = {
    { "seq", &members->seq },
    { "time", &members->time },
    { "type", &members->type },
    { "data", &members->data },
    { "prev", &members->prev },
  };

  while (rt_json_scan_member (scan, &name, &value))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
        {
          if (rt_json_slice_is_string (&name, known[i].name))
            *known[i].value = value;
        }
    }
}

/**
 * rt_envelope_parse_gap:
 * @slice: a JSON value, checked before
 * @lost: (out): how many, -1 unknown
 *
 * Reads what a gap tells: `{"lost": n}`, n a number or null.
 *
 * Returns: %FALSE when @slice is something else
 */
gboolean
rt_envelope_parse_gap (const RtJsonSlice *slice,
                       gint64            *lost)
{
  RtJsonSlice name, value;
  RtJsonScan scan;
  gboolean found = FALSE;
  guint64 n;

  if (!rt_json_scan_object (&scan, slice))
    return FALSE;

  while (rt_json_scan_member (&scan, &name, &value))
    {
      if (!rt_json_slice_is_string (&name, "lost"))
        continue;

      found = TRUE;
      if (rt_json_slice_is_null (&value))
        *lost = -1;
      else if (rt_json_slice_get_number (&value, &n) && n <= G_MAXINT64)
        *lost = n;
      else
        return FALSE;
    }

  return found;
}

/**
 * rt_envelope_parse:
 * @slice: a JSON value, checked before
 * @message: (out) (transfer full): the message, of an event
 * @prev: (out): the number before it in a selection, %RT_PREV_NONE where
 *   nothing came before, 0 where no selection was made
 * @lost: (out): how many are gone, of a gap
 *
 * Reads an event's envelope, as ROUTES has it in polls and in the WebSocket subprotocol
 * `roundtrip.v1`. The data are the bytes that were sent, not what they mean.
 *
 * Returns: what it is: %RT_ENVELOPE_EVENT has at least "seq" and "data",
 *   %RT_ENVELOPE_GAP the type "gap" and no number
 */
RtEnvelopeKind
rt_envelope_parse (const RtJsonSlice *slice,
                   RtMessage        **message,
                   guint64           *prev,
                   gint64            *lost)
{
  Members members = { 0, };
  RtJsonScan scan;
  g_autoptr (GBytes) data = NULL;
  g_autofree char *type = NULL;
  g_autofree char *time = NULL;
  gint64 time_us = 0;
  guint64 seq;

  if (!rt_json_scan_object (&scan, slice))
    return RT_ENVELOPE_INVALID;

  read_members (&scan, &members);
  if (members.data.text == NULL)
    return RT_ENVELOPE_INVALID;
  if (!rt_json_slice_get_number (&members.seq, &seq))
    return members.seq.text == NULL && rt_json_slice_is_string (&members.type, "gap")
           && rt_envelope_parse_gap (&members.data, lost) ? RT_ENVELOPE_GAP : RT_ENVELOPE_INVALID;

  type = rt_json_slice_dup_string (&members.type);
  time = rt_json_slice_dup_string (&members.time);
  if (time == NULL || !rt_time_parse (time, &time_us))
    time_us = 0;
  data = g_bytes_new (members.data.text, members.data.length);
  *message = rt_message_new (type, data, time_us);
  (*message)->seq = seq;
  (*message)->has_seq = TRUE;
  *prev = 0;
  if (rt_json_slice_get_number (&members.prev, prev) && *prev == 0)
    *prev = RT_PREV_NONE;

  return RT_ENVELOPE_EVENT;
}
