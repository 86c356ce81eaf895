/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-hub-limits.h"

G_BEGIN_DECLS

/* "NAME=POLICY[,events=N][,bytes=N][,memory=N]". (out) (transfer full) @name. */
gboolean rt_channel_words_parse (const char         *text,
                                 char              **name,
                                 RtChannelSettings  *settings,
                                 GError            **error);
/* The same the other way round. (transfer full) */
char    *rt_channel_words_dup   (const char              *name,
                                 const RtChannelSettings *settings);

G_END_DECLS
