/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"
#include "stories/rt-tempo.h"
#include "stories/rt-upload-file.h"

G_BEGIN_DECLS

/**
 * RtUpload:
 *
 * One upload: of a file whose bytes arrive, or one that is only played. What becomes of it
 * is told in a channel of its own, an object each time, and with its id in a channel that
 * all uploads share.
 */
#define RT_TYPE_UPLOAD (rt_upload_get_type ())
G_DECLARE_FINAL_TYPE (RtUpload, rt_upload, RT, UPLOAD, GObject)

typedef enum {
  RT_UPLOAD_IN_PROGRESS,
  RT_UPLOAD_COMPLETE,
  RT_UPLOAD_FAILED,
  RT_UPLOAD_CANCELLED,
} RtUploadState;

/* How often at the most it tells what has arrived. */
#define RT_UPLOAD_TELL_MS 250
/* Over so many seconds its rate is measured. */
#define RT_UPLOAD_RATE_SECONDS 3

/* Signal "over" (): it is complete, failed or cancelled; that was told already. Once. */

RtUpload     *rt_upload_new            (const char    *id,
                                        const char    *name,
                                        goffset        size,
                                        RtChannel     *shared);
/* @tempo must outlive it. */
RtUpload     *rt_upload_new_played     (const char    *id,
                                        const char    *title,
                                        RtChannel     *shared,
                                        RtTempo       *tempo);
const char   *rt_upload_get_id         (RtUpload      *self);
RtUploadState rt_upload_get_state      (RtUpload      *self);
gboolean      rt_upload_is_over        (RtUpload      *self);
/* Its own channel: bare objects without line breaks. NULL once it is over. */
RtChannel    *rt_upload_get_channel    (RtUpload      *self);
void          rt_upload_add_received   (RtUpload      *self,
                                        gsize          n_bytes);
/* Whether it is its sender who is waited for; and since when, 0 where not. */
void          rt_upload_set_waiting    (RtUpload      *self,
                                        gboolean       waiting);
gint64        rt_upload_get_idle_since (RtUpload      *self);
/* Of a file: @file is stored, and is kept. */
void          rt_upload_complete       (RtUpload      *self,
                                        RtUploadFile  *file);
/* @message: what happened, and what to do. */
void          rt_upload_fail           (RtUpload      *self,
                                        const char    *message);
void          rt_upload_cancel         (RtUpload      *self,
                                        const char    *message);
/* Why it ended so. (transfer none) */
const char   *rt_upload_get_message    (RtUpload      *self);
/* What it is as the answer to who sent it. (transfer full) */
GBytes       *rt_upload_describe       (RtUpload      *self);
/* The bytes that its file takes on disk, and an end to that. */
guint64       rt_upload_get_stored     (RtUpload      *self);
void          rt_upload_drop_file_async (RtUpload           *self,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
/* Whether it is the last one of the channel of its own. */
gboolean      rt_upload_event_is_last  (RtEvent       *event);

G_END_DECLS
