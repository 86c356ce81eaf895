/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-validation.h"

#include "stories/rt-story.h"

struct _RtValidation {
  GObject parent_instance;

  RtTempo tempo;
  guint   n_running;
  guint   max_running;
};

G_DEFINE_FINAL_TYPE (RtValidation, rt_validation, G_TYPE_OBJECT)

static void
rt_validation_finalize (GObject *object)
{
  RtValidation *self = RT_VALIDATION (object);

  rt_tempo_clear (&self->tempo);

  G_OBJECT_CLASS (rt_validation_parent_class)->finalize (object);
}

static void
rt_validation_class_init (RtValidationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_validation_finalize;
}

static void
rt_validation_init (RtValidation *self)
{
  self->max_running = RT_VALIDATION_MAX_RUNNING;
  rt_tempo_init (&self->tempo, 1);
}

/**
 * rt_validation_new:
 * @speed: how much faster than real time, above 0
 *
 * Returns: (transfer full): what validates; it ends with its last reference, of which each
 *   validation that runs has one
 */
RtValidation *
rt_validation_new (double speed)
{
  RtValidation *self = g_object_new (RT_TYPE_VALIDATION, NULL);

  rt_tempo_set_speed (&self->tempo, speed);

  return self;
}

/**
 * rt_validation_set_speed:
 * @self: what validates
 * @speed: how much faster than real time, above 0
 *
 * Changes how long validations take, those that run too.
 */
void
rt_validation_set_speed (RtValidation *self,
                         double        speed)
{
  g_return_if_fail (RT_IS_VALIDATION (self));

  rt_tempo_set_speed (&self->tempo, speed);
}

/**
 * rt_validation_set_max_running:
 * @self: what validates
 * @max_running: how many validations may run at once; %RT_VALIDATION_MAX_RUNNING to begin
 *   with
 *
 * Those that run are left alone.
 */
void
rt_validation_set_max_running (RtValidation *self,
                               guint         max_running)
{
  g_return_if_fail (RT_IS_VALIDATION (self));

  self->max_running = max_running;
}

/**
 * rt_validation_get_n_running:
 * @self: what validates
 *
 * Returns: how many validations run
 */
guint
rt_validation_get_n_running (RtValidation *self)
{
  g_return_val_if_fail (RT_IS_VALIDATION (self), 0);

  return self->n_running;
}

/**
 * rt_validation_take_place:
 * @self: what validates
 *
 * Has one more run, which keeps @self until rt_validation_leave_place().
 *
 * Returns: %FALSE where as many run as may
 */
gboolean
rt_validation_take_place (RtValidation *self)
{
  if (self->n_running >= self->max_running)
    return FALSE;

  self->n_running++;
  g_object_ref (self);

  return TRUE;
}

/**
 * rt_validation_leave_place:
 * @self: what validates
 *
 * One that took a place has ended; @self may go with it.
 */
void
rt_validation_leave_place (RtValidation *self)
{
  self->n_running--;
  g_object_unref (self);
}

/**
 * rt_validation_get_tempo:
 * @self: what validates
 *
 * Returns: (transfer none): the time that validations go by
 */
RtTempo *
rt_validation_get_tempo (RtValidation *self)
{
  return &self->tempo;
}

static GObject *
begin (RtChannel *channel,
       double     speed)
{
  return G_OBJECT (rt_validation_new (speed));
}

static void
set_speed (GObject *story,
           double   speed)
{
  rt_validation_set_speed (RT_VALIDATION (story), speed);
}

static void
add_routes (RtServer  *server,
            GObject  **story)
{
  static const RtRoute routes[] = {
    { "/validate-music", "POST", "long-polling", FALSE, RT_VALIDATION_MAX_MESSAGE, rt_validation_serve_request },
    { "/", "GET", "websocket", FALSE, 0, rt_validation_serve_socket,
      .ports = RT_PORT_BIT (RT_PORT_MAIN), .claims = rt_exchange_is_websocket },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    rt_server_add_route (server, &routes[i], story);
}

const RtStory rt_validation_story = {
  .begin = begin,
  .set_speed = set_speed,
  .add_routes = add_routes,
};
