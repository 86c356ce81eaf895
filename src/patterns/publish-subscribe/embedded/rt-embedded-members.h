/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many processes may use a bus at a time. */
#define RT_EMBEDDED_MAX_MEMBERS 1024

/**
 * RtEmbeddedMembers:
 *
 * The processes that use a file. Each holds a lock on one byte, its slot, of a file beside it,
 * which the kernel takes away when it dies, however it dies. They poke each other by writing to
 * that file, which inotify(7) tells.
 */
typedef struct {
  int slots;     /* descriptor of the file beside */
  int notify;    /* inotify's; -1 where there is none to be had */
  int slot;
} RtEmbeddedMembers;

RtEmbeddedMembers *rt_embedded_members_new   (const char        *path,
                                              GError           **error);
void               rt_embedded_members_free  (RtEmbeddedMembers *self);
void               rt_embedded_members_poke  (RtEmbeddedMembers *self);
/* Reads what inotify has; whether somebody may have gone. */
gboolean           rt_embedded_members_drain (RtEmbeddedMembers *self);
/* Whether nobody holds @slot; then nobody else can until it is released. */
gboolean           rt_embedded_members_seize (RtEmbeddedMembers *self,
                                              int                slot);
void               rt_embedded_members_release (RtEmbeddedMembers *self,
                                              int                slot);

G_END_DECLS
