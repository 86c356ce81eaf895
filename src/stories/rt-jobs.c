/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-jobs.h"

#include <string.h>

#include "stories/rt-story.h"
#include "stories/rt-telling.h"
#include "stories/rt-tempo.h"

/* Requests that are answered between two looks at the clock. */
#define BATCH 32

typedef struct {
  RtLink       link;      /* first: among those that are complete, or alone */
  RtTempoTimer timer;
  RtJobs      *jobs;
  guint64      number;
  int          progress;
  RtLink       waiting;
} Job;

/* A request held for a job. */
typedef struct {
  RtLink      link;       /* first */
  RtExchange *exchange;
  void      (*answer) (RtExchange *exchange);
} Hold;

struct _RtJobs {
  GObject     parent_instance;

  RtChannel  *channel;
  RtTempo     tempo;
  GHashTable *jobs;       /* &number to Job */
  RtLink      complete;   /* in the order in which they were */
  guint64     last;       /* the highest number given out */
  guint       max_jobs;
};

G_DEFINE_FINAL_TYPE (RtJobs, rt_jobs, G_TYPE_OBJECT)

static void
hold_free (Hold *self)
{
  g_signal_handlers_disconnect_by_data (self->exchange, self);
  rt_link_remove (&self->link);
  g_object_unref (self->exchange);
  g_free (self);
}

static void
job_free (gpointer data)
{
  Job *self = data;

  while (!rt_link_is_alone (&self->waiting))
    hold_free ((Hold *) self->waiting.next);
  rt_tempo_stop (&self->timer);
  rt_link_remove (&self->link);
  g_free (self);
}

static void
rt_jobs_finalize (GObject *object)
{
  RtJobs *self = RT_JOBS (object);

  g_clear_pointer (&self->jobs, g_hash_table_unref);
  rt_tempo_clear (&self->tempo);
  g_clear_object (&self->channel);

  G_OBJECT_CLASS (rt_jobs_parent_class)->finalize (object);
}

static void
rt_jobs_class_init (RtJobsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_jobs_finalize;
}

static void
rt_jobs_init (RtJobs *self)
{
  self->jobs = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, job_free);
  rt_link_init (&self->complete);
  self->max_jobs = RT_JOBS_MAX;
  rt_tempo_init (&self->tempo, 1);
}

/**
 * rt_jobs_new:
 * @channel: where it tells of jobs
 * @speed: how much faster than real time, above 0
 *
 * Returns: (transfer full): what does jobs; it ends with its last reference, and all jobs
 *   with it
 */
RtJobs *
rt_jobs_new (RtChannel *channel,
             double     speed)
{
  RtJobs *self;

  g_return_val_if_fail (RT_IS_CHANNEL (channel), NULL);

  self = g_object_new (RT_TYPE_JOBS, NULL);
  self->channel = g_object_ref (channel);
  rt_tempo_set_speed (&self->tempo, speed);

  return self;
}

/**
 * rt_jobs_set_speed:
 * @self: what does jobs
 * @speed: how much faster than real time, above 0
 *
 * Changes how fast jobs grow, those that run too.
 */
void
rt_jobs_set_speed (RtJobs *self,
                   double  speed)
{
  g_return_if_fail (RT_IS_JOBS (self));

  rt_tempo_set_speed (&self->tempo, speed);
}

/**
 * rt_jobs_set_max:
 * @self: what does jobs
 * @max_jobs: how many are remembered, %RT_JOBS_MAX to begin with
 *
 * What is remembered already stays until the next is submitted.
 */
void
rt_jobs_set_max (RtJobs *self,
                 guint   max_jobs)
{
  g_return_if_fail (RT_IS_JOBS (self));

  self->max_jobs = max_jobs;
}

/**
 * rt_jobs_get_n_jobs:
 * @self: what does jobs
 *
 * Returns: how many are remembered
 */
guint
rt_jobs_get_n_jobs (RtJobs *self)
{
  g_return_val_if_fail (RT_IS_JOBS (self), 0);

  return g_hash_table_size (self->jobs);
}

static void
tell (Job        *job,
      const char *type,
      gboolean    is_passing)
{
  char *json = g_strdup_printf ("{\"jobId\":\"job:%" G_GUINT64_FORMAT "\",\"progress\":%d}", job->number, job->progress);
  g_autoptr (GBytes) data = g_bytes_new_take (json, strlen (json));

  if (is_passing)
    rt_telling_mention (job->jobs->channel, type, data);
  else
    rt_telling_publish (job->jobs->channel, type, data);
}

/* A few at a time, however many wait. It is not forgotten before all have heard. */
static void
answer_some (Job *job)
{
  for (guint i = 0; i < BATCH && !rt_link_is_alone (&job->waiting); i++)
    {
      Hold *hold = (Hold *) job->waiting.next;

      hold->answer (hold->exchange);
      hold_free (hold);
    }

  if (rt_link_is_alone (&job->waiting))
    rt_link_append (&job->jobs->complete, &job->link);
  else
    rt_tempo_start (&job->jobs->tempo, &job->timer, 0);
}

static void
grow (gpointer user_data)
{
  Job *job = user_data;

  if (job->progress == 100)
    {
      answer_some (job);
      return;
    }

  job->progress += RT_JOBS_POINTS;
  tell (job, job->progress < 100 ? "progress" : "complete", job->progress < 100);
  if (job->progress < 100)
    rt_tempo_go_on (&job->jobs->tempo, &job->timer, RT_JOBS_SECONDS);
  else
    answer_some (job);
}

static void
forget_complete (RtJobs *self)
{
  while (g_hash_table_size (self->jobs) >= self->max_jobs && !rt_link_is_alone (&self->complete))
    g_hash_table_remove (self->jobs, &((Job *) self->complete.next)->number);
}

/**
 * rt_jobs_submit:
 * @self: what does jobs
 *
 * Begins a job. Its number is the time, in ms since 1970, or the next one that was not
 * given out: so that one of an earlier life is not taken for it.
 *
 * Returns: its number; 0 where too many run
 */
guint64
rt_jobs_submit (RtJobs *self)
{
  Job *job;

  g_return_val_if_fail (RT_IS_JOBS (self), 0);

  forget_complete (self);
  if (g_hash_table_size (self->jobs) >= self->max_jobs)
    return 0;

  job = g_new0 (Job, 1);
  job->jobs = self;
  job->number = self->last = MAX (self->last + 1, (guint64) g_get_real_time () / 1000);
  job->timer.func = grow;
  job->timer.user_data = job;
  rt_link_init (&job->link);
  rt_link_init (&job->waiting);
  g_hash_table_insert (self->jobs, &job->number, job);
  rt_tempo_start (&self->tempo, &job->timer, RT_JOBS_SECONDS);
  tell (job, "submitted", FALSE);

  return job->number;
}

/**
 * rt_jobs_get_progress:
 * @self: what does jobs
 * @number: a job's number
 *
 * Returns: its points of a hundred; -1 for a job that is unknown, or forgotten
 */
int
rt_jobs_get_progress (RtJobs  *self,
                      guint64  number)
{
  const Job *job;

  g_return_val_if_fail (RT_IS_JOBS (self), -1);

  job = g_hash_table_lookup (self->jobs, &number);

  return job != NULL ? job->progress : -1;
}

static void
gone_cb (RtExchange *exchange,
         Hold       *self)
{
  hold_free (self);
}

/**
 * rt_jobs_hold:
 * @self: what does jobs
 * @number: a job that is not complete
 * @exchange: who asks for it
 * @answer: called once when it is, unless the peer is gone
 *
 * Holds an exchange until a job is complete.
 */
void
rt_jobs_hold (RtJobs      *self,
              guint64      number,
              RtExchange  *exchange,
              void       (*answer) (RtExchange *exchange))
{
  Job *job = g_hash_table_lookup (self->jobs, &number);
  Hold *hold;

  g_return_if_fail (job != NULL && job->progress < 100);

  hold = g_new0 (Hold, 1);
  hold->exchange = g_object_ref (exchange);
  hold->answer = answer;
  rt_link_init (&hold->link);
  rt_link_append (&job->waiting, &hold->link);
  rt_exchange_hold (exchange);
  g_signal_connect (exchange, "gone", G_CALLBACK (gone_cb), hold);
}

static GObject *
begin (RtChannel *channel,
       double     speed)
{
  return G_OBJECT (rt_jobs_new (channel, speed));
}

static void
set_speed (GObject *story,
           double   speed)
{
  rt_jobs_set_speed (RT_JOBS (story), speed);
}

static void
add_routes (RtServer  *server,
            GObject  **story)
{
  static const RtRoute routes[] = {
    { "/submit", "POST", "request-response", FALSE, 64 * 1024, rt_jobs_serve_submit },
    { "/check-status", "GET", "long-polling", FALSE, 0, rt_jobs_serve_status },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    rt_server_add_route (server, &routes[i], story);
}

const RtStory rt_jobs_story = {
  .channel = "jobs",
  .begin = begin,
  .set_speed = set_speed,
  .add_routes = add_routes,
};
