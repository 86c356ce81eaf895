/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-result.h"

G_BEGIN_DECLS

/* What others published, to be done again. */

/* What of a result is held against a published number. */
typedef enum {
  RT_MEASURE_FIGURE,             /* @figure itself */
  RT_MEASURE_EMPTY_SHARE,        /* answers with nothing new, of all: from 0 to 1 */
  RT_MEASURE_MISSED_SHARE,       /* events that did not get to a client, of all: from 0 to 1 */
  RT_MEASURE_WIRE_BYTES,         /* both ways */
  RT_MEASURE_OVERHEAD_PER_EVENT, /* bytes both ways that are no payload */
  RT_MEASURE_OVERHEAD_RATE,      /* of @n_clients, 2^20 bits a second; a projection */
  RT_MEASURE_WHOLE_RATE,         /* the same with payload, and headers of TCP and IP as estimated */
  RT_MEASURE_TRANSITS,           /* @figure, in times that a byte takes one way (@transit_us) */
} RtMeasureKind;

/**
 * RtPublished:
 * @plan: which of the preset's plans it is of
 * @contestant: the name of its contestant there
 * @what: for people, to be translated
 * @kind: what is measured
 * @figure: of %RT_MEASURE_FIGURE and %RT_MEASURE_TRANSITS
 * @n_clients: of %RT_MEASURE_OVERHEAD_RATE and %RT_MEASURE_WHOLE_RATE
 * @transit_us: of %RT_MEASURE_TRANSITS
 * @value: as it was published
 * @least: what is measured here is from this
 * @most: to this
 * @difference: why it is not @value, for people, to be translated; %NULL: it is
 */
typedef struct {
  guint         plan;
  const char   *contestant;
  const char   *what;
  RtMeasureKind kind;
  RtFigure      figure;
  guint         n_clients;
  double        transit_us;
  double        value;
  double        least;
  double        most;
  const char   *difference;
} RtPublished;

/**
 * RtPreset:
 * @id: as `--preset` names it
 * @title: for people, to be translated
 * @source: who, what, when and where
 * @setup: how they did it, to be translated
 * @n_plans: how many experiments it takes
 * @published: (array length=n_published): the numbers
 * @n_published: how many
 */
typedef struct {
  const char        *id;
  const char        *title;
  const char        *source;
  const char        *setup;
  guint              n_plans;
  const RtPublished *published;
  guint              n_published;
} RtPreset;

/* NULL at the end. (transfer none) */
const RtPreset * const *rt_presets_list       (void);
/* @id: "rfc-6202", or "rfc-6202/2" for the second plan. NULL: there is none. */
const RtPreset         *rt_presets_lookup     (const char        *id,
                                               guint             *plan);
/* @brief: for regression tests: as short as it can be. (transfer full) */
RtPlan                 *rt_preset_make_plan   (const RtPreset    *self,
                                               guint              plan,
                                               gboolean           brief);
/* What makes another experiment of @other, for people; what was changed in a preset's plan. (transfer full) */
GStrv                   rt_plan_list_changes  (const RtPlan      *self,
                                               const RtPlan      *other,
                                               gboolean           for_programs);
GStrv                   rt_preset_list_changes (const RtPlan     *plan,
                                                gboolean          for_programs);
/* NAN: @result has nothing of it. */
double                  rt_published_measure  (const RtPublished *self,
                                               RtResult          *result);
gboolean                rt_published_fits     (const RtPublished *self,
                                               double             measured);
/* As people read it, with its unit. (transfer full) */
char                   *rt_published_format   (const RtPublished *self,
                                               double             value);

G_END_DECLS
