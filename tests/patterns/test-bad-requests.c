/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "served.h"
#include "support/rt-test.h"

#define HOST "Host: localhost\r\n"
#define JSON "Content-Type: application/json\r\n"
#define A16  "aaaaaaaaaaaaaaaa"
#define A64  A16 A16 A16 A16

#define PROBLEM "application/problem+json"
#define PLAIN   "text/plain; charset=utf-8"

/* A request that must be refused, on a server where others are listening. */
typedef struct {
  const char *name;
  const char *method;
  const char *target;
  const char *fields;
  const char *body;     /* NULL none */
  gsize       length;   /* of the body, 0: up to its NUL */
  guint       status;
  const char *type;     /* of the answer; NULL whatever it is */
  const char *field;    /* one that the answer has; NULL none asked for */
} Case;

/* Who must not be disturbed. */
typedef struct {
  Served     served;
  RawClient *sse;
  RawClient *websocket;
  guint64    n_events;
  guint      n_channels;
} Scene;

static void
scene_init (Scene *self)
{
  served_init (&self->served);
  served_get_channel (&self->served, "watched");
  self->sse = served_open_stream (&self->served, "/channels/watched", "");
  self->websocket = served_open_websocket (&self->served, "/channels/watched", "");
  self->n_events = served_count_events (&self->served);
  self->n_channels = served_count_channels (&self->served);
}

/* Nothing was published, no channel began, and the next event reaches everybody. */
static void
scene_assert_undisturbed (Scene *self)
{
  static const char json[] = "{\"still\":\"here\"}";
  g_autoptr (GBytes) frame = NULL;
  guint8 head;

  g_assert_cmpuint (served_count_events (&self->served), ==, self->n_events);
  g_assert_cmpuint (served_count_channels (&self->served), ==, self->n_channels);

  served_publish (&self->served, "watched", "message", json);
  self->n_events++;
  raw_client_wait_for (self->sse, "data: {\"still\":\"here\"}\n\n");
  frame = raw_client_take_frame (self->websocket, &head);
  g_assert_cmpuint (head, ==, 0x81);
  g_assert_cmpmem (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), json, strlen (json));
  g_assert_false (self->sse->closed);
  g_assert_false (self->websocket->closed);
}

static void
scene_clear (Scene *self)
{
  raw_client_free (self->sse);
  raw_client_free (self->websocket);
  served_clear (&self->served);
}

static void
send_case (RawClient  *client,
           const Case *test)
{
  gsize length = test->body == NULL ? 0 : test->length > 0 ? test->length : strlen (test->body);
  g_autoptr (GString) request = g_string_new (NULL);

  g_string_append_printf (request, "%s %s HTTP/1.1\r\n%s", test->method, test->target, test->fields);
  if (test->body != NULL)
    g_string_append_printf (request, "Content-Length: %" G_GSIZE_FORMAT "\r\n", length);
  g_string_append (request, "\r\n");
  g_string_append_len (request, test->body != NULL ? test->body : "", length);
  raw_client_send (client, request->str, request->len);
}

static void
assert_refused (RawResponse *response,
                const Case  *test)
{
  g_autofree char *type = raw_response_dup_field (response, "Content-Type");

  g_assert_cmpuint (response->status, ==, test->status);
  if (test->type != NULL)
    g_assert_cmpstr (type, ==, test->type);
  if (g_strcmp0 (test->type, PROBLEM) == 0 && !g_str_equal (test->method, "HEAD"))
    {
      g_autofree char *status = g_strdup_printf ("\"status\":%u,\"detail\":\"", test->status);

      g_assert_nonnull (strstr (response->body, "{\"type\":\"about:blank\",\"title\":\""));
      g_assert_nonnull (strstr (response->body, status));
    }
  if (test->field != NULL)
    g_assert_nonnull (strstr (response->head, test->field));
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  Scene scene;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawResponse) response = NULL;

  scene_init (&scene);
  client = raw_client_new (scene.served.port);

  send_case (client, test);
  response = raw_client_take_response (client, test->method);

  assert_refused (response, test);
  scene_assert_undisturbed (&scene);
  scene_clear (&scene);
}

/* Bodies too long to be written down. */
static char nested_65[65 * 2 + 1];
static char brackets_100000[100000 + 1];
static char too_large[1024 * 1024 + 2];

static void
fill_bodies (void)
{
  memset (nested_65, '[', 65);
  memset (nested_65 + 65, ']', 65);
  memset (brackets_100000, '[', sizeof brackets_100000 - 1);
  memset (too_large, '1', sizeof too_large - 1);
}

#define POST_BAD(name, body)        { name, "POST", "/channels/new", HOST JSON, body, 0, 400, PROBLEM, NULL }
#define POST_LEN(name, body)        { name, "POST", "/channels/new", HOST JSON, body, sizeof body - 1, 400, PROBLEM, NULL }
#define POST_TO(name, target)       { name, "POST", target, HOST JSON, "{}", 0, 400, PROBLEM, NULL }
#define POST_AS(name, fields)       { name, "POST", "/channels/new", HOST fields, "{}", 0, 415, PROBLEM, NULL }
#define GET_BAD(name, target)       { name, "GET", target, HOST, NULL, 0, 400, PROBLEM, NULL }
#define GET_WITH(name, fields)      { name, "GET", "/channels/watched", HOST fields, NULL, 0, 400, PROBLEM, NULL }
#define SSE_BAD(name, fields)       GET_WITH (name, "Accept: text/event-stream\r\n" fields)
#define FOREIGN(name, method, target, fields, type) { name, method, target, fields, NULL, 0, 403, type, NULL }
#define METHOD(name, method, target, type, allow) { name, method, target, HOST, "", 0, 405, type, allow }
#define UPGRADE(name, target, fields, status, field) { name, "GET", target, HOST fields, NULL, 0, status, PROBLEM, field }

#define UP       "Connection: Upgrade\r\nUpgrade: websocket\r\n"
#define VERSION  "Sec-WebSocket-Version: 13\r\n"
#define KEY      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

static const Case cases[] = {
  METHOD ("method/root/post", "POST", "/", PLAIN, "Allow: GET"),
  METHOD ("method/root/delete", "DELETE", "/", PLAIN, "Allow: GET"),
  METHOD ("method/hello/put", "PUT", "/hello", PLAIN, "Allow: GET, POST"),
  METHOD ("method/bitcoin/post", "POST", "/bitcoin", PLAIN, "Allow: GET"),
  METHOD ("method/stream/post", "POST", "/stream", PLAIN, "Allow: GET"),
  METHOD ("method/metrics/post", "POST", "/metrics", NULL, "Allow: GET"),
  METHOD ("method/channel/delete", "DELETE", "/channels/watched", PROBLEM, "Allow: GET, POST"),
  METHOD ("method/channel/patch", "PATCH", "/channels/watched", PROBLEM, "Allow: GET, POST"),
  METHOD ("method/channel/unknown-one", "BREW", "/channels/watched", PROBLEM, "Allow: GET, POST"),

  { "path/unknown", "GET", "/nowhere", HOST, NULL, 0, 404, PLAIN, NULL },
  { "path/unknown-post", "POST", "/nowhere", HOST, "", 0, 404, PLAIN, NULL },
  { "path/channels-alone", "GET", "/channels", HOST, NULL, 0, 404, PROBLEM, NULL },
  { "path/below-hello", "GET", "/hello/there", HOST, NULL, 0, 404, PLAIN, NULL },
  { "path/upper-case", "GET", "/Hello", HOST, NULL, 0, 404, PLAIN, NULL },
  GET_BAD ("path/zero-byte", "/channels/ticker%00x"),
  GET_BAD ("path/no-percent-encoding", "/channels/%zz"),
  GET_BAD ("path/half-a-percent-encoding", "/channels/a%6"),
  GET_BAD ("path/no-percent-encoding-in-the-query", "/channels/watched?after=%zz"),
  { "path/asterisk", "OPTIONS", "*", HOST, NULL, 0, 400, PROBLEM, NULL },
  { "expect/unknown", "GET", "/channels/watched", HOST "Expect: foo\r\n", NULL, 0, 417, PROBLEM, NULL },
  { "path/channel-that-is-not-there", "GET", "/channels/new", HOST, NULL, 0, 404, PROBLEM, NULL },
  { "path/stream-of-a-channel-that-is-not-there", "GET", "/channels/new", HOST "Accept: text/event-stream\r\n", NULL, 0, 404, PROBLEM, NULL },
  { "path/long-poll-of-a-channel-that-is-not-there", "GET", "/channels/new", HOST "Prefer: wait=9\r\n", NULL, 0, 404, PROBLEM, NULL },
  { "path/websocket-of-a-channel-that-is-not-there", "GET", "/channels/new", HOST SERVED_HANDSHAKE, NULL, 0, 404, PROBLEM, NULL },

  POST_AS ("type/plain-text", "Content-Type: text/plain\r\n"),
  POST_AS ("type/form", "Content-Type: application/x-www-form-urlencoded\r\n"),
  POST_AS ("type/json-in-a-parameter", "Content-Type: text/plain; x=application/json\r\n"),
  POST_AS ("type/almost-json", "Content-Type: application/jsonp\r\n"),
  POST_AS ("type/suffix-alone", "Content-Type: +json\r\n"),
  POST_AS ("type/empty", "Content-Type: \r\n"),

  POST_BAD ("json/nothing", ""),
  POST_BAD ("json/blank", " \r\n\t "),
  POST_BAD ("json/half", "{\"a\":"),
  POST_BAD ("json/two", "{} {}"),
  POST_BAD ("json/comment", "/*c*/{}"),
  POST_BAD ("json/assignment", "var x={}"),
  POST_BAD ("json/hexadecimal", "[0x10]"),
  POST_BAD ("json/leading-zero", "[01]"),
  POST_BAD ("json/single-quotes", "{'a':1}"),
  POST_BAD ("json/trailing-comma", "[1,]"),
  POST_BAD ("json/nan", "NaN"),
  POST_BAD ("json/raw-newline-in-a-string", "\"a\nb\""),
  POST_BAD ("json/byte-order-mark", "\xEF\xBB\xBF{}"),
  POST_BAD ("json/invalid-utf-8", "\"\xFF\""),
  POST_BAD ("json/overlong-utf-8", "\"\xC0\xAF\""),
  POST_BAD ("json/surrogate-as-utf-8", "\"\xED\xA0\x80\""),
  POST_BAD ("json/utf-16", "\xFF\xFE{"),
  POST_BAD ("json/nested-65-deep", nested_65),
  POST_BAD ("json/100000-brackets", brackets_100000),
  POST_LEN ("json/nul-behind", "{}\0"),
  POST_LEN ("json/nul-in-a-string", "\"a\0b\""),

  GET_BAD ("after/negative", "/channels/watched?after=-1"),
  GET_BAD ("after/plus", "/channels/watched?after=%2B1"),
  GET_BAD ("after/exponent", "/channels/watched?after=1e3"),
  GET_BAD ("after/too-large", "/channels/watched?after=99999999999999999999"),
  GET_BAD ("after/empty", "/channels/watched?after="),
  GET_BAD ("after/without-value", "/channels/watched?after"),
  GET_BAD ("after/hexadecimal", "/channels/watched?after=0x10"),
  GET_BAD ("after/blank-before", "/channels/watched?after=%201"),
  GET_BAD ("after/blank-behind", "/channels/watched?after=1+"),
  GET_BAD ("after/fraction", "/channels/watched?after=1.5"),
  GET_BAD ("after/word", "/channels/watched?after=now"),
  GET_BAD ("after/twice", "/channels/watched?after=1&after=2"),
  GET_BAD ("after/nul", "/channels/watched?after=1%00"),
  GET_BAD ("limit/zero", "/channels/watched?limit=0"),
  GET_BAD ("limit/negative", "/channels/watched?limit=-1"),
  GET_BAD ("limit/empty", "/channels/watched?limit="),
  GET_BAD ("limit/too-large", "/channels/watched?limit=99999999999999999999"),
  GET_BAD ("limit/word", "/channels/watched?limit=all"),
  /* Those below that have no type libsoup refuses by itself. */
  { "query/half-an-escape", "GET", "/channels/watched?after=%2", HOST, NULL, 0, 400, NULL, NULL },
  { "query/no-escape", "GET", "/channels/watched?x=%zz", HOST, NULL, 0, 400, NULL, NULL },
  GET_BAD ("types/empty", "/channels/watched?types="),
  GET_BAD ("types/comma-alone", "/channels/watched?types=,"),
  GET_BAD ("types/comma-at-the-end", "/channels/watched?types=a,"),
  GET_BAD ("types/blank", "/channels/watched?types=a,%20b"),
  GET_BAD ("types/slash", "/channels/watched?types=a%2Fb"),
  GET_BAD ("types/65-characters", "/channels/watched?types=" A64 "a"),
  GET_BAD ("types/too-many", "/channels/watched?types=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z,A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,Q,R,S,T,U,V,W,X,Y,Z,0,1,2,3,4,5,6,7,8,9,aa,ab,ac"),
  POST_TO ("type-name/empty", "/channels/new?type="),
  POST_TO ("type-name/blank", "/channels/new?type=a%20b"),
  POST_TO ("type-name/line-feed", "/channels/new?type=a%0Ab"),
  POST_TO ("type-name/65-characters", "/channels/new?type=" A64 "a"),
  POST_TO ("type-name/twice", "/channels/new?type=a&type=b"),
  POST_TO ("type-name/of-an-open-channel", "/channels/watched?type=%3Cb%3E"),

  GET_BAD ("name/empty", "/channels/"),
  GET_BAD ("name/65-characters", "/channels/" A64 "a"),
  GET_BAD ("name/upper-case", "/channels/Watched"),
  GET_BAD ("name/slash", "/channels/a/b"),
  GET_BAD ("name/encoded-slash", "/channels/a%2fb"),
  { "name/nul", "GET", "/channels/watched%00", HOST, NULL, 0, 400, NULL, NULL },
  GET_BAD ("name/blank", "/channels/a%20b"),
  GET_BAD ("name/umlaut", "/channels/%C3%A4"),
  GET_BAD ("name/invalid-utf-8", "/channels/%FF"),
  POST_TO ("name/post/empty", "/channels/"),
  POST_TO ("name/post/upper-case", "/channels/New"),
  POST_TO ("name/post/65-characters", "/channels/" A64 "a"),
  POST_TO ("name/post/encoded-slash", "/channels/a%2Fb"),
  { "name/post/nul", "POST", "/channels/new%00", HOST JSON, "{}", 0, 400, NULL, NULL },

  GET_WITH ("wait/word", "Prefer: wait=soon\r\n"),
  GET_WITH ("wait/negative", "Prefer: wait=-1\r\n"),
  GET_WITH ("wait/fraction", "Prefer: wait=1.5\r\n"),
  GET_WITH ("wait/empty", "Prefer: wait=\r\n"),
  GET_WITH ("wait/without-value", "Prefer: respond-async, wait\r\n"),
  GET_WITH ("wait/exponent", "Prefer: wait=1e3\r\n"),
  GET_WITH ("wait/blank", "Prefer: wait=\" 1\"\r\n"),
  SSE_BAD ("last-event-id/word", "Last-Event-ID: abc\r\n"),
  SSE_BAD ("last-event-id/negative", "Last-Event-ID: -1\r\n"),
  SSE_BAD ("last-event-id/too-large", "Last-Event-ID: 99999999999999999999\r\n"),
  { "stream/bad-after", "GET", "/channels/watched?after=x", HOST "Accept: text/event-stream\r\n", NULL, 0, 400, PROBLEM, NULL },
  { "stream/bad-types", "GET", "/channels/watched?types=%20", HOST "Accept: text/event-stream\r\n", NULL, 0, 400, PROBLEM, NULL },

  UPGRADE ("handshake/no-key", "/channels/watched", UP VERSION, 400, NULL),
  UPGRADE ("handshake/short-key", "/channels/watched", UP VERSION "Sec-WebSocket-Key: YWJj\r\n", 400, NULL),
  UPGRADE ("handshake/no-version", "/channels/watched", UP KEY, 400, NULL),
  UPGRADE ("handshake/old-version", "/channels/watched", UP KEY "Sec-WebSocket-Version: 8\r\n", 426, "Sec-WebSocket-Version: 13"),
  UPGRADE ("handshake/no-connection", "/channels/watched", "Upgrade: websocket\r\n" VERSION KEY, 400, NULL),
  UPGRADE ("handshake/unknown-subprotocol", "/channels/watched", SERVED_HANDSHAKE "Sec-WebSocket-Protocol: mqtt, wamp\r\n", 400, NULL),
  UPGRADE ("handshake/bad-after", "/channels/watched?after=-1", SERVED_HANDSHAKE, 400, NULL),
  UPGRADE ("handshake/bad-types", "/channels/watched?types=", SERVED_HANDSHAKE, 400, NULL),
  UPGRADE ("handshake/bad-type", "/channels/watched?type=a%20b", SERVED_HANDSHAKE, 400, NULL),
  UPGRADE ("handshake/bad-name", "/channels/WATCHED", SERVED_HANDSHAKE, 400, NULL),
  UPGRADE ("handshake/foreign-origin", "/channels/watched", SERVED_HANDSHAKE "Origin: http://example.com\r\n", 403, NULL),

  FOREIGN ("host/foreign", "GET", "/hello", "Host: example.com\r\n", PLAIN),
  FOREIGN ("host/foreign-with-loopback-in-it", "GET", "/hello", "Host: localhost.example.com\r\n", PLAIN),
  FOREIGN ("host/foreign-address", "GET", "/hello", "Host: 192.0.2.1:2000\r\n", PLAIN),
  FOREIGN ("host/of-a-channel", "GET", "/channels/watched", "Host: example.com\r\n", PROBLEM),
  FOREIGN ("host/of-a-stream", "GET", "/stream", "Host: example.com\r\n", PLAIN),
  FOREIGN ("origin/foreign", "GET", "/bitcoin", HOST "Origin: https://example.com\r\n", PLAIN),
  FOREIGN ("origin/null", "GET", "/channels/watched", HOST "Origin: null\r\n", PROBLEM),
  FOREIGN ("origin/foreign-preflight", "OPTIONS", "/channels/watched", HOST "Origin: https://example.com\r\n", PROBLEM),
  FOREIGN ("origin/foreign-stream", "GET", "/stream", HOST "Origin: http://localhost.example.com\r\n", PLAIN),
  { "origin/foreign-post", "POST", "/channels/new", HOST JSON "Origin: http://example.com\r\n", "{}", 0, 403, PROBLEM, NULL },

  { "size/content-length", "POST", "/channels/new", HOST JSON, too_large, 0, 413, PROBLEM, NULL },
  { "size/to-a-route-without-a-body", "GET", "/bitcoin", HOST, "12", 0, 413, NULL, NULL },

  { "framing/two-lengths", "POST", "/channels/new", HOST JSON "Content-Length: 3\r\n", "{}", 0, 400, NULL, NULL },
  { "framing/length-and-encoding", "POST", "/channels/new", HOST JSON "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n", 0, 400, NULL, NULL },
  { "framing/two-hosts", "GET", "/hello", HOST HOST, NULL, 0, 400, NULL, NULL },
  { "framing/no-length-number", "POST", "/channels/new", HOST JSON "Content-Length: two\r\n", NULL, 0, 400, NULL, NULL },
  { "framing/negative-length", "POST", "/channels/new", HOST JSON "Content-Length: -2\r\n", NULL, 0, 400, NULL, NULL },
  { "framing/bare-line-feed-in-chunks", "POST", "/channels/new", HOST JSON "Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n", NULL, 0, 400, NULL, NULL },
};

static void
test_endless_chunks (void)
{
  static const Case test = { .method = "POST", .status = 413, .type = PROBLEM };
  Scene scene;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawResponse) response = NULL;

  scene_init (&scene);
  client = raw_client_new (scene.served.port);

  raw_client_send (client, "POST /channels/new HTTP/1.1\r\n" HOST JSON "Transfer-Encoding: chunked\r\n\r\n", -1);
  for (guint i = 0; i < 17 && !client->closed; i++)
    {
      raw_client_send (client, "10000\r\n", -1);
      raw_client_send (client, too_large, 0x10000);
      raw_client_send (client, "\r\n", -1);
    }
  response = raw_client_take_response (client, "POST");

  assert_refused (response, &test);
  scene_assert_undisturbed (&scene);
  scene_clear (&scene);
}

static void
test_half_head (void)
{
  Scene scene;
  g_autoptr (RawClient) client = NULL;

  scene_init (&scene);
  client = raw_client_new (scene.served.port);

  raw_client_send (client, "POST /channels/new HTTP/1.1\r\nHost: loc", -1);

  scene_assert_undisturbed (&scene);
  g_assert_false (client->closed);
  scene_clear (&scene);
}

static void
test_half_body (void)
{
  Scene scene;
  g_autoptr (RawClient) client = NULL;

  scene_init (&scene);
  client = raw_client_new (scene.served.port);

  raw_client_send (client, "POST /channels/new HTTP/1.1\r\n" HOST JSON "Content-Length: 10\r\n\r\n{\"a\"", -1);

  scene_assert_undisturbed (&scene);
  g_assert_false (client->closed);
  scene_clear (&scene);
}

static guint
count_peers (Scene *scene)
{
  return g_list_model_get_n_items (rt_server_get_peers (scene->served.server));
}

static gboolean
bystanders_are_alone (gpointer user_data)
{
  return count_peers (user_data) == 2;
}

/* Wherever its client was in the conversation, a connection ends with it. */
static void
test_leaving (gconstpointer data)
{
  const char *request = data;
  Scene scene;
  RawClient *client;

  scene_init (&scene);
  client = raw_client_new (scene.served.port);
  raw_client_send (client, request, -1);
  scene_assert_undisturbed (&scene);
  g_assert_cmpuint (count_peers (&scene), ==, 3);

  raw_client_free (client);

  rt_test_wait_for (bystanders_are_alone, &scene, "the connection to end with its client");
  scene_assert_undisturbed (&scene);
  scene_clear (&scene);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *name;
    const char *request;
  } leavings[] = {
    { "in-the-head", "GET /hello HTTP/1.1\r\nHo" },
    { "in-the-body", "POST /channels/new HTTP/1.1\r\n" HOST JSON "Content-Length: 9\r\n\r\n[1" },
    { "from-a-held-request", "GET /channels/chat HTTP/1.1\r\n" HOST "Prefer: wait=100\r\n\r\n" },
    { "from-an-event-stream", "GET /channels/chat HTTP/1.1\r\n" HOST "Accept: text/event-stream\r\n\r\n" },
    { "from-the-stream-of-hellos", "GET /stream HTTP/1.1\r\n" HOST "\r\n" },
    { "from-a-websocket", "GET /channels/chat HTTP/1.1\r\n" HOST SERVED_HANDSHAKE "\r\n" },
  };

  g_test_init (&argc, &argv, NULL);
  fill_bodies ();
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/routes/bad/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (leavings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/routes/leaving/%s", leavings[i].name);

      g_test_add_data_func (path, leavings[i].request, test_leaving);
    }
  g_test_add_func ("/routes/bad/size/chunked", test_endless_chunks);
  g_test_add_func ("/routes/half-sent/head-harms-nobody", test_half_head);
  g_test_add_func ("/routes/half-sent/body-harms-nobody", test_half_body);

  return g_test_run ();
}
