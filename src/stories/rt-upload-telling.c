/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-private.h"

#include "core/rt-json.h"
#include "stories/rt-telling.h"

const char * const rt_upload_state_names[] = { "in-progress", "complete", "failed", "cancelled" };

void
rt_upload_take_sample (RtUpload *self)
{
  self->samples[self->n_samples++ % N_SAMPLES] = (Sample) { g_get_monotonic_time (), self->received };
}

/* Bytes a second: over the last seconds, or all of it once it is over. */
static guint64
get_rate (RtUpload *self)
{
  const Sample *oldest = &self->samples[self->n_samples < N_SAMPLES ? 0 : self->n_samples % N_SAMPLES];
  gboolean is_over = self->state != RT_UPLOAD_IN_PROGRESS;
  gint64 elapsed = MAX (g_get_monotonic_time () - (is_over ? self->since : oldest->time), 1);
  guint64 bytes = self->received - (is_over ? 0 : oldest->received);

  return (guint64) ((double) bytes * G_USEC_PER_SEC / (double) elapsed);
}

static guint
get_progress (RtUpload *self)
{
  if (self->is_played)
    return self->points;
  if (self->size <= 0)
    return 0;

  return (guint) MIN (self->received * 100 / (guint64) self->size, 100);
}

static void
append_string (GString    *json,
               const char *name,
               const char *value)
{
  g_string_append_printf (json, ",\"%s\":", name);
  rt_json_append_string (json, value, -1);
}

/* What only bytes that arrive have. */
static void
append_counts (RtUpload *self,
               GString  *json,
               guint64   rate)
{
  g_string_append_printf (json, ",\"received\":%" G_GUINT64_FORMAT, self->received);
  if (self->size >= 0)
    g_string_append_printf (json, ",\"size\":%" G_GOFFSET_FORMAT, self->size);
  else
    g_string_append (json, ",\"size\":null");
  g_string_append_printf (json, ",\"rate\":%" G_GUINT64_FORMAT, rate);
  if (self->size >= 0 && (rate > 0 || self->received >= (guint64) self->size))
    g_string_append_printf (json, ",\"left\":%" G_GUINT64_FORMAT,
                            rate > 0 ? ((guint64) self->size - MIN (self->received, (guint64) self->size) + rate - 1) / rate : 0);
  else
    g_string_append (json, ",\"left\":null");
}

/* An object without its end. */
static GString *
begin_object (RtUpload *self,
              guint64   rate)
{
  GString *json = g_string_new (NULL);

  g_string_append_printf (json, "{\"status\":\"%s\"", rt_upload_state_names[self->state]);
  if (self->state == RT_UPLOAD_IN_PROGRESS)
    g_string_append_printf (json, ",\"progress\":%u", get_progress (self));
  else
    append_string (json, "message", self->message);
  if (!self->is_played)
    append_counts (self, json, rate);
  if (self->sha256 != NULL)
    {
      append_string (json, "sha256", self->sha256);
      append_string (json, "name", self->name);
      append_string (json, "type", self->media_type);
    }

  return json;
}

/* There may be no room for a moment. What comes after progress says it all again. */
static void
publish (RtChannel  *channel,
         const char *type,
         GString    *json)
{
  g_autoptr (GBytes) data = g_bytes_new (json->str, json->len);

  if (g_str_equal (type, "progress"))
    rt_telling_mention (channel, type, data);
  else
    rt_telling_publish (channel, type, data);
}

void
rt_upload_tell (RtUpload   *self,
                const char *type)
{
  guint64 rate = get_rate (self);
  g_autoptr (GString) json = begin_object (self, rate);
  gsize length = json->len;

  self->told = self->received;
  self->told_rate = rate;
  g_string_append_c (json, '}');
  publish (self->channel, type, json);

  g_string_truncate (json, length);
  append_string (json, "id", self->id);
  if (self->sha256 == NULL)
    append_string (json, self->is_played ? "title" : "name", self->name);
  g_string_append_c (json, '}');
  publish (self->shared, type, json);
}

/**
 * rt_upload_describe:
 * @self: an upload of a file that is complete
 *
 * Returns: (transfer full): the answer to who sent it, a JSON object: `id`, `name`, `size`
 *   in bytes, `sha256` in hexadecimal digits, and the media `type` it seems to be of
 */
GBytes *
rt_upload_describe (RtUpload *self)
{
  GString *json = g_string_new ("{\"id\":");

  rt_json_append_string (json, self->id, -1);
  append_string (json, "name", self->name);
  g_string_append_printf (json, ",\"size\":%" G_GUINT64_FORMAT, self->received);
  append_string (json, "sha256", self->sha256);
  append_string (json, "type", self->media_type);
  g_string_append (json, "}\n");

  return g_string_free_to_bytes (json);
}

/**
 * rt_upload_event_is_last:
 * @event: an event of the channel of an upload
 *
 * Returns: whether it tells of its end
 */
gboolean
rt_upload_event_is_last (RtEvent *event)
{
  const char *type = rt_event_get_type_name (event);

  for (guint i = RT_UPLOAD_COMPLETE; i <= RT_UPLOAD_CANCELLED; i++)
    {
      if (g_str_equal (type, rt_upload_state_names[i]))
        return TRUE;
    }

  return FALSE;
}
