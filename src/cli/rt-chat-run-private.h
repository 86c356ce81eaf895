/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-chat-run.h"
#include "core/rt-line-reader.h"
#include "cli/rt-prompt.h"
#include "stories/rt-chat-member.h"

G_BEGIN_DECLS

struct _RtChatRun {
  GObject              parent_instance;

  RtConsole           *console;
  const RtChatOptions *options;
  RtChatMember        *member;
  RtLineReader        *reader;       /* of what is piped in; NULL with a prompt */
  RtPrompt            *prompt;       /* where one types; NULL with a reader */
  GCancellable        *reading;
  GQueue               unsaid;       /* of strings */
  guint64              n_said;
  guint64              n_heard;      /* of those */
  guint                patience_id;
  guint                shut_id;      /* while a program waits for the room to open */
  guint                again_id;
  gboolean             was_open;
  gboolean             is_at_end;    /* nothing more is to be said */
  gboolean             is_reading;
  gboolean             is_leaving;
  RtClientState        told_state;
  RtExit               status;
};

/* rt-chat-run.c */
void rt_chat_run_tell             (RtChatRun  *self,
                                   const char *format,
                                   ...) G_GNUC_PRINTF (2, 3);
void rt_chat_run_leave            (RtChatRun  *self);

/* rt-chat-run-say.c */
void rt_chat_run_say_what_waits   (RtChatRun  *self);
void rt_chat_run_leave_when_heard (RtChatRun  *self);
void rt_chat_run_limit_wait       (RtChatRun  *self);

G_END_DECLS
