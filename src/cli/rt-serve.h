/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"
#include "net/rt-server.h"

G_BEGIN_DECLS

/**
 * RtServeOptions:
 * @ports: where to listen, by role; 0 takes a free one
 * @speed: how much faster than real time the stories run
 * @json: print objects instead of text
 * @listen_all: let other machines in, by @token
 * @token: (nullable): what they must show; %NULL makes one
 * @hosts: (nullable): what may be asked for beside loopback
 * @channels: (nullable): what is different for which channel, see rt_channel_words_parse()
 * @origins: (nullable): whose pages may ask beside loopback's
 * @limits: (nullable): what is taken, each NAME=VALUE; good ones
 * @faults: (nullable): what is broken on purpose; good ones
 * @bus: (nullable): what its channels are shared over
 */
typedef struct {
  guint16      ports[RT_N_PORTS];
  double       speed;
  gboolean     json;
  gboolean     listen_all;
  const char  *token;
  char       **hosts;
  char       **channels;
  char       **origins;
  char       **limits;
  char       **faults;
  const char  *bus;
} RtServeOptions;

/* What a port is called in the output and by which option it is chosen. */
typedef struct {
  const char *name;
  const char *option;
} RtServePort;
extern const RtServePort rt_serve_ports[RT_N_PORTS];

/**
 * RtServe:
 *
 * Runs an engine that listens until the user ends it, with its counters on the terminal
 * meanwhile and the totals at the end.
 */
#define RT_TYPE_SERVE (rt_serve_get_type ())
G_DECLARE_FINAL_TYPE (RtServe, rt_serve, RT, SERVE, GObject)

/* @options must outlive it. */
RtServe *rt_serve_new   (RtConsole            *console,
                         const RtServeOptions *options);
void     rt_serve_start (RtServe              *self);

G_END_DECLS
