/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sqlite3.h>

#include "patterns/publish-subscribe/rt-ack-rule.h"

G_BEGIN_DECLS

/**
 * RtAckRuleSql:
 * @names: (element-type utf8): the names in the rule, in the order of their parameters
 *
 * A rule as SQLite has it: a table in memory of one row, whose columns are the names that the
 * rule uses, with numeric affinity (https://www.sqlite.org/datatype3.html section 3), and the
 * rule as the one thing asked of it.
 */
typedef struct {
  GPtrArray    *names;
  sqlite3      *db;
  sqlite3_stmt *update;    /* NULL: it uses no name */
  sqlite3_stmt *select;

  gboolean      shut;      /* from now on nothing but expressions */
  guint         n_selects;
  guint         work;      /* that is left for this message, see %RT_ACK_RULE_MAX_LIKE */
  char         *forbidden; /* what was refused last, or NULL */
} RtAckRuleSql;

/* NULL with %RT_ACK_RULE_ERROR. */
RtAckRuleSql *rt_ack_rule_sql_new  (const char    *text,
                                    GError       **error);
void          rt_ack_rule_sql_free (RtAckRuleSql  *self);
/* Whether it is true of what @update was given. */
gboolean      rt_ack_rule_sql_ask  (RtAckRuleSql  *self);
/* Those of SQLite's functions whose time nothing bounds, done again within a bound: @work is what they
 * may still do, and they fail once that is nothing. */
void          rt_ack_rule_functions_add (sqlite3  *db,
                                         guint    *work);
gboolean      rt_ack_rule_functions_allow (const char *name);

G_END_DECLS
