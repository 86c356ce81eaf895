/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-hub-limits.h"

G_BEGIN_DECLS

/* What somebody chose for channels: a list, NULL or of words as rt_channel_words_parse() reads
 * them, one for each channel that is to be different. Words it cannot read are nothing. */

/* So many channels can be different. */
#define RT_CHANNEL_CHOICES_MAX 100

/* What holds for @name. Returns whether that was chosen. */
gboolean rt_channel_choices_find  (const char * const      *choices,
                                   const char              *name,
                                   RtChannelSettings       *settings);
/* The list with @settings for @name in it. (transfer full) */
char   **rt_channel_choices_dup_with (const char * const      *choices,
                                      const char              *name,
                                      const RtChannelSettings *settings);
/* Has the channels of @hub be as @choices says, where before they were as @before did. */
void     rt_channel_choices_apply (RtHub                   *hub,
                                   const char * const      *before,
                                   const char * const      *choices);

G_END_DECLS
