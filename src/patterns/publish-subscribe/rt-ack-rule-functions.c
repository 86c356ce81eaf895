/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-ack-rule-sql.h"

#include <string.h>

/* Those that look at values and take time in proportion to their size. */
static const char * const allowed[] = {
  "abs", "coalesce", "hex", "ifnull", "iif", "instr", "json_array_length", "json_extract", "json_type", "json_valid",
  "length", "like", "lower", "max", "min", "nullif", "round", "substr", "substring", "typeof", "unicode", "upper",
  "->", "->>",
  NULL
};

gboolean
rt_ack_rule_functions_allow (const char *name)
{
  for (guint i = 0; allowed[i] != NULL; i++)
    if (g_ascii_strcasecmp (allowed[i], name) == 0)
      return TRUE;

  return FALSE;
}

static const char *
next_character (const char *text,
                const char *end)
{
  for (text++; text < end && (*text & 0xc0) == 0x80; text++)
    ;

  return text;
}

/* SQLite's own tries every way to match several "%", which takes hours for some bodies. To go
 * back to the last one alone is enough; even that takes as long as both are multiplied, so it
 * stops when nothing of @work is left. */
static gboolean
is_like (const char *pattern,
         const char *pattern_end,
         const char *text,
         const char *text_end,
         guint      *work)
{
  const char *after_any = NULL;
  const char *retry = NULL;

  for (; text < text_end && *work > 0; (*work)--)
    {
      if (pattern < pattern_end && *pattern == '%')
        {
          after_any = ++pattern;
          retry = text;
        }
      else if (pattern < pattern_end && *pattern == '_')
        {
          pattern++;
          text = next_character (text, text_end);
        }
      else if (pattern < pattern_end && g_ascii_tolower (*pattern) == g_ascii_tolower (*text))
        {
          pattern++;
          text++;
        }
      else if (after_any != NULL)
        {
          pattern = after_any;
          retry = next_character (retry, text_end);
          text = retry;
        }
      else
        return FALSE;
    }

  while (pattern < pattern_end && *pattern == '%')
    pattern++;

  return pattern == pattern_end;
}

static gboolean
has_null (int             n_values,
          sqlite3_value **values)
{
  for (int i = 0; i < n_values; i++)
    if (sqlite3_value_type (values[i]) == SQLITE_NULL)
      return TRUE;

  return FALSE;
}

/* like (PATTERN, TEXT), as TEXT LIKE PATTERN calls it. Where it takes too long the question has no
 * answer, whatever the rule makes of it. */
static void
like (sqlite3_context  *context,
      int               n_values,
      sqlite3_value   **values)
{
  const char *pattern = (const char *) sqlite3_value_text (values[0]);
  const char *text = (const char *) sqlite3_value_text (values[1]);
  guint *work = sqlite3_user_data (context);
  gboolean matches;

  if (has_null (n_values, values) || pattern == NULL || text == NULL)
    return;

  matches = is_like (pattern, pattern + sqlite3_value_bytes (values[0]),
                     text, text + sqlite3_value_bytes (values[1]), work);
  if (*work > 0)
    sqlite3_result_int (context, matches);
  else
    sqlite3_result_error_code (context, SQLITE_INTERRUPT);
}

/* Where @values[1] begins in @values[0], in characters from 1; 0 nowhere. */
static void
instr (sqlite3_context  *context,
       int               n_values,
       sqlite3_value   **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);
  const char *wanted = (const char *) sqlite3_value_text (values[1]);
  const char *found;
  int position = 1;

  if (has_null (n_values, values) || text == NULL || wanted == NULL)
    return;

  found = memmem (text, sqlite3_value_bytes (values[0]), wanted, sqlite3_value_bytes (values[1]));
  for (const char *at = text; found != NULL && at < found; at++)
    position += (*at & 0xc0) != 0x80;
  sqlite3_result_int (context, found != NULL ? position : 0);
}

void
rt_ack_rule_functions_add (sqlite3 *db,
                           guint   *work)
{
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;

  sqlite3_create_function (db, "like", 2, flags, work, like, NULL, NULL);
  sqlite3_create_function (db, "instr", 2, flags, NULL, instr, NULL, NULL);
}
