/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RT_RABBIT_DEFAULT_HEARTBEAT_S 10
#define RT_RABBIT_MAX_HEARTBEAT_S     3600

/**
 * RtRabbitAddress:
 *
 * What an amqp: or amqps: address says, by RabbitMQ's URI specification and its query parameters.
 */
typedef struct {
  gboolean  tls;
  char     *host;
  guint16   port;
  char     *user;
  char     *password;
  char     *vhost;
  char     *ca_file;           /* or NULL: the system's trust */
  char     *certificate_file;  /* ours, or NULL */
  char     *key_file;          /* ours, or NULL: in certificate_file */
  char     *server_name;       /* to be found in the broker's certificate; or NULL: host */
  gboolean  verify;
  guint     heartbeat_s;       /* 0 none */
  guint     timeout_ms;        /* to connect in; 0: RT_BUS_CONNECT_TIMEOUT_MS */
} RtRabbitAddress;

RtRabbitAddress *rt_rabbit_address_new  (GUri             *uri,
                                         GError          **error);
void             rt_rabbit_address_free (RtRabbitAddress  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtRabbitAddress, rt_rabbit_address_free)

G_END_DECLS
