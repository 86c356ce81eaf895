/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-experiment.h"
#include "rt-compare-page.h"
#include "rt-race-view.h"
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
  GtkButton       *run;          /* or cancel what runs */
  guint32          pressed_ms;   /* when it was, on the clock of the display's events */
  GtkWidget       *progress_box;
  GtkProgressBar  *progress;
  GtkLabel        *left;
  RtRaceView      *race;
  RtExperiment    *experiment;   /* the one that runs, or NULL */
  GCancellable    *cancellable;
  guint            tick;
  guint            n_ticks;
  gboolean         is_apart;     /* what runs is, so that what is painted counts as the server's */
  RtResult        *result;       /* that is shown, or NULL */
  RtResult        *other;        /* that it is laid beside, or NULL */
  guint            n_opening;    /* files that are being read */
  GFile           *waiting;      /* to be laid beside what is being opened, or NULL */
  GtkFileChooserNative *chooser; /* while it is open */
};

/* @result, and @other: (nullable) */
void rt_compare_page_show   (RtComparePage *self,
                             RtResult      *result,
                             RtResult      *other);
/* What can be done now. */
void rt_compare_page_update (RtComparePage *self);
/* Whether what is shown is of the settings as they are. */
void rt_compare_page_check_stale (RtComparePage *self);
void rt_compare_page_warn   (RtComparePage *self,
                             const GError  *error);

/* A double click on the button is one click. */
void rt_compare_page_init_run (RtComparePage *self);
/* Its actions, each in the file that does them. */
void rt_compare_page_install_run   (GtkWidgetClass *widget_class);
void rt_compare_page_install_files (GtkWidgetClass *widget_class);
void rt_compare_page_install_share (GtkWidgetClass *widget_class);

G_END_DECLS
