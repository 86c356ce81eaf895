/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-report.h"

G_BEGIN_DECLS

/* What reports are put together of. */

/* Clients that costs are projected to. */
#define RT_REPORT_N_PROJECTED 3
extern const guint rt_report_projected[RT_REPORT_N_PROJECTED];

/* Whether it grows with clients and events. */
gboolean rt_figure_is_total   (RtFigure       figure);
/* Words without what Markdown would read as markup. */
void rt_report_append_escaped (GString       *text,
                               const char    *words);
/* @words and then spaces so that they fill @columns of a terminal; before them, where @columns is positive. */
void rt_report_append_padded  (GString       *text,
                               const char    *words,
                               int            columns);
void rt_report_append_paragraphs (GString    *text,
                                  const char *lines);
/* Lines that fit a terminal, or escaped for Markdown, each a paragraph. */
void rt_report_append_lines   (GString       *text,
                               const char    *lines,
                               gboolean       markdown);
/* Tables in Markdown; @needs->names are no markup. Nothing where nothing is known. */
void rt_report_append_map     (GString       *text,
                               RtResult      *result,
                               const RtNeeds *needs);
void rt_report_append_projections (GString       *text,
                                   RtResult      *result,
                                   const RtNeeds *needs);

G_END_DECLS
