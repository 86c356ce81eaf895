/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-upload-transfer.h"

G_BEGIN_DECLS

/**
 * RtUploadList:
 *
 * Files on their way to a server: a #GListModel of #RtUploadTransfer, the latest first.
 * So many are sent at once; the others wait for their turn, all of them while there is no
 * server, and go to the one there is then. Knows no widget.
 */
#define RT_TYPE_UPLOAD_LIST (rt_upload_list_get_type ())
G_DECLARE_FINAL_TYPE (RtUploadList, rt_upload_list, RT, UPLOAD_LIST, GObject)

/* So many are in the list: those that ended longest ago make room for others. */
#define RT_UPLOAD_LIST_MAX         50
/* So many are sent at once. */
#define RT_UPLOAD_LIST_MAX_SENDING 4

typedef enum {
  RT_UPLOAD_LIST_ERROR_FULL,   /* all that are in it are still to be sent */
} RtUploadListError;
#define RT_UPLOAD_LIST_ERROR (rt_upload_list_error_quark ())
GQuark            rt_upload_list_error_quark (void);

/* Properties:
 *   "limit" (uint64, default 0): bytes a second of each, 0 for as fast as it goes; of
 *     those that are on their way as well
 *   "n-unfinished" (uint, read only): how many are waiting or being sent */
RtUploadList     *rt_upload_list_new        (void);
/* @base: where the server listens, "http://127.0.0.1:2000/"; NULL: nowhere: what is on its
 * way is cancelled, and the others wait */
void              rt_upload_list_set_server (RtUploadList     *self,
                                             const char       *base);
gboolean          rt_upload_list_has_server (RtUploadList     *self);
void              rt_upload_list_set_limit  (RtUploadList     *self,
                                             guint64           limit);
guint             rt_upload_list_get_n_unfinished (RtUploadList *self);
/* (transfer none) (nullable) */
RtUploadTransfer *rt_upload_list_add        (RtUploadList     *self,
                                             GFile            *file,
                                             GError          **error);
/* Takes @transfer out, and cancels what is on its way. */
void              rt_upload_list_remove     (RtUploadList     *self,
                                             RtUploadTransfer *transfer);
/* The same file once more, in the place of @transfer, which has ended. */
void              rt_upload_list_try_again  (RtUploadList     *self,
                                             RtUploadTransfer *transfer);

G_END_DECLS
