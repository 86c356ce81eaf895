/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-advice.h"

G_BEGIN_DECLS

/* Results for people and spreadsheets. The same result gives the same text, in one language. */

#define RT_REPORT_COLUMNS 80 /* of the table in text */

typedef enum {
  RT_RANK_NONE,  /* neither, or there is nothing to be better at */
  RT_RANK_BEST,
  RT_RANK_WORST,
} RtRank;

RtRank rt_report_rank     (RtResult       *result,
                           guint           contestant,
                           RtFigure        figure);
/* A number with its unit; what is not known is a dash. All (transfer full). */
char  *rt_report_number   (RtFigure        figure,
                           double          value);
/* What was asked, in a line, and whether it was cancelled. */
char  *rt_report_describe (RtResult       *result);
/* @needs: (nullable): what the recommendation goes by; %NULL: what the result says */
/* All else of how it was measured, in lines; and on what. */
char  *rt_report_conditions (RtResult     *result);
char  *rt_report_machine  (RtResult       *result);
/* Two results, figure by figure. */
char  *rt_report_beside   (RtResult       *result,
                           RtResult       *other,
                           gboolean        markdown);
char  *rt_report_text     (RtResult       *result,
                           const RtNeeds  *needs);
char  *rt_report_markdown (RtResult       *result,
                           const RtNeeds  *needs);
/* Where the plan is a preset's: each published number and the one measured, and why they differ.
 * @bullet: what each begins with. NULL: there is none. */
char  *rt_report_published (RtResult      *result,
                            const char    *bullet);
/* Which settings of a preset were changed, and what that means; NULL: none. */
char  *rt_report_changes  (RtResult       *result);
/* Where any ran over HTTP/2: which did and which did not, in a sentence; NULL: none did. */
char  *rt_report_protocols (RtResult      *result);
/* What is not compared and why, and what else is to be known of the runs, in lines; empty: nothing. */
char  *rt_report_remarks  (RtResult       *result,
                           const char * const *names);
/* What is recommended and why, what that goes by, and projections; empty where nothing was measured.
 * @bullet: what each line begins with; where it is not empty, headings are Markdown. */
char  *rt_report_answer   (RtResult       *result,
                           const RtNeeds  *needs,
                           const char     *bullet);
/* RFC 4180, a line for each figure of each contestant. */
char  *rt_report_csv      (RtResult       *result);

G_END_DECLS
