/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a client says of a connection that it lost: the words that resumed it, how long that
 * took, and what was lost over it. */

#include "config.h"

#include <string.h>

#include "core/rt-hub-limits.h"
#include "patterns/long-polling/rt-long-polling-client.h"
#include "patterns/rt-pattern.h"
#include "patterns/server-sent-events/rt-sse-client.h"
#include "patterns/short-polling/rt-short-polling-client.h"
#include "script.h"
#include "served.h"
#include "support/rt-test.h"

#define CHANNEL "resumed"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

/* Who is told longer to wait moves instead. */
#define LONG_US (500 * G_TIME_SPAN_MILLISECOND)

/* What a client told, and all that it sent. */
typedef struct {
  GString      *sent;
  RtResumption *resumption;   /* the latest */
  guint         n_resumed;
  guint         n_before;     /* messages that came earlier than it was told */
  gboolean      was_lost;
  Watcher      *watcher;
} Account;

static void
on_sent (guint64     connection,
         const char *bytes,
         gsize       length,
         gpointer    user_data)
{
  Account *self = user_data;

  g_string_append_len (self->sent, bytes, length);
}

static void
on_opened (guint64  connection,
           gboolean is_new,
           gpointer user_data)
{
}

static void
on_received (guint64     connection,
             const char *bytes,
             gsize       length,
             gpointer    user_data)
{
}

static void
on_closed (guint64  connection,
           gpointer user_data)
{
}

static const RtTapHooks hooks = { on_opened, on_received, on_sent, on_closed };

static void
on_resumed (RtClient     *client,
            RtResumption *resumption,
            Account      *self)
{
  g_clear_pointer (&self->resumption, rt_resumption_unref);
  self->resumption = rt_resumption_ref (resumption);
  self->n_resumed++;
  self->n_before = self->watcher->n_messages;
}

/* An event stream tells how long to wait before it is opened anew, which is too long here. */
static void
on_state (RtClient   *client,
          GParamSpec *pspec,
          Account    *self)
{
  const char *uri = rt_client_get_uri (client);
  g_autofree char *other = g_str_has_suffix (uri, "?") ? g_strndup (uri, strlen (uri) - 1) : g_strconcat (uri, "?", NULL);

  if (rt_client_get_state (client) != RT_CLIENT_RETRYING)
    return;

  self->was_lost = TRUE;
  if (rt_client_get_retry_us (client) > LONG_US)
    rt_client_move (client, other);
}

static void
account_init (Account *self,
              Watcher *watcher)
{
  *self = (Account) { .sent = g_string_new (NULL), .watcher = watcher };
  g_signal_connect (watcher->client, "resumed", G_CALLBACK (on_resumed), self);
  rt_client_set_tap (watcher->client, &hooks, self);
}

static void
account_clear (Account *self)
{
  rt_client_set_tap (self->watcher->client, NULL, NULL);
  g_clear_pointer (&self->resumption, rt_resumption_unref);
  g_string_free (self->sent, TRUE);
}

static gboolean
has_resumed (gpointer user_data)
{
  return ((Account *) user_data)->n_resumed > 0;
}

/* That @request says what the client says it says. */
static void
assert_said (const char *request,
             const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, ", ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (strstr (request, parts[i]) == NULL)
      g_error ("“%s” is not in what was sent: %s", parts[i], request);
}

/* The last request that was sent. */
static const char *
get_last_request (Account *self)
{
  return g_strrstr (self->sent->str, "GET /");
}

typedef struct {
  const char *pattern;
  guint       n_remembered;
  const char *words;
  gint64      lost;
} Case;

/* Two events are had, eight are published while nobody can connect. */
static const Case cases[] = {
  { "short-polling", 100, "after=2, If-None-Match: \"2\"", 0 },
  { "long-polling", 100, "after=2, If-None-Match: \"2\"", 0 },
  { "server-sent-events", 100, "Last-Event-ID: 2", 0 },
  { "websocket", 100, "after=2", 0 },
  { "short-polling", 3, "after=2, If-None-Match: \"2\"", 5 },
  { "long-polling", 3, "after=2, If-None-Match: \"2\"", 5 },
  { "server-sent-events", 3, "Last-Event-ID: 2", 5 },
  { "websocket", 3, "after=2", 5 },
};

static void
publish (Served *served,
         guint   n)
{
  for (guint i = 0; i < n; i++)
    served_publish (served, CHANNEL, "message", "1");
}

static gboolean
has_last (gpointer client)
{
  return rt_client_get_last_seq (client) == 10;
}

static RtClient *
client_new (Served     *served,
            const char *pattern)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/channels/" CHANNEL, served->port);

  return g_object_new (rt_patterns_lookup (pattern)->get_client_type (), "uri", uri, "after", G_GINT64_CONSTANT (0),
                       "interval-ms", 5, NULL);
}

static void
test_served (gconstpointer user_data)
{
  const Case *test = user_data;
  RtFaults *faults;
  Served served;
  Watcher watcher;
  Account account;
  gint64 begin;

  served_init (&served);
  rt_hub_set_limits (rt_engine_get_hub (served.engine), &(RtChannelLimits) { test->n_remembered, 1024 * 1024 });
  publish (&served, 2);
  watcher_init (&watcher, client_new (&served, test->pattern));
  account_init (&account, &watcher);
  g_signal_connect (watcher.client, "notify::state", G_CALLBACK (on_state), &account);
  rt_client_start (watcher.client);
  watcher_wait_messages (&watcher, 2);
  g_assert_cmpuint (account.n_resumed, ==, 0);

  begin = g_get_monotonic_time ();
  faults = rt_server_get_faults (served.server);
  g_assert_true (rt_faults_add (faults, "refuse", NULL));
  rt_faults_cut_now (faults);
  rt_test_wait_flag (&account.was_lost, "the connection to be lost");
  publish (&served, 8);
  rt_faults_clear (faults);
  rt_test_wait_for (has_resumed, &account, "what it cost");

  g_assert_cmpstr (account.resumption->request, ==, test->words);
  assert_said (get_last_request (&account), account.resumption->request);
  g_assert_cmpint (account.resumption->lost, ==, test->lost);
  g_assert_cmpuint (account.n_before, ==, 2);
  g_assert_cmpint (account.resumption->lost_us, >=, begin);
  g_assert_cmpint (account.resumption->after_us, >, 0);
  g_assert_cmpint (account.resumption->lost_us + account.resumption->after_us, <=, g_get_monotonic_time ());
  rt_test_wait_for (has_last, watcher.client, "the last event");
  g_assert_cmpuint (rt_client_get_traffic (watcher.client)->lost, ==, test->lost);

  account_clear (&account);
  watcher_clear (&watcher);
  served_clear (&served);
}

/* Runs a script until the client has told what a loss cost. */
static void
play (Script  *script,
      Account *account,
      GType    type,
      const char * const *answers)
{
  script_init (script, type, "/stream", answers);
  account_init (account, &script->watcher);
  rt_client_start (script->client);
}

static void
finish (Script  *script,
        Account *account)
{
  account_clear (account);
  script_clear (script);
}

/* A request that goes out again because its connection was lost, which libsoup does by itself. */
static void
test_held (void)
{
  static const char * const answers[] = {
    OK ("", "{\"events\":[],\"next\":41,\"gap\":0}"), "", OK ("", "{\"events\":[],\"next\":41,\"gap\":0}"), NULL };
  Script script;
  Account account;

  play (&script, &account, RT_TYPE_LONG_POLLING_CLIENT, answers);
  rt_test_wait_for (has_resumed, &account, "what it cost");

  g_assert_cmpstr (account.resumption->request, ==, "after=41");
  assert_said (raw_server_get_request (script.server, 2), "after=41");
  g_assert_cmpint (account.resumption->lost, ==, 0);
  finish (&script, &account);
}

/* A page without numbers: that nothing changed is known, not what was missed. */
static void
test_page (void)
{
  static const char * const answers[] = {
    OK ("ETag: \"41\"\r\n", "a"), "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    OK ("ETag: \"42\"\r\n", "b"), NULL };
  Script script;
  Account account;

  play (&script, &account, RT_TYPE_SHORT_POLLING_CLIENT, answers);
  g_object_set (script.client, "interval-ms", 1, NULL);
  rt_test_wait_for (has_resumed, &account, "what it cost");

  g_assert_cmpstr (account.resumption->request, ==, "If-None-Match: \"41\"");
  assert_said (raw_server_get_request (script.server, 2), account.resumption->request);
  g_assert_cmpint (account.resumption->lost, ==, -1);
  finish (&script, &account);
}

/* Attempts that fail do not end it: the last request that was sent is what resumed it. */
static void
test_attempts (void)
{
  static const char * const answers[] = {
    HEAD "retry: 1\n\nid: 1\ndata: a\n\n", "", "", "+" HEAD "id: 5\ndata: b\n\n", NULL };
  Script script;
  Account account;

  play (&script, &account, RT_TYPE_SSE_CLIENT, answers);
  rt_test_wait_for (has_resumed, &account, "what it cost");
  watcher_wait_messages (&script.watcher, 2);

  g_assert_cmpuint (account.n_resumed, ==, 1);
  g_assert_cmpuint (account.n_before, ==, 1);
  g_assert_cmpstr (account.resumption->request, ==, "Last-Event-ID: 1");
  g_assert_cmpint (account.resumption->lost, ==, 3);
  finish (&script, &account);
}

static void
test_not_resuming (void)
{
  static const char * const answers[] = { HEAD "retry: 1\nid: 1\ndata: a\n\n", "+" HEAD "id: 5\ndata: b\n\n", NULL };
  Script script;
  Account account;

  script_init (&script, RT_TYPE_SSE_CLIENT, "/stream", answers);
  account_init (&account, &script.watcher);
  g_object_set (script.client, "resume", FALSE, NULL);
  rt_client_start (script.client);
  rt_test_wait_for (has_resumed, &account, "what it cost");

  g_assert_null (account.resumption->request);
  g_assert_cmpint (account.resumption->lost, ==, 3);
  finish (&script, &account);
}

/* Nobody knows what was lost where nothing comes; that it is open again is told all the same. */
static void
test_silence (void)
{
  static const char * const answers[] = { HEAD "retry: 1\nid: 1\ndata: a\n\n", "+" HEAD, NULL };
  Script script;
  Account account;

  play (&script, &account, RT_TYPE_SSE_CLIENT, answers);
  rt_test_wait_for (has_resumed, &account, "what it cost");

  g_assert_cmpint (rt_client_get_state (script.client), ==, RT_CLIENT_OPEN);
  g_assert_cmpstr (account.resumption->request, ==, "Last-Event-ID: 1");
  g_assert_cmpint (account.resumption->lost, ==, -1);
  finish (&script, &account);
}

/* Whoever was never there had nothing to lose, and does not know what was before. */
static void
test_first (void)
{
  static const char * const answers[] = { "", "+" HEAD "retry: 1\nid: 5\ndata: b\n\n", NULL };
  Script script;
  Account account;

  play (&script, &account, RT_TYPE_SSE_CLIENT, answers);
  rt_test_wait_for (has_resumed, &account, "what it cost");

  g_assert_null (account.resumption->request);
  g_assert_cmpint (account.resumption->lost, ==, -1);
  finish (&script, &account);
}

/* It was there again for a moment. */
static void
test_lost_again (void)
{
  static const char * const answers[] = {
    HEAD "retry: 1\nid: 1\ndata: a\n\n", HEAD, "+" HEAD "id: 2\ndata: b\n\n", NULL };
  Script script;
  Account account;

  play (&script, &account, RT_TYPE_SSE_CLIENT, answers);
  watcher_wait_messages (&script.watcher, 2);

  g_assert_cmpuint (account.n_resumed, ==, 2);
  g_assert_cmpint (account.resumption->lost, ==, 0);
  finish (&script, &account);
}

static void
on_resumed_stop (RtClient *client)
{
  rt_client_stop (client);
}

/* Whoever is told may stop the client. */
static void
test_stop (void)
{
  static const char * const answers[] = { HEAD "retry: 1\nid: 1\ndata: a\n\n", HEAD, NULL };
  Script script;
  Account account;

  play (&script, &account, RT_TYPE_SSE_CLIENT, answers);
  g_signal_connect (script.client, "resumed", G_CALLBACK (on_resumed_stop), NULL);
  watcher_wait_finished (&script.watcher);

  g_assert_cmpuint (account.n_resumed, ==, 1);
  g_assert_cmpint (rt_client_get_state (script.client), ==, RT_CLIENT_CLOSED);
  finish (&script, &account);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/resumption/%s/%s", cases[i].pattern,
                                               cases[i].lost > 0 ? "what-the-channel-forgot-is-lost" : "nothing-is-lost");

      g_test_add_data_func (path, &cases[i], test_served);
    }
  g_test_add_func ("/resumption/a-request-that-goes-out-again-is-told", test_held);
  g_test_add_func ("/resumption/of-a-page-nobody-knows-what-was-lost", test_page);
  g_test_add_func ("/resumption/attempts-that-fail-do-not-end-it", test_attempts);
  g_test_add_func ("/resumption/who-does-not-resume-asks-for-nothing", test_not_resuming);
  g_test_add_func ("/resumption/silence-is-told", test_silence);
  g_test_add_func ("/resumption/who-comes-late-does-not-know-what-was-before", test_first);
  g_test_add_func ("/resumption/each-time-is-told", test_lost_again);
  g_test_add_func ("/resumption/who-is-told-may-stop-it", test_stop);

  return g_test_run ();
}
