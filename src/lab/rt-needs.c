/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-needs.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "lab/rt-format.h"
#include "lab/rt-json-members.h"

#define LATEST "latest="
#define FORMS  "bytes, cpu, latest=N, talks-back, any-proxy, browser, stateless, acknowledged"

/* By RtCostKind: as they are typed and saved, and for people. */
static const char * const kinds[] = { "bytes", "cpu" };
static const char * const kind_titles[] = { N_("Bytes"), N_("Processor time") };

static const struct {
  RtTraits    trait;
  const char *word;
  const char *title;
} traits[] = {
  { RT_TRAIT_TALKS_BACK, "talks-back", N_("Clients talk as well") },
  { RT_TRAIT_PLAIN_HTTP, "any-proxy", N_("Any proxy passes it") },
  { RT_TRAIT_BROWSER, "browser", N_("In a browser") },
  { RT_TRAIT_STATELESS, "stateless", N_("Stateless") },
  { RT_TRAIT_ACKNOWLEDGED, "acknowledged", N_("Acknowledged") },
};

static const char * const members[] = { "save", "latest_s", "traits", NULL };

static gboolean
take_kind (const char *word,
           RtNeeds    *needs)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (word, kinds[i]))
      {
        needs->pays_for = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
take_trait (const char *word,
            RtNeeds    *needs)
{
  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    if (g_str_equal (word, traits[i].word))
      {
        needs->traits |= traits[i].trait;
        return TRUE;
      }

  return FALSE;
}

static gboolean
take_latest (const char *word,
             RtNeeds    *needs)
{
  const char *text = word + strlen (LATEST);
  char *end = NULL;

  /* Digits alone: no sign, no exponent, no infinity. */
  if (!g_str_has_prefix (word, LATEST) || *text == '\0' || strspn (text, "0123456789.") != strlen (text))
    return FALSE;
  needs->staleness = g_ascii_strtod (text, &end);

  return *end == '\0' && needs->staleness <= RT_NEEDS_MAX_STALENESS;
}

/* A second word for what one alone can be: the first would count for nothing. */
static gboolean
check_single (const char  *word,
              gboolean     of_kind,
              const char **first,
              GError     **error)
{
  if (!of_kind)
    return TRUE;
  if (*first == NULL)
    {
      *first = word;
      return TRUE;
    }
  /* Translators: an option, and two words that were typed for it */
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("%s: “%s” and “%s” exclude each other: name one."),
               "--matters", *first, word);

  return FALSE;
}

/**
 * rt_needs_parse:
 * @words: words with commas between: `bytes` or `cpu`, `latest=SECONDS`, and traits
 * @needs: (out caller-allocates): what matters; what is not named does not
 * @error: return location for a %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Reads what matters as it is typed.
 *
 * Returns: whether each word is known, and none excludes another; else @error names the first that is not
 *   known and those there are, or the two
 */
gboolean
rt_needs_parse (const char  *words,
                RtNeeds     *needs,
                GError     **error)
{
  g_auto (GStrv) list = g_strsplit (words, ",", -1);
  const char *kind = NULL;
  const char *latest = NULL;

  *needs = (RtNeeds) { 0 };
  for (guint i = 0; i == 0 || list[i] != NULL; i++)
    {
      const char *word = list[i] != NULL ? list[i] : "";
      gboolean is_kind = take_kind (word, needs);
      gboolean is_latest = !is_kind && take_latest (word, needs);

      if (!is_kind && !is_latest && !take_trait (word, needs))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("%s: “%s” is none of %s."), "--matters", word,
                       FORMS);
          return FALSE;
        }
      if (!check_single (word, is_kind, &kind, error) || !check_single (word, is_latest, &latest, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * rt_needs_describe:
 * @self: what matters
 * @bullet: what each line begins with
 *
 * Returns: (transfer full): lines for people, as they are called where one chooses them
 */
char *
rt_needs_describe (const RtNeeds *self,
                   const char    *bullet)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s%s: %s\n", bullet, _("To be saved"), _(kind_titles[self->pays_for]));
  if (self->staleness > 0)
    {
      g_autofree char *latest = rt_format_duration_us (self->staleness * G_USEC_PER_SEC);

      g_string_append_printf (text, "%s%s: %s\n", bullet, _("Latest"), latest);
    }
  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    if ((self->traits & traits[i].trait) != 0)
      g_string_append_printf (text, "%s%s\n", bullet, _(traits[i].title));

  return g_string_free (text, FALSE);
}

/**
 * rt_needs_describe_words:
 *
 * Returns: (transfer full): the words that rt_needs_parse() knows, each with what it means, in lines
 */
char *
rt_needs_describe_words (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_string_append_printf (text, "  %-20s %s: %s\n", kinds[i], _("To be saved"), _(kind_titles[i]));
  g_string_append_printf (text, "  %-20s %s\n", LATEST "N", _("Seconds that an event may take; 0: that does not matter"));
  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    g_string_append_printf (text, "  %-20s %s\n", traits[i].word, _(traits[i].title));

  return g_string_free (text, FALSE);
}

/**
 * rt_needs_to_json:
 * @self: what matters
 *
 * Writes it as "needs" of data/roundtrip-result.schema.json has it.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
rt_needs_to_json (const RtNeeds *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    if ((self->traits & traits[i].trait) != 0)
      json_array_add_string_element (array, traits[i].word);
  json_object_set_string_member (object, "save", kinds[self->pays_for]);
  json_object_set_member (object, "latest_s", rt_json_double_node (self->staleness));
  json_object_set_array_member (object, "traits", array);

  return rt_json_object_node (object);
}

/**
 * rt_needs_from_json:
 * @node: (nullable): an object, perhaps a stranger's
 * @needs: (out caller-allocates): what matters; what is left out does not
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Reads what rt_needs_to_json() writes. A word that is not known is an error: the recommendation
 * would not be what was meant.
 *
 * Returns: whether it is good
 */
gboolean
rt_needs_from_json (JsonNode  *node,
                    RtNeeds   *needs,
                    GError   **error)
{
  JsonObject *object = node != NULL ? rt_json_get_object (node, "needs", error) : NULL;
  g_autofree char *save = g_strdup (kinds[RT_COST_BYTES]);
  JsonArray *array = NULL;
  gboolean good;

  *needs = (RtNeeds) { 0 };
  if (node == NULL)
    return TRUE;
  if (object == NULL || !rt_json_know_members (object, members, error) ||
      !rt_json_take_string (object, "save", 16, &save, error) ||
      !rt_json_take_double (object, "latest_s", 0, RT_NEEDS_MAX_STALENESS, &needs->staleness, error) ||
      !rt_json_take_array (object, "traits", G_N_ELEMENTS (traits), &array, error))
    return FALSE;

  good = take_kind (save, needs);
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *word = json_array_get_element (array, i);

      good = good && json_node_get_value_type (word) == G_TYPE_STRING && take_trait (json_node_get_string (word), needs);
    }
  if (!good)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” is not what it should be."), "needs");

  return good;
}
