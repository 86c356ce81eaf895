/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-watch-client.h"

#include "cli/rt-values.h"

static void
set_headers (RtClient           *client,
             const char * const *headers)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (rt_value_header (headers[i], &name, &value, NULL))
        rt_client_set_header (client, name, value);
    }
}

/**
 * rt_watch_client_new:
 * @type: of a kind of client
 * @options: what to do
 *
 * Returns: (transfer full): one that does what @options say, to be started
 */
RtClient *
rt_watch_client_new (GType                 type,
                     const RtWatchOptions *options)
{
  g_autofree char *uri = g_uri_to_string (options->url);
  RtClient *client = g_object_new (type,
                                   "uri", uri,
                                   "after", options->after,
                                   "resume", !options->no_resume,
                                   "interval-ms", options->interval_ms,
                                   NULL);

  set_headers (client, options->headers);
  rt_client_set_faults (client, options->faults);

  return client;
}
