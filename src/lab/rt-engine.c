/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-priority.h"
#include "lab/rt-engine.h"
#include "net/rt-metrics.h"
#include "patterns/rt-channel-resource.h"

struct _RtEngine {
  GObject    parent_instance;

  RtHub     *hub;
  RtServer  *server;
  RtChannel *ticker;
  guint      tick;
  int        coins;
  double     speed;
};

G_DEFINE_FINAL_TYPE (RtEngine, rt_engine, G_TYPE_OBJECT)

static const char * const channels[] = { "chat", "uploads", "jobs", "ticker" };

static void
rt_engine_finalize (GObject *object)
{
  RtEngine *self = RT_ENGINE (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->ticker);
  g_clear_object (&self->server);
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
  self->coins = 42;
  self->speed = 1;
}

RtEngine *
rt_engine_new (GFile *state_dir)
{
  RtEngine *self = g_object_new (RT_TYPE_ENGINE, NULL);
  const RtPattern * const *patterns = rt_patterns_list ();
  g_autoptr (RtNumbers) numbers = NULL;

  if (state_dir != NULL)
    {
      g_autoptr (GFile) file = g_file_get_child (state_dir, "numbers.ini");

      numbers = rt_numbers_new (file);
    }
  self->hub = rt_hub_new (numbers);
  self->server = rt_server_new ();
  for (guint i = 0; patterns[i] != NULL; i++)
    {
      rt_ledger_get (rt_server_get_ledger (self->server), patterns[i]->id);
      if (patterns[i]->add_routes != NULL)
        patterns[i]->add_routes (self->server, self->hub);
    }
  rt_channel_resource_add (self->server, self->hub);
  rt_metrics_add_route (self->server);

  return self;
}

RtHub *
rt_engine_get_hub (RtEngine *self)
{
  return self->hub;
}

RtServer *
rt_engine_get_server (RtEngine *self)
{
  return self->server;
}

static gboolean
tick_cb (gpointer user_data)
{
  RtEngine *self = user_data;
  int step = g_random_int_range (1, 4);
  char *json;
  g_autoptr (GBytes) data = NULL;

  if (self->coins + step > 100 || (self->coins - step >= -10 && g_random_boolean ()))
    step = -step;
  self->coins += step;
  json = g_strdup_printf ("{\"coins\": %d}", self->coins);
  data = g_bytes_new_take (json, strlen (json));
  rt_channel_publish (self->ticker, "tick", data, NULL);

  return G_SOURCE_CONTINUE;
}

void
rt_engine_set_speed (RtEngine *self,
                     double    speed)
{
  self->speed = speed;
  rt_server_set_speed (self->server, speed);
}

static void open_next (GTask *task);

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  RtEngine *self = g_task_get_source_object (task);
  guint done = GPOINTER_TO_UINT (g_task_get_task_data (task)) + 1;
  g_autoptr (GError) error = NULL;
  g_autoptr (RtChannel) channel = rt_hub_open_finish (RT_HUB (source), result, &error);

  if (channel == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_task_set_task_data (task, GUINT_TO_POINTER (done), NULL);
  if (done < G_N_ELEMENTS (channels))
    {
      open_next (task);
      return;
    }

  self->ticker = g_steal_pointer (&channel);
  tick_cb (self);
  self->tick = g_timeout_add_full (RT_PRIORITY_IO, (guint) MAX (1, 1000 / self->speed), tick_cb, self, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
open_next (GTask *task)
{
  RtEngine *self = g_task_get_source_object (task);

  rt_hub_open_async (self->hub, channels[GPOINTER_TO_UINT (g_task_get_task_data (task))],
                     g_task_get_cancellable (task), opened_cb, g_object_ref (task));
}

void
rt_engine_start_async (RtEngine            *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  open_next (task);
}

gboolean
rt_engine_start_finish (RtEngine      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (rt_hub_close_finish (RT_HUB (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
rt_engine_stop_async (RtEngine            *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_clear_handle_id (&self->tick, g_source_remove);
  rt_server_stop (self->server);
  rt_hub_close_async (self->hub, cancellable, closed_cb, task);
}

gboolean
rt_engine_stop_finish (RtEngine      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
