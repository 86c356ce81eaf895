/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The guard of requests: however the bytes are cut, the same is let through, and the same
 * refused. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "net/rt-guard.h"

/* Empty lines in front of a request are none. */
static gboolean
ends_with_break (GString *log)
{
  gsize n = log->len;

  while (n > 0 && (log->str[n - 1] == '\r' || log->str[n - 1] == '\n'))
    n--;

  return n == 0 || log->str[n - 1] == '|';
}

static gsize
find_last_end (GString *log)
{
  const char *end = strrchr (log->str, '|');

  return end != NULL ? end - log->str + 1 : 0;
}

/* What is let through, "|" after each request, "!" and the status of a refusal. */
static void
inspect (RtGuard      *guard,
         const guint8 *data,
         gsize         size,
         guint         status,
         GString      *log)
{
  gsize done = 0;

  while (done < size)
    {
      g_autoptr (GError) error = NULL;
      gssize n = rt_guard_inspect (guard, (const char *) data + done, size - done, &error);

      if (n < 0)
        {
          g_assert_nonnull (error);
          /* How much of the head of a bad request came to pass is all the same. */
          g_string_truncate (log, find_last_end (log));
          g_string_append_printf (log, "!%u", rt_guard_get_status (error));
          return;
        }
      g_assert_cmpint (n, <=, size - done);
      if (n > 0 && !rt_guard_was_trailer (guard))
        g_string_append_len (log, (const char *) data + done, n);
      if (n > 0 && rt_guard_get_phase (guard) == RT_GUARD_IDLE && !ends_with_break (log))
        g_string_append_c (log, '|');
      done += n;
      if (n > 0)
        continue;

      if (rt_guard_is_at_end (guard))
        return;
      g_assert_true (rt_guard_is_shut (guard));
      g_assert_true (rt_guard_awaits_answer (guard));
      rt_guard_answered (guard, status);
      if (rt_guard_is_shut (guard))
        return;
    }
}

/* As a peer stream gives it: what was not taken comes again, in front of the next. */
static char *
inspect_in_pieces (const guint8 *data,
                   gsize         size,
                   gsize         step,
                   guint         status)
{
  RtGuardLimits limits = rt_guard_default_limits;
  g_autoptr (RtGuard) guard = NULL;
  GString *log = g_string_new (NULL);

  limits.max_head = 512;
  limits.max_fields = 12;
  guard = rt_guard_new (&limits);
  for (gsize i = 0; i < size && strchr (log->str, '!') == NULL; i += step)
    {
      inspect (guard, data + i, MIN (step, size - i), status, log);
      if (rt_guard_is_at_end (guard))
        break;
    }

  return g_string_free (log, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  gsize step = fuzz_take_step (&data, &size);
  /* What is answered to who asks to upgrade, or waits to go on. */
  guint status = step % 2 == 0 ? 100 : 200;
  g_autofree char *whole = NULL;
  g_autofree char *pieces = NULL;

  /* A log ends at a NUL, and these marks are its own. */
  if (memchr (data, '\0', size) != NULL || memchr (data, '!', size) != NULL || memchr (data, '|', size) != NULL)
    return 0;

  whole = inspect_in_pieces (data, size, MAX (size, 1), status);
  pieces = inspect_in_pieces (data, size, step, status);
  g_assert_cmpstr (whole, ==, pieces);

  return 0;
}
