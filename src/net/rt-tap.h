/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtTapHooks:
 * @opened: the tap was set on a connection, whose number is @connection, unlike that of
 *   any other of the same owner; @is_new: nothing came or went on it before
 * @received: these bytes were taken from the socket
 * @sent: these bytes the socket took
 * @closed: the connection ended; nothing more comes of it
 * @lost: (nullable): these bytes were taken from the socket and thrown away on purpose
 *
 * Who listens to connections: sees exactly the bytes of the wire (above TCP, so of TLS
 * what is encrypted), in the order in which they came and went. Bytes that the peer sent
 * and nobody has read before the close are on the wire, and not seen here. What is held back
 * on purpose is received when it is through.
 *
 * Called in the middle of a read or a write: to be taken note of, quickly. What is called
 * must do nothing to the connection, and is not to take its tap away.
 */
typedef struct {
  void (*opened)   (guint64     connection,
                    gboolean    is_new,
                    gpointer    user_data);
  void (*received) (guint64     connection,
                    const char *bytes,
                    gsize       length,
                    gpointer    user_data);
  void (*sent)     (guint64     connection,
                    const char *bytes,
                    gsize       length,
                    gpointer    user_data);
  void (*closed)   (guint64     connection,
                    gpointer    user_data);
  void (*lost)     (guint64     connection,
                    const char *bytes,
                    gsize       length,
                    gpointer    user_data);
} RtTapHooks;

/* A tap as it is on a connection. */
typedef struct {
  const RtTapHooks *hooks;
  gpointer          user_data;
  guint64           connection;
} RtTap;

G_END_DECLS
