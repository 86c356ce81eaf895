/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-errand-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-json.h"
#include "patterns/rt-json-scan.h"

#define JOB_PREFIX "job:"

static char *
dup_answer (GBytes *answer)
{
  gsize size;
  const char *text = g_bytes_get_data (answer, &size);

  return g_strstrip (g_utf8_make_valid (text != NULL ? text : "", MIN (size, RT_ERRAND_MAX_ANSWER)));
}

static void
on_verdict (RtErrand *self,
            GBytes   *answer)
{
  RtJsonSlice whole, name, value;
  RtJsonScan scan;

  whole.text = g_bytes_get_data (answer, &whole.length);
  if (whole.length == 0 || !rt_json_check (whole.text, whole.length, NULL) ||
      !rt_json_scan_object (&scan, &whole))
    {
      rt_errand_end (self, RT_ERRAND_FAILED,
                     g_strdup (_("The server’s answer is no verdict: it is not a JSON object.")));
      return;
    }
  while (rt_json_scan_member (&scan, &name, &value))
    {
      g_autofree char *words = rt_json_slice_is_string (&name, "message")
                                 ? rt_json_slice_dup_string (&value) : NULL;

      if (words != NULL)
        {
          rt_errand_end (self, RT_ERRAND_DONE, g_steal_pointer (&words));
          return;
        }
    }
  rt_errand_end (self, RT_ERRAND_FAILED,
                 g_strdup (_("The server’s answer is no verdict: it has no “message”.")));
}

static void
on_job_status (RtErrand *self,
               GBytes   *answer)
{
  self->progress = 100;
  rt_errand_end (self, RT_ERRAND_DONE, dup_answer (answer));
}

static void
on_job_id (RtErrand *self,
           GBytes   *answer)
{
  g_autofree char *id = dup_answer (answer);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  guint64 number;

  if (!g_str_has_prefix (id, JOB_PREFIX) ||
      !g_ascii_string_to_unsigned (id + strlen (JOB_PREFIX), 10, 0, G_MAXUINT64, &number, NULL))
    {
      rt_errand_end (self, RT_ERRAND_FAILED, g_strdup (_("The server’s answer names no job.")));
      return;
    }
  path = g_strconcat ("check-status?jobId=", id, NULL);
  g_free (self->title);
  self->title = g_steal_pointer (&id);
  rt_errand_look (self);
  self->answered = on_job_status;
  if (!rt_errand_ask (self, path, RT_ERRAND_ASK_AGAIN_MS, &error))
    rt_errand_end (self, RT_ERRAND_FAILED, g_strdup (error->message));
  else if (self->state == RT_ERRAND_WAITING)
    rt_errand_emit_changed (self);
}

static RtErrand *
rt_errand_new (RtLane     *lane,
               const char *server,
               const char *path)
{
  RtErrand *self = g_object_new (RT_TYPE_ERRAND, NULL);

  self->lane = g_object_ref (lane);
  self->server = g_strdup (server);
  self->path = path;
  return self;
}

/**
 * rt_errand_new_validation:
 * @lane: what it counts for
 * @server: where the server listens, "http://127.0.0.1:2000/"
 * @name: the name of the music
 * @capacity: its size
 *
 * Makes a validation that was not asked for yet.
 *
 * Returns: (transfer full): a new errand
 */
RtErrand *
rt_errand_new_validation (RtLane     *lane,
                          const char *server,
                          const char *name,
                          double      capacity)
{
  RtErrand *self = rt_errand_new (lane, server, "validate-music");
  GString *json = g_string_new ("{\"musicName\":");
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  rt_json_append_string (json, name, -1);
  g_string_append_printf (json, ",\"capacity\":%s}",
                          g_ascii_dtostr (number, sizeof number, capacity));
  self->body = g_string_free_to_bytes (json);
  self->title = g_strdup (name);
  self->answered = on_verdict;
  return self;
}

/**
 * rt_errand_new_job:
 * @lane: what it counts for
 * @server: where the server listens, "http://127.0.0.1:2000/"
 *
 * Makes a job that was not handed in yet.
 *
 * Returns: (transfer full): a new errand
 */
RtErrand *
rt_errand_new_job (RtLane     *lane,
                   const char *server)
{
  RtErrand *self = rt_errand_new (lane, server, "submit");

  self->body = g_bytes_new_static ("", 0);
  self->answered = on_job_id;
  return self;
}
