/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-bus-words.h"

#include <glib/gi18n.h>

static const struct {
  RtBusAbilities kind;
  RtBusAbilities ability;
  const char    *name;
} abilities[] = {
  { RT_BUS_CAN_QUEUE, RT_BUS_CAN_PRIORITY, N_("priorities") },
  { RT_BUS_CAN_QUEUE, RT_BUS_CAN_DEAD_LETTER, N_("dead letters") },
  { RT_BUS_CAN_LOG, RT_BUS_CAN_PARTITIONS, N_("several partitions") },
  { RT_BUS_CAN_LOG, RT_BUS_CAN_GROUP, N_("groups") },
  { RT_BUS_CAN_LOG, RT_BUS_CAN_SEEK_TIME, N_("rewinding to a time") },
  { RT_BUS_CAN_LOG, RT_BUS_CAN_RETENTION, N_("retention to choose") },
  /* No log has them. */
  { RT_BUS_CAN_LOG, 0, N_("priorities") },
};

static char *
list (RtBusAbilities kind,
      RtBusAbilities has,
      gboolean       able)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (abilities[i].kind == kind && ((has & abilities[i].ability) != 0) == able)
      /* Translators: between what is in a list */
      g_string_append_printf (words, "%s%s", words->len > 0 ? _(", ") : "", _(abilities[i].name));

  return words->len > 0 ? g_string_free (g_steal_pointer (&words), FALSE) : NULL;
}

static char *
dup_abilities (RtBus          *bus,
               RtBusAbilities  kind)
{
  g_autofree char *can = list (kind, rt_bus_get_abilities (bus), TRUE);
  g_autofree char *cannot = list (kind, rt_bus_get_abilities (bus), FALSE);

  if ((rt_bus_get_abilities (bus) & kind) == 0)
    return g_strdup (kind == RT_BUS_CAN_QUEUE ? _("This bus has no queues, only logs.")
                                              : _("This bus has no logs, only queues."));
  if (cannot == NULL)
    /* Translators: what a bus has, a list */
    return g_strdup_printf (_("Has %s."), can);
  if (can == NULL)
    /* Translators: what a bus lacks, a list */
    return g_strdup_printf (_("Lacks %s."), cannot);
  /* Translators: what a bus has and what it lacks, two lists */
  return g_strdup_printf (_("Has %s. Lacks %s."), can, cannot);
}

/**
 * rt_bus_words_dup:
 * @uri: (nullable): an address, perhaps half typed; %NULL: the embedded bus
 * @kind: %RT_BUS_CAN_QUEUE or %RT_BUS_CAN_LOG: what it is wanted for
 *
 * Says what a bus there can do, before one connects to it.
 *
 * Returns: (transfer full): a few words; why there cannot be such a bus, where the address makes
 *   no sense
 */
char *
rt_bus_words_dup (const char     *uri,
                  RtBusAbilities  kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RtBus) bus = rt_bus_new (uri != NULL ? uri : "embedded:any", &error);
  g_autofree char *words = NULL;

  if (bus == NULL)
    return g_strdup (error->message);

  words = dup_abilities (bus, kind);
  if (uri == NULL)
    /* Translators: what the embedded bus can do follows */
    return g_strdup_printf (_("In this program, kept in a file: no broker and no wire between. %s"), words);
  return g_steal_pointer (&words);
}

/**
 * rt_bus_words_get_example:
 * @scheme: "amqp" or "kafka"
 *
 * Returns: (transfer none): where such a broker is usually found on this machine
 */
const char *
rt_bus_words_get_example (const char *scheme)
{
  return g_str_equal (scheme, "kafka") ? "kafka://127.0.0.1:9092" : "amqp://127.0.0.1:5672/";
}

/**
 * rt_bus_words_dup_forgotten:
 * @error: of rt_keyring_try_finish()
 *
 * Returns: (transfer full): what becomes of a password that is not kept
 */
char *
rt_bus_words_dup_forgotten (const GError *error)
{
  if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS))
    /* Translators: a reason follows */
    return g_strdup_printf (_("This password is not kept: %s"), error->message);

  /* Translators: a reason follows */
  return g_strdup_printf (_("The password is forgotten when Roundtrip ends, as the keyring does not take it: %s"),
                          error->message);
}
