/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-lane-private.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-lane-marks.h"
#include "lab/rt-resumption-words.h"
#include "patterns/rt-uri.h"

static guint faults_changed;

/**
 * rt_lane_get_marks:
 * @self: a lane
 *
 * Gives what the lane's chart is to mark: faults that struck, connections that were lost
 * and are there again, events that are missing. Of many clients it is the worst one's
 * connection that counts, as in the lane's state.
 *
 * Returns: (transfer none): the marks, oldest first, at most %RT_LANE_MAX_MARKS
 */
GListModel *
rt_lane_get_marks (RtLane *self)
{
  g_return_val_if_fail (RT_IS_LANE (self), NULL);

  return G_LIST_MODEL (self->marks);
}

static gint
compare_marks (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  gint64 first = rt_mark_get_when ((RtMark *) a);
  gint64 second = rt_mark_get_when ((RtMark *) b);

  return (first > second) - (first < second);
}

/**
 * rt_lane_add_mark:
 * @self: a lane
 * @kind: what happened
 * @when_us: monotonic time, µs
 * @words: the same for people
 *
 * Adds a mark; where there are too many the oldest is forgotten.
 */
void
rt_lane_add_mark (RtLane     *self,
                  RtMarkKind  kind,
                  gint64      when_us,
                  const char *words)
{
  gpointer mark = rt_mark_new (kind, when_us, words);
  guint n_marks;

  g_return_if_fail (RT_IS_LANE (self));

  n_marks = g_list_model_get_n_items (G_LIST_MODEL (self->marks));
  g_list_store_insert_sorted (self->marks, mark, compare_marks, NULL);
  g_object_unref (mark);
  if (n_marks + 1 > RT_LANE_MAX_MARKS)
    g_list_store_remove (self->marks, 0);
}

/* What is broken for nobody leaves no mark. */
static void
on_struck (RtFaults   *faults,
           const char *what,
           gint64      when_us,
           RtLane     *self)
{
  if (self->busy)
    rt_lane_add_mark (self, RT_MARK_FAULT, when_us, what);
  if (self->busy && self->trace != NULL)
    rt_trace_add_fault (self->trace, what, when_us);
}

static void
on_faults_changed (RtLane *self)
{
  g_signal_emit (self, faults_changed, 0);
}

static void
follow (RtLane   *self,
        RtFaults *faults)
{
  g_signal_connect_object (faults, "struck", G_CALLBACK (on_struck), self, 0);
  g_signal_connect_object (faults, "changed", G_CALLBACK (on_faults_changed), self, G_CONNECT_SWAPPED);
}

/**
 * rt_lane_set_server_faults:
 * @self: a lane
 * @faults: (nullable): what is broken on purpose at the server the lane reads, where that is
 *   known
 *
 * Has a mark say when one struck, while the lane is at work, and the lane's trace, instead of
 * those of the server before.
 */
void
rt_lane_set_server_faults (RtLane   *self,
                           RtFaults *faults)
{
  g_return_if_fail (RT_IS_LANE (self));

  if (self->server_faults == faults)
    return;
  if (self->server_faults != NULL)
    g_signal_handlers_disconnect_by_data (self->server_faults, self);
  g_set_object (&self->server_faults, faults);
  if (faults != NULL)
    follow (self, faults);
  on_faults_changed (self);
}

/**
 * rt_lane_get_server_faults:
 * @self: a lane
 *
 * Returns: (transfer none) (nullable): as it was set; %NULL where the lane reads somebody
 *   else's server
 */
RtFaults *
rt_lane_get_server_faults (RtLane *self)
{
  g_return_val_if_fail (RT_IS_LANE (self), NULL);

  return self->server_faults;
}

/**
 * rt_lane_set_resumes:
 * @self: a lane
 * @resumes: whether its clients go on after a reconnect where they were, as they do at first
 *
 * Sets whether what comes while they are cut off is had later, or lost. "faults-changed"
 * tells of it.
 */
void
rt_lane_set_resumes (RtLane   *self,
                     gboolean  resumes)
{
  g_return_if_fail (RT_IS_LANE (self));

  if (self->starts_over == !resumes)
    return;
  self->starts_over = !resumes;
  rt_crowd_set_resumes (self->crowd, resumes);
  on_faults_changed (self);
}

/**
 * rt_lane_get_resumes:
 * @self: a lane
 *
 * Returns: whether its clients go on after a reconnect where they were
 */
gboolean
rt_lane_get_resumes (RtLane *self)
{
  g_return_val_if_fail (RT_IS_LANE (self), FALSE);

  return !self->starts_over;
}

void
rt_lane_install_marks (void)
{
  faults_changed =
    g_signal_new ("faults-changed", RT_TYPE_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* Of many that come back together one is told of. */
static void
on_resumed (RtCrowd      *crowd,
            RtResumption *resumption,
            RtLane       *self)
{
  g_autofree char *words = NULL;
  gint64 when = resumption->lost_us + resumption->after_us;

  if (resumption->lost_us < self->marks_since ||
      (self->n_clients > 1 && when < self->marked_resumed + G_USEC_PER_SEC))
    return;

  self->marked_resumed = when;
  words = rt_resumption_dup_words (resumption);
  rt_lane_add_mark (self, RT_MARK_RESUMED, when, words);
}

static void
on_uri_changed (RtLane *self)
{
  const char *uri = rt_lane_get_uri (self);

  rt_faults_set_encrypted (self->faults, uri != NULL && rt_uri_is_encrypted (g_uri_peek_scheme (uri)));
}

void
rt_lane_begin_marks (RtLane *self)
{
  self->marks = g_list_store_new (RT_TYPE_MARK);
  self->faults = rt_faults_new_for_client ();
  rt_crowd_set_faults (self->crowd, self->faults);
  follow (self, self->faults);
  g_signal_connect_object (self->crowd, "resumed", G_CALLBACK (on_resumed), self, 0);
  g_signal_connect (self, "notify::uri", G_CALLBACK (on_uri_changed), NULL);
}

void
rt_lane_end_marks (RtLane *self)
{
  g_clear_object (&self->server_faults);
  g_clear_object (&self->faults);
  g_clear_object (&self->marks);
}

/**
 * rt_lane_get_faults:
 * @self: a lane
 *
 * Gives what is broken on purpose on the connections of the lane's clients, and of those
 * that it adopts: at this end, so that no other lane suffers. For what is broken at the
 * server see rt_lane_get_server_faults().
 *
 * Returns: (transfer none): the lane's faults
 */
RtFaults *
rt_lane_get_faults (RtLane *self)
{
  g_return_val_if_fail (RT_IS_LANE (self), NULL);

  return self->faults;
}

void
rt_lane_mark_state (RtLane        *self,
                    RtClientState  state,
                    const char    *reason)
{
  gint64 now = g_get_monotonic_time ();

  if (state == RT_CLIENT_RETRYING && self->lost_since == 0)
    {
      self->lost_since = now;
      rt_lane_add_mark (self, RT_MARK_CUT, now, reason != NULL ? reason : _("Connection lost"));
    }

  /* What clients know of it they tell themselves. */
  if (state == RT_CLIENT_OPEN && self->lost_since != 0 && self->desk != NULL)
    {
      g_autofree char *time = rt_format_duration_us (now - self->lost_since);
      /* Translators: a time, such as 500 ms */
      g_autofree char *words = g_strdup_printf (_("Connected again after %s"), time);

      rt_lane_add_mark (self, RT_MARK_RESUMED, now, words);
    }
  if (state == RT_CLIENT_OPEN || state == RT_CLIENT_CLOSED)
    self->lost_since = 0;
}

/* What came late after all is lost no more, and may be lost anew. */
void
rt_lane_mark_lost (RtLane          *self,
                   const RtTraffic *traffic)
{
  guint64 lost = traffic->lost > self->marked_lost ? traffic->lost - self->marked_lost : 0;
  g_autofree char *words = NULL;

  self->marked_lost = traffic->lost;
  if (lost == 0)
    return;

  words = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u event lost", "%u events lost", (guint) MIN (lost, G_MAXUINT)),
                           (guint) MIN (lost, G_MAXUINT));
  rt_lane_add_mark (self, RT_MARK_LOST, g_get_monotonic_time (), words);
}
