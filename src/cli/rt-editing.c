/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-editing.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#define BELL '\a'

/* What the user's settings say. */
static gboolean rings;
static gboolean likes_one_row;

static gboolean is_one_row;

static GString *drawn;

static ssize_t
on_drawn (void       *cookie,
          const char *bytes,
          size_t      size)
{
  g_string_append_len (drawn, bytes, size);

  return size;
}

/* What is too much is what has come last: it ends where the cursor is. */
static void
keep_limit (void)
{
  int begin = MAX (rl_point - (rl_end - RT_EDITING_MAX_LINE), 0);

  if (rl_end <= RT_EDITING_MAX_LINE)
    return;

  while (begin > 0 && ((guchar) rl_line_buffer[begin] & 0xc0) == 0x80)
    begin--;
  rl_delete_text (begin, rl_point);
  rl_point = begin;
  /* It would hold everything that was not taken. */
  rl_free_undo_list ();
  if (rings)
    putc (BELL, rl_outstream);
}

static void
set_one_row (gboolean value)
{
  is_one_row = value;
  rl_variable_bind ("horizontal-scroll-mode", value ? "on" : "off");
}

/* Readline cannot take back rows that have left the screen at its top: what does not fit
 * is scrolled in one. No byte takes more than one cell. */
static void
keep_on_screen (void)
{
  gboolean fits;
  int rows;
  int columns;

  rl_get_screen_size (&rows, &columns);
  fits = rl_end + (int) strlen (rl_display_prompt) < (rows - 1) * columns;
  if (likes_one_row || fits != is_one_row)
    return;

  rl_clear_visible_line ();
  set_one_row (!fits);
  rl_on_new_line ();
}

/* Readline divides by a third of the columns, and there is nothing to see between the
 * prompt and the end of the row. */
static gboolean
is_too_narrow (void)
{
  int columns;

  rl_get_screen_size (NULL, &columns);

  return columns <= (int) strlen (rl_prompt) + 1;
}

static void
on_redisplay (void)
{
  keep_limit ();
  if (is_too_narrow ())
    return;

  keep_on_screen ();
  rl_redisplay ();
}

/* The room repeats the line: it does not stay where it was typed, nor does the row. */
static int
accept_line (int count,
             int key)
{
  gsize length;
  int result;

  keep_limit ();
  rl_deactivate_mark ();
  rl_clear_visible_line ();
  rl_on_new_line ();
  fflush (rl_outstream);
  length = drawn->len;
  result = rl_newline (count, key);
  fflush (rl_outstream);
  g_string_truncate (drawn, length);

  return result;
}

static int
insert_space (int count,
              int key)
{
  return rl_insert (count, ' ');
}

static int
do_nothing (int count,
            int key)
{
  return 0;
}

/* Names of files are no words of a conversation. */
static char **
complete_nothing (const char *text,
                  int         start,
                  int         end)
{
  rl_attempted_completion_over = 1;

  return NULL;
}

/* Wherever the user's keys are for it. */
static void
replace (rl_command_func_t *function,
         rl_command_func_t *by)
{
  static const char * const keymaps[] = { "emacs-standard", "vi-insert", "vi-command" };

  for (guint i = 0; i < G_N_ELEMENTS (keymaps); i++)
    {
      Keymap keymap = rl_get_keymap_by_name (keymaps[i]);
      char **keys = rl_invoking_keyseqs_in_map (function, keymap);

      for (char **key = keys; key != NULL && *key != NULL; key++)
        {
          rl_bind_keyseq_in_map (*key, by, keymap);
          free (*key);
        }
      free (keys);
    }
}

/* Those that make readline wait for the terminal are not the user's to choose: it would
 * read on to the end of what is pasted, stop at a parenthesis, ring on standard error. Nor
 * what ends a search: keys of several bytes that do, and begin with Ctrl+X, let it crash. */
static void
adjust_settings (void)
{
  const char *bell = rl_variable_value ("bell-style");
  const char *scrolls = rl_variable_value ("horizontal-scroll-mode");

  rings = bell == NULL || !g_str_equal (bell, "none");
  likes_one_row = scrolls != NULL && g_str_equal (scrolls, "on");
  rl_variable_bind ("bell-style", "none");
  rl_variable_bind ("enable-bracketed-paste", "off");
  rl_variable_bind ("blink-matching-paren", "off");
  rl_variable_bind ("isearch-terminators", "\\e\\C-j\\C-x");
  replace (rl_bracketed_paste_begin, do_nothing);
  replace (rl_newline, accept_line);
  replace (rl_complete, insert_space);
}

/* Keys come one by one and unseen; Ctrl+C is still a signal. Ctrl+Z is not: nobody would
 * put this back when it goes on. */
static void
prepare_terminal (void)
{
  struct termios mode;

  rl_prep_terminal (1);
  if (tcgetattr (STDIN_FILENO, &mode) != 0)
    return;

  mode.c_cc[VSUSP] = _POSIX_VDISABLE;
  tcsetattr (STDIN_FILENO, TCSADRAIN, &mode);
}

/**
 * rt_editing_begin:
 *
 * Reads the user's settings, and prepares the terminal that is standard input. Of what
 * readline calls for, its caller sets how bytes are read before, and the prompt and who
 * gets lines afterwards.
 */
void
rt_editing_begin (void)
{
  drawn = g_string_new (NULL);
  rl_outstream = fopencookie (NULL, "w", (cookie_io_functions_t) { .write = on_drawn });
  rl_readline_name = g_get_prgname ();
  rl_instream = stdin;
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_attempted_completion_function = complete_nothing;
  /* The terminal is prepared once and not again for every line. */
  rl_prep_term_function = NULL;
  rl_deprep_term_function = NULL;
  rl_initialize ();
  /* Not before: readline would not ask what the terminal can do. */
  rl_redisplay_function = on_redisplay;
  adjust_settings ();
  using_history ();
  stifle_history (RT_EDITING_MAX_HISTORY);
  prepare_terminal ();
}

/**
 * rt_editing_take_drawn:
 *
 * Returns: (transfer full): what readline has drawn since the last time, for the terminal
 */
char *
rt_editing_take_drawn (void)
{
  GString *taken;

  fflush (rl_outstream);
  taken = g_steal_pointer (&drawn);
  drawn = g_string_new (NULL);

  return g_string_free (taken, FALSE);
}

/**
 * rt_editing_draw:
 *
 * Draws what is edited from the first column of a row that is empty.
 */
void
rt_editing_draw (void)
{
  rl_on_new_line ();
  on_redisplay ();
}

/**
 * rt_editing_erase:
 *
 * Takes what is drawn off the terminal; it goes on being edited.
 */
void
rt_editing_erase (void)
{
  rl_clear_visible_line ();
}

/**
 * rt_editing_clean:
 * @line: what was typed
 *
 * Remembers it, so that it can be brought back.
 *
 * Returns: (transfer full): it in UTF-8, without control characters
 */
char *
rt_editing_clean (const char *line)
{
  HIST_ENTRY *last = history_get (history_base + history_length - 1);
  g_autofree char *valid = g_utf8_make_valid (line, -1);
  GString *clean = g_string_new (NULL);

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_iscntrl (g_utf8_get_char (c)))
      g_string_append_unichar (clean, g_utf8_get_char (c));
  if (clean->len > 0 && (last == NULL || !g_str_equal (last->line, clean->str)))
    add_history (clean->str);

  return g_string_free (clean, FALSE);
}

/**
 * rt_editing_end:
 *
 * Erases what is drawn, leaves the terminal as it was found, and forgets all lines.
 *
 * Returns: (transfer full): the last that was drawn
 */
char *
rt_editing_end (void)
{
  rl_clear_visible_line ();
  rl_callback_handler_remove ();
  rl_deprep_terminal ();
  clear_history ();
  fclose (g_steal_pointer (&rl_outstream));

  return g_string_free (g_steal_pointer (&drawn), FALSE);
}
