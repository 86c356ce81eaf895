/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "frame-cases.h"

G_BEGIN_DECLS

/* How the bytes of a case are cut on their way. */
typedef enum {
  CUT_NOWHERE,
  CUT_EVERYWHERE,  /* byte by byte; where they are many, by 4,093 */
} Cut;

typedef void (*WireRunFunc) (const FrameCase *test,
                             Cut              cut);

/* Where the length takes more bytes, and around it (RFC 6455 section 5.2). */
static const guint wire_lengths[] = { 0, 1, 125, 126, 127, 65535, 65536, 65537 };

/* Begins a test program: without what libsoup says of bytes that are no text. */
void wire_run_init (int    *argc,
                    char ***argv);
/* Adds a test for each case of @role and each cut, run with @func. */
void wire_run_add (const char  *prefix,
                   Role         role,
                   WireRunFunc  func);
/* How many bytes go at once. */
gsize wire_run_get_step (Cut   cut,
                         gsize length);
/* Whether @test ends the connection itself. */
gboolean wire_run_takes_leave (const FrameCase *test);
/* What is answered in all, the peer's leave-taking included. (transfer full) */
char *wire_run_dup_answers (const FrameCase *test);

G_END_DECLS
