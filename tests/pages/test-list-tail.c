/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "support/rt-test.h"
#include "widgets/rt-list-tail.h"

#define KEPT 300

/* A list as it is shown: the oldest give way to what is new. */
typedef struct {
  GtkStringList      *items;
  GtkSingleSelection *model;
  GtkWidget          *window;
  GtkScrolledWindow  *scroller;
  RtListTail         *tail;
} Fixture;

static void
on_setup (GtkListItemFactory *factory,
          GtkListItem        *list_item)
{
  gtk_list_item_set_child (list_item, gtk_label_new ("row"));
}

static void
on_painted (gboolean *painted)
{
  *painted = TRUE;
}

/* Two frames: what the first lays out may have the second do more. */
static void
paint (Fixture *self)
{
  for (guint i = 0; i < 2; i++)
    {
      GdkFrameClock *clock = gtk_widget_get_frame_clock (self->window);
      gboolean painted = FALSE;
      gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_painted), &painted);

      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      rt_test_wait_flag (&painted, "a frame");
      g_signal_handler_disconnect (clock, handler);
    }
}

static void
grow (Fixture *self,
      guint    n)
{
  const char * const one[] = { "item", NULL };

  for (guint i = 0; i < n; i++)
    {
      gtk_string_list_splice (self->items, g_list_model_get_n_items (G_LIST_MODEL (self->items)), 0, one);
      if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) > KEPT)
        gtk_string_list_remove (self->items, 0);
    }
  paint (self);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *view;

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  self->items = gtk_string_list_new (NULL);
  self->model = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->items)));
  gtk_single_selection_set_autoselect (self->model, FALSE);
  gtk_single_selection_set_can_unselect (self->model, TRUE);
  gtk_single_selection_set_selected (self->model, GTK_INVALID_LIST_POSITION);
  view = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->model)));
  gtk_column_view_append_column (GTK_COLUMN_VIEW (view), gtk_column_view_column_new ("Column", factory));
  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_child (self->scroller, view);
  self->tail = rt_list_tail_new (self->scroller);
  rt_list_tail_set_model (self->tail, self->model);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 300, 200);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->scroller));
  gtk_window_present (GTK_WINDOW (self->window));
  grow (self, 1);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_object_ref (self->scroller);
  gtk_window_destroy (GTK_WINDOW (self->window));
  rt_test_assert_last_unref (self->tail);
  g_object_unref (self->scroller);
  g_object_unref (self->model);
  g_object_unref (self->items);
}

static GtkAdjustment *
get_adjustment (Fixture *self)
{
  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

static double
get_left (Fixture *self)
{
  GtkAdjustment *adjustment = get_adjustment (self);

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) -
         gtk_adjustment_get_value (adjustment);
}

static void
test_it_follows_while_it_grows (Fixture       *self,
                                gconstpointer  data)
{
  for (guint i = 0; i < 20; i++)
    {
      grow (self, 5);
      g_assert_cmpfloat (get_left (self), <=, 1);
    }
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (self)), >, 0);
}

static void
test_it_follows_where_the_oldest_give_way (Fixture       *self,
                                           gconstpointer  data)
{
  grow (self, KEPT);
  for (guint i = 0; i < 40; i++)
    {
      grow (self, 1 + i % 7);
      g_assert_cmpfloat (get_left (self), <=, 1);
    }
}

static void
test_who_scrolls_stays_until_the_end (Fixture       *self,
                                      gconstpointer  data)
{
  grow (self, KEPT);
  gtk_adjustment_set_value (get_adjustment (self), gtk_adjustment_get_upper (get_adjustment (self)) / 2);
  paint (self);
  grow (self, 10);
  g_assert_cmpfloat (get_left (self), >, 100);

  gtk_adjustment_set_value (get_adjustment (self), gtk_adjustment_get_upper (get_adjustment (self)));
  paint (self);
  grow (self, 10);

  g_assert_cmpfloat (get_left (self), <=, 1);
}

static void
test_it_can_be_told_to_follow (Fixture       *self,
                               gconstpointer  data)
{
  grow (self, KEPT);
  gtk_adjustment_set_value (get_adjustment (self), 0);
  paint (self);
  rt_list_tail_follow (self->tail);
  paint (self);
  g_assert_cmpfloat (get_left (self), <=, 1);
  grow (self, 10);

  g_assert_cmpfloat (get_left (self), <=, 1);
}

static void
test_what_is_chosen_comes_into_sight (Fixture       *self,
                                      gconstpointer  data)
{
  double row, value;

  grow (self, KEPT);
  row = gtk_adjustment_get_upper (get_adjustment (self)) / KEPT;
  gtk_single_selection_set_selected (self->model, 20);
  paint (self);
  value = gtk_adjustment_get_value (get_adjustment (self));
  g_assert_cmpfloat (value, <=, 20 * row + 1);
  g_assert_cmpfloat (value + gtk_adjustment_get_page_size (get_adjustment (self)), >=, 21 * row - 1);

  gtk_single_selection_set_selected (self->model, KEPT - 1);
  paint (self);
  g_assert_cmpfloat (get_left (self), <=, 1);
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  /* It is laid out by itself alone, at once. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  add ("/list-tail/it-follows-while-it-grows", test_it_follows_while_it_grows);
  add ("/list-tail/it-follows-where-the-oldest-give-way", test_it_follows_where_the_oldest_give_way);
  add ("/list-tail/who-scrolls-stays-until-the-end", test_who_scrolls_stays_until_the_end);
  add ("/list-tail/it-can-be-told-to-follow", test_it_can_be_told_to_follow);
  add ("/list-tail/what-is-chosen-comes-into-sight", test_what_is_chosen_comes_into_sight);

  return g_test_run ();
}
