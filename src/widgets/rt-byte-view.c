/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-byte-view.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"

/* Above the first line of what is marked, so much of the room stays with what is before it. */
#define BEFORE 0.2

/* "00000000  " */
#define OFFSET_WIDTH 10

struct _RtByteView {
  GtkWidget    parent_instance;
  GtkWidget   *scroller;
  GtkTextView *text;
  GtkTextTag  *mark;
  GBytes      *bytes;
  guint        columns;
  gsize        marked;
  gsize        n_marked;
};

G_DEFINE_FINAL_TYPE (RtByteView, rt_byte_view, GTK_TYPE_WIDGET)

static gsize
get_n_shown (GBytes *bytes)
{
  return bytes != NULL ? MIN (g_bytes_get_size (bytes), RT_BYTE_VIEW_MAX_BYTES) : 0;
}

static void
append_line (GString      *text,
             const guint8 *bytes,
             gsize         offset,
             guint         n,
             guint         columns)
{
  g_string_append_printf (text, "%08" G_GSIZE_MODIFIER "x  ", offset);
  for (guint i = 0; i < columns; i++)
    {
      if (i < n)
        g_string_append_printf (text, "%02x ", bytes[offset + i]);
      else
        g_string_append (text, "   ");
    }
  g_string_append_c (text, ' ');
  for (guint i = 0; i < n; i++)
    g_string_append_c (text, g_ascii_isprint (bytes[offset + i]) ? (char) bytes[offset + i] : '.');
}

static void
rt_byte_view_write (RtByteView *self)
{
  g_autofree char *text = rt_byte_view_dup_text (self, self->bytes);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), text, -1);
  rt_byte_view_mark (self, self->marked, self->n_marked);
}

static void
rt_byte_view_dispose (GObject *object)
{
  RtByteView *self = RT_BYTE_VIEW (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->bytes, g_bytes_unref);

  G_OBJECT_CLASS (rt_byte_view_parent_class)->dispose (object);
}

static void
rt_byte_view_class_init (RtByteViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_byte_view_dispose;
  gtk_widget_class_set_css_name (widget_class, "byteview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
rt_byte_view_init (RtByteView *self)
{
  self->columns = 16;
  self->text = GTK_TEXT_VIEW (gtk_text_view_new ());
  self->mark = gtk_text_buffer_create_tag (gtk_text_view_get_buffer (self->text), NULL,
                                           "weight", PANGO_WEIGHT_BOLD,
                                           "underline", PANGO_UNDERLINE_SINGLE,
                                           NULL);
  gtk_text_view_set_editable (self->text, FALSE);
  gtk_text_view_set_cursor_visible (self->text, FALSE);
  gtk_text_view_set_monospace (self->text, TRUE);
  gtk_text_view_set_accepts_tab (self->text, FALSE);
  /* Offsets and bytes go from left to right in every language. */
  gtk_widget_set_direction (GTK_WIDGET (self->text), GTK_TEXT_DIR_LTR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Bytes"), -1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->text));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Bytes"), -1);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/**
 * rt_byte_view_set_bytes:
 * @self: a view of bytes
 * @bytes: (nullable): the bytes, of which %RT_BYTE_VIEW_MAX_BYTES are shown
 *
 * Sets what is shown. None of them are marked.
 */
void
rt_byte_view_set_bytes (RtByteView *self,
                        GBytes     *bytes)
{
  if (bytes != NULL)
    g_bytes_ref (bytes);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = bytes;
  self->marked = 0;
  self->n_marked = 0;
  rt_byte_view_write (self);
}

/**
 * rt_byte_view_set_columns:
 * @self: a view of bytes
 * @columns: 8 or 16
 *
 * Sets how many bytes are in a line.
 */
void
rt_byte_view_set_columns (RtByteView *self,
                          guint       columns)
{
  if (self->columns == columns)
    return;
  self->columns = columns;
  rt_byte_view_write (self);
}

static void
mark_in_line (RtByteView *self,
              guint       line,
              guint       from,
              guint       to)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  guint letters = OFFSET_WIDTH + 3 * self->columns + 1;
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_line_offset (buffer, &start, line, OFFSET_WIDTH + 3 * from);
  gtk_text_buffer_get_iter_at_line_offset (buffer, &end, line, OFFSET_WIDTH + 3 * to - 1);
  gtk_text_buffer_apply_tag (buffer, self->mark, &start, &end);
  gtk_text_buffer_get_iter_at_line_offset (buffer, &start, line, letters + from);
  gtk_text_buffer_get_iter_at_line_offset (buffer, &end, line, letters + to);
  gtk_text_buffer_apply_tag (buffer, self->mark, &start, &end);
}

/**
 * rt_byte_view_mark:
 * @self: a view of bytes
 * @offset: of the first
 * @length: how many; 0: none
 *
 * Marks some bytes, as far as they are shown, and scrolls to them: the first has some of what is
 * before it above, and as much of the others below as there is room for.
 */
void
rt_byte_view_mark (RtByteView *self,
                   gsize       offset,
                   gsize       length)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  gsize end = MIN (offset + length, get_n_shown (self->bytes));
  GtkTextIter first, last;

  self->marked = offset;
  self->n_marked = length;
  gtk_text_buffer_get_bounds (buffer, &first, &last);
  gtk_text_buffer_remove_tag (buffer, self->mark, &first, &last);
  if (offset >= end)
    return;
  for (gsize line = offset / self->columns; line * self->columns < end; line++)
    {
      gsize start = line * self->columns;

      mark_in_line (self, line, offset > start ? offset - start : 0, MIN (end - start, self->columns));
    }
  gtk_text_buffer_get_iter_at_line (buffer, &first, offset / self->columns);
  gtk_text_buffer_place_cursor (buffer, &first);
  gtk_text_view_scroll_to_mark (self->text, gtk_text_buffer_get_insert (buffer), 0, TRUE, 0, BEFORE);
}

/**
 * rt_byte_view_dup_text:
 * @self: a view of bytes
 * @shown: (nullable): bytes
 *
 * Returns: (transfer full): what it would show of them, a line for each 8 or 16 bytes
 */
char *
rt_byte_view_dup_text (RtByteView *self,
                       GBytes     *shown)
{
  GString *text = g_string_new (NULL);
  const guint8 *bytes = shown != NULL ? g_bytes_get_data (shown, NULL) : NULL;
  gsize n_shown = get_n_shown (shown);

  for (gsize offset = 0; offset < n_shown; offset += self->columns)
    {
      if (offset > 0)
        g_string_append_c (text, '\n');
      append_line (text, bytes, offset, MIN (n_shown - offset, self->columns), self->columns);
    }
  if (shown != NULL && n_shown < g_bytes_get_size (shown))
    {
      g_autofree char *more = rt_format_bytes (g_bytes_get_size (shown) - n_shown);

      g_string_append_c (text, '\n');
      /* Translators: so many bytes are not shown */
      g_string_append_printf (text, _("and %s more"), more);
    }
  return g_string_free (text, FALSE);
}
