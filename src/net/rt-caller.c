/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-caller.h"

#include <string.h>

#include "net/rt-allowance.h"

/* An address of IPv4 in IPv6 (RFC 4291 section 2.5.5.2) begins with these. */
static const guint8 mapped[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

#define NETWORK_BYTES 8

struct _RtCallers {
  GHashTable *table;        /* key to RtCaller */
  guint       n_remembered; /* who have no connection */
};

struct _RtCaller {
  grefcount   references;
  RtCallers  *callers;      /* NULL once it is forgotten */
  GBytes     *key;
  guint       n_connections;
  gint64      left_at;      /* monotonic, µs: of the last connection */
  RtAllowance allowance;
  gboolean    is_loopback;
};

static void
caller_drop (gpointer data)
{
  RtCaller *self = data;

  self->callers = NULL;
  rt_caller_unref (self);
}

/* No bytes at all for loopback. */
static GBytes *
key_new (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);
  gsize size = g_inet_address_get_native_size (address);

  if (size == 16 && memcmp (bytes, mapped, sizeof mapped) == 0)
    {
      bytes += sizeof mapped;
      size = 4;
    }
  if (g_inet_address_get_is_loopback (address) || (size == 4 && bytes[0] == 127))
    return g_bytes_new_static ("", 0);

  return g_bytes_new (bytes, size == 4 ? size : NETWORK_BYTES);
}

/**
 * rt_callers_new:
 *
 * Returns: (transfer full): callers, of whom there are none
 */
RtCallers *
rt_callers_new (void)
{
  RtCallers *self = g_new0 (RtCallers, 1);

  self->table = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, NULL, caller_drop);

  return self;
}

/**
 * rt_callers_free:
 * @self: (transfer full): callers
 */
void
rt_callers_free (RtCallers *self)
{
  g_hash_table_unref (self->table);
  g_free (self);
}

/**
 * rt_callers_enter:
 * @self: callers
 * @address: from where a connection came
 *
 * Counts a connection, until rt_caller_leave().
 *
 * Returns: (transfer full): who that is
 */
RtCaller *
rt_callers_enter (RtCallers    *self,
                  GInetAddress *address)
{
  g_autoptr (GBytes) key = key_new (address);
  RtCaller *caller = g_hash_table_lookup (self->table, key);

  if (caller == NULL)
    {
      caller = g_new0 (RtCaller, 1);
      g_ref_count_init (&caller->references);
      caller->callers = self;
      caller->is_loopback = g_bytes_get_size (key) == 0;
      caller->key = g_steal_pointer (&key);
      g_hash_table_insert (self->table, caller->key, caller);
    }
  else if (caller->n_connections == 0)
    {
      self->n_remembered--;
    }
  caller->n_connections++;
  g_ref_count_inc (&caller->references);

  return caller;
}

/**
 * rt_callers_forget:
 * @self: callers
 * @now: monotonic time, µs
 *
 * Forgets who left more than a second ago. Who comes anew for each request is known
 * until then.
 */
void
rt_callers_forget (RtCallers *self,
                   gint64     now)
{
  GHashTableIter iter;
  gpointer value;

  if (self->n_remembered == 0)
    return;

  g_hash_table_iter_init (&iter, self->table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      RtCaller *caller = value;

      if (caller->n_connections > 0 || now - caller->left_at <= G_USEC_PER_SEC)
        continue;
      self->n_remembered--;
      g_hash_table_iter_remove (&iter);
    }
}

/**
 * rt_callers_length:
 * @self: callers
 *
 * Returns: how many are known
 */
guint
rt_callers_length (RtCallers *self)
{
  return g_hash_table_size (self->table);
}

/**
 * rt_caller_unref:
 * @self: (transfer full): a caller
 */
void
rt_caller_unref (RtCaller *self)
{
  if (!g_ref_count_dec (&self->references))
    return;

  g_bytes_unref (self->key);
  g_free (self);
}

/**
 * rt_caller_leave:
 * @self: a caller who has a connection
 * @now: monotonic time, µs
 *
 * One of its connections is over.
 */
void
rt_caller_leave (RtCaller *self,
                 gint64    now)
{
  RtCallers *callers = self->callers;

  g_return_if_fail (self->n_connections > 0);

  self->left_at = now;
  if (--self->n_connections > 0 || callers == NULL)
    return;

  if (callers->n_remembered < RT_CALLERS_MAX_REMEMBERED)
    callers->n_remembered++;
  else
    g_hash_table_remove (callers->table, self->key);
}

/**
 * rt_caller_is_loopback:
 * @self: a caller
 *
 * Returns: whether it is this machine
 */
gboolean
rt_caller_is_loopback (RtCaller *self)
{
  return self->is_loopback;
}

/**
 * rt_caller_get_connections:
 * @self: a caller
 *
 * Returns: how many connections it has
 */
guint
rt_caller_get_connections (RtCaller *self)
{
  return self->n_connections;
}

/**
 * rt_caller_may_ask:
 * @self: a caller
 * @rate: how many requests a second it may send; 0 for any number
 * @now: monotonic time, µs
 *
 * Counts a request, unless it is refused.
 *
 * Returns: %FALSE where it is one too many
 */
gboolean
rt_caller_may_ask (RtCaller *self,
                   guint64   rate,
                   gint64    now)
{
  return rate == 0 || rt_allowance_take (&self->allowance, rate, now);
}
