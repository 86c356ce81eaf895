/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-session.h"

G_BEGIN_DECLS

/**
 * RtUploadTransfer:
 *
 * Sends one file to a server by one POST, streaming: at most a few pieces of it are in
 * memory. It tells how much it gave to the connection; what has arrived is the server's to
 * say, at rt_upload_transfer_dup_progress_uri(), to any client of a pattern.
 */
#define RT_TYPE_UPLOAD_TRANSFER (rt_upload_transfer_get_type ())
G_DECLARE_FINAL_TYPE (RtUploadTransfer, rt_upload_transfer, RT, UPLOAD_TRANSFER, GObject)

typedef enum {
  RT_UPLOAD_TRANSFER_WAITING,    /* not started */
  RT_UPLOAD_TRANSFER_SENDING,
  RT_UPLOAD_TRANSFER_COMPLETE,   /* the server has it all, and said so */
  RT_UPLOAD_TRANSFER_FAILED,
  RT_UPLOAD_TRANSFER_CANCELLED,
} RtUploadTransferState;
#define RT_TYPE_UPLOAD_TRANSFER_STATE (rt_upload_transfer_state_get_type ())
GType       rt_upload_transfer_state_get_type  (void);
const char *rt_upload_transfer_state_to_string (RtUploadTransferState state); /* "sending" … */

typedef enum {
  RT_UPLOAD_TRANSFER_ERROR_FILE,     /* the file cannot be opened or read */
  RT_UPLOAD_TRANSFER_ERROR_CHANGED,  /* its size changed while it was sent */
  RT_UPLOAD_TRANSFER_ERROR_URI,      /* no address that can be uploaded to */
  RT_UPLOAD_TRANSFER_ERROR_REFUSED,  /* the server answered with a status of 300 or above */
  RT_UPLOAD_TRANSFER_ERROR_LOST,     /* the connection could not be made or broke */
} RtUploadTransferError;
#define RT_UPLOAD_TRANSFER_ERROR (rt_upload_transfer_error_quark ())
GQuark      rt_upload_transfer_error_quark     (void);

/* How much of the answer is read, in bytes; the rest is left out. */
#define RT_UPLOAD_TRANSFER_MAX_ANSWER (64 * 1024)
#define RT_UPLOAD_TRANSFER_PATIENCE   120

/* Properties:
 *   "patience" (uint, default RT_UPLOAD_TRANSFER_PATIENCE): seconds that the server may take
 *     nothing of what is sent, or be silent once it has it all; set it before the start
 *   "limit" (uint64, default 0): bytes a second at most, 0 for as fast as it goes; may
 *     change while it sends
 *   "state" (RtUploadTransferState, read only)
 *   "sent" (uint64, read only): bytes of the file given to the connection so far. Changes
 *     with every piece and is not notified: look at it when you draw.
 *   "size" (int64, read only): bytes of the file, -1 where it is not known
 *   "reason" (string, nullable, read only): why it failed, for people
 *   "result" (string, nullable, read only): the server's answer, its JSON if it is ours
 * All but "sent" and "patience" are notified. When "state" is notified the others have their last values.
 */

/* @server_uri: the upload route, http://127.0.0.1:2000/upload, %NULL to say it later. @id: %NULL
 * to make one. */
RtUploadTransfer *rt_upload_transfer_new        (GFile            *file,
                                                 const char       *server_uri,
                                                 const char       *id);
/* The same of a stream that is no file, such as standard input; @name: what it is
 * called at the server. Its size is not known. */
RtUploadTransfer *rt_upload_transfer_new_for_stream (GInputStream *stream,
                                                 const char       *name,
                                                 const char       *server_uri,
                                                 const char       *id);
/* While it waits to be started. */
void              rt_upload_transfer_set_server (RtUploadTransfer *self,
                                                 const char       *server_uri);
void              rt_upload_transfer_start      (RtUploadTransfer *self);
/* At once; the state is then cancelled, unless it had ended. */
void              rt_upload_transfer_cancel     (RtUploadTransfer *self);
void              rt_upload_transfer_set_limit  (RtUploadTransfer *self,
                                                 guint64           limit);

/* (transfer none) */
GFile            *rt_upload_transfer_get_file   (RtUploadTransfer *self);
const char       *rt_upload_transfer_get_id     (RtUploadTransfer *self);
/* The file's name, for people and for the server. */
const char       *rt_upload_transfer_get_name   (RtUploadTransfer *self);
RtUploadTransferState rt_upload_transfer_get_state (RtUploadTransfer *self);
gboolean          rt_upload_transfer_is_over    (RtUploadTransfer *self);
guint64           rt_upload_transfer_get_sent   (RtUploadTransfer *self);
gint64            rt_upload_transfer_get_size   (RtUploadTransfer *self);
const char       *rt_upload_transfer_get_reason (RtUploadTransfer *self);
/* Why it failed, NULL unless it did. */
const GError     *rt_upload_transfer_get_error  (RtUploadTransfer *self);
const char       *rt_upload_transfer_get_result (RtUploadTransfer *self);
/* Its own session, for counting. */
RtSession        *rt_upload_transfer_get_session (RtUploadTransfer *self);
/* Where the server tells its progress, /uploadprogress?id=ID beside the upload route, as
 * ws or wss with @websocket; may be read before it is started. (transfer full) (nullable):
 * NULL where the server's address cannot be used. */
char             *rt_upload_transfer_dup_progress_uri (RtUploadTransfer *self,
                                                       gboolean          websocket);

G_END_DECLS
