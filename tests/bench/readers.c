/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Many readers in one process: opens N connections to a server on 127.0.0.1, reads what
 * it sends and counts whole events.
 *
 *   readers PORT PATH sse|websocket N
 *
 * Says "open" once every reader's stream has begun. For each line "await TOTAL" on
 * standard input it says "arrived" once TOTAL events arrived, as many for each reader;
 * until then it never sleeps. Ends with standard input. */

#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/event-counter.h"

#define MAX_OPENING 128

typedef struct {
  int          fd;
  gboolean     open;
  guint        head_end;   /* bytes of the blank line after the head already seen */
  guint        head_size;
  char         head[16];
  EventCounter counter;
} Reader;

typedef struct {
  struct sockaddr_in address;
  char   *request;
  Reader *readers;
  guint   n_readers;
  guint   n_started;
  guint   n_open;
  guint64 awaited;
  guint64 arrived;
  int     epoll;
} Bench;

G_NORETURN static void
fail (const char *what,
      const char *why)
{
  printf ("failed: %s: %s\n", what, why);
  exit (1);
}

static void
start_reader (Bench *bench)
{
  Reader *reader = &bench->readers[bench->n_started++];
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = reader };

  reader->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (reader->fd < 0)
    fail ("socket", g_strerror (errno));
  if (connect (reader->fd, (struct sockaddr *) &bench->address, sizeof bench->address) < 0)
    fail ("connect", g_strerror (errno));
  if (write (reader->fd, bench->request, strlen (bench->request)) < 0)
    fail ("request", g_strerror (errno));
  if (epoll_ctl (bench->epoll, EPOLL_CTL_ADD, reader->fd, &event) < 0)
    fail ("epoll_ctl", g_strerror (errno));
}

/* Eats the head of the answer; returns how many bytes of @data it was. */
static gsize
read_head (Bench      *bench,
           Reader     *reader,
           const char *data,
           gsize       size)
{
  static const char end[] = "\r\n\r\n";

  for (gsize i = 0; i < size; i++)
    {
      if (reader->head_size < sizeof reader->head - 1)
        reader->head[reader->head_size++] = data[i];
      if (data[i] == end[reader->head_end])
        reader->head_end++;
      else
        reader->head_end = data[i] == '\r' ? 1 : 0;
      if (end[reader->head_end] != '\0')
        continue;

      if (strstr (reader->head, " 200") == NULL && strstr (reader->head, " 101") == NULL)
        fail ("answer", reader->head);
      reader->open = TRUE;
      if (++bench->n_open == bench->n_readers)
        puts ("open");
      if (bench->n_started < bench->n_readers)
        start_reader (bench);
      return i + 1;
    }

  return size;
}

static void
read_some (Bench  *bench,
           Reader *reader)
{
  char data[16384];
  ssize_t size = read (reader->fd, data, sizeof data);
  gsize used = 0;

  if (size <= 0)
    fail ("a reader lost its connection", size < 0 ? g_strerror (errno) : "closed by the server");
  if (!reader->open)
    used = read_head (bench, reader, data, size);
  if (used < (gsize) size)
    bench->arrived += event_counter_feed (&reader->counter, data + used, size - used,
                                          reader->fd);
}

static void
check_arrival (Bench *bench)
{
  if (bench->awaited == 0 || bench->arrived < bench->awaited)
    return;

  for (guint i = 0; i < bench->n_readers; i++)
    if (bench->readers[i].counter.n_events != bench->awaited / bench->n_readers)
      fail ("count", "some readers got more than others");
  bench->awaited = 0;
  puts ("arrived");
}

static void
read_command (Bench *bench)
{
  char line[64];
  ssize_t size = read (STDIN_FILENO, line, sizeof line - 1);

  if (size <= 0)
    exit (0);
  line[size] = '\0';
  if (!g_str_has_prefix (line, "await "))
    fail ("command", line);
  bench->awaited = g_ascii_strtoull (line + strlen ("await "), NULL, 10);
}

G_NORETURN static void
run (Bench *bench)
{
  struct epoll_event events[256];

  for (;;)
    {
      /* Who writes to a reader that sleeps pays for waking it, up to 2 µs where a
       * hypervisor has to, and how often it falls asleep is chance. */
      int timeout = bench->arrived < bench->awaited ? 0 : -1;
      int n = epoll_wait (bench->epoll, events, G_N_ELEMENTS (events), timeout);

      for (int i = 0; i < n; i++)
        {
          if (events[i].data.ptr == NULL)
            read_command (bench);
          else
            read_some (bench, events[i].data.ptr);
        }
      check_arrival (bench);
    }
}

int
main (int    argc,
      char **argv)
{
  Bench bench = { .epoll = epoll_create1 (EPOLL_CLOEXEC) };
  struct epoll_event commands = { .events = EPOLLIN, .data.ptr = NULL };
  gboolean websocket;

  if (argc != 5)
    fail ("usage", "readers PORT PATH sse|websocket N");
  setvbuf (stdout, NULL, _IOLBF, 0);
  websocket = g_str_equal (argv[3], "websocket");
  bench.address.sin_family = AF_INET;
  bench.address.sin_port = htons (atoi (argv[1]));
  bench.address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  bench.n_readers = atoi (argv[4]);
  bench.readers = g_new0 (Reader, bench.n_readers);
  for (guint i = 0; i < bench.n_readers; i++)
    bench.readers[i].counter.websocket = websocket;
  bench.request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%s\r\n",
                                   argv[2], argv[1],
                                   websocket
                                   ? "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                                     "Sec-WebSocket-Version: 13\r\n"
                                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                   : "Accept: text/event-stream\r\n");

  epoll_ctl (bench.epoll, EPOLL_CTL_ADD, STDIN_FILENO, &commands);
  while (bench.n_started < MIN (bench.n_readers, MAX_OPENING))
    start_reader (&bench);
  run (&bench);
  return 0;
}
