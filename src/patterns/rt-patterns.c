/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/rt-pattern.h"

/* The one table that lists patterns. For /channels/NAME the last that claims a
 * request serves it. */
static const RtPattern * const patterns[] = {
  &rt_request_response,
  &rt_short_polling,
  &rt_long_polling,
  &rt_server_sent_events,
  &rt_websocket,
  &rt_publish_subscribe,
  NULL
};

/**
 * rt_patterns_list:
 *
 * Returns: (transfer none) (array zero-terminated=1): all patterns, in the order of the
 *   dashboard
 */
const RtPattern * const *
rt_patterns_list (void)
{
  return patterns;
}

/**
 * rt_patterns_lookup:
 * @id: (nullable): a pattern as /metrics names it, "short-polling"
 *
 * Returns: (transfer none) (nullable): the pattern, %NULL where there is none of that name
 */
const RtPattern *
rt_patterns_lookup (const char *id)
{
  for (guint i = 0; patterns[i] != NULL; i++)
    {
      if (g_strcmp0 (patterns[i]->id, id) == 0)
        return patterns[i];
    }

  return NULL;
}

/**
 * rt_patterns_lookup_scheme:
 * @scheme: the scheme of an address
 *
 * Returns: (transfer none) (nullable): the pattern that such addresses are of, %NULL where
 *   there is none or they do not say which
 */
const RtPattern *
rt_patterns_lookup_scheme (const char *scheme)
{
  for (guint i = 0; patterns[i] != NULL; i++)
    {
      if (patterns[i]->schemes != NULL && g_strv_contains (patterns[i]->schemes, scheme))
        return patterns[i];
    }

  return NULL;
}
