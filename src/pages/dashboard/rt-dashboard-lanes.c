/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dashboard-lanes.h"

#include <glib/gi18n.h>

#include "core/rt-channel-outlet.h"
#include "lab/rt-lane-desk.h"
#include "lab/rt-lane-marks.h"
#include "lab/rt-log-desk.h"
#include "lab/rt-queue-desk.h"
#include "rt-chat-view.h"
#include "rt-exchange-view.h"
#include "rt-jobs-view.h"
#include "rt-log-view.h"
#include "rt-polling-view.h"
#include "rt-queue-view.h"
#include "rt-ticker-view.h"
#include "rt-upload-view.h"
#include "rt-validation-view.h"

typedef struct {
  const char *pattern;
  const char *scheme;       /* NULL: the server's */
  const char *path;
  guint       interval_ms;
  const char *seen_as;      /* what its peers show there; NULL: the pattern itself */
} Row;

static const Row rows[] = {
  /* Who asks for one address again and again polls, as the server sees it. */
  { "request-response", NULL, "/bitcoin", 2000, "short-polling" },
  /* Four times as often as the ticker moves: three of four answers are empty. */
  { "short-polling", NULL, "/channels/ticker", 250 },
  { "websocket", "ws", "/channels/ticker", 1000 },
};

static const Row generic = { NULL, NULL, "/channels/ticker", 1000 };

/* The lanes of a pattern in which desks work. */
static const struct {
  const char *pattern;
  GType     (*desk) (void);
} desks[] = {
  { "publish-subscribe", rt_queue_desk_get_type },
  { "publish-subscribe", rt_log_desk_get_type },
};

/* What a lane can show; its first row is what its clients hear. */
typedef struct {
  const char *lane;         /* its id */
  const char *title;
  GType     (*live_view) (void);
  const char *path;         /* where others can have it; NULL: where the lane reads */
  const char *scheme;       /* NULL: the server's */
  RtPortRole  port;
  const char *help;
} Story;

static const Story stories[] = {
  { "request-response", N_("Ticker"), rt_exchange_view_get_type },
  { "short-polling", N_("Ticker"), rt_polling_view_get_type },
  { "long-polling", N_("Ticker"), rt_ticker_view_get_type },
  { "long-polling", N_("Validation"), rt_validation_view_get_type, "/validate-music" },
  { "long-polling", N_("Jobs"), rt_jobs_view_get_type, "/check-status" },
  { "server-sent-events", N_("Ticker"), rt_ticker_view_get_type },
  { "server-sent-events", N_("Uploads"), rt_upload_view_get_type, "/uploadprogress" },
  { "websocket", N_("Ticker"), rt_ticker_view_get_type },
  { "websocket", N_("Uploads"), rt_upload_view_get_type, "/uploadprogress", "ws" },
  { "websocket", N_("Chat"), rt_chat_view_get_type, "/", "ws", RT_PORT_CHAT,
    N_("Whoever opens a WebSocket here, from a browser or any other program, is in the same "
       "room: it speaks plain text") },
  { "queue", N_("Jobs"), rt_queue_view_get_type },
  { "log", N_("Events"), rt_log_view_get_type },
};

static const Story generic_story = { NULL, N_("Ticker"), rt_ticker_view_get_type };

static const Row *
find_row (const RtPattern *pattern)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].pattern, pattern->id))
      return &rows[i];
  return &generic;
}

static void
add_desks (GPtrArray       *lanes,
           const RtPattern *pattern)
{
  for (gsize i = 0; i < G_N_ELEMENTS (desks); i++)
    if (g_str_equal (desks[i].pattern, pattern->id))
      {
        g_autoptr (RtDesk) desk = g_object_new (desks[i].desk (), NULL);

        g_ptr_array_add (lanes, rt_lane_new_for_desk (pattern, desk));
      }
}

/**
 * rt_dashboard_new_lanes:
 * @pattern: a pattern
 *
 * Returns: (transfer full): of #RtLane: one with what suits the pattern, and no address yet, or
 *   several of desks
 */
GPtrArray *
rt_dashboard_new_lanes (const RtPattern *pattern)
{
  GPtrArray *lanes = g_ptr_array_new_with_free_func (g_object_unref);

  add_desks (lanes, pattern);
  if (lanes->len == 0)
    {
      RtLane *lane = rt_lane_new (pattern, NULL);

      rt_lane_set_interval (lane, find_row (pattern)->interval_ms);
      g_ptr_array_add (lanes, lane);
    }
  return lanes;
}

static void
add_story (RtLaneView  *view,
           const Story *story)
{
  rt_lane_view_add_live (view, _(story->title), g_object_new (story->live_view (), NULL));
}

/**
 * rt_dashboard_new_lane_view:
 * @lane: a lane
 *
 * Returns: (transfer floating): a view of @lane with the live views that suit its pattern
 */
GtkWidget *
rt_dashboard_new_lane_view (RtLane *lane)
{
  GtkWidget *view = rt_lane_view_new (lane);
  guint n_stories = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (stories); i++)
    if (g_str_equal (stories[i].lane, rt_lane_get_id (lane)))
      {
        add_story (RT_LANE_VIEW (view), &stories[i]);
        n_stories++;
      }
  if (n_stories == 0)
    add_story (RT_LANE_VIEW (view), &generic_story);
  return view;
}

/* (nullable): an address on one of the ports of @engine. */
static char *
dup_address (RtEngine   *engine,
             RtPortRole  port,
             const char *scheme,
             const char *path)
{
  g_autofree char *base = rt_server_dup_uri (rt_engine_get_server (engine), port);
  g_autoptr (GUri) uri = base != NULL ? g_uri_parse (base, G_URI_FLAGS_NONE, NULL) : NULL;

  if (uri == NULL)
    return NULL;
  return g_uri_join (G_URI_FLAGS_NONE, scheme != NULL ? scheme : g_uri_get_scheme (uri), NULL,
                     g_uri_get_host (uri), g_uri_get_port (uri), path, NULL, NULL);
}

static void
address_stories (RtLaneView *view,
                 RtEngine   *engine)
{
  const char *id = rt_lane_get_id (rt_lane_view_get_lane (view));
  guint index = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_autofree char *address = NULL;

      if (!g_str_equal (stories[i].lane, id))
        continue;
      if (engine != NULL && stories[i].path != NULL)
        address = dup_address (engine, stories[i].port, stories[i].scheme, stories[i].path);
      rt_lane_view_set_address (view, index++, address,
                                stories[i].help != NULL ? _(stories[i].help) : NULL);
    }
}

/**
 * rt_dashboard_address:
 * @view: a lane's view
 * @engine: (nullable): what serves
 *
 * Points the lane to what the user chose for it, else to where @engine lets the ticker be
 * read by its pattern, and says where its stories can be had; what it adopted goes with
 * @engine's server. Without an engine it has no address. A desk has an address of its own.
 */
void
rt_dashboard_address (RtLaneView *view,
                      RtEngine   *engine)
{
  RtLane *lane = rt_lane_view_get_lane (view);
  const char *chosen = rt_lane_view_get_chosen (view);
  const Row *row = find_row (rt_lane_get_pattern (lane));
  g_autofree char *base = NULL;
  g_autofree char *own = NULL;

  /* Its bus is its own, whoever serves here. */
  if (rt_lane_get_desk (lane) != NULL)
    return;

  if (engine != NULL)
    {
      base = rt_server_dup_uri (rt_engine_get_server (engine), RT_PORT_MAIN);
      own = dup_address (engine, RT_PORT_MAIN, row->scheme, row->path);
    }
  address_stories (view, engine);
  rt_lane_set_server (lane, base);
  rt_lane_set_server_faults (lane, own != NULL && chosen == NULL
                                   ? rt_server_get_faults (rt_engine_get_server (engine)) : NULL);
  rt_lane_set_uri (lane, own != NULL && chosen != NULL ? chosen : own);
}

/**
 * rt_dashboard_begin_now:
 * @view: a lane's view
 * @engine: what serves
 *
 * Lets the lane's clients begin after what the ticker's channel remembers: it is not the
 * lane's traffic. Somebody else's server is told no number.
 */
void
rt_dashboard_begin_now (RtLaneView *view,
                        RtEngine   *engine)
{
  RtChannel *ticker = rt_hub_lookup (rt_engine_get_hub (engine), "ticker");
  gboolean own = rt_lane_view_get_chosen (view) == NULL;

  rt_lane_set_after (rt_lane_view_get_lane (view),
                     own && ticker != NULL && rt_channel_is_ready (ticker) ? (gint64) rt_channel_get_last (ticker) : -1);
}

/* What its clients have read has other numbers, or none, where another engine serves. */
static gboolean
forget (RtLaneView   *view,
        RtUploadList *uploads)
{
  RtLane *lane = rt_lane_view_get_lane (view);
  gboolean running = rt_lane_get_running (lane) && rt_lane_get_desk (lane) == NULL;

  rt_lane_slot_set_engine (rt_lane_view_get_slot (view), NULL, uploads);
  if (running)
    rt_lane_stop (lane);

  return running;
}

/**
 * rt_dashboard_serve:
 * @view: a lane's view
 * @engine: (nullable): what serves
 * @another: whether another one did until now
 * @uploads: the files on their way
 *
 * Gives the lane and its live views an engine. A lane that ran with another one starts again.
 */
void
rt_dashboard_serve (RtLaneView   *view,
                    RtEngine     *engine,
                    gboolean      another,
                    RtUploadList *uploads)
{
  gboolean again = another && forget (view, uploads);

  if (engine != NULL)
    rt_dashboard_begin_now (view, engine);
  rt_dashboard_address (view, engine);
  rt_lane_slot_set_engine (rt_lane_view_get_slot (view), engine, uploads);
  if (again)
    rt_lane_start (rt_lane_view_get_lane (view));
}

/**
 * rt_dashboard_get_seen_as:
 * @pattern: the pattern of a lane
 *
 * Returns: (transfer none): the id of the pattern that the lane's clients show to the server
 */
const char *
rt_dashboard_get_seen_as (const RtPattern *pattern)
{
  const char *seen_as = find_row (pattern)->seen_as;

  return seen_as != NULL ? seen_as : pattern->id;
}
