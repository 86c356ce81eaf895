/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-experiment.h"
#include "rt-compare-page.h"
#include "rt-result-view.h"
#include "rt-workload.h"
#include "widgets/rt-adaptive.h"

G_BEGIN_DECLS

/* What the files of the page share. */

struct _RtComparePage {
  AdwBin           parent_instance;
  RtAdaptive      *adaptive;
  GtkWidget       *sides;        /* which side is shown, where there is room for one */
  GtkToggleButton *result_side;
  RtWorkload      *workload;
  GtkWidget       *separator;
  GtkStack        *results;
  RtResultView    *view;
  GtkWidget       *run;
  GtkWidget       *cancel;
  GtkWidget       *progress_box;
  GtkProgressBar  *progress;
  GtkLabel        *left;
  GtkLabel        *status;
  RtExperiment    *experiment;   /* the one that runs, or NULL */
  GCancellable    *cancellable;
  guint            tick;
  RtResult        *result;       /* that is shown, or NULL */
  RtResult        *other;        /* that it is laid beside, or NULL */
};

/* @result, and @other: (nullable) */
void rt_compare_page_show   (RtComparePage *self,
                             RtResult      *result,
                             RtResult      *other);
void rt_compare_page_run    (GtkWidget     *widget,
                             const char    *action,
                             GVariant      *parameter);
void rt_compare_page_cancel (GtkWidget     *widget,
                             const char    *action,
                             GVariant      *parameter);

G_END_DECLS
