/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-idempotency.h"

#include <string.h>

#include "net/rt-exchange-private.h"

#define STATUS_CONFLICT             409
#define STATUS_UNPROCESSABLE        422

typedef struct {
  char               *id;           /* the address's path and the key */
  char               *fingerprint;  /* of the request */
  gboolean            is_settled;
  gint64              settled_us;   /* monotonic */
  guint               status;
  SoupMessageHeaders *fields;
  GBytes             *body;         /* NULL where there is none */
  gsize               size;
  GList               link;         /* in the order of settling */
} Entry;

struct _RtIdempotency {
  GHashTable *entries;    /* id to Entry */
  GQueue      settled;
  gsize       n_bytes;
  guint64     n_dropped;
};

struct _RtIdempotencyClaim {
  RtIdempotency *cache;
  Entry         *entry;
};

static void
entry_free (Entry *self)
{
  g_free (self->id);
  g_free (self->fingerprint);
  g_clear_pointer (&self->fields, soup_message_headers_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/**
 * rt_idempotency_new:
 *
 * Returns: (transfer full): a memory of answers with nothing in it
 */
RtIdempotency *
rt_idempotency_new (void)
{
  RtIdempotency *self = g_rc_box_new0 (RtIdempotency);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) entry_free);

  return self;
}

static void
clear (gpointer data)
{
  g_hash_table_unref (((RtIdempotency *) data)->entries);
}

/**
 * rt_idempotency_unref:
 * @self: (transfer full): a memory of answers
 */
void
rt_idempotency_unref (RtIdempotency *self)
{
  g_rc_box_release_full (self, clear);
}

static void
remove_entry (RtIdempotency *self,
              Entry         *entry)
{
  if (entry->is_settled)
    {
      g_queue_unlink (&self->settled, &entry->link);
      self->n_bytes -= entry->size;
    }
  g_hash_table_remove (self->entries, entry->id);
}

static void
forget_expired (RtIdempotency *self)
{
  gint64 oldest_us = g_get_monotonic_time () - RT_IDEMPOTENCY_SECONDS * G_USEC_PER_SEC;
  Entry *entry;

  while ((entry = g_queue_peek_head (&self->settled)) != NULL && entry->settled_us < oldest_us)
    remove_entry (self, entry);
}

/* RFC 8941 section 3.3.3: a string. (transfer full) (nullable) */
static char *
parse_key (const char *field)
{
  g_autoptr (GString) key = g_string_new (NULL);
  const char *at = field;

  if (*at++ != '"')
    return NULL;
  for (; *at != '"'; at++)
    {
      if (*at == '\\' && *++at != '"' && *at != '\\')
        return NULL;
      if (*at < 0x20 || *at > 0x7e)
        return NULL;
      g_string_append_c (key, *at);
    }
  if (at[1] != '\0' || key->len == 0 || key->len > RT_IDEMPOTENCY_MAX_KEY_LENGTH)
    return NULL;

  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* Tells a mistake from a repetition; nobody gains anything by forging one. */
static char *
dup_fingerprint (RtExchange *exchange)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autoptr (GBytes) body = rt_exchange_dup_body (exchange);
  const char *type = rt_exchange_get_header (exchange, "Content-Type");
  const char *query = g_uri_get_query (soup_server_message_get_uri (rt_exchange_get_message (exchange)));
  gsize size;
  const guchar *data = g_bytes_get_data (body, &size);

  g_checksum_update (checksum, (const guchar *) (query != NULL ? query : ""), -1);
  g_checksum_update (checksum, (const guchar *) "\n", 1);
  g_checksum_update (checksum, (const guchar *) (type != NULL ? type : ""), -1);
  g_checksum_update (checksum, (const guchar *) "\n", 1);
  if (size > 0)
    g_checksum_update (checksum, data, size);

  return g_strdup (g_checksum_get_string (checksum));
}

static void
repeat_field (const char *name,
              const char *value,
              gpointer    user_data)
{
  rt_exchange_set_header (user_data, name, value);
}

static void
refuse (RtExchange *exchange,
        guint       status,
        const char *detail)
{
  if (status == STATUS_CONFLICT)
    rt_exchange_set_header (exchange, "Retry-After", "1");
  rt_exchange_refuse (exchange, status, detail);
}

static void
answer_from (RtExchange *exchange,
             Entry      *entry,
             const char *fingerprint)
{
  if (!g_str_equal (entry->fingerprint, fingerprint))
    refuse (exchange, STATUS_UNPROCESSABLE,
            "This Idempotency-Key was used for another request: take a new one for each.");
  else if (!entry->is_settled)
    refuse (exchange, STATUS_CONFLICT,
            "A request with this Idempotency-Key is still under way: ask again in a moment.");
  else
    {
      const char *type = soup_message_headers_get_one (entry->fields, "Content-Type");

      soup_message_headers_foreach (entry->fields, repeat_field, exchange);
      rt_exchange_set_header (exchange, "Idempotent-Replayed", "true");
      rt_exchange_respond (exchange, entry->status, type, entry->body);
    }
}

/**
 * rt_idempotency_admit:
 * @self: a memory of answers
 * @exchange: a request whose body is whole
 *
 * Looks for `Idempotency-Key` in a POST: a string (RFC 8941 section 3.3.3) of at most
 * %RT_IDEMPOTENCY_MAX_KEY_LENGTH characters, else 400. A key that was not used for this
 * address is taken, and what @exchange is answered with is kept for it, where that is a
 * success: anything else changed nothing and may be tried again. The same request with the
 * same key gets that answer again, with `Idempotent-Replayed: true`; while the first is
 * under way 409. Another request with the same key gets 422.
 *
 * Returns: %FALSE when @exchange was answered
 */
gboolean
rt_idempotency_admit (RtIdempotency *self,
                      RtExchange    *exchange)
{
  const char *field = rt_exchange_get_header (exchange, "Idempotency-Key");
  g_autofree char *key = NULL;
  g_autofree char *id = NULL;
  g_autofree char *fingerprint = NULL;
  RtIdempotencyClaim *claim;
  Entry *entry;

  if (field == NULL || !g_str_equal (rt_exchange_get_method (exchange), "POST"))
    return TRUE;

  key = parse_key (field);
  if (key == NULL)
    {
      refuse (exchange, SOUP_STATUS_BAD_REQUEST,
              "Idempotency-Key is a string of 1 to 255 characters between double quotes.");
      return FALSE;
    }

  forget_expired (self);
  id = g_strdup_printf ("%s %s", rt_exchange_get_path (exchange), key);
  fingerprint = dup_fingerprint (exchange);
  entry = g_hash_table_lookup (self->entries, id);
  if (entry != NULL)
    {
      answer_from (exchange, entry, fingerprint);
      return FALSE;
    }

  entry = g_new0 (Entry, 1);
  entry->id = g_steal_pointer (&id);
  entry->fingerprint = g_steal_pointer (&fingerprint);
  entry->link.data = entry;
  g_hash_table_insert (self->entries, entry->id, entry);

  claim = g_new0 (RtIdempotencyClaim, 1);
  claim->cache = g_rc_box_acquire (self);
  claim->entry = entry;
  rt_exchange_set_claim (exchange, claim);

  return TRUE;
}

/**
 * rt_idempotency_admit_no_key:
 * @exchange: a request whose body is taken as it arrives
 *
 * Refuses `Idempotency-Key` in a POST with 400: whether the body is the same is not known
 * before it was taken, and who gives a key is not to believe that it was looked at.
 *
 * Returns: %FALSE when @exchange was answered
 */
gboolean
rt_idempotency_admit_no_key (RtExchange *exchange)
{
  if (rt_exchange_get_header (exchange, "Idempotency-Key") == NULL ||
      !g_str_equal (rt_exchange_get_method (exchange), "POST"))
    return TRUE;

  refuse (exchange, SOUP_STATUS_BAD_REQUEST,
          "No Idempotency-Key is kept for an upload: leave it out and give it ?id=ID, which no second one may have.");

  return FALSE;
}

static void
claim_free (RtIdempotencyClaim *claim)
{
  rt_idempotency_unref (claim->cache);
  g_free (claim);
}

/* What belongs to one answer alone, or to who asked for it. */
static void
keep_field (const char *name,
            const char *value,
            gpointer    user_data)
{
  Entry *entry = user_data;

  if (g_ascii_strncasecmp (name, "Access-Control-", strlen ("Access-Control-")) == 0
      || g_ascii_strcasecmp (name, "Connection") == 0 || g_ascii_strcasecmp (name, "Date") == 0
      || g_ascii_strcasecmp (name, "Vary") == 0)
    return;

  soup_message_headers_append (entry->fields, name, value);
  entry->size += strlen (name) + strlen (value);
}

/**
 * rt_idempotency_claim_settle:
 * @claim: (transfer full): the key of a request
 * @status: the status of its answer
 * @fields: the fields of its answer
 * @body: (nullable): the content of its answer
 *
 * Keeps an answer of success; the oldest ones give way to it where there are too many. With
 * any other the key is free again.
 */
void
rt_idempotency_claim_settle (RtIdempotencyClaim *claim,
                             guint               status,
                             SoupMessageHeaders *fields,
                             GBytes             *body)
{
  RtIdempotency *self = claim->cache;
  Entry *entry = claim->entry;

  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    {
      rt_idempotency_claim_release (claim);
      return;
    }

  entry->status = status;
  entry->fields = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  entry->body = body != NULL ? g_bytes_ref (body) : NULL;
  entry->size = sizeof *entry + strlen (entry->id) + (body != NULL ? g_bytes_get_size (body) : 0);
  soup_message_headers_foreach (fields, keep_field, entry);
  entry->is_settled = TRUE;
  entry->settled_us = g_get_monotonic_time ();
  g_queue_push_tail_link (&self->settled, &entry->link);
  self->n_bytes += entry->size;

  while (self->settled.length > RT_IDEMPOTENCY_MAX_KEYS || self->n_bytes > RT_IDEMPOTENCY_MAX_BYTES)
    {
      remove_entry (self, g_queue_peek_head (&self->settled));
      self->n_dropped++;
    }
  claim_free (claim);
}

/**
 * rt_idempotency_claim_release:
 * @claim: (transfer full): the key of a request that was not carried out
 *
 * Frees the key.
 */
void
rt_idempotency_claim_release (RtIdempotencyClaim *claim)
{
  remove_entry (claim->cache, claim->entry);
  claim_free (claim);
}

/**
 * rt_idempotency_get_n_dropped:
 * @self: a memory of answers
 *
 * Returns: how many answers gave way to others before their time
 */
guint64
rt_idempotency_get_n_dropped (RtIdempotency *self)
{
  return self->n_dropped;
}
