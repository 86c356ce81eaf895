/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-pulse.h"

#include "lab/rt-json-members.h"

/**
 * rt_pulse_to_json:
 * @self: a pulse
 *
 * Returns: (transfer full): an object that rt_pulse_from_json() reads
 */
JsonObject *
rt_pulse_to_json (const RtPulse *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "connected", self->connected);
  json_object_set_int_member (object, "events", (gint64) MIN (self->events, RT_JSON_MAX_WHOLE));
  json_object_set_int_member (object, "last", (gint64) MIN (self->last, RT_JSON_MAX_WHOLE));
  json_object_set_int_member (object, "latency_us", self->latency_us);
  json_object_set_int_member (object, "bytes", (gint64) MIN (self->bytes, RT_JSON_MAX_WHOLE));

  return object;
}

/**
 * rt_pulse_from_json:
 * @object: what rt_pulse_to_json() made, or somebody else
 * @self: (out caller-allocates): a pulse
 * @error: return location for a %G_IO_ERROR_INVALID_DATA, which names the member
 *
 * Returns: whether it made sense
 */
gboolean
rt_pulse_from_json (JsonObject  *object,
                    RtPulse     *self,
                    GError     **error)
{
  guint connected = 0;
  gint64 events = 0;
  gint64 last = 0;
  gint64 latency_us = -1;
  gint64 bytes = 0;

  if (!rt_json_take_uint (object, "connected", G_MAXINT, &connected, error) ||
      !rt_json_take_int64 (object, "events", 0, RT_JSON_MAX_WHOLE, &events, error) ||
      !rt_json_take_int64 (object, "last", 0, RT_JSON_MAX_WHOLE, &last, error) ||
      !rt_json_take_int64 (object, "latency_us", -1, RT_JSON_MAX_WHOLE, &latency_us, error) ||
      !rt_json_take_int64 (object, "bytes", 0, RT_JSON_MAX_WHOLE, &bytes, error))
    return FALSE;
  *self = (RtPulse) { 0, connected, (guint64) events, (guint64) last, latency_us, (guint64) bytes };

  return TRUE;
}
