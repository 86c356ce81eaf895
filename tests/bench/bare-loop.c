/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The least a server can do: an epoll loop that writes each event once to each reader,
 * TCP_NODELAY on, nothing bounded, nothing remembered. What the others are held against.
 *
 *   bare-loop sse|websocket [gather]
 *
 * Says "ready PORT"; for each line "publish K SIZE" on standard input it sends K events
 * of SIZE bytes to everyone connected, with "gather" all K in one write. Ends with
 * standard input. */

#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/payload.h"

static const char sse_head[] =
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n\r\n";
/* Every reader of this bench sends the key of RFC 6455 section 1.3. */
static const char websocket_head[] =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static gboolean websocket;
static gboolean gather;
static int      listener;
static int      epoll;
static GArray  *readers;
static guint64  number;

G_NORETURN static void
fail (const char *what)
{
  fprintf (stderr, "bare-loop: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static void
listen_somewhere (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  socklen_t size = sizeof address;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind (listener, (struct sockaddr *) &address, size) < 0 || listen (listener, 4096) < 0)
    fail ("listen");
  getsockname (listener, (struct sockaddr *) &address, &size);
  printf ("ready %u\n", ntohs (address.sin_port));
}

static void
watch (int fd)
{
  struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

  if (epoll_ctl (epoll, EPOLL_CTL_ADD, fd, &event) < 0)
    fail ("epoll_ctl");
}

static void
accept_reader (void)
{
  int fd = accept4 (listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  int on = 1;

  if (fd < 0)
    fail ("accept");
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch (fd);
}

/* The bench's readers send their request in one piece. */
static void
answer (int fd)
{
  char request[1024];
  const char *head = websocket ? websocket_head : sse_head;
  ssize_t size = read (fd, request, sizeof request);

  if (size <= 0)
    {
      close (fd);
      return;
    }
  if (write (fd, head, strlen (head)) < 0)
    fail ("write");
  g_array_append_val (readers, fd);
}

static void
append_event (GString *text,
              guint    payload_size)
{
  g_autofree char *payload = payload_new (++number, payload_size);

  /* RFC 6455 section 5.2: a text frame whose length fits into seven bits. */
  g_assert (!websocket || payload_size <= 125);
  if (websocket)
    g_string_append_printf (text, "%c%c%s", 0x81, (int) payload_size, payload);
  else
    g_string_append_printf (text, "id: %" G_GUINT64_FORMAT "\ndata: %s\n\n", number, payload);
}

static void
write_to_all (const GString *text)
{
  for (guint i = 0; i < readers->len; i++)
    if (write (g_array_index (readers, int, i), text->str, text->len) != (ssize_t) text->len)
      fail ("write");
}

static void
publish (guint n_events,
         guint payload_size)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_events; i++)
    {
      append_event (text, payload_size);
      if (gather && i + 1 < n_events)
        continue;
      write_to_all (text);
      g_string_truncate (text, 0);
    }
}

static void
read_command (void)
{
  char line[64];
  guint n_events, payload_size;
  ssize_t size = read (STDIN_FILENO, line, sizeof line - 1);

  if (size <= 0)
    exit (0);
  line[size] = '\0';
  if (sscanf (line, "publish %u %u", &n_events, &payload_size) == 2)
    publish (n_events, payload_size);
}

int
main (int    argc,
      char **argv)
{
  struct epoll_event events[256];

  websocket = argc > 1 && g_str_equal (argv[1], "websocket");
  gather = argc > 2 && g_str_equal (argv[2], "gather");
  setvbuf (stdout, NULL, _IOLBF, 0);
  epoll = epoll_create1 (EPOLL_CLOEXEC);
  readers = g_array_new (FALSE, FALSE, sizeof (int));
  listen_somewhere ();
  watch (listener);
  watch (STDIN_FILENO);

  for (;;)
    {
      int n = epoll_wait (epoll, events, G_N_ELEMENTS (events), -1);

      for (int i = 0; i < n; i++)
        {
          if (events[i].data.fd == listener)
            accept_reader ();
          else if (events[i].data.fd == STDIN_FILENO)
            read_command ();
          else
            answer (events[i].data.fd);
        }
    }
}
