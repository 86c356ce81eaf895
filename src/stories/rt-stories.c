/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-story.h"

static const RtStory * const stories[] = {
  &rt_ticker_story,
  &rt_validation_story,
  &rt_jobs_story,
  &rt_chat_room_story,
  &rt_uploads_story,
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

/**
 * rt_story_require:
 * @exchange: a request to a story's route
 * @story: where the story is while it runs
 *
 * Answers 503 with Retry-After where the story does not run.
 *
 * Returns: (transfer none) (nullable): the story; %NULL where @exchange was answered
 */
GObject *
rt_story_require (RtExchange  *exchange,
                  GObject    **story)
{
  if (*story == NULL)
    {
      rt_exchange_set_header (exchange, "Retry-After", "1");
      rt_exchange_respond_text (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE, "What answers here has not begun; try again in a moment.");
    }

  return *story;
}
