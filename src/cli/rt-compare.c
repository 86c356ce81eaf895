/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-compare.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/rt-live-text.h"
#include "core/rt-priority.h"
#include "lab/rt-assertion.h"
#include "lab/rt-experiment.h"
#include "lab/rt-format.h"
#include "lab/rt-presets.h"
#include "lab/rt-report.h"
#include "lab/rt-result-file.h"

#define DRAW_INTERVAL_MS 250

struct _RtCompare {
  GObject                 parent_instance;

  RtConsole              *console;
  const RtCompareOptions *options;
  RtExperiment           *experiment;
  GCancellable           *cancellable;
  RtLiveText             *live;        /* NULL where there is no terminal to draw on */
  guint                   draw_id;
  gboolean                failed;      /* it could not go on */
};

G_DEFINE_FINAL_TYPE (RtCompare, rt_compare, G_TYPE_OBJECT)

static gboolean
on_draw (gpointer user_data)
{
  RtCompare *self = user_data;
  double left_s;
  int percent = (int) (100 * rt_experiment_get_progress (self->experiment, &left_s));
  g_autofree char *status = rt_experiment_dup_status (self->experiment);
  g_autofree char *left = rt_format_left (left_s);
  /* Translators: how far it is, how much time is left, and what it is doing: “42 % 0:13 measuring” */
  g_autofree char *text = g_strdup_printf (_("%3d %% %s %s"), percent, left, status);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  rt_live_text_draw (self->live, line);

  return G_SOURCE_CONTINUE;
}

static void
stop_drawing (RtCompare *self)
{
  g_clear_handle_id (&self->draw_id, g_source_remove);
  if (self->live != NULL)
    rt_live_text_clear (self->live);
  g_clear_object (&self->live);
}

/* Each published number that is not within its tolerance is told. */
static RtExit
check_published (RtCompare *self,
                 RtResult  *result)
{
  guint index = 0;
  const RtPreset *preset = rt_presets_lookup (rt_result_get_plan (result)->preset, &index);
  RtExit status = RT_EXIT_DONE;

  for (guint i = 0; i < preset->n_published; i++)
    {
      const RtPublished *published = &preset->published[i];
      double value = rt_published_measure (published, result);
      g_autofree char *ours = rt_published_format (published, value);
      g_autofree char *least = rt_published_format (published, published->least);
      g_autofree char *most = rt_published_format (published, published->most);

      if (published->plan != index || rt_published_fits (published, value))
        continue;
      /* Translators: the name of a pattern, what was measured of it, a number, and from where to where it should be */
      rt_console_error (self->console, _("%s, %s: measured %s, expected from %s to %s."), published->contestant,
                        _(published->what), ours, least, most);
      status = RT_EXIT_FAILED;
    }

  return status;
}

/* Each assertion that fails is told, with what was measured. */
static RtExit
check_assertions (RtCompare *self,
                  RtResult  *result)
{
  RtExit status = self->options->published ? check_published (self, result) : RT_EXIT_DONE;
  guint n = 0;

  for (guint i = 0; self->options->sentences != NULL && self->options->sentences[i] != NULL; i++)
    {
      g_autofree char *why = NULL;

      if (g_str_equal (self->options->sentences[i], RT_COMPARE_PUBLISHED) ||
          rt_assertion_holds (g_ptr_array_index (self->options->assertions, n++), result, &why))
        continue;
      rt_console_error (self->console, "%s", why);
      status = RT_EXIT_FAILED;
    }

  return status;
}

static gboolean
has_nothing_beside (RtCompare *self)
{
  return self->options->beside != NULL && rt_result_get_n_runs (self->options->beside) == 0;
}

static RtExit
judge (RtCompare *self,
       RtResult  *result)
{
  gboolean took_part = FALSE;

  if (has_nothing_beside (self))
    {
      rt_console_error (self->console, _("%s: %s"), _("Second"), _("Nothing was measured."));
      return RT_EXIT_FAILED;
    }
  for (guint i = 0; i < rt_result_get_n_runs (result); i++)
    took_part |= rt_result_get_run (result, i)->clients > 0;
  if (!took_part && rt_result_get_n_runs (result) == 0)
    rt_console_error (self->console, _("Nothing was measured."));
  if (!took_part)
    return RT_EXIT_FAILED;

  return check_assertions (self, result);
}

static GBytes *
write_report (RtCompare *self,
              RtResult  *result)
{
  RtResult *beside = self->options->beside;
  char *text;

  switch (self->options->format)
    {
    case RT_COMPARE_JSON:
      return rt_result_to_bytes (result);
    case RT_COMPARE_CSV:
      text = rt_report_csv (result);
      break;
    case RT_COMPARE_MARKDOWN:
      text = beside != NULL ? rt_report_beside (result, beside, TRUE) : rt_report_markdown (result, NULL);
      break;
    case RT_COMPARE_TEXT:
    default:
      text = beside != NULL ? rt_report_beside (result, beside, FALSE) : rt_report_text (result, NULL);
      break;
    }

  return g_bytes_new_take (text, strlen (text));
}

/* What could not go on has failed, whatever was measured before. */
static RtExit
judge_all (RtCompare *self,
           RtResult  *result)
{
  if (rt_result_get_n_runs (result) == 0 && self->failed)
    return RT_EXIT_FAILED;

  return judge (self, result) == RT_EXIT_DONE && !self->failed ? RT_EXIT_DONE : RT_EXIT_FAILED;
}

static RtResult *
get_result (RtCompare *self)
{
  return self->options->shown != NULL ? self->options->shown : rt_experiment_get_result (self->experiment);
}

static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (RtCompare) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_parse_name (G_FILE (source));

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      rt_console_quit (self->console, judge_all (self, get_result (self)));
      return;
    }

  rt_console_error (self->console, _("%s: %s"), name, error->message);
  rt_console_quit (self->console, RT_EXIT_FAILED);
}

/* What was measured, and then what went wrong. */
static void
report (RtCompare    *self,
        const GError *error)
{
  RtResult *result = get_result (self);
  g_autoptr (GBytes) bytes = NULL;

  rt_result_set_needs (result, &self->options->needs);
  bytes = rt_result_get_n_runs (result) > 0 && !has_nothing_beside (self) ? write_report (self, result) : NULL;
  self->failed = error != NULL;
  if (bytes != NULL && self->options->output == NULL)
    rt_output_printf (rt_console_get_output (self->console), "%.*s", (int) g_bytes_get_size (bytes),
                      (const char *) g_bytes_get_data (bytes, NULL));
  if (error != NULL)
    rt_console_error (self->console, "%s", error->message);

  if (bytes != NULL && self->options->output != NULL)
    g_file_replace_contents_bytes_async (self->options->output, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                         on_saved, g_object_ref (self));
  else
    rt_console_quit (self->console, judge_all (self, result));
}

static gboolean
on_show (gpointer user_data)
{
  report (user_data, NULL);

  return G_SOURCE_REMOVE;
}

static void
on_over (GObject      *source,
         GAsyncResult *async_result,
         gpointer      user_data)
{
  g_autoptr (RtCompare) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RtResult) whole = rt_experiment_run_finish (RT_EXPERIMENT (source), async_result, &error);

  stop_drawing (self);
  report (self, error);
}

static void
on_interrupted (RtCompare *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
rt_compare_finalize (GObject *object)
{
  RtCompare *self = RT_COMPARE (object);

  stop_drawing (self);
  g_clear_object (&self->experiment);
  g_object_unref (self->cancellable);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (rt_compare_parent_class)->finalize (object);
}

static void
rt_compare_class_init (RtCompareClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_compare_finalize;
}

static void
rt_compare_init (RtCompare *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * rt_compare_new:
 * @console: the console
 * @options: what to do; outlives it
 *
 * Returns: (transfer full): an experiment that has not begun
 */
RtCompare *
rt_compare_new (RtConsole              *console,
                const RtCompareOptions *options)
{
  RtCompare *self = g_object_new (RT_TYPE_COMPARE, NULL);

  self->console = g_object_ref (console);
  self->options = options;
  self->experiment = rt_experiment_new (options->plan);
  rt_experiment_set_port (self->experiment, options->port);
  g_signal_connect_object (console, "interrupted", G_CALLBACK (on_interrupted), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * rt_compare_start:
 * @self: an experiment that has not begun
 *
 * Carries it out unless there is a result to show, prints the report and ends the console's loop.
 */
void
rt_compare_start (RtCompare *self)
{
  if (self->options->shown != NULL)
    {
      g_idle_add_full (G_PRIORITY_DEFAULT, on_show, g_object_ref (self), g_object_unref);
      return;
    }

  if (rt_output_is_drawable (rt_console_get_errors (self->console)))
    {
      self->live = rt_live_text_new (rt_console_get_errors (self->console));
      self->draw_id = g_timeout_add_full (RT_PRIORITY_IO, DRAW_INTERVAL_MS, on_draw, self, NULL);
    }
  rt_experiment_run_async (self->experiment, self->cancellable, on_over, g_object_ref (self));
}
