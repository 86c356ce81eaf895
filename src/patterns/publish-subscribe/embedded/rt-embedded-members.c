/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-members.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "patterns/publish-subscribe/rt-bus.h"

/* Beyond the slots: what is written there means nothing. */
#define POKE_AT RT_EMBEDDED_MAX_MEMBERS

/* Of the open file description: threads of one process are as good as processes. */
static gboolean
lock (RtEmbeddedMembers *self,
      short              type,
      int                slot)
{
  struct flock range = { .l_type = type, .l_whence = SEEK_SET, .l_start = slot, .l_len = 1 };

  return fcntl (self->slots, F_OFD_SETLK, &range) == 0;
}

static gboolean
take_slot (RtEmbeddedMembers  *self,
           const char         *path,
           GError            **error)
{
  for (self->slot = 0; self->slot < RT_EMBEDDED_MAX_MEMBERS; self->slot++)
    {
      if (lock (self, F_WRLCK, self->slot))
        return TRUE;
      if (errno != EAGAIN && errno != EACCES)
        {
          g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_STORAGE, _("“%s” cannot be used: %s"),
                       path, g_strerror (errno));
          return FALSE;
        }
    }

  g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_STORAGE,
               _("“%s” is used by %d programs already: end some."), path, RT_EMBEDDED_MAX_MEMBERS);

  return FALSE;
}

static void
watch (RtEmbeddedMembers *self,
       const char        *beside)
{
  self->notify = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (self->notify >= 0 && inotify_add_watch (self->notify, beside, IN_MODIFY | IN_CLOSE_WRITE) < 0)
    {
      close (self->notify);
      self->notify = -1;
    }
}

RtEmbeddedMembers *
rt_embedded_members_new (const char  *path,
                         GError     **error)
{
  RtEmbeddedMembers *self = g_new0 (RtEmbeddedMembers, 1);
  g_autofree char *beside = g_strconcat (path, "-members", NULL);

  self->notify = -1;
  self->slots = open (beside, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->slots < 0)
    g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_STORAGE,
                 _("“%s” cannot be written: check the rights of its folder."), beside);
  else if (take_slot (self, path, error))
    {
      watch (self, beside);
      return self;
    }

  rt_embedded_members_free (self);

  return NULL;
}

void
rt_embedded_members_free (RtEmbeddedMembers *self)
{
  if (self->notify >= 0)
    close (self->notify);
  if (self->slots >= 0)
    close (self->slots);
  g_free (self);
}

/* Whether another process is there. */
static gboolean
has_others (RtEmbeddedMembers *self)
{
  struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = RT_EMBEDDED_MAX_MEMBERS };

  return fcntl (self->slots, F_OFD_GETLK, &range) != 0 || range.l_type != F_UNLCK;
}

void
rt_embedded_members_poke (RtEmbeddedMembers *self)
{
  /* Where it fails the others look by themselves, later. */
  if (has_others (self) && pwrite (self->slots, "", 1, POKE_AT) < 0)
    g_debug ("Cannot poke the others of an embedded bus: %s", g_strerror (errno));
}

gboolean
rt_embedded_members_drain (RtEmbeddedMembers *self)
{
  _Alignas (struct inotify_event) char buffer[4096];
  gboolean gone = FALSE;
  gssize size;

  if (self->notify < 0)
    return TRUE;

  while ((size = read (self->notify, buffer, sizeof buffer)) > 0)
    for (const char *at = buffer; at < buffer + size;)
      {
        struct inotify_event event;

        memcpy (&event, at, sizeof event);
        at += sizeof event + event.len;
        gone |= (event.mask & (IN_CLOSE_WRITE | IN_Q_OVERFLOW)) != 0;
      }

  return gone;
}

gboolean
rt_embedded_members_seize (RtEmbeddedMembers *self,
                           int                slot)
{
  return slot != self->slot && lock (self, F_WRLCK, slot);
}

void
rt_embedded_members_release (RtEmbeddedMembers *self,
                             int                slot)
{
  lock (self, F_UNLCK, slot);
}
