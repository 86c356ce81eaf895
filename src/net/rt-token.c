/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-token.h"

#include <string.h>
#include <unistd.h>

#define RANDOM_BYTES 16

/**
 * rt_token_new:
 *
 * Makes a token that nobody can guess, from the kernel's random numbers.
 *
 * Returns: (transfer full): 32 hexadecimal digits
 */
char *
rt_token_new (void)
{
  guint8 bytes[RANDOM_BYTES];
  GString *token = g_string_sized_new (2 * RANDOM_BYTES);

  if (getentropy (bytes, sizeof bytes) != 0)
    g_error ("The kernel gives no random numbers, so that no access token can be made");
  for (guint i = 0; i < RANDOM_BYTES; i++)
    g_string_append_printf (token, "%02x", bytes[i]);

  return g_string_free (token, FALSE);
}

/**
 * rt_token_is_good:
 * @token: (nullable): a token that somebody chose
 *
 * Returns: whether it has %RT_TOKEN_MIN_LENGTH to %RT_TOKEN_MAX_LENGTH characters, all of
 *   them letters, digits or any of `-._~+/=` (b64token, RFC 6750 section 2.1)
 */
gboolean
rt_token_is_good (const char *token)
{
  gsize length = token != NULL ? strlen (token) : 0;

  if (length < RT_TOKEN_MIN_LENGTH || length > RT_TOKEN_MAX_LENGTH)
    return FALSE;
  for (const char *c = token; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("-._~+/=", *c) == NULL)
      return FALSE;

  return TRUE;
}

/**
 * rt_token_equal:
 * @token: the token
 * @given: what a stranger sent
 *
 * Compares every character of @given, whatever the first ones are: how long it takes
 * tells the length of what was sent and nothing of the token.
 *
 * Returns: whether they are the same
 */
gboolean
rt_token_equal (const char *token,
                const char *given)
{
  gsize length = strlen (token);
  gsize given_length = strlen (given);
  volatile guint difference = length != given_length;

  if (length == 0)
    return FALSE;
  for (gsize i = 0; i < given_length; i++)
    difference |= (guint8) token[i % length] ^ (guint8) given[i];

  return difference == 0;
}
