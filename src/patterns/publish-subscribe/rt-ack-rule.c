/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-ack-rule.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-json.h"
#include "patterns/publish-subscribe/rt-ack-rule-sql.h"
#include "patterns/rt-json-scan.h"

struct _RtAckRule {
  gatomicrefcount  ref_count;
  char            *text;
  RtAckRuleSql    *sql;
};

G_DEFINE_BOXED_TYPE (RtAckRule, rt_ack_rule, rt_ack_rule_ref, rt_ack_rule_unref)
G_DEFINE_QUARK (rt-ack-rule-error-quark, rt_ack_rule_error)

/**
 * rt_ack_rule_new:
 * @text: what the user typed, at most %RT_ACK_RULE_MAX_LENGTH bytes
 * @error: return location
 *
 * Reads a rule, see #RtAckRule.
 *
 * Returns: (transfer full) (nullable): a rule; %NULL with %RT_ACK_RULE_ERROR, in words for people
 */
RtAckRule *
rt_ack_rule_new (const char  *text,
                 GError     **error)
{
  RtAckRuleSql *sql;
  RtAckRule *self;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > RT_ACK_RULE_MAX_LENGTH || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, RT_ACK_RULE_ERROR, RT_ACK_RULE_ERROR_TOO_LONG,
                   _("A rule has at most %d bytes, of UTF-8 text."), RT_ACK_RULE_MAX_LENGTH);
      return NULL;
    }

  sql = rt_ack_rule_sql_new (text, error);
  if (sql == NULL)
    return NULL;

  self = g_new0 (RtAckRule, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->text = g_strdup (text);
  self->sql = sql;

  return self;
}

/**
 * rt_ack_rule_ref:
 * @self: a rule
 *
 * Returns: (transfer full): @self
 */
RtAckRule *
rt_ack_rule_ref (RtAckRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * rt_ack_rule_unref:
 * @self: (transfer full): a rule
 */
void
rt_ack_rule_unref (RtAckRule *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  rt_ack_rule_sql_free (self->sql);
  g_free (self->text);
  g_free (self);
}

/**
 * rt_ack_rule_get_text:
 * @self: a rule
 *
 * Returns: (transfer none): as it was typed
 */
const char *
rt_ack_rule_get_text (RtAckRule *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/* Bound without copying: what it is made of stays until the question is answered. */
static void
bind_text (sqlite3_stmt *statement,
           int           parameter,
           const char   *text,
           gsize         length)
{
  if (text != NULL)
    sqlite3_bind_text64 (statement, parameter, text, length, SQLITE_STATIC, SQLITE_UTF8);
}

/* As JSON has it; the affinity of its column makes a number of what looks like one. */
static void
bind_json (sqlite3_stmt      *statement,
           int                parameter,
           const RtJsonSlice *value)
{
  char *string;

  if (rt_json_slice_is_null (value))
    sqlite3_bind_null (statement, parameter);
  else if (*value->text == '"')
    {
      string = rt_json_slice_dup_string (value);
      sqlite3_bind_text (statement, parameter, string, -1, g_free);
    }
  else if (*value->text == 't' || *value->text == 'f')
    sqlite3_bind_int (statement, parameter, *value->text == 't');
  else
    bind_text (statement, parameter, value->text, value->length);
}

/* What the message says of itself, outside its body. */
static void
bind_property (sqlite3_stmt        *statement,
               int                  parameter,
               const char          *name,
               const RtBusDelivery *delivery)
{
  const RtBusMessage *message = delivery->message;
  gsize size;
  const char *body = g_bytes_get_data (message->body, &size);

  if (g_str_equal (name, "body"))
    bind_text (statement, parameter, size > 0 ? body : "", size);
  else if (g_str_equal (name, "key") && message->key != NULL)
    bind_text (statement, parameter, message->key, strlen (message->key));
  else if (g_str_equal (name, "type") && message->type != NULL)
    bind_text (statement, parameter, message->type, strlen (message->type));
  else if (g_str_equal (name, "priority"))
    sqlite3_bind_int (statement, parameter, (int) message->priority);
  else if (g_str_equal (name, "redelivered"))
    sqlite3_bind_int (statement, parameter, delivery->redelivered);
  else if (g_str_equal (name, "number") && message->number > 0)
    sqlite3_bind_int64 (statement, parameter, (sqlite3_int64) message->number);
}

static void
bind_member (RtAckRuleSql      *sql,
             const RtJsonSlice *name,
             const RtJsonSlice *value)
{
  for (guint i = 0; i < sql->names->len; i++)
    if (!g_str_equal (sql->names->pdata[i], "body") && rt_json_slice_is_string (name, sql->names->pdata[i]))
      bind_json (sql->update, (int) i + 1, value);
}

static void
bind_members (RtAckRuleSql *sql,
              GBytes       *body)
{
  RtJsonSlice whole;
  RtJsonSlice name;
  RtJsonSlice value;
  RtJsonScan scan;

  whole.text = g_bytes_get_data (body, &whole.length);
  if (whole.length == 0 || !rt_json_check (whole.text, whole.length, NULL) || !rt_json_scan_object (&scan, &whole))
    return;

  while (rt_json_scan_member (&scan, &name, &value))
    bind_member (sql, &name, &value);
}

/**
 * rt_ack_rule_takes:
 * @self: a rule
 * @delivery: what was delivered
 *
 * Asks whether the rule is true of a message, within %RT_ACK_RULE_MAX_STEPS and
 * %RT_ACK_RULE_MAX_LIKE.
 *
 * Returns: whether it is; %FALSE also where that cannot be told, as of a body of more than
 *   %RT_ACK_RULE_MAX_BODY bytes
 */
gboolean
rt_ack_rule_takes (RtAckRule           *self,
                   const RtBusDelivery *delivery)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (delivery != NULL, FALSE);

  if (self->sql->update != NULL)
    {
      if (g_bytes_get_size (delivery->message->body) > RT_ACK_RULE_MAX_BODY)
        return FALSE;

      for (guint i = 0; i < self->sql->names->len; i++)
        bind_property (self->sql->update, (int) i + 1, self->sql->names->pdata[i], delivery);
      bind_members (self->sql, delivery->message->body);
    }

  return rt_ack_rule_sql_ask (self->sql);
}
