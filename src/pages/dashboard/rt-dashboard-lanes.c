/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dashboard-lanes.h"

#include "rt-exchange-view.h"
#include "rt-polling-view.h"
#include "rt-ticker-view.h"

typedef struct {
  const char *pattern;
  GType     (*live_view) (void);
  const char *scheme;       /* NULL: the server's */
  const char *path;
  guint       interval_ms;
} Row;

static const Row rows[] = {
  { "request-response", rt_exchange_view_get_type, NULL, "bitcoin", 2000 },
  /* Four times as often as the ticker moves: three of four answers are empty. */
  { "short-polling", rt_polling_view_get_type, NULL, "channels/ticker", 250 },
  { "websocket", rt_ticker_view_get_type, "ws", "channels/ticker", 1000 },
};

static const Row generic = { NULL, rt_ticker_view_get_type, NULL, "channels/ticker", 1000 };

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

/**
 * rt_dashboard_new_live_view:
 * @pattern: a pattern
 *
 * Returns: (transfer floating): a live view that suits the pattern
 */
RtLiveView *
rt_dashboard_new_live_view (const RtPattern *pattern)
{
  return g_object_new (find_row (pattern)->live_view (), NULL);
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
