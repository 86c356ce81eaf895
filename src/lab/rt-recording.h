/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtRecording:
 *
 * Events as they were recorded: one JSON object a line with `time` (RFC 3339, or µs since 1970),
 * `data`, and perhaps `type`, as `roundtrip-cli watch --json` prints them. Objects whose `kind`
 * is another than `event` are passed over. Immutable, reference counted.
 */
typedef struct _RtRecording RtRecording;

#define RT_RECORDING_MAX_BYTES  (16 * 1024 * 1024)
#define RT_RECORDING_MAX_EVENTS 100000

/**
 * RtRecorded:
 * @offset_us: after the first event
 * @type: (nullable): of event
 * @data: JSON
 */
typedef struct {
  gint64  offset_us;
  char   *type;
  GBytes *data;
} RtRecorded;

RtRecording      *rt_recording_new         (GBytes               *text,
                                            GError              **error);
RtRecording      *rt_recording_ref         (RtRecording          *self);
void              rt_recording_unref       (RtRecording          *self);
guint             rt_recording_get_n       (RtRecording          *self);
const RtRecorded *rt_recording_get         (RtRecording          *self,
                                            guint                 index);
/* In a thread. */
void              rt_recording_load_async  (const char           *path,
                                            GCancellable         *cancellable,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
RtRecording      *rt_recording_load_finish (GAsyncResult         *result,
                                            GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtRecording, rt_recording_unref)

G_END_DECLS
