/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-limits.h"

#include <glib/gi18n.h>
#include <string.h>

#define KIB G_GUINT64_CONSTANT (1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

/* Everybody on this machine comes from one address: thousands of simulated clients, a
 * benchmark, a proxy that passes strangers on. So nothing is refused there by address
 * unless somebody wants that, while another machine is one caller, or a few behind one
 * address translation.
 *
 * Of a head libsoup itself takes no more than 64 KiB. What is compressed is not taken at
 * all, neither bodies (RFC 9110 section 8.4) nor messages (RFC 7692): so nothing inflates,
 * and there is no size to set for that. */
static const RtLimitInfo table[RT_N_LIMITS] = {
  [RT_LIMIT_CONNECTIONS] = {
    "max-connections", RT_LIMIT_GROUP_CONNECTIONS, RT_LIMIT_UNIT_NUMBER, 0, 0, 1000000,
    N_("Connections at a Time"), N_("Who comes when all are taken is answered 503. 0: as many as the system allows") },
  [RT_LIMIT_CONNECTIONS_BY_ADDRESS] = {
    "max-connections-by-address", RT_LIMIT_GROUP_CONNECTIONS, RT_LIMIT_UNIT_NUMBER, 256, 0, 1000000,
    N_("Connections From One Address"), N_("Of another machine, or of one IPv6 network; more are answered 429. 0: no limit") },
  [RT_LIMIT_CONNECTIONS_BY_LOOPBACK] = {
    "max-connections-by-loopback", RT_LIMIT_GROUP_CONNECTIONS, RT_LIMIT_UNIT_NUMBER, 0, 0, 1000000,
    N_("Connections From This Machine"), N_("All programs here count as one; more are answered 429. 0: no limit") },
  [RT_LIMIT_IDLE_TIME] = {
    "max-idle-time", RT_LIMIT_GROUP_CONNECTIONS, RT_LIMIT_UNIT_SECONDS, 60, 1, 86400,
    N_("Idle Time"), N_("A connection without a request is closed after it; a silent WebSocket is pinged, and closed after twice that time") },
  [RT_LIMIT_OUTPUT_WAIT] = {
    "max-output-wait", RT_LIMIT_GROUP_CONNECTIONS, RT_LIMIT_UNIT_SECONDS, 60, 1, 86400,
    N_("Wait for a Reader"), N_("Who takes nothing of what is sent for so long is cut off") },
  [RT_LIMIT_REQUESTS_BY_ADDRESS] = {
    "max-requests-by-address", RT_LIMIT_GROUP_REQUESTS, RT_LIMIT_UNIT_PER_SECOND, 1000, 0, 1000000,
    N_("Requests From One Address"), N_("Of another machine, or of one IPv6 network; more are answered 429. 0: no limit") },
  [RT_LIMIT_REQUESTS_BY_LOOPBACK] = {
    "max-requests-by-loopback", RT_LIMIT_GROUP_REQUESTS, RT_LIMIT_UNIT_PER_SECOND, 0, 0, 1000000,
    N_("Requests From This Machine"), N_("All programs here count as one; more are answered 429. 0: no limit") },
  [RT_LIMIT_HEAD_BYTES] = {
    "max-head-bytes", RT_LIMIT_GROUP_REQUESTS, RT_LIMIT_UNIT_BYTES, 32 * KIB, KIB, 60 * KIB,
    N_("Size of a Head"), N_("The request line with all fields; a larger one is answered 431") },
  [RT_LIMIT_FIELDS] = {
    "max-fields", RT_LIMIT_GROUP_REQUESTS, RT_LIMIT_UNIT_NUMBER, 100, 10, 1000,
    N_("Fields of a Head"), N_("A request with more is answered 431") },
  [RT_LIMIT_HEAD_TIME] = {
    "max-head-time", RT_LIMIT_GROUP_REQUESTS, RT_LIMIT_UNIT_SECONDS, 10, 1, 3600,
    N_("Time for a Head"), N_("From its first byte to its last; a slower one is answered 408") },
  [RT_LIMIT_BODY_BYTES] = {
    "max-body-bytes", RT_LIMIT_GROUP_BODIES, RT_LIMIT_UNIT_BYTES, MIB, KIB, 8 * MIB,
    N_("Size of a Body"), N_("A larger one is answered 413; some addresses take less. Files have a limit of their own") },
  [RT_LIMIT_BODY_WAIT] = {
    "max-body-wait", RT_LIMIT_GROUP_BODIES, RT_LIMIT_UNIT_SECONDS, 30, 1, 3600,
    N_("Wait for a Body"), N_("When nothing of it arrives for so long the request is answered 408") },
  [RT_LIMIT_BODY_RATE] = {
    "min-body-rate", RT_LIMIT_GROUP_BODIES, RT_LIMIT_UNIT_BYTES_PER_SECOND, 100, 0, MIB,
    N_("Least Rate of a Body"), N_("A sender slower than that for the whole wait is answered 408. 0: no limit") },
  [RT_LIMIT_PIPELINED_BYTES] = {
    "max-pipelined-bytes", RT_LIMIT_GROUP_REQUESTS, RT_LIMIT_UNIT_BYTES, 64 * KIB, KIB, MIB,
    N_("Sent Ahead"), N_("Who sends more behind a request that is not answered yet is answered 429") },
  [RT_LIMIT_UPLOAD_BYTES] = {
    "max-upload-bytes", RT_LIMIT_GROUP_BODIES, RT_LIMIT_UNIT_BYTES, 16 * GIB, KIB, 1024 * GIB,
    N_("Size of an Uploaded File"), N_("A larger one is answered 413, and nothing of it is kept") },
  [RT_LIMIT_MESSAGE_BYTES] = {
    "max-message-bytes", RT_LIMIT_GROUP_WEBSOCKETS, RT_LIMIT_UNIT_BYTES, MIB, KIB, 8 * MIB,
    N_("Size of a Message"), N_("Whole or in fragments; a larger one ends the WebSocket with 1009") },
  [RT_LIMIT_FRAGMENTS] = {
    "max-fragments", RT_LIMIT_GROUP_WEBSOCKETS, RT_LIMIT_UNIT_NUMBER, 100000, 1, 10000000,
    N_("Fragments of a Message"), N_("A message in more ends the WebSocket with 1009") },
  [RT_LIMIT_CONTROL_FRAMES] = {
    "max-control-frames", RT_LIMIT_GROUP_WEBSOCKETS, RT_LIMIT_UNIT_PER_SECOND, 100, 0, 1000000,
    N_("Control Frames"), N_("Pings, pongs and close frames; more end the WebSocket with 1008. 0: no limit") },
  [RT_LIMIT_COMPRESSION] = {
    "compression", RT_LIMIT_GROUP_RULES, RT_LIMIT_UNIT_NONE, 0, 0, 0,
    N_("Compressed Body"), N_("Nothing is inflated: a body with a Content-Encoding is answered 415") },
  [RT_LIMIT_REQUEST_SYNTAX] = {
    "request-syntax", RT_LIMIT_GROUP_RULES, RT_LIMIT_UNIT_NONE, 0, 0, 0,
    N_("Malformed Request"), N_("A request that can be read in two ways, or not at all, is answered 400, 417 or 505") },
  [RT_LIMIT_FRAME_SYNTAX] = {
    "frame-syntax", RT_LIMIT_GROUP_RULES, RT_LIMIT_UNIT_NONE, 0, 0, 0,
    N_("Malformed Frame"), N_("Unmasked frames, reserved bits and bad order end a WebSocket with 1002, text that is no UTF-8 with 1007") },
};

static const char * const groups[RT_N_LIMIT_GROUPS] = {
  [RT_LIMIT_GROUP_CONNECTIONS] = N_("Connections"),
  [RT_LIMIT_GROUP_REQUESTS] = N_("Requests"),
  [RT_LIMIT_GROUP_BODIES] = N_("Bodies and Files"),
  [RT_LIMIT_GROUP_WEBSOCKETS] = N_("WebSockets"),
  [RT_LIMIT_GROUP_RULES] = N_("Rules"),
};

/**
 * rt_limit_get_info:
 * @kind: a limit
 *
 * Returns: (transfer none): its line of the table
 */
const RtLimitInfo *
rt_limit_get_info (RtLimitKind kind)
{
  g_return_val_if_fail (kind < RT_N_LIMITS, NULL);

  return &table[kind];
}

/**
 * rt_limit_get_group:
 * @group: a group of limits
 *
 * Returns: (transfer none): what it is called, for people
 */
const char *
rt_limit_get_group (RtLimitGroup group)
{
  g_return_val_if_fail (group < RT_N_LIMIT_GROUPS, NULL);

  return _(groups[group]);
}

/**
 * rt_limit_get_unit:
 * @unit: of some limit
 *
 * Returns: (transfer none): how it is written behind a number; "" for bare numbers
 */
const char *
rt_limit_get_unit (RtLimitUnit unit)
{
  switch (unit)
    {
    case RT_LIMIT_UNIT_BYTES:
      return "B";

    case RT_LIMIT_UNIT_SECONDS:
      return "s";

    case RT_LIMIT_UNIT_PER_SECOND:
      return "/s";

    case RT_LIMIT_UNIT_BYTES_PER_SECOND:
      return "B/s";

    case RT_LIMIT_UNIT_NUMBER:
    case RT_LIMIT_UNIT_NONE:
    default:
      return "";
    }
}

/**
 * rt_limit_lookup:
 * @name: a name
 * @kind: (out): the limit of that name
 *
 * Returns: whether there is one
 */
gboolean
rt_limit_lookup (const char  *name,
                 RtLimitKind *kind)
{
  for (guint i = 0; i < RT_N_LIMITS; i++)
    {
      if (g_str_equal (table[i].name, name))
        {
          *kind = i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * rt_limit_parse:
 * @text: a limit, "NAME=VALUE", the value a whole number in its unit
 * @kind: (out): which
 * @value: (out): what it is to be
 * @error: return location for a #RtLimitError
 *
 * Returns: whether that limit can be that
 */
gboolean
rt_limit_parse (const char   *text,
                RtLimitKind  *kind,
                guint64      *value,
                GError      **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *name = equals != NULL ? g_strndup (text, equals - text) : g_strdup (text);
  g_autofree char *least = NULL;
  g_autofree char *most = NULL;
  const RtLimitInfo *info;

  if (!rt_limit_lookup (name, kind) || table[*kind].unit == RT_LIMIT_UNIT_NONE)
    {
      g_set_error (error, RT_LIMIT_ERROR, RT_LIMIT_ERROR_NAME, _("There is no limit “%s”."), name);
      return FALSE;
    }

  info = &table[*kind];
  if (equals != NULL && g_ascii_string_to_unsigned (equals + 1, 10, info->minimum, info->maximum, value, NULL))
    return TRUE;

  least = g_strdup_printf ("%" G_GUINT64_FORMAT, info->minimum);
  most = g_strdup_printf ("%" G_GUINT64_FORMAT, info->maximum);
  g_set_error (error, RT_LIMIT_ERROR, RT_LIMIT_ERROR_VALUE, _("%s is a whole number from %s to %s, not “%s”."),
               info->name, least, most, equals != NULL ? equals + 1 : "");

  return FALSE;
}

/**
 * rt_limit_describe_all:
 * @with_sentences: whether to say what each bounds, in a line of its own
 *
 * Returns: (transfer full): the limits that can be set, a line each with what it is unless
 *   set
 */
char *
rt_limit_describe_all (gboolean with_sentences)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < RT_N_LIMITS; i++)
    {
      const char *unit = rt_limit_get_unit (table[i].unit);

      if (table[i].unit == RT_LIMIT_UNIT_NONE)
        continue;
      g_string_append_printf (text, "  %s=%" G_GUINT64_FORMAT "%s%s\n", table[i].name, table[i].standard,
                              *unit != '\0' ? " " : "", unit);
      if (with_sentences)
        g_string_append_printf (text, "    %s\n", _(table[i].sentence));
    }

  return g_string_free (text, FALSE);
}
