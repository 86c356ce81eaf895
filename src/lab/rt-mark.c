/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-mark.h"

struct _RtMark {
  GObject     parent_instance;
  RtMarkKind  kind;
  gint64      when_us;
  char       *words;
};

G_DEFINE_FINAL_TYPE (RtMark, rt_mark, G_TYPE_OBJECT)

static void
rt_mark_finalize (GObject *object)
{
  g_free (RT_MARK (object)->words);

  G_OBJECT_CLASS (rt_mark_parent_class)->finalize (object);
}

static void
rt_mark_class_init (RtMarkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_mark_finalize;
}

static void
rt_mark_init (RtMark *self)
{
}

/**
 * rt_mark_new:
 * @kind: what happened
 * @when_us: monotonic time, µs
 * @words: the same for people
 *
 * Returns: (transfer full): a mark
 */
RtMark *
rt_mark_new (RtMarkKind  kind,
             gint64      when_us,
             const char *words)
{
  RtMark *self = g_object_new (RT_TYPE_MARK, NULL);

  self->kind = kind;
  self->when_us = when_us;
  self->words = g_strdup (words);

  return self;
}

/**
 * rt_mark_get_kind:
 * @self: a mark
 *
 * Returns: what happened
 */
RtMarkKind
rt_mark_get_kind (RtMark *self)
{
  g_return_val_if_fail (RT_IS_MARK (self), RT_MARK_FAULT);

  return self->kind;
}

/**
 * rt_mark_get_when:
 * @self: a mark
 *
 * Returns: when it happened: monotonic time, µs
 */
gint64
rt_mark_get_when (RtMark *self)
{
  g_return_val_if_fail (RT_IS_MARK (self), 0);

  return self->when_us;
}

/**
 * rt_mark_get_words:
 * @self: a mark
 *
 * Returns: (transfer none): what happened, for people
 */
const char *
rt_mark_get_words (RtMark *self)
{
  g_return_val_if_fail (RT_IS_MARK (self), NULL);

  return self->words;
}
