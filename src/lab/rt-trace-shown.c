/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-item-private.h"

#include <string.h>

static gsize
find (const char *bytes,
      gsize       length,
      char        wanted)
{
  const char *found = memchr (bytes, wanted, length);

  return found != NULL ? (gsize) (found - bytes) : length;
}

/* The value of a parameter, where it is an access token, however its name is written. */
static void
hide_token (char  *parameter,
            gsize  length)
{
  gsize name = find (parameter, length, '=');
  g_autofree char *unescaped = g_uri_unescape_segment (parameter, parameter + name, NULL);

  if (name < length && unescaped != NULL && g_ascii_strcasecmp (unescaped, "token") == 0)
    memset (parameter + name + 1, '*', length - name - 1);
}

/* Of a request line, the target's query. */
static void
hide_tokens (char  *line,
             gsize  length)
{
  gsize method = find (line, length, ' ');
  char *target = line + method + 1;
  gsize end = method < length ? find (target, length - method - 1, ' ') : 0;

  for (gsize at = find (target, end, '?') + 1; at < end;)
    {
      gsize n = find (target + at, end - at, '&');

      hide_token (target + at, n);
      at += n + 1;
    }
}

/* What is after the scheme (RFC 9110 section 11.6.2). */
static void
hide_credentials (char  *line,
                  gsize  length)
{
  static const char * const names[] = { "Authorization:", "Proxy-Authorization:" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize at = strlen (names[i]);
      gsize scheme;

      if (length <= at || g_ascii_strncasecmp (line, names[i], at) != 0)
        continue;
      while (at < length && line[at] == ' ')
        at++;
      scheme = find (line + at, length - at, ' ');
      at += scheme < length - at ? scheme + 1 : 0;
      memset (line + at, '*', length - at);
    }
}

static void
hide_secrets (char  *bytes,
              gsize  size)
{
  for (gsize at = 0; at < size;)
    {
      gsize n = find (bytes + at, size - at, '\n');
      gsize length = n > 0 && bytes[at + n - 1] == '\r' ? n - 1 : n;

      if (length == 0)
        return;
      if (at == 0)
        hide_tokens (bytes, length);
      else
        hide_credentials (bytes + at, length);
      at += n + 1;
    }
}

/**
 * rt_trace_item_dup_shown:
 * @self: an item
 *
 * Makes what may be shown to others of it: with as many asterisks in the place of an access
 * token in a request's query, and of credentials in its Authorization. What lets somebody in
 * elsewhere, such as in a body, is not known to do so.
 *
 * Returns: (transfer full): the same, or @self where it is no request
 */
RtTraceItem *
rt_trace_item_dup_shown (RtTraceItem *self)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *copy = NULL;
  RtTraceItem *shown;
  gsize size;

  if (self->kind != RT_TRACE_REQUEST || self->context.form != RT_TRACE_FORM_HTTP)
    return g_object_ref (self);
  bytes = rt_trace_item_get_bytes (self);
  copy = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
  if (copy != NULL)
    hide_secrets (copy, size);
  shown = rt_trace_item_new (self->kind, self->direction, self->connection, self->begin_us);
  shown->id = self->id;
  shown->end_us = self->end_us;
  shown->is_cut_off = self->is_cut_off;
  shown->is_lost = self->is_lost;
  shown->size = self->size;
  shown->payload = self->payload;
  shown->context = self->context;
  shown->context.why = g_strdup (self->context.why);
  shown->bytes = g_bytes_new_take (g_steal_pointer (&copy), size);
  rt_trace_item_set_summary (shown, g_strdup (self->summary));
  rt_trace_item_complete (shown);
  return shown;
}
