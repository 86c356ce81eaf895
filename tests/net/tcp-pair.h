/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Both ends of one TCP connection over loopback: ours, and a raw one that plays the
 * peer. */
typedef struct {
  GSocketConnection *ours;
  int                peer;   /* -1 once it is closed */
} TcpPair;

void  tcp_pair_init        (TcpPair    *self);
void  tcp_pair_clear       (TcpPair    *self);
void  tcp_pair_send        (TcpPair    *self,
                            const char *text);
/* What has arrived at the peer is added to @text; whether the end was seen. */
gboolean tcp_pair_receive  (TcpPair    *self,
                            GString    *text);
/* Runs the main context until the peer has received @expected more bytes. (transfer full) */
char *tcp_pair_wait_for    (TcpPair    *self,
                            gsize       expected);
/* Runs the main context until the peer sees the end; gives what came before.
 * @was_reset: (out) (nullable): whether it was a reset. (transfer full) */
char *tcp_pair_wait_for_end (TcpPair   *self,
                             gboolean  *was_reset);
void  tcp_pair_shutdown    (TcpPair    *self);
void  tcp_pair_close_peer  (TcpPair    *self);
void  tcp_pair_reset_peer  (TcpPair    *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TcpPair, tcp_pair_clear)

G_END_DECLS
