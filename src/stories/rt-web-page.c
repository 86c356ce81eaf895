/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "stories/rt-web-page.h"

#include "patterns/rt-fields.h"
#include "stories/rt-web-resources.h"

#define FOLDER "/web/"
#define PAGE   FOLDER "index.html"

static const struct {
  const char *suffix;
  const char *content_type;
} types[] = {
  { ".html", "text/html; charset=utf-8" },
  { ".css", "text/css; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".svg", "image/svg+xml" },
};

/* What is not among them is no part of the page. */
static const char *
get_content_type (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_str_has_suffix (path, types[i].suffix))
        return types[i].content_type;
    }

  return NULL;
}

/* CSP level 3. Whether 'self' is the same host by ws: too differs among browsers, so it
 * is named. Host was found to be a name or an address before, with or without a port; an
 * IPv6 address is none that a policy could name. */
static void
set_policy (RtExchange *exchange)
{
  const char *host = rt_exchange_get_header (exchange, "Host");
  g_autofree char *websocket = NULL;
  g_autofree char *policy = NULL;

  if (host != NULL && host[0] != '[')
    websocket = g_strconcat (" ws://", host, NULL);
  policy = g_strdup_printf ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                            "connect-src 'self'%s; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                            websocket != NULL ? websocket : "");
  rt_exchange_set_header (exchange, "Content-Security-Policy", policy);
}

/* Of the resources, which never change while the process lives: each is hashed once. */
static const char *
get_etag (const char *path,
          GBytes     *content)
{
  static GHashTable *etags;
  const char *etag;

  if (etags == NULL)
    etags = g_hash_table_new (g_str_hash, g_str_equal);

  etag = g_hash_table_lookup (etags, path);
  if (etag == NULL)
    {
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);

      etag = g_strdup_printf ("\"%.16s\"", sum);
      g_hash_table_insert (etags, g_strdup (path), (gpointer) etag);
    }

  return etag;
}

/* The isolation gives the page's clock microseconds instead of tenths of milliseconds. */
static void
set_fields (RtExchange *exchange,
            const char *etag)
{
  set_policy (exchange);
  rt_exchange_set_header (exchange, "Cache-Control", "no-cache");
  rt_exchange_set_header (exchange, "Cross-Origin-Embedder-Policy", "require-corp");
  rt_exchange_set_header (exchange, "Cross-Origin-Opener-Policy", "same-origin");
  rt_exchange_set_header (exchange, "ETag", etag);
  rt_exchange_set_header (exchange, "Referrer-Policy", "no-referrer");
  rt_exchange_set_header (exchange, "X-Content-Type-Options", "nosniff");
}

static void
serve (RtExchange *exchange,
       const char *path)
{
  const char *content_type = get_content_type (path);
  g_autoptr (GBytes) content = g_resource_lookup_data (rt_web_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const char *etag;

  if (content == NULL || content_type == NULL)
    {
      rt_exchange_respond_text (exchange, SOUP_STATUS_NOT_FOUND, "Not Found");
      return;
    }

  etag = get_etag (path, content);
  set_fields (exchange, etag);
  if (rt_fields_etag_matches (rt_exchange_get_header (exchange, "If-None-Match"), etag))
    {
      rt_exchange_set_carries (exchange, TRUE, 0, 0);
      rt_exchange_respond (exchange, SOUP_STATUS_NOT_MODIFIED, NULL, NULL);
      return;
    }

  rt_exchange_respond (exchange, SOUP_STATUS_OK, content_type, content);
}

/* Browsers ask for HTML by its name; everyone else is greeted in plain text. */
static gboolean
asks_for_page (RtExchange *exchange)
{
  return !rt_exchange_is_websocket (exchange) &&
         rt_fields_wants_html (rt_exchange_get_header (exchange, "Accept"));
}

static void
page (RtExchange *exchange,
      gpointer    user_data)
{
  rt_exchange_set_header (exchange, "Vary",
                          rt_exchange_get_header (exchange, "Origin") != NULL ? "Origin, Accept" : "Accept");
  serve (exchange, PAGE);
}

static void
asset (RtExchange *exchange,
       gpointer    user_data)
{
  serve (exchange, rt_exchange_get_path (exchange));
}

/**
 * rt_web_page_add_routes:
 * @server: a server
 *
 * Serves the page for browsers: at `/` for who accepts `text/html`, and what it is made
 * of below `/web/`, with an entity tag, and a policy (Content Security Policy level 3) that
 * lets nothing in from elsewhere. Both count for %RT_LEDGER_OTHER. Other machines open
 * `/?token=TOKEN`; the page passes the token on with all it asks for.
 */
void
rt_web_page_add_routes (RtServer *server)
{
  static const RtRoute routes[] = {
    { "/", "GET", RT_LEDGER_OTHER, FALSE, 0, page, .claims = asks_for_page },
    { FOLDER, "GET", RT_LEDGER_OTHER, FALSE, 0, asset, .is_public = TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    rt_server_add_route (server, &routes[i], NULL);
}
