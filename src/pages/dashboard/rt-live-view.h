/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-engine.h"
#include "lab/rt-lane.h"
#include "lab/rt-source.h"
#include "lab/rt-upload-list.h"

G_BEGIN_DECLS

/**
 * RtLiveView:
 *
 * What a lane shows of the messages that move in it. Abstract: the bones of a lane are
 * the same for all patterns, this is what differs. Nothing is drawn when a message
 * comes, only when refresh is called.
 */
#define RT_TYPE_LIVE_VIEW (rt_live_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (RtLiveView, rt_live_view, RT, LIVE_VIEW, AdwBin)

struct _RtLiveViewClass {
  AdwBinClass parent_class;

  /* More height than it needs is of use to it. */
  gboolean wants_room;

  /* The lane is known: connect to it. */
  void (*bind)    (RtLiveView *self,
                   RtLane     *lane);
  /* What serves, NULL while nothing does, and what is uploaded to it from here. */
  void (*set_engine) (RtLiveView   *self,
                      RtEngine     *engine,
                      RtUploadList *uploads);
  /* Do with @files, of GFile, what it does with files; NULL: nothing. */
  void (*take_files) (RtLiveView *self,
                      GListModel *files);
  /* Show what has come since the last time. */
  void (*refresh) (RtLiveView *self);
  /* Forget what has come. */
  void (*clear)   (RtLiveView *self);
  /* (transfer none) (nullable): what the lane reads, where that can be chosen. */
  RtSource *(*get_source) (RtLiveView *self);

  /* (transfer none) (nullable): what has its place below it, whatever goes wrong. */
  GtkWidget *(*get_controls) (RtLiveView *self);

  gpointer padding[2];
};

/* Property "trouble" (string, nullable): why what comes cannot be shown, for people */
void        rt_live_view_set_lane       (RtLiveView   *self,
                                         RtLane       *lane);
RtLane     *rt_live_view_get_lane       (RtLiveView   *self);
void        rt_live_view_set_engine     (RtLiveView   *self,
                                         RtEngine     *engine,
                                         RtUploadList *uploads);
gboolean    rt_live_view_can_take_files (RtLiveView   *self);
void        rt_live_view_take_files     (RtLiveView   *self,
                                         GListModel   *files);
void        rt_live_view_refresh        (RtLiveView   *self);
void        rt_live_view_clear          (RtLiveView   *self);
RtSource   *rt_live_view_get_source     (RtLiveView   *self);
GtkWidget  *rt_live_view_get_controls   (RtLiveView   *self);
/* Where others can have what it shows; NULL: at the lane's own address. @help: translated */
void        rt_live_view_set_address    (RtLiveView   *self,
                                         const char   *address,
                                         const char   *help);
const char *rt_live_view_get_address    (RtLiveView   *self,
                                         const char  **help);
const char *rt_live_view_get_trouble    (RtLiveView   *self);
/* For subclasses. */
gboolean    rt_live_view_take_numbers   (RtLiveView   *self);
void        rt_live_view_set_trouble    (RtLiveView   *self,
                                         const char   *trouble);

G_END_DECLS
