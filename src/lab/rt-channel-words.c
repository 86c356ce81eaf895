/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-channel-words.h"

#include <glib/gi18n.h>
#include <stdint.h>
#include <string.h>

static const char * const policies[] = {
  [RT_OUTBOX_WAIT] = "wait",
  [RT_OUTBOX_KEEP_LATEST] = "keep-latest",
  [RT_OUTBOX_DROP_OLDEST] = "drop-oldest",
  [RT_OUTBOX_DISCONNECT] = "disconnect",
};

static gboolean
read_policy (const char      *text,
             RtOutboxLimits  *limits,
             GError         **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_str_equal (text, policies[i]))
      {
        limits->policy = (RtOutboxPolicy) i;
        return TRUE;
      }

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” is no policy for readers that do not keep up: use wait, keep-latest, drop-oldest or disconnect."),
               text);
  return FALSE;
}

static gboolean
read_number (const char  *part,
             gsize        prefix,
             guint64      least,
             guint64      most,
             guint64     *value,
             GError     **error)
{
  if (g_ascii_string_to_unsigned (part + prefix, 10, least, most, value, NULL))
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("“%s” takes a whole number from %ju to %ju."), part, (uintmax_t) least, (uintmax_t) most);
  return FALSE;
}

static gboolean
read_part (const char         *part,
           RtChannelSettings  *settings,
           GError            **error)
{
  guint64 value;

  if (g_str_has_prefix (part, "events="))
    {
      if (!read_number (part, strlen ("events="), RT_OUTBOX_LEAST_EVENTS, RT_OUTBOX_MOST_EVENTS, &value, error))
        return FALSE;
      settings->outboxes.max_events = value;
    }
  else if (g_str_has_prefix (part, "bytes="))
    {
      if (!read_number (part, strlen ("bytes="), RT_OUTBOX_LEAST_BYTES, RT_OUTBOX_MOST_BYTES, &value, error))
        return FALSE;
      settings->outboxes.max_bytes = value;
    }
  else if (g_str_has_prefix (part, "memory="))
    {
      if (!read_number (part, strlen ("memory="), RT_CHANNEL_LEAST_EVENTS, RT_CHANNEL_MOST_EVENTS, &value, error))
        return FALSE;
      settings->max_events = value;
    }
  else
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is nothing one can set for a channel: use events=N, bytes=N or memory=N."), part);
      return FALSE;
    }

  return TRUE;
}

/**
 * rt_channel_words_parse:
 * @text: what was typed, such as "prices=drop-oldest,events=100,bytes=65536,memory=1000"
 * @name: (out) (transfer full): the channel's name
 * @settings: (out caller-allocates): what to set, see rt_hub_set_channel()
 * @error: return location for a #GError
 *
 * Reads what one chooses for a channel: the policy, how many events and bytes may wait for
 * each reader, and how many events the channel remembers.
 *
 * Returns: %FALSE with %G_OPTION_ERROR_BAD_VALUE, which names the wrong word and what it
 *   could be
 */
gboolean
rt_channel_words_parse (const char         *text,
                        char              **name,
                        RtChannelSettings  *settings,
                        GError            **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *channel = equals != NULL ? g_strndup (text, (gsize) (equals - text)) : g_strdup (text);
  g_auto (GStrv) parts = NULL;

  *settings = (RtChannelSettings) { 0 };
  if (equals == NULL || !rt_channel_name_is_valid (channel))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” does not begin with a channel’s name (1 to 64 of a–z, 0–9, “.”, “_” and “-”) and “=”, "
                     "as in ticker=keep-latest."), text);
      return FALSE;
    }

  parts = g_strsplit (equals + 1, ",", -1);
  if (!read_policy (parts[0] != NULL ? parts[0] : "", &settings->outboxes, error))
    return FALSE;
  for (guint i = 1; parts[i] != NULL; i++)
    if (!read_part (parts[i], settings, error))
      return FALSE;

  *name = g_steal_pointer (&channel);

  return TRUE;
}

static void
append_part (GString    *text,
             const char *what,
             guint64     value)
{
  if (value > 0)
    g_string_append_printf (text, ",%s=%" G_GUINT64_FORMAT, what, value);
}

/**
 * rt_channel_words_dup:
 * @name: a channel's name
 * @settings: what is set for it
 *
 * Writes it as rt_channel_words_parse() reads it. What is 0 is left out.
 *
 * Returns: (transfer full): what one would type
 */
char *
rt_channel_words_dup (const char              *name,
                      const RtChannelSettings *settings)
{
  GString *text = g_string_new (name);

  g_string_append_printf (text, "=%s", policies[settings->outboxes.policy]);
  append_part (text, "events", settings->outboxes.max_events);
  append_part (text, "bytes", settings->outboxes.max_bytes);
  append_part (text, "memory", settings->max_events);

  return g_string_free (text, FALSE);
}
