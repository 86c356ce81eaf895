/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wire-run.h"

#include <string.h>

#include "frames.h"

#define MANY 2000
#define PIECE 4093

static void
ignore (const char     *domain,
        GLogLevelFlags  level,
        const char     *message,
        gpointer        user_data)
{
}

void
wire_run_init (int    *argc,
               char ***argv)
{
  g_test_init (argc, argv, NULL);
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, ignore, NULL);
}

typedef struct {
  const FrameCase *test;
  FrameCase        made;   /* of a text, with its strings */
  Cut              cut;
  WireRunFunc      func;
} Run;

static void
run_cb (gconstpointer user_data)
{
  const Run *run = user_data;

  if (run->test->remark != NULL)
    g_test_message ("%s", run->test->remark);
  run->func (run->test, run->cut);
}

static void
run_free (gpointer data)
{
  Run *run = data;

  if (run->test == &run->made)
    {
      g_free ((char *) run->made.sent);
      g_free ((char *) run->made.delivered);
    }
  g_free (run);
}

static void
add (const char      *prefix,
     const FrameCase *test,
     Cut              cut,
     WireRunFunc      func)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s/%s", prefix, test->name, cut == CUT_NOWHERE ? "whole" : "in-pieces");
  Run *run = g_new0 (Run, 1);

  run->test = test;
  run->cut = cut;
  run->func = func;
  g_test_add_data_func_full (path, run, run_cb, run_free);
}

static void
add_table (const char      *prefix,
           Role             role,
           const FrameCase *cases,
           WireRunFunc      func)
{
  for (const FrameCase *test = cases; test->name != NULL; test++)
    {
      if (test->role != OF_BOTH && test->role != role)
        continue;
      add (prefix, test, CUT_NOWHERE, func);
      add (prefix, test, CUT_EVERYWHERE, func);
    }
}

/* A frame for each byte, or one for all. */
static char *
write_text (const TextCase *text,
            gboolean        in_fragments)
{
  g_autofree char *bytes = g_strdup (text->bytes);
  GString *script = g_string_new (NULL);
  gsize n = 0;

  for (char *at = bytes; *at != '\0'; at++)
    {
      if (*at != ' ')
        bytes[n++] = *at;
    }
  bytes[n] = '\0';

  if (in_fragments)
    {
      for (gsize i = 0; i < n; i += 2)
        g_string_append_printf (script, "%s-<%.2s> ", i == 0 ? "text" : "cont", bytes + i);
      g_string_append (script, "cont()");
    }
  else
    g_string_append_printf (script, "text<%s>", bytes);

  return g_string_free (script, FALSE);
}

static void
add_text (const char     *prefix,
          const TextCase *text,
          gboolean        in_fragments,
          WireRunFunc     func)
{
  Run *run = g_new0 (Run, 1);
  g_autofree char *path = g_strdup_printf ("/%s/8.1/%s/%s/%s", prefix, text->is_valid ? "utf-8" : "no-utf-8", text->name,
                                           in_fragments ? "in-fragments" : "in-one");

  run->made = (FrameCase) { text->name, OF_BOTH, write_text (text, in_fragments), NULL, text->is_valid ? "" : "close[1007]" };
  run->made.delivered = text->is_valid ? write_text (text, FALSE) : g_strdup ("");
  run->test = &run->made;
  run->func = func;
  g_test_add_data_func_full (path, run, run_cb, run_free);
}

void
wire_run_add (const char  *prefix,
              Role         role,
              WireRunFunc  func)
{
  add_table (prefix, role, frame_cases, func);
  add_table (prefix, role, close_cases, func);
  for (const TextCase *text = text_cases; text->name != NULL; text++)
    {
      add_text (prefix, text, FALSE, func);
      add_text (prefix, text, TRUE, func);
    }
}

gsize
wire_run_get_step (Cut   cut,
                   gsize length)
{
  if (cut == CUT_NOWHERE)
    return MAX (length, 1);

  return length > MANY ? PIECE : 1;
}

gboolean
wire_run_takes_leave (const FrameCase *test)
{
  return strstr (test->answered, "close") != NULL;
}

char *
wire_run_dup_answers (const FrameCase *test)
{
  g_autofree char *answers = g_strdup_printf ("%s %s", test->answered, wire_run_takes_leave (test) ? "" : "close[1000]");

  return frames_dup_normal (answers);
}
