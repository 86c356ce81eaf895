/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-db.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "patterns/publish-subscribe/embedded/rt-embedded-schema.h"
#include "patterns/publish-subscribe/rt-bus.h"

/* How long another process may keep the file to itself. */
#define BUSY_TIMEOUT_MS 5000

static void
set_error (RtEmbeddedDb  *self,
           int            code,
           const char    *words,
           GError       **error)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_STORAGE,
                   _("There is no room left for “%s”: make some, or choose another folder."), self->path);
      break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_STORAGE,
                   _("“%s” cannot be written: check the rights of its folder."), self->path);
      break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_STORAGE,
                   _("“%s” is no embedded bus, or is damaged: move it away."), self->path);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_TIMEOUT,
                   _("Another program keeps “%s” to itself: end it, or wait for it."), self->path);
      break;
    default:
      g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_STORAGE,
                   _("“%s” cannot be used: %s"), self->path, words);
      break;
    }
}

static void
fail (RtEmbeddedDb *self)
{
  if (self->failed != 0)
    return;

  self->failed = sqlite3_errcode (self->sqlite);
  g_free (self->words);
  self->words = g_strdup (sqlite3_errmsg (self->sqlite));
}

static gboolean
execute (RtEmbeddedDb  *self,
         const char    *sql,
         GError       **error)
{
  if (sqlite3_exec (self->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  set_error (self, sqlite3_errcode (self->sqlite), sqlite3_errmsg (self->sqlite), error);

  return FALSE;
}

/* An empty file becomes a bus; any other has to be one already, and of this version. */
static gboolean
prepare_schema (RtEmbeddedDb  *self,
                GError       **error)
{
  gint64 id;
  gint64 version;

  if (!rt_embedded_db_begin (self, error))
    return FALSE;

  id = rt_embedded_db_ask (self, 0, "PRAGMA application_id", 0);
  version = rt_embedded_db_ask (self, 0, "PRAGMA user_version", 0);
  if (id == 0 && rt_embedded_db_ask (self, 0, "SELECT count(*) FROM sqlite_schema", 0) == 0 && self->failed == 0)
    {
      if (sqlite3_exec (self->sqlite, RT_EMBEDDED_SCHEMA, NULL, NULL, NULL) != SQLITE_OK)
        fail (self);
    }
  else if (self->failed == 0 && (id != RT_EMBEDDED_APPLICATION_ID || version != RT_EMBEDDED_VERSION))
    {
      sqlite3_exec (self->sqlite, "ROLLBACK", NULL, NULL, NULL);
      set_error (self, SQLITE_NOTADB, "", error);
      return FALSE;
    }

  return rt_embedded_db_commit (self, error);
}

/* For nobody else to read. A file that is there is not opened: closing it would take away the
 * locks that SQLite may have on it in this process. */
static void
create_private (const char *path)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
}

RtEmbeddedDb *
rt_embedded_db_new (const char  *path,
                    GError     **error)
{
  RtEmbeddedDb *self = g_new0 (RtEmbeddedDb, 1);
  g_autofree char *folder = g_path_get_dirname (path);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

  self->path = g_strdup (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sqlite3_finalize);
  g_mkdir_with_parents (folder, 0700);
  create_private (path);
  if (sqlite3_open_v2 (path, &self->sqlite, flags, NULL) != SQLITE_OK)
    set_error (self, sqlite3_errcode (self->sqlite), sqlite3_errmsg (self->sqlite), error);
  else if (sqlite3_busy_timeout (self->sqlite, BUSY_TIMEOUT_MS) == SQLITE_OK &&
           execute (self, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384", error) &&
           prepare_schema (self, error))
    return self;

  rt_embedded_db_free (self);

  return NULL;
}

void
rt_embedded_db_free (RtEmbeddedDb *self)
{
  g_hash_table_unref (self->statements);
  sqlite3_close (self->sqlite);
  g_free (self->words);
  g_free (self->path);
  g_free (self);
}

sqlite3_stmt *
rt_embedded_db_get (RtEmbeddedDb *self,
                    const char   *sql)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement == NULL)
    {
      if (sqlite3_prepare_v3 (self->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        fail (self);
      g_hash_table_insert (self->statements, (gpointer) sql, statement);
    }
  if (statement != NULL)
    sqlite3_reset (statement);

  return statement;
}

gboolean
rt_embedded_db_step (RtEmbeddedDb *self,
                     sqlite3_stmt *statement)
{
  int code;

  if (self->failed != 0 || statement == NULL)
    return FALSE;

  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    fail (self);
  sqlite3_reset (statement);

  return FALSE;
}

static sqlite3_stmt *
bind_numbers (RtEmbeddedDb *self,
              const char   *sql,
              guint         n_numbers,
              va_list       numbers)
{
  sqlite3_stmt *statement = rt_embedded_db_get (self, sql);

  for (guint i = 1; i <= n_numbers && statement != NULL; i++)
    sqlite3_bind_int64 (statement, (int) i, va_arg (numbers, gint64));

  return statement;
}

gboolean
rt_embedded_db_run (RtEmbeddedDb *self,
                    const char   *sql,
                    guint         n_numbers,
                    ...)
{
  sqlite3_stmt *statement;
  va_list numbers;

  va_start (numbers, n_numbers);
  statement = bind_numbers (self, sql, n_numbers, numbers);
  va_end (numbers);
  while (rt_embedded_db_step (self, statement))
    ;

  return self->failed == 0;
}

gint64
rt_embedded_db_ask (RtEmbeddedDb *self,
                    gint64        none,
                    const char   *sql,
                    guint         n_numbers,
                    ...)
{
  sqlite3_stmt *statement;
  va_list numbers;
  gint64 answer = none;

  va_start (numbers, n_numbers);
  statement = bind_numbers (self, sql, n_numbers, numbers);
  va_end (numbers);
  if (rt_embedded_db_step (self, statement))
    {
      if (sqlite3_column_type (statement, 0) != SQLITE_NULL)
        answer = sqlite3_column_int64 (statement, 0);
      sqlite3_reset (statement);
    }

  return answer;
}

void
rt_embedded_db_bind (sqlite3_stmt *statement,
                     int           number,
                     const char   *text)
{
  if (statement == NULL)
    return;
  if (text == NULL)
    sqlite3_bind_null (statement, number);
  else
    sqlite3_bind_text (statement, number, text, -1, SQLITE_STATIC);
}

char *
rt_embedded_db_text (sqlite3_stmt *statement,
                     int           column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

gboolean
rt_embedded_db_begin (RtEmbeddedDb  *self,
                      GError       **error)
{
  self->failed = 0;
  if (rt_embedded_db_run (self, "BEGIN IMMEDIATE", 0))
    return TRUE;

  set_error (self, self->failed, self->words, error);

  return FALSE;
}

gboolean
rt_embedded_db_commit (RtEmbeddedDb  *self,
                       GError       **error)
{
  if (self->failed == 0)
    rt_embedded_db_run (self, "COMMIT", 0);
  if (self->failed == 0)
    return TRUE;

  /* Some failures have rolled it back already. */
  if (!sqlite3_get_autocommit (self->sqlite))
    sqlite3_exec (self->sqlite, "ROLLBACK", NULL, NULL, NULL);
  set_error (self, self->failed, self->words, error);
  self->failed = 0;

  return FALSE;
}

gint64
rt_embedded_db_get_version (RtEmbeddedDb *self)
{
  return rt_embedded_db_ask (self, 0, "PRAGMA data_version", 0);
}
