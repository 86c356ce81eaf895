/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-prompt.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/rt-cells.h"
#include "core/rt-priority.h"

/* ECMA-48: back to the first column, erase to the end of the line. */
#define ERASE_LINE "\r\033[K"

#define CONTROL(letter) ((letter) & 0x1f)
#define ESCAPE       0x1b
#define BELL         "\a"
#define DELETE       0x7f

/* What an escape sequence of the terminal, such as that of an arrow key, has come to
 * (ECMA-48 section 5.4). */
typedef enum {
  SEQUENCE_NONE,
  SEQUENCE_BEGUN,
  SEQUENCE_PARAMETERS,
  SEQUENCE_SINGLE_SHIFT,
} Sequence;

struct _RtPrompt {
  GObject         parent_instance;

  int             fd;
  RtOutput       *output;
  char           *prompt;
  struct termios  found;
  gboolean        is_on;
  guint           readable_id;
  guint           resized_id;
  GString        *typed;
  GString        *unfinished;  /* bytes of a character that is not whole */
  Sequence        sequence;
};

enum {
  SIGNAL_LINE,
  SIGNAL_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtPrompt, rt_prompt, G_TYPE_OBJECT)

static void
draw (RtPrompt *self)
{
  g_autofree char *visible = NULL;
  guint used = rt_cells_of_text (self->prompt) + 1;
  guint columns;
  guint rows;

  if (!self->is_on)
    return;

  rt_output_get_size (self->output, &columns, &rows);
  visible = rt_cells_shorten_left (self->typed->str, columns > used ? columns - used : 1);
  rt_output_printf (self->output, ERASE_LINE "%s%s", self->prompt, visible);
}

static void
take_back_character (RtPrompt *self)
{
  const char *end = self->typed->str + self->typed->len;
  const char *before = g_utf8_find_prev_char (self->typed->str, end);

  /* What joins the character before goes with it. */
  while (before != NULL && rt_cells_of_character (g_utf8_get_char (before)) == 0)
    before = g_utf8_find_prev_char (self->typed->str, before);

  g_string_truncate (self->typed, before != NULL ? before - self->typed->str : 0);
}

static gboolean
ends_with_space (RtPrompt *self)
{
  return self->typed->len > 0 && self->typed->str[self->typed->len - 1] == ' ';
}

static void
take_back_word (RtPrompt *self)
{
  while (ends_with_space (self))
    take_back_character (self);
  while (self->typed->len > 0 && !ends_with_space (self))
    take_back_character (self);
}

static void
give_out (RtPrompt *self)
{
  g_autofree char *line = g_strdup (self->typed->str);

  g_string_truncate (self->typed, 0);
  draw (self);
  g_signal_emit (self, signals[SIGNAL_LINE], 0, line);
}

static void
end (RtPrompt *self)
{
  rt_prompt_stop (self);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static void
take_control (RtPrompt *self,
              guchar    c)
{
  if (c == '\r' || c == '\n')
    give_out (self);
  else if (c == DELETE || c == '\b')
    take_back_character (self);
  else if (c == CONTROL ('U'))
    g_string_truncate (self->typed, 0);
  else if (c == CONTROL ('W'))
    take_back_word (self);
  else if (c == CONTROL ('D') && self->typed->len == 0)
    end (self);
  else if (c == ESCAPE)
    self->sequence = SEQUENCE_BEGUN;
  else if (c == '\t' && self->typed->len < RT_PROMPT_MAX_LINE)
    g_string_append_c (self->typed, ' ');
}

/* Whether @c belongs to a sequence, which means nothing here. */
static gboolean
skip_sequence (RtPrompt *self,
               guchar    c)
{
  switch (self->sequence)
    {
    case SEQUENCE_BEGUN:
      self->sequence = c == '[' ? SEQUENCE_PARAMETERS : c == 'O' ? SEQUENCE_SINGLE_SHIFT : SEQUENCE_NONE;
      return TRUE;
    case SEQUENCE_PARAMETERS:
      if (c >= 0x40 && c <= 0x7e)
        self->sequence = SEQUENCE_NONE;
      return TRUE;
    case SEQUENCE_SINGLE_SHIFT:
      self->sequence = SEQUENCE_NONE;
      return TRUE;
    case SEQUENCE_NONE:
    default:
      return FALSE;
    }
}

static void
take_text (RtPrompt *self,
           guchar    c)
{
  gunichar character;

  g_string_append_c (self->unfinished, (char) c);
  character = g_utf8_get_char_validated (self->unfinished->str, self->unfinished->len);
  if (character == (gunichar) -2)
    return;

  if (self->typed->len + self->unfinished->len > RT_PROMPT_MAX_LINE)
    rt_output_write (self->output, BELL);
  else if (character != (gunichar) -1 && !g_unichar_iscntrl (character))
    g_string_append_len (self->typed, self->unfinished->str, self->unfinished->len);
  g_string_truncate (self->unfinished, 0);
}

static gboolean
on_readable (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  g_autoptr (RtPrompt) self = g_object_ref (user_data);
  guchar bytes[1024];
  gssize n = read (fd, bytes, sizeof bytes);

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (n <= 0)
    {
      self->readable_id = 0;
      end (self);
      return G_SOURCE_REMOVE;
    }

  for (gssize i = 0; i < n && self->readable_id != 0; i++)
    {
      if (skip_sequence (self, bytes[i]))
        continue;
      if (bytes[i] < 0x20 || bytes[i] == DELETE)
        take_control (self, bytes[i]);
      else
        take_text (self, bytes[i]);
    }
  draw (self);

  return self->readable_id != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
on_resized (gpointer user_data)
{
  draw (user_data);

  return G_SOURCE_CONTINUE;
}

static void
rt_prompt_finalize (GObject *object)
{
  RtPrompt *self = RT_PROMPT (object);

  rt_prompt_stop (self);
  g_object_unref (self->output);
  g_free (self->prompt);
  g_string_free (self->typed, TRUE);
  g_string_free (self->unfinished, TRUE);

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
  self->typed = g_string_new (NULL);
  self->unfinished = g_string_new (NULL);
}

/* Keys come one by one and unseen; Ctrl+C is still a signal. Ctrl+Z is not: nobody would
 * put this back when it goes on. */
static void
turn_on (RtPrompt *self)
{
  struct termios mode;

  if (tcgetattr (self->fd, &self->found) != 0)
    return;

  mode = self->found;
  mode.c_lflag &= ~(ICANON | ECHO | IEXTEN);
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  mode.c_cc[VSUSP] = _POSIX_VDISABLE;
  self->is_on = tcsetattr (self->fd, TCSADRAIN, &mode) == 0;
}

/**
 * rt_prompt_new:
 * @fd: a terminal to read; stays the caller's
 * @output: the same terminal, to draw on
 * @prompt: what stands before what is typed, UTF-8
 *
 * Returns: (transfer full): a prompt that is drawn, until it is stopped or gone
 */
RtPrompt *
rt_prompt_new (int         fd,
               RtOutput   *output,
               const char *prompt)
{
  RtPrompt *self = g_object_new (RT_TYPE_PROMPT, NULL);

  self->fd = fd;
  self->output = g_object_ref (output);
  self->prompt = g_strdup (prompt);
  turn_on (self);
  self->readable_id = g_unix_fd_add_full (RT_PRIORITY_IO, fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, self, NULL);
  self->resized_id = g_unix_signal_add (SIGWINCH, on_resized, self);
  draw (self);

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
  if (self->is_on)
    rt_output_write (self->output, ERASE_LINE);
  rt_output_write (self->output, text);
  draw (self);
}

/**
 * rt_prompt_stop:
 *
 * Takes the prompt off the terminal, which then works as it did before.
 */
void
rt_prompt_stop (RtPrompt *self)
{
  g_clear_handle_id (&self->readable_id, g_source_remove);
  g_clear_handle_id (&self->resized_id, g_source_remove);
  if (!self->is_on)
    return;

  self->is_on = FALSE;
  rt_output_write (self->output, ERASE_LINE);
  tcsetattr (self->fd, TCSADRAIN, &self->found);
}
