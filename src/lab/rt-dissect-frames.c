/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-dissect-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* RFC 6455 section 5.2. */
#define FIN    0x80
#define MASKED 0x80

enum {
  CLOSE = 8,
};

typedef struct {
  guint8  first;
  guint8  second;
  gsize   n_length;      /* bytes that the length is written in, after the second */
  guint64 length;
  guint8  mask[4];
  gsize   begin;
  gsize   payload;       /* where it begins */
  gsize   end;           /* of what is kept of it */
} Frame;

static gboolean
is_control (const Frame *frame)
{
  return (frame->first & 8) != 0;
}

static const char *
get_opcode_name (guint opcode)
{
  static const char * const names[16] = {
    "continuation", "text", "binary", [8] = "close", "ping", "pong",
  };

  return names[opcode] != NULL ? names[opcode] : "reserved";
}

/* What the registry of RFC 6455 section 11.7 calls it. */
static const char *
get_code_name (guint code)
{
  static const char * const names[] = {
    "Normal Closure", "Going Away", "Protocol error", "Unsupported Data", "Reserved", "No Status Rcvd",
    "Abnormal Closure", "Invalid frame payload data", "Policy Violation", "Message Too Big", "Mandatory Ext.",
    "Internal Error", "Service Restart", "Try Again Later", "Bad Gateway", "TLS handshake",
  };

  return code >= 1000 && code - 1000 < G_N_ELEMENTS (names) ? names[code - 1000] : "";
}

/* Whether the header is all there. */
static gboolean
read_header (const RtDissect *self,
             gsize            offset,
             Frame           *frame)
{
  const guint8 *bytes = (const guint8 *) self->bytes + offset;
  gsize left = self->size - offset;
  gsize n = 2;

  *frame = (Frame) { .begin = offset };
  if (left < 2)
    return FALSE;
  frame->first = bytes[0];
  frame->second = bytes[1];
  frame->length = bytes[1] & 0x7F;
  frame->n_length = frame->length == 126 ? 2 : frame->length == 127 ? 8 : 0;
  n += frame->n_length + ((bytes[1] & MASKED) != 0 ? sizeof frame->mask : 0);
  if (left < n)
    return FALSE;
  for (gsize i = 0; i < frame->n_length; i++)
    frame->length = (i == 0 ? 0 : frame->length << 8) | bytes[2 + i];
  if ((bytes[1] & MASKED) != 0)
    memcpy (frame->mask, bytes + 2 + frame->n_length, sizeof frame->mask);
  frame->payload = offset + n;
  frame->end = frame->length < self->size - frame->payload ? frame->payload + (gsize) frame->length : self->size;
  return TRUE;
}

static RtTracePart *
add_bit (RtTracePart *part,
         const char  *name,
         gsize        offset,
         guint8       byte,
         guint8       bit,
         const char  *remark)
{
  RtTracePart *added = rt_trace_part_add (part, name, offset, 1);

  rt_trace_part_set_value (added, "%d", (byte & bit) != 0);
  rt_trace_part_set_remark (added, remark);
  return added;
}

static void
dissect_first_byte (RtTracePart *part,
                    const Frame *frame)
{
  static const char * const names[] = { "RSV1", "RSV2", "RSV3" };
  guint opcode = frame->first & 0x0F;
  gboolean is_last = (frame->first & FIN) != 0;
  RtTracePart *added;

  added = add_bit (part, "FIN", frame->begin, frame->first, FIN,
                   is_last ? _("The last frame of its message (RFC 6455 section 5.2).")
                           : _("More frames of the message follow (RFC 6455 section 5.4)."));
  if (is_control (frame) && !is_last)
    rt_trace_part_set_remark (added, _("A control frame must be whole (RFC 6455 section 5.5)."));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add_bit (part, names[i], frame->begin, frame->first, 0x40 >> i,
             (frame->first & (0x40 >> i)) != 0
               ? _("Must be 0 where no extension was agreed on (RFC 6455 section 5.2).") : NULL);
  added = rt_trace_part_add (part, "opcode", frame->begin, 1);
  rt_trace_part_set_value (added, "0x%X (%s)", opcode, get_opcode_name (opcode));
  rt_trace_part_set_remark (added, is_control (frame) ? _("A control frame (RFC 6455 section 5.5).")
                                                      : _("What the payload is (RFC 6455 section 5.6)."));
}

static const char *
get_mask_remark (const RtDissect *self,
                 gboolean         is_masked)
{
  if (self->item->direction == RT_TRACE_TO_SERVER)
    return is_masked ? _("A client masks what it sends (RFC 6455 section 5.3).")
                     : _("A client must mask what it sends (RFC 6455 section 5.1).");
  return is_masked ? _("A server must not mask what it sends (RFC 6455 section 5.1).")
                   : _("A server does not mask what it sends (RFC 6455 section 5.1).");
}

static void
dissect_length (RtTracePart *part,
                const Frame *frame)
{
  RtTracePart *added = rt_trace_part_add (part, _("Payload length"), frame->begin + 1, 1 + frame->n_length);

  rt_trace_part_set_value (added, "%" G_GUINT64_FORMAT, frame->length);
  if (is_control (frame) && frame->length > 125)
    rt_trace_part_set_remark (added, _("A control frame has at most 125 bytes (RFC 6455 section 5.5)."));
  else if (frame->n_length == 0)
    rt_trace_part_set_remark (added, _("In 7 bits (RFC 6455 section 5.2)."));
  else if (frame->n_length == 2)
    rt_trace_part_set_remark (added, _("126 there: in the 2 bytes that follow (RFC 6455 section 5.2)."));
  else
    rt_trace_part_set_remark (added, _("127 there: in the 8 bytes that follow (RFC 6455 section 5.2)."));
}

static void
dissect_mask (const RtDissect *self,
              RtTracePart     *part,
              const Frame     *frame)
{
  gboolean is_masked = (frame->second & MASKED) != 0;
  RtTracePart *added;

  add_bit (part, "MASK", frame->begin + 1, frame->second, MASKED, get_mask_remark (self, is_masked));
  dissect_length (part, frame);
  if (!is_masked)
    return;
  added = rt_trace_part_add (part, _("Masking key"), frame->payload - sizeof frame->mask, sizeof frame->mask);
  rt_trace_part_set_value (added, "%02x %02x %02x %02x", frame->mask[0], frame->mask[1], frame->mask[2],
                           frame->mask[3]);
  rt_trace_part_set_remark (added, _("Each byte of the payload is XORed with one of these in turn (RFC 6455 section 5.3)."));
}

/* RFC 6455 section 5.5.1. */
static void
dissect_close (RtTracePart *payload,
               const char  *bytes,
               gsize        length,
               gsize        offset)
{
  guint code = (guint) (guint8) bytes[0] << 8 | (guint8) bytes[1];
  RtTracePart *added = rt_trace_part_add (payload, _("Close code"), offset, 2);

  rt_trace_part_set_value (added, "%u %s", code, get_code_name (code));
  rt_trace_part_set_remark (added, _("Why it is closed (RFC 6455 section 7.4)."));
  if (length == 2)
    return;
  added = rt_trace_part_add (payload, _("Reason"), offset + 2, length - 2);
  rt_trace_part_set_text (added, bytes + 2, length - 2);
}

static void
dissect_payload (const RtDissect *self,
                 RtTracePart     *part,
                 const Frame     *frame)
{
  gsize length = frame->end - frame->payload;
  g_autofree char *bytes = g_memdup2 (self->bytes + frame->payload, length);
  RtTracePart *payload;

  if (length == 0)
    return;
  for (gsize i = 0; i < length; i++)
    bytes[i] ^= frame->mask[i % sizeof frame->mask];
  payload = rt_trace_part_add (part, _("Payload"), frame->payload, length);
  if ((frame->second & MASKED) != 0)
    rt_trace_part_set_remark (payload, _("Without its mask."));
  if ((frame->first & 0x0F) == CLOSE && length >= 2)
    dissect_close (payload, bytes, length, frame->payload);
  else
    rt_trace_part_set_text (payload, bytes, length);
}

/* Returns where the next begins. */
static gsize
dissect_frame (const RtDissect *self,
               RtTracePart     *whole,
               gsize            offset)
{
  Frame frame;
  RtTracePart *part;

  if (!read_header (self, offset, &frame))
    {
      part = rt_dissect_add_text (self, whole, _("Frame"), offset, self->size);
      rt_trace_part_set_remark (part, _("Its header is not whole."));
      return self->size;
    }
  part = rt_trace_part_add (whole, _("Frame"), offset, frame.end - offset);
  rt_trace_part_set_value (part, "%s", get_opcode_name (frame.first & 0x0F));
  dissect_first_byte (part, &frame);
  dissect_mask (self, part, &frame);
  dissect_payload (self, part, &frame);
  return frame.end;
}

/**
 * rt_dissect_frames:
 * @self: what is taken apart
 * @whole: what it is a part of
 *
 * Adds the frames of a WebSocket message (RFC 6455 section 5.2), their payload unmasked.
 */
void
rt_dissect_frames (const RtDissect *self,
                   RtTracePart     *whole)
{
  gsize offset = 0;

  while (offset < self->size)
    offset = dissect_frame (self, whole, offset);
}
