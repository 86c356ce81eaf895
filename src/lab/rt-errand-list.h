/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-engine.h"
#include "lab/rt-errand.h"

G_BEGIN_DECLS

/**
 * RtErrandList:
 *
 * What was asked for in a lane, the latest first: those that wait, and the last that have
 * ended. A list model of RtErrand. While jobs wait, one long poll of the channel `jobs`
 * tells how far they are; its traffic is the lane's, too.
 */
#define RT_TYPE_ERRAND_LIST (rt_errand_list_get_type ())
G_DECLARE_FINAL_TYPE (RtErrandList, rt_errand_list, RT, ERRAND_LIST, GObject)

/* So many are in the list; the oldest that have ended go. */
#define RT_ERRAND_LIST_MAX         20
/* So many wait at the same time. */
#define RT_ERRAND_LIST_MAX_WAITING 10

RtErrandList *rt_errand_list_new        (RtLane        *lane);
/* NULL: there is no server to ask. */
void          rt_errand_list_set_engine (RtErrandList  *self,
                                         RtEngine      *engine);
/* Whether what is asked for from now on carries an Idempotency-Key. */
void          rt_errand_list_set_with_keys (RtErrandList *self,
                                         gboolean       with_keys);
GListModel   *rt_errand_list_get_model  (RtErrandList  *self);
gboolean      rt_errand_list_validate   (RtErrandList  *self,
                                         const char    *name,
                                         double         capacity,
                                         GError       **error);
gboolean      rt_errand_list_submit     (RtErrandList  *self,
                                         GError       **error);
/* One that has ended. */
void          rt_errand_list_remove     (RtErrandList  *self,
                                         RtErrand      *errand);
/* All that have ended. */
void          rt_errand_list_clear      (RtErrandList  *self);

G_END_DECLS
