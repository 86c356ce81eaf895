/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-result.h"

G_BEGIN_DECLS

/**
 * RtFigureTable:
 *
 * Every figure of every contestant of a result, the best and the worst marked, and how it was
 * measured as the tooltip; beside each that of another result, where there is one.
 */
#define RT_TYPE_FIGURE_TABLE (rt_figure_table_get_type ())
G_DECLARE_FINAL_TYPE (RtFigureTable, rt_figure_table, RT, FIGURE_TABLE, AdwBin)

/* @other: (nullable): what it is compared with, contestant by contestant of the same name */
void rt_figure_table_show (RtFigureTable *self,
                           RtResult      *result,
                           RtResult      *other);

G_END_DECLS
