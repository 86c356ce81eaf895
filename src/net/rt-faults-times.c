/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-faults-private.h"

#include <glib/gi18n.h>

#define NEVER G_MAXINT64

/* Whether connections are to be cut now. */
static gboolean
advance_cut (RtFaultsEntry *entry,
             gint64         now)
{
  if (entry->due >= entry->ends)
    {
      entry->due = NEVER;
      return FALSE;
    }
  entry->due = entry->fault.value > 0 ? now + entry->fault.value : NEVER;

  return TRUE;
}

static void
advance (RtFaultsEntry *entry)
{
  entry->in_force = !entry->in_force;
  entry->due = entry->in_force ? entry->ends : NEVER;
}

/* Entries come in the order they were added; the later one of a kind is in force. */
static gboolean
find_active (RtFaults *self)
{
  RtFaultsEntry *active[RT_N_FAULT_KINDS] = { NULL, };
  gboolean changed = FALSE;

  self->n_active = 0;
  for (guint i = 0; i < self->entries->len; i++)
    {
      RtFaultsEntry *entry = self->entries->pdata[i];

      self->n_active += entry->in_force;
      if (entry->in_force)
        active[entry->fault.kind] = entry;
    }
  for (guint i = 0; i < RT_N_FAULT_KINDS; i++)
    {
      if (self->active[i] == active[i])
        continue;
      self->active[i] = active[i];
      self->n_events[i] = 0;
      changed = TRUE;
    }

  return changed;
}

static gint64
forget_old (RtFaults *self)
{
  gint64 next = NEVER;

  for (guint i = self->entries->len; i > 0; i--)
    {
      RtFaultsEntry *entry = self->entries->pdata[i - 1];

      if (entry->due == NEVER && !entry->in_force)
        g_ptr_array_remove_index (self->entries, i - 1);
      else
        next = MIN (next, entry->due);
    }

  return next;
}

void
rt_faults_update (gpointer user_data)
{
  g_autoptr (RtFaults) self = g_object_ref (user_data);
  gint64 now = g_get_monotonic_time ();
  gboolean cuts = FALSE;
  gboolean changed;
  gint64 next;

  for (guint i = 0; i < self->entries->len; i++)
    {
      RtFaultsEntry *entry = self->entries->pdata[i];

      while (entry->due <= now)
        {
          if (entry->fault.kind == RT_FAULT_CUT)
            cuts |= advance_cut (entry, now);
          else
            advance (entry);
        }
    }
  changed = find_active (self);
  next = forget_old (self);
  if (next != NEVER)
    rt_poller_start_timer (self->poller, &self->timer, (next - now) / G_TIME_SPAN_MILLISECOND + 1);
  else
    rt_poller_stop_timer (self->poller, &self->timer);

  if (changed)
    rt_faults_tell_change (self);
  if (cuts)
    rt_faults_cut_all (self);
}

static gint64
get_end (const RtFault *fault,
         gint64         begin)
{
  if (fault->kind == RT_FAULT_STOP)
    return begin + fault->value;

  return fault->duration > 0 ? begin + fault->duration : NEVER;
}

static gboolean
is_of_requests (RtFaultKind kind)
{
  return kind == RT_FAULT_STATUS || kind == RT_FAULT_LOSE_ANSWER;
}

/* What can be broken where these faults are. */
static gboolean
check_place (RtFaults       *self,
             const RtFault  *fault,
             const char     *text,
             GError        **error)
{
  if (fault->kind == RT_FAULT_STOP && self->is_for_client)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 /* Translators: %s is what was typed, like "stop=3s" */
                 _("“%s” is for servers; here “refuse” or “cut” could be meant."), text);
  else if (self->is_encrypted && is_of_requests (fault->kind))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 /* Translators: %s is what was typed, like "status=503" */
                 _("“%s” cannot be done over TLS, where requests and answers are encrypted: break it at the server, or use http or ws."), text);
  else if (self->entries->len >= RT_FAULTS_MAX)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("There is no room for “%s”: there can be %d faults at a time."), text, RT_FAULTS_MAX);
  else
    return TRUE;

  return FALSE;
}

/**
 * rt_faults_add:
 * @self: faults
 * @text: one fault, as `--fault` takes it: see rt_fault_parse()
 * @error: return location for a #GOptionError
 *
 * Adds a fault; its times count from now. Of two of a kind in force at the same time the
 * one added later is.
 *
 * Returns: %FALSE with %G_OPTION_ERROR_BAD_VALUE, in words about @text
 */
gboolean
rt_faults_add (RtFaults    *self,
               const char  *text,
               GError     **error)
{
  RtFault fault;
  RtFaultsEntry *entry;

  g_return_val_if_fail (RT_IS_FAULTS (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (!rt_fault_parse (text, &fault, error))
    return FALSE;
  if (!check_place (self, &fault, text, error))
    return FALSE;

  entry = g_new0 (RtFaultsEntry, 1);
  entry->fault = fault;
  entry->due = g_get_monotonic_time () + fault.start;
  entry->ends = get_end (&fault, entry->due);
  /* "cut=5s" does not begin with a cut. */
  if (fault.kind == RT_FAULT_CUT)
    entry->due += fault.value;
  g_ptr_array_add (self->entries, entry);
  rt_faults_update (self);

  return TRUE;
}

static void
remove_entries (RtFaults    *self,
                gboolean     all,
                RtFaultKind  kind)
{
  for (guint i = self->entries->len; i > 0; i--)
    {
      RtFaultsEntry *entry = self->entries->pdata[i - 1];

      if (!all && entry->fault.kind != kind)
        continue;
      entry->in_force = FALSE;
      entry->due = NEVER;
    }
  rt_faults_update (self);
}

/**
 * rt_faults_remove:
 * @self: faults
 * @kind: a kind
 *
 * Mends every fault of that kind, those too that were to come.
 */
void
rt_faults_remove (RtFaults    *self,
                  RtFaultKind  kind)
{
  g_return_if_fail (RT_IS_FAULTS (self));

  remove_entries (self, FALSE, kind);
}

/**
 * rt_faults_clear:
 * @self: faults
 *
 * Mends everything.
 */
void
rt_faults_clear (RtFaults *self)
{
  g_return_if_fail (RT_IS_FAULTS (self));

  remove_entries (self, TRUE, RT_FAULT_CUT);
}

/**
 * rt_faults_set_encrypted:
 * @self: faults of a client
 * @encrypted: whether its connections are
 *
 * Says whether what passes on the connections is TLS (RFC 8446): then no answer can be made
 * up or lost on purpose, which rt_faults_add() refuses from now on, and those are mended
 * that were added before. A server that redirects to TLS is not foreseen: there they
 * do nothing.
 */
void
rt_faults_set_encrypted (RtFaults *self,
                         gboolean  encrypted)
{
  g_return_if_fail (RT_IS_FAULTS (self));

  self->is_encrypted = encrypted;
  if (!encrypted)
    return;

  for (guint kind = 0; kind < RT_N_FAULT_KINDS; kind++)
    if (is_of_requests (kind))
      remove_entries (self, FALSE, kind);
}
