/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <limits.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/rt-priority.h"

struct _RtOutput {
  GObject  parent_instance;

  int      fd;
  gboolean owns_fd;
  gboolean terminal;
  gboolean closed;
  gboolean overrun;
  GString *waiting;
  gsize    written;      /* how much of @waiting has left already */
  guint    writable_id;
  guint    hangup_id;
};

enum {
  SIGNAL_CLOSED,
  SIGNAL_DRAINED,
  SIGNAL_OVERRUN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtOutput, rt_output, G_TYPE_OBJECT)

static void
rt_output_forget (RtOutput *self)
{
  g_string_truncate (self->waiting, 0);
  self->written = 0;
  g_clear_handle_id (&self->writable_id, g_source_remove);
}

static void
rt_output_close (RtOutput *self)
{
  if (self->closed)
    return;

  self->closed = TRUE;
  rt_output_forget (self);
  g_clear_handle_id (&self->hangup_id, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static gboolean
may_write (int fd)
{
  struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };

  return poll (&poll_fd, 1, 0) > 0;
}

/* A pipe that polls as writable takes PIPE_BUF bytes without blocking, and the
 * descriptor may not be made non-blocking: it is shared with the shell. */
static void
rt_output_flush (RtOutput *self)
{
  gint64 until = g_get_monotonic_time () + RT_SLICE_US;

  while (self->written < self->waiting->len && may_write (self->fd) && g_get_monotonic_time () < until)
    {
      gsize length = MIN (self->waiting->len - self->written, PIPE_BUF);
      gssize n = write (self->fd, self->waiting->str + self->written, length);

      if (n >= 0)
        self->written += n;
      else if (errno == EAGAIN)
        break;
      else if (errno != EINTR)
        {
          rt_output_close (self);
          return;
        }
    }

  if (self->written < self->waiting->len)
    return;

  rt_output_forget (self);
  g_signal_emit (self, signals[SIGNAL_DRAINED], 0);
}

static gboolean
on_writable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr (RtOutput) self = g_object_ref (user_data);

  rt_output_flush (self);

  /* Once everything has left, this source was removed with it. */
  return self->waiting->len > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
on_hangup (int          fd,
           GIOCondition condition,
           gpointer     user_data)
{
  RtOutput *self = user_data;

  self->hangup_id = 0;
  rt_output_close (self);

  return G_SOURCE_REMOVE;
}

static void
rt_output_finalize (GObject *object)
{
  RtOutput *self = RT_OUTPUT (object);

  g_clear_handle_id (&self->writable_id, g_source_remove);
  g_clear_handle_id (&self->hangup_id, g_source_remove);
  g_string_free (self->waiting, TRUE);
  if (self->owns_fd)
    close (self->fd);

  G_OBJECT_CLASS (rt_output_parent_class)->finalize (object);
}

static void
rt_output_class_init (RtOutputClass *klass)
{
  static const char * const names[N_SIGNALS] = { "closed", "drained", "overrun" };

  G_OBJECT_CLASS (klass)->finalize = rt_output_finalize;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], RT_TYPE_OUTPUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_output_init (RtOutput *self)
{
  self->waiting = g_string_new (NULL);
}

/* A terminal opened anew is ours alone and may be non-blocking. */
static void
rt_output_reopen (RtOutput *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", self->fd);
  int fd = open (path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

  if (fd >= 0)
    {
      self->fd = fd;
      self->owns_fd = TRUE;
    }
}

/**
 * rt_output_new:
 * @fd: an open descriptor; stays the caller's and must stay open
 *
 * Returns: (transfer full): what writes to @fd. A reader that goes away is
 *   noticed at once, also while nothing is written.
 */
RtOutput *
rt_output_new (int fd)
{
  RtOutput *self = g_object_new (RT_TYPE_OUTPUT, NULL);

  self->fd = fd;
  self->terminal = isatty (fd);
  if (self->terminal)
    rt_output_reopen (self);
  self->hangup_id = g_unix_fd_add (self->fd, G_IO_ERR | G_IO_HUP, on_hangup, self);

  return self;
}

/**
 * rt_output_write:
 * @text: whole lines, or control sequences of a terminal
 *
 * Writes @text at once where the reader takes it, and the rest as soon as it does.
 */
void
rt_output_write (RtOutput   *self,
                 const char *text)
{
  gsize length = strlen (text);

  g_return_if_fail (RT_IS_OUTPUT (self));

  if (self->closed || self->overrun)
    return;
  if (rt_output_get_waiting (self) + length > RT_OUTPUT_MAX_WAITING)
    {
      self->overrun = TRUE;
      g_signal_emit (self, signals[SIGNAL_OVERRUN], 0);
      return;
    }

  /* Keeps what has left from adding up while the reader is never quite done. */
  if (self->written > RT_OUTPUT_MAX_WAITING / 64)
    {
      g_string_erase (self->waiting, 0, self->written);
      self->written = 0;
    }
  g_string_append_len (self->waiting, text, length);
  if (self->writable_id == 0)
    rt_output_flush (self);
  if (self->waiting->len > 0 && self->writable_id == 0)
    self->writable_id = g_unix_fd_add_full (RT_PRIORITY_IO, self->fd, G_IO_OUT | G_IO_ERR | G_IO_HUP,
                                            on_writable, self, NULL);
}

/**
 * rt_output_printf:
 * @format: as for printf()
 *
 * Writes formatted text, see rt_output_write().
 */
void
rt_output_printf (RtOutput   *self,
                  const char *format,
                  ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  rt_output_write (self, text);
}

/**
 * rt_output_get_waiting:
 *
 * Returns: how many bytes wait for the reader to take them
 */
gsize
rt_output_get_waiting (RtOutput *self)
{
  return self->waiting->len - self->written;
}

/**
 * rt_output_is_terminal:
 *
 * Returns: whether a person reads it, as far as one can know
 */
gboolean
rt_output_is_terminal (RtOutput *self)
{
  return self->terminal;
}

/**
 * rt_output_is_drawable:
 *
 * Returns: whether it is a terminal that can move its cursor (TERM is set and not "dumb")
 */
gboolean
rt_output_is_drawable (RtOutput *self)
{
  const char *term = g_getenv ("TERM");

  return self->terminal && term != NULL && *term != '\0' && !g_str_equal (term, "dumb");
}

/**
 * rt_output_has_colour:
 *
 * Returns: whether emphasis may be used: a terminal that can, and the user did
 *   not say NO_COLOR (https://no-color.org)
 */
gboolean
rt_output_has_colour (RtOutput *self)
{
  const char *no_colour = g_getenv ("NO_COLOR");

  return rt_output_is_drawable (self) && (no_colour == NULL || *no_colour == '\0');
}

/**
 * rt_output_get_size:
 * @columns: (out): width in cells; 80 where the terminal does not say
 * @rows: (out): height in lines; 24 where it does not say
 */
void
rt_output_get_size (RtOutput *self,
                    guint    *columns,
                    guint    *rows)
{
  struct winsize size = { 0 };

  if (ioctl (self->fd, TIOCGWINSZ, &size) < 0)
    size.ws_col = size.ws_row = 0;
  *columns = size.ws_col > 0 ? size.ws_col : 80;
  *rows = size.ws_row > 0 ? size.ws_row : 24;
}
