/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtConfirmations:
 *
 * What is still to be said to who published, in order, for as long as the outbox has no
 * room: numbers, of which those in a row take the place of one, and texts. Zero it to
 * begin with.
 */
typedef struct {
  GQueue items;
} RtConfirmations;

/* How many runs of numbers and texts may wait. */
#define RT_CONFIRMATIONS_MAX 1000

gboolean rt_confirmations_add_seq  (RtConfirmations *self,
                                    guint64          seq);
gboolean rt_confirmations_add_text (RtConfirmations *self,
                                    char            *text);
char    *rt_confirmations_dup_next (RtConfirmations *self);
void     rt_confirmations_drop     (RtConfirmations *self);
void     rt_confirmations_clear    (RtConfirmations *self);

G_END_DECLS
