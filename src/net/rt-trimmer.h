/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-poller.h"

G_BEGIN_DECLS

/**
 * RtTrimmer:
 *
 * Gives the memory of a crowd that has left back to the system, which the C library would
 * keep for the next one. Where the library cannot, nothing is done.
 */
typedef struct _RtTrimmer RtTrimmer;

/* When so many connections are fewer than there were, their memory is given back. */
#define RT_TRIMMER_STEP 64

RtTrimmer *rt_trimmer_new  (void);
void       rt_trimmer_free (RtTrimmer *self);
/* So many connections are open now. */
void       rt_trimmer_note (RtTrimmer *self,
                            guint      n_open);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtTrimmer, rt_trimmer_free)

G_END_DECLS
