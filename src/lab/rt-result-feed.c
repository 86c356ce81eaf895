/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-result.h"

/**
 * rt_result_get_feed:
 * @self: a result
 * @feed: (out caller-allocates): what was published
 *
 * Gives the plan's rate and size; but what was really published where a recording said when and what,
 * or chance when. With a recording and no run yet, nothing is known: both are 0.
 */
void
rt_result_get_feed (RtResult   *self,
                    RtFeedRate *feed)
{
  const RtPlan *plan = rt_result_get_plan (self);
  gboolean is_replay = plan->rate_kind == RT_RATE_REPLAY;
  double seconds = 0;
  double published = 0;
  double events = 0;
  double payload = 0;

  for (guint i = 0; i < rt_result_get_n_runs (self); i++)
    {
      const RtRun *run = rt_result_get_run (self, i);

      if (run->elapsed_us <= 0 || run->traffic.events == 0)
        continue;
      seconds += (double) run->elapsed_us / G_USEC_PER_SEC;
      published += (double) run->published;
      events += (double) run->traffic.events;
      payload += (double) rt_traffic_get_payload (&run->traffic);
    }

  *feed = (RtFeedRate) { is_replay ? 0 : plan->rate, is_replay ? 0 : (double) plan->size };
  if (published > 0 && (is_replay || plan->rate_kind == RT_RATE_POISSON))
    *feed = (RtFeedRate) { published / seconds, payload / events };
}

/**
 * rt_result_is_cut_short:
 * @self: a result
 * @contestant: the place in the plan's contestants
 *
 * Returns: whether a run of it was cancelled
 */
gboolean
rt_result_is_cut_short (RtResult *self,
                        guint     contestant)
{
  for (guint i = 0; i < rt_result_get_n_runs (self); i++)
    {
      const RtRun *run = rt_result_get_run (self, i);

      if (run->contestant == contestant && run->cut_short)
        return TRUE;
    }

  return FALSE;
}
