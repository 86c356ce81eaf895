/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of --fault and --limit: what is taken lies within its bounds, what is not is
 * told why. */

#include "config.h"

#include "fuzz.h"
#include "net/rt-fault-words.h"
#include "net/rt-limits.h"

static void
check_fault (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *struck = NULL;
  RtFault fault = { 0 };

  if (!rt_fault_parse (text, &fault, &error))
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }

  g_assert_cmpint (fault.kind, <, RT_N_FAULT_KINDS);
  g_assert_true (g_str_has_prefix (text, rt_fault_get_word (fault.kind)));
  g_assert_cmpint (fault.value, >=, 0);
  g_assert_cmpint (fault.value, <=, RT_FAULT_MAX_TIME);
  g_assert_cmpint (fault.jitter, >=, 0);
  g_assert_cmpint (fault.jitter, <=, RT_FAULT_MAX_TIME);
  g_assert_cmpint (fault.start, >=, 0);
  g_assert_cmpint (fault.start, <=, RT_FAULT_MAX_TIME);
  g_assert_cmpint (fault.duration, >=, 0);
  g_assert_cmpint (fault.duration, <=, RT_FAULT_MAX_TIME);
  struck = rt_fault_dup_struck (&fault);
  g_assert_true (g_utf8_validate (struck, -1, NULL));
}

static void
check_limit (const char *text)
{
  g_autoptr (GError) error = NULL;
  const RtLimitInfo *info;
  RtLimitKind kind;
  guint64 value;

  if (!rt_limit_parse (text, &kind, &value, &error))
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }

  g_assert_cmpint (kind, <, RT_N_LIMITS);
  info = rt_limit_get_info (kind);
  g_assert_true (g_str_has_prefix (text, info->name));
  g_assert_cmpuint (value, >=, info->minimum);
  g_assert_cmpuint (value, <=, info->maximum);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  if (g_utf8_validate (text, -1, NULL))
    {
      check_fault (text);
      check_limit (text);
    }

  return 0;
}
