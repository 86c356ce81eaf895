/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtNumbers:
 *
 * The promise that a channel's numbers never repeat, across restarts, crashes
 * and several processes at once. It reserves numbers a block at a time in a
 * small file, durably, before any of them is given out; reading and writing
 * happen in threads. After a clean end the unused rest is given back, so that
 * numbering goes on without a hole; after a crash it goes on behind the block
 * and the hole's size is not known.
 */
#define RT_TYPE_NUMBERS (rt_numbers_get_type ())
G_DECLARE_FINAL_TYPE (RtNumbers, rt_numbers, RT, NUMBERS, GObject)

#define RT_NUMBERS_BLOCK 65536

/**
 * RtNumberBlock:
 * @next: the first number that is free to give out
 * @end: the first number that is not reserved
 * @gapless_since: every number from this one up to @next was given to an event
 */
typedef struct {
  guint64 next;
  guint64 end;
  guint64 gapless_since;
} RtNumberBlock;

RtNumbers *rt_numbers_new            (GFile                *file);
void       rt_numbers_reserve_async  (RtNumbers            *self,
                                      const char           *channel,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean   rt_numbers_reserve_finish (RtNumbers            *self,
                                      GAsyncResult         *result,
                                      RtNumberBlock        *block,
                                      GError              **error);
/* @used: channel names (char *) to the first number not given out (guint64 *) */
void       rt_numbers_release_async  (RtNumbers            *self,
                                      GHashTable           *used,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean   rt_numbers_release_finish (RtNumbers            *self,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
