/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-jobs.h"

#include <string.h>

#include "stories/rt-story.h"

#define PREFIX "job:"

/* So many bytes of what was asked for are repeated where nobody knows it. */
#define MAX_QUOTE 60

static void
answer_text (RtExchange *exchange,
             const char *text)
{
  rt_exchange_set_carries (exchange, FALSE, 1, strlen (text));
  rt_exchange_respond_text (exchange, SOUP_STATUS_OK, text);
}

/* `POST /submit`, see RtJobs. Whatever the body is, it is a job. */
void
rt_jobs_serve_submit (RtExchange *exchange,
                      gpointer    story)
{
  GObject *jobs = rt_story_require (exchange, story);
  guint64 number = jobs != NULL ? rt_jobs_submit (RT_JOBS (jobs)) : 0;
  g_autofree char *text = NULL;

  if (jobs == NULL)
    return;
  if (number == 0)
    {
      rt_exchange_set_header (exchange, "Retry-After", "10");
      rt_exchange_respond_text (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE,
                                "Too many jobs run at once; try again when some are complete.");
      return;
    }

  text = g_strdup_printf ("\n\n" PREFIX "%" G_GUINT64_FORMAT "\n\n", number);
  rt_exchange_respond_text (exchange, SOUP_STATUS_OK, text);
}

/* What `/submit` answered, with the blank space around it or without, or the number
 * alone. */
static gboolean
read_number (const char *text,
             guint64    *number)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const char *digits = stripped;

  if (g_str_has_prefix (digits, PREFIX))
    digits += strlen (PREFIX);

  return g_ascii_string_to_unsigned (digits, 10, 1, G_MAXUINT64, number, NULL);
}

static void
refuse_unknown (RtExchange *exchange,
                const char *asked)
{
  g_autofree char *quote = g_utf8_make_valid (asked, MIN (strlen (asked), MAX_QUOTE));
  g_autofree char *text = g_strdup_printf ("There is no job \"%s\"; POST /submit begins one.", g_strstrip (quote));

  rt_exchange_respond_text (exchange, SOUP_STATUS_NOT_FOUND, text);
}

static void
answer_complete (RtExchange *exchange)
{
  answer_text (exchange, "\n\nJobStatus: Complete 100%\n\n");
}

/* `GET /check-status?jobId=job:N`, see RtJobs. */
void
rt_jobs_serve_status (RtExchange *exchange,
                      gpointer    story)
{
  GObject *jobs = rt_story_require (exchange, story);
  const char *asked = rt_exchange_get_query (exchange, "jobId");
  guint64 number;
  int progress;

  if (jobs == NULL)
    return;
  if (asked == NULL)
    {
      rt_exchange_respond_text (exchange, SOUP_STATUS_BAD_REQUEST, "jobId is missing; ask with ?jobId=job:NUMBER.");
      return;
    }

  progress = read_number (asked, &number) ? rt_jobs_get_progress (RT_JOBS (jobs), number) : -1;
  if (progress < 0)
    refuse_unknown (exchange, asked);
  else if (progress == 100)
    answer_complete (exchange);
  else
    rt_jobs_hold (RT_JOBS (jobs), number, exchange, answer_complete);
}
