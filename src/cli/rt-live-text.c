/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-live-text.h"

#include <string.h>

/* ECMA-48: cursor up, erase to the end of the page. */
#define CURSOR_UP  "\033[%uA"
#define ERASE      "\033[J"

struct _RtLiveText {
  GObject   parent_instance;

  RtOutput *output;
  guint     n_lines;   /* drawn, above the cursor */
  guint     columns;   /* the terminal's when they were */
};

G_DEFINE_FINAL_TYPE (RtLiveText, rt_live_text, G_TYPE_OBJECT)

static void
rt_live_text_finalize (GObject *object)
{
  g_object_unref (RT_LIVE_TEXT (object)->output);

  G_OBJECT_CLASS (rt_live_text_parent_class)->finalize (object);
}

static void
rt_live_text_class_init (RtLiveTextClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_live_text_finalize;
}

static void
rt_live_text_init (RtLiveText *self)
{
}

/**
 * rt_live_text_new:
 * @output: a terminal
 *
 * Returns: (transfer full): nothing drawn yet
 */
RtLiveText *
rt_live_text_new (RtOutput *output)
{
  RtLiveText *self = g_object_new (RT_TYPE_LIVE_TEXT, NULL);

  self->output = g_object_ref (output);

  return self;
}

static void
append_erase (RtLiveText *self,
              GString    *drawing,
              guint       columns)
{
  if (self->n_lines == 0)
    return;

  /* Where the terminal got narrower, nobody knows into how many rows it broke the lines:
   * what was drawn is left behind rather than something else erased. */
  if (columns >= self->columns)
    g_string_append_printf (drawing, "\r" CURSOR_UP, self->n_lines);
  g_string_append (drawing, ERASE);
  self->n_lines = 0;
}

/**
 * rt_live_text_draw:
 * @text: lines, each with its end
 *
 * Draws @text where the last one was; of more lines than the terminal has, the first. While
 * the terminal does not take what was drawn before, nothing is drawn.
 */
void
rt_live_text_draw (RtLiveText *self,
                   const char *text)
{
  g_autoptr (GString) drawing = g_string_new (NULL);
  guint columns;
  guint rows;
  const char *end = text;

  if (rt_output_get_waiting (self->output) > 0)
    return;

  rt_output_get_size (self->output, &columns, &rows);
  append_erase (self, drawing, columns);
  while (self->n_lines + 1 < rows && *end != '\0')
    {
      end = strchr (end, '\n') + 1;
      self->n_lines++;
    }
  g_string_append_len (drawing, text, end - text);
  self->columns = columns;
  rt_output_write (self->output, drawing->str);
}

/**
 * rt_live_text_clear:
 *
 * Takes what was drawn off the terminal.
 */
void
rt_live_text_clear (RtLiveText *self)
{
  g_autoptr (GString) drawing = g_string_new (NULL);
  guint columns;
  guint rows;

  rt_output_get_size (self->output, &columns, &rows);
  append_erase (self, drawing, columns);
  rt_output_write (self->output, drawing->str);
}
