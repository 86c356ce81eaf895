/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-private.h"

/* As the program that this route was first known from says it of everything. */
#define COMPLETE_MESSAGE "Music validation complete and valid!"

/* A played one grows by so many points a second. */
#define MIN_STEP 10
#define MAX_STEP 19

/* A reader that reads is never so far behind. */
static const RtChannelLimits limits = { .max_events = 256, .max_bytes = 256 * 1024 };

G_DEFINE_FINAL_TYPE (RtUpload, rt_upload, G_TYPE_OBJECT)

enum {
  OVER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
rt_upload_finalize (GObject *object)
{
  RtUpload *self = RT_UPLOAD (object);

  rt_poller_stop_timer (self->poller, &self->timer);
  rt_poller_unref (self->poller);
  rt_tempo_stop (&self->beat);
  g_free (self->id);
  g_free (self->name);
  g_free (self->message);
  g_free (self->sha256);
  g_free (self->media_type);
  g_clear_object (&self->file);
  g_clear_object (&self->channel);
  g_clear_object (&self->shared);

  G_OBJECT_CLASS (rt_upload_parent_class)->finalize (object);
}

static void
rt_upload_class_init (RtUploadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_upload_finalize;

  signals[OVER] = g_signal_new ("over", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
end (RtUpload      *upload,
     RtUploadState  state,
     const char    *message)
{
  g_autoptr (RtUpload) self = g_object_ref (upload);

  if (self->state != RT_UPLOAD_IN_PROGRESS)
    return;

  self->state = state;
  self->idle_since = 0;
  self->message = g_strdup (message);
  rt_poller_stop_timer (self->poller, &self->timer);
  rt_tempo_stop (&self->beat);
  rt_upload_tell (self, rt_upload_state_names[state]);
  g_signal_emit (self, signals[OVER], 0);
  /* Who reads it still keeps it to its end; nobody begins to. */
  g_clear_object (&self->channel);
}

/* Who sends no more is told of once, with the rate that is 0 by then. */
static void
look (gpointer user_data)
{
  RtUpload *self = user_data;

  rt_upload_take_sample (self);
  if (self->received != self->told || self->told_rate != 0)
    rt_upload_tell (self, "progress");
  rt_poller_start_timer (self->poller, &self->timer, RT_UPLOAD_TELL_MS);
}

static void
grow (gpointer user_data)
{
  RtUpload *self = user_data;

  self->points += (guint) g_random_int_range (MIN_STEP, MAX_STEP + 1);
  if (self->points >= 100)
    {
      end (self, RT_UPLOAD_COMPLETE, COMPLETE_MESSAGE);
      return;
    }

  rt_upload_tell (self, "progress");
  rt_tempo_go_on (self->tempo, &self->beat, 1);
}

static void
rt_upload_init (RtUpload *self)
{
  self->channel = rt_channel_new ("upload", &limits);
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer.func = look;
  self->timer.user_data = self;
  self->beat.func = grow;
  self->beat.user_data = self;
  self->since = g_get_monotonic_time ();
  self->size = -1;
}

static RtUpload *
create (const char *id,
        const char *name,
        RtChannel  *shared)
{
  RtUpload *self = g_object_new (RT_TYPE_UPLOAD, NULL);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->shared = g_object_ref (shared);

  return self;
}

/**
 * rt_upload_new:
 * @id: its id
 * @name: what the file is called
 * @size: its bytes, -1 where nobody says
 * @shared: where all uploads are told of
 *
 * Begins the upload of a file.
 *
 * Returns: (transfer full): it
 */
RtUpload *
rt_upload_new (const char *id,
               const char *name,
               goffset     size,
               RtChannel  *shared)
{
  RtUpload *self = create (id, name, shared);

  self->size = size;
  self->idle_since = self->since;
  rt_upload_take_sample (self);
  rt_upload_tell (self, "started");
  rt_poller_start_timer (self->poller, &self->timer, RT_UPLOAD_TELL_MS);

  return self;
}

/**
 * rt_upload_new_played:
 * @id: its id
 * @title: what it is called
 * @shared: where all uploads are told of
 * @tempo: (transfer none): how fast it goes; must outlive it
 *
 * Begins an upload of which nothing comes: it grows by 10 to 19 points of a hundred each
 * second of @tempo.
 *
 * Returns: (transfer full): it
 */
RtUpload *
rt_upload_new_played (const char *id,
                      const char *title,
                      RtChannel  *shared,
                      RtTempo    *tempo)
{
  RtUpload *self = create (id, title, shared);

  self->is_played = TRUE;
  self->tempo = tempo;
  rt_upload_tell (self, "started");
  rt_tempo_start (tempo, &self->beat, 1);

  return self;
}

/**
 * rt_upload_get_id:
 * @self: an upload
 *
 * Returns: (transfer none): its id
 */
const char *
rt_upload_get_id (RtUpload *self)
{
  return self->id;
}

/**
 * rt_upload_get_state:
 * @self: an upload
 *
 * Returns: what became of it so far
 */
RtUploadState
rt_upload_get_state (RtUpload *self)
{
  return self->state;
}

/**
 * rt_upload_is_over:
 * @self: an upload
 *
 * Returns: whether it is complete, failed or cancelled
 */
gboolean
rt_upload_is_over (RtUpload *self)
{
  return self->state != RT_UPLOAD_IN_PROGRESS;
}

/**
 * rt_upload_get_channel:
 * @self: an upload
 *
 * Returns: (transfer none) (nullable): where it alone is told of; %NULL once it is over
 */
RtChannel *
rt_upload_get_channel (RtUpload *self)
{
  return self->channel;
}

/**
 * rt_upload_add_received:
 * @self: an upload
 * @n_bytes: how many bytes more arrived
 *
 * Counts them; they are told of every %RT_UPLOAD_TELL_MS.
 */
void
rt_upload_add_received (RtUpload *self,
                        gsize     n_bytes)
{
  self->received += n_bytes;
}

/**
 * rt_upload_set_waiting:
 * @self: an upload
 * @waiting: whether it waits for its sender now
 *
 * To be said whenever something came, and when it is not its sender's turn.
 */
void
rt_upload_set_waiting (RtUpload *self,
                       gboolean  waiting)
{
  self->idle_since = waiting && !rt_upload_is_over (self) ? g_get_monotonic_time () : 0;
}

/**
 * rt_upload_get_idle_since:
 * @self: an upload
 *
 * Returns: since when nothing came from its sender, monotonic time in µs; 0 where it does
 *   not wait for that
 */
gint64
rt_upload_get_idle_since (RtUpload *self)
{
  return self->idle_since;
}

/**
 * rt_upload_get_message:
 * @self: an upload that is over
 *
 * Returns: (transfer none): why it ended as it did
 */
const char *
rt_upload_get_message (RtUpload *self)
{
  return self->message;
}

/**
 * rt_upload_complete:
 * @self: an upload
 * @file: its file, stored
 *
 * Ends it well, and keeps the file.
 */
void
rt_upload_complete (RtUpload     *self,
                    RtUploadFile *file)
{
  g_return_if_fail (self->state == RT_UPLOAD_IN_PROGRESS);

  self->file = g_object_ref (file);
  self->sha256 = g_strdup (rt_upload_file_get_sha256 (file));
  self->media_type = g_strdup (rt_upload_file_get_media_type (file));
  self->size = (goffset) self->received;
  end (self, RT_UPLOAD_COMPLETE, COMPLETE_MESSAGE);
}

/**
 * rt_upload_fail:
 * @self: an upload
 * @message: what happened, and what to do
 *
 * Ends it badly. Does nothing where it is over.
 */
void
rt_upload_fail (RtUpload   *self,
                const char *message)
{
  end (self, RT_UPLOAD_FAILED, message);
}

/**
 * rt_upload_cancel:
 * @self: an upload
 * @message: what happened
 *
 * Ends it because who sent it wants no more. Does nothing where it is over.
 */
void
rt_upload_cancel (RtUpload   *self,
                  const char *message)
{
  end (self, RT_UPLOAD_CANCELLED, message);
}

/**
 * rt_upload_get_stored:
 * @self: an upload
 *
 * Returns: how many bytes its file takes on disk now that it is over
 */
guint64
rt_upload_get_stored (RtUpload *self)
{
  return self->file != NULL ? self->received : 0;
}

/**
 * rt_upload_drop_file_async:
 * @self: an upload that has a file
 * @callback: (nullable): called when it is gone
 * @user_data: for @callback
 *
 * Removes its file; what is known of it stays. The result is that of a #GTask, and always
 * %TRUE.
 */
void
rt_upload_drop_file_async (RtUpload            *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (self->file != NULL);

  rt_upload_file_remove_async (self->file, callback, user_data);
  g_clear_object (&self->file);
}
