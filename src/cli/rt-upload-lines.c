/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-upload-lines.h"

#include <glib/gi18n.h>
#include <math.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "cli/rt-text-lines.h"
#include "core/rt-json.h"
#include "patterns/rt-json-scan.h"

static void
read_answer (RtUploadOutcome *self,
             const char      *answer)
{
  RtJsonSlice whole = { answer, strlen (answer) };
  RtJsonSlice name, value;
  RtJsonScan scan;
  guint64 size;

  if (!rt_json_check (answer, whole.length, NULL) || !rt_json_scan_object (&scan, &whole))
    return;

  while (rt_json_scan_member (&scan, &name, &value))
    {
      if (rt_json_slice_is_string (&name, "id") && self->id == NULL)
        self->id = rt_json_slice_dup_string (&value);
      else if (rt_json_slice_is_string (&name, "name") && self->name == NULL)
        self->name = rt_json_slice_dup_string (&value);
      else if (rt_json_slice_is_string (&name, "sha256") && self->sha256 == NULL)
        self->sha256 = rt_json_slice_dup_string (&value);
      else if (rt_json_slice_is_string (&name, "type") && self->type == NULL)
        self->type = rt_json_slice_dup_string (&value);
      else if (rt_json_slice_is_string (&name, "size") && rt_json_slice_get_number (&value, &size) && size <= G_MAXINT64)
        self->size = size;
    }
}

/* Another program's answer may be about anything: its "size" may be that of something else. */
static gboolean
is_about (const RtUploadOutcome *self,
          const char            *id)
{
  return self->sha256 != NULL || g_strcmp0 (self->id, id) == 0;
}

static RtUploadOutcome *
create (void)
{
  RtUploadOutcome *self = g_new0 (RtUploadOutcome, 1);

  self->size = -1;

  return self;
}

/**
 * rt_upload_outcome_new:
 * @transfer: a transfer that is complete
 * @report: what was told of its progress
 *
 * Returns: (transfer full): what it came to
 */
RtUploadOutcome *
rt_upload_outcome_new (RtUploadTransfer     *transfer,
                       const RtUploadReport *report)
{
  RtUploadOutcome *self = create ();

  if (rt_upload_transfer_get_result (transfer) != NULL)
    read_answer (self, rt_upload_transfer_get_result (transfer));
  if (!is_about (self, rt_upload_transfer_get_id (transfer)))
    {
      rt_upload_outcome_free (self);
      self = create ();
    }
  if (self->id == NULL)
    self->id = g_strdup (rt_upload_transfer_get_id (transfer));
  if (self->name == NULL)
    self->name = g_strdup (rt_upload_transfer_get_name (transfer));
  if (self->size < 0 && report->status == RT_UPLOAD_REPORT_COMPLETE && report->received >= 0)
    self->size = (gint64) report->received;
  if (self->sha256 == NULL)
    self->sha256 = g_strdup (report->sha256);
  if (self->type == NULL)
    self->type = g_strdup (report->type);

  return self;
}

/**
 * rt_upload_outcome_free:
 * @self: (transfer full): an outcome
 *
 * Frees it.
 */
void
rt_upload_outcome_free (RtUploadOutcome *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->sha256);
  g_free (self->type);
  g_free (self);
}

static void
append_field (GString    *lines,
              const char *name,
              const char *value)
{
  g_string_append_printf (lines, "%s: ", name);
  rt_text_append_safe (lines, value, strlen (value));
  g_string_append_c (lines, '\n');
}

/**
 * rt_text_lines_complete:
 * @outcome: what an upload came to
 *
 * Returns: (transfer full): a line each for the name, the id, the size in bytes, the
 *   SHA-256 and the media type; what the server did not say says so
 */
char *
rt_text_lines_complete (const RtUploadOutcome *outcome)
{
  GString *lines = g_string_new (NULL);
  g_autofree char *size = outcome->size >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, outcome->size) : NULL;
  const char *unknown = _("the server does not say");

  append_field (lines, "name", outcome->name);
  append_field (lines, "id", outcome->id);
  append_field (lines, "size", size != NULL ? size : unknown);
  append_field (lines, "sha256", outcome->sha256 != NULL ? outcome->sha256 : unknown);
  append_field (lines, "type", outcome->type != NULL ? outcome->type : unknown);

  return g_string_free (lines, FALSE);
}

static JsonBuilder *
begin (const char *kind)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "kind");
  json_builder_add_string_value (builder, kind);

  return builder;
}

/* Takes @builder. */
static char *
end (JsonBuilder *builder)
{
  g_autoptr (JsonBuilder) ended = builder;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  json_builder_end_object (ended);
  root = json_builder_get_root (ended);
  json = json_to_string (root, FALSE);

  return g_strdup_printf ("%s\n", json);
}

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

/* A whole number, null where it is below 0. */
static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       number)
{
  json_builder_set_member_name (builder, name);
  if (number >= 0)
    json_builder_add_int_value (builder, (gint64) floor (number));
  else
    json_builder_add_null_value (builder);
}

/**
 * rt_json_line_complete:
 * @outcome: what an upload came to
 *
 * Returns: (transfer full): the line that says so; null what the server did not say
 */
char *
rt_json_line_complete (const RtUploadOutcome *outcome)
{
  JsonBuilder *builder = begin ("complete");

  add_text (builder, "id", outcome->id);
  add_text (builder, "name", outcome->name);
  json_builder_set_member_name (builder, "size");
  if (outcome->size >= 0)
    json_builder_add_int_value (builder, outcome->size);
  else
    json_builder_add_null_value (builder);
  add_text (builder, "sha256", outcome->sha256);
  add_text (builder, "type", outcome->type);

  return end (builder);
}

/**
 * rt_json_line_progress:
 * @report: what the server told so far
 *
 * Returns: (transfer full): the line that says so: per cent, bytes, bytes a second and
 *   seconds, each null where it is not known
 */
char *
rt_json_line_progress (const RtUploadReport *report)
{
  JsonBuilder *builder = begin ("progress");

  add_number (builder, "progress", report->share >= 0 ? report->share * 100 : -1);
  add_number (builder, "received", report->received);
  add_number (builder, "size", report->size);
  add_number (builder, "rate", report->rate);
  add_number (builder, "left", report->left);

  return end (builder);
}

/**
 * rt_json_line_failed:
 * @id: what the upload is called at the server
 * @is_cancelled: whether the user wanted it to end
 * @message: why, for people
 *
 * Returns: (transfer full): the line that says so
 */
char *
rt_json_line_failed (const char *id,
                     gboolean    is_cancelled,
                     const char *message)
{
  JsonBuilder *builder = begin ("failed");

  add_text (builder, "id", id);
  add_text (builder, "reason", is_cancelled ? "cancelled" : "failed");
  add_text (builder, "message", message);

  return end (builder);
}
