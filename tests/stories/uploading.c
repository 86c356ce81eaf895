/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "uploading.h"

#include <string.h>

#include "support/rt-test.h"

static char *folder;

int
uploading_run_tests (int     argc,
                     char  **argv,
                     void  (*add) (void))
{
  char *cache = rt_test_make_dir ();
  int status;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  folder = g_build_filename (cache, "roundtrip", "uploads", NULL);
  add ();
  status = g_test_run ();
  g_free (folder);
  rt_test_remove_dir (cache);

  return status;
}

void
uploading_set_up (Uploading     *self,
                  gconstpointer  user_data)
{
  served_init (&self->served);
}

void
uploading_tear_down (Uploading     *self,
                     gconstpointer  user_data)
{
  served_clear (&self->served);
  uploading_wait_n_files (0);
}

const char *
uploading_get_folder (void)
{
  return folder;
}

static void
list_files (const char *path,
            GPtrArray  *files)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        list_files (child, files);
      else if (!g_str_equal (name, "lock"))
        g_ptr_array_add (files, g_steal_pointer (&child));
    }
}

GPtrArray *
uploading_list_files (void)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  list_files (folder, files);

  return files;
}

static gboolean
are_files (gpointer user_data)
{
  g_autoptr (GPtrArray) files = uploading_list_files ();

  return files->len == GPOINTER_TO_UINT (user_data);
}

static gboolean
tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
uploading_wait_n_files (guint n)
{
  guint ticks = g_timeout_add (2, tick, NULL);

  rt_test_wait_for (are_files, GUINT_TO_POINTER (n), "so many files to be on disk");
  g_source_remove (ticks);
}

RawClient *
uploading_send_head (Uploading  *self,
                     const char *method,
                     const char *target,
                     const char *fields)
{
  RawClient *client = raw_client_new (self->served.port);
  g_autofree char *head = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", method, target, fields);

  raw_client_send (client, head, -1);

  return client;
}

RawResponse *
uploading_send (Uploading     *self,
                const char    *method,
                const char    *target,
                const char    *fields,
                gconstpointer  body,
                gsize          size)
{
  g_autofree char *all = g_strdup_printf ("Content-Length: %" G_GSIZE_FORMAT "\r\n%s", size, fields);
  g_autoptr (RawClient) client = uploading_send_head (self, method, target, all);

  raw_client_send (client, body, (gssize) size);

  return raw_client_take_response (client, method);
}

char *
uploading_dup_types (Uploading *self)
{
  RtChannel *channel = served_get_channel (&self->served, "uploads");
  g_autoptr (GString) types = g_string_new (NULL);
  RtChannelItem items[64];
  guint64 cursor = 0;
  RtGap gap;
  guint n = rt_channel_read (channel, &cursor, NULL, items, G_N_ELEMENTS (items), &gap);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (types, "%s%s", i > 0 ? " " : "", rt_event_get_type_name (items[i].event));

  return g_string_free (g_steal_pointer (&types), FALSE);
}

char *
uploading_dup_latest (Uploading *self)
{
  RtEvent *event = rt_channel_get_latest (served_get_channel (&self->served, "uploads"));
  GBytes *data;

  if (event == NULL)
    return g_strdup ("");
  data = rt_event_get_data (event);

  return g_strndup (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
}

typedef struct {
  Uploading  *uploading;
  const char *text;
} Wanted;

static gboolean
is_latest (gpointer user_data)
{
  Wanted *wanted = user_data;
  g_autofree char *latest = uploading_dup_latest (wanted->uploading);

  return strstr (latest, wanted->text) != NULL;
}

void
uploading_wait_latest (Uploading  *self,
                       const char *text)
{
  Wanted wanted = { self, text };

  rt_test_wait_for (is_latest, &wanted, text);
}
