/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-numbers.h"

G_BEGIN_DECLS

/* The file behind RtNumbers, read and written in one go under a lock that holds
 * between processes. These calls wait for disks and locks: for threads only.
 * Private to RtNumbers. */

/* How many channels a file keeps, so that strangers cannot let it grow. */
#define RT_NUMBERS_FILE_MAX_CHANNELS 10000

/**
 * RtNumbersUse:
 * @end: the first number that was not reserved for it
 * @used: the first number it did not give out
 */
typedef struct {
  guint64 end;
  guint64 used;
} RtNumbersUse;

/* @held_end: the end of what the caller reserved before and gave out without a
 * hole; 0 nothing. */
gboolean rt_numbers_file_reserve (const char     *path,
                                  const char     *channel,
                                  guint64         held_end,
                                  RtNumberBlock  *block,
                                  GCancellable   *cancellable,
                                  GError        **error);
/* @uses: channel names to RtNumbersUse */
gboolean rt_numbers_file_release (const char     *path,
                                  GHashTable     *uses,
                                  GCancellable   *cancellable,
                                  GError        **error);

G_END_DECLS
