/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-upload.h"

G_BEGIN_DECLS

/* An upload is in two files: what becomes of it (rt-upload.c), and how that is told
 * (-telling.c). */

#define N_SAMPLES (RT_UPLOAD_RATE_SECONDS * 1000 / RT_UPLOAD_TELL_MS)

typedef struct {
  gint64  time;     /* monotonic, µs */
  guint64 received;
} Sample;

struct _RtUpload {
  GObject        parent_instance;

  char          *id;
  char          *name;
  gboolean       is_played;
  goffset        size;          /* -1 where it is not known */
  guint64        received;
  guint          points;        /* of one that is played */
  RtUploadState  state;
  char          *message;       /* why it failed */
  RtUploadFile  *file;          /* once it is complete */
  char          *sha256;
  char          *media_type;
  RtChannel     *channel;
  RtChannel     *shared;
  RtPoller      *poller;
  RtPollerTimer  timer;
  RtTempo       *tempo;         /* (unowned) */
  RtTempoTimer   beat;
  gint64         since;         /* monotonic, µs */
  gint64         idle_since;    /* monotonic, µs; 0 while nothing is waited for from its sender */
  Sample         samples[N_SAMPLES];
  guint          n_samples;     /* ever taken */
  guint64        told;          /* what was told to have arrived */
  guint64        told_rate;
};

extern const char * const rt_upload_state_names[];

void rt_upload_take_sample (RtUpload   *self);
void rt_upload_tell        (RtUpload   *self,
                            const char *type);

G_END_DECLS
