/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-slot.h"

struct _RtLaneSlot {
  GtkBox        parent_instance;
  GtkWidget    *switcher;
  GtkStack     *stories;
  GtkStackPage *first_page;
  GtkWidget    *first_box;
  GtkStack     *first;
  AdwBin       *live_bin;
  GtkImage     *trouble_icon;
  GtkLabel     *reason;
  GPtrArray    *lives;      /* RtLiveView, (transfer none) */
  GtkSizeGroup *group;      /* (nullable): of slots that are to be equally high */
};

G_DEFINE_FINAL_TYPE (RtLaneSlot, rt_lane_slot, GTK_TYPE_BOX)

enum {
  SIGNAL_SHOWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
rt_lane_slot_finalize (GObject *object)
{
  RtLaneSlot *self = RT_LANE_SLOT (object);

  g_ptr_array_unref (self->lives);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (rt_lane_slot_parent_class)->finalize (object);
}

/* A click leaves the focus where it was, perhaps in what is hidden now; who comes along
 * the tabs by keyboard stays there. */
static void
rt_lane_slot_move_focus (GtkButton  *tab,
                         RtLaneSlot *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->stories);

  if (gtk_widget_has_focus (GTK_WIDGET (tab)))
    return;
  if (shown == NULL || !gtk_widget_child_focus (shown, GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (GTK_WIDGET (tab));
}

static void
on_shown (RtLaneSlot *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOWN], 0);
}

static void
rt_lane_slot_class_init (RtLaneSlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_lane_slot_finalize;

  signals[SIGNAL_SHOWN] =
    g_signal_new ("shown", RT_TYPE_LANE_SLOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-slot.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLaneSlot, switcher);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSlot, stories);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSlot, first_page);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSlot, first_box);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSlot, first);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSlot, live_bin);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSlot, trouble_icon);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSlot, reason);
  gtk_widget_class_bind_template_callback (widget_class, on_shown);
}

static void
rt_lane_slot_init (RtLaneSlot *self)
{
  self->lives = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Where there is little room, or the letters are large, names get shorter. */
static void
rt_lane_slot_let_switcher_shrink (RtLaneSlot *self)
{
  GtkWidget *button = gtk_widget_get_first_child (self->switcher);

  for (; button != NULL; button = gtk_widget_get_next_sibling (button))
    {
      GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_tooltip_text (button, gtk_label_get_text (GTK_LABEL (label)));
      g_signal_handlers_disconnect_by_func (button, rt_lane_slot_move_focus, self);
      g_signal_connect_object (button, "clicked", G_CALLBACK (rt_lane_slot_move_focus), self, 0);
    }
}

static void
rt_lane_slot_set_reason (RtLaneSlot *self,
                         const char *reason)
{
  if (g_str_equal (gtk_label_get_text (self->reason), reason))
    return;
  gtk_label_set_text (self->reason, reason);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reason), reason);
}

/**
 * rt_lane_slot_get_trouble:
 * @self: a slot
 *
 * Returns: (transfer none) (nullable): why what the lane hears cannot be shown, for people
 */
const char *
rt_lane_slot_get_trouble (RtLaneSlot *self)
{
  return self->lives->len > 0 ? rt_live_view_get_trouble (g_ptr_array_index (self->lives, 0))
                              : NULL;
}

/**
 * rt_lane_slot_show_state:
 * @self: a slot
 * @lane: its lane
 *
 * What went wrong takes the place of what was live, until it is live again: nothing else
 * moves, and other stories stay as they are. One of many that has trouble does not hide
 * what the first one hears.
 */
void
rt_lane_slot_show_state (RtLaneSlot *self,
                         RtLane     *lane)
{
  RtClient *first = rt_lane_get_client (lane);
  const char *reason = rt_lane_get_reason (lane);
  gboolean moving = first != NULL ? rt_client_get_state (first) == RT_CLIENT_OPEN
                                  : reason == NULL;
  const char *trouble = moving ? rt_lane_slot_get_trouble (self) : reason;
  gboolean failed = !moving && rt_lane_get_state (lane) == RT_CLIENT_CLOSED;

  if (trouble != NULL)
    {
      rt_lane_slot_set_reason (self, trouble);
      gtk_image_set_from_icon_name (self->trouble_icon, failed ? "dialog-error-symbolic"
                                                               : "dialog-warning-symbolic");
      gtk_stack_set_visible_child_name (self->first, "trouble");
    }
  else if (moving)
    {
      gtk_stack_set_visible_child_name (self->first, "live");
      rt_lane_slot_set_reason (self, "");
    }
}

/* They stay where they are whatever is above them. */
static void
rt_lane_slot_add_controls (RtLaneSlot *self,
                           GtkWidget  *controls)
{
  if (controls == NULL)
    return;
  gtk_box_append (GTK_BOX (self->first_box), controls);
  gtk_widget_set_vexpand (GTK_WIDGET (self->first), FALSE);
}

/**
 * rt_lane_slot_add:
 * @self: a slot
 * @title: what the live view is called, translated
 * @live: (transfer floating): a live view that has its lane
 *
 * Adds a live view; the first one is shown.
 */
void
rt_lane_slot_add (RtLaneSlot *self,
                  const char *title,
                  RtLiveView *live)
{
  if (self->lives->len == 0)
    {
      gtk_stack_page_set_title (self->first_page, title);
      adw_bin_set_child (self->live_bin, GTK_WIDGET (live));
      rt_lane_slot_add_controls (self, rt_live_view_get_controls (live));
    }
  else
    {
      gtk_stack_add_titled (self->stories, GTK_WIDGET (live), NULL, title);
    }
  /* Where a lane of the same row needs more, what can be drawn larger is. */
  if (!RT_LIVE_VIEW_GET_CLASS (live)->wants_room && !gtk_widget_compute_expand (GTK_WIDGET (live), GTK_ORIENTATION_VERTICAL))
    gtk_widget_set_valign (GTK_WIDGET (live), GTK_ALIGN_START);
  g_ptr_array_add (self->lives, live);
  gtk_widget_set_visible (self->switcher, self->lives->len > 1);
  rt_lane_slot_let_switcher_shrink (self);
}

/**
 * rt_lane_slot_align:
 * @self: a slot
 * @group: a vertical size group of slots
 *
 * Makes it as high as the others of @group, instead of those it was as high as before.
 */
void
rt_lane_slot_align (RtLaneSlot   *self,
                    GtkSizeGroup *group)
{
  if (self->group != NULL)
    gtk_size_group_remove_widget (self->group, GTK_WIDGET (self));
  g_set_object (&self->group, group);
  gtk_size_group_add_widget (group, GTK_WIDGET (self));
}

/**
 * rt_lane_slot_get_shown:
 * @self: a slot
 *
 * Returns: (transfer none) (nullable): the live view that is chosen; %NULL where there is
 *   none yet
 */
RtLiveView *
rt_lane_slot_get_shown (RtLaneSlot *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->stories);

  if (RT_IS_LIVE_VIEW (shown))
    return RT_LIVE_VIEW (shown);
  return self->lives->len > 0 ? g_ptr_array_index (self->lives, 0) : NULL;
}

/**
 * rt_lane_slot_get_nth:
 * @self: a slot
 * @index: a number from 0
 *
 * Returns: (transfer none): the live view that was added as the @index-th
 */
RtLiveView *
rt_lane_slot_get_nth (RtLaneSlot *self,
                      guint       index)
{
  g_return_val_if_fail (index < self->lives->len, NULL);

  return g_ptr_array_index (self->lives, index);
}

static void
rt_lane_slot_show (RtLaneSlot *self,
                   guint       index)
{
  GtkWidget *page = index > 0 ? g_ptr_array_index (self->lives, index) : self->first_box;

  gtk_stack_set_visible_child (self->stories, page);
}

/**
 * rt_lane_slot_take_files:
 * @self: a slot
 * @files: (nullable): files that the user chose, of #GFile
 *
 * Shows the live view that does something with files, and gives it @files.
 *
 * Returns: %FALSE where there is no such live view
 */
gboolean
rt_lane_slot_take_files (RtLaneSlot *self,
                         GListModel *files)
{
  for (guint i = 0; i < self->lives->len; i++)
    {
      RtLiveView *live = g_ptr_array_index (self->lives, i);

      if (!rt_live_view_can_take_files (live))
        continue;
      rt_lane_slot_show (self, i);
      if (files != NULL)
        rt_live_view_take_files (live, files);
      return TRUE;
    }
  return FALSE;
}

/**
 * rt_lane_slot_set_engine:
 * @self: a slot
 * @engine: (nullable): what serves
 * @uploads: what is uploaded to it from here
 *
 * Tells its live views.
 */
void
rt_lane_slot_set_engine (RtLaneSlot   *self,
                         RtEngine     *engine,
                         RtUploadList *uploads)
{
  for (guint i = 0; i < self->lives->len; i++)
    rt_live_view_set_engine (g_ptr_array_index (self->lives, i), engine, uploads);
}

/**
 * rt_lane_slot_refresh:
 * @self: a slot
 *
 * Lets its live views show what has come since the last time.
 */
void
rt_lane_slot_refresh (RtLaneSlot *self)
{
  for (guint i = 0; i < self->lives->len; i++)
    rt_live_view_refresh (g_ptr_array_index (self->lives, i));
}

/**
 * rt_lane_slot_clear:
 * @self: a slot
 *
 * Lets its live views forget what has come.
 */
void
rt_lane_slot_clear (RtLaneSlot *self)
{
  for (guint i = 0; i < self->lives->len; i++)
    rt_live_view_clear (g_ptr_array_index (self->lives, i));
}
