/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-exchange.h"
#include "stories/rt-upload.h"

G_BEGIN_DECLS

/**
 * RtUploadReaders:
 *
 * Who reads the progress of an upload. Because clients choose ids, one may ask before the
 * upload has begun: it is held for a while.
 */
typedef struct _RtUploadReaders RtUploadReaders;

/* So long, whatever the story's speed, for no speed makes a client's second request come
 * sooner; and so many at a time. */
#define RT_UPLOAD_READERS_WAIT_MS     3000
#define RT_UPLOAD_READERS_MAX_WAITING 100

RtUploadReaders *rt_upload_readers_new   (void);
/* No upload begins any more. */
void             rt_upload_readers_end   (RtUploadReaders *self);
void             rt_upload_readers_free  (RtUploadReaders *self);
/* Answers @exchange, now or later. */
void             rt_upload_readers_wait  (RtUploadReaders *self,
                                          RtExchange      *exchange,
                                          const char      *id);
/* Those who waited for it. */
void             rt_upload_readers_serve (RtUploadReaders *self,
                                          RtUpload        *upload);
/* One that is there now. */
void             rt_upload_readers_give  (RtExchange      *exchange,
                                          RtUpload        *upload);

G_END_DECLS
