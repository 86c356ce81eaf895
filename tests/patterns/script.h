/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "raw-server.h"
#include "watcher.h"

G_BEGIN_DECLS

/* A raw server that answers each request with the next of @answers, and a client of it.
 * An answer is sent as it stands and the connection closed, but with "+" in front it
 * stays open; for "=" see OK(). After the last one requests are left without an answer. */
typedef struct {
  const char * const *answers;
  guint               n;
  RawServer          *server;
  Watcher             watcher;
  RtClient           *client;
} Script;

void script_init  (Script             *self,
                   GType               client_type,
                   const char         *path,
                   const char * const *answers);
/* Proves that nothing is heard after stop, and that the client is finalised. */
void script_clear (Script             *self);
/* That the kernel's counts are what the server really received and sent. */
void script_assert_wire (Script       *self);

/* A whole answer of 200 on a connection that stays; @fields each end with CR LF. The
 * script adds its length. */
#define OK(fields, body) "=" fields "\r\n" body

G_END_DECLS
