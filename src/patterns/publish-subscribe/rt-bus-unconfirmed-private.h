/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-private.h"

G_BEGIN_DECLS

/* How often the clock is asked. */
#define RT_BUS_N_BETWEEN 32

/* What is unconfirmed is in two files: what is published and confirmed (rt-bus-unconfirmed.c), and
 * what becomes of it where a connection ends (-ending.c). */

/* One copy for all messages in a row that go to the same. */
typedef struct {
  RtBusTarget *target;
  guint        ref_count;
} RtBusDestination;

typedef struct {
  RtBusMessage     *message;      /* NULL: it is confirmed */
  RtBusDestination *destination;
  RtBusConfirmed    confirmed;
  gpointer          user_data;
  gboolean          sent;         /* on this connection or an earlier one */
} RtBusSlot;

struct _RtBusUnconfirmed {
  RtBusSlot        *slots;
  guint             n_slots;     /* a power of two */
  guint64           first;       /* no tag below is unconfirmed */
  guint64           next;        /* the tag of the next message */
  guint64           next_sent;   /* the tag to be given to the engine next */
  guint             n_messages;
  gsize             n_bytes;
  gboolean          refused;     /* somebody waits for "writable" */
  guint64           failed_to;   /* all tags below that are unconfirmed have failed, and are told bit by bit */
  GError           *failure;     /* why; NULL: there are none */
  RtBusDestination *last;
};

G_END_DECLS
