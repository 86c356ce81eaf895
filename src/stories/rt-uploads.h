/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-upload.h"
#include "stories/rt-upload-readers.h"

G_BEGIN_DECLS

/**
 * RtUploads:
 *
 * All uploads of a server: those under way and the last ones that are over. None knows of
 * another. The files of those that are complete are kept while together they have no more
 * bytes than one may have, and there is room for what comes.
 */
#define RT_TYPE_UPLOADS (rt_uploads_get_type ())
G_DECLARE_FINAL_TYPE (RtUploads, rt_uploads, RT, UPLOADS, GObject)

/* Files under way at a time, and as many that are played. */
#define RT_UPLOADS_MAX_AT_ONCE 32
/* Where so many are, one whose sender was silent so long gives way. */
#define RT_UPLOADS_MIN_IDLE_SECONDS 5
/* Known of at a time. */
#define RT_UPLOADS_MAX_REMEMBERED 200
/* Bytes of one file, unless set otherwise. */
#define RT_UPLOADS_DEFAULT_MAX_SIZE (G_GUINT64_CONSTANT (16) * 1024 * 1024 * 1024)

typedef enum {
  RT_UPLOADS_ERROR_IN_USE,    /* an upload has the id */
  RT_UPLOADS_ERROR_TOO_MANY,  /* try again later */
  RT_UPLOADS_ERROR_ENDED,     /* none begins any more */
} RtUploadsError;
#define RT_UPLOADS_ERROR (rt_uploads_error_quark ())
GQuark           rt_uploads_error_quark  (void);

RtUploads       *rt_uploads_new          (RtChannel   *channel,
                                          double       speed);
void             rt_uploads_end_async    (RtUploads           *self,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
void             rt_uploads_set_speed    (RtUploads   *self,
                                          double       speed);
void             rt_uploads_set_max_size (RtUploads   *self,
                                          guint64      max_size);
guint64          rt_uploads_get_max_size (RtUploads   *self);
RtUploadFolder  *rt_uploads_get_folder   (RtUploads   *self);
RtUploadReaders *rt_uploads_get_readers  (RtUploads   *self);
void             rt_uploads_report       (RtUploads    *self,
                                          const GError *error);
/* Whether there will be more. */
gboolean         rt_uploads_make_room_async (RtUploads           *self,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
gboolean         rt_uploads_has_ended    (RtUploads   *self);
/* @id NULL: the one that began last. (transfer none) (nullable) */
RtUpload        *rt_uploads_find         (RtUploads   *self,
                                          const char  *id);
gboolean         rt_uploads_check        (RtUploads   *self,
                                          const char  *id,
                                          GError     **error);
RtUpload        *rt_uploads_begin        (RtUploads   *self,
                                          const char  *id,
                                          const char  *name,
                                          goffset      size,
                                          GError     **error);
RtUpload        *rt_uploads_play         (RtUploads   *self,
                                          const char  *id,
                                          const char  *title,
                                          GError     **error);

G_END_DECLS
