/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "cli/rt-console.h"

G_BEGIN_DECLS

/**
 * RtUploadOptions:
 * @file: what to upload; %NULL standard input
 * @url: the upload route
 * @via_websocket: progress comes by WebSocket, else by server-sent events
 * @limit: bytes a second, 0 without a limit
 * @json: print objects instead of text
 */
typedef struct {
  GFile    *file;
  char     *url;
  gboolean  via_websocket;
  guint64   limit;
  gboolean  json;
} RtUploadOptions;

/**
 * RtUploadRun:
 *
 * Uploads one file, shows what the server says of it meanwhile, and what it has in the end.
 */
#define RT_TYPE_UPLOAD_RUN (rt_upload_run_get_type ())
G_DECLARE_FINAL_TYPE (RtUploadRun, rt_upload_run, RT, UPLOAD_RUN, GObject)

/* How long the last word about the progress is waited for once the upload was answered. */
#define RT_UPLOAD_RUN_PATIENCE_MS 2000

/* @options must outlive it. */
RtUploadRun *rt_upload_run_new   (RtConsole             *console,
                                  const RtUploadOptions *options);
void         rt_upload_run_start (RtUploadRun           *self);

G_END_DECLS
