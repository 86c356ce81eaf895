/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A client that knows nothing of HTTP: what it sent and received is known to the
 * byte. Each text is sent with one call, so in one segment where it is short. */
typedef struct {
  int      fd;         /* -1 once it is closed */
  guint64  sent;
  guint64  received;
  GString *text;       /* what was received and not taken yet */
  gboolean has_ended;
  gboolean was_reset;
} RawClient;

RawClient *raw_client_new        (guint16     port);
/* At another address of IPv4 than 127.0.0.1. */
RawClient *raw_client_new_at     (const char *host,
                                  guint16     port);
void       raw_client_free       (RawClient  *self);
void       raw_client_send       (RawClient  *self,
                                  const char *text);
void       raw_client_send_bytes (RawClient  *self,
                                  const void *bytes,
                                  gsize       length);
/* Takes what is there; whether the end was seen. */
gboolean   raw_client_receive    (RawClient  *self);
/* Runs the main context until what came ends in @end, and takes it. (transfer full) */
char      *raw_client_wait_for   (RawClient  *self,
                                  const char *end);
/* The same until so many bytes came since the last taking. (transfer full) */
char      *raw_client_wait_bytes (RawClient  *self,
                                  gsize       length);
/* The same until the connection ended. (transfer full) */
char      *raw_client_wait_end   (RawClient  *self);
void       raw_client_shutdown   (RawClient  *self);
void       raw_client_close      (RawClient  *self);
void       raw_client_reset      (RawClient  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawClient, raw_client_free)

G_END_DECLS
