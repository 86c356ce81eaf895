/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-prompt.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <readline/readline.h>

#include "cli/rt-editing.h"
#include "core/rt-priority.h"

/* Readline takes what is typed fast or pasted in one go as long as there is more of it;
 * after so many bytes there is no more until it has been drawn. */
#define MAX_AT_ONCE 256

#define ESCAPE  0x1b
#define NO_BYTE (-1)

struct _RtPrompt {
  GObject   parent_instance;

  RtOutput *output;
  GQueue    given_out;    /* of lines */
  int       next;         /* a byte that readline has not taken, or NO_BYTE */
  int       last;
  guint     n_taken;      /* bytes in this call of readline */
  guint     readable_id;
  guint     resized_id;
  gboolean  is_on;
  gboolean  is_over;
};

enum {
  SIGNAL_LINE,
  SIGNAL_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Readline is one for the process, and its callbacks are not told whose they are. */
static RtPrompt *current;

G_DEFINE_FINAL_TYPE (RtPrompt, rt_prompt, G_TYPE_OBJECT)

/* Not while readline draws: the output's signals may end the prompt, which it could not bear. */
static void
show (RtPrompt *self)
{
  g_autofree char *drawn = rt_editing_take_drawn ();

  rt_output_write (self->output, drawn);
}

static gboolean
is_readable (void)
{
  struct pollfd poll_fd = { .fd = STDIN_FILENO, .events = POLLIN };

  return poll (&poll_fd, 1, 0) > 0;
}

/* Readline's functions that want another byte have to do without where it would block. */
static int
on_wants_byte (FILE *stream)
{
  guchar byte;

  if (current->next != NO_BYTE)
    current->last = current->next;
  else if (is_readable () && read (STDIN_FILENO, &byte, 1) == 1)
    current->last = byte;
  else
    return EOF;

  current->next = NO_BYTE;
  current->n_taken++;

  return current->last;
}

/* What follows an escape belongs to the same key. */
static int
on_wants_more (void)
{
  return (current->n_taken < MAX_AT_ONCE || current->last == ESCAPE) && is_readable ();
}

static void
on_accepted (char *line)
{
  if (line == NULL)
    current->is_over = TRUE;
  else
    g_queue_push_tail (&current->given_out, rt_editing_clean (line));
  free (line);
}

static void
take_key (RtPrompt *self)
{
  guchar byte;
  gssize n = read (STDIN_FILENO, &byte, 1);

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return;
  if (n <= 0)
    {
      self->is_over = TRUE;
      return;
    }

  self->next = byte;
  self->n_taken = 0;
  rl_callback_read_char ();
  show (self);
}

static void
give_out (RtPrompt *self)
{
  while (self->is_on && !g_queue_is_empty (&self->given_out))
    {
      g_autofree char *line = g_queue_pop_head (&self->given_out);

      g_signal_emit (self, signals[SIGNAL_LINE], 0, line);
    }
}

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr (RtPrompt) self = g_object_ref (user_data);
  gint64 until = g_get_monotonic_time () + RT_SLICE_US;

  do
    {
      take_key (self);
      give_out (self);
    }
  while (self->is_on && !self->is_over && g_get_monotonic_time () < until && is_readable ());

  if (self->is_on && self->is_over)
    {
      rt_prompt_stop (self);
      g_signal_emit (self, signals[SIGNAL_ENDED], 0);
    }

  return self->is_on ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
on_resized (gpointer user_data)
{
  RtPrompt *self = user_data;

  rt_editing_erase ();
  rl_reset_screen_size ();
  rt_editing_draw ();
  show (self);

  return G_SOURCE_CONTINUE;
}

static void
rt_prompt_finalize (GObject *object)
{
  RtPrompt *self = RT_PROMPT (object);

  rt_prompt_stop (self);
  current = NULL;
  g_queue_clear_full (&self->given_out, g_free);
  g_object_unref (self->output);

  G_OBJECT_CLASS (rt_prompt_parent_class)->finalize (object);
}

static void
rt_prompt_class_init (RtPromptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_prompt_finalize;

  signals[SIGNAL_LINE] = g_signal_new ("line", RT_TYPE_PROMPT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", RT_TYPE_PROMPT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
}

static void
rt_prompt_init (RtPrompt *self)
{
  self->next = NO_BYTE;
  g_queue_init (&self->given_out);
  current = self;
}

/**
 * rt_prompt_new:
 * @output: the terminal that is standard input, to draw on
 * @prompt: what stands before what is typed, ASCII
 *
 * Returns: (transfer full) (nullable): a prompt that is drawn, until it is stopped or gone;
 *   %NULL where standard input or @output is no terminal that can be drawn on, where the
 *   locale is not UTF-8, so that readline would take characters apart, and where it was
 *   built without readline: then what is typed is to be read by the line
 */
RtPrompt *
rt_prompt_new (RtOutput   *output,
               const char *prompt)
{
  RtPrompt *self;

  g_return_val_if_fail (current == NULL, NULL);

  if (!isatty (STDIN_FILENO) || !rt_output_is_drawable (output) || !g_get_charset (NULL))
    return NULL;

  self = g_object_new (RT_TYPE_PROMPT, NULL);
  self->output = g_object_ref (output);
  rl_getc_function = on_wants_byte;
  rl_input_available_hook = on_wants_more;
  rt_editing_begin ();
  self->is_on = TRUE;
  rl_callback_handler_install (prompt, on_accepted);
  self->readable_id = g_unix_fd_add_full (RT_PRIORITY_IO, STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self, NULL);
  self->resized_id = g_unix_signal_add (SIGWINCH, on_resized, self);
  show (self);

  return self;
}

/**
 * rt_prompt_print:
 * @text: lines, each with its end
 *
 * Prints @text where the prompt is, and draws that below.
 */
void
rt_prompt_print (RtPrompt   *self,
                 const char *text)
{
  if (!self->is_on)
    {
      rt_output_write (self->output, text);
      return;
    }

  rt_editing_erase ();
  show (self);
  rt_output_write (self->output, text);
  /* Somebody may have ended it on that. */
  if (!self->is_on)
    return;

  rt_editing_draw ();
  show (self);
}

/**
 * rt_prompt_stop:
 *
 * Takes the prompt off the terminal, which then works as it did before.
 */
void
rt_prompt_stop (RtPrompt *self)
{
  g_autofree char *last = NULL;

  g_clear_handle_id (&self->readable_id, g_source_remove);
  g_clear_handle_id (&self->resized_id, g_source_remove);
  if (!self->is_on)
    return;

  self->is_on = FALSE;
  last = rt_editing_end ();
  rt_output_write (self->output, last);
}
