/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-live-view.h"

/* A little less than the second after which numbers are due: refreshes are no clockwork. */
#define DUE_US (G_USEC_PER_SEC - 50 * 1000)

typedef struct {
  RtLane     *lane;
  char       *trouble;
  char       *address;
  const char *address_help;
  gint64      numbers_us;     /* when they were shown, monotonic */
} RtLiveViewPrivate;

enum {
  PROP_0,
  PROP_TROUBLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RtLiveView, rt_live_view, ADW_TYPE_BIN)

static void
rt_live_view_real_bind (RtLiveView *self,
                        RtLane     *lane)
{
}

static void
rt_live_view_real_set_engine (RtLiveView   *self,
                              RtEngine     *engine,
                              RtUploadList *uploads)
{
}

static void
rt_live_view_real_refresh (RtLiveView *self)
{
}

static void
rt_live_view_real_clear (RtLiveView *self)
{
}

static RtSource *
rt_live_view_real_get_source (RtLiveView *self)
{
  return NULL;
}

static GtkWidget *
rt_live_view_real_get_controls (RtLiveView *self)
{
  return NULL;
}

static void
rt_live_view_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TROUBLE:
      g_value_set_string (value, rt_live_view_get_trouble (RT_LIVE_VIEW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_live_view_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_TROUBLE:
      rt_live_view_set_trouble (RT_LIVE_VIEW (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_live_view_dispose (GObject *object)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (RT_LIVE_VIEW (object));

  g_clear_object (&priv->lane);

  G_OBJECT_CLASS (rt_live_view_parent_class)->dispose (object);
}

static void
rt_live_view_finalize (GObject *object)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (RT_LIVE_VIEW (object));

  g_free (priv->trouble);
  g_free (priv->address);

  G_OBJECT_CLASS (rt_live_view_parent_class)->finalize (object);
}

static void
rt_live_view_class_init (RtLiveViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rt_live_view_get_property;
  object_class->set_property = rt_live_view_set_property;
  object_class->dispose = rt_live_view_dispose;
  object_class->finalize = rt_live_view_finalize;

  properties[PROP_TROUBLE] =
    g_param_spec_string ("trouble", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  klass->bind = rt_live_view_real_bind;
  klass->set_engine = rt_live_view_real_set_engine;
  klass->refresh = rt_live_view_real_refresh;
  klass->clear = rt_live_view_real_clear;
  klass->get_source = rt_live_view_real_get_source;
  klass->get_controls = rt_live_view_real_get_controls;
}

static void
rt_live_view_init (RtLiveView *self)
{
}

/**
 * rt_live_view_set_lane:
 * @self: a live view that has no lane yet
 * @lane: the lane
 *
 * Sets whose messages it shows.
 */
void
rt_live_view_set_lane (RtLiveView *self,
                       RtLane     *lane)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (self);

  g_return_if_fail (priv->lane == NULL);

  priv->lane = g_object_ref (lane);
  RT_LIVE_VIEW_GET_CLASS (self)->bind (self, lane);
}

/**
 * rt_live_view_get_lane:
 * @self: a live view
 *
 * Returns: (transfer none) (nullable): whose messages it shows
 */
RtLane *
rt_live_view_get_lane (RtLiveView *self)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (self);

  return priv->lane;
}

/**
 * rt_live_view_set_engine:
 * @self: a live view that has its lane
 * @engine: (nullable): what serves, listening; %NULL while nothing does
 * @uploads: what is uploaded to it from here, for all live views the same
 *
 * Sets what it works with besides the lane.
 */
void
rt_live_view_set_engine (RtLiveView   *self,
                         RtEngine     *engine,
                         RtUploadList *uploads)
{
  RT_LIVE_VIEW_GET_CLASS (self)->set_engine (self, engine, uploads);
}

/**
 * rt_live_view_can_take_files:
 * @self: a live view
 *
 * Returns: whether it does anything with files
 */
gboolean
rt_live_view_can_take_files (RtLiveView *self)
{
  return RT_LIVE_VIEW_GET_CLASS (self)->take_files != NULL;
}

/**
 * rt_live_view_take_files:
 * @self: a live view that can
 * @files: of #GFile
 *
 * Gives it files that the user chose.
 */
void
rt_live_view_take_files (RtLiveView *self,
                         GListModel *files)
{
  g_return_if_fail (rt_live_view_can_take_files (self));

  RT_LIVE_VIEW_GET_CLASS (self)->take_files (self, files);
}

/**
 * rt_live_view_refresh:
 * @self: a live view
 *
 * Shows what has come since the last time. Call it a few times a second.
 */
void
rt_live_view_refresh (RtLiveView *self)
{
  RT_LIVE_VIEW_GET_CLASS (self)->refresh (self);
}

/**
 * rt_live_view_clear:
 * @self: a live view
 *
 * Forgets what has come, and shows that nothing has.
 */
void
rt_live_view_clear (RtLiveView *self)
{
  RT_LIVE_VIEW_GET_CLASS (self)->clear (self);
}

/**
 * rt_live_view_get_source:
 * @self: a live view
 *
 * Returns: (transfer none) (nullable): what the lane reads, where that can be chosen
 */
RtSource *
rt_live_view_get_source (RtLiveView *self)
{
  return RT_LIVE_VIEW_GET_CLASS (self)->get_source (self);
}

/**
 * rt_live_view_get_controls:
 * @self: a live view
 *
 * Returns: (transfer none) (nullable): what has its place below it, and stays there where
 *   what is wrong takes the place of @self
 */
GtkWidget *
rt_live_view_get_controls (RtLiveView *self)
{
  return RT_LIVE_VIEW_GET_CLASS (self)->get_controls (self);
}

/**
 * rt_live_view_set_address:
 * @self: a live view
 * @address: (nullable): where others can have what it shows
 * @help: (nullable): what that is, translated; not copied
 *
 * Sets an address that is not the lane's own.
 */
void
rt_live_view_set_address (RtLiveView *self,
                          const char *address,
                          const char *help)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (self);

  g_free (priv->address);
  priv->address = g_strdup (address);
  priv->address_help = help;
}

/**
 * rt_live_view_get_address:
 * @self: a live view
 * @help: (out) (transfer none) (nullable): what that is, translated
 *
 * Returns: (transfer none) (nullable): where others can have what it shows; %NULL: at the
 *   lane's own address
 */
const char *
rt_live_view_get_address (RtLiveView  *self,
                          const char **help)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (self);

  *help = priv->address_help;
  return priv->address;
}

/**
 * rt_live_view_get_trouble:
 * @self: a live view
 *
 * Returns: (transfer none) (nullable): why what comes cannot be shown, for people
 */
const char *
rt_live_view_get_trouble (RtLiveView *self)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (self);

  return priv->trouble;
}

/**
 * rt_live_view_take_numbers:
 * @self: a live view that is refreshed
 *
 * For subclasses: what moves is shown with each refresh, but nobody reads numbers that often.
 *
 * Returns: whether they are due: once a second
 */
gboolean
rt_live_view_take_numbers (RtLiveView *self)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (self);
  gint64 now = g_get_monotonic_time ();

  if (rt_lane_get_busy (priv->lane) && now - priv->numbers_us < DUE_US)
    return FALSE;

  priv->numbers_us = now;
  return TRUE;
}

/**
 * rt_live_view_set_trouble:
 * @self: a live view
 * @trouble: (nullable): why what comes cannot be shown, for people; %NULL: it can
 *
 * For subclasses: says it in place of what they show.
 */
void
rt_live_view_set_trouble (RtLiveView *self,
                          const char *trouble)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (self);
  g_autofree char *copy = g_strdup (trouble);

  if (g_strcmp0 (priv->trouble, trouble) == 0)
    return;
  g_free (priv->trouble);
  priv->trouble = g_steal_pointer (&copy);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
}
