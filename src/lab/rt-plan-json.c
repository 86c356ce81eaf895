/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "lab/rt-json-members.h"
#include "lab/rt-plan.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"

/* What a name, a path or a URL may be long, bytes. */
#define MAX_STRING 4096

static const char * const rate_kinds[] = { "steady", "poisson", "bursts", "replay", NULL };
static const char * const orders[] = { "together", "apart", NULL };

static const char * const contestant_members[] = {
  "name", "pattern", "interval_ms", "wait_ms", "etag", "resume", "bus", NULL
};
static const char * const plan_members[] = {
  "title", "preset", "contestants", "clients", "feed", "events_per_second", "burst", "replay", "payload_bytes",
  "duration_s", "warm_up_s", "interval_ms", "wait_ms", "faults", "connections_per_host", "clients_per_host",
  "http2", "order", "own_process", "repeat", "seed", NULL
};

static void
add_string (JsonObject *object,
            const char *name,
            const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static void
add_contestant (JsonArray          *array,
                const RtContestant *contestant)
{
  JsonObject *object = json_object_new ();

  add_string (object, "name", contestant->name);
  add_string (object, "pattern", contestant->pattern);
  json_object_set_int_member (object, "interval_ms", contestant->interval_ms);
  json_object_set_int_member (object, "wait_ms", contestant->wait_ms);
  json_object_set_boolean_member (object, "etag", contestant->etag);
  json_object_set_boolean_member (object, "resume", contestant->resume);
  add_string (object, "bus", contestant->bus);
  json_array_add_object_element (array, object);
}

static void
add_lists (JsonObject   *object,
           const RtPlan *self)
{
  JsonArray *contestants = json_array_new ();
  JsonArray *faults = json_array_new ();

  for (guint i = 0; i < self->contestants->len; i++)
    add_contestant (contestants, g_ptr_array_index (self->contestants, i));
  for (guint i = 0; self->faults != NULL && self->faults[i] != NULL; i++)
    json_array_add_string_element (faults, self->faults[i]);
  json_object_set_array_member (object, "contestants", contestants);
  json_object_set_array_member (object, "faults", faults);
}

/**
 * rt_plan_to_json:
 * @self: a plan
 *
 * Writes it as "experiment" of data/roundtrip-result.schema.json has it.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
rt_plan_to_json (const RtPlan *self)
{
  JsonObject *object = json_object_new ();

  add_string (object, "title", self->title);
  add_string (object, "preset", self->preset);
  add_lists (object, self);
  json_object_set_int_member (object, "clients", self->n_clients);
  json_object_set_string_member (object, "feed", rate_kinds[self->rate_kind]);
  json_object_set_member (object, "events_per_second", rt_json_double_node (self->rate));
  json_object_set_int_member (object, "burst", self->burst);
  add_string (object, "replay", self->replay);
  json_object_set_int_member (object, "payload_bytes", (gint64) self->size);
  json_object_set_member (object, "duration_s", rt_json_double_node (self->duration));
  json_object_set_member (object, "warm_up_s", rt_json_double_node (self->warm_up));
  json_object_set_int_member (object, "interval_ms", self->interval_ms);
  json_object_set_int_member (object, "wait_ms", self->wait_ms);
  json_object_set_int_member (object, "connections_per_host", self->per_host);
  json_object_set_int_member (object, "clients_per_host", self->host_clients);
  json_object_set_boolean_member (object, "http2", self->http2);
  json_object_set_string_member (object, "order", orders[self->order]);
  json_object_set_boolean_member (object, "own_process", self->own_process);
  json_object_set_int_member (object, "repeat", self->repeat);
  json_object_set_int_member (object, "seed", (gint64) self->seed);

  return rt_json_object_node (g_steal_pointer (&object));
}

/* The place of the string in @words. */
static gboolean
take_word (JsonObject         *object,
           const char         *name,
           const char * const *words,
           guint              *place,
           GError            **error)
{
  g_autofree char *word = NULL;

  if (!rt_json_take_string (object, name, MAX_STRING, &word, error))
    return FALSE;
  if (word == NULL)
    return TRUE;
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], word))
      {
        *place = i;
        return TRUE;
      }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” is not what it should be."), name);
  return FALSE;
}

static RtContestant *
read_contestant (JsonNode  *node,
                 GError   **error)
{
  g_autoptr (RtContestant) self = rt_contestant_new ("");
  JsonObject *object = rt_json_get_object (node, "contestants", error);

  if (object == NULL || !rt_json_know_members (object, contestant_members, error) ||
      !rt_json_take_string (object, "pattern", MAX_STRING, &self->pattern, error))
    return NULL;
  g_free (self->name);
  self->name = g_strdup (self->pattern);
  if (!rt_json_take_string (object, "name", MAX_STRING, &self->name, error) ||
      !rt_json_take_uint (object, "interval_ms", RT_PLAN_MAX_SECONDS * 1000, &self->interval_ms, error) ||
      !rt_json_take_uint (object, "wait_ms", RT_PLAN_MAX_SECONDS * 1000, &self->wait_ms, error) ||
      !rt_json_take_boolean (object, "etag", &self->etag, error) ||
      !rt_json_take_boolean (object, "resume", &self->resume, error) ||
      !rt_json_take_string (object, "bus", MAX_STRING, &self->bus, error))
    return NULL;

  return g_steal_pointer (&self);
}

static gboolean
take_contestants (JsonObject  *object,
                  RtPlan      *self,
                  GError     **error)
{
  JsonArray *array;

  if (!rt_json_take_array (object, "contestants", RT_PLAN_MAX_CONTESTANTS, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      RtContestant *contestant = read_contestant (json_array_get_element (array, i), error);

      if (contestant == NULL)
        return FALSE;
      g_ptr_array_add (self->contestants, contestant);
    }

  return TRUE;
}

static gboolean
take_faults (JsonObject  *object,
             RtPlan      *self,
             GError     **error)
{
  g_autoptr (GStrvBuilder) faults = g_strv_builder_new ();
  JsonArray *array;

  if (!rt_json_take_array (object, "faults", RT_PLAN_MAX_FAULTS, &array, error))
    return FALSE;
  if (array == NULL || json_array_get_length (array) == 0)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (json_node_get_value_type (node) != G_TYPE_STRING)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” is not what it should be."), "faults");
          return FALSE;
        }
      g_strv_builder_add (faults, json_node_get_string (node));
    }
  self->faults = g_strv_builder_end (faults);

  return TRUE;
}

static gboolean
take_feed (JsonObject  *object,
           RtPlan      *self,
           GError     **error)
{
  guint kind = self->rate_kind;
  gint64 size = (gint64) self->size;
  gint64 seed = (gint64) self->seed;

  if (!take_word (object, "feed", rate_kinds, &kind, error) ||
      !rt_json_take_double (object, "events_per_second", 0, G_MAXDOUBLE, &self->rate, error) ||
      !rt_json_take_uint (object, "burst", G_MAXUINT, &self->burst, error) ||
      !rt_json_take_string (object, "replay", MAX_STRING, &self->replay, error) ||
      !rt_json_take_int64 (object, "payload_bytes", 0, G_MAXINT64, &size, error) ||
      !rt_json_take_int64 (object, "seed", 0, RT_PLAN_MAX_SEED, &seed, error))
    return FALSE;
  self->rate_kind = kind;
  self->size = (gsize) size;
  self->seed = (guint64) seed;

  return TRUE;
}

static gboolean
take_run (JsonObject  *object,
          RtPlan      *self,
          GError     **error)
{
  guint order = self->order;

  if (!rt_json_take_double (object, "duration_s", 0, G_MAXDOUBLE, &self->duration, error) ||
      !rt_json_take_double (object, "warm_up_s", 0, G_MAXDOUBLE, &self->warm_up, error) ||
      !rt_json_take_uint (object, "interval_ms", G_MAXUINT, &self->interval_ms, error) ||
      !rt_json_take_uint (object, "wait_ms", G_MAXUINT, &self->wait_ms, error) ||
      !rt_json_take_uint (object, "clients", G_MAXUINT, &self->n_clients, error) ||
      !rt_json_take_uint (object, "connections_per_host", G_MAXUINT, &self->per_host, error) ||
      !rt_json_take_uint (object, "clients_per_host", G_MAXUINT, &self->host_clients, error) ||
      !rt_json_take_boolean (object, "http2", &self->http2, error) ||
      !take_word (object, "order", orders, &order, error) ||
      !rt_json_take_boolean (object, "own_process", &self->own_process, error) ||
      !rt_json_take_uint (object, "repeat", G_MAXUINT, &self->repeat, error))
    return FALSE;
  self->order = order;

  return TRUE;
}

/**
 * rt_plan_from_json:
 * @node: an object, perhaps a stranger's
 * @error: return location for a %G_IO_ERROR_INVALID_DATA or %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Reads what rt_plan_to_json() writes. What is left out is at its default; a setting that is not
 * known is an error, as the experiment would not be what was meant.
 *
 * Returns: (transfer full) (nullable): a plan that rt_plan_check() is content with, or %NULL with
 *   @error
 */
RtPlan *
rt_plan_from_json (JsonNode  *node,
                   GError   **error)
{
  g_autoptr (RtPlan) self = rt_plan_new ();
  JsonObject *object = rt_json_get_object (node, "experiment", error);

  if (object == NULL || !rt_json_know_members (object, plan_members, error) ||
      !rt_json_take_string (object, "title", MAX_STRING, &self->title, error) ||
      !rt_json_take_string (object, "preset", MAX_STRING, &self->preset, error) ||
      !take_contestants (object, self, error) || !take_faults (object, self, error) ||
      !take_feed (object, self, error) || !take_run (object, self, error) || !rt_plan_check (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Whether @bus names a folder for its database. */
static gboolean
names_folder (const char *bus)
{
  g_autoptr (GUri) uri = g_uri_parse (bus, RT_BUS_URI_FLAGS, NULL);
  g_autoptr (GHashTable) query = NULL;

  if (uri == NULL || g_uri_get_query (uri) == NULL)
    return FALSE;
  query = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, NULL);

  return query != NULL && g_hash_table_contains (query, "folder");
}

/**
 * rt_plan_check_foreign:
 * @self: a plan that was read from a file
 * @error: return location for a %G_IO_ERROR_PERMISSION_DENIED
 *
 * Whoever wrote the file may be a stranger, and is not to choose where files are made. People
 * themselves may.
 *
 * Returns: whether it can be done as it is; else @error names the contestant that chooses a folder
 */
gboolean
rt_plan_check_foreign (const RtPlan  *self,
                       GError       **error)
{
  for (guint i = 0; i < self->contestants->len; i++)
    {
      const RtContestant *contestant = g_ptr_array_index (self->contestants, i);

      if (contestant->bus == NULL || !names_folder (contestant->bus))
        continue;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   /* Translators: the name of a pattern */
                   _("%s: the file chooses the folder of a database, which only you may do: give the bus yourself, or "
                     "take “folder” out of the file."), contestant->name);
      return FALSE;
    }

  return TRUE;
}
