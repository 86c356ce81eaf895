/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many readers in one process that note how long events were on their way: from the number
 * after "t" in their data, µs of the monotonic clock, to when they are read.
 *
 *   timed-readers PORT PATH N
 *
 * Says "open" once every reader's event stream has begun. For each line "report" on standard
 * input it says "EVENTS P50 P99 MAX", in µs, of what came since it began or since the last
 * line "clear". Ends with standard input. */

#include "config.h"

#include <arpa/inet.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* What is before the time in an event's data. */
static const char mark[] = "{\"t\":";

/* A bucket for every 10 µs, up to 10 s. */
#define BUCKET_US 10
#define N_BUCKETS 1000000

typedef struct {
  int     fd;
  guint   matched;  /* of the mark */
  gint64  sent;     /* as far as it was read */
  gboolean open;
} Reader;

typedef struct {
  Reader *readers;
  guint   n_readers;
  guint   n_open;
  int     epoll;
  guint64 n_events;
  guint  *buckets;
} Bench;

G_NORETURN static void
fail (const char *what)
{
  printf ("failed: %s\n", what);
  exit (1);
}

static void
note (Bench  *bench,
      gint64  latency)
{
  bench->n_events++;
  bench->buckets[CLAMP (latency / BUCKET_US, 0, N_BUCKETS - 1)]++;
}

static void
read_byte (Bench  *bench,
           Reader *reader,
           char    byte,
           gint64  now)
{
  if (mark[reader->matched] == '\0')
    {
      if (g_ascii_isdigit (byte))
        {
          reader->sent = reader->sent * 10 + (byte - '0');
          return;
        }
      note (bench, now - reader->sent);
      reader->matched = 0;
      reader->sent = 0;
    }

  if (byte == mark[reader->matched])
    reader->matched++;
  else
    reader->matched = byte == mark[0] ? 1 : 0;
}

static void
read_some (Bench  *bench,
           Reader *reader)
{
  char data[16384];
  ssize_t size = read (reader->fd, data, sizeof data);
  gint64 now = g_get_monotonic_time ();

  if (size <= 0)
    fail ("a reader lost its connection");
  if (!reader->open)
    {
      reader->open = TRUE;
      if (++bench->n_open == bench->n_readers)
        puts ("open");
    }
  for (ssize_t i = 0; i < size; i++)
    read_byte (bench, reader, data[i], now);
}

static guint64
get_quantile (const Bench *bench,
              double       share)
{
  guint64 left = (guint64) (bench->n_events * share);

  for (guint i = 0; i < N_BUCKETS; i++)
    {
      if (bench->buckets[i] > left)
        return (guint64) i * BUCKET_US;
      left -= bench->buckets[i];
    }

  return (guint64) N_BUCKETS * BUCKET_US;
}

static guint64
get_max (const Bench *bench)
{
  for (guint i = N_BUCKETS; i > 0; i--)
    if (bench->buckets[i - 1] > 0)
      return (guint64) i * BUCKET_US;

  return 0;
}

static void
read_command (Bench *bench)
{
  char line[64];
  ssize_t size = read (STDIN_FILENO, line, sizeof line - 1);

  if (size <= 0)
    exit (0);
  line[size] = '\0';
  if (g_str_equal (line, "clear\n"))
    {
      bench->n_events = 0;
      memset (bench->buckets, 0, N_BUCKETS * sizeof *bench->buckets);
      puts ("cleared");
      return;
    }

  printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
          bench->n_events, get_quantile (bench, 0.5), get_quantile (bench, 0.99), get_max (bench));
}

static void
start_reader (Bench                    *bench,
              Reader                   *reader,
              const struct sockaddr_in *address,
              const char               *request)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = reader };

  reader->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (reader->fd < 0 || connect (reader->fd, (const struct sockaddr *) address, sizeof *address) < 0 ||
      write (reader->fd, request, strlen (request)) < 0 ||
      epoll_ctl (bench->epoll, EPOLL_CTL_ADD, reader->fd, &event) < 0)
    fail ("a reader could not connect");
}

int
main (int    argc,
      char **argv)
{
  Bench bench = { .epoll = epoll_create1 (EPOLL_CLOEXEC) };
  struct epoll_event commands = { .events = EPOLLIN, .data.ptr = NULL };
  struct sockaddr_in address = { .sin_family = AF_INET };
  g_autofree char *request = NULL;

  if (argc != 4)
    fail ("usage: timed-readers PORT PATH N");
  setvbuf (stdout, NULL, _IOLBF, 0);
  address.sin_port = htons (atoi (argv[1]));
  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nAccept: text/event-stream\r\n\r\n", argv[2], argv[1]);
  bench.n_readers = atoi (argv[3]);
  bench.readers = g_new0 (Reader, bench.n_readers);
  bench.buckets = g_new0 (guint, N_BUCKETS);
  epoll_ctl (bench.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &commands);
  for (guint i = 0; i < bench.n_readers; i++)
    start_reader (&bench, &bench.readers[i], &address, request);

  for (;;)
    {
      struct epoll_event events[256];
      int n = epoll_wait (bench.epoll, events, G_N_ELEMENTS (events), -1);

      for (int i = 0; i < n; i++)
        {
          if (events[i].data.ptr == NULL)
            read_command (&bench);
          else
            read_some (&bench, events[i].data.ptr);
        }
    }
}
