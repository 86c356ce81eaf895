/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-fault-requests.h"

#include <libsoup/soup.h>
#include <string.h>

#include "net/rt-guard.h"

/* Enough of a request line to know the method and where the path begins. */
#define MAX_LINE 64

struct _RtFaultRequests {
  RtFaults *faults;   /* (unowned) (nullable) */
  RtGuard  *guard;
  char      line[MAX_LINE + 1];
  guint     length;
  guint     status;   /* of the answer that is made up; 0 for none */
  gboolean  loses;
};

RtFaultRequests *
rt_fault_requests_new (RtFaults *faults)
{
  RtFaultRequests *self = g_new0 (RtFaultRequests, 1);

  self->faults = faults;
  self->guard = rt_guard_new (&rt_guard_default_limits);

  return self;
}

void
rt_fault_requests_free (RtFaultRequests *self)
{
  rt_guard_free (self->guard);
  g_free (self);
}

/* As a server of ours would answer: see RtExchange. */
static GBytes *
make_answer (RtFaultRequests *self)
{
  gboolean has_problems = strstr (self->line, " /channels") != NULL;
  const char *phrase = soup_status_get_phrase (self->status);
  g_autofree char *body = NULL;
  char *answer;

  if (has_problems)
    body = g_strdup_printf ("{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%u,\"detail\":\"%s\"}\n",
                            phrase, self->status, RT_FAULT_ANSWER);
  else
    body = g_strdup (RT_FAULT_ANSWER);

  answer = g_strdup_printf ("HTTP/1.1 %u %s\r\n"
                            "Content-Type: %s\r\n"
                            "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                            "%s"
                            "\r\n"
                            "%s",
                            self->status, phrase,
                            has_problems ? "application/problem+json" : "text/plain; charset=utf-8",
                            strlen (body),
                            self->status == SOUP_STATUS_SERVICE_UNAVAILABLE ? "Retry-After: " RT_FAULT_RETRY_AFTER_S "\r\n" : "",
                            g_str_has_prefix (self->line, "HEAD ") ? "" : body);

  return g_bytes_new_take (answer, strlen (answer));
}

static void
begin (RtFaultRequests *self)
{
  const RtFault *status = self->faults != NULL ? rt_faults_get (self->faults, RT_FAULT_STATUS) : NULL;

  self->length = 0;
  self->status = status != NULL ? status->value : 0;
  /* What is not carried out has no answer to lose. */
  self->loses = self->faults != NULL && self->status == 0 && rt_faults_judge_request (self->faults);
}

static void
keep_line (RtFaultRequests *self,
           const char      *bytes,
           gsize            length)
{
  gsize n = MIN (length, MAX_LINE - self->length);

  memcpy (self->line + self->length, bytes, n);
  self->length += n;
  self->line[self->length] = '\0';
}

/* Whether the request that is answered so was read whole. */
static gboolean
is_whole (RtFaultRequests *self)
{
  return rt_guard_awaits_answer (self->guard) || rt_guard_get_phase (self->guard) == RT_GUARD_IDLE;
}

gsize
rt_fault_requests_read (RtFaultRequests  *self,
                        const char       *bytes,
                        gsize             length,
                        gboolean         *keep,
                        GBytes          **answer)
{
  gboolean begins = rt_guard_get_phase (self->guard) == RT_GUARD_IDLE && !rt_guard_awaits_answer (self->guard);
  gssize n;

  if (begins)
    begin (self);
  n = rt_guard_inspect (self->guard, bytes, length, NULL);
  /* No HTTP; or a WebSocket's first frame, after the handshake went on. */
  if (n <= 0)
    {
      rt_guard_set_raw (self->guard);
      self->status = 0;
      n = length;
    }
  if (rt_guard_get_phase (self->guard) == RT_GUARD_RAW)
    self->loses = self->loses && !begins;

  keep_line (self, bytes, n);
  *keep = self->status != 0;
  *answer = NULL;
  if (self->status != 0 && is_whole (self))
    {
      *answer = make_answer (self);
      if (rt_guard_awaits_answer (self->guard))
        rt_guard_answered (self->guard, self->status);
      self->status = 0;
    }

  return n;
}

gboolean
rt_fault_requests_lose (RtFaultRequests *self)
{
  gboolean loses = self->loses;

  self->loses = FALSE;

  return loses;
}

void
rt_fault_requests_mend (RtFaultRequests *self)
{
  self->faults = NULL;
  self->loses = FALSE;
}

gboolean
rt_fault_requests_is_answering (RtFaultRequests *self)
{
  return self->status != 0;
}
