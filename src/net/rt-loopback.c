/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-loopback.h"

/**
 * rt_host_is_loopback:
 * @host: (nullable): a name, or an address without brackets
 *
 * Returns: whether it means this machine and nothing else: `localhost` and names below it
 *   (RFC 6761 section 6.3), 127.0.0.0/8 and ::1
 */
gboolean
rt_host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *lower = NULL;

  if (host == NULL)
    return FALSE;

  address = g_inet_address_new_from_string (host);
  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  lower = g_ascii_strdown (host, -1);

  return g_str_equal (lower, "localhost") || g_str_has_suffix (lower, ".localhost");
}
