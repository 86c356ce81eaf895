/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A client that knows only bytes: it sends what a test prepared, however wrong, and keeps
 * what comes. It runs in the test's own main context. */
typedef struct {
  GSocketConnection *connection;
  GSource           *readable;
  GString           *received;  /* what no one took yet */
  gboolean           closed;    /* the server ended the connection */
} RawClient;

typedef struct {
  guint  status;
  char  *head;    /* status line and fields */
  char  *body;
} RawResponse;

RawClient   *raw_client_new           (guint16        port);
/* Ends the connection, with a reset where something was not read. */
void         raw_client_free          (RawClient     *self);
/* Waits until everything is sent, or the server ended the connection. */
void         raw_client_send          (RawClient     *self,
                                       gconstpointer  data,
                                       gssize         length);
void         raw_client_half_close    (RawClient     *self);
/* Stops taking what comes, so that the server's outbox fills. */
void         raw_client_stop_reading  (RawClient     *self);
/* Takes what comes again. */
void         raw_client_read_on       (RawClient     *self);
/* Waits until @text has come, and forgets everything up to its end. */
void         raw_client_wait_for      (RawClient     *self,
                                       const char    *text);
/* Everything up to the first @end, which is taken too. (transfer full) */
char        *raw_client_take_until    (RawClient     *self,
                                       const char    *end);
void         raw_client_wait_closed   (RawClient     *self);
/* Waits for a response to a request of @method: HEAD has no body. (transfer full) */
RawResponse *raw_client_take_response (RawClient     *self,
                                       const char    *method);
/* Sends a frame of a client, masked (RFC 6455 section 5.2); @head is its first byte. */
void         raw_client_send_frame    (RawClient     *self,
                                       guint8         head,
                                       gconstpointer  data,
                                       gsize          length);
/* Waits for a frame; its first byte is put in @head. (transfer full) */
GBytes      *raw_client_take_frame    (RawClient     *self,
                                       guint8        *head);
void         raw_response_free        (RawResponse   *self);
/* A field's value; %NULL when it is not there. (transfer full) */
char        *raw_response_dup_field   (RawResponse   *self,
                                       const char    *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawClient, raw_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawResponse, raw_response_free)

G_END_DECLS
