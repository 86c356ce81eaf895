/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-source.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "lab/rt-json-pointer.h"

struct _RtSource {
  GObject  parent_instance;
  char    *uri;
  char    *pointer;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtSource, rt_source, G_TYPE_OBJECT)
G_DEFINE_QUARK (rt-source-error-quark, rt_source_error)

static void
rt_source_finalize (GObject *object)
{
  RtSource *self = RT_SOURCE (object);

  g_free (self->uri);
  g_free (self->pointer);

  G_OBJECT_CLASS (rt_source_parent_class)->finalize (object);
}

static void
rt_source_class_init (RtSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_source_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rt_source_init (RtSource *self)
{
  self->pointer = g_strdup (RT_SOURCE_TICKER_POINTER);
}

/**
 * rt_source_new:
 *
 * Returns: (transfer full): a source that is the ticker
 */
RtSource *
rt_source_new (void)
{
  return g_object_new (RT_TYPE_SOURCE, NULL);
}

static gboolean
check_uri (const char  *text,
           GError     **error)
{
  g_autoptr (GUri) uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  if (strlen (text) > RT_SOURCE_MAX_URI)
    g_set_error (error, RT_SOURCE_ERROR, RT_SOURCE_ERROR_URI,
                 _("The address is longer than %d bytes."), RT_SOURCE_MAX_URI);
  else if ((!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")) ||
           g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    g_set_error (error, RT_SOURCE_ERROR, RT_SOURCE_ERROR_URI,
                 _("An address begins with http:// or https:// and names a server."));
  else
    return TRUE;

  return FALSE;
}

static void
rt_source_take (RtSource *self,
                char     *uri,
                char     *pointer)
{
  g_autofree char *old_uri = self->uri;
  g_autofree char *old_pointer = self->pointer;

  self->uri = uri;
  self->pointer = pointer;
  if (g_strcmp0 (old_uri, uri) != 0 || g_strcmp0 (old_pointer, pointer) != 0)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * rt_source_set:
 * @self: a source
 * @uri: an address, http or https; blanks around it do not matter
 * @pointer: where the number is in what it answers: a JSON Pointer (RFC 6901), "" for
 *   an answer that is nothing but the number; blanks around it do not matter
 * @error: of #RtSourceError, in words for who typed it
 *
 * Returns: whether it makes sense and was taken; else the source stays as it was
 */
gboolean
rt_source_set (RtSource    *self,
               const char  *uri,
               const char  *pointer,
               GError     **error)
{
  g_autofree char *new_uri = g_strstrip (g_strdup (uri));
  g_autofree char *new_pointer = g_strstrip (g_strdup (pointer));
  g_autoptr (GError) local = NULL;

  if (!check_uri (new_uri, error))
    return FALSE;
  if (!rt_json_pointer_check (new_pointer, &local))
    {
      g_set_error_literal (error, RT_SOURCE_ERROR, RT_SOURCE_ERROR_POINTER, local->message);
      return FALSE;
    }
  rt_source_take (self, g_steal_pointer (&new_uri), g_steal_pointer (&new_pointer));
  return TRUE;
}

/**
 * rt_source_reset:
 * @self: a source
 *
 * Goes back to the ticker.
 */
void
rt_source_reset (RtSource *self)
{
  rt_source_take (self, NULL, g_strdup (RT_SOURCE_TICKER_POINTER));
}

/**
 * rt_source_get_uri:
 * @self: a source
 *
 * Returns: (transfer none) (nullable): the address; %NULL: the lane's own
 */
const char *
rt_source_get_uri (RtSource *self)
{
  return self->uri;
}

/**
 * rt_source_get_pointer:
 * @self: a source
 *
 * Returns: (transfer none): where the number is in each message
 */
const char *
rt_source_get_pointer (RtSource *self)
{
  return self->pointer;
}
