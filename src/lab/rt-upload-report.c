/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-upload-report.h"

#include <json-glib/json-glib.h>

#include "core/rt-json.h"

static const struct {
  const char          *name;
  RtUploadReportStatus status;
} statuses[] = {
  { "in-progress", RT_UPLOAD_REPORT_IN_PROGRESS },
  { "complete", RT_UPLOAD_REPORT_COMPLETE },
  { "failed", RT_UPLOAD_REPORT_FAILED },
  { "cancelled", RT_UPLOAD_REPORT_CANCELLED },
};

/**
 * rt_upload_report_new:
 *
 * Returns: (transfer full): a report that says nothing yet
 */
RtUploadReport *
rt_upload_report_new (void)
{
  RtUploadReport *self = g_new0 (RtUploadReport, 1);

  self->share = self->received = self->size = self->rate = self->left = -1;
  return self;
}

/**
 * rt_upload_report_free:
 * @self: (transfer full): a report
 *
 * Frees it.
 */
void
rt_upload_report_free (RtUploadReport *self)
{
  g_free (self->message);
  g_free (self->sha256);
  g_free (self->type);
  g_free (self);
}

static void
read_string (JsonObject  *object,
             const char  *name,
             char       **value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return;
  g_free (*value);
  *value = json_node_dup_string (node);
}

/* What is there and no number, such as null, makes it unknown; what is not there leaves it. */
static void
read_number (JsonObject *object,
             const char *name,
             double     *value)
{
  JsonNode *node = json_object_get_member (object, name);
  gboolean is_number;

  if (node == NULL)
    return;
  is_number = JSON_NODE_HOLDS_VALUE (node) &&
              (json_node_get_value_type (node) == G_TYPE_INT64 ||
               json_node_get_value_type (node) == G_TYPE_DOUBLE);
  *value = is_number ? MAX (json_node_get_double (node), -1) : -1;
}

static void
read_status (RtUploadReport *self,
             JsonObject     *object)
{
  g_autofree char *name = NULL;

  read_string (object, "status", &name);
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (statuses[i].name, name) == 0)
      self->status = statuses[i].status;
}

static void
read_object (RtUploadReport *self,
             JsonObject     *object)
{
  double percent = self->share * 100;

  read_status (self, object);
  read_number (object, "progress", &percent);
  self->share = percent >= 0 ? MIN (percent / 100, 1) : -1;
  read_number (object, "received", &self->received);
  read_number (object, "size", &self->size);
  read_number (object, "rate", &self->rate);
  read_number (object, "left", &self->left);
  read_string (object, "message", &self->message);
  read_string (object, "sha256", &self->sha256);
  read_string (object, "type", &self->type);
  if (self->status == RT_UPLOAD_REPORT_COMPLETE)
    self->share = 1;
  else if (self->received >= 0 && self->size > 0)
    self->share = MIN (self->received / self->size, 1);
}

/**
 * rt_upload_report_read:
 * @self: a report
 * @text: one JSON object
 * @length: bytes of @text
 *
 * Takes over what @text says. What it does not name stays as it was.
 *
 * Returns: whether it was a JSON object of at most %RT_UPLOAD_REPORT_MAX_SIZE bytes
 */
gboolean
rt_upload_report_read (RtUploadReport *self,
                       const char     *text,
                       gsize           length)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *copy = NULL;

  if (length > RT_UPLOAD_REPORT_MAX_SIZE || !rt_json_check (text, length, NULL))
    return FALSE;
  copy = g_strndup (text, length);
  root = json_from_string (copy, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  read_object (self, json_node_get_object (root));
  return TRUE;
}

/**
 * rt_upload_report_is_last:
 * @self: a report
 *
 * Returns: whether the upload has ended, one way or the other
 */
gboolean
rt_upload_report_is_last (const RtUploadReport *self)
{
  return self->status != RT_UPLOAD_REPORT_NOTHING &&
         self->status != RT_UPLOAD_REPORT_IN_PROGRESS;
}
