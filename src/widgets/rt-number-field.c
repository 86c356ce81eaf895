/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-number-field.h"

#include <math.h>
#include <string.h>

#include "widgets/rt-wheel.h"

/* Longer than that is no number that anybody types. */
#define MAX_TYPED 32

/**
 * rt_number_field_parse:
 * @text: what was typed
 * @digits: how many may come after the decimal separator; with 0 there is none
 * @number: (out): what it means, rounded to @digits; unchanged where it is no number
 *
 * Reads a decimal number with a point or a comma, blank space around it ignored.
 *
 * Returns: whether it is one
 */
gboolean
rt_number_field_parse (const char *text,
                       guint       digits,
                       double     *number)
{
  g_autofree char *copy = g_strstrip (g_strndup (text, MAX_TYPED + 1));
  const char *characters = digits > 0 ? "+-0123456789." : "+-0123456789";
  double unit = pow (10, digits);
  double typed;
  char *end;

  /* Point or comma, whatever the language: nobody gets groups of digits to type. */
  g_strdelimit (copy, ",", '.');
  typed = g_ascii_strtod (copy, &end);
  /* Neither hexadecimal digits, nor exponents, nor words for what is not finite. */
  if (strlen (copy) > MAX_TYPED || end == copy || *end != '\0' || copy[strspn (copy, characters)] != '\0')
    return FALSE;
  *number = round (typed * unit) / unit;
  return TRUE;
}

static gboolean
rt_number_field_read (GtkSpinButton *button,
                      double        *number)
{
  return rt_number_field_parse (gtk_editable_get_text (GTK_EDITABLE (button)),
                                gtk_spin_button_get_digits (button), number);
}

/* The toolkit's own reading makes 0 of nothing, and the least of what is no number. */
static int
on_input (GtkSpinButton *button,
          double        *number)
{
  *number = gtk_spin_button_get_value (button);
  rt_number_field_read (button, number);
  return TRUE;
}

static void
on_changed (GtkSpinButton *button)
{
  double number;
  gboolean wrong = !rt_number_field_read (button, &number);

  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (button), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (button), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/**
 * rt_number_field_set_up:
 * @spin_button: a number field
 *
 * Has @spin_button marked while there is no number in it, and keep its number where it is
 * left so. The mouse wheel changes it only while it has the focus, see
 * rt_wheel_need_focus().
 */
void
rt_number_field_set_up (GtkSpinButton *spin_button)
{
  /* Else a comma would not even get in where the language has a point. */
  gtk_spin_button_set_numeric (spin_button, FALSE);
  g_signal_connect (spin_button, "input", G_CALLBACK (on_input), NULL);
  g_signal_connect (spin_button, "changed", G_CALLBACK (on_changed), NULL);
  rt_wheel_need_focus (spin_button);
}

/**
 * rt_number_field_bind:
 * @object: an object
 * @property: a number of it, which can be written
 * @spin_button: a number field, not set up yet
 *
 * Sets @spin_button up, and has it show @property and change it.
 */
void
rt_number_field_bind (GObject       *object,
                      const char    *property,
                      GtkSpinButton *spin_button)
{
  rt_number_field_set_up (spin_button);
  g_object_bind_property (object, property, gtk_spin_button_get_adjustment (spin_button), "value",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}
