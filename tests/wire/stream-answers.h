/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

typedef enum { STREAM_OPENS, STREAM_ENDS, STREAM_ASKS_AGAIN } StreamOutcome;

/* An answer of a server, after which it closes, and what a client makes of it. */
typedef struct {
  const char   *path;
  const char   *answer;
  StreamOutcome outcome;
  const char   *second;  /* how the next request begins */
} StreamAnswer;

#define ANSWER_OF_TYPE(type) "HTTP/1.1 200 OK\r\nContent-Type: " type "\r\n\r\ndata: a\n\n"
#define ANSWER(status) "HTTP/1.1 " status "\r\nContent-Length: 0\r\n\r\n"
#define ANSWER_OF_STREAM(status) "HTTP/1.1 " status "\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n"
#define REDIRECT(status) "HTTP/1.1 " status "\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"

static const StreamAnswer stream_answers[] = {
  /* 9.2.3: 200 and the type of an event stream, whatever its parameters */
  { "9.2.3/the-type", ANSWER_OF_TYPE ("text/event-stream"), STREAM_OPENS, NULL },
  { "9.2.3/the-type-in-any-case", ANSWER_OF_TYPE ("Text/Event-Stream"), STREAM_OPENS, NULL },
  { "9.2.3/the-type-with-a-charset", ANSWER_OF_TYPE ("text/event-stream; charset=utf-8"), STREAM_OPENS, NULL },
  { "9.2.3/the-type-without-blanks", ANSWER_OF_TYPE ("text/event-stream;charset=UTF-8"), STREAM_OPENS, NULL },
  { "9.2.3/the-type-with-another-charset", ANSWER_OF_TYPE ("text/event-stream; charset=latin1"), STREAM_OPENS, NULL },
  { "9.2.3/the-type-with-parameters", ANSWER_OF_TYPE ("text/event-stream; a=b; c=\"d;e\""), STREAM_OPENS, NULL },
  { "9.2.3/text", ANSWER_OF_TYPE ("text/plain"), STREAM_ENDS, NULL },
  { "9.2.3/a-page", ANSWER_OF_TYPE ("text/html"), STREAM_ENDS, NULL },
  { "9.2.3/json", ANSWER_OF_TYPE ("application/json"), STREAM_ENDS, NULL },
  { "9.2.3/nearly-the-type", ANSWER_OF_TYPE ("text/event-stream-x"), STREAM_ENDS, NULL },
  { "9.2.3/half-the-type", ANSWER_OF_TYPE ("text/event"), STREAM_ENDS, NULL },
  { "9.2.3/no-type", "HTTP/1.1 200 OK\r\n\r\ndata: a\n\n", STREAM_ENDS, NULL },
  { "9.2.3/an-empty-type", ANSWER_OF_TYPE (""), STREAM_ENDS, NULL },
  /* 9.2.3: what ends it for good */
  { "9.2.3/201", ANSWER_OF_STREAM ("201 Created"), STREAM_ENDS, NULL },
  { "9.2.3/202", ANSWER_OF_STREAM ("202 Accepted"), STREAM_ENDS, NULL },
  { "9.2.3/204-is-the-wish-to-stop", "HTTP/1.1 204 No Content\r\n\r\n", STREAM_ENDS, NULL },
  { "9.2.3/205", ANSWER ("205 Reset Content"), STREAM_ENDS, NULL },
  { "9.2.3/206", ANSWER_OF_STREAM ("206 Partial Content"), STREAM_ENDS, NULL },
  { "9.2.3/304", "HTTP/1.1 304 Not Modified\r\n\r\n", STREAM_ENDS, NULL },
  { "9.2.3/400", ANSWER ("400 Bad Request"), STREAM_ENDS, NULL },
  { "9.2.3/401", ANSWER ("401 Unauthorized"), STREAM_ENDS, NULL },
  { "9.2.3/403", ANSWER ("403 Forbidden"), STREAM_ENDS, NULL },
  { "9.2.3/404-of-the-type", ANSWER_OF_STREAM ("404 Not Found"), STREAM_ENDS, NULL },
  { "9.2.3/410", ANSWER ("410 Gone"), STREAM_ENDS, NULL },
  { "9.2.3/500", ANSWER ("500 Oops"), STREAM_ENDS, NULL },
  { "9.2.3/502", ANSWER ("502 Bad Gateway"), STREAM_ENDS, NULL },
  { "9.2.3/503", ANSWER ("503 Busy"), STREAM_ENDS, NULL },
  { "9.2.3/504", ANSWER ("504 Gateway Timeout"), STREAM_ENDS, NULL },
  /* More than the standard asks: who says when to come again is believed (RFC 9110 section 10.2.3). */
  { "9.2.3/503-that-says-when", "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", STREAM_ASKS_AGAIN, NULL },
  /* Fetch standard: redirections */
  { "9.2.3/301", REDIRECT ("301 Moved Permanently"), STREAM_ASKS_AGAIN, "GET /other " },
  { "9.2.3/302", REDIRECT ("302 Found"), STREAM_ASKS_AGAIN, "GET /other " },
  { "9.2.3/303", REDIRECT ("303 See Other"), STREAM_ASKS_AGAIN, "GET /other " },
  { "9.2.3/307", REDIRECT ("307 Temporary Redirect"), STREAM_ASKS_AGAIN, "GET /other " },
  { "9.2.3/308", REDIRECT ("308 Permanent Redirect"), STREAM_ASKS_AGAIN, "GET /other " },
  { "9.2.3/a-redirection-to-nowhere", ANSWER ("302 Found"), STREAM_ENDS, NULL },
  /* 9.2.3: a network error, and the end of a body, are no end of the stream */
  { "9.2.3/an-end-before-an-answer", "", STREAM_ASKS_AGAIN, "GET /stream " },
  { "9.2.3/an-end-within-the-head", "HTTP/1.1 200 OK\r\nContent-", STREAM_ASKS_AGAIN, "GET /stream " },
  { "9.2.3/an-end-of-the-body", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hi\n\n", STREAM_ASKS_AGAIN, "GET /stream " },
  { "9.2.3/an-end-within-an-event", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n", STREAM_ASKS_AGAIN,
    "GET /stream " },
  { "9.2.3/an-end-within-a-chunk",
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n20\r\ndata", STREAM_ASKS_AGAIN,
    "GET /stream " },
};
