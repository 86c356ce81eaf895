/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

static const char *folder;
static const int sizes[] = { 16, 32, 64, 128, 256 };

static GdkPixbuf *
load (const char *name,
      int         size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  GdkPixbuf *icon = gdk_pixbuf_new_from_file_at_size (path, size, size, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (icon), ==, size);
  g_assert_cmpint (gdk_pixbuf_get_height (icon), ==, size);
  g_assert_true (gdk_pixbuf_get_has_alpha (icon));

  return icon;
}

/* Newer versions of gdk-pixbuf load pictures in a sandbox of their own, which a Flatpak
 * cannot have while it is built. */
static gboolean
can_load (void)
{
  g_autofree char *path = g_build_filename (folder, "application.svg", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) icon = gdk_pixbuf_new_from_file (path, &error);

  if (icon != NULL || !g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return TRUE;

  g_test_skip (error->message);

  return FALSE;
}

static const guint8 *
pixel (GdkPixbuf *icon,
       int        x,
       int        y)
{
  return gdk_pixbuf_read_pixels (icon) + y * gdk_pixbuf_get_rowstride (icon) + x * 4;
}

/* How much of the picture shows something, from 0 to 1. */
static double
coverage (GdkPixbuf *icon)
{
  int size = gdk_pixbuf_get_width (icon);
  double sum = 0;

  for (int y = 0; y < size; y++)
    for (int x = 0; x < size; x++)
      sum += pixel (icon, x, y)[3] / 255.0;

  return sum / (size * size);
}

static void
test_full_colour (void)
{
  if (!can_load ())
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GdkPixbuf) icon = load ("application.svg", sizes[i]);

      g_assert_cmpint (pixel (icon, 0, 0)[3], ==, 0);
      g_assert_cmpint (pixel (icon, sizes[i] / 2, sizes[i] / 2)[3], ==, 255);
      g_assert_cmpfloat (coverage (icon), >, 0.5);
    }
}

static void
test_symbolic_has_one_colour (void)
{
  g_autoptr (GdkPixbuf) icon = NULL;
  const guint8 *first = NULL;

  if (!can_load ())
    return;

  icon = load ("application-symbolic.svg", 256);
  for (int y = 0; y < 256; y++)
    for (int x = 0; x < 256; x++)
      {
        const guint8 *here = pixel (icon, x, y);

        if (here[3] < 255)
          continue;
        if (first == NULL)
          first = here;
        g_assert_cmpmem (here, 3, first, 3);
      }
  g_assert_nonnull (first);
}

static void
test_symbolic_shows_something (void)
{
  if (!can_load ())
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GdkPixbuf) icon = load ("application-symbolic.svg", sizes[i]);

      g_assert_cmpfloat (coverage (icon), >, 0.15);
      g_assert_cmpfloat (coverage (icon), <, 0.8);
    }
}

/* GTK gives fills another colour, and leaves strokes and gradients as they are. */
static void
test_symbolic_can_be_coloured (void)
{
  g_autofree char *path = g_build_filename (folder, "application-symbolic.svg", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "width=\"16\" height=\"16\""));
  g_assert_null (strstr (text, "stroke"));
  g_assert_null (strstr (text, "radient"));
  g_assert_null (strstr (text, "style"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  folder = argv[1];

  g_test_add_func ("/icons/full-colour-fills-its-square-at-every-size", test_full_colour);
  g_test_add_func ("/icons/symbolic-has-one-colour", test_symbolic_has_one_colour);
  g_test_add_func ("/icons/symbolic-shows-something-at-every-size", test_symbolic_shows_something);
  g_test_add_func ("/icons/symbolic-is-of-fills-alone", test_symbolic_can_be_coloured);

  return g_test_run ();
}
