/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-validation.h"

#include "patterns/rt-stream.h"
#include "patterns/websocket/rt-socket.h"
#include "stories/rt-story.h"

#define SECONDS_A_STEP 1
#define SHORTEST_STEP  10
#define LONGEST_STEP   19

static const char complete[] = "{\"status\":\"complete\",\"message\":\"Music validation complete and valid!\"}";
static const char refused[] = "{\"status\":\"failed\",\"message\":\"Too many validations run at once; try again when some have ended.\"}";

/* A WebSocket, and the validations that it started. */
typedef struct {
  RtValidation *story;
  RtSocket     *socket;
  RtLink        runs;
  guint         n_runs;
} Line;

typedef struct {
  RtLink       link;      /* first */
  RtTempoTimer timer;
  Line        *line;
  guint        progress;  /* percent */
} Run;

static void
run_free (Run *self)
{
  rt_tempo_stop (&self->timer);
  rt_link_remove (&self->link);
  self->line->n_runs--;
  rt_validation_leave_place (self->line->story);
  g_free (self);
}

static void
line_free (gpointer data)
{
  Line *self = data;

  while (!rt_link_is_alone (&self->runs))
    run_free ((Run *) self->runs.next);
  g_object_unref (self->story);
  g_free (self);
}

/* Who does not take what is sent is closed, and all that it started ends with it. */
static void
advance (gpointer user_data)
{
  Run *self = user_data;
  RtSocket *socket = self->line->socket;
  g_autofree char *text = NULL;

  self->progress += (guint) g_random_int_range (SHORTEST_STEP, LONGEST_STEP + 1);
  if (self->progress >= 100)
    {
      run_free (self);
      rt_socket_send_text (socket, complete);
      return;
    }

  text = g_strdup_printf ("{\"status\":\"in-progress\",\"progress\":%u}", self->progress);
  rt_tempo_go_on (rt_validation_get_tempo (self->line->story), &self->timer, SECONDS_A_STEP);
  rt_socket_send_text (socket, text);
}

static void
start (Line *line)
{
  Run *self = g_new0 (Run, 1);

  self->line = line;
  self->timer.func = advance;
  self->timer.user_data = self;
  rt_link_init (&self->link);
  rt_link_append (&line->runs, &self->link);
  line->n_runs++;
  rt_tempo_start (rt_validation_get_tempo (line->story), &self->timer, SECONDS_A_STEP);
}

static void
message_cb (RtSocket *socket,
            gboolean  is_text,
            GBytes   *data,
            gpointer  user_data)
{
  Line *self = user_data;

  if (!is_text)
    {
      rt_socket_close (socket, SOUP_WEBSOCKET_CLOSE_UNSUPPORTED_DATA, "Send text");
      return;
    }
  if (g_bytes_get_size (data) > RT_VALIDATION_MAX_MESSAGE)
    {
      rt_socket_close (socket, SOUP_WEBSOCKET_CLOSE_TOO_BIG, "A message has at most 65536 bytes");
      return;
    }

  rt_peer_count_published (rt_socket_get_peer (socket), g_bytes_get_size (data));
  if (self->n_runs < RT_VALIDATION_MAX_OF_A_SOCKET && rt_validation_take_place (self->story))
    start (self);
  else
    rt_socket_send_text (socket, refused);
}

static void
opened_cb (RtSocket *socket,
           gpointer  user_data)
{
  Line *self = user_data;

  self->socket = socket;
  rt_stream_close_when_gone (rt_socket_get_stream (socket));
}

static const RtSocketHooks hooks = { opened_cb, message_cb, NULL, line_free };

/* WebSocket `/` of the main port, see RtValidation. */
void
rt_validation_serve_socket (RtExchange *exchange,
                            gpointer    story)
{
  GObject *validation = rt_story_require (exchange, story);
  Line *self;

  if (validation == NULL)
    return;

  self = g_new0 (Line, 1);
  self->story = RT_VALIDATION (g_object_ref (validation));
  rt_link_init (&self->runs);
  rt_socket_serve (exchange, NULL, &hooks, self);
}
