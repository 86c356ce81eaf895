/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-sample-ring.h"

struct _RtSampleRing {
  GObject parent_instance;

  guint   n_series;
  guint   capacity;
  guint   length;
  guint   head;     /* where the oldest sample is */
  gint64  when_us;  /* the latest came, monotonic */
  double *values;   /* capacity rows of n_series */
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtSampleRing, rt_sample_ring, G_TYPE_OBJECT)

static void
rt_sample_ring_finalize (GObject *object)
{
  RtSampleRing *self = RT_SAMPLE_RING (object);

  g_free (self->values);

  G_OBJECT_CLASS (rt_sample_ring_parent_class)->finalize (object);
}

static void
rt_sample_ring_class_init (RtSampleRingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rt_sample_ring_finalize;

  /**
   * RtSampleRing::changed:
   *
   * A sample came, or all went.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_sample_ring_init (RtSampleRing *self)
{
}

/**
 * rt_sample_ring_new:
 * @n_samples: how many samples are kept, at least 1
 * @n_series: how many values a sample has, at least 1
 *
 * Creates an empty ring. Its memory is taken now and never grows.
 *
 * Returns: (transfer full): the ring
 */
RtSampleRing *
rt_sample_ring_new (guint n_samples,
                    guint n_series)
{
  RtSampleRing *self;

  g_return_val_if_fail (n_samples > 0, NULL);
  g_return_val_if_fail (n_series > 0, NULL);

  self = g_object_new (RT_TYPE_SAMPLE_RING, NULL);
  self->capacity = n_samples;
  self->n_series = n_series;
  self->values = g_new0 (double, (gsize) n_samples * n_series);

  return self;
}

/**
 * rt_sample_ring_get_n_series:
 * @self: a ring
 *
 * Returns: how many values a sample has
 */
guint
rt_sample_ring_get_n_series (RtSampleRing *self)
{
  g_return_val_if_fail (RT_IS_SAMPLE_RING (self), 0);

  return self->n_series;
}

/**
 * rt_sample_ring_get_capacity:
 * @self: a ring
 *
 * Returns: how many samples it keeps
 */
guint
rt_sample_ring_get_capacity (RtSampleRing *self)
{
  g_return_val_if_fail (RT_IS_SAMPLE_RING (self), 0);

  return self->capacity;
}

/**
 * rt_sample_ring_get_length:
 * @self: a ring
 *
 * Returns: how many samples there are, at most the capacity
 */
guint
rt_sample_ring_get_length (RtSampleRing *self)
{
  g_return_val_if_fail (RT_IS_SAMPLE_RING (self), 0);

  return self->length;
}

static double *
row (RtSampleRing *self,
     guint         index)
{
  return self->values + (gsize) ((self->head + index) % self->capacity) * self->n_series;
}

/**
 * rt_sample_ring_push:
 * @self: a ring
 * @values: one value for each series
 *
 * Adds the newest sample; in a full ring the oldest makes room. Emits "changed".
 */
void
rt_sample_ring_push (RtSampleRing *self,
                     const double *values)
{
  double *target;

  g_return_if_fail (RT_IS_SAMPLE_RING (self));
  g_return_if_fail (values != NULL);

  if (self->length == self->capacity)
    self->head = (self->head + 1) % self->capacity;
  else
    self->length++;

  target = row (self, self->length - 1);
  for (guint series = 0; series < self->n_series; series++)
    target[series] = values[series];
  self->when_us = g_get_monotonic_time ();

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * rt_sample_ring_get:
 * @self: a ring
 * @series: which series, from 0
 * @index: which sample, from 0, the oldest
 *
 * Returns: the value
 */
double
rt_sample_ring_get (RtSampleRing *self,
                    guint         series,
                    guint         index)
{
  g_return_val_if_fail (RT_IS_SAMPLE_RING (self), 0);
  g_return_val_if_fail (series < self->n_series, 0);
  g_return_val_if_fail (index < self->length, 0);

  return row (self, index)[series];
}

/**
 * rt_sample_ring_get_maximum:
 * @self: a ring
 * @series: which series, from 0
 *
 * Returns: the largest value of the series; 0 where there is no sample
 */
double
rt_sample_ring_get_maximum (RtSampleRing *self,
                            guint         series)
{
  double maximum = 0;

  g_return_val_if_fail (RT_IS_SAMPLE_RING (self), 0);
  g_return_val_if_fail (series < self->n_series, 0);

  for (guint index = 0; index < self->length; index++)
    {
      double value = row (self, index)[series];

      maximum = index == 0 ? value : MAX (maximum, value);
    }

  return maximum;
}

/**
 * rt_sample_ring_get_when:
 * @self: a ring
 *
 * Returns: when the latest sample was pushed, monotonic, in µs; 0 where there is none
 */
gint64
rt_sample_ring_get_when (RtSampleRing *self)
{
  g_return_val_if_fail (RT_IS_SAMPLE_RING (self), 0);

  return self->when_us;
}

/**
 * rt_sample_ring_clear:
 * @self: a ring
 *
 * Forgets all samples. Emits "changed" where there were any.
 */
void
rt_sample_ring_clear (RtSampleRing *self)
{
  g_return_if_fail (RT_IS_SAMPLE_RING (self));

  if (self->length == 0)
    return;

  self->length = 0;
  self->head = 0;
  self->when_us = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
