/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-story.h"

static const RtStory * const stories[] = {
  &rt_ticker_story,
  NULL
};

/**
 * rt_stories_list:
 *
 * Returns: (transfer none) (array zero-terminated=1): all stories that run by themselves
 */
const RtStory * const *
rt_stories_list (void)
{
  return stories;
}
