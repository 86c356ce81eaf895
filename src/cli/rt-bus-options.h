/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtBusOption:
 * @option: as it is typed, "--group"
 * @parameter: what it is in an address, see #RtBusAddress; %NULL: nothing, it is for the messages
 * @value: as it was typed; %NULL: it was not
 *
 * An option that only a queue or topic has a use for.
 */
typedef struct {
  const char *option;
  const char *parameter;
  const char *value;
} RtBusOption;

/* @url with what the options and @declares, "KEY=VALUE", say. %NULL with G_OPTION_ERROR_BAD_VALUE.
 * (transfer full) */
GUri *rt_bus_options_apply (GUri               *url,
                            const RtBusOption  *options,
                            guint               n_options,
                            const char * const *declares,
                            GError            **error);

G_END_DECLS
