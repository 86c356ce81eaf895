/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-serving-private.h"

#include "core/rt-channel-outlet.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/publish-subscribe/rt-keyring.h"

void
rt_serving_forget_bus (RtServing *self)
{
  rt_keyring_free (g_steal_pointer (&self->bus_password));
  g_clear_pointer (&self->bus_address, g_free);
}

/**
 * rt_serving_get_bus:
 * @self: how to serve
 *
 * Returns: (transfer none) (nullable): what the channels of its engine are shared over
 */
RtBus *
rt_serving_get_bus (RtServing *self)
{
  RtBridge *bridge = self->engine != NULL ? rt_engine_get_bridge (self->engine) : NULL;

  return bridge != NULL ? rt_bridge_get_bus (bridge) : NULL;
}

/**
 * rt_serving_get_bus_problem:
 * @self: how to serve
 *
 * Returns: (transfer none) (nullable): why there is no such bus as the settings name, for people
 */
const char *
rt_serving_get_bus_problem (RtServing *self)
{
  return self->bus_problem;
}

/**
 * rt_serving_is_ready:
 * @self: how to serve, with an engine that has started
 *
 * Returns: whether its ticker has what was there before, over a bus too; %FALSE while the bus is
 *   away, which may be for ever
 */
gboolean
rt_serving_is_ready (RtServing *self)
{
  RtChannel *ticker = rt_hub_lookup (rt_engine_get_hub (self->engine), "ticker");

  return rt_serving_get_bus (self) == NULL || (ticker != NULL && rt_channel_is_ready (ticker));
}

/**
 * rt_serving_set_bus:
 * @self: how to serve, with settings
 * @address: (nullable): what the channels are to be shared over; %NULL: nothing
 * @password: (nullable): that of its user, kept in memory as long as @address is this one, and
 *   nowhere else
 *
 * Stores @address without any password, and asks for an engine that shares its channels so.
 */
void
rt_serving_set_bus (RtServing  *self,
                    GUri       *address,
                    const char *password)
{
  g_autofree char *before = g_settings_get_string (self->settings, "bus");
  g_autofree char *text = address != NULL ? g_uri_to_string_partial (address, G_URI_HIDE_PASSWORD) : g_strdup ("");

  if (password != NULL || g_strcmp0 (text, self->bus_address) != 0)
    rt_serving_forget_bus (self);
  if (password != NULL)
    {
      self->bus_password = g_strdup (password);
      self->bus_address = g_strdup (text);
    }
  /* Settings tell of no change to what they are. */
  if (g_str_equal (before, text))
    g_signal_emit_by_name (self, "share-anew");
  else
    g_settings_set_string (self->settings, "bus", text);
}

static void
return_completed (GTask      *task,
                  const char *password)
{
  GUri *address = g_task_get_task_data (task);

  g_task_return_pointer (task,
                         password != NULL ? rt_keyring_complete (address, password) : g_uri_ref (address),
                         (GDestroyNotify) g_uri_unref);
}

/* Without a keyring, or without a password in it, the broker says what is wrong. */
static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  char *password = rt_keyring_find_finish (result, NULL);

  if (!g_task_return_error_if_cancelled (task))
    return_completed (task, password);
  rt_keyring_free (password);
}

/**
 * rt_serving_complete_async:
 * @self: how to serve
 * @address: of a bus
 * @cancellable: (nullable): a cancellable
 * @callback: called with what rt_serving_complete_finish() tells
 * @user_data: for @callback
 *
 * Looks for the password of the user of @address, if it names one: what was typed last, else what
 * the keyring has, which may ask the user.
 */
void
rt_serving_complete_async (RtServing           *self,
                           GUri                *address,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *text = g_uri_to_string_partial (address, G_URI_HIDE_PASSWORD);

  g_task_set_source_tag (task, rt_serving_complete_async);
  g_task_set_task_data (task, g_uri_ref (address), (GDestroyNotify) g_uri_unref);
  if (!rt_keyring_needs (address))
    return_completed (task, NULL);
  else if (g_strcmp0 (text, self->bus_address) == 0)
    return_completed (task, self->bus_password);
  else
    rt_keyring_find_async (address, cancellable, on_found, g_steal_pointer (&task));
}

/**
 * rt_serving_complete_finish:
 * @self: how to serve
 * @result: what the callback was given
 *
 * Returns: (transfer full) (nullable): the address, with the password if there is one; %NULL: it
 *   was cancelled
 */
GUri *
rt_serving_complete_finish (RtServing    *self,
                            GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
share (RtServing *self,
       RtEngine  *engine,
       GUri      *address)
{
  g_autofree char *text = g_uri_to_string (address);
  g_autoptr (GError) error = NULL;

  if (!rt_engine_set_bus (engine, text, &error))
    self->bus_problem = g_strdup (error->message);
  g_signal_emit_by_name (self, "bus-changed");
}

static void
on_completed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  RtServing *self = RT_SERVING (source);
  g_autoptr (GUri) address = rt_serving_complete_finish (self, result);

  if (g_task_return_error_if_cancelled (task))
    return;

  share (self, g_task_get_task_data (task), address);
  g_task_return_boolean (task, TRUE);
}

/**
 * rt_serving_share_async:
 * @self: how to serve, with an engine that was not started
 * @cancellable: (nullable): a cancellable
 * @callback: called when the engine can be started
 * @user_data: for @callback
 *
 * Has the engine share its channels, if the settings say so, over what they say. A bus that makes
 * no sense is a problem that is told, and the channels are its own then.
 */
void
rt_serving_share_async (RtServing           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *text = self->settings != NULL ? g_settings_get_string (self->settings, "bus") : g_strdup ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) address = *text != '\0' ? g_uri_parse (text, RT_BUS_URI_FLAGS, &error) : NULL;

  g_task_set_source_tag (task, rt_serving_share_async);
  g_task_set_task_data (task, g_object_ref (self->engine), g_object_unref);
  g_clear_pointer (&self->bus_problem, g_free);
  if (address != NULL)
    {
      rt_serving_complete_async (self, address, cancellable, on_completed, g_steal_pointer (&task));
      return;
    }

  if (error != NULL)
    self->bus_problem = g_strdup (error->message);
  g_signal_emit_by_name (self, "bus-changed");
  g_task_return_boolean (task, TRUE);
}

/**
 * rt_serving_share_finish:
 * @self: how to serve
 * @result: what the callback was given
 *
 * Returns: whether the engine is still wanted; %FALSE: it was cancelled
 */
gboolean
rt_serving_share_finish (RtServing    *self,
                         GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
