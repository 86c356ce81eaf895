/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-plan.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-json-members.h"
#include "net/rt-fault-words.h"

#define DEFAULT_CLIENTS     10
#define DEFAULT_RATE        1.0
#define DEFAULT_BURST       10
#define DEFAULT_SIZE        64
#define DEFAULT_DURATION    10.0
#define DEFAULT_WARM_UP     1.0
#define DEFAULT_INTERVAL_MS 1000
/* What RFC 6202 section 5.5 finds safe. */
#define DEFAULT_WAIT_MS     30000

G_DEFINE_BOXED_TYPE (RtPlan, rt_plan, rt_plan_copy, rt_plan_free)

/**
 * rt_plan_new:
 *
 * Returns: (transfer full): a plan with every setting at its default and no contestant
 */
RtPlan *
rt_plan_new (void)
{
  RtPlan *self = g_new0 (RtPlan, 1);

  self->contestants = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_contestant_free);
  self->n_clients = DEFAULT_CLIENTS;
  self->rate = DEFAULT_RATE;
  self->burst = DEFAULT_BURST;
  self->size = DEFAULT_SIZE;
  self->duration = DEFAULT_DURATION;
  self->warm_up = DEFAULT_WARM_UP;
  self->interval_ms = DEFAULT_INTERVAL_MS;
  self->wait_ms = DEFAULT_WAIT_MS;
  self->host_clients = 1;
  self->repeat = 1;
  self->seed = 1;

  return self;
}

static gpointer
copy_contestant (gconstpointer contestant,
                 gpointer      user_data)
{
  return rt_contestant_copy (contestant);
}

/**
 * rt_plan_copy:
 * @self: a plan
 *
 * Returns: (transfer full): another just like it
 */
RtPlan *
rt_plan_copy (const RtPlan *self)
{
  RtPlan *copy = g_memdup2 (self, sizeof *self);

  copy->title = g_strdup (self->title);
  copy->preset = g_strdup (self->preset);
  copy->replay = g_strdup (self->replay);
  copy->faults = g_strdupv (self->faults);
  copy->contestants = g_ptr_array_copy (self->contestants, copy_contestant, NULL);

  return copy;
}

/**
 * rt_plan_free:
 * @self: (transfer full): a plan
 */
void
rt_plan_free (RtPlan *self)
{
  g_free (self->title);
  g_free (self->preset);
  g_free (self->replay);
  g_strfreev (self->faults);
  g_ptr_array_unref (self->contestants);
  g_free (self);
}

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, arguments);
  va_end (arguments);

  return FALSE;
}

static gboolean
check_contestant (const RtPlan  *self,
                  guint          index,
                  GError       **error)
{
  const RtContestant *contestant = g_ptr_array_index (self->contestants, index);

  if (!rt_contestant_check (contestant, error))
    return FALSE;
  if (contestant->name == NULL || *contestant->name == '\0' || g_utf8_strlen (contestant->name, -1) > RT_PLAN_MAX_NAME)
    return refuse (error, _("The name of a contestant can have from 1 to %d characters."), RT_PLAN_MAX_NAME);
  /* Tables, spreadsheets and terminals are to take it for nothing but words. */
  if (!rt_json_is_plain (contestant->name) || !g_unichar_isalnum (g_utf8_get_char (contestant->name)))
    return refuse (error, _("The name of a contestant begins with a letter or a digit, and has no control characters."));
  for (guint i = 0; i < index; i++)
    if (g_str_equal (((RtContestant *) g_ptr_array_index (self->contestants, i))->name, contestant->name))
      /* Translators: the name of a pattern with its options */
      return refuse (error, _("“%s” is there twice: give one of them a name of its own (name=WORD)."), contestant->name);

  return TRUE;
}

static gboolean
check_contestants (const RtPlan  *self,
                   GError       **error)
{
  if (self->contestants->len < 1 || self->contestants->len > RT_PLAN_MAX_CONTESTANTS)
    return refuse (error, _("An experiment takes from 1 to %d patterns."), RT_PLAN_MAX_CONTESTANTS);
  for (guint i = 0; i < self->contestants->len; i++)
    if (!check_contestant (self, i, error))
      return FALSE;

  return TRUE;
}

static gboolean
check_faults (const RtPlan  *self,
              GError       **error)
{
  g_autoptr (GError) reason = NULL;
  RtFault fault;

  if (self->faults != NULL && g_strv_length (self->faults) > RT_PLAN_MAX_FAULTS)
    return refuse (error, _("An experiment takes %d faults at the most."), RT_PLAN_MAX_FAULTS);
  for (guint i = 0; self->faults != NULL && self->faults[i] != NULL; i++)
    if (!rt_fault_parse (self->faults[i], &fault, &reason))
      return refuse (error, "%s", reason->message);

  return TRUE;
}

static gboolean
check_numbers (const RtPlan  *self,
               GError       **error)
{
  const struct {
    const char *title;
    double      value;
    double      min;
    double      max;
  } settings[] = {
    { N_("Clients"), self->n_clients, 1, RT_PLAN_MAX_CLIENTS },
    { N_("Events a second"), self->rate, 1e-3, RT_PLAN_MAX_RATE },
    { N_("Events of a burst"), self->burst, 1, RT_PLAN_MAX_RATE },
    { N_("Bytes of an event"), self->size, 1, RT_PLAN_MAX_SIZE },
    { N_("Seconds that are measured"), self->duration, 0.1, RT_PLAN_MAX_SECONDS },
    { N_("Seconds of warm-up"), self->warm_up, 0, RT_PLAN_MAX_SECONDS },
    { N_("Milliseconds between polls"), self->interval_ms, 1, RT_PLAN_MAX_SECONDS * 1000 },
    { N_("Milliseconds that a poll is held"), self->wait_ms, 1, RT_PLAN_MAX_SECONDS * 1000 },
    { N_("Connections of a host"), self->per_host, 0, RT_PLAN_MAX_CLIENTS },
    { N_("Clients of a host"), self->host_clients, 1, RT_PLAN_MAX_CLIENTS },
    { N_("Repetitions"), self->repeat, 1, RT_PLAN_MAX_REPEAT },
    { N_("Seed"), self->seed, 0, RT_PLAN_MAX_SEED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (!isfinite (settings[i].value) || settings[i].value < settings[i].min || settings[i].value > settings[i].max)
      /* Translators: a setting, the least and the most it can be, and what it was */
      return refuse (error, _("%s: from %.16g to %.16g, not %.16g."), _(settings[i].title), settings[i].min,
                     settings[i].max, settings[i].value);

  return TRUE;
}

/**
 * rt_plan_check:
 * @self: a plan
 * @error: return location for a %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether it can be done; else @error says which setting is wrong, and its limits
 */
gboolean
rt_plan_check (const RtPlan  *self,
               GError       **error)
{
  if (!check_contestants (self, error) || !check_numbers (self, error) || !check_faults (self, error))
    return FALSE;
  if (self->title != NULL && (g_utf8_strlen (self->title, -1) > RT_PLAN_MAX_TITLE || !rt_json_is_plain (self->title)))
    return refuse (error, _("A title can have %d characters at the most, in one line."), RT_PLAN_MAX_TITLE);
  if (self->rate_kind == RT_RATE_REPLAY && (self->replay == NULL || *self->replay == '\0'))
    return refuse (error, _("To replay events, name the file they are in."));

  return TRUE;
}
