/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "watcher.h"

#include <string.h>

#include "support/rt-test.h"

static void
add (GString    *log,
     const char *format,
     ...) G_GNUC_PRINTF (2, 3);

static void
add (GString    *log,
     const char *format,
     ...)
{
  va_list args;

  if (log->len > 0)
    g_string_append_c (log, ' ');
  va_start (args, format);
  g_string_append_vprintf (log, format, args);
  va_end (args);
}

static void
on_message (RtClient  *client,
            RtMessage *message,
            Watcher   *self)
{
  gsize size;
  const char *bytes = g_bytes_get_data (message->data, &size);
  g_autofree char *data = g_strndup (bytes != NULL ? bytes : "", size);
  const char *star = message->repeated ? "*" : "";

  self->n_messages++;
  g_assert_cmpint (message->received_us, >, 0);
  if (message->has_seq)
    add (self->log, "%" G_GUINT64_FORMAT ":%s%s", message->seq, data, star);
  else
    add (self->log, "%s%s", data, star);
  if (!g_str_equal (message->type, "message"))
    g_string_append_printf (self->log, "/%s", message->type);
}

static void
on_gap (RtClient *client,
        gint64    lost,
        Watcher  *self)
{
  add (self->log, "gap(%" G_GINT64_FORMAT ")", lost);
}

static void
on_answer (RtClient *client,
           guint     status,
           gboolean  empty,
           Watcher  *self)
{
  self->n_answers++;
  add (self->answers, "%u%s", status, empty ? "-" : "");
}

static void
on_finished (RtClient *client,
             Watcher  *self)
{
  g_assert_cmpint (rt_client_get_state (client), ==, RT_CLIENT_CLOSED);
  self->finished = TRUE;
  add (self->log, "finished");
}

static void
on_state (RtClient   *client,
          GParamSpec *pspec,
          Watcher    *self)
{
  add (self->log, "[%s]", rt_client_state_to_string (rt_client_get_state (client)));
}

void
watcher_init (Watcher  *self,
              RtClient *client)
{
  *self = (Watcher) { .client = client, .log = g_string_new (NULL), .answers = g_string_new (NULL) };

  g_object_set (client, "retry-ms", 1, NULL);
  g_signal_connect (client, "message", G_CALLBACK (on_message), self);
  g_signal_connect (client, "gap", G_CALLBACK (on_gap), self);
  g_signal_connect (client, "answer", G_CALLBACK (on_answer), self);
  g_signal_connect (client, "finished", G_CALLBACK (on_finished), self);
  g_signal_connect (client, "notify::state", G_CALLBACK (on_state), self);
}

void
watcher_clear (Watcher *self)
{
  gsize length;

  rt_client_stop (self->client);
  length = self->log->len;
  rt_test_drain ();
  g_assert_cmpuint (self->log->len, ==, length);
  rt_test_assert_last_unref (self->client);
  rt_test_drain ();
  g_string_free (self->log, TRUE);
  g_string_free (self->answers, TRUE);
}

typedef struct {
  Watcher *watcher;
  guint    n;
} Goal;

static gboolean
state_is (gpointer user_data)
{
  Goal *goal = user_data;

  return rt_client_get_state (goal->watcher->client) == (RtClientState) goal->n;
}

static gboolean
has_messages (gpointer user_data)
{
  Goal *goal = user_data;

  return goal->watcher->n_messages >= goal->n;
}

static gboolean
has_answers (gpointer user_data)
{
  Goal *goal = user_data;

  return goal->watcher->n_answers >= goal->n;
}

void
watcher_wait_state (Watcher       *self,
                    RtClientState  state)
{
  Goal goal = { self, state };

  rt_test_wait_for (state_is, &goal, rt_client_state_to_string (state));
}

void
watcher_wait_messages (Watcher *self,
                       guint    n_messages)
{
  Goal goal = { self, n_messages };

  rt_test_wait_for (has_messages, &goal, "messages");
}

void
watcher_wait_answers (Watcher *self,
                      guint    n_answers)
{
  Goal goal = { self, n_answers };

  rt_test_wait_for (has_answers, &goal, "answers");
}

void
watcher_wait_finished (Watcher *self)
{
  rt_test_wait_flag (&self->finished, "finished");
}

typedef struct {
  Watcher    *watcher;
  const char *part;
} Words;

static gboolean
reason_says (gpointer user_data)
{
  Words *words = user_data;
  const char *reason = rt_client_get_reason (words->watcher->client);

  return reason != NULL && strstr (reason, words->part) != NULL;
}

void
watcher_wait_reason (Watcher    *self,
                     const char *part)
{
  Words words = { self, part };

  rt_test_wait_for (reason_says, &words, part);
}

void
watcher_assert_reason (Watcher    *self,
                       const char *part)
{
  const char *reason = rt_client_get_reason (self->client);

  if (reason == NULL || strstr (reason, part) == NULL)
    g_error ("The reason should say “%s”: %s", part, reason);
}
