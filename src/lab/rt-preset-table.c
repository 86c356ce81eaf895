/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-preset-table.h"

#include <glib/gi18n.h>

#define OWN_HEADERS N_("Every client sends headers of its own: a browser’s are longer than these.")
#define OWN_FRAMES  N_("A frame’s header is still 2 bytes; the rest is the number, time and type of the event.")
#define ARITHMETIC  N_("Both are the headers of one poll times the clients; a browser’s are longer than these.")
#define LEFT_OUT    N_("With what their arithmetic leaves out: payload, and headers of TCP and IP as estimated from the segments.")
#define HANDSHAKE   N_("The published bytes are the handshake alone; here the five messages are counted, too.")
#define BY_DESIGN   N_("It is what the intervals make of it: 1 − 250 ms/1 s. Five of the published 15 requests would be 67 %.")
#define LOOPBACK    N_("Here there is no network between: what is left is the pattern, and what else the machine had to do.")
#define RATIO       N_("It depends on nothing but how often one asks and how often there is something: choose others, and it is another.")

#define WHOLE_POLLS N_("Polls come in whole numbers, and in the first and the last interval there is one more or less than in the arithmetic.")
#define TRANSITS    N_("A transit is 100 ms here; the rest is what the machine took, and how soon one event came after another.")
#define EDGES       N_("1 − 50 ms/1 s is 95 %; polls come in whole numbers, and the first and the last interval are not like the others.")

#define BYTES(name, published, from, to, why) \
  { .contestant = name, .what = N_("Bytes both ways"), .kind = RT_MEASURE_WIRE_BYTES, .value = published, \
    .least = from, .most = to, .difference = why }
#define REQUESTS(name, published, from, to, why) \
  { .contestant = name, .what = N_("Requests"), .kind = RT_MEASURE_FIGURE, .figure = RT_FIGURE_REQUESTS, \
    .value = published, .least = from, .most = to, .difference = why }

static const RtPublished abril[] = {
  REQUESTS ("polling", 15, 19, 26,
            N_("Five updates end after four intervals; here all five seconds are measured, and connecting.")),
  { .contestant = "polling", .what = N_("Share of empty answers"), .kind = RT_MEASURE_EMPTY_SHARE,
    .value = 0.75, .least = 0.7, .most = 0.82, .difference = BY_DESIGN },
  BYTES ("polling", 8820, 5300, 8300, OWN_HEADERS),
  REQUESTS ("long-polling", 5, 5, 7, N_("The last one still waits when the five seconds are over.")),
  BYTES ("long-polling", 2930, 2000, 3000, OWN_HEADERS),
  REQUESTS ("server-sent-events", 1, 1, 1, NULL),
  BYTES ("server-sent-events", 902, 600, 1000, OWN_HEADERS),
  BYTES ("websocket", 723, 700, 1200, HANDSHAKE),
};

#define AT(name, clients, published, from, to, why) \
  { .contestant = name, .what = N_("Mbit/s of headers (2^20)"), .kind = RT_MEASURE_OVERHEAD_RATE, \
    .n_clients = clients, .value = published, .least = from, .most = to, .difference = why }

#define ALL_OF(name, published, from, to) \
  { .contestant = name, .what = N_("Mbit/s with payload, TCP and IP (2^20)"), .kind = RT_MEASURE_WHOLE_RATE, \
    .n_clients = 100000, .value = published, .least = from, .most = to, .difference = LEFT_OUT }

static const RtPublished lubbers[] = {
  { .contestant = "polling", .what = N_("Header bytes of a poll"), .kind = RT_MEASURE_OVERHEAD_PER_EVENT,
    .value = 871, .least = 330, .most = 450, .difference = OWN_HEADERS },
  { .contestant = "websocket", .what = N_("Header bytes of a frame"), .kind = RT_MEASURE_OVERHEAD_PER_EVENT,
    .value = 2, .least = 60, .most = 90, .difference = OWN_FRAMES },
  AT ("polling", 1000, 6.6, 2.5, 3.5, ARITHMETIC),
  AT ("polling", 10000, 66, 25, 35, ARITHMETIC),
  AT ("polling", 100000, 665, 250, 350, ARITHMETIC),
  AT ("websocket", 1000, 0.015, 0.45, 0.7, OWN_FRAMES),
  AT ("websocket", 10000, 0.153, 4.5, 7, OWN_FRAMES),
  AT ("websocket", 100000, 1.526, 45, 70, OWN_FRAMES),
  ALL_OF ("polling", 665, 330, 450), ALL_OF ("websocket", 1.526, 90, 130),
};

#define REPEATED(name, published) \
  { .contestant = name, .what = N_("Asked for nothing new"), .kind = RT_MEASURE_EMPTY_SHARE, .value = published, \
    .least = MAX (0, published - 0.1), .most = published + 0.1, .difference = WHOLE_POLLS }
#define MISSED(name, published) \
  { .contestant = name, .what = N_("Missed by who sees only the latest"), .kind = RT_MEASURE_MISSED_SHARE, \
    .value = published, .least = MAX (0, published - 0.1), .most = published + 0.1, .difference = WHOLE_POLLS }

static const RtPublished bozdag[] = {
  REPEATED ("a-quarter", 0.75), MISSED ("a-quarter", 0.0), REPEATED ("half", 0.5), MISSED ("half", 0.0),
  REPEATED ("the-same", 0.0), MISSED ("the-same", 0.0), REPEATED ("twice", 0.0), MISSED ("twice", 0.5),
  REPEATED ("four-times", 0.0), MISSED ("four-times", 0.75), MISSED ("push", 0.0),
};

#define DELAY_US 100000.0

static const RtPublished rfc6202[] = {
  { .plan = 0, .contestant = "long-polling", .what = N_("Network transits of an event on average"),
    .kind = RT_MEASURE_TRANSITS, .figure = RT_FIGURE_LATENCY_P50, .transit_us = DELAY_US, .value = 1, .least = 0.9,
    .most = 1.5, .difference = TRANSITS },
  { .plan = 0, .contestant = "websocket", .what = N_("Network transits of an event on average"),
    .kind = RT_MEASURE_TRANSITS, .figure = RT_FIGURE_LATENCY_P50, .transit_us = DELAY_US, .value = 1, .least = 0.9,
    .most = 1.5, .difference = TRANSITS },
  { .plan = 1, .contestant = "long-polling", .what = N_("Network transits of an event at the worst"),
    .kind = RT_MEASURE_TRANSITS, .figure = RT_FIGURE_LATENCY_MAX, .transit_us = DELAY_US, .value = 3, .least = 2,
    .most = 3.6, .difference = TRANSITS },
  { .plan = 1, .contestant = "websocket", .what = N_("Network transits of an event at the worst"),
    .kind = RT_MEASURE_TRANSITS, .figure = RT_FIGURE_LATENCY_MAX, .transit_us = DELAY_US, .value = 1, .least = 0.9,
    .most = 1.9, .difference = TRANSITS },
};

/* No event gets from one process to another by way of a socket in less, µs. */
#define LEAST_LATENCY 20

#define LATENCY(name, published, upper) \
  { .contestant = name, .what = N_("Latency, median"), .kind = RT_MEASURE_FIGURE, .figure = RT_FIGURE_LATENCY_P50, \
    .value = published, .least = LEAST_LATENCY, .most = upper, .difference = LOOPBACK }

static const RtPublished claims[] = {
  LATENCY ("websocket", 1000, 20000), LATENCY ("server-sent-events", 100000, 100000),
  LATENCY ("long-polling", 100000, 100000),
  { .contestant = "polling", .what = N_("Share of empty answers"), .kind = RT_MEASURE_EMPTY_SHARE, .value = 0.95,
    .least = 0.7, .most = 0.8, .difference = RATIO },
  { .contestant = "twenty-times", .what = N_("Share of empty answers"), .kind = RT_MEASURE_EMPTY_SHARE, .value = 0.95,
    .least = 0.92, .most = 0.97, .difference = EDGES },
  { .plan = 1, .contestant = "server-sent-events", .what = N_("Connections of a browser to a host"),
    .kind = RT_MEASURE_FIGURE, .figure = RT_FIGURE_CONNECTIONS, .value = 6, .least = 6, .most = 6 },
};

#define PUBLISHED(list) .published = list, .n_published = G_N_ELEMENTS (list)

const RtPresetEntry rt_preset_table[] = {
  { { .id = "abril-2017", .title = N_("Five updates, four ways"),
      .source = "Alexis Abril, “A comparison between WebSockets, server-sent events, and polling”, 2017",
      .setup = N_("One browser, five updates a second apart, polled each 250 ms; bytes as the browser’s tools showed them."),
      .n_plans = 1, PUBLISHED (abril) },
    { { { "short-polling:interval=0.25,name=polling", "long-polling", "server-sent-events", "websocket" },
        .n_clients = 1, .rate = 1, .size = 20, .duration = 5, .brief = 5, .cold = TRUE } } },
  { { .id = "lubbers-greco", .title = N_("871 bytes against 2"),
      .source = "Peter Lubbers and Frank Greco, “HTML5 WebSocket: A Quantum Leap in Scalability for the Web”, 2010",
      .setup = N_("A stock ticker, one message a second to each client: headers of a poll and of a frame, times the clients."),
      .n_plans = 1, PUBLISHED (lubbers) },
    { { { "short-polling:interval=1,etag=no,name=polling", "websocket" },
        .n_clients = 100, .rate = 1, .size = 20, .duration = 20, .brief = 5 } } },
  { { .id = "bozdag-2007", .title = N_("How often to ask"),
      .source = "Engin Bozdag, Ali Mesbah and Arie van Deursen, “A Comparison of Push and Pull Techniques for AJAX”, 2007",
      .setup = N_("Each pull is answered with the latest message alone, from four times as often as there is one to a quarter as "
                  "often. They state the rule; the shares are its arithmetic."),
      .n_plans = 1, PUBLISHED (bozdag) },
    { { { "request-response:interval=0.25,name=a-quarter", "request-response:interval=0.5,name=half",
          "request-response:interval=1,name=the-same", "request-response:interval=2,name=twice",
          "request-response:interval=4,name=four-times", "websocket:name=push" },
        .n_clients = 10, .rate = 1, .size = 64, .duration = 60, .brief = 8, .quick = 2 } } },
  { { .id = "rfc-6202", .title = N_("One to three transits"),
      .source = "Loreto, Saint-Andre, Salsano and Wilkins, “Known Issues and Best Practices for the Use of Long Polling and "
                "Streaming in Bidirectional HTTP”, RFC 6202, 2011",
      .setup = N_("A long poll’s event that comes just after another waits for the answer, the next question and its own answer."),
      .n_plans = 2, PUBLISHED (rfc6202) },
    { { { "long-polling", "websocket" }, .n_clients = 5, .rate = 1, .size = 64, .duration = 20, .brief = 5,
        .fault = "delay=100ms" },
      { { "long-polling", "websocket" }, .n_clients = 5, .rate = 10, .size = 64, .duration = 20, .brief = 5,
        .fault = "delay=100ms" } } },
  { { .id = "common-claims", .title = N_("What is commonly said"),
      .source = "",
      .setup = N_("A WebSocket takes 1 ms, a stream 100 ms, a long poll 100 ms to 5 s; 95 % of polls are wasted; six connections."),
      .n_plans = 2, PUBLISHED (claims) },
    { { { "short-polling:interval=0.25,name=polling", "short-polling:interval=0.05,name=twenty-times", "long-polling",
          "server-sent-events", "websocket" },
        .n_clients = 10, .rate = 1, .size = 64, .duration = 30, .brief = 5 },
      { { "server-sent-events" }, .n_clients = 10, .rate = 1, .size = 64, .duration = 5, .brief = 3, .per_host = 6,
        .host_clients = 10 } } },
};

const guint rt_preset_table_length = G_N_ELEMENTS (rt_preset_table);
