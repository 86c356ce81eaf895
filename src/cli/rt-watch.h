/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"
#include "patterns/publish-subscribe/rt-ack-rule.h"
#include "patterns/rt-pattern.h"

G_BEGIN_DECLS

/**
 * RtWatchOptions:
 * @url: what to watch
 * @pattern: how; %NULL finds out
 * @interval_ms: between polls
 * @count: end after so many events; 0 never
 * @after: begin after this number; -1 where the server's default begins
 * @no_resume: after a lost connection begin where the server's default does
 * @headers: (nullable): fields for every request, checked, "Name: value"
 * @faults: (nullable): what is broken on purpose
 * @never: acknowledge nothing
 * @rule: (nullable): what is acknowledged; %NULL: all that is printed
 * @json: print objects instead of text
 * @trace: tell what passes on the connections
 * @bytes: the same, with the bytes taken apart
 */
typedef struct {
  GUri               *url;
  const RtPattern    *pattern;
  guint               interval_ms;
  guint64             count;
  gint64              after;
  gboolean            no_resume;
  const char * const *headers;
  RtFaults           *faults;
  gboolean            never;
  RtAckRule          *rule;
  gboolean            json;
  gboolean            trace;
  gboolean            bytes;
} RtWatchOptions;

/**
 * RtWatch:
 *
 * Watches a URL through a client and prints what happens, until so many events
 * have come, the user or the server ends it, or it fails for good; then the total.
 */
#define RT_TYPE_WATCH (rt_watch_get_type ())
G_DECLARE_FINAL_TYPE (RtWatch, rt_watch, RT, WATCH, GObject)

/* @options and what it points to must outlive it. */
RtWatch *rt_watch_new   (RtConsole            *console,
                         const RtWatchOptions *options);
void     rt_watch_start (RtWatch              *self);

G_END_DECLS
