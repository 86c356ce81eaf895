/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Envelopes of roundtrip.v1: what is taken for an event carries JSON, as it stands. */

#include "config.h"

#include <string.h>

#include "core/rt-json.h"
#include "fuzz.h"
#include "patterns/rt-envelope.h"

static void
check_event (RtMessage *message,
             GBytes    *text)
{
  gsize length, size;
  const char *data = g_bytes_get_data (message->data, &length);
  const char *all = g_bytes_get_data (text, &size);

  g_assert_true (rt_json_check (data, length, NULL));
  g_assert_nonnull (memmem (all, size, data, length));
  g_assert_true (g_utf8_validate (message->type, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GBytes) text = g_bytes_new (data, size);
  g_autoptr (RtMessage) message = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *why = NULL;
  guint64 prev = 0, seq = 0;
  gint64 lost = 0;
  RtEnvelopeKind kind = rt_envelope_parse_text (text, &message, &prev, &lost);

  g_assert_true ((kind == RT_ENVELOPE_EVENT) == (message != NULL));
  if (message != NULL)
    check_event (message, text);
  if (kind == RT_ENVELOPE_GAP)
    g_assert_cmpint (lost, >=, -1);
  if (kind == RT_ENVELOPE_ERROR)
    detail = rt_envelope_dup_detail (text);
  g_assert_true (detail == NULL || g_utf8_validate (detail, -1, NULL));

  if (rt_json_check (g_bytes_get_data (text, NULL), size, NULL))
    {
      const RtJsonSlice slice = { g_bytes_get_data (text, NULL), size };

      rt_envelope_parse_answer (&slice, &seq, &why);
      g_assert_true (why == NULL || g_utf8_validate (why, -1, NULL));
      rt_envelope_parse_gap (&slice, &lost);
    }

  return 0;
}
