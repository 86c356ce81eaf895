/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-limit-rows.h"

#include <glib/gi18n.h>

#include "net/rt-limits.h"
#include "widgets/rt-number-field.h"
#include "widgets/rt-subtitle.h"

#define KIB 1024.0
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

/* How a limit is shown: bytes are too many to be read, or typed, one by one. */
typedef struct {
  double      factor;
  const char *unit;
} Scale;

static const Scale kibibytes = { KIB, "KiB" };
static const Scale mebibytes = { MIB, "MiB" };

static Scale
get_scale (const RtLimitInfo *info)
{
  if (info->unit == RT_LIMIT_UNIT_BYTES)
    return info->standard >= GIB ? mebibytes : kibibytes;

  return (Scale) { 1, rt_limit_get_unit (info->unit) };
}

static gboolean
get_scaled (GValue   *value,
            GVariant *variant,
            gpointer  user_data)
{
  const RtLimitInfo *info = user_data;

  g_value_set_double (value, g_variant_get_uint64 (variant) / get_scale (info).factor);
  return TRUE;
}

static GVariant *
set_scaled (const GValue       *value,
            const GVariantType *type,
            gpointer            user_data)
{
  const RtLimitInfo *info = user_data;
  double number = g_value_get_double (value) * get_scale (info).factor;

  return g_variant_new_uint64 (CLAMP (number, info->minimum, info->maximum));
}

/* Steps of one where few are a lot, of a hundred where many are little. */
static GtkWidget *
new_field (const RtLimitInfo *info,
           const Scale       *scale)
{
  double least = info->minimum / scale->factor;
  double most = info->maximum / scale->factor;
  double step = most > 5000 ? 100 : most > 500 ? 10 : 1;
  GtkWidget *field = gtk_spin_button_new_with_range (least > 0 ? MAX (least, 1) : 0, most, step);

  gtk_spin_button_set_increments (GTK_SPIN_BUTTON (field), step, 10 * step);
  gtk_editable_set_width_chars (GTK_EDITABLE (field), 8);
  gtk_widget_set_valign (field, GTK_ALIGN_CENTER);
  return field;
}

static GtkWidget *
new_unit (const Scale *scale)
{
  GtkWidget *label = gtk_label_new (scale->unit);

  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkWidget *
new_row (const RtLimitInfo *info,
         GSettings         *settings)
{
  Scale scale = get_scale (info);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *field = new_field (info, &scale);
  g_autofree char *description = g_strdup_printf ("%s (%s)", _(info->sentence), scale.unit);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(info->title));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(info->sentence));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), field);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_unit (&scale));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), field);
  g_settings_bind_with_mapping (settings, info->name, field, "value", G_SETTINGS_BIND_DEFAULT,
                                get_scaled, set_scaled, (gpointer) info, NULL);
  rt_number_field_set_up (GTK_SPIN_BUTTON (field));
  rt_subtitle_describe (field);
  /* Nobody who only listens comes past the unit. */
  if (*scale.unit != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  return row;
}

/**
 * rt_limit_rows_add:
 * @page: a page of preferences
 * @settings: the settings
 *
 * Appends the limits that can be set.
 */
void
rt_limit_rows_add (AdwPreferencesPage *page,
                   GSettings          *settings)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < RT_N_LIMITS; i++)
    {
      const RtLimitInfo *info = rt_limit_get_info (i);

      if (info->unit == RT_LIMIT_UNIT_NONE)
        continue;
      if (group == NULL || rt_limit_get_info (i - 1)->group != info->group)
        {
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          adw_preferences_group_set_title (group, rt_limit_get_group (info->group));
          adw_preferences_page_add (page, group);
        }
      adw_preferences_group_add (group, new_row (info, settings));
    }
}
