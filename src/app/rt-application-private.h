/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-application.h"
#include "rt-options.h"
#include "rt-serving.h"
#include "rt-window.h"

G_BEGIN_DECLS

/* The application is in two files: its life (rt-application.c), and what can be asked of it
 * (-actions.c). */

/* Who activates an action from outside may be the one who starts the program. */
typedef enum {
  RT_WISH_START_ALL = 1 << 0,
  RT_WISH_WEB_PAGE  = 1 << 1,
} RtWish;

struct _RtApplication {
  AdwApplication parent_instance;
  RtOptions      options;
  char        ***arguments;    /* while the command line is read */
  gboolean       knows_options;
  RtServing     *serving;
  RtWindow      *window;       /* weak: windows belong to the toolkit */
  GtkWindow     *preferences;  /* weak as well */
  RtEngine      *engine;
  gboolean       has_started;  /* the engine */
  guint          wishes;       /* RtWish: what is to be done once the servers listen */
  GCancellable  *cancellable;  /* of the engine's start */
  guint          catching_up;  /* set while a bus is waited for */
  gint64         patience;     /* until then, in monotonic µs */
  guint          deadline;     /* set while the engine stops */
  guint          quitting;     /* set until the window closes because of it */
  guint          signals[2];
};

void     rt_application_add_actions (RtApplication *self);
/* Has the servers listen as they should, anew where they do. */
void     rt_application_listen      (RtApplication *self);
/* Does what was wished for before they did. */
void     rt_application_grant       (RtApplication *self);
void     rt_application_close       (RtApplication *self);
/* Closes the window now where it is about to be, for whoever wants another. */
void     rt_application_quit_now    (RtApplication *self);

G_END_DECLS
