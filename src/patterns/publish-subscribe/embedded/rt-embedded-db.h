/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * RtEmbeddedDb:
 *
 * A file of an embedded bus, used by one thread. The first statement that fails makes all that
 * follow do nothing until the transaction ends, which says what went wrong.
 */
typedef struct {
  sqlite3    *sqlite;
  char       *path;
  GHashTable *statements;   /* text → sqlite3_stmt */
  int         failed;       /* SQLite's code; 0 */
  char       *words;        /* SQLite's words for it */
} RtEmbeddedDb;

RtEmbeddedDb *rt_embedded_db_new      (const char    *path,
                                       GError       **error);
void          rt_embedded_db_free     (RtEmbeddedDb  *self);
/* @sql: a literal; it is prepared once. Reset, and without bindings. */
sqlite3_stmt *rt_embedded_db_get      (RtEmbeddedDb  *self,
                                       const char    *sql);
/* One row more. */
gboolean      rt_embedded_db_step     (RtEmbeddedDb  *self,
                                       sqlite3_stmt  *statement);
/* All at once, with whole numbers for "?1", "?2" …; FALSE where it failed. */
gboolean      rt_embedded_db_run      (RtEmbeddedDb  *self,
                                       const char    *sql,
                                       guint          n_numbers,
                                       ...);
/* The first column of the first row; @none where there is no row or it is NULL. */
gint64        rt_embedded_db_ask      (RtEmbeddedDb  *self,
                                       gint64         none,
                                       const char    *sql,
                                       guint          n_numbers,
                                       ...);
/* Bound without copying: @text has to stay until the statement is used. */
void          rt_embedded_db_bind     (sqlite3_stmt  *statement,
                                       int            number,
                                       const char    *text);
char         *rt_embedded_db_text     (sqlite3_stmt  *statement,
                                       int            column);
gboolean      rt_embedded_db_begin    (RtEmbeddedDb  *self,
                                       GError       **error);
/* Rolled back where anything failed. */
gboolean      rt_embedded_db_commit   (RtEmbeddedDb  *self,
                                       GError       **error);
/* Grows when another process has committed. */
gint64        rt_embedded_db_get_version (RtEmbeddedDb *self);

G_END_DECLS
