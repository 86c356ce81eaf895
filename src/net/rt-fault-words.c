/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-fault-words.h"

#include <glib/gi18n.h>
#include <string.h>

typedef gboolean (*ReadFunc) (const char *text,
                              RtFault    *fault);

typedef struct {
  const char *word;
  ReadFunc    read;        /* NULL where it takes no value */
  gboolean    is_optional; /* the value */
  const char *forms;       /* as it may be typed, joined by commas */
  const char *struck;      /* for people; NULL where the value is in it */
} Kind;

typedef struct {
  const char *suffix;
  double      unit;  /* µs */
} Unit;

static const Unit units[] = {
  { "", G_USEC_PER_SEC },
  { "s", G_USEC_PER_SEC },
  { "ms", G_TIME_SPAN_MILLISECOND },
  { "m", G_TIME_SPAN_MINUTE },
};

/* Without a unit it is seconds. g_ascii_strtod() takes more for a number than people
 * write for a time. */
static gboolean
read_time (const char *text,
           gint64     *time_us)
{
  gsize length = strspn (text, "0123456789.");
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);

  if (length == 0 || end != text + length)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (!g_str_equal (end, units[i].suffix) || number * units[i].unit > RT_FAULT_MAX_TIME)
        continue;
      *time_us = number * units[i].unit;
      return TRUE;
    }

  return FALSE;
}

static gboolean
read_some_time (const char *text,
                RtFault    *fault)
{
  return read_time (text, &fault->value) && fault->value > 0;
}

static gboolean
read_count (const char *text,
            RtFault    *fault)
{
  return g_ascii_string_to_signed (text, 10, 1, RT_FAULT_MAX_COUNT, &fault->value, NULL);
}

/* A bare number is events, with a unit it is a time. */
static gboolean
read_events_or_time (const char *text,
                     RtFault    *fault)
{
  fault->is_time = !read_count (text, fault);

  return !fault->is_time || (!g_ascii_isdigit (text[strlen (text) - 1]) && read_some_time (text, fault));
}

static gboolean
read_status (const char *text,
             RtFault    *fault)
{
  return g_ascii_string_to_signed (text, 10, 500, 503, &fault->value, NULL) &&
         (fault->value == 500 || fault->value == 503);
}

static gboolean
read_delay (const char *text,
            RtFault    *fault)
{
  g_auto (GStrv) parts = g_strsplit (text, "~", 2);

  if (parts[0] == NULL || !read_some_time (parts[0], fault))
    return FALSE;

  return parts[1] == NULL || (read_time (parts[1], &fault->jitter) && fault->jitter <= fault->value);
}

/* By RtFaultKind. The forms are what is typed, and stay as they are. */
static const Kind kinds[RT_N_FAULT_KINDS] = {
  [RT_FAULT_CUT] = { "cut", read_some_time, TRUE, "cut@10s, cut=5s", N_("Connection cut") },
  [RT_FAULT_CUT_AFTER] = { "cut-after", read_events_or_time, FALSE, "cut-after=10, cut-after=5s", N_("Connection cut") },
  [RT_FAULT_STOP] = { "stop", read_some_time, FALSE, "stop=3s, stop=3s@10s", N_("Server stopped") },
  [RT_FAULT_REFUSE] = { "refuse", NULL, FALSE, "refuse, refuse@10s+5s", N_("Connect refused") },
  [RT_FAULT_STATUS] = { "status", read_status, FALSE, "status=500, status=503", NULL },
  [RT_FAULT_DELAY] = { "delay", read_delay, FALSE, "delay=100ms, delay=100ms~20ms", N_("Delayed") },
  [RT_FAULT_LIMIT] = { "limit", read_count, FALSE, "limit=10000", N_("Slowed down") },
  [RT_FAULT_STALL] = { "stall", NULL, FALSE, "stall, stall@10s+5s", N_("Stalled") },
  [RT_FAULT_SWALLOW] = { "swallow", read_count, FALSE, "swallow=10", N_("Event swallowed") },
  [RT_FAULT_DUPLICATE] = { "duplicate", read_count, FALSE, "duplicate=10", N_("Event duplicated") },
  [RT_FAULT_LOSE_ANSWER] = { "lose-answer", read_count, TRUE, "lose-answer, lose-answer=3", N_("Answer lost") },
};

static gboolean
find_kind (const char   *word,
           RtFaultKind  *kind,
           GError      **error)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_equal (kinds[i].word, word))
        {
          *kind = i;
          return TRUE;
        }
      g_string_append_printf (words, i > 0 ? ", %s" : "%s", kinds[i].word);
    }

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: what was typed, then the words there are */
               _("“%s” is no fault; it could be one of these: %s."), word, words->str);

  return FALSE;
}

static gboolean
lack_value (const Kind  *kind,
            GError     **error)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: a fault, then how it could be typed */
               _("“%s” lacks its value; it could be: %s."), kind->word, kind->forms);

  return FALSE;
}

static gboolean
read_value (const char  *value,
            RtFault     *fault,
            GError     **error)
{
  const Kind *kind = &kinds[fault->kind];

  if (value == NULL && (kind->read == NULL || kind->is_optional))
    {
      fault->value = fault->kind == RT_FAULT_LOSE_ANSWER;
      return TRUE;
    }
  if (value != NULL && *value != '\0' && kind->read != NULL && kind->read (value, fault))
    return TRUE;

  if (value == NULL)
    return lack_value (kind, error);

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: a value, the fault, then how it could be typed */
               _("“%s” is no value of “%s”; it could be: %s."), value, kind->word, kind->forms);

  return FALSE;
}

/* What is done at once, or has its time already, cannot be given one. */
static gboolean
check_duration (const RtFault  *fault,
                const char     *duration,
                GError        **error)
{
  gboolean has_none = fault->kind == RT_FAULT_STOP || (fault->kind == RT_FAULT_CUT && fault->value == 0);

  if (fault->duration == 0 || !has_none)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: a duration, then a fault, then how it could be typed */
               _("“+%s” is no part of “%s”; it could be: %s."), duration, kinds[fault->kind].word, kinds[fault->kind].forms);

  return FALSE;
}

/* @times: START, or START+DURATION */
static gboolean
read_times (const char  *times,
            RtFault     *fault,
            GError     **error)
{
  g_auto (GStrv) parts = g_strsplit (times, "+", 2);
  gboolean good = parts[0] != NULL && read_time (parts[0], &fault->start);

  if (good && parts[1] != NULL)
    good = read_time (parts[1], &fault->duration) && fault->duration > 0;
  if (!good)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 /* Translators: what was typed */
                 _("“@%s” is no time; it could be: @10s, @500ms+2s."), times);

  return good && check_duration (fault, parts[1], error);
}

/**
 * rt_fault_parse:
 * @text: `KIND[=VALUE][@START[+DURATION]]`
 * @fault: (out caller-allocates): what it says
 * @error: return location for a #GOptionError
 *
 * Reads what is typed for `--fault`. Times are in seconds, or with ms, s or m.
 *
 * Returns: %FALSE with %G_OPTION_ERROR_BAD_VALUE, which says what is wrong in @text and
 *   what it could be
 */
gboolean
rt_fault_parse (const char  *text,
                RtFault     *fault,
                GError     **error)
{
  g_auto (GStrv) at = g_strsplit (text, "@", 2);
  g_auto (GStrv) parts = g_strsplit (at[0] != NULL ? at[0] : "", "=", 2);

  memset (fault, 0, sizeof *fault);
  if (!find_kind (parts[0] != NULL ? parts[0] : "", &fault->kind, error))
    return FALSE;
  /* Cut when? */
  if (fault->kind == RT_FAULT_CUT && parts[1] == NULL && at[1] == NULL)
    return lack_value (&kinds[RT_FAULT_CUT], error);

  return read_value (parts[1], fault, error) && (at[1] == NULL || read_times (at[1], fault, error));
}

/**
 * rt_fault_get_word:
 * @kind: a kind of fault
 *
 * Returns: (transfer none): how it is typed, "cut-after"
 */
const char *
rt_fault_get_word (RtFaultKind kind)
{
  return kinds[kind].word;
}

/**
 * rt_fault_dup_struck:
 * @fault: a fault
 *
 * Returns: (transfer full): what it did, in a few words for people: "Connection cut"
 */
char *
rt_fault_dup_struck (const RtFault *fault)
{
  if (fault->kind == RT_FAULT_STATUS)
    return g_strdup_printf (_("Answered %d"), (int) fault->value);

  return g_strdup (_(kinds[fault->kind].struck));
}
