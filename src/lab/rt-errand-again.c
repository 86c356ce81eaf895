/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-errand-private.h"

#include "lab/rt-jobs-begun.h"
#include "patterns/request-response/rt-request-client.h"

/**
 * rt_errand_use_key:
 * @self: an errand that has not begun
 *
 * Has all that is posted for it carry an `Idempotency-Key` of its own, a string
 * (draft-ietf-httpapi-idempotency-key-header): sent again it is done once.
 */
void
rt_errand_use_key (RtErrand *self)
{
  g_autofree char *uuid = g_uuid_string_random ();

  g_return_if_fail (self->began_us == 0);

  g_free (self->key);
  self->key = g_strdup_printf ("\"%s\"", uuid);
}

/**
 * rt_errand_set_jobs:
 * @self: a job that has not begun
 * @jobs: the channel on which its server tells of jobs, on the server's side
 *
 * Lets it find out what the server did when it lost its answers.
 */
void
rt_errand_set_jobs (RtErrand  *self,
                    RtChannel *jobs)
{
  g_return_if_fail (self->began_us == 0);

  g_set_object (&self->jobs, jobs);
  self->jobs_after = rt_channel_get_last (jobs);
}

/**
 * rt_errand_look:
 * @self: an errand
 *
 * Takes note of the jobs that the server began since it was asked, where it was asked more
 * than once.
 */
void
rt_errand_look (RtErrand *self)
{
  if (self->jobs != NULL && self->begun == NULL && rt_errand_get_n_sent (self) > 1)
    self->begun = rt_jobs_begun_since (self->jobs, self->jobs_after);
}

/**
 * rt_errand_disown:
 * @self: an errand
 * @job: the id of a job that is another's
 *
 * Counts that job no more.
 */
void
rt_errand_disown (RtErrand   *self,
                  const char *job)
{
  guint index;

  if (self->begun != NULL &&
      g_ptr_array_find_with_equal_func (self->begun, job, g_str_equal, &index))
    g_ptr_array_remove_index (self->begun, index);
}

/**
 * rt_errand_get_n_sent:
 * @self: an errand
 *
 * Returns: how often it was posted: more than once where answers were lost
 */
guint
rt_errand_get_n_sent (RtErrand *self)
{
  guint n_sent = self->client != NULL ? rt_request_client_get_n_sent (RT_REQUEST_CLIENT (self->client)) : 0;

  return MAX (self->n_sent, n_sent);
}

/**
 * rt_errand_get_n_jobs:
 * @self: an errand
 *
 * Returns: how many jobs the server began from when it was asked until its answer came, or
 *   was given up, without those that are known to be another's; -1 where it was posted only
 *   once, where it is no job, and where nobody knows
 */
int
rt_errand_get_n_jobs (RtErrand *self)
{
  return self->begun != NULL ? (int) self->begun->len : -1;
}
