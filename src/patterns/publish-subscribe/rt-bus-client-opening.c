/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-bus-client-private.h"

#include <glib/gi18n.h>

#include "patterns/rt-call.h"

static void proceed (RtBusClient *self);

static RtClientError
get_code (const GError *error)
{
  if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED))
    return RT_CLIENT_ERROR_UNSUPPORTED;
  if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID))
    return RT_CLIENT_ERROR_FORMAT;
  if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_TIMEOUT))
    return RT_CLIENT_ERROR_TIMEOUT;

  return RT_CLIENT_ERROR_BUS;
}

/* The bus tries again by itself, so it stays; the client only says so. */
static void
fail (RtBusClient  *self,
      const GError *error,
      gboolean      for_good)
{
  RtClient *client = RT_CLIENT (self);
  g_autofree char *words = NULL;

  if (error->domain == RT_BUS_ERROR && error->code == RT_BUS_ERROR_INVALID)
    words = g_strdup (error->message);
  else
    /* Translators: an address, and what went wrong with it */
    words = g_strdup_printf (_("%s: %s"), rt_client_get_shown_uri (client), error->message);

  g_object_ref (self);
  self->keeping = TRUE;
  rt_client_failed_with (client, get_code (error), 0, for_good, words);
  self->keeping = FALSE;
  g_object_unref (self);
}

/* What only somebody else can change, or nobody. */
static gboolean
is_for_good (const GError *error)
{
  switch (error->domain == RT_BUS_ERROR ? error->code : RT_BUS_ERROR_FAILED)
    {
    case RT_BUS_ERROR_UNSUPPORTED:
    case RT_BUS_ERROR_INVALID:
    case RT_BUS_ERROR_ACCESS:
    case RT_BUS_ERROR_MISMATCH:
      return TRUE;
    default:
      return FALSE;
    }
}

/* What is gone is declared anew; anything else that ended for good has. */
static void
on_ended (RtBusClient  *self,
          const GError *error)
{
  gboolean for_good = rt_bus_subscription_is_closed (self->subscription);

  if (for_good && g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND))
    {
      self->is_there = for_good = FALSE;
      rt_bus_client_forget_subscription (self);
    }
  fail (self, error, for_good);
}

static void
on_active (RtBusClient *self)
{
  const GError *error = rt_bus_subscription_get_error (self->subscription);

  if (self->quiet || self->leaving)
    return;

  if (rt_bus_subscription_is_active (self->subscription))
    {
      rt_client_reopen (RT_CLIENT (self));
      proceed (self);
    }
  else if (error != NULL && rt_bus_get_state (self->bus) != RT_BUS_RETRYING)
    {
      g_autoptr (GError) copy = g_error_copy (error);

      on_ended (self, copy);
    }
}

/* Of what another member read meanwhile nothing is known. */
static void
on_assigned (RtBusClient *self,
             GArray      *partitions)
{
  rt_bus_sightings_keep (self->sightings, partitions);
}

/* Where a log is read from: an offset, where the client says after which number. */
static void
take_position (RtBusClient      *self,
               RtBusSubscribing *how)
{
  gint64 after;

  g_object_get (self, "after", &after, NULL);
  if (after >= 0 && self->address->target->kind == RT_BUS_LOG)
    how->from = after + 1;
  if (how->group == NULL)
    rt_bus_sightings_expect (self->sightings, how->from);
}

static void
subscribe (RtBusClient *self)
{
  RtBusSubscribing how = self->address->how;
  g_autoptr (GError) error = NULL;

  take_position (self, &how);
  self->subscription = rt_bus_subscribe (self->bus, self->address->target, &how, &error);
  if (self->subscription == NULL)
    {
      fail (self, error, TRUE);
      return;
    }

  rt_bus_subscription_set_delivered (self->subscription, rt_bus_client_delivered, self, NULL);
  g_signal_connect_object (self->subscription, "notify::active", G_CALLBACK (on_active), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->subscription, "notify::error", G_CALLBACK (on_active), self, G_CONNECT_SWAPPED);
  if (how.group != NULL)
    g_signal_connect_object (self->subscription, "assigned", G_CALLBACK (on_assigned), self, G_CONNECT_SWAPPED);
}

/* NULL: it was given up, or asked again, meanwhile. (transfer full) */
static RtBusClient *
end_asking (gpointer call)
{
  g_autoptr (GCancellable) asking = rt_call_dup_cancellable (call);
  g_autoptr (RtBusClient) self = rt_call_end (call);

  if (self == NULL || self->asking != asking)
    return NULL;

  g_clear_object (&self->asking);

  return g_steal_pointer (&self);
}

static void
on_declared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (RtBusClient) self = end_asking (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = rt_bus_declare_finish (RT_BUS (source), result, &error);

  if (self == NULL)
    return;

  self->is_there = done;
  if (done)
    proceed (self);
  else
    fail (self, error, is_for_good (error));
}

static void
declare (RtBusClient *self)
{
  self->asking = g_cancellable_new ();
  rt_bus_declare_async (self->bus, self->address->target, self->asking, on_declared,
                        rt_call_new (self, self->asking));
}

static void look (RtBusClient *self);

static void
turn_kind (RtBusClient *self)
{
  RtBusTarget *target = self->address->target;

  target->kind = target->kind == RT_BUS_QUEUE ? RT_BUS_LOG : RT_BUS_QUEUE;
  self->other_kind = !self->other_kind;
}

/* It is neither of the kinds that it may be. */
static void
on_missing (RtBusClient *self)
{
  if (self->other_kind)
    turn_kind (self);
  else if (!self->address->kind_given)
    {
      turn_kind (self);
      look (self);
      return;
    }

  declare (self);
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (RtBusClient) self = end_asking (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) partitions = rt_bus_measure_finish (RT_BUS (source), result, &error);

  if (self == NULL)
    return;

  self->is_there = partitions != NULL;
  if (self->is_there)
    proceed (self);
  else if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND) ||
           (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH) && !self->address->kind_given) ||
           (self->other_kind && error->domain == RT_BUS_ERROR && is_for_good (error)))
    on_missing (self);
  else
    fail (self, error, is_for_good (error));
}

/* What exists is used as it is, so it is not declared. */
static void
look (RtBusClient *self)
{
  self->asking = g_cancellable_new ();
  rt_bus_measure_async (self->bus, self->address->target, NULL, self->asking, on_looked,
                        rt_call_new (self, self->asking));
}

static gboolean
is_open (RtBusClient *self)
{
  return self->bus != NULL &&
         (rt_bus_get_state (self->bus) == RT_BUS_OPEN || rt_bus_get_state (self->bus) == RT_BUS_BLOCKED);
}

/* The next step to where messages come. */
static void
proceed (RtBusClient *self)
{
  if (!is_open (self) || self->asking != NULL)
    return;

  if (!self->is_there && self->address->declares)
    declare (self);
  else if (!self->is_there)
    look (self);
  else if (self->consuming && self->subscription == NULL)
    subscribe (self);
  else if (!self->consuming || rt_bus_subscription_is_active (self->subscription))
    {
      rt_client_opened (RT_CLIENT (self));
      rt_client_set_reason (RT_CLIENT (self), rt_bus_get_reason (self->bus));
    }
}

/* Somebody waits for the answer: what was refused from the first is for them to correct. */
static gboolean
is_refused (RtBusClient  *self,
            const GError *error)
{
  return rt_bus_get_traffic (self->bus)->connections_opened == 0
         && (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS)
             || g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_TLS));
}

static void
give_up (RtBusClient *self)
{
  self->quiet = TRUE;
  rt_bus_close (self->bus);
  self->quiet = FALSE;
}

static void
on_state (RtBusClient *self)
{
  RtBusState state = rt_bus_get_state (self->bus);
  const GError *error = rt_bus_get_error (self->bus);

  if (self->quiet)
    return;

  if (is_open (self))
    {
      rt_client_reopen (RT_CLIENT (self));
      proceed (self);
    }
  else if (state != RT_BUS_CONNECTING && error != NULL)
    {
      g_autoptr (GError) copy = g_error_copy (error);

      /* It may be another broker that answers there next. */
      self->is_there = FALSE;
      rt_bus_client_stop_asking (self);
      if (state != RT_BUS_CLOSED && is_refused (self, copy))
        give_up (self);
      fail (self, copy, rt_bus_get_state (self->bus) == RT_BUS_CLOSED);
    }
}

static gboolean
ensure_bus (RtBusClient  *self,
            GError      **error)
{
  if (!rt_bus_client_take_address (self, rt_client_get_uri (RT_CLIENT (self)), error))
    return FALSE;
  if (self->bus != NULL)
    return TRUE;

  rt_bus_sightings_restart (self->sightings);
  self->bus = rt_bus_new (self->address->bus, error);
  if (self->bus == NULL)
    return FALSE;

  g_signal_connect_object (self->bus, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);

  return TRUE;
}

void
rt_bus_client_open (RtClient     *client,
                    GCancellable *opening)
{
  RtBusClient *self = RT_BUS_CLIENT (client);
  g_autoptr (GError) error = NULL;
  gboolean resume;

  if (!ensure_bus (self, &error))
    {
      fail (self, error, TRUE);
      return;
    }

  /* Who does not resume is given what comes from now on, as one who is new. */
  g_object_get (self, "resume", &resume, NULL);
  if (!resume && self->address->how.group == NULL)
    rt_bus_client_forget_subscription (self);
  if (is_open (self))
    proceed (self);
  else if (rt_bus_get_state (self->bus) == RT_BUS_CLOSED)
    rt_bus_connect (self->bus);
  else if (rt_bus_get_state (self->bus) == RT_BUS_RETRYING)
    rt_bus_test_async (self->bus, NULL, NULL, NULL);
}

/* Where the connection is lost there is nothing to close: the bus waits to try again. */
void
rt_bus_client_close (RtClient *client)
{
  RtBusClient *self = RT_BUS_CLIENT (client);

  if (self->keeping || self->bus == NULL)
    return;

  self->is_there = FALSE;
  rt_bus_client_stop_asking (self);
  give_up (self);
}
