/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-hub-limits.h"
#include "lab/rt-engine.h"
#include "net/rt-limits.h"
#include "stories/rt-uploads.h"

static GSettingsSchema *
lookup (void)
{
  g_autoptr (GSettingsSchemaSource) source =
    g_settings_schema_source_new_from_directory (g_getenv ("GSETTINGS_SCHEMA_DIR"), NULL, FALSE, NULL);

  return g_settings_schema_source_lookup (source, APPLICATION_ID, FALSE);
}

static double
number_of (GVariant *variant)
{
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_UINT64))
    return g_variant_get_uint64 (variant);
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_INT32))
    return g_variant_get_int32 (variant);
  return g_variant_get_double (variant);
}

static void
assert_limits (const char *name,
               double      least,
               double      usual,
               double      most)
{
  g_autoptr (GSettingsSchema) schema = lookup ();
  g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, name);
  g_autoptr (GVariant) usual_value = g_settings_schema_key_get_default_value (key);
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
  g_autoptr (GVariant) limits = g_variant_get_child_value (range, 1);
  g_autoptr (GVariant) pair = g_variant_get_variant (limits);
  g_autoptr (GVariant) least_value = g_variant_get_child_value (pair, 0);
  g_autoptr (GVariant) most_value = g_variant_get_child_value (pair, 1);

  g_test_message ("%s", name);
  g_assert_cmpfloat (number_of (least_value), ==, least);
  g_assert_cmpfloat (number_of (usual_value), ==, usual);
  g_assert_cmpfloat (number_of (most_value), ==, most);
}

static void
test_limits (void)
{
  assert_limits ("port", 0, RT_DEFAULT_PORT_MAIN, G_MAXUINT16);
  assert_limits ("chat-port", 0, RT_DEFAULT_PORT_CHAT, G_MAXUINT16);
  assert_limits ("stream-port", 0, RT_DEFAULT_PORT_STREAM, G_MAXUINT16);
  assert_limits ("speed", RT_MIN_SPEED, 1, RT_MAX_SPEED);
  assert_limits ("channel-events", RT_CHANNEL_LEAST_EVENTS, RT_CHANNEL_DEFAULT_MAX_EVENTS, RT_CHANNEL_MOST_EVENTS);
  assert_limits ("channel-bytes", RT_CHANNEL_LEAST_BYTES, RT_CHANNEL_DEFAULT_MAX_BYTES, RT_CHANNEL_MOST_BYTES);
}

/* The table of limits says what the keys are. */
static void
test_table (void)
{
  g_autoptr (GSettingsSchema) schema = lookup ();

  for (guint i = 0; i < RT_N_LIMITS; i++)
    {
      const RtLimitInfo *info = rt_limit_get_info (i);
      g_autoptr (GSettingsSchemaKey) key = NULL;

      g_assert_cmpint (g_settings_schema_has_key (schema, info->name), ==, info->unit != RT_LIMIT_UNIT_NONE);
      if (info->unit == RT_LIMIT_UNIT_NONE)
        continue;
      key = g_settings_schema_get_key (schema, info->name);
      g_assert_true (g_variant_type_equal (g_settings_schema_key_get_value_type (key), G_VARIANT_TYPE_UINT64));
      assert_limits (info->name, info->minimum, info->standard, info->maximum);
    }
  g_assert_cmpuint (rt_limit_get_info (RT_LIMIT_UPLOAD_BYTES)->standard, ==, RT_UPLOADS_DEFAULT_MAX_SIZE);
}

static void
test_explained (void)
{
  g_autoptr (GSettingsSchema) schema = lookup ();
  g_auto (GStrv) keys = g_settings_schema_list_keys (schema);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, keys[i]);

      g_test_message ("%s", keys[i]);
      g_assert_nonnull (g_settings_schema_key_get_summary (key));
      g_assert_nonnull (g_settings_schema_key_get_description (key));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/have-the-limits-of-what-they-set", test_limits);
  g_test_add_func ("/settings/have-a-key-for-each-limit-that-can-be-set", test_table);
  g_test_add_func ("/settings/are-all-explained", test_explained);

  return g_test_run ();
}
