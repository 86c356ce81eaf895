/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-answer-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-json.h"
#include "patterns/rt-json-scan.h"

/* Where programs put it: RFC 9457 section 3.1.4 first. */
static const char * const members[] = { "detail", "message", "error", "title" };

static char *
find_member (const RtJsonSlice *object,
             const char        *name)
{
  RtJsonSlice member, value;
  RtJsonScan scan;

  if (!rt_json_scan_object (&scan, object))
    return NULL;

  while (rt_json_scan_member (&scan, &member, &value))
    if (rt_json_slice_is_string (&member, name))
      return rt_json_slice_dup_string (&value);

  return NULL;
}

static char *
find_words (const char *type,
            GBytes     *body)
{
  RtJsonSlice slice;

  slice.text = g_bytes_get_data (body, &slice.length);
  if (slice.length == 0)
    return NULL;

  if (rt_json_check (slice.text, slice.length, NULL))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
        {
          char *words = find_member (&slice, members[i]);

          if (words != NULL)
            return words;
        }
      return NULL;
    }

  return g_strcmp0 (type, "text/plain") == 0 ? g_strndup (slice.text, slice.length) : NULL;
}

/* One line, with nothing in it that cannot be seen. */
static char *
tidy (const char *words)
{
  g_autofree char *valid = g_utf8_make_valid (words, -1);
  GString *tidy = g_string_new (NULL);
  glong n = 0;

  for (const char *c = valid; *c != '\0' && n < RT_ANSWER_WORDS_MAX; c = g_utf8_next_char (c), n++)
    {
      gunichar character = g_utf8_get_char (c);

      g_string_append_unichar (tidy, g_unichar_isprint (character) ? character : ' ');
    }
  if (n == RT_ANSWER_WORDS_MAX)
    g_string_append (tidy, "…");

  return g_strstrip (g_string_free (tidy, FALSE));
}

/**
 * rt_answer_words:
 * @status: a status of HTTP
 * @phrase: (nullable): its reason phrase, as the server put it
 * @type: (nullable): the content type of @body
 * @body: (nullable): what the server answered, or the beginning of it
 *
 * Says what a server answered: its status, and its own words where it has some: plain text,
 * or a member of JSON that is made for people.
 *
 * Returns: (transfer full): “413 Payload Too Large (“At most 5 GB.”)”, without a full stop
 */
char *
rt_answer_words (guint       status,
                 const char *phrase,
                 const char *type,
                 GBytes     *body)
{
  g_autofree char *words = body != NULL ? find_words (type, body) : NULL;
  g_autofree char *tidied = words != NULL ? tidy (words) : NULL;
  g_autofree char *answer = g_strdup_printf ("%u %s", status, phrase != NULL ? phrase : "");

  g_strchomp (answer);
  if (tidied == NULL || *tidied == '\0' || g_strcmp0 (tidied, phrase) == 0)
    return g_steal_pointer (&answer);

  /* Translators: a status such as “413 Payload Too Large”, and what the server said */
  return g_strdup_printf (_("%s (“%s”)"), answer, tidied);
}
