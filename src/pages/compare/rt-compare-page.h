/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RtComparePage:
 *
 * Which pattern for a workload, and what it costs: what to compare, the experiment that runs, and
 * what came of it.
 *
 * Actions: "compare.run", "compare.cancel", "compare.open", "compare.save", "compare.beside",
 * "compare.alone", "compare.export" (the id of a format), "compare.copy", "compare.print"
 */
#define RT_TYPE_COMPARE_PAGE (rt_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (RtComparePage, rt_compare_page, RT, COMPARE_PAGE, AdwBin)

/* Shows a `.roundtrip` file; @beside: beside what is shown. */
void rt_compare_page_open (RtComparePage *self,
                           GFile         *file,
                           gboolean       beside);

G_END_DECLS
