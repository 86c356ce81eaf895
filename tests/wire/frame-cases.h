/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  OF_BOTH,
  OF_SERVER,  /* what a client sends, and our server does */
  OF_CLIENT,  /* what a server sends, and our client does */
} Role;

/* What a peer sends, and what becomes of it, all in the words of frames.h: what is
 * delivered, and what is answered. Where that ends without a close frame, the peer takes
 * leave with close[1000], and hears close[1000]. */
typedef struct {
  const char *name;       /* section of RFC 6455, and what must be true */
  Role        role;
  const char *sent;
  const char *delivered;
  const char *answered;
  const char *remark;     /* where libsoup departs from the letter, and why it may */
} FrameCase;

extern const FrameCase frame_cases[];
extern const FrameCase close_cases[];

/* Text, in hexadecimal, that is UTF-8 or not. */
typedef struct {
  const char *name;
  const char *bytes;
  gboolean    is_valid;
} TextCase;

extern const TextCase text_cases[];

G_END_DECLS
