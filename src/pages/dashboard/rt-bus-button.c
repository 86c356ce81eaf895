/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-bus-button.h"

#include <glib/gi18n.h>

#include "lab/rt-bus-words.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/publish-subscribe/rt-keyring.h"

struct _RtBusButton {
  AdwBin            parent_instance;
  GtkPopover       *popover;
  GtkWidget        *embedded;
  GtkWidget        *rabbitmq;
  GtkWidget        *kafka;
  GtkWidget        *broker;
  GtkEntry         *address;
  GtkPasswordEntry *password;
  GtkLabel         *about;
  GtkWidget        *test;
  GtkSpinner       *spinner;
  GtkLabel         *outcome;
  RtDesk           *desk;
  const char       *scheme;      /* of the broker that is chosen; NULL: the embedded bus */
  GHashTable       *typed;       /* address by scheme, of brokers that were chosen before */
  gboolean          keeping;     /* the keyring is asked to keep the password */
  GCancellable     *testing;     /* or asking for the password; or NULL */
  void            (*proceed) (RtBusButton *self,
                              const char  *password);
};

G_DEFINE_FINAL_TYPE (RtBusButton, rt_bus_button, ADW_TYPE_BIN)

static void
stop_testing (RtBusButton *self)
{
  if (self->testing != NULL)
    g_cancellable_cancel (self->testing);
  g_clear_object (&self->testing);
  gtk_spinner_stop (self->spinner);
  gtk_widget_set_sensitive (self->test, TRUE);
}

static void
set_error (GtkLabel *label,
           gboolean  is_one)
{
  if (is_one)
    gtk_widget_add_css_class (GTK_WIDGET (label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "error");
}

/* What is said already, of the address, is not said twice. */
static void
show_outcome (RtBusButton *self,
              const char  *words,
              gboolean     failed)
{
  gboolean is_said = failed && g_strcmp0 (words, gtk_label_get_text (self->about)) == 0;

  gtk_label_set_text (self->outcome, words != NULL && !is_said ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->outcome), words != NULL && !is_said);
  set_error (self->outcome, failed);
  set_error (self->about, is_said);
}

static gboolean
is_chosen (GtkWidget *button)
{
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (button));
}

/* The address as it is typed; NULL: the embedded bus. */
static const char *
get_uri (RtBusButton *self)
{
  return is_chosen (self->embedded) ? NULL : gtk_editable_get_text (GTK_EDITABLE (self->address));
}

/* What an engine can do, and what it cannot, is said before it is chosen. */
static void
show_about (RtBusButton *self)
{
  g_autofree char *words = rt_bus_words_dup (get_uri (self), rt_desk_get_needs (self->desk));

  gtk_label_set_text (self->about, words);
  gtk_widget_set_visible (self->broker, !is_chosen (self->embedded));
}

static void
on_edited (RtBusButton *self)
{
  stop_testing (self);
  show_outcome (self, NULL, FALSE);
  if (self->desk != NULL)
    show_about (self);
}

/* As it was left here, or used last. */
static const char *
get_address (RtBusButton *self,
             const char  *scheme)
{
  const char *typed = g_hash_table_lookup (self->typed, scheme);
  const char *last = rt_desk_get_last_uri (self->desk, scheme);

  return typed != NULL ? typed : last != NULL ? last : rt_bus_words_get_example (scheme);
}

/* One broker's address and password are nothing to another. */
static void
on_chosen (RtBusButton *self)
{
  const char *scheme = is_chosen (self->rabbitmq) ? "amqp" : is_chosen (self->kafka) ? "kafka" : NULL;

  if (self->desk == NULL || g_strcmp0 (scheme, self->scheme) == 0)
    return;

  if (self->scheme != NULL)
    g_hash_table_insert (self->typed, (gpointer) self->scheme,
                         g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address))));
  self->scheme = scheme;
  gtk_editable_set_text (GTK_EDITABLE (self->address), scheme != NULL ? get_address (self, scheme) : "");
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  on_edited (self);
}

static void
on_show (RtBusButton *self)
{
  const char *uri = rt_desk_get_uri (self->desk);
  gboolean is_embedded = g_str_has_prefix (uri, "embedded:");
  GtkWidget *chosen = is_embedded ? self->embedded : g_str_has_prefix (uri, "kafka:") ? self->kafka : self->rabbitmq;

  gtk_check_button_set_active (GTK_CHECK_BUTTON (chosen), TRUE);
  on_chosen (self);
  gtk_editable_set_text (GTK_EDITABLE (self->address), is_embedded ? "" : uri);
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  on_edited (self);
}

/* (transfer full) (nullable): what is typed, as far as it is an address. */
static GUri *
parse (RtBusButton *self)
{
  const char *uri = get_uri (self);

  return uri != NULL ? g_uri_parse (uri, RT_BUS_URI_FLAGS, NULL) : NULL;
}

/* In its field or in the address. (transfer full) (nullable): in neither; the desk keeps that of the
 * same address. */
static char *
dup_password (RtBusButton *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password));
  g_autoptr (GUri) uri = parse (self);

  if (*password != '\0')
    return g_strdup (password);

  return g_strdup (uri != NULL ? g_uri_get_password (uri) : NULL);
}

static void
on_tested (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (RtBusButton) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean works = rt_desk_test_finish (RT_DESK (source), result, &error);

  if (self->testing == NULL || g_task_get_cancellable (G_TASK (result)) != self->testing)
    return;

  stop_testing (self);
  show_outcome (self, works ? _("It works.") : error->message, !works);
}

static void
test (RtBusButton *self,
      const char  *password)
{
  rt_desk_test_async (self->desk, get_uri (self), password, self->testing, on_tested, g_object_ref (self));
}

static void
use (RtBusButton *self,
     const char  *password)
{
  stop_testing (self);
  if (self->scheme != NULL)
    g_hash_table_remove (self->typed, self->scheme);
  rt_desk_set_uri (self->desk, get_uri (self), password);
  if (!self->keeping)
    gtk_popover_popdown (self->popover);
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (RtBusButton) self = user_data;
  char *password = rt_keyring_find_finish (result, NULL);

  if (self->testing != NULL && g_task_get_cancellable (G_TASK (result)) == self->testing)
    self->proceed (self, password);
  rt_keyring_free (password);
}

/* What was typed, else what the keyring knows. */
static void
proceed_with_password (RtBusButton *self,
                       void       (*proceed) (RtBusButton *self,
                                              const char  *password))
{
  g_autoptr (GUri) uri = parse (self);
  char *password = dup_password (self);

  stop_testing (self);
  self->testing = g_cancellable_new ();
  self->proceed = proceed;
  if (password != NULL || uri == NULL || !rt_keyring_needs (uri))
    proceed (self, password);
  else
    rt_keyring_find_async (uri, self->testing, on_found, g_object_ref (self));
  rt_keyring_free (password);
}

static void
on_test (RtBusButton *self)
{
  show_outcome (self, NULL, FALSE);
  proceed_with_password (self, test);
  gtk_spinner_start (self->spinner);
  gtk_widget_set_sensitive (self->test, FALSE);
}

/* It is used until the program ends, in any case: the popover stays to say that it is no longer. */
static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (RtBusButton) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  gboolean kept = rt_keyring_try_finish (result, &error);

  self->keeping = FALSE;
  gtk_spinner_stop (self->spinner);
  if (self->desk == NULL)
    return;
  if (kept)
    {
      gtk_popover_popdown (self->popover);
      return;
    }
  words = rt_bus_words_dup_forgotten (error);
  gtk_popover_popup (self->popover);
  show_outcome (self, words, TRUE);
}

static void
keep_password (RtBusButton *self)
{
  g_autoptr (GUri) uri = parse (self);
  g_autoptr (GUri) address = uri != NULL ? rt_keyring_complete (uri, NULL) : NULL;
  char *password = dup_password (self);

  if (address != NULL && password != NULL && rt_keyring_needs (address))
    {
      self->keeping = TRUE;
      rt_keyring_try_async (address, password, NULL, on_kept, g_object_ref (self));
    }
  rt_keyring_free (password);
}

static void
on_use (RtBusButton *self)
{
  const char *uri = get_uri (self);

  if (uri != NULL && *uri == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->address));
      return;
    }

  keep_password (self);
  proceed_with_password (self, use);
  if (self->keeping)
    gtk_spinner_start (self->spinner);
}

static void
rt_bus_button_dispose (GObject *object)
{
  RtBusButton *self = RT_BUS_BUTTON (object);

  if (self->testing != NULL)
    g_cancellable_cancel (self->testing);
  g_clear_object (&self->testing);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (rt_bus_button_parent_class)->dispose (object);
}

static void
rt_bus_button_finalize (GObject *object)
{
  g_hash_table_unref (RT_BUS_BUTTON (object)->typed);

  G_OBJECT_CLASS (rt_bus_button_parent_class)->finalize (object);
}

static void
rt_bus_button_class_init (RtBusButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_bus_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = rt_bus_button_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-bus-button.ui");
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, popover);
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, embedded);
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, rabbitmq);
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, kafka);
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, broker);
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, address);
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, password);
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, about);
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, test);
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, spinner);
  gtk_widget_class_bind_template_child (widget_class, RtBusButton, outcome);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_use);
}

static void
rt_bus_button_init (RtBusButton *self)
{
  self->typed = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_bus_button_set_desk:
 * @self: a button
 * @desk: whose bus it chooses
 *
 * Sets the desk, and shows the button.
 */
void
rt_bus_button_set_desk (RtBusButton *self,
                        RtDesk      *desk)
{
  g_set_object (&self->desk, desk);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
