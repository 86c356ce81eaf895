/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dashboard-lanes.h"

#include <glib/gi18n.h>

#include "rt-chat-view.h"
#include "rt-exchange-view.h"
#include "rt-polling-view.h"
#include "rt-ticker-view.h"

typedef struct {
  const char *pattern;
  const char *scheme;       /* NULL: the server's */
  const char *path;
  guint       interval_ms;
} Row;

static const Row rows[] = {
  { "request-response", NULL, "bitcoin", 2000 },
  /* Four times as often as the ticker moves: three of four answers are empty. */
  { "short-polling", NULL, "channels/ticker", 250 },
  { "websocket", "ws", "channels/ticker", 1000 },
};

static const Row generic = { NULL, NULL, "channels/ticker", 1000 };

/* What a lane can show; a pattern's first row is what its clients hear. */
typedef struct {
  const char *pattern;
  const char *title;
  GType     (*live_view) (void);
} Story;

static const Story stories[] = {
  { "request-response", N_("Ticker"), rt_exchange_view_get_type },
  { "short-polling", N_("Ticker"), rt_polling_view_get_type },
  { "long-polling", N_("Ticker"), rt_ticker_view_get_type },
  { "server-sent-events", N_("Ticker"), rt_ticker_view_get_type },
  { "websocket", N_("Ticker"), rt_ticker_view_get_type },
  { "websocket", N_("Chat"), rt_chat_view_get_type },
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

/**
 * rt_dashboard_new_lane:
 * @pattern: a pattern
 *
 * Returns: (transfer full): a lane with what suits the pattern, and no address yet
 */
RtLane *
rt_dashboard_new_lane (const RtPattern *pattern)
{
  RtLane *lane = rt_lane_new (pattern, NULL);

  rt_lane_set_interval (lane, find_row (pattern)->interval_ms);
  return lane;
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
    if (g_str_equal (stories[i].pattern, rt_lane_get_pattern (lane)->id))
      {
        add_story (RT_LANE_VIEW (view), &stories[i]);
        n_stories++;
      }
  if (n_stories == 0)
    add_story (RT_LANE_VIEW (view), &generic_story);
  return view;
}

/**
 * rt_dashboard_dup_address:
 * @pattern: a pattern
 * @base: where the server listens
 *
 * Returns: (transfer full): where the ticker is read by the pattern
 */
char *
rt_dashboard_dup_address (const RtPattern *pattern,
                          const char      *base)
{
  const Row *row = find_row (pattern);
  g_autoptr (GUri) uri = g_uri_parse (base, G_URI_FLAGS_NONE, NULL);

  if (row->scheme == NULL)
    return g_strconcat (base, row->path, NULL);
  return g_strdup_printf ("%s://%s:%d/%s", row->scheme, g_uri_get_host (uri),
                          g_uri_get_port (uri), row->path);
}
