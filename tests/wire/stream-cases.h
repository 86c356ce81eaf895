/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An event stream, by section of the WHATWG HTML standard, and what comes out of it. */
typedef struct {
  const char *path;
  const char *input;
  gssize      length;    /* -1: up to the NUL */
  const char *expected;  /* type|id|data; retry=N; name=value; an ID in brackets is of an event before */
} StreamCase;

extern const StreamCase stream_cases[];

#define BOM "\xEF\xBB\xBF"

gsize stream_case_get_length (const StreamCase *self);

G_END_DECLS
