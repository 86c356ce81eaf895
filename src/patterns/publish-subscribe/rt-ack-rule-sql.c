/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-ack-rule-sql.h"

#include <glib/gi18n.h>
#include <string.h>

/* What any value in a rule may come to, in bytes. */
#define MAX_VALUE  (4 * RT_ACK_RULE_MAX_BODY)
#define MAX_DEPTH  100
/* The rule stands alone on its lines, so that no comment of its own hides what follows. */
#define BEFORE     "SELECT (\n"
#define AFTER      "\n) FROM m"
#define NO_COLUMN  "no such column: "

static int
authorize (gpointer    user_data,
           int         action,
           const char *first,
           const char *second,
           const char *database,
           const char *trigger)
{
  RtAckRuleSql *self = user_data;

  if (!self->shut || action == SQLITE_READ || (action == SQLITE_SELECT && self->n_selects++ == 0) ||
      (action == SQLITE_FUNCTION && rt_ack_rule_functions_allow (second)))
    return SQLITE_OK;

  g_free (self->forbidden);
  self->forbidden = g_strdup (action == SQLITE_FUNCTION ? second : "SELECT");

  return SQLITE_DENY;
}

/* Not zero: enough. */
static int
stop (gpointer user_data)
{
  return 1;
}

static void
limit (RtAckRuleSql *self)
{
  static const struct { int limit, value; } limits[] = {
    { SQLITE_LIMIT_LENGTH, MAX_VALUE },
    { SQLITE_LIMIT_SQL_LENGTH, 64 * 1024 },
    { SQLITE_LIMIT_EXPR_DEPTH, MAX_DEPTH },
    { SQLITE_LIMIT_COMPOUND_SELECT, 1 },
    { SQLITE_LIMIT_ATTACHED, 0 },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
    { SQLITE_LIMIT_WORKER_THREADS, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (self->db, limits[i].limit, limits[i].value);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  /* A word in double quotes that is no member is text, as people mean it. */
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DQS_DML, 1, NULL);
  sqlite3_set_authorizer (self->db, authorize, self);
  rt_ack_rule_functions_add (self->db, &self->work);
}

/* Where in @text, in characters from 1; 0: SQLite does not tell. */
static glong
find_place (RtAckRuleSql *self,
            const char   *text)
{
  int offset = sqlite3_error_offset (self->db) - (int) strlen (BEFORE);

  if (offset >= 0 && (gsize) offset < strlen (text))
    return g_utf8_strlen (text, offset) + 1;

  return offset >= 0 ? g_utf8_strlen (text, -1) + 1 : 0;
}

/* SQLite names what it stumbled over, which beyond the rule's end is ours. */
static void
set_syntax_error (RtAckRuleSql  *self,
                  const char    *text,
                  GError       **error)
{
  const char *words = sqlite3_errmsg (self->db);
  glong length = g_utf8_strlen (text, -1);
  glong place = find_place (self, text);
  g_autofree char *there = place > 0 && place <= length ? g_utf8_substring (text, place - 1, MIN (place + 19, length))
                                                        : NULL;

  if (self->forbidden != NULL)
    g_set_error (error, RT_ACK_RULE_ERROR, RT_ACK_RULE_ERROR_FORBIDDEN,
                 _("A rule only looks at one message: “%s” is not for it."), self->forbidden);
  else if (place > length || strstr (words, "incomplete") != NULL)
    g_set_error (error, RT_ACK_RULE_ERROR, RT_ACK_RULE_ERROR_SYNTAX,
                 _("The rule ends too early, or closes what it did not open: it goes like “number == 7”."));
  else if (place > 0)
    g_set_error (error, RT_ACK_RULE_ERROR, RT_ACK_RULE_ERROR_SYNTAX,
                 _("The rule cannot be read at character %ld, “%s”: it goes like “number == 7” or "
                   "“number > 3 and type = 'job'”."), place, there);
  else
    g_set_error (error, RT_ACK_RULE_ERROR, RT_ACK_RULE_ERROR_SYNTAX,
                 _("The rule cannot be read (%s): it goes like “number == 7” or “number > 3 and type = 'job'”."),
                 words);
}

static char *
quote_name (const char *name)
{
  g_autofree char *doubled = NULL;
  g_auto (GStrv) parts = g_strsplit (name, "\"", -1);

  doubled = g_strjoinv ("\"\"", parts);

  return g_strconcat ("\"", doubled, "\"", NULL);
}

/* The column is made when SQLite misses it: only SQLite knows what is a name in a rule. */
static gboolean
add_name (RtAckRuleSql *self,
          const char   *name)
{
  g_autofree char *quoted = quote_name (name);
  g_autofree char *sql = g_strdup_printf ("ALTER TABLE m ADD COLUMN %s NUMERIC", quoted);

  self->shut = FALSE;
  if (self->names->len == RT_ACK_RULE_MAX_NAMES || sqlite3_exec (self->db, sql, NULL, NULL, NULL) != SQLITE_OK)
    return FALSE;

  g_ptr_array_add (self->names, g_strdup (name));

  return TRUE;
}

static int
prepare (RtAckRuleSql *self,
         const char   *sql)
{
  self->shut = TRUE;
  self->n_selects = 0;
  g_clear_pointer (&self->forbidden, g_free);

  return sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &self->select, NULL);
}

static gboolean
prepare_select (RtAckRuleSql  *self,
                const char    *text,
                GError       **error)
{
  g_autofree char *sql = g_strconcat (BEFORE, text, AFTER, NULL);

  while (prepare (self, sql) != SQLITE_OK)
    {
      g_autofree char *words = g_strdup (sqlite3_errmsg (self->db));

      if (!g_str_has_prefix (words, NO_COLUMN) || !add_name (self, words + strlen (NO_COLUMN)))
        {
          set_syntax_error (self, text, error);
          return FALSE;
        }
    }

  if (sqlite3_column_count (self->select) == 1 && sqlite3_bind_parameter_count (self->select) == 0)
    return TRUE;

  g_set_error (error, RT_ACK_RULE_ERROR, RT_ACK_RULE_ERROR_SYNTAX,
               _("A rule is one question, such as “number == 7”."));

  return FALSE;
}

static void
prepare_update (RtAckRuleSql *self)
{
  g_autoptr (GString) sql = g_string_new ("UPDATE m SET ");

  if (self->names->len == 0)
    return;

  for (guint i = 0; i < self->names->len; i++)
    {
      g_autofree char *quoted = quote_name (self->names->pdata[i]);

      g_string_append_printf (sql, "%s%s = ?%u", i > 0 ? ", " : "", quoted, i + 1);
    }
  self->shut = FALSE;
  sqlite3_prepare_v3 (self->db, sql->str, -1, SQLITE_PREPARE_PERSISTENT, &self->update, NULL);
}

/**
 * rt_ack_rule_sql_new:
 * @text: a rule
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the rule, prepared; %NULL with %RT_ACK_RULE_ERROR
 */
RtAckRuleSql *
rt_ack_rule_sql_new (const char  *text,
                     GError     **error)
{
  RtAckRuleSql *self = g_new0 (RtAckRuleSql, 1);

  self->names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_open_v2 (":memory:", &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  limit (self);
  sqlite3_exec (self->db, "PRAGMA journal_mode = OFF; CREATE TABLE m (\"\" NUMERIC); INSERT INTO m VALUES (NULL);",
                NULL, NULL, NULL);
  if (!prepare_select (self, text, error))
    {
      rt_ack_rule_sql_free (self);
      return NULL;
    }

  prepare_update (self);
  self->shut = TRUE;
  sqlite3_progress_handler (self->db, RT_ACK_RULE_MAX_STEPS, stop, NULL);

  return self;
}

/**
 * rt_ack_rule_sql_free:
 * @self: (transfer full): a rule
 */
void
rt_ack_rule_sql_free (RtAckRuleSql *self)
{
  sqlite3_finalize (self->update);
  sqlite3_finalize (self->select);
  sqlite3_close (self->db);
  g_ptr_array_unref (self->names);
  g_free (self->forbidden);
  g_free (self);
}

/**
 * rt_ack_rule_sql_ask:
 * @self: a rule whose @update has its parameters
 *
 * Returns: whether the rule is true of them; not where it is NULL or fails
 */
gboolean
rt_ack_rule_sql_ask (RtAckRuleSql *self)
{
  gboolean taken = FALSE;

  self->work = RT_ACK_RULE_MAX_LIKE;
  /* SQLite counts the steps of a statement on from one time to the next. */
  sqlite3_stmt_status (self->select, SQLITE_STMTSTATUS_VM_STEP, TRUE);
  if (self->update != NULL)
    sqlite3_stmt_status (self->update, SQLITE_STMTSTATUS_VM_STEP, TRUE);
  if (self->update == NULL || sqlite3_step (self->update) == SQLITE_DONE)
    taken = sqlite3_step (self->select) == SQLITE_ROW && sqlite3_column_double (self->select, 0) != 0;
  sqlite3_reset (self->select);
  if (self->update != NULL)
    {
      sqlite3_reset (self->update);
      sqlite3_clear_bindings (self->update);
    }

  return taken;
}
