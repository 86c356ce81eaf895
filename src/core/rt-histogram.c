/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "core/rt-histogram.h"

/* Page 0 has one bucket a value up to 127. Every other page is one power of two,
 * cut into 128 buckets; the middle of a bucket is at most 1/256 off any value in it. */
#define PAGE_BITS    7
#define PAGE_BUCKETS (1 << PAGE_BITS)
#define MAX_BITS     40
#define MAX_VALUE    (G_GINT64_CONSTANT (1) << MAX_BITS)
#define N_PAGES      (MAX_BITS - PAGE_BITS + 2)

struct _RtHistogram {
  guint64  count;
  gint64   min;
  gint64   max;
  double   sum;
  guint64 *pages[N_PAGES];
};

G_DEFINE_BOXED_TYPE (RtHistogram, rt_histogram, rt_histogram_copy, rt_histogram_free)

/**
 * rt_histogram_new:
 *
 * Creates an empty histogram.
 *
 * Returns: (transfer full): the histogram
 */
RtHistogram *
rt_histogram_new (void)
{
  return g_new0 (RtHistogram, 1);
}

/**
 * rt_histogram_copy:
 * @self: a histogram
 *
 * Returns: (transfer full): another with the same content
 */
RtHistogram *
rt_histogram_copy (const RtHistogram *self)
{
  RtHistogram *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  for (guint page = 0; page < N_PAGES; page++)
    copy->pages[page] = g_memdup2 (self->pages[page], PAGE_BUCKETS * sizeof (guint64));

  return copy;
}

/**
 * rt_histogram_free:
 * @self: (transfer full): a histogram
 */
void
rt_histogram_free (RtHistogram *self)
{
  g_return_if_fail (self != NULL);

  for (guint page = 0; page < N_PAGES; page++)
    g_free (self->pages[page]);
  g_free (self);
}

static inline guint64 *
ensure_page (RtHistogram *self,
             guint        page)
{
  if (G_UNLIKELY (self->pages[page] == NULL))
    self->pages[page] = g_new0 (guint64, PAGE_BUCKETS);

  return self->pages[page];
}

static inline guint64 *
find_bucket (RtHistogram *self,
             gint64       value)
{
  guint page = 0;
  guint shift = 0;

  if (value >= PAGE_BUCKETS)
    {
      shift = 63 - PAGE_BITS - (guint) __builtin_clzll ((unsigned long long) value);
      page = shift + 1;
    }

  return ensure_page (self, page) + ((value >> shift) & (PAGE_BUCKETS - 1));
}

/* The middle of a bucket. */
static gint64
bucket_value (guint page,
              guint bucket)
{
  guint shift;

  if (page == 0)
    return bucket;

  shift = page - 1;

  return ((gint64) (PAGE_BUCKETS + bucket) << shift) + ((G_GINT64_CONSTANT (1) << shift) >> 1);
}

/**
 * rt_histogram_record:
 * @self: a histogram
 * @value: a value; below 0 it counts as 0, above 2^40 as 2^40
 *
 * Records a value once.
 */
void
rt_histogram_record (RtHistogram *self,
                     gint64       value)
{
  rt_histogram_record_n (self, value, 1);
}

/**
 * rt_histogram_record_n:
 * @self: a histogram
 * @value: a value; below 0 it counts as 0, above 2^40 as 2^40
 * @count: how many times
 *
 * Records a value @count times.
 */
void
rt_histogram_record_n (RtHistogram *self,
                       gint64       value,
                       guint64      count)
{
  gint64 clamped = CLAMP (value, 0, MAX_VALUE);

  g_return_if_fail (self != NULL);

  if (count == 0)
    return;

  *find_bucket (self, clamped) += count;
  self->min = self->count == 0 ? clamped : MIN (self->min, clamped);
  self->max = MAX (self->max, clamped);
  self->sum += (double) clamped * (double) count;
  self->count += count;
}

/**
 * rt_histogram_merge:
 * @self: a histogram
 * @other: another
 *
 * Adds what @other recorded, as if @self had recorded it.
 */
void
rt_histogram_merge (RtHistogram       *self,
                    const RtHistogram *other)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (other != NULL);

  if (other->count == 0)
    return;

  for (guint page = 0; page < N_PAGES; page++)
    {
      guint64 *buckets;

      if (other->pages[page] == NULL)
        continue;
      buckets = ensure_page (self, page);
      for (guint bucket = 0; bucket < PAGE_BUCKETS; bucket++)
        buckets[bucket] += other->pages[page][bucket];
    }

  self->min = self->count == 0 ? other->min : MIN (self->min, other->min);
  self->max = MAX (self->max, other->max);
  self->sum += other->sum;
  self->count += other->count;
}

/**
 * rt_histogram_reset:
 * @self: a histogram
 *
 * Forgets everything, and gives the memory back.
 */
void
rt_histogram_reset (RtHistogram *self)
{
  g_return_if_fail (self != NULL);

  for (guint page = 0; page < N_PAGES; page++)
    g_free (self->pages[page]);
  memset (self, 0, sizeof *self);
}

/**
 * rt_histogram_get_count:
 * @self: a histogram
 *
 * Returns: how many values were recorded
 */
guint64
rt_histogram_get_count (const RtHistogram *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->count;
}

/**
 * rt_histogram_get_min:
 * @self: a histogram
 *
 * Returns: the smallest value, exactly; -1 when nothing was recorded
 */
gint64
rt_histogram_get_min (const RtHistogram *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->count == 0 ? -1 : self->min;
}

/**
 * rt_histogram_get_max:
 * @self: a histogram
 *
 * Returns: the largest value, exactly; -1 when nothing was recorded
 */
gint64
rt_histogram_get_max (const RtHistogram *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->count == 0 ? -1 : self->max;
}

/**
 * rt_histogram_get_mean:
 * @self: a histogram
 *
 * Returns: the mean of the values themselves, not of their buckets; -1 when
 *   nothing was recorded
 */
double
rt_histogram_get_mean (const RtHistogram *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->count == 0 ? -1 : self->sum / (double) self->count;
}

/**
 * rt_histogram_get_quantile:
 * @self: a histogram
 * @quantile: from 0 (the smallest value) over 0.5 (the median) to 1 (the largest)
 *
 * Gives the smallest value that is at least as large as the share @quantile of
 * all values, at most 1 % off.
 *
 * Returns: the value, -1 when nothing was recorded
 */
gint64
rt_histogram_get_quantile (const RtHistogram *self,
                           double             quantile)
{
  double rank;
  guint64 seen = 0;

  g_return_val_if_fail (self != NULL, -1);
  g_return_val_if_fail (quantile >= 0 && quantile <= 1, -1);

  if (self->count == 0)
    return -1;

  rank = ceil (quantile * (double) self->count);
  if (rank >= (double) self->count)
    return self->max;
  if (rank <= 1)
    return self->min;

  for (guint page = 0; page < N_PAGES; page++)
    for (guint bucket = 0; self->pages[page] != NULL && bucket < PAGE_BUCKETS; bucket++)
      {
        seen += self->pages[page][bucket];
        if ((double) seen >= rank)
          return CLAMP (bucket_value (page, bucket), self->min, self->max);
      }

  return self->max;
}

/**
 * rt_histogram_foreach:
 * @self: a histogram
 * @func: (scope call): is given a value of each bucket that has something in it, and how often
 *   one of it was recorded
 * @user_data: for @func
 *
 * Goes through what was recorded, ascending.
 */
void
rt_histogram_foreach (const RtHistogram *self,
                      RtHistogramFunc    func,
                      gpointer           user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  for (guint page = 0; page < N_PAGES; page++)
    for (guint bucket = 0; self->pages[page] != NULL && bucket < PAGE_BUCKETS; bucket++)
      if (self->pages[page][bucket] != 0)
        func (MIN (bucket_value (page, bucket), MAX_VALUE), self->pages[page][bucket], user_data);
}

/**
 * rt_histogram_get_sum:
 * @self: a histogram
 *
 * Returns: the sum of the values themselves
 */
double
rt_histogram_get_sum (const RtHistogram *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->sum;
}

/**
 * rt_histogram_refine:
 * @self: a histogram of values that rt_histogram_foreach() gave
 * @min: the smallest value, exactly
 * @max: the largest
 * @sum: of all
 *
 * Sets what the buckets do not know.
 *
 * Returns: %FALSE, with nothing changed, where values of these buckets cannot have them
 */
gboolean
rt_histogram_refine (RtHistogram *self,
                     gint64       min,
                     gint64       max,
                     double       sum)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->count == 0 || min < 0 || max > MAX_VALUE || min > max ||
      find_bucket (self, min) != find_bucket (self, self->min) ||
      find_bucket (self, max) != find_bucket (self, self->max) ||
      !(sum >= (double) min * (double) self->count * (1 - 1e-9)) ||
      !(sum <= (double) max * (double) self->count * (1 + 1e-9)))
    return FALSE;

  self->min = min;
  self->max = max;
  self->sum = sum;

  return TRUE;
}
