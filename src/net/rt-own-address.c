/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-own-address.h"

#include <gio/gio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

/* How good an address is to be told to people: one of IPv4 before one of IPv6. 0: not. */
static guint
rate (GInetAddress *address)
{
  if (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_link_local (address) ||
      g_inet_address_get_is_any (address))
    return 0;

  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4 ? 2 : 1;
}

static GInetAddress *
address_of (const struct ifaddrs *interface)
{
  const struct sockaddr *address = interface->ifa_addr;
  const guint8 *bytes;

  if (address == NULL || (interface->ifa_flags & IFF_UP) == 0 ||
      (address->sa_family != AF_INET && address->sa_family != AF_INET6))
    return NULL;
  if (address->sa_family == AF_INET)
    bytes = (const guint8 *) &((const struct sockaddr_in *) (gconstpointer) address)->sin_addr;
  else
    bytes = (const guint8 *) &((const struct sockaddr_in6 *) (gconstpointer) address)->sin6_addr;

  return g_inet_address_new_from_bytes (bytes, (GSocketFamily) address->sa_family);
}

/**
 * rt_own_address_dup:
 *
 * Finds an address of this machine that others can connect to. The kernel knows it at once.
 *
 * Returns: (transfer full) (nullable): like "192.0.2.1" or "[2001:db8::1]"; %NULL when this
 *   machine is in no network
 */
char *
rt_own_address_dup (void)
{
  struct ifaddrs *interfaces = NULL;
  g_autoptr (GInetAddress) best = NULL;
  g_autofree char *text = NULL;

  if (getifaddrs (&interfaces) != 0)
    return NULL;
  for (const struct ifaddrs *one = interfaces; one != NULL; one = one->ifa_next)
    {
      g_autoptr (GInetAddress) address = address_of (one);

      if (address != NULL && rate (address) > (best != NULL ? rate (best) : 0))
        g_set_object (&best, address);
    }
  freeifaddrs (interfaces);
  if (best == NULL)
    return NULL;

  text = g_inet_address_to_string (best);

  return g_inet_address_get_family (best) == G_SOCKET_FAMILY_IPV6 ? g_strdup_printf ("[%s]", text)
                                                                  : g_steal_pointer (&text);
}
