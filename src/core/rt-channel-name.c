/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-channel.h"

#define MAX_NAME_LENGTH 64

/**
 * rt_channel_name_is_valid:
 * @name: a name
 *
 * Returns: whether a channel may have it: 1 to 64 of a–z, 0–9, ".", "_", "-"
 */
gboolean
rt_channel_name_is_valid (const char *name)
{
  gsize length;

  g_return_val_if_fail (name != NULL, FALSE);

  length = strnlen (name, MAX_NAME_LENGTH + 1);
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (name[i]) && !g_ascii_isdigit (name[i]) && strchr ("._-", name[i]) == NULL)
      return FALSE;

  return length > 0 && length <= MAX_NAME_LENGTH;
}
