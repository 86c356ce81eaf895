/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-outbox-queue.h"

G_BEGIN_DECLS

/* An outbox is in two files: what is put in and taken off (rt-outbox.c), and what waits for
 * its reader in all (-depth.c). */

struct _RtOutbox {
  RtOutboxQueue    queue;
  guint            max_events;
  gsize            max_bytes;
  gsize            wanted;     /* the length of the event refused last; 0 for none */
  gsize            wanted_control; /* the same of control bytes */
  RtOutboxRestFunc rest;
  gpointer         rest_data;
};

G_END_DECLS
