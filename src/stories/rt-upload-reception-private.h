/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-form-parts.h"
#include "stories/rt-upload-reception.h"

G_BEGIN_DECLS

/* A reception is in two files: what becomes of it (rt-upload-reception.c), and what is made
 * of the bytes that come (-body.c). */

/* A body on its way: a file, one form of several parts with a file among them, or what is
 * looked at first because it may be the order to play an upload. */
typedef struct {
  RtExchange   *exchange;
  RtUploads    *uploads;     /* weak */
  char         *id;
  char         *name;        /* NULL where nobody said it yet */
  goffset       length;      /* -1 where nobody says */
  guint64       n_arrived;
  gboolean      says_json;
  GByteArray   *order;       /* NULL where it is something else */
  guint         n_blanks;    /* that it begins with */
  RtFormParts  *parts;       /* NULL where it is something else */
  RtUpload     *upload;      /* of a file */
  RtUploadFile *file;
  gboolean      has_ended;   /* all of the body came */
} RtUploadReception;

extern const RtBodySink rt_upload_reception_sink;

/* Of these, what says that it refuses, or may, frees @self. */
void     rt_upload_reception_refuse       (RtUploadReception *self,
                                           guint              status,
                                           const char        *text);
/* FALSE where it refused. */
gboolean rt_upload_reception_begin_file   (RtUploadReception *self);
/* Answers, or refuses. */
void     rt_upload_reception_play         (RtUploadReception *self,
                                           const char        *title);

G_END_DECLS
