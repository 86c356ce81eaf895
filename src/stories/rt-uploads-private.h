/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-uploads.h"

G_BEGIN_DECLS

/* All uploads are in two files: those under way (rt-uploads.c), and what is kept of those
 * that are over (-kept.c). */

struct _RtUploads {
  GObject          parent_instance;

  RtChannel       *channel;
  RtTempo          tempo;
  RtUploadFolder  *folder;
  RtUploadReaders *readers;
  GHashTable      *by_id;     /* id to RtUpload */
  GQueue           order;     /* RtUpload, as they began */
  guint            n_files;   /* under way */
  guint            n_played;  /* under way */
  guint64          max_size;
  gboolean         has_ended;
  GError          *reported;  /* last, since a file was stored */
};

/* As many as it takes, the oldest first. */
void rt_uploads_drop_files (RtUploads *self);

G_END_DECLS
