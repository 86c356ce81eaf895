/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-json-members.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_SHOWN 60

static gboolean
fail (const char  *name,
      GError     **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               /* Translators: the name of a member of an object in a file */
               _("“%s” is not what it should be."), name);
  return FALSE;
}

/* (nullable): of that kind, or absent; what is there and of no such kind is not @good. */
static JsonNode *
find_value (JsonObject *object,
            const char *name,
            gboolean   *good)
{
  JsonNode *node = json_object_get_member (object, name);

  *good = TRUE;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  *good = JSON_NODE_HOLDS_VALUE (node);

  return *good ? node : NULL;
}

/**
 * rt_json_get_object:
 * @node: (nullable): any node
 * @what: how it is called
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Returns: (transfer none) (nullable): the object that @node is, or %NULL with @error
 */
JsonObject *
rt_json_get_object (JsonNode    *node,
                    const char  *what,
                    GError     **error)
{
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);

  fail (what, error);
  return NULL;
}

/**
 * rt_json_object_node:
 * @object: (transfer full): an object
 *
 * Returns: (transfer full): its node, which owns it, as that of json_node_init_object() would not
 */
JsonNode *
rt_json_object_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);

  return node;
}

/**
 * rt_json_double_node:
 * @value: any number
 *
 * json-glib 1.6 puts “.0” behind every double that it writes without a point, even behind
 * an exponent: 1e308 becomes “1e+308.0”, which nobody reads. The next number towards
 * zero, a part in 10¹⁶ away, has its point.
 *
 * Returns: (transfer full): a node of @value, or of its neighbour; null for what is not finite
 */
JsonNode *
rt_json_double_node (double value)
{
  char written[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    return json_node_new (JSON_NODE_NULL);

  g_ascii_dtostr (written, sizeof written, value);
  if (strchr (written, 'e') != NULL && strchr (written, '.') == NULL)
    value = nextafter (value, 0);

  return json_node_init_double (json_node_alloc (), value);
}

/**
 * rt_json_take_double:
 * @object: an object
 * @name: of its member
 * @min: the least it may be
 * @max: the most it may be
 * @value: (inout): the number
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Returns: %FALSE with @error where there is anything but such a number
 */
gboolean
rt_json_take_double (JsonObject  *object,
                     const char  *name,
                     double       min,
                     double       max,
                     double      *value,
                     GError     **error)
{
  gboolean good;
  JsonNode *node = find_value (object, name, &good);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double number;

  if (node == NULL)
    return good || fail (name, error);
  if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64)
    return fail (name, error);
  number = type == G_TYPE_DOUBLE ? json_node_get_double (node) : (double) json_node_get_int (node);
  if (!isfinite (number) || number < min || number > max)
    return fail (name, error);
  *value = number;

  return TRUE;
}

/**
 * rt_json_take_int64:
 * @object: an object
 * @name: of its member
 * @min: the least it may be
 * @max: the most it may be
 * @value: (inout): the number
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Returns: %FALSE with @error where there is anything but such a whole number
 */
gboolean
rt_json_take_int64 (JsonObject  *object,
                    const char  *name,
                    gint64       min,
                    gint64       max,
                    gint64      *value,
                    GError     **error)
{
  double number = (double) *value;

  /* 1e3 is as whole as 1000, and json-glib reads what no gint64 holds as some other. */
  if (!rt_json_take_double (object, name, MAX (min, -RT_JSON_MAX_WHOLE), MIN (max, RT_JSON_MAX_WHOLE), &number, error))
    return FALSE;
  if (number != floor (number))
    return fail (name, error);
  *value = (gint64) number;

  return TRUE;
}

/**
 * rt_json_take_uint:
 * @object: an object
 * @name: of its member
 * @max: the most it may be
 * @value: (inout): the number
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Returns: %FALSE with @error where there is anything but such a whole number
 */
gboolean
rt_json_take_uint (JsonObject  *object,
                   const char  *name,
                   guint        max,
                   guint       *value,
                   GError     **error)
{
  gint64 number = *value;

  if (!rt_json_take_int64 (object, name, 0, max, &number, error))
    return FALSE;
  *value = (guint) number;

  return TRUE;
}

/**
 * rt_json_take_boolean:
 * @object: an object
 * @name: of its member
 * @value: (inout): whether
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Returns: %FALSE with @error where there is anything but true or false
 */
gboolean
rt_json_take_boolean (JsonObject  *object,
                      const char  *name,
                      gboolean    *value,
                      GError     **error)
{
  gboolean good;
  JsonNode *node = find_value (object, name, &good);

  if (node == NULL)
    return good || fail (name, error);
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail (name, error);
  *value = json_node_get_boolean (node);

  return TRUE;
}

/**
 * rt_json_is_plain:
 * @text: any text
 *
 * Returns: whether it is UTF-8 of which every character can be printed
 */
gboolean
rt_json_is_plain (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_isprint (g_utf8_get_char (c)))
      return FALSE;

  return TRUE;
}

/**
 * rt_json_take_string:
 * @object: an object
 * @name: of its member
 * @max: bytes that it may have
 * @value: (inout): the string, which is plain; what it was is freed
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Returns: %FALSE with @error where there is anything but such a string
 */
gboolean
rt_json_take_string (JsonObject  *object,
                     const char  *name,
                     gsize        max,
                     char       **value,
                     GError     **error)
{
  gboolean good;
  JsonNode *node = find_value (object, name, &good);
  const char *text;

  if (node == NULL)
    return good || fail (name, error);
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return fail (name, error);
  text = json_node_get_string (node);
  if (strlen (text) > max || !rt_json_is_plain (text))
    return fail (name, error);
  g_free (*value);
  *value = g_strdup (text);

  return TRUE;
}

/**
 * rt_json_take_array:
 * @object: an object
 * @name: of its member
 * @max: elements that it may have
 * @array: (out) (transfer none) (nullable): the array
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Returns: %FALSE with @error where there is anything but such an array
 */
gboolean
rt_json_take_array (JsonObject  *object,
                    const char  *name,
                    guint        max,
                    JsonArray  **array,
                    GError     **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *array = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) > max)
    return fail (name, error);
  *array = json_node_get_array (node);

  return TRUE;
}

/**
 * rt_json_know_members:
 * @object: an object
 * @names: (array zero-terminated=1): of the members it may have
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Returns: %FALSE with @error, which names the first member that is none of @names
 */
gboolean
rt_json_know_members (JsonObject         *object,
                      const char * const *names,
                      GError            **error)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (names, name))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                     /* Translators: the name of a setting in a file */
                     _("This version knows no setting “%s”."), name);
        return FALSE;
      }

  return TRUE;
}
