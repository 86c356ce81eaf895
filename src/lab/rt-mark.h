/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtMarkKind:
 * @RT_MARK_FAULT: something was broken on purpose
 * @RT_MARK_CUT: a connection was lost, for whatever reason
 * @RT_MARK_RESUMED: it is there again
 * @RT_MARK_LOST: events are missing
 */
typedef enum {
  RT_MARK_FAULT,
  RT_MARK_CUT,
  RT_MARK_RESUMED,
  RT_MARK_LOST,
} RtMarkKind;

/**
 * RtMark:
 *
 * A moment in a lane's life that its chart marks. Immutable.
 */
#define RT_TYPE_MARK (rt_mark_get_type ())
G_DECLARE_FINAL_TYPE (RtMark, rt_mark, RT, MARK, GObject)

RtMark     *rt_mark_new       (RtMarkKind  kind,
                               gint64      when_us,
                               const char *words);
RtMarkKind  rt_mark_get_kind  (RtMark     *self);
/* Monotonic, µs. */
gint64      rt_mark_get_when  (RtMark     *self);
/* For people. */
const char *rt_mark_get_words (RtMark     *self);

G_END_DECLS
