/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-readers.h"

#include "net/rt-poller.h"
#include "patterns/rt-feed.h"

struct _RtUploadReaders {
  RtPoller *poller;
  GQueue    waiting;  /* Reader, as they came */
  gboolean  has_ended;
};

typedef struct {
  RtUploadReaders *readers;
  GList            link;
  RtExchange      *exchange;
  char            *id;
  RtPollerTimer    timer;
} Reader;

static void
reader_free (Reader *self)
{
  g_signal_handlers_disconnect_by_data (self->exchange, self);
  g_queue_unlink (&self->readers->waiting, &self->link);
  rt_poller_stop_timer (self->readers->poller, &self->timer);
  g_object_unref (self->exchange);
  g_free (self->id);
  g_free (self);
}

/**
 * rt_upload_readers_new:
 *
 * Returns: (transfer full): nobody yet
 */
RtUploadReaders *
rt_upload_readers_new (void)
{
  RtUploadReaders *self = g_new0 (RtUploadReaders, 1);

  self->poller = rt_poller_ref (rt_poller_get_default ());

  return self;
}

static void
answer_unknown (RtExchange *exchange)
{
  rt_exchange_respond_text (exchange, SOUP_STATUS_NOT_FOUND, "There is no such upload.");
}

static void
answer_busy (RtExchange *exchange)
{
  rt_exchange_set_header (exchange, "Retry-After", "1");
  rt_exchange_respond_text (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE,
                            "Too many wait for an upload to begin; try again in a moment.");
}

static void
give_up (Reader *reader)
{
  g_autoptr (RtExchange) exchange = g_object_ref (reader->exchange);

  reader_free (reader);
  answer_unknown (exchange);
}

/**
 * rt_upload_readers_end:
 * @self: readers
 *
 * Tells those who wait, and who come from now on, that there is no such upload.
 */
void
rt_upload_readers_end (RtUploadReaders *self)
{
  self->has_ended = TRUE;
  while (self->waiting.head != NULL)
    give_up (self->waiting.head->data);
}

/**
 * rt_upload_readers_free:
 * @self: (transfer full): readers
 *
 * Ends them.
 */
void
rt_upload_readers_free (RtUploadReaders *self)
{
  rt_upload_readers_end (self);
  rt_poller_unref (self->poller);
  g_free (self);
}

static void
time_is_up (gpointer user_data)
{
  give_up (user_data);
}

static void
gone_cb (RtExchange *exchange,
         Reader     *reader)
{
  reader_free (reader);
}

/**
 * rt_upload_readers_wait:
 * @self: readers
 * @exchange: who asks
 * @id: for an upload that is not there
 *
 * Holds the request until the upload begins, %RT_UPLOAD_READERS_WAIT_MS at the most;
 * then it is answered 404. Where %RT_UPLOAD_READERS_MAX_WAITING wait it is answered 503 at
 * once.
 */
void
rt_upload_readers_wait (RtUploadReaders *self,
                        RtExchange      *exchange,
                        const char      *id)
{
  Reader *reader;

  if (self->has_ended)
    {
      answer_unknown (exchange);
      return;
    }
  if (self->waiting.length >= RT_UPLOAD_READERS_MAX_WAITING)
    {
      answer_busy (exchange);
      return;
    }

  reader = g_new0 (Reader, 1);
  reader->readers = self;
  reader->link.data = reader;
  reader->exchange = g_object_ref (exchange);
  reader->id = g_strdup (id);
  reader->timer.func = time_is_up;
  reader->timer.user_data = reader;
  g_queue_push_tail_link (&self->waiting, &reader->link);
  rt_poller_start_timer (self->poller, &reader->timer, RT_UPLOAD_READERS_WAIT_MS);
  g_signal_connect (exchange, "gone", G_CALLBACK (gone_cb), reader);
  rt_exchange_hold (exchange);
}

/**
 * rt_upload_readers_give:
 * @exchange: who asks
 * @upload: for this
 *
 * Gives what is known of it now and what becomes of it. Where it is over there is nothing
 * to come: the answer is 204, which keeps an EventSource from asking again (WHATWG HTML
 * section 9.2.3).
 */
void
rt_upload_readers_give (RtExchange *exchange,
                        RtUpload   *upload)
{
  RtChannel *channel = rt_upload_get_channel (upload);

  if (!rt_upload_is_over (upload))
    {
      rt_feed_serve (exchange, channel, rt_channel_get_last (channel) - 1, rt_upload_event_is_last);
      return;
    }

  rt_exchange_set_carries (exchange, TRUE, 0, 0);
  rt_exchange_respond (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
}

/**
 * rt_upload_readers_serve:
 * @self: readers
 * @upload: an upload that has begun
 *
 * Serves those who waited for it.
 */
void
rt_upload_readers_serve (RtUploadReaders *self,
                         RtUpload        *upload)
{
  GList *link = self->waiting.head;

  while (link != NULL)
    {
      Reader *reader = link->data;
      g_autoptr (RtExchange) exchange = NULL;

      link = link->next;
      if (!g_str_equal (reader->id, rt_upload_get_id (upload)))
        continue;

      exchange = g_object_ref (reader->exchange);
      reader_free (reader);
      rt_upload_readers_give (exchange, upload);
    }
}
