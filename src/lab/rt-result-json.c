/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "lab/rt-json-members.h"
#include "lab/rt-presets.h"
#include "lab/rt-result-private.h"
#include "lab/rt-run-json.h"

#define FORMAT      "roundtrip"
#define FORMAT_1    1
#define MAX_RUNS    (RT_PLAN_MAX_CONTESTANTS * RT_PLAN_MAX_REPEAT)
#define MAX_MACHINE 32  /* members */

static JsonNode *
number_to_json (double value)
{
  if (value == floor (value) && fabs (value) < RT_JSON_MAX_WHOLE)
    return json_node_init_int (json_node_alloc (), (gint64) value);

  return rt_json_double_node (value);
}

/* "latency_us.p99" is the member "p99" of the object "latency_us". */
static void
set_figure (JsonObject *object,
            const char *path,
            double      value)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", 2);
  JsonObject *inner = object;

  if (parts[1] != NULL && json_object_has_member (object, parts[0]))
    inner = json_object_get_object_member (object, parts[0]);
  else if (parts[1] != NULL)
    {
      inner = json_object_new ();
      json_object_set_object_member (object, parts[0], inner);
    }
  json_object_set_member (inner, parts[1] != NULL ? parts[1] : parts[0], number_to_json (value));
}

static void
add_spread (JsonObject     *spreads,
            const char     *path,
            const RtSpread *spread)
{
  JsonObject *object = json_object_new ();

  json_object_set_member (object, "lowest", number_to_json (spread->lowest));
  json_object_set_member (object, "highest", number_to_json (spread->highest));
  json_object_set_object_member (spreads, path, object);
}

static const char *
find_remark (RtResult *self,
             guint     contestant)
{
  for (guint i = 0; i < rt_result_get_n_runs (self); i++)
    {
      const RtRun *run = rt_result_get_run (self, i);

      if (run->contestant == contestant && !run->kept_up && run->remark != NULL)
        return run->remark;
    }

  return NULL;
}

static const char *
find_protocol (RtResult *self,
               guint     contestant)
{
  for (guint i = 0; i < rt_result_get_n_runs (self); i++)
    if (rt_result_get_run (self, i)->contestant == contestant && rt_result_get_run (self, i)->protocol != NULL)
      return rt_result_get_run (self, i)->protocol;

  return NULL;
}

static JsonObject *
pattern_to_json (RtResult *self,
                 guint     index)
{
  const RtContestant *contestant = g_ptr_array_index (rt_result_get_plan (self)->contestants, index);
  JsonObject *object = json_object_new ();
  JsonObject *spreads = json_object_new ();
  const char *remark = find_remark (self, index);
  const char *protocol = find_protocol (self, index);
  guint n = 0;

  json_object_set_string_member (object, "pattern", contestant->pattern);
  json_object_set_string_member (object, "name", contestant->name);
  for (guint i = 0; i < RT_N_FIGURES; i++)
    {
      RtSpread spread;

      rt_result_get_figure (self, index, i, &spread);
      set_figure (object, rt_figure_get_info (i)->path, spread.median);
      n = MAX (n, spread.n);
      if (spread.n > 1)
        add_spread (spreads, rt_figure_get_info (i)->path, &spread);
    }
  json_object_set_int_member (object, "repetitions", n);
  json_object_set_object_member (object, "spread", spreads);
  json_object_set_boolean_member (object, "cut_short", rt_result_is_cut_short (self, index));
  json_object_set_member (object, "seconds", rt_json_double_node (rt_result_get_seconds (self, index)));
  json_object_set_boolean_member (object, "kept_up", rt_result_is_comparable (self, index));
  if (protocol != NULL)
    json_object_set_string_member (object, "protocol", protocol);
  if (remark != NULL)
    json_object_set_string_member (object, "remark", remark);

  return object;
}

static void
add_origin (JsonObject *object,
            RtResult   *self)
{
  GDateTime *made = rt_result_get_made (self);
  JsonNode *machine = rt_result_get_machine (self);

  if (made != NULL)
    {
      g_autofree char *text = g_date_time_format_iso8601 (made);

      json_object_set_string_member (object, "made", text);
    }
  json_object_set_member (object, "machine",
                          machine != NULL ? json_node_copy (machine)
                                          : rt_json_object_node (json_object_new ()));
}

/* Of a preset: its numbers, and what was measured. */
static void
add_published (JsonObject *object,
               RtResult   *self)
{
  const RtPlan *plan = rt_result_get_plan (self);
  guint index = 0;
  const RtPreset *preset = plan->preset != NULL ? rt_presets_lookup (plan->preset, &index) : NULL;
  g_auto (GStrv) changes = rt_preset_list_changes (plan, TRUE);
  JsonArray *array = json_array_new ();
  JsonArray *changed = json_array_new ();

  for (guint i = 0; changes[i] != NULL; i++)
    json_array_add_string_element (changed, changes[i]);
  json_object_set_array_member (object, "changed", changed);
  for (guint i = 0; preset != NULL && rt_result_get_n_runs (self) > 0 && i < preset->n_published; i++)
    {
      const RtPublished *published = &preset->published[i];
      double measured = rt_published_measure (published, self);
      JsonObject *inner;

      if (published->plan != index)
        continue;
      inner = json_object_new ();
      json_object_set_string_member (inner, "name", published->contestant);
      json_object_set_string_member (inner, "what", published->what);
      if (published->n_clients > 0)
        json_object_set_int_member (inner, "clients", published->n_clients);
      json_object_set_member (inner, "published", number_to_json (published->value));
      json_object_set_member (inner, "measured", number_to_json (measured));
      json_object_set_member (inner, "least", number_to_json (published->least));
      json_object_set_member (inner, "most", number_to_json (published->most));
      if (*changes == NULL)
        json_object_set_boolean_member (inner, "fits", rt_published_fits (published, measured));
      else
        json_object_set_null_member (inner, "fits");
      json_array_add_object_element (array, inner);
    }
  json_object_set_array_member (object, "published", array);
}

/**
 * rt_result_to_json_for:
 * @self: a result
 * @needs: what matters, instead of what is kept with it
 *
 * Writes it by data/roundtrip-result.schema.json: "patterns" has for each contestant the medians
 * of its figures, and "runs" has everything that was counted. A contestant that took no part
 * or did not keep up has null for its figures.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
rt_result_to_json_for (RtResult      *self,
                       const RtNeeds *needs)
{
  const RtPlan *plan = rt_result_get_plan (self);
  JsonObject *object = json_object_new ();
  JsonArray *patterns = json_array_new ();
  JsonArray *runs = json_array_new ();

  for (guint i = 0; rt_result_get_n_runs (self) > 0 && i < plan->contestants->len; i++)
    json_array_add_object_element (patterns, pattern_to_json (self, i));
  for (guint i = 0; i < rt_result_get_n_runs (self); i++)
    json_array_add_element (runs, rt_run_to_json (rt_result_get_run (self, i)));

  json_object_set_string_member (object, "format", FORMAT);
  json_object_set_int_member (object, "version", FORMAT_1);
  json_object_set_member (object, "experiment", rt_plan_to_json (plan));
  json_object_set_member (object, "needs", rt_needs_to_json (needs));
  add_origin (object, self);
  json_object_set_array_member (object, "patterns", patterns);
  add_published (object, self);
  json_object_set_array_member (object, "runs", runs);

  return rt_json_object_node (object);
}

/**
 * rt_result_to_json:
 * @self: a result
 *
 * Does what rt_result_to_json_for() does, with what is kept with it.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
rt_result_to_json (RtResult *self)
{
  return rt_result_to_json_for (self, rt_result_get_needs (self));
}

static gboolean
check_format (JsonObject  *object,
              GError     **error)
{
  g_autofree char *format = NULL;
  gint64 version = 0;

  if (!rt_json_take_string (object, "format", 64, &format, error) ||
      !rt_json_take_int64 (object, "version", 0, G_MAXINT64, &version, error))
    return FALSE;
  if (g_strcmp0 (format, FORMAT) != 0 || version < FORMAT_1)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("This is no result of Roundtrip: choose a .roundtrip file."));
      return FALSE;
    }
  if (version > FORMAT_1)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("This result was saved by a newer version: open it with that."));
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_of_a_machine (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return isfinite (json_node_get_double (node));
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return TRUE;

  return strlen (json_node_get_string (node)) <= 256 && rt_json_is_plain (json_node_get_string (node));
}

/* (transfer full): a copy that can be written */
static JsonNode *
copy_machine (JsonObject *machine)
{
  g_autoptr (GList) names = json_object_get_members (machine);
  JsonObject *copy = json_object_new ();

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (machine, l->data);

      json_object_set_member (copy, l->data, json_node_get_value_type (node) == G_TYPE_DOUBLE
                                                 ? rt_json_double_node (json_node_get_double (node))
                                                 : json_node_copy (node));
    }

  return rt_json_object_node (copy);
}

/* A machine says short things only, each by its own name. */
static gboolean
take_machine (JsonObject  *object,
              JsonNode   **machine,
              GError     **error)
{
  JsonNode *node = json_object_get_member (object, "machine");
  JsonObject *inner = node != NULL ? rt_json_get_object (node, "machine", error) : NULL;
  g_autoptr (GList) values = inner != NULL ? json_object_get_values (inner) : NULL;
  gboolean good = g_list_length (values) <= MAX_MACHINE;

  if (node != NULL && inner == NULL)
    return FALSE;
  for (GList *l = values; l != NULL; l = l->next)
    good = good && is_of_a_machine (l->data);
  if (!good)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” is not what it should be."), "machine");
      return FALSE;
    }
  *machine = inner != NULL ? copy_machine (inner) : NULL;

  return TRUE;
}

static gboolean
take_origin (JsonObject  *object,
             RtResult    *self,
             GError     **error)
{
  g_autofree char *made = NULL;
  JsonNode *machine = NULL;
  RtNeeds needs;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  if (!rt_json_take_string (object, "made", 64, &made, error) ||
      !rt_needs_from_json (json_object_get_member (object, "needs"), &needs, error) ||
      !take_machine (object, &machine, error))
    return FALSE;
  rt_result_set_needs (self, &needs);
  rt_result_set_origin (self, machine, made != NULL ? g_date_time_new_from_iso8601 (made, utc) : NULL);

  return TRUE;
}

/**
 * rt_result_from_json:
 * @node: an object, perhaps a stranger's
 * @error: return location for a #GIOErrorEnum
 *
 * Reads what rt_result_to_json() writes. What is in "patterns" is not looked at: it is
 * of the runs, and told anew. A file without runs is a plan.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with %G_IO_ERROR_INVALID_DATA,
 *   %G_IO_ERROR_INVALID_ARGUMENT (its plan), or %G_IO_ERROR_NOT_SUPPORTED (a newer version's)
 */
RtResult *
rt_result_from_json (JsonNode  *node,
                     GError   **error)
{
  JsonObject *object = rt_json_get_object (node, FORMAT, error);
  g_autoptr (RtPlan) plan = NULL;
  g_autoptr (RtResult) self = NULL;
  JsonArray *runs;

  if (object == NULL || !check_format (object, error) ||
      !rt_json_take_array (object, "runs", MAX_RUNS, &runs, error))
    return NULL;
  plan = rt_plan_from_json (json_object_get_member (object, "experiment"), error);
  if (plan == NULL)
    return NULL;
  self = rt_result_new (plan);
  if (!take_origin (object, self, error))
    return NULL;
  for (guint i = 0; runs != NULL && i < json_array_get_length (runs); i++)
    {
      RtRun *run = rt_run_from_json (json_array_get_element (runs, i), plan, error);

      if (run == NULL)
        return NULL;
      rt_result_add (self, run);
    }

  return g_steal_pointer (&self);
}
