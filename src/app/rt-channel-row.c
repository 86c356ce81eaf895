/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-channel-row.h"

#include <glib/gi18n.h>

#include "lab/rt-channel-choices.h"
#include "widgets/rt-choice.h"
#include "widgets/rt-number-field.h"
#include "widgets/rt-subtitle.h"

#define KIB 1024

struct _RtChannelRow {
  AdwExpanderRow parent_instance;
  AdwActionRow  *policy_row;
  GtkDropDown   *policy;
  GtkSpinButton *events;
  GtkSpinButton *bytes;
  GtkSpinButton *memory;
  GSettings     *settings;
  char          *channel;
  gboolean       showing;   /* what is stored, not what somebody chooses */
};

G_DEFINE_FINAL_TYPE (RtChannelRow, rt_channel_row, ADW_TYPE_EXPANDER_ROW)

/* In the order of the drop-down, which is that of RtOutboxPolicy. */
static const char * const meanings[] = {
  [RT_OUTBOX_WAIT] = N_("Who publishes is refused while there is no room"),
  [RT_OUTBOX_KEEP_LATEST] = N_("The newest event takes the place of those that wait"),
  [RT_OUTBOX_DROP_OLDEST] = N_("The oldest events that wait make room"),
  [RT_OUTBOX_DISCONNECT] = N_("Its connection is closed, and it may come back"),
};

/* What may wait where nothing is set. */
static const char * const usual[] = {
  [RT_OUTBOX_WAIT] = N_("For each reader. 0: 1000 events, 256 KiB"),
  [RT_OUTBOX_KEEP_LATEST] = N_("For each reader. 0: 16 events, 256 KiB"),
  [RT_OUTBOX_DROP_OLDEST] = N_("For each reader. 0: all that the channel remembers"),
  [RT_OUTBOX_DISCONNECT] = N_("For each reader. 0: 1000 events, 256 KiB"),
};

G_STATIC_ASSERT (RT_OUTBOX_DEFAULT_MAX_EVENTS == 1000 && RT_OUTBOX_DEFAULT_MAX_BYTES == 256 * KIB);

static void
set_subtitle (GtkSpinButton *field,
              const char    *subtitle)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (field), ADW_TYPE_ACTION_ROW);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static void
rt_channel_row_show (RtChannelRow *self)
{
  g_auto (GStrv) choices = g_settings_get_strv (self->settings, "channels");
  RtChannelSettings chosen;
  GtkStringObject *policy;

  rt_channel_choices_find ((const char * const *) choices, self->channel, &chosen);
  self->showing = TRUE;
  gtk_drop_down_set_selected (self->policy, chosen.outboxes.policy);
  gtk_spin_button_set_value (self->events, chosen.outboxes.max_events);
  gtk_spin_button_set_value (self->bytes, (double) chosen.outboxes.max_bytes / KIB);
  gtk_spin_button_set_value (self->memory, chosen.max_events);
  self->showing = FALSE;
  policy = gtk_drop_down_get_selected_item (self->policy);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), gtk_string_object_get_string (policy));
  adw_action_row_set_subtitle (self->policy_row, _(meanings[chosen.outboxes.policy]));
  set_subtitle (self->events, _(usual[chosen.outboxes.policy]));
  set_subtitle (self->bytes, _(usual[chosen.outboxes.policy]));
}

/* 0, or what may be chosen. */
static guint64
get_number (GtkSpinButton *field,
            guint64        factor,
            guint64        least,
            guint64        most)
{
  guint64 number = (guint64) gtk_spin_button_get_value (field) * factor;

  return number > 0 ? CLAMP (number, least, most) : 0;
}

static void
rt_channel_row_store (RtChannelRow *self)
{
  g_auto (GStrv) choices = NULL;
  g_auto (GStrv) others = NULL;
  const RtChannelSettings chosen = {
    .outboxes = {
      .policy = gtk_drop_down_get_selected (self->policy),
      .max_events = get_number (self->events, 1, RT_OUTBOX_LEAST_EVENTS, RT_OUTBOX_MOST_EVENTS),
      .max_bytes = get_number (self->bytes, KIB, RT_OUTBOX_LEAST_BYTES, RT_OUTBOX_MOST_BYTES),
    },
    .max_events = get_number (self->memory, 1, RT_CHANNEL_LEAST_EVENTS, RT_CHANNEL_MOST_EVENTS),
  };

  if (self->showing || self->settings == NULL)
    return;
  choices = g_settings_get_strv (self->settings, "channels");
  others = rt_channel_choices_dup_with ((const char * const *) choices, self->channel, &chosen);
  if (!g_strv_equal ((const char * const *) choices, (const char * const *) others))
    g_settings_set_strv (self->settings, "channels", (const char * const *) others);
  /* What was too little, or one channel too many, is shown as it holds. */
  rt_channel_row_show (self);
}

static void
rt_channel_row_finalize (GObject *object)
{
  RtChannelRow *self = RT_CHANNEL_ROW (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->channel, g_free);

  G_OBJECT_CLASS (rt_channel_row_parent_class)->finalize (object);
}

static void
rt_channel_row_class_init (RtChannelRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_channel_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-channel-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RtChannelRow, policy_row);
  gtk_widget_class_bind_template_child (widget_class, RtChannelRow, policy);
  gtk_widget_class_bind_template_child (widget_class, RtChannelRow, events);
  gtk_widget_class_bind_template_child (widget_class, RtChannelRow, bytes);
  gtk_widget_class_bind_template_child (widget_class, RtChannelRow, memory);
  gtk_widget_class_bind_template_callback (widget_class, rt_channel_row_store);
}

static void
rt_channel_row_init (RtChannelRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
name_fields (RtChannelRow *self)
{
  GtkSpinButton *fields[] = { self->events, self->bytes, self->memory };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      rt_number_field_set_up (fields[i]);
      rt_subtitle_describe (GTK_WIDGET (fields[i]));
    }
  rt_subtitle_describe (GTK_WIDGET (self->policy));
  rt_choice_name (self->policy, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->policy_row)));
}

/**
 * rt_channel_row_new:
 * @settings: the settings
 * @channel: a channel's name
 *
 * Returns: (transfer floating): a row that shows and changes what is set for it
 */
GtkWidget *
rt_channel_row_new (GSettings  *settings,
                    const char *channel)
{
  RtChannelRow *self = g_object_new (RT_TYPE_CHANNEL_ROW, "title", channel, NULL);

  self->settings = g_object_ref (settings);
  self->channel = g_strdup (channel);
  name_fields (self);
  g_signal_connect_object (settings, "changed::channels", G_CALLBACK (rt_channel_row_show), self,
                           G_CONNECT_SWAPPED);
  rt_channel_row_show (self);
  return GTK_WIDGET (self);
}
