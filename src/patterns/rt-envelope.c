/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-envelope.h"

#include "core/rt-json.h"

typedef struct {
  RtJsonSlice seq;
  RtJsonSlice time;
  RtJsonSlice type;
  RtJsonSlice data;
  RtJsonSlice prev;
  RtJsonSlice next;
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
    { "next", &members->next },
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
 * Reads what a gap tells: `{"lost": n}`, n a number or null, and perhaps why, see
 * #RtGapEncoder.
 *
 * Returns: %RT_ENVELOPE_GAP; %RT_ENVELOPE_CONFLATED where the next event takes their place;
 *   %RT_ENVELOPE_INVALID when @slice is something else
 */
RtEnvelopeKind
rt_envelope_parse_gap (const RtJsonSlice *slice,
                       gint64            *lost)
{
  RtJsonSlice name, value;
  RtJsonScan scan;
  gboolean found = FALSE;
  gboolean is_conflated = FALSE;
  guint64 n;

  if (!rt_json_scan_object (&scan, slice))
    return RT_ENVELOPE_INVALID;

  while (rt_json_scan_member (&scan, &name, &value))
    {
      is_conflated |= rt_json_slice_is_string (&name, "reason") && rt_json_slice_is_string (&value, "conflated");
      if (!rt_json_slice_is_string (&name, "lost"))
        continue;

      found = TRUE;
      if (rt_json_slice_is_null (&value))
        *lost = -1;
      else if (rt_json_slice_get_number (&value, &n) && n <= G_MAXINT64)
        *lost = n;
      else
        return RT_ENVELOPE_INVALID;
    }
  if (!found)
    return RT_ENVELOPE_INVALID;

  return is_conflated && *lost > 0 ? RT_ENVELOPE_CONFLATED : RT_ENVELOPE_GAP;
}

/**
 * rt_envelope_report_gap:
 * @client: who was sent it
 * @kind: what it is
 * @lost: how many, -1 unknown
 * @next: the number that the gap ends at, 0 where that was not said
 *
 * Tells @client of a gap.
 *
 * Returns: whether @kind is one
 */
gboolean
rt_envelope_report_gap (RtClient       *client,
                        RtEnvelopeKind  kind,
                        gint64          lost,
                        guint64         next)
{
  if (kind == RT_ENVELOPE_GAP)
    rt_client_report_gap (client, lost, next);
  else if (kind == RT_ENVELOPE_CONFLATED)
    rt_client_report_conflated (client, (guint64) lost, next);
  else
    return FALSE;

  return TRUE;
}

static RtEnvelopeKind
judge_unnumbered (const Members *members,
                  guint64       *next,
                  gint64        *lost)
{
  *next = 0;
  rt_json_slice_get_number (&members->next, next);
  if (rt_json_slice_is_string (&members->type, "gap"))
    return rt_envelope_parse_gap (&members->data, lost);
  if (rt_json_slice_is_string (&members->type, "published"))
    return RT_ENVELOPE_PUBLISHED;
  if (rt_json_slice_is_string (&members->type, "error"))
    return RT_ENVELOPE_ERROR;

  return RT_ENVELOPE_INVALID;
}

/**
 * rt_envelope_parse:
 * @slice: a JSON value, checked before
 * @message: (out) (transfer full): the message, of an event
 * @prev: (out): the number before it in a selection, %RT_PREV_NONE where
 *   nothing came before, 0 where no selection was made; of a gap the number it ends at, 0
 *   where that is not said
 * @lost: (out): how many are gone, of a gap
 *
 * Reads an event's envelope, as ROUTES has it in polls and in the WebSocket subprotocol
 * `roundtrip.v1`. The data are the bytes that were sent, not what they mean.
 *
 * Returns: what it is: %RT_ENVELOPE_EVENT has at least "seq" and "data"; the others have
 *   no number, but the type "gap", "published" or "error"
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
  if (members.seq.text == NULL)
    return judge_unnumbered (&members, prev, lost);
  if (!rt_json_slice_get_number (&members.seq, &seq))
    return RT_ENVELOPE_INVALID;

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

/**
 * rt_envelope_parse_text:
 * @text: what came, JSON or not
 * @message: (out) (transfer full): as of rt_envelope_parse()
 * @prev: (out): as of rt_envelope_parse()
 * @lost: (out): as of rt_envelope_parse()
 *
 * Returns: what it is, %RT_ENVELOPE_INVALID where it is no JSON
 */
RtEnvelopeKind
rt_envelope_parse_text (GBytes     *text,
                        RtMessage **message,
                        guint64    *prev,
                        gint64     *lost)
{
  RtJsonSlice slice;

  slice.text = g_bytes_get_data (text, &slice.length);
  if (slice.length == 0 || !rt_json_check (slice.text, slice.length, NULL))
    return RT_ENVELOPE_INVALID;

  return rt_envelope_parse (&slice, message, prev, lost);
}

/**
 * rt_envelope_parse_answer:
 * @slice: a JSON value, checked before
 * @seq: (out): the number the message was given, of %RT_ENVELOPE_PUBLISHED
 * @detail: (out) (transfer full): what is wrong with it, of %RT_ENVELOPE_ERROR
 *
 * Reads what roundtrip.v1 says of a message that was published.
 *
 * Returns: %RT_ENVELOPE_PUBLISHED, %RT_ENVELOPE_ERROR, or %RT_ENVELOPE_INVALID where it
 *   is something else, such as an event
 */
RtEnvelopeKind
rt_envelope_parse_answer (const RtJsonSlice *slice,
                          guint64           *seq,
                          char             **detail)
{
  Members members = { 0, };
  RtJsonSlice name, value;
  RtJsonScan scan;
  gboolean is_published;

  *detail = NULL;
  if (!rt_json_scan_object (&scan, slice))
    return RT_ENVELOPE_INVALID;

  read_members (&scan, &members);
  is_published = rt_json_slice_is_string (&members.type, "published");
  if (members.seq.text != NULL || members.data.text == NULL ||
      (!is_published && !rt_json_slice_is_string (&members.type, "error")) ||
      !rt_json_scan_object (&scan, &members.data))
    return RT_ENVELOPE_INVALID;

  while (rt_json_scan_member (&scan, &name, &value))
    {
      if (is_published && rt_json_slice_is_string (&name, "seq") && rt_json_slice_get_number (&value, seq))
        return RT_ENVELOPE_PUBLISHED;
      if (!is_published && *detail == NULL && rt_json_slice_is_string (&name, "detail"))
        *detail = rt_json_slice_dup_string (&value);
    }

  return *detail != NULL ? RT_ENVELOPE_ERROR : RT_ENVELOPE_INVALID;
}

/**
 * rt_envelope_dup_detail:
 * @text: what came, an envelope of %RT_ENVELOPE_ERROR
 *
 * Returns: (transfer full) (nullable): what is wrong with the message that was sent
 */
char *
rt_envelope_dup_detail (GBytes *text)
{
  RtJsonSlice slice;
  guint64 seq;
  char *detail;

  slice.text = g_bytes_get_data (text, &slice.length);
  rt_envelope_parse_answer (&slice, &seq, &detail);

  return detail;
}

static GBytes *
encode (RtEvent *event,
        guint64  prev)
{
  GString *json;
  char time[RT_TIME_LENGTH + 1];
  gsize size;
  const char *data = g_bytes_get_data (rt_event_get_data (event), &size);

  rt_time_format (rt_event_get_time (event), time);
  json = g_string_sized_new (size + 128);
  g_string_append_printf (json, "{\"seq\":%" G_GUINT64_FORMAT ",\"time\":\"%s\",\"type\":\"%s\"",
                          rt_event_get_seq (event), time, rt_event_get_type_name (event));
  if (prev != 0)
    g_string_append_printf (json, ",\"prev\":%" G_GUINT64_FORMAT, prev == RT_PREV_NONE ? 0 : prev);
  g_string_append (json, ",\"data\":");
  g_string_append_len (json, data, size);
  g_string_append_c (json, '}');

  return g_string_free_to_bytes (json);
}

const RtWireFormat rt_envelope_format = { "envelope", encode };

/**
 * rt_envelope_write_loss:
 * @lost: how many events, -1 unknown
 * @reason: (nullable): see #RtGapEncoder
 * @space: " " or "", after colons and commas
 *
 * Returns: (transfer full): `{"lost": n}`, or `{"lost": n, "reason": "dropped"}`
 */
char *
rt_envelope_write_loss (gint64      lost,
                        const char *reason,
                        const char *space)
{
  g_autofree char *number = lost < 0 ? g_strdup ("null") : g_strdup_printf ("%" G_GINT64_FORMAT, lost);

  if (reason == NULL)
    return g_strdup_printf ("{\"lost\":%s%s}", space, number);

  return g_strdup_printf ("{\"lost\":%s%s,%s\"reason\":%s\"%s\"}", space, number, space, space, reason);
}

/**
 * rt_envelope_write_gap:
 * @lost: how many, -1 unknown
 * @next: the number that the gap ends at
 * @reason: (nullable): see #RtGapEncoder
 *
 * Returns: (transfer full): `{"type":"gap","next":m,"data":{"lost":n}}`
 */
char *
rt_envelope_write_gap (gint64      lost,
                       guint64     next,
                       const char *reason)
{
  g_autofree char *loss = rt_envelope_write_loss (lost, reason, "");

  return g_strdup_printf ("{\"type\":\"gap\",\"next\":%" G_GUINT64_FORMAT ",\"data\":%s}", next, loss);
}

/**
 * rt_envelope_write_published:
 * @seq: the number that a message was given
 *
 * Returns: (transfer full): `{"type":"published","data":{"seq":n}}`
 */
char *
rt_envelope_write_published (guint64 seq)
{
  return g_strdup_printf ("{\"type\":\"published\",\"data\":{\"seq\":%" G_GUINT64_FORMAT "}}", seq);
}

/**
 * rt_envelope_write_error:
 * @status: what HTTP would have answered
 * @title: its phrase
 * @detail: what is wrong with this message, and what to do
 *
 * Returns: (transfer full): `{"type":"error","data":{…}}` with a problem (RFC 9457) as data
 */
char *
rt_envelope_write_error (guint       status,
                         const char *title,
                         const char *detail)
{
  GString *json = g_string_new ("{\"type\":\"error\",\"data\":{\"type\":\"about:blank\",\"title\":");

  rt_json_append_string (json, title, -1);
  g_string_append_printf (json, ",\"status\":%u,\"detail\":", status);
  rt_json_append_string (json, detail, -1);
  g_string_append (json, "}}");

  return g_string_free (json, FALSE);
}
