/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-bridge.h"

#include "lab/rt-bridge-line.h"

/* How long it is remembered that nobody knows a name. */
#define UNKNOWN_US  (2 * G_USEC_PER_SEC)
#define MAX_SEARCHES 100

struct _RtBridge {
  GObject       parent_instance;

  RtHub        *hub;
  RtBus        *bus;
  GHashTable   *lines;      /* RtChannel (a reference) → RtBridgeLine */
  GHashTable   *searches;   /* name → when it was over, in vain; 0: under way */
  GCancellable *searching;
};

/* A name that is looked for. */
typedef struct {
  RtBridge *bridge;
  char     *name;
} Search;

G_DEFINE_FINAL_TYPE (RtBridge, rt_bridge, G_TYPE_OBJECT)

/* Stories of one process. */
static const char * const own[] = { "uploads", "jobs", NULL };

static void
rt_bridge_dispose (GObject *object)
{
  RtBridge *self = RT_BRIDGE (object);

  if (self->bus != NULL)
    rt_bridge_close (self);

  G_OBJECT_CLASS (rt_bridge_parent_class)->dispose (object);
}

static void
rt_bridge_finalize (GObject *object)
{
  RtBridge *self = RT_BRIDGE (object);

  g_hash_table_unref (self->lines);
  g_hash_table_unref (self->searches);
  g_object_unref (self->searching);
  g_clear_object (&self->bus);
  g_clear_object (&self->hub);

  G_OBJECT_CLASS (rt_bridge_parent_class)->finalize (object);
}

static void
rt_bridge_class_init (RtBridgeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rt_bridge_dispose;
  G_OBJECT_CLASS (klass)->finalize = rt_bridge_finalize;
}

static void
rt_bridge_init (RtBridge *self)
{
  self->lines = g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) rt_bridge_line_free);
  self->searches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->searching = g_cancellable_new ();
}

static gboolean
attach (RtChannel *channel,
        gpointer   outlet)
{
  RtBridge *self = outlet;

  if (g_strv_contains (own, rt_channel_get_name (channel)))
    return FALSE;

  g_hash_table_insert (self->lines, g_object_ref (channel), rt_bridge_line_new (self->bus, channel));

  return TRUE;
}

static gboolean
submit (RtChannel           *channel,
        const char          *type,
        GBytes              *data,
        RtChannelSubmitted   submitted,
        gpointer             user_data,
        gpointer             outlet,
        GError             **error)
{
  RtBridge *self = outlet;

  return rt_bridge_line_submit (g_hash_table_lookup (self->lines, channel), NULL, type, data, submitted, user_data,
                                error);
}

static gboolean
submit_once (RtChannel           *channel,
             const char          *key,
             const char          *type,
             GBytes              *data,
             RtChannelSubmitted   submitted,
             gpointer             user_data,
             gpointer             outlet,
             GError             **error)
{
  RtBridge *self = outlet;

  return rt_bridge_line_submit (g_hash_table_lookup (self->lines, channel), key, type, data, submitted, user_data,
                                error);
}

static gboolean
is_ready (RtChannel *channel,
          gpointer   outlet)
{
  RtBridge *self = outlet;

  return rt_bridge_line_is_ready (g_hash_table_lookup (self->lines, channel));
}

static void
search_free (Search *search)
{
  g_object_unref (search->bridge);
  g_free (search->name);
  g_free (search);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Search *search = user_data;
  g_autoptr (RtChannel) channel = rt_hub_open_finish (RT_HUB (source), result, NULL);

  g_hash_table_remove (search->bridge->searches, search->name);
  search_free (search);
}

static void
on_measured (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Search *search = user_data;
  gint64 *when = g_hash_table_lookup (search->bridge->searches, search->name);
  g_autoptr (GArray) partitions = rt_bus_measure_finish (RT_BUS (source), result, NULL);

  if (partitions != NULL && !g_cancellable_is_cancelled (search->bridge->searching))
    {
      rt_hub_open_async (search->bridge->hub, search->name, NULL, on_opened, search);
      return;
    }

  if (when != NULL)
    *when = g_get_monotonic_time ();
  search_free (search);
}

static gboolean
is_old (gpointer key,
        gpointer value,
        gpointer user_data)
{
  gint64 *when = value;

  return *when != 0 && *when + UNKNOWN_US < g_get_monotonic_time ();
}

/* Whoever is told to try again does so, and is told in vain then for a while. */
static gboolean
find (const char *name,
      gpointer    outlet)
{
  RtBridge *self = outlet;
  g_autoptr (RtBusTarget) target = NULL;
  gint64 *when;
  Search *search;

  g_hash_table_foreach_remove (self->searches, is_old, NULL);
  when = g_hash_table_lookup (self->searches, name);
  if (when != NULL)
    return *when == 0;
  if (g_strv_contains (own, name) || g_hash_table_size (self->searches) >= MAX_SEARCHES)
    return FALSE;

  g_hash_table_insert (self->searches, g_strdup (name), g_new0 (gint64, 1));
  search = g_new (Search, 1);
  *search = (Search) { g_object_ref (self), g_strdup (name) };
  target = rt_bridge_line_new_target (self->bus, name);
  rt_bus_measure_async (self->bus, target, NULL, self->searching, on_measured, search);

  return TRUE;
}

static const RtChannelOutlet hooks = { submit, is_ready, find, attach, submit_once };

/**
 * rt_bridge_new:
 * @hub: whose channels are to be shared, before they are opened
 * @uri: the address of a bus: `amqp://USER:PASSWORD@HOST/VHOST`, `kafka://HOST:PORT`,
 *   `embedded:NAME`
 * @error: return location
 *
 * Connects to the bus, which may come later, and joins what is opened from now on.
 *
 * Returns: (transfer full) (nullable): a bridge; %NULL with %RT_BUS_ERROR_INVALID, or
 *   %RT_BUS_ERROR_UNSUPPORTED where that bus has no logs or this build is without it
 */
RtBridge *
rt_bridge_new (RtHub       *hub,
               const char  *uri,
               GError     **error)
{
  g_autoptr (RtBus) bus = NULL;
  RtBridge *self;

  g_return_val_if_fail (RT_IS_HUB (hub), NULL);
  g_return_val_if_fail (uri != NULL, NULL);

  bus = rt_bus_new (uri, error);
  if (bus == NULL)
    return NULL;

  self = g_object_new (RT_TYPE_BRIDGE, NULL);
  self->hub = g_object_ref (hub);
  self->bus = g_steal_pointer (&bus);
  rt_hub_set_outlet (hub, &hooks, self);
  rt_bus_connect (self->bus);

  return self;
}

/**
 * rt_bridge_get_bus:
 * @self: a bridge
 *
 * Returns: (transfer none): its bus, which says whether it is there
 */
RtBus *
rt_bridge_get_bus (RtBridge *self)
{
  g_return_val_if_fail (RT_IS_BRIDGE (self), NULL);

  return self->bus;
}

static void
drop_outlet (gpointer key,
             gpointer value,
             gpointer user_data)
{
  rt_channel_drop_outlet (key);
}

/**
 * rt_bridge_close:
 * @self: a bridge
 *
 * Leaves the bus. What was submitted and has not come back ends with
 * %RT_CHANNEL_OUTLET_ERROR_UNSURE; channels are no longer joined.
 */
void
rt_bridge_close (RtBridge *self)
{
  g_return_if_fail (RT_IS_BRIDGE (self));

  rt_hub_set_outlet (self->hub, NULL, NULL);
  g_cancellable_cancel (self->searching);
  g_hash_table_foreach (self->lines, drop_outlet, NULL);
  g_hash_table_remove_all (self->lines);
  rt_bus_close (self->bus);
}
