/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/rt-numbers-file.h"

#define FORMAT_GROUP  "numbers"
#define FORMAT_KEY    "format"
#define FORMAT        1
#define GROUP_PREFIX  "channel "
#define KEY_NEXT      "next"
#define KEY_GAPLESS   "gapless-since"
#define KEY_CLEAN     "clean"

/* Numbers stay whole in a signed 64-bit integer, whatever is added to them. */
#define MAX_NUMBER ((guint64) G_MAXINT64 / 2)

#define LOCK_TRIES       500
#define LOCK_INTERVAL_US 10000

/* What the file says of one channel. */
typedef struct {
  guint64  next;           /* the first number that nobody reserved */
  guint64  gapless_since;
  gboolean clean;          /* whoever reserved last gave back what was left */
} Entry;

static void
close_lock (int *fd)
{
  if (*fd >= 0)
    close (*fd);
}

typedef int LockFd;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LockFd, close_lock)

static void
set_errno (GError     **error,
           const char  *path,
           int          saved_errno)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "%s: %s", path, g_strerror (saved_errno));
}

/* Others hold it for the time of two small writes: who holds it longer is stuck. */
static gboolean
wait_for_lock (int            fd,
               const char    *path,
               GCancellable  *cancellable,
               GError       **error)
{
  for (guint try = 0; try < LOCK_TRIES; try++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
      if (errno != EWOULDBLOCK && errno != EINTR)
        {
          set_errno (error, path, errno);
          return FALSE;
        }
      g_usleep (LOCK_INTERVAL_US);
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               _("%s: another program has held the lock for %d seconds: end it, or wait for it"),
               path, LOCK_TRIES / (G_USEC_PER_SEC / LOCK_INTERVAL_US));

  return FALSE;
}

static gboolean
take_lock (const char    *path,
           LockFd        *fd,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_errno (error, folder, errno);
      return FALSE;
    }

  *fd = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (*fd < 0)
    {
      set_errno (error, lock_path, errno);
      return FALSE;
    }

  return wait_for_lock (*fd, lock_path, cancellable, error);
}

static GKeyFile *
load (const char  *path,
      GError     **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) load_error = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &load_error))
    {
      if (!g_error_matches (load_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        {
          g_propagate_prefixed_error (error, g_steal_pointer (&load_error), "%s: ", path);
          return NULL;
        }

      g_key_file_set_integer (file, FORMAT_GROUP, FORMAT_KEY, FORMAT);
      return g_steal_pointer (&file);
    }

  /* An empty file would otherwise begin at 1 again. */
  if (g_key_file_get_integer (file, FORMAT_GROUP, FORMAT_KEY, NULL) != FORMAT)
    {
      g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_PARSE,
                   _("%s: this is not a file of numbers: move it away to begin with a new one"), path);
      return NULL;
    }

  return g_steal_pointer (&file);
}

static gboolean
save (GKeyFile    *file,
      const char  *path,
      GError     **error)
{
  gsize length;
  g_autofree char *text = g_key_file_to_data (file, &length, NULL);

  return g_file_set_contents_full (path, text, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

static gboolean
read_entry (GKeyFile    *file,
            const char  *path,
            const char  *group,
            Entry       *entry,
            GError     **error)
{
  g_autoptr (GError) read_error = NULL;

  if (!g_key_file_has_group (file, group))
    {
      *entry = (Entry) { 1, 1, TRUE };
      return TRUE;
    }

  entry->next = g_key_file_get_uint64 (file, group, KEY_NEXT, &read_error);
  if (read_error == NULL)
    entry->gapless_since = g_key_file_get_uint64 (file, group, KEY_GAPLESS, &read_error);
  if (read_error == NULL)
    entry->clean = g_key_file_get_boolean (file, group, KEY_CLEAN, &read_error);
  if (read_error == NULL && entry->gapless_since >= 1 && entry->gapless_since <= entry->next &&
      entry->next <= MAX_NUMBER)
    return TRUE;

  g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
               _("%s: what it says of “%s” makes no sense: move it away to begin with a new one"), path, group);

  return FALSE;
}

static void
write_entry (GKeyFile    *file,
             const char  *group,
             const Entry *entry)
{
  g_key_file_set_uint64 (file, group, KEY_NEXT, entry->next);
  g_key_file_set_uint64 (file, group, KEY_GAPLESS, entry->gapless_since);
  g_key_file_set_boolean (file, group, KEY_CLEAN, entry->clean);
}

static gboolean
check_room (GKeyFile    *file,
            const char  *path,
            const char  *group,
            GError     **error)
{
  gsize n_groups = 0;
  g_auto (GStrv) groups = NULL;

  if (g_key_file_has_group (file, group))
    return TRUE;

  groups = g_key_file_get_groups (file, &n_groups);
  if (n_groups <= RT_NUMBERS_FILE_MAX_CHANNELS)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _("%s: it has %d channels already and takes no more: remove those no longer needed"),
               path, RT_NUMBERS_FILE_MAX_CHANNELS);

  return FALSE;
}

gboolean
rt_numbers_file_reserve (const char     *path,
                         const char     *channel,
                         guint64         held_end,
                         RtNumberBlock  *block,
                         GCancellable   *cancellable,
                         GError        **error)
{
  g_autofree char *group = g_strconcat (GROUP_PREFIX, channel, NULL);
  g_autoptr (GKeyFile) file = NULL;
  g_auto (LockFd) lock = -1;
  Entry entry;

  if (!take_lock (path, &lock, cancellable, error))
    return FALSE;
  file = load (path, error);
  if (file == NULL || !check_room (file, path, group, error) || !read_entry (file, path, group, &entry, error))
    return FALSE;

  /* Somebody else's block, or that of a life that crashed, lies before it. */
  if (!entry.clean && entry.next != held_end)
    entry.gapless_since = entry.next;

  *block = (RtNumberBlock) { entry.next, entry.next + RT_NUMBERS_BLOCK, entry.gapless_since };
  entry.next = block->end;
  entry.clean = FALSE;
  write_entry (file, group, &entry);

  return save (file, path, error);
}

gboolean
rt_numbers_file_release (const char    *path,
                         GHashTable    *uses,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_auto (LockFd) lock = -1;
  GHashTableIter iter;
  gpointer channel;
  gpointer value;
  gboolean changed = FALSE;

  if (!take_lock (path, &lock, cancellable, error))
    return FALSE;
  file = load (path, error);
  if (file == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, uses);
  while (g_hash_table_iter_next (&iter, &channel, &value))
    {
      g_autofree char *group = g_strconcat (GROUP_PREFIX, channel, NULL);
      const RtNumbersUse *use = value;
      Entry entry;

      if (!read_entry (file, path, group, &entry, error))
        return FALSE;
      /* Only the last of all blocks can be given back. */
      if (entry.clean || entry.next != use->end || use->used > use->end || use->used < entry.gapless_since)
        continue;

      entry.next = use->used;
      entry.clean = TRUE;
      write_entry (file, group, &entry);
      changed = TRUE;
    }

  return !changed || save (file, path, error);
}
