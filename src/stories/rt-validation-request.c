/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-validation.h"

#include "core/rt-json.h"
#include "stories/rt-story.h"
#include "stories/rt-validation-body.h"

/* A request that is held until its music was looked at. */
typedef struct {
  RtTempoTimer  timer;
  RtValidation *story;
  RtExchange   *exchange;
  char         *name;
} Request;

static void
request_free (Request *self)
{
  rt_tempo_stop (&self->timer);
  g_signal_handlers_disconnect_by_data (self->exchange, self);
  g_object_unref (self->exchange);
  rt_validation_leave_place (self->story);
  g_free (self->name);
  g_free (self);
}

static GBytes *
verdict_new (const char *name)
{
  g_autofree char *text = g_strdup_printf ("The music \"%s\" is valid.", name);
  GString *json = g_string_new ("{\"message\": ");

  rt_json_append_string (json, text, -1);
  g_string_append_c (json, '}');

  return g_string_free_to_bytes (json);
}

static void
answer (gpointer user_data)
{
  Request *self = user_data;
  g_autoptr (GBytes) body = verdict_new (self->name);

  rt_exchange_set_carries (self->exchange, FALSE, 1, g_bytes_get_size (body));
  rt_exchange_respond (self->exchange, SOUP_STATUS_OK, "application/json", body);
  request_free (self);
}

static void
gone_cb (RtExchange *exchange,
         Request    *self)
{
  request_free (self);
}

/* `POST /validate-music`, see RtValidation. */
void
rt_validation_serve_request (RtExchange *exchange,
                             gpointer    story)
{
  RtValidation *validation = (RtValidation *) rt_story_require (exchange, story);
  g_autofree char *name = validation != NULL ? rt_validation_read_body (exchange) : NULL;
  Request *self;

  if (name == NULL)
    return;

  if (!rt_validation_take_place (validation))
    {
      rt_exchange_set_header (exchange, "Retry-After", "10");
      rt_exchange_respond_text (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE,
                                "Too many validations run at once; try again when some have ended.");
      return;
    }

  self = g_new0 (Request, 1);
  self->story = validation;
  self->exchange = g_object_ref (exchange);
  self->name = g_steal_pointer (&name);
  self->timer.func = answer;
  self->timer.user_data = self;
  rt_exchange_hold (exchange);
  g_signal_connect (exchange, "gone", G_CALLBACK (gone_cb), self);
  rt_tempo_start (rt_validation_get_tempo (validation), &self->timer,
                  g_random_double_range (RT_VALIDATION_SHORTEST, RT_VALIDATION_LONGEST));
}
