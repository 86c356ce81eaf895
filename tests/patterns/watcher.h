/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"

G_BEGIN_DECLS

/* Writes down everything a client says: one word after the other in @log,
 * "[connecting]", "[open]", "1:data", "data" without a number, "1:data*" repeated,
 * "gap(3)", "finished"; answers in @answers, "200", "304-" empty. */
typedef struct {
  RtClient *client;
  GString  *log;
  GString  *answers;
  guint     n_messages;
  guint     n_answers;
  gboolean  finished;
} Watcher;

/* Takes @client over, sets a back-off short enough for tests. */
void watcher_init          (Watcher    *self,
                            RtClient   *client);
/* Stops the client and proves that it is finalised. */
void watcher_clear         (Watcher    *self);
void watcher_wait_state    (Watcher    *self,
                            RtClientState state);
void watcher_wait_messages (Watcher    *self,
                            guint       n_messages);
void watcher_wait_answers  (Watcher    *self,
                            guint       n_answers);
void watcher_wait_finished (Watcher    *self);
void watcher_wait_reason   (Watcher    *self,
                            const char *part);
void watcher_assert_reason (Watcher    *self,
                            const char *part);

G_END_DECLS
