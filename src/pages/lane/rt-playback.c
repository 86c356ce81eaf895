/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-playback.h"

struct _RtPlayback {
  GObject             parent_instance;
  RtTrace            *trace;
  GtkSliceListModel  *slice;
  GtkSingleSelection *model;
  gint64              now_us;
  gboolean            paused;
  gboolean            completed;
};

G_DEFINE_FINAL_TYPE (RtPlayback, rt_playback, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_PAUSED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What is being looked at is not to move on meanwhile. */
static void
on_selected (RtPlayback *self)
{
  if (gtk_single_selection_get_selected_item (self->model) != NULL)
    rt_playback_set_paused (self, TRUE);
}

static void
on_completed (RtPlayback *self)
{
  self->completed = TRUE;
}

static void
rt_playback_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PAUSED:
      g_value_set_boolean (value, RT_PLAYBACK (object)->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_playback_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_PAUSED:
      rt_playback_set_paused (RT_PLAYBACK (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_playback_dispose (GObject *object)
{
  RtPlayback *self = RT_PLAYBACK (object);

  rt_playback_set_trace (self, NULL);
  g_clear_object (&self->model);
  g_clear_object (&self->slice);

  G_OBJECT_CLASS (rt_playback_parent_class)->dispose (object);
}

static void
rt_playback_class_init (RtPlaybackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rt_playback_get_property;
  object_class->set_property = rt_playback_set_property;
  object_class->dispose = rt_playback_dispose;

  properties[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_PLAYBACK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_playback_init (RtPlayback *self)
{
  self->slice = gtk_slice_list_model_new (NULL, 0, RT_TRACE_MAX_ITEMS);
  self->model = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->model, FALSE);
  gtk_single_selection_set_can_unselect (self->model, TRUE);
  gtk_single_selection_set_model (self->model, G_LIST_MODEL (self->slice));
  g_signal_connect_object (self->model, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
}

/**
 * rt_playback_new:
 *
 * Returns: (transfer full): a playback of nothing
 */
RtPlayback *
rt_playback_new (void)
{
  return g_object_new (RT_TYPE_PLAYBACK, NULL);
}

/**
 * rt_playback_set_trace:
 * @self: a playback
 * @trace: (nullable): what it is of
 *
 * Sets what is shown, as far as it goes.
 */
void
rt_playback_set_trace (RtPlayback *self,
                       RtTrace    *trace)
{
  if (self->trace == trace)
    return;
  if (self->trace != NULL)
    g_signal_handlers_disconnect_by_data (self->trace, self);
  g_set_object (&self->trace, trace);
  if (trace != NULL)
    g_signal_connect_object (trace, "completed", G_CALLBACK (on_completed), self, G_CONNECT_SWAPPED);
  gtk_slice_list_model_set_model (self->slice, trace != NULL ? G_LIST_MODEL (trace) : NULL);
  rt_playback_set_paused (self, FALSE);
}

/**
 * rt_playback_get_model:
 * @self: a playback
 *
 * Returns: (transfer none): what is shown, of #RtTraceItem, the oldest first, and which of
 *   them is chosen
 */
GtkSingleSelection *
rt_playback_get_model (RtPlayback *self)
{
  return self->model;
}

static guint
get_n_shown (RtPlayback *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->slice));
}

static guint
get_n_kept (RtPlayback *self)
{
  return self->trace != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->trace)) : 0;
}

/**
 * rt_playback_update:
 * @self: a playback
 *
 * Shows what came, unless it is paused. Call it a few times a second, while it can be seen.
 */
void
rt_playback_update (RtPlayback *self)
{
  if (self->trace == NULL)
    return;
  if (!self->paused)
    {
      rt_trace_show (self->trace);
      self->now_us = g_get_monotonic_time ();
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * rt_playback_take_completed:
 * @self: a playback
 *
 * Returns: whether something that is shown may be known better than when this was last asked
 */
gboolean
rt_playback_take_completed (RtPlayback *self)
{
  gboolean completed = self->completed;

  self->completed = FALSE;
  return completed;
}

/**
 * rt_playback_get_now:
 * @self: a playback
 *
 * Returns: until when it shows what waits, monotonic, in µs; 0: until the last that is shown
 */
gint64
rt_playback_get_now (RtPlayback *self)
{
  return self->now_us;
}

/**
 * rt_playback_get_paused:
 * @self: a playback
 *
 * Returns: whether what comes is left for later
 */
gboolean
rt_playback_get_paused (RtPlayback *self)
{
  return self->paused;
}

/**
 * rt_playback_set_paused:
 * @self: a playback
 * @paused: whether what comes is left for later
 *
 * Stays where it is, as it does as soon as a message is chosen; or shows all there is again
 * and has none chosen.
 */
void
rt_playback_set_paused (RtPlayback *self,
                        gboolean    paused)
{
  if (!paused)
    gtk_slice_list_model_set_size (self->slice, RT_TRACE_MAX_ITEMS);
  else
    gtk_slice_list_model_set_size (self->slice, get_n_shown (self));
  if (self->paused == paused)
    return;
  self->paused = paused;
  if (!paused)
    gtk_single_selection_set_selected (self->model, GTK_INVALID_LIST_POSITION);
  rt_playback_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

/**
 * rt_playback_step:
 * @self: a playback
 * @forward: whether one more is to be shown; else one less
 *
 * Pauses, goes one message forward or back, and chooses the last that is shown then. One at
 * least stays.
 */
void
rt_playback_step (RtPlayback *self,
                  gboolean    forward)
{
  guint n_shown;

  if (self->trace == NULL)
    return;
  rt_playback_set_paused (self, TRUE);
  n_shown = get_n_shown (self);
  if (forward && n_shown == get_n_kept (self))
    n_shown = rt_trace_step (self->trace) ? get_n_kept (self) : n_shown;
  else
    n_shown = forward ? n_shown + 1 : MAX (n_shown, 2) - 1;
  gtk_slice_list_model_set_size (self->slice, n_shown);
  gtk_single_selection_set_selected (self->model, get_n_shown (self) - 1);
  self->now_us = 0;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * rt_playback_get_n_more:
 * @self: a playback
 *
 * Returns: how many there are that are not shown, those that are left out as well
 */
guint64
rt_playback_get_n_more (RtPlayback *self)
{
  if (self->trace == NULL)
    return 0;
  return get_n_kept (self) - get_n_shown (self) + rt_trace_get_n_behind (self->trace);
}
