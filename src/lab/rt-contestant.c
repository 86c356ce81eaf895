/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "lab/rt-plan.h"
#include "patterns/publish-subscribe/rt-bus-address.h"
#include "patterns/rt-pattern.h"
#include "patterns/rt-uri.h"

typedef gboolean (*ReadFunc) (const char   *text,
                              RtContestant *contestant);

typedef struct {
  const char *word;
  ReadFunc    read;
  const char *forms; /* as it may be typed */
} Option;

static gboolean
read_ms (const char *text,
         guint      *ms)
{
  gsize length = strspn (text, "0123456789.");
  char *end = NULL;
  double seconds = g_ascii_strtod (text, &end);
  double rounded = round (seconds * 1000);

  if (length == 0 || end != text + length || *end != '\0' || rounded < 1 || rounded > RT_PLAN_MAX_SECONDS * 1000)
    return FALSE;
  *ms = (guint) rounded;

  return TRUE;
}

static gboolean
read_interval (const char   *text,
               RtContestant *contestant)
{
  return read_ms (text, &contestant->interval_ms);
}

static gboolean
read_wait (const char   *text,
           RtContestant *contestant)
{
  return read_ms (text, &contestant->wait_ms);
}

static gboolean
read_whether (const char *text,
              gboolean   *whether)
{
  *whether = g_str_equal (text, "yes");

  return *whether || g_str_equal (text, "no");
}

static gboolean
read_etag (const char   *text,
           RtContestant *contestant)
{
  return read_whether (text, &contestant->etag);
}

static gboolean
read_resume (const char   *text,
             RtContestant *contestant)
{
  return read_whether (text, &contestant->resume);
}

static gboolean
read_bus (const char   *text,
          RtContestant *contestant)
{
  g_autofree char *scheme = g_uri_parse_scheme (text);

  g_free (contestant->bus);
  contestant->bus = g_strdup (text);

  return scheme != NULL;
}

static gboolean
read_name (const char   *text,
           RtContestant *contestant)
{
  g_free (contestant->name);
  contestant->name = g_strdup (text);

  return *text != '\0' && g_utf8_strlen (text, -1) <= RT_PLAN_MAX_NAME;
}

static const Option options[] = {
  { "interval", read_interval, "interval=0.25" },
  { "wait", read_wait, "wait=30" },
  { "etag", read_etag, "etag=yes, etag=no" },
  { "resume", read_resume, "resume=yes, resume=no" },
  { "bus", read_bus, "bus=embedded:NAME, bus=amqp://HOST/VHOST/QUEUE" },
  { "name", read_name, "name=WORD" },
};

/**
 * rt_contestant_new:
 * @pattern: the id of a pattern
 *
 * Returns: (transfer full): one that is named as its pattern, names what it has (ETag) and goes
 *   on after the cursor
 */
RtContestant *
rt_contestant_new (const char *pattern)
{
  RtContestant *self = g_new0 (RtContestant, 1);

  self->name = g_strdup (pattern);
  self->pattern = g_strdup (pattern);
  self->etag = TRUE;
  self->resume = TRUE;

  return self;
}

/**
 * rt_contestant_copy:
 * @self: a contestant
 *
 * Returns: (transfer full): another just like it
 */
RtContestant *
rt_contestant_copy (const RtContestant *self)
{
  RtContestant *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->pattern = g_strdup (self->pattern);
  copy->bus = g_strdup (self->bus);

  return copy;
}

/**
 * rt_contestant_free:
 * @self: (transfer full): a contestant
 */
void
rt_contestant_free (RtContestant *self)
{
  g_free (self->name);
  g_free (self->pattern);
  g_free (self->bus);
  g_free (self);
}

static char *
list_patterns (void)
{
  GString *words = g_string_new (NULL);
  const RtPattern * const *patterns = rt_patterns_list ();

  for (guint i = 0; patterns[i] != NULL; i++)
    g_string_append_printf (words, i > 0 ? ", %s" : "%s", patterns[i]->id);

  return g_string_free (words, FALSE);
}

static gboolean
read_option (const char    *words,
             RtContestant  *contestant,
             GError       **error)
{
  g_autoptr (GString) forms = g_string_new (NULL);
  g_auto (GStrv) parts = g_strsplit (words, "=", 2);
  g_autofree char *shown = rt_uri_dup_shown (parts[0] != NULL && parts[1] != NULL ? parts[1] : words);

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_string_append_printf (forms, i > 0 ? ", %s" : "%s", options[i].forms);
      if (parts[0] == NULL || parts[1] == NULL || !g_str_equal (parts[0], options[i].word))
        continue;
      if (options[i].read (parts[1], contestant))
        return TRUE;
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is no value of “%s”; it could be: %s."), shown, parts[0], options[i].forms);
      return FALSE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               /* Translators: what was typed behind the name of a pattern, then what it could be */
               _("“%s” is no option of a pattern; it could be one of these: %s."), shown, forms->str);
  return FALSE;
}

/**
 * rt_contestant_check:
 * @self: a contestant
 * @error: return location for a %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: whether its pattern is known and its bus is to be told; else @error says what is
 *   wrong with it
 */
gboolean
rt_contestant_check (const RtContestant  *self,
                     GError             **error)
{
  g_autofree char *words = list_patterns ();
  g_autoptr (GUri) bus = NULL;

  if (self->pattern == NULL || rt_patterns_lookup (self->pattern) == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   /* Translators: what was typed, then the patterns there are */
                   _("“%s” is no pattern; it could be one of these: %s."),
                   self->pattern != NULL ? self->pattern : "", words);
      return FALSE;
    }
  if (self->bus == NULL)
    return TRUE;

  bus = g_uri_parse (self->bus, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (bus != NULL && g_uri_get_password (bus) == NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       bus == NULL ? _("What is given as a bus is no URL.")
                                   : _("The URL of a bus may have no password here: it would be saved with the result."));

  return FALSE;
}

/**
 * rt_contestant_parse:
 * @words: PATTERN[:OPTION[,OPTION…]]: `short-polling:interval=0.25,etag=no`
 * @error: return location for a %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Reads one pattern with its options, as it is typed. Where it has options, and no name among
 * them, it is named as it was typed, its bus left out.
 *
 * Returns: (transfer full) (nullable): the contestant, or %NULL with the word that is wrong and
 *   what it could be
 */
RtContestant *
rt_contestant_parse (const char  *words,
                     GError     **error)
{
  g_auto (GStrv) parts = g_strsplit (words, ":", 2);
  g_auto (GStrv) list = g_strsplit (parts[0] != NULL && parts[1] != NULL ? parts[1] : "", ",", -1);
  g_autoptr (RtContestant) self = rt_contestant_new (parts[0] != NULL ? parts[0] : "");
  g_autoptr (GString) name = g_string_new (self->pattern);

  if (!rt_contestant_check (self, error))
    return NULL;

  for (guint i = 0; list[i] != NULL; i++)
    {
      if (!read_option (list[i], self, error))
        return NULL;
      if (!g_str_has_prefix (list[i], "bus="))
        g_string_append_printf (name, "%c%s", strchr (name->str, ':') != NULL ? ',' : ':', list[i]);
    }
  if (g_str_equal (self->name, self->pattern))
    read_name (name->str, self);

  return rt_contestant_check (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * rt_contestant_is_shared:
 * @self: a contestant
 *
 * A queue gives each message to one of those who wait for it, a group likewise.
 *
 * Returns: whether each event is for one of its clients
 */
gboolean
rt_contestant_is_shared (const RtContestant *self)
{
  g_autoptr (RtBusAddress) address = self->bus != NULL ? rt_bus_address_new (self->bus, NULL) : NULL;

  return address != NULL && (address->target->kind == RT_BUS_QUEUE || address->group != NULL);
}
