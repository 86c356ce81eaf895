/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"
#include "cli/rt-publisher.h"

G_BEGIN_DECLS

/**
 * RtPublishOptions:
 * @body: the one message; %NULL reads them from standard input, one a line
 * @string: what is read is text, to be published as a JSON string
 * @check_json: what is published must be JSON; the rest is text as it is
 * @once: what is sent again has a key, and is published once by servers that know keys
 * @keep_going: a message that is refused does not end it
 * @json: print objects instead of text
 */
typedef struct {
  GBytes   *body;
  gboolean  string;
  gboolean  check_json;
  gboolean  once;
  gboolean  keep_going;
  gboolean  json;
} RtPublishOptions;

/**
 * RtPublish:
 *
 * Publishes one message or a line of standard input after the other, and prints what
 * was confirmed.
 */
#define RT_TYPE_PUBLISH (rt_publish_get_type ())
G_DECLARE_FINAL_TYPE (RtPublish, rt_publish, RT, PUBLISH, GObject)

/* @options must outlive it. */
RtPublish *rt_publish_new     (RtConsole              *console,
                               RtPublisher            *publisher,
                               const RtPublishOptions *options);
void       rt_publish_start   (RtPublish              *self);
/* What is sent for @text; %NULL with @error in words. (transfer full) */
GBytes    *rt_publish_prepare (const RtPublishOptions *options,
                               GBytes                 *text,
                               GError                **error);

G_END_DECLS
