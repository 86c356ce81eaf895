/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-engine-private.h"

#include "net/rt-metrics.h"
#include "patterns/rt-channel-resource.h"
#include "stories/rt-story.h"
#include "stories/rt-web-page.h"

/* An engine that is starting: the channels that are open, in the order of its list. */
typedef struct {
  guint n_open;
} Start;

G_DEFINE_FINAL_TYPE (RtEngine, rt_engine, G_TYPE_OBJECT)

/* Those that always exist from the beginning. */
static const char * const channels[] = { "chat", "uploads", "jobs", "ticker" };

void
rt_engine_end_stories (RtEngine *self)
{
  for (guint i = 0; rt_stories_list ()[i] != NULL; i++)
    g_clear_object (&self->stories[i]);
}

static void
rt_engine_finalize (GObject *object)
{
  RtEngine *self = RT_ENGINE (object);

  rt_engine_end_stories (self);
  g_free (self->stories);
  g_ptr_array_unref (self->channels);
  g_clear_object (&self->server);
  if (self->bridge != NULL)
    rt_bridge_close (self->bridge);
  g_clear_object (&self->bridge);
  g_clear_object (&self->hub);

  G_OBJECT_CLASS (rt_engine_parent_class)->finalize (object);
}

static void
rt_engine_class_init (RtEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_engine_finalize;
}

static void
rt_engine_init (RtEngine *self)
{
  guint n_stories = 0;

  while (rt_stories_list ()[n_stories] != NULL)
    n_stories++;
  self->stories = g_new0 (GObject *, n_stories);
  self->speed = 1;
  self->channels = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    g_ptr_array_add (self->channels, g_strdup (channels[i]));
}

static void
add_routes (RtEngine *self)
{
  const RtPattern * const *patterns = rt_patterns_list ();

  for (guint i = 0; patterns[i] != NULL; i++)
    {
      /* Counted from the beginning, also where nobody asked yet. */
      rt_ledger_get (rt_server_get_ledger (self->server), patterns[i]->id);
      if (patterns[i]->add_routes != NULL)
        patterns[i]->add_routes (self->server, self->hub);
    }
  for (guint i = 0; rt_stories_list ()[i] != NULL; i++)
    {
      if (rt_stories_list ()[i]->add_routes != NULL)
        rt_stories_list ()[i]->add_routes (self->server, &self->stories[i]);
    }
  rt_channel_resource_add (self->server, self->hub);
  rt_metrics_add_route (self->server);
  rt_web_page_add_routes (self->server);
}

/**
 * rt_engine_new:
 * @state_dir: (nullable): the folder where numbering is kept; %NULL keeps none
 *
 * Makes an engine that neither listens nor tells stories yet. It is used on one thread.
 *
 * Returns: (transfer full): an engine
 */
RtEngine *
rt_engine_new (GFile *state_dir)
{
  RtEngine *self;
  g_autoptr (RtNumbers) numbers = NULL;

  g_return_val_if_fail (state_dir == NULL || G_IS_FILE (state_dir), NULL);

  self = g_object_new (RT_TYPE_ENGINE, NULL);
  if (state_dir != NULL)
    {
      g_autoptr (GFile) file = g_file_get_child (state_dir, "numbers.ini");

      numbers = rt_numbers_new (file);
    }
  self->hub = rt_hub_new (numbers);
  for (guint i = 0; rt_stories_list ()[i] != NULL; i++)
    {
      if (rt_stories_list ()[i]->settings != NULL)
        rt_hub_set_channel (self->hub, rt_stories_list ()[i]->channel, rt_stories_list ()[i]->settings);
    }
  self->server = rt_server_new ();
  add_routes (self);

  return self;
}

/**
 * rt_engine_get_hub:
 * @self: an engine
 *
 * Returns: (transfer none): its channels
 */
RtHub *
rt_engine_get_hub (RtEngine *self)
{
  g_return_val_if_fail (RT_IS_ENGINE (self), NULL);

  return self->hub;
}

/**
 * rt_engine_get_server:
 * @self: an engine
 *
 * Returns: (transfer none): its server, with the routes of all patterns; it listens
 *   where rt_server_listen() has it listen
 */
RtServer *
rt_engine_get_server (RtEngine *self)
{
  g_return_val_if_fail (RT_IS_ENGINE (self), NULL);

  return self->server;
}

/**
 * rt_engine_set_speed:
 * @self: an engine
 * @speed: how much faster than real time, %RT_MIN_SPEED to %RT_MAX_SPEED; 1 to begin with
 *
 * Scales the waits of stories and routes, from now on; also of those that run.
 */
void
rt_engine_set_speed (RtEngine *self,
                     double    speed)
{
  g_return_if_fail (RT_IS_ENGINE (self));
  g_return_if_fail (speed > 0);

  self->speed = speed;
  rt_server_set_speed (self->server, speed);
  for (guint i = 0; rt_stories_list ()[i] != NULL; i++)
    {
      if (self->stories[i] != NULL && rt_stories_list ()[i]->set_speed != NULL)
        rt_stories_list ()[i]->set_speed (self->stories[i], speed);
    }
}

static void
limit_uploads (RtEngine *self)
{
  for (guint i = 0; rt_stories_list ()[i] != NULL; i++)
    {
      if (self->stories[i] != NULL && rt_stories_list ()[i]->set_max_body != NULL)
        rt_stories_list ()[i]->set_max_body (self->stories[i], self->max_upload);
    }
}

/**
 * rt_engine_set_max_upload:
 * @self: an engine
 * @bytes: how large a file may be that is uploaded, from 1 on; 16 GiB to begin with
 *
 * A larger one is answered 413, from now on; also those that are under way.
 */
void
rt_engine_set_max_upload (RtEngine *self,
                          guint64   bytes)
{
  g_return_if_fail (RT_IS_ENGINE (self));
  g_return_if_fail (bytes > 0);

  self->max_upload = bytes;
  limit_uploads (self);
}

/**
 * rt_engine_set_limit:
 * @self: an engine
 * @kind: a limit
 * @value: what it is from now on, in its unit; brought within what it can be
 *
 * Sets a limit of the server, as rt_limits_set() does, and of the stories where it is theirs.
 */
void
rt_engine_set_limit (RtEngine    *self,
                     RtLimitKind  kind,
                     guint64      value)
{
  RtLimits *limits;

  g_return_if_fail (RT_IS_ENGINE (self));

  limits = rt_server_get_limits (self->server);
  rt_limits_set (limits, kind, value);
  if (kind == RT_LIMIT_UPLOAD_BYTES)
    rt_engine_set_max_upload (self, rt_limits_get (limits, kind));
}

/**
 * rt_engine_set_bus:
 * @self: an engine that was not started
 * @uri: the address of a bus, see rt_bridge_new()
 * @error: return location
 *
 * Shares its channels with all that do so over the same bus.
 *
 * Returns: %FALSE with %RT_BUS_ERROR
 */
gboolean
rt_engine_set_bus (RtEngine    *self,
                   const char  *uri,
                   GError     **error)
{
  g_return_val_if_fail (RT_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (self->bridge == NULL, FALSE);

  self->bridge = rt_bridge_new (self->hub, uri, error);

  return self->bridge != NULL;
}

/**
 * rt_engine_get_bridge:
 * @self: an engine
 *
 * Returns: (transfer none) (nullable): what shares its channels; %NULL where nothing does
 */
RtBridge *
rt_engine_get_bridge (RtEngine *self)
{
  g_return_val_if_fail (RT_IS_ENGINE (self), NULL);

  return self->bridge;
}

static void
begin_stories (RtEngine *self)
{
  const RtStory * const *stories = rt_stories_list ();

  for (guint i = 0; stories[i] != NULL; i++)
    {
      RtChannel *channel = stories[i]->channel != NULL ? rt_hub_lookup (self->hub, stories[i]->channel) : NULL;

      self->stories[i] = stories[i]->begin (channel, self->speed);
    }
  if (self->max_upload > 0)
    limit_uploads (self);
}

static void open_next (GTask *task);

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  RtEngine *engine = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (RtChannel) channel = rt_hub_open_finish (RT_HUB (source), result, &error);

  if (channel == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  if (++start->n_open < engine->channels->len)
    {
      open_next (task);
      return;
    }

  if (!engine->stopped)
    begin_stories (engine);
  g_task_return_boolean (task, TRUE);
}

static void
open_next (GTask *task)
{
  RtEngine *self = g_task_get_source_object (task);
  const Start *start = g_task_get_task_data (task);

  rt_hub_open_async (self->hub, g_ptr_array_index (self->channels, start->n_open), g_task_get_cancellable (task),
                     opened_cb, g_object_ref (task));
}

/**
 * rt_engine_add_channel:
 * @self: an engine that was not started
 * @name: a channel's name
 *
 * Has the channel exist from the start, and not from the first POST to it.
 */
void
rt_engine_add_channel (RtEngine   *self,
                       const char *name)
{
  g_return_if_fail (RT_IS_ENGINE (self));
  g_return_if_fail (rt_channel_name_is_valid (name));

  if (!g_ptr_array_find_with_equal_func (self->channels, name, g_str_equal, NULL))
    g_ptr_array_add (self->channels, g_strdup (name));
}

/**
 * rt_engine_start_async:
 * @self: an engine
 * @cancellable: (nullable): a cancellable
 * @callback: called when the stories run
 * @user_data: for @callback
 *
 * Opens the channels that exist from the beginning and begins the stories. Once in an
 * engine's life; to start again, make another.
 */
void
rt_engine_start_async (RtEngine            *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RT_IS_ENGINE (self));
  g_return_if_fail (self->stories[0] == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_engine_start_async);
  g_task_set_task_data (task, g_new0 (Start, 1), g_free);
  open_next (task);
}

/**
 * rt_engine_start_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether the stories run; else %G_IO_ERROR_CANCELLED, or %G_IO_ERROR_CLOSED
 *   where the engine was stopped meanwhile
 */
gboolean
rt_engine_start_finish (RtEngine      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
