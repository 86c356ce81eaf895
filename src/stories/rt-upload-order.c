/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-order.h"

#include <json-glib/json-glib.h>

#include "core/rt-json.h"

/* A number that is not negative, or some words such as "3 MB". */
static gboolean
size_is_valid (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return *json_node_get_string (node) != '\0';

  return json_node_get_value_type (node) != G_TYPE_BOOLEAN && json_node_get_double (node) >= 0;
}

static gboolean
title_is_valid (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING &&
         *json_node_get_string (node) != '\0';
}

/**
 * rt_upload_order_parse:
 * @text: a body
 * @length: its bytes
 * @error: return location for an error of #RT_JSON_ERROR, or %G_IO_ERROR_INVALID_DATA
 *
 * Reads an object with the members `title`, a string that is not empty, and `size`, a
 * number from 0 on or a string that is not empty; others are ignored.
 *
 * Returns: (transfer full) (nullable): the title; %NULL where @text is no such thing
 */
char *
rt_upload_order_parse (const char  *text,
                      gsize        length,
                      GError     **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;
  JsonObject *object;

  if (!rt_json_check (text, length, error) || !json_parser_load_from_data (parser, text, (gssize) length, error))
    return NULL;

  root = json_parser_get_root (parser);
  object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (object == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "It is no object");
  else if (!title_is_valid (json_object_get_member (object, "title")))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Its title has to be some text");
  else if (!size_is_valid (json_object_get_member (object, "size")))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Its size has to be a number from 0 on, or some text");
  else
    return g_strdup (json_object_get_string_member (object, "title"));

  return NULL;
}
