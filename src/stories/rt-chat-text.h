/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-event.h"

G_BEGIN_DECLS

/* An event of the channel as a frame of the plain-text room. */
extern const RtWireFormat rt_chat_text_format;

GBytes *rt_chat_text_encode_gap (gint64      lost,
                                 guint64     next,
                                 const char *reason);
/* To who spoke, and nobody could hear it. (transfer full) */
GBytes *rt_chat_text_new_refusal (gboolean is_shared);
/* What the channel is given: {"name":…}, with "text" too where there is one. (transfer full) */
GBytes *rt_chat_text_new_data   (const char *name,
                                 const char *text,
                                 gsize       length);

G_END_DECLS
