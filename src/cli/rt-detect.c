/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-detect.h"

#include <libsoup/soup.h>

/* RFC 9110 section 15.5.22; libsoup has no name for it. */
#define STATUS_UPGRADE_REQUIRED 426

/**
 * rt_detect_first:
 * @url: of any scheme that is spoken
 *
 * Returns: (transfer none): what the scheme says, otherwise an event stream
 */
const RtPattern *
rt_detect_first (GUri *url)
{
  const RtPattern *pattern = rt_patterns_lookup_scheme (g_uri_get_scheme (url));

  return pattern != NULL ? pattern : &rt_server_sent_events;
}

/**
 * rt_detect_next:
 * @status: the answer's to a request that accepts only an event stream
 * @content_type: (nullable): its media type without parameters
 *
 * Returns: (transfer none) (nullable): polling, where there is something to fetch
 *   that is no event stream; a WebSocket, where the server asks for the upgrade; %NULL
 *   where asking differently would change nothing
 */
const RtPattern *
rt_detect_next (guint       status,
                const char *content_type)
{
  gboolean is_stream = content_type != NULL && g_ascii_strcasecmp (content_type, "text/event-stream") == 0;

  if (status == STATUS_UPGRADE_REQUIRED)
    return &rt_websocket;
  if (status == SOUP_STATUS_OK && !is_stream)
    return &rt_short_polling;
  if (status == SOUP_STATUS_NOT_ACCEPTABLE)
    return &rt_short_polling;

  return NULL;
}
