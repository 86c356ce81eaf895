/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-ledger.h"

struct _RtLedger {
  grefcount   references;
  GPtrArray  *names;    /* interned, NULL at the end */
  GHashTable *accounts; /* interned name to RtTraffic */
};

static void
account_free (gpointer data)
{
  rt_traffic_clear (data);
  g_free (data);
}

/**
 * rt_ledger_new:
 *
 * Returns: (transfer full): a ledger without accounts
 */
RtLedger *
rt_ledger_new (void)
{
  RtLedger *self = g_new0 (RtLedger, 1);

  g_ref_count_init (&self->references);
  self->names = g_ptr_array_new ();
  g_ptr_array_add (self->names, NULL);
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, account_free);

  return self;
}

/**
 * rt_ledger_ref:
 * @self: a ledger
 *
 * Returns: (transfer full): @self, which a peer may post into after its server ended
 */
RtLedger *
rt_ledger_ref (RtLedger *self)
{
  g_ref_count_inc (&self->references);

  return self;
}

/**
 * rt_ledger_unref:
 * @self: (transfer full): a ledger
 */
void
rt_ledger_unref (RtLedger *self)
{
  if (!g_ref_count_dec (&self->references))
    return;

  g_ptr_array_unref (self->names);
  g_hash_table_unref (self->accounts);
  g_free (self);
}

/**
 * rt_ledger_get:
 * @self: a ledger
 * @pattern: a pattern's id, or %RT_LEDGER_OTHER
 *
 * Returns: (transfer none): the account of @pattern, made when there is none; it
 *   stays where it is for as long as the ledger lives
 */
RtTraffic *
rt_ledger_get (RtLedger   *self,
               const char *pattern)
{
  RtTraffic *account = g_hash_table_lookup (self->accounts, pattern);

  if (account == NULL)
    {
      const char *name = g_intern_string (pattern);

      account = g_new (RtTraffic, 1);
      rt_traffic_init (account);
      g_hash_table_insert (self->accounts, (gpointer) name, account);
      g_ptr_array_insert (self->names, self->names->len - 1, (gpointer) name);
    }

  return account;
}

/**
 * rt_ledger_get_patterns:
 * @self: a ledger
 *
 * Returns: (transfer none): the accounts' names in the order of their first use
 */
const char * const *
rt_ledger_get_patterns (RtLedger *self)
{
  return (const char * const *) self->names->pdata;
}
