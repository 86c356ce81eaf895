/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-costs.h"

G_BEGIN_DECLS

/**
 * RtProjectionFunc:
 * @title: whose it is; empty in the rows after its first, and in the head
 * @hue: (nullable): the id of its pattern
 * @cells: (array length=n_cells): the numbers, or in the head what they are
 * @n_cells: how many
 * @user_data: what rt_projection_foreach() was given
 *
 * Takes a row of the table.
 */
typedef void (*RtProjectionFunc) (const char         *title,
                                  const char         *hue,
                                  const char * const *cells,
                                  guint               n_cells,
                                  gpointer            user_data);

/* Whether a cost is known that a projection could rest on. */
gboolean rt_projection_is_known (RtResult         *result);
/* What more clients than were there would cost, row by row, the head first. */
void     rt_projection_foreach  (RtResult         *result,
                                 RtProjectionFunc  func,
                                 gpointer          user_data);

G_END_DECLS
