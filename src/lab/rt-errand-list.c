/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-errand-list.h"

#include <glib/gi18n.h>

#include "core/rt-json.h"
#include "patterns/long-polling/rt-long-polling-client.h"
#include "patterns/rt-json-scan.h"

struct _RtErrandList {
  GObject     parent_instance;
  RtLane     *lane;
  RtEngine   *engine;
  GListStore *store;
  RtClient   *watcher;    /* NULL while no job waits */
  gboolean    with_keys;
};

G_DEFINE_FINAL_TYPE (RtErrandList, rt_errand_list, G_TYPE_OBJECT)

static guint
rt_errand_list_get_length (RtErrandList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->store));
}

/* (transfer none): the store has it. */
static RtErrand *
rt_errand_list_get (RtErrandList *self,
                    guint         index)
{
  g_autoptr (RtErrand) errand = g_list_model_get_item (G_LIST_MODEL (self->store), index);

  return errand;
}

static guint
rt_errand_list_count_waiting (RtErrandList *self)
{
  guint n = 0;

  for (guint i = 0; i < rt_errand_list_get_length (self); i++)
    n += rt_errand_get_state (rt_errand_list_get (self, i)) == RT_ERRAND_WAITING;
  return n;
}

static void
rt_errand_list_stop_watching (RtErrandList *self)
{
  g_autoptr (RtClient) watcher = g_steal_pointer (&self->watcher);

  if (watcher == NULL)
    return;
  g_signal_handlers_disconnect_by_data (watcher, self);
  rt_client_stop (watcher);
}

/* What is this one's job was not begun for any other. */
static void
rt_errand_list_claim (RtErrandList *self,
                      RtErrand     *owner)
{
  for (guint i = 0; i < rt_errand_list_get_length (self); i++)
    if (rt_errand_list_get (self, i) != owner && rt_errand_get_title (owner) != NULL)
      rt_errand_disown (rt_errand_list_get (self, i), rt_errand_get_title (owner));
}

static void
on_changed (RtErrandList *self)
{
  for (guint i = 0; i < rt_errand_list_get_length (self); i++)
    rt_errand_list_claim (self, rt_errand_list_get (self, i));
  if (rt_errand_list_count_waiting (self) == 0)
    rt_errand_list_stop_watching (self);
}

static gboolean
read_progress (GBytes  *data,
               char   **id,
               guint64 *progress)
{
  RtJsonSlice whole, name, value;
  RtJsonScan scan;
  gboolean found = FALSE;

  *id = NULL;
  whole.text = g_bytes_get_data (data, &whole.length);
  if (whole.length == 0 || !rt_json_check (whole.text, whole.length, NULL) ||
      !rt_json_scan_object (&scan, &whole))
    return FALSE;
  while (rt_json_scan_member (&scan, &name, &value))
    if (rt_json_slice_is_string (&name, "progress"))
      found = rt_json_slice_get_number (&value, progress);
    else if (rt_json_slice_is_string (&name, "jobId") && *id == NULL)
      *id = rt_json_slice_dup_string (&value);
  return found && *id != NULL;
}

/* Others' jobs are in the channel as well. */
static void
on_progress (RtClient     *watcher,
             RtMessage    *message,
             RtErrandList *self)
{
  g_autofree char *id = NULL;
  guint64 progress;

  if (!read_progress (message->data, &id, &progress))
    return;
  for (guint i = 0; i < rt_errand_list_get_length (self); i++)
    if (g_strcmp0 (rt_errand_get_title (rt_errand_list_get (self, i)), id) == 0)
      rt_errand_set_progress (rt_errand_list_get (self, i), MIN (progress, 100));
}

static void
on_watcher_finished (RtErrandList *self)
{
  g_clear_object (&self->watcher);
}

/* From now on: what was told before is of jobs that are none of ours. */
static void
rt_errand_list_watch (RtErrandList *self,
                      const char   *server)
{
  RtChannel *jobs = rt_hub_lookup (rt_engine_get_hub (self->engine), "jobs");
  g_autofree char *uri = g_strconcat (server, "channels/jobs?types=progress", NULL);

  if (self->watcher != NULL)
    return;
  self->watcher = g_object_new (RT_TYPE_LONG_POLLING_CLIENT,
                                "uri", uri,
                                "after", jobs != NULL ? (gint64) rt_channel_get_last (jobs)
                                                      : G_GINT64_CONSTANT (-1),
                                NULL);
  g_signal_connect_object (self->watcher, "message", G_CALLBACK (on_progress), self, 0);
  g_signal_connect_object (self->watcher, "finished", G_CALLBACK (on_watcher_finished), self,
                           G_CONNECT_SWAPPED);
  /* Without it one waits all the same, and sees for how long. */
  if (!rt_lane_adopt (self->lane, self->watcher))
    g_clear_object (&self->watcher);
}

static void
rt_errand_list_dispose (GObject *object)
{
  RtErrandList *self = RT_ERRAND_LIST (object);

  rt_errand_list_stop_watching (self);
  g_clear_object (&self->store);
  g_clear_object (&self->engine);
  g_clear_object (&self->lane);

  G_OBJECT_CLASS (rt_errand_list_parent_class)->dispose (object);
}

static void
rt_errand_list_class_init (RtErrandListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rt_errand_list_dispose;
}

static void
rt_errand_list_init (RtErrandList *self)
{
  self->store = g_list_store_new (RT_TYPE_ERRAND);
}

/**
 * rt_errand_list_new:
 * @lane: what their traffic counts for
 *
 * Returns: (transfer full): a list that is empty
 */
RtErrandList *
rt_errand_list_new (RtLane *lane)
{
  RtErrandList *self = g_object_new (RT_TYPE_ERRAND_LIST, NULL);

  self->lane = g_object_ref (lane);
  return self;
}

/**
 * rt_errand_list_set_engine:
 * @self: a list
 * @engine: (nullable): whose server is asked from now on; %NULL: there is none
 */
void
rt_errand_list_set_engine (RtErrandList *self,
                           RtEngine     *engine)
{
  g_set_object (&self->engine, engine);
}

/**
 * rt_errand_list_set_with_keys:
 * @self: a list
 * @with_keys: whether what is asked for from now on carries an `Idempotency-Key` of its own
 */
void
rt_errand_list_set_with_keys (RtErrandList *self,
                              gboolean      with_keys)
{
  self->with_keys = with_keys;
}

/**
 * rt_errand_list_get_model:
 * @self: a list
 *
 * Returns: (transfer none): of #RtErrand, the latest first
 */
GListModel *
rt_errand_list_get_model (RtErrandList *self)
{
  return G_LIST_MODEL (self->store);
}

static char *
rt_errand_list_dup_server (RtErrandList  *self,
                           GError       **error)
{
  g_autofree char *server = NULL;

  if (self->engine != NULL)
    server = rt_server_dup_uri (rt_engine_get_server (self->engine), RT_PORT_MAIN);
  if (server == NULL)
    g_set_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED,
                 _("There is no server to ask: wait until it has started."));
  else if (rt_errand_list_count_waiting (self) >= RT_ERRAND_LIST_MAX_WAITING)
    g_set_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FULL,
                 _("%d are waiting already: wait until one has ended, or cancel one."),
                 RT_ERRAND_LIST_MAX_WAITING);
  else
    return g_steal_pointer (&server);
  return NULL;
}

/* The waiting are fewer than the list is long: there is one that has ended. */
static void
rt_errand_list_make_room (RtErrandList *self)
{
  guint last = rt_errand_list_get_length (self);

  if (last < RT_ERRAND_LIST_MAX)
    return;
  while (rt_errand_get_state (rt_errand_list_get (self, --last)) == RT_ERRAND_WAITING)
    ;
  g_list_store_remove (self->store, last);
}

static gboolean
rt_errand_list_begin (RtErrandList  *self,
                      RtErrand      *errand,
                      GError       **error)
{
  if (self->with_keys)
    rt_errand_use_key (errand);
  if (!rt_errand_begin (errand, error))
    return FALSE;
  rt_errand_list_make_room (self);
  g_list_store_insert (self->store, 0, errand);
  g_signal_connect_object (errand, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  /* It may be over already. */
  on_changed (self);
  return TRUE;
}

/**
 * rt_errand_list_validate:
 * @self: a list
 * @name: the name of the music
 * @capacity: its size
 * @error: %RT_CLIENT_ERROR, CLOSED without a server, FULL where too many wait
 *
 * Lets the server look at some music.
 *
 * Returns: whether it was asked; the list has it then
 */
gboolean
rt_errand_list_validate (RtErrandList  *self,
                         const char    *name,
                         double         capacity,
                         GError       **error)
{
  g_autofree char *server = rt_errand_list_dup_server (self, error);
  g_autoptr (RtErrand) errand = NULL;

  if (server == NULL)
    return FALSE;
  errand = rt_errand_new_validation (self->lane, server, name, capacity);
  return rt_errand_list_begin (self, errand, error);
}

/**
 * rt_errand_list_submit:
 * @self: a list
 * @error: %RT_CLIENT_ERROR, CLOSED without a server, FULL where too many wait
 *
 * Hands in a job, and waits until it is complete.
 *
 * Returns: whether it was handed in; the list has it then
 */
gboolean
rt_errand_list_submit (RtErrandList  *self,
                       GError       **error)
{
  g_autofree char *server = rt_errand_list_dup_server (self, error);
  g_autoptr (RtErrand) errand = NULL;
  RtChannel *jobs;

  if (server == NULL)
    return FALSE;
  /* Before it, so that nothing that is told of it is missed. */
  rt_errand_list_watch (self, server);
  errand = rt_errand_new_job (self->lane, server);
  jobs = rt_hub_lookup (rt_engine_get_hub (self->engine), "jobs");
  if (jobs != NULL)
    rt_errand_set_jobs (errand, jobs);
  if (rt_errand_list_begin (self, errand, error))
    return TRUE;
  on_changed (self);
  return FALSE;
}

/**
 * rt_errand_list_remove:
 * @self: a list
 * @errand: one of its errands; where it waits it is cancelled
 *
 * Takes it out of the list.
 */
void
rt_errand_list_remove (RtErrandList *self,
                       RtErrand     *errand)
{
  guint position;

  rt_errand_cancel (errand);
  if (g_list_store_find (self->store, errand, &position))
    g_list_store_remove (self->store, position);
}

/**
 * rt_errand_list_clear:
 * @self: a list
 *
 * Takes those out of the list that have ended.
 */
void
rt_errand_list_clear (RtErrandList *self)
{
  for (guint i = rt_errand_list_get_length (self); i-- > 0;)
    if (rt_errand_get_state (rt_errand_list_get (self, i)) != RT_ERRAND_WAITING)
      g_list_store_remove (self->store, i);
}
