/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-run-json.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-json-members.h"

/* A histogram has a bucket for 128 steps of each of 34 scales. */
#define MAX_BUCKETS (128 * 40)

#define MAX_PROTOCOL 64 /* bytes */

typedef struct {
  const char *name;
  gsize       offset;
} Member;

static const Member counters[] = {
  { "connections_opened", G_STRUCT_OFFSET (RtTraffic, connections_opened) },
  { "connections_open", G_STRUCT_OFFSET (RtTraffic, connections_open) },
  { "requests", G_STRUCT_OFFSET (RtTraffic, requests) },
  { "responses", G_STRUCT_OFFSET (RtTraffic, responses) },
  { "empty", G_STRUCT_OFFSET (RtTraffic, empty) },
  { "events", G_STRUCT_OFFSET (RtTraffic, events) },
  { "unique", G_STRUCT_OFFSET (RtTraffic, unique) },
  { "lost", G_STRUCT_OFFSET (RtTraffic, lost) },
  { "duplicate", G_STRUCT_OFFSET (RtTraffic, duplicate) },
  { "reordered", G_STRUCT_OFFSET (RtTraffic, reordered) },
  { "unknown_gaps", G_STRUCT_OFFSET (RtTraffic, unknown_gaps) },
  { "payload_bytes_in", G_STRUCT_OFFSET (RtTraffic, payload_in) },
  { "payload_bytes_out", G_STRUCT_OFFSET (RtTraffic, payload_out) },
  { "file_bytes", G_STRUCT_OFFSET (RtTraffic, file_bytes) },
  { "wire_bytes_in", G_STRUCT_OFFSET (RtTraffic, wire.bytes_in) },
  { "wire_bytes_out", G_STRUCT_OFFSET (RtTraffic, wire.bytes_out) },
  { "segments_in", G_STRUCT_OFFSET (RtTraffic, wire.segments_in) },
  { "segments_out", G_STRUCT_OFFSET (RtTraffic, wire.segments_out) },
  { "estimated_header_bytes", G_STRUCT_OFFSET (RtTraffic, header_bytes) },
  { "conflated", G_STRUCT_OFFSET (RtTraffic, conflated) },
  { "dropped", G_STRUCT_OFFSET (RtTraffic, dropped) },
  { "forgotten", G_STRUCT_OFFSET (RtTraffic, forgotten) },
  { "left", G_STRUCT_OFFSET (RtTraffic, left) },
  { "waits", G_STRUCT_OFFSET (RtTraffic, waits) },
  { "disconnected", G_STRUCT_OFFSET (RtTraffic, disconnected) },
  { "outbox_events", G_STRUCT_OFFSET (RtTraffic, outbox_events) },
  { "outbox_bytes", G_STRUCT_OFFSET (RtTraffic, outbox_bytes) },
};

static const Member measures[] = {
  { "cpu_us", G_STRUCT_OFFSET (RtRun, cpu_us) },
  { "client_cpu_us", G_STRUCT_OFFSET (RtRun, client_cpu_us) },
  { "base_cpu_us", G_STRUCT_OFFSET (RtRun, base_cpu_us) },
  { "idle_cpu_us", G_STRUCT_OFFSET (RtRun, idle_cpu_us) },
  { "memory_bytes", G_STRUCT_OFFSET (RtRun, memory) },
  { "connected_us", G_STRUCT_OFFSET (RtRun, connected_us) },
  { "late_p99_us", G_STRUCT_OFFSET (RtRun, late_p99_us) },
  { "elapsed_us", G_STRUCT_OFFSET (RtRun, elapsed_us) },
};

static void
add_bucket (gint64   value,
            guint64  count,
            gpointer user_data)
{
  json_array_add_int_element (user_data, value);
  json_array_add_int_element (user_data, (gint64) count);
}

static void
add_histogram (JsonObject        *object,
               const char        *name,
               const RtHistogram *histogram)
{
  JsonObject *inner;
  JsonArray *buckets;

  if (histogram == NULL || rt_histogram_get_count (histogram) == 0)
    return;

  inner = json_object_new ();
  buckets = json_array_new ();
  rt_histogram_foreach (histogram, add_bucket, buckets);
  json_object_set_int_member (inner, "min", rt_histogram_get_min (histogram));
  json_object_set_int_member (inner, "max", rt_histogram_get_max (histogram));
  json_object_set_member (inner, "sum", rt_json_double_node (rt_histogram_get_sum (histogram)));
  json_object_set_array_member (inner, "buckets", buckets);
  json_object_set_object_member (object, name, inner);
}

static JsonObject *
traffic_to_json (const RtTraffic *traffic)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    json_object_set_int_member (object, counters[i].name,
                                (gint64) G_STRUCT_MEMBER (guint64, traffic, counters[i].offset));
  add_histogram (object, "latency_us", traffic->latency);
  add_histogram (object, "age_us", traffic->age);

  return object;
}

static void
add_ages (JsonObject        *object,
          const RtAgeSeries *ages)
{
  JsonObject *inner;
  JsonArray *means;

  if (ages == NULL || ages->n == 0)
    return;

  inner = json_object_new ();
  means = json_array_new ();
  for (guint i = 0; i < ages->n; i++)
    {
      double mean = rt_age_series_get_mean (ages, i);

      if (isnan (mean))
        json_array_add_null_element (means);
      else
        json_array_add_int_element (means, (gint64) mean);
    }
  json_object_set_int_member (inner, "width_us", ages->width_us);
  json_object_set_array_member (inner, "means", means);
  json_object_set_object_member (object, "age_course", inner);
}

/**
 * rt_run_to_json:
 * @self: a run
 *
 * Writes it as an element of "runs" of data/roundtrip-result.schema.json. What could not be told
 * is null.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
rt_run_to_json (const RtRun *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "contestant", self->contestant);
  if (self->protocol != NULL)
    json_object_set_string_member (object, "protocol", self->protocol);
  json_object_set_int_member (object, "repetition", self->repetition);
  json_object_set_int_member (object, "published", (gint64) self->published);
  json_object_set_int_member (object, "clients", self->clients);
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    {
      gint64 value = G_STRUCT_MEMBER (gint64, self, measures[i].offset);

      if (value >= 0)
        json_object_set_int_member (object, measures[i].name, value);
      else
        json_object_set_null_member (object, measures[i].name);
    }
  json_object_set_boolean_member (object, "kept_up", self->kept_up);
  json_object_set_boolean_member (object, "cut_short", self->cut_short);
  if (self->by_chance)
    json_object_set_boolean_member (object, "by_chance", TRUE);
  if (self->remark != NULL)
    json_object_set_string_member (object, "remark", self->remark);
  add_ages (object, self->ages);
  json_object_set_object_member (object, "traffic", traffic_to_json (&self->traffic));
  json_object_set_object_member (object, "server", traffic_to_json (&self->server));

  return rt_json_object_node (object);
}

static gboolean
fail (const char  *name,
      GError     **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” is not what it should be."), name);
  return FALSE;
}

static gboolean
read_buckets (JsonArray   *buckets,
              RtHistogram *histogram)
{
  guint length = buckets != NULL ? json_array_get_length (buckets) : 0;
  gint64 last = -1;
  gint64 total = 0;

  for (guint i = 0; i + 1 < length; i += 2)
    {
      JsonNode *value = json_array_get_element (buckets, i);
      JsonNode *count = json_array_get_element (buckets, i + 1);

      if (json_node_get_value_type (value) != G_TYPE_INT64 || json_node_get_value_type (count) != G_TYPE_INT64 ||
          json_node_get_int (value) <= last || json_node_get_int (count) < 1 ||
          json_node_get_int (count) > RT_JSON_MAX_WHOLE - total)
        return FALSE;
      last = json_node_get_int (value);
      total += json_node_get_int (count);
      rt_histogram_record_n (histogram, last, (guint64) json_node_get_int (count));
    }

  return length > 0 && length % 2 == 0;
}

static gboolean
take_histogram (JsonObject   *object,
                const char   *name,
                RtHistogram **taken,
                GError      **error)
{
  g_autoptr (RtHistogram) histogram = rt_histogram_new ();
  JsonObject *inner;
  JsonArray *buckets = NULL;
  gint64 min = 0;
  gint64 max = 0;
  double sum = 0;

  if (!json_object_has_member (object, name))
    return TRUE;
  inner = rt_json_get_object (json_object_get_member (object, name), name, error);
  if (inner == NULL || !rt_json_take_int64 (inner, "min", 0, RT_JSON_MAX_WHOLE, &min, error) ||
      !rt_json_take_int64 (inner, "max", 0, RT_JSON_MAX_WHOLE, &max, error) ||
      !rt_json_take_double (inner, "sum", 0, G_MAXDOUBLE, &sum, error) ||
      !rt_json_take_array (inner, "buckets", 2 * MAX_BUCKETS, &buckets, error))
    return FALSE;
  if (!read_buckets (buckets, histogram) || !rt_histogram_refine (histogram, min, max, sum))
    return fail (name, error);
  *taken = g_steal_pointer (&histogram);

  return TRUE;
}

static gboolean
take_traffic (JsonObject  *run,
              const char  *name,
              RtTraffic   *traffic,
              GError     **error)
{
  JsonObject *object = rt_json_get_object (json_object_get_member (run, name), name, error);

  if (object == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    {
      gint64 value = 0;

      if (!rt_json_take_int64 (object, counters[i].name, 0, RT_JSON_MAX_WHOLE, &value, error))
        return FALSE;
      G_STRUCT_MEMBER (guint64, traffic, counters[i].offset) = (guint64) value;
    }

  return take_histogram (object, "latency_us", &traffic->latency, error) &&
         take_histogram (object, "age_us", &traffic->age, error);
}

static gboolean
take_ages (JsonObject  *object,
           RtRun       *run,
           GError     **error)
{
  g_autoptr (RtAgeSeries) ages = rt_age_series_new ();
  JsonObject *inner;
  JsonArray *means = NULL;

  if (!json_object_has_member (object, "age_course"))
    return TRUE;
  inner = rt_json_get_object (json_object_get_member (object, "age_course"), "age_course", error);
  if (inner == NULL || !rt_json_take_int64 (inner, "width_us", 1, RT_JSON_MAX_WHOLE, &ages->width_us, error) ||
      !rt_json_take_array (inner, "means", RT_AGE_SERIES_MAX, &means, error))
    return FALSE;

  ages->n = means != NULL ? json_array_get_length (means) : 0;
  for (guint i = 0; i < ages->n; i++)
    {
      JsonNode *mean = json_array_get_element (means, i);

      if (json_node_is_null (mean))
        continue;
      if (json_node_get_value_type (mean) != G_TYPE_INT64 || json_node_get_int (mean) < 0)
        return fail ("age_course", error);
      ages->sums[i] = (double) json_node_get_int (mean);
      ages->counts[i] = 1;
    }
  run->ages = g_steal_pointer (&ages);

  return TRUE;
}

/* What no run was made with is not known. */
static gboolean
take_protocol (JsonObject  *object,
               RtRun       *run,
               GError     **error)
{
  g_autofree char *protocol = NULL;

  if (!rt_json_take_string (object, "protocol", MAX_PROTOCOL, &protocol, error))
    return FALSE;
  if (g_strcmp0 (protocol, RT_RUN_HTTP1) == 0)
    run->protocol = RT_RUN_HTTP1;
  else if (g_strcmp0 (protocol, RT_RUN_HTTP2) == 0)
    run->protocol = RT_RUN_HTTP2;

  return TRUE;
}

/**
 * rt_run_from_json:
 * @node: an object, perhaps a stranger's
 * @plan: what was to be done
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Reads what rt_run_to_json() writes.
 *
 * Returns: (transfer full) (nullable): a run of @plan, or %NULL with @error
 */
RtRun *
rt_run_from_json (JsonNode      *node,
                  const RtPlan  *plan,
                  GError       **error)
{
  g_autoptr (RtRun) self = rt_run_new ();
  JsonObject *object = rt_json_get_object (node, "runs", error);
  gint64 published = 0;

  if (object == NULL ||
      !rt_json_take_uint (object, "contestant", plan->contestants->len - 1, &self->contestant, error) ||
      !rt_json_take_uint (object, "repetition", plan->repeat - 1, &self->repetition, error) ||
      !rt_json_take_int64 (object, "published", 0, RT_JSON_MAX_WHOLE, &published, error) ||
      !rt_json_take_uint (object, "clients", RT_PLAN_MAX_CLIENTS, &self->clients, error) ||
      !rt_json_take_boolean (object, "kept_up", &self->kept_up, error) ||
      !rt_json_take_boolean (object, "cut_short", &self->cut_short, error) ||
      !rt_json_take_boolean (object, "by_chance", &self->by_chance, error) ||
      !rt_json_take_string (object, "remark", RT_RUN_MAX_REMARK, &self->remark, error) ||
      !take_protocol (object, self, error) || !take_ages (object, self, error) ||
      !take_traffic (object, "traffic", &self->traffic, error) ||
      !take_traffic (object, "server", &self->server, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (!rt_json_take_int64 (object, measures[i].name, 0, RT_JSON_MAX_WHOLE,
                             &G_STRUCT_MEMBER (gint64, self, measures[i].offset), error))
      return NULL;
  self->published = (guint64) published;

  return g_steal_pointer (&self);
}
