/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-presets.h"

#include <glib/gi18n.h>

/* What makes another experiment of it: members of "experiment", and what people call them. How often
 * it is repeated, with which seed, in which order, in which process and by which title does not: what
 * was published says nothing of these. */
static const struct {
  const char *member;
  const char *title;
} settings[] = {
  { "contestants", N_("Patterns") },
  { "clients", N_("Clients") },
  { "feed", N_("When events come") },
  { "events_per_second", N_("Events a second") },
  { "burst", N_("Events of a burst") },
  { "replay", N_("Replayed") },
  { "payload_bytes", N_("Bytes of an event") },
  { "duration_s", N_("Seconds that are measured") },
  { "warm_up_s", N_("Seconds of warm-up") },
  { "interval_ms", N_("Milliseconds between polls") },
  { "wait_ms", N_("Milliseconds that a poll is held") },
  { "faults", N_("Faults") },
  { "connections_per_host", N_("Connections of a host") },
  { "clients_per_host", N_("Clients of a host") },
  { "http2", N_("HTTP/2") },
};

static char *
dup_value (JsonNode *node)
{
  return json_node_get_value_type (node) == G_TYPE_DOUBLE ? g_strdup_printf ("%.15g", json_node_get_double (node))
                                                          : json_to_string (node, FALSE);
}

/* (transfer full) lists are told by their title alone: they are long */
static char *
describe (guint     setting,
          JsonNode *was,
          JsonNode *is,
          gboolean  for_programs)
{
  g_autofree char *before = dup_value (was);
  g_autofree char *now = dup_value (is);

  if (for_programs)
    return g_strdup (settings[setting].member);
  if (JSON_NODE_HOLDS_ARRAY (is))
    return g_strdup (_(settings[setting].title));

  /* Translators: a setting, what it is, and what it was */
  return g_strdup_printf (_("%s: %s, not %s"), _(settings[setting].title), now, before);
}

static gboolean
is_in_use (const RtPlan *plan,
           const char   *member)
{
  if (g_str_equal (member, "burst"))
    return plan->rate_kind == RT_RATE_BURSTS;
  if (g_str_equal (member, "clients_per_host"))
    return plan->per_host > 0;

  return TRUE;
}

/**
 * rt_plan_list_changes:
 * @self: a plan
 * @other: one that may have begun as it
 * @for_programs: by the names that "experiment" has for them, and nothing else
 *
 * Returns: (transfer full): for each setting by which @other is another experiment than @self, what it
 *   is and what it was, for people
 */
GStrv
rt_plan_list_changes (const RtPlan *self,
                      const RtPlan *other,
                      gboolean      for_programs)
{
  g_autoptr (JsonNode) was = rt_plan_to_json (self);
  g_autoptr (JsonNode) is = rt_plan_to_json (other);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      JsonNode *before = json_object_get_member (json_node_get_object (was), settings[i].member);
      JsonNode *now = json_object_get_member (json_node_get_object (is), settings[i].member);
      g_autofree char *words = json_node_equal (before, now) ? NULL : describe (i, before, now, for_programs);

      if (words != NULL && (is_in_use (self, settings[i].member) || is_in_use (other, settings[i].member)))
        g_strv_builder_add (list, words);
    }

  return g_strv_builder_end (list);
}

/**
 * rt_preset_list_changes:
 * @plan: a plan
 * @for_programs: by the names that "experiment" has for them
 *
 * Holds it against the preset it began as, whole or brief, whichever is nearer. What was published is
 * no measure of a set-up that was changed.
 *
 * Returns: (transfer full): a sentence's part for each setting that was changed; empty: none was, or
 *   it is no preset's
 */
GStrv
rt_preset_list_changes (const RtPlan *plan,
                        gboolean      for_programs)
{
  guint index = 0;
  const RtPreset *preset = plan->preset != NULL ? rt_presets_lookup (plan->preset, &index) : NULL;
  GStrv nearest = NULL;

  for (guint brief = 0; preset != NULL && brief < 2; brief++)
    {
      g_autoptr (RtPlan) published = rt_preset_make_plan (preset, index, brief == 1);
      GStrv changes = rt_plan_list_changes (published, plan, for_programs);

      if (nearest == NULL || g_strv_length (changes) < g_strv_length (nearest))
        {
          g_strfreev (nearest);
          nearest = changes;
        }
      else
        g_strfreev (changes);
    }

  return nearest != NULL ? nearest : g_new0 (char *, 1);
}
