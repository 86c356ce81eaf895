/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-bus-options.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/rt-values.h"
#include "patterns/publish-subscribe/rt-bus-address.h"
#include "patterns/rt-uri.h"

static void
add (GUri       **url,
     const char  *parameter,
     const char  *value)
{
  GUri *more = rt_uri_with_parameter (*url, parameter, value);

  g_uri_unref (*url);
  *url = more;
}

static gboolean
add_declared (GUri       **url,
              const char  *declared,
              GError     **error)
{
  const char *equals = strchr (declared, '=');
  g_autofree char *key = equals != NULL ? g_strndup (declared, equals - declared) : NULL;

  if (key != NULL && rt_bus_address_can_declare (key))
    {
      add (url, key, equals + 1);
      return TRUE;
    }

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("--declare takes durable=false, max-priority=N, ttl=MILLISECONDS, dead-letter=QUEUE, partitions=N, "
                 "retention=MILLISECONDS or retention-bytes=N, not “%s”."), declared);

  return FALSE;
}

static gboolean
check_url (GUri    *url,
           GError **error)
{
  g_autofree char *text = g_uri_to_string (url);
  g_autoptr (GError) reason = NULL;
  g_autoptr (RtBusAddress) address = rt_bus_address_new (text, &reason);

  if (address != NULL)
    return TRUE;

  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, reason->message);

  return FALSE;
}

static gboolean
refuse_all (const RtBusOption   *options,
            guint                n_options,
            const char * const  *declares,
            GError             **error)
{
  const char *typed = declares != NULL ? "--declare" : NULL;

  for (guint i = 0; i < n_options && typed == NULL; i++)
    if (options[i].value != NULL)
      typed = options[i].option;
  if (typed == NULL)
    return FALSE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("%s is for a queue or a topic: use it with an amqp, kafka or embedded URL."), typed);

  return TRUE;
}

/**
 * rt_bus_options_apply:
 * @url: what was typed
 * @options: (array length=n_options): the options that there are
 * @n_options: how many
 * @declares: (nullable) (array zero-terminated=1): how it is to be where it does not exist,
 *   "max-priority=9"
 * @error: return location
 *
 * Puts options into the address that they are about, where they take the place of what it says.
 *
 * Returns: (transfer full) (nullable): the address; %NULL with %G_OPTION_ERROR_BAD_VALUE, also
 *   where @url is none of a bus and one of the options was typed
 */
GUri *
rt_bus_options_apply (GUri                *url,
                      const RtBusOption   *options,
                      guint                n_options,
                      const char * const  *declares,
                      GError             **error)
{
  g_autoptr (GUri) more = g_uri_ref (url);

  if (!rt_url_is_bus (url))
    return refuse_all (options, n_options, declares, error) ? NULL : g_steal_pointer (&more);

  for (guint i = 0; i < n_options; i++)
    if (options[i].value != NULL && options[i].parameter != NULL)
      add (&more, options[i].parameter, options[i].value);
  for (guint i = 0; declares != NULL && declares[i] != NULL; i++)
    if (!add_declared (&more, declares[i], error))
      return NULL;

  return check_url (more, error) ? g_steal_pointer (&more) : NULL;
}
