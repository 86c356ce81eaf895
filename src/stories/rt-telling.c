/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-telling.h"

#include "core/rt-channel-outlet.h"
#include "net/rt-poller.h"

/* How soon it is tried again. */
#define RETRY_MS 20

typedef struct {
  const char *type;
  GBytes     *data;
} Waiting;

/* What waits for room in a channel. It is the channel's, and goes with it. */
typedef struct {
  RtChannel    *channel;   /* (unowned) */
  RtPoller     *poller;
  RtPollerTimer timer;
  GQueue        waiting;
  gsize         n_bytes;
  guint64       n_lost;    /* since it was last empty */
} Line;

static void
waiting_free (gpointer data)
{
  Waiting *self = data;

  g_bytes_unref (self->data);
  g_free (self);
}

static void
line_free (gpointer data)
{
  Line *self = data;

  rt_poller_stop_timer (self->poller, &self->timer);
  rt_poller_unref (self->poller);
  g_queue_clear_full (&self->waiting, waiting_free);
  g_free (self);
}

/* Whether it may be let in later. */
static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL) ||
         g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_NO_NUMBERS);
}

static void
go_on (gpointer user_data)
{
  Line *self = user_data;
  Waiting *first;

  while ((first = g_queue_peek_head (&self->waiting)) != NULL)
    {
      g_autoptr (GError) error = NULL;

      if (rt_channel_publish (self->channel, first->type, first->data, &error) == 0 && is_passing (error))
        {
          rt_poller_start_timer (self->poller, &self->timer, RETRY_MS);
          return;
        }

      self->n_bytes -= g_bytes_get_size (first->data);
      waiting_free (g_queue_pop_head (&self->waiting));
    }

  self->n_lost = 0;
}

static Line *
ensure_line (RtChannel *channel)
{
  static const char key[] = "rt-telling";
  Line *self = g_object_get_data (G_OBJECT (channel), key);

  if (self != NULL)
    return self;

  self = g_new0 (Line, 1);
  self->channel = channel;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer.func = go_on;
  self->timer.user_data = self;
  g_queue_init (&self->waiting);
  g_object_set_data_full (G_OBJECT (channel), key, self, line_free);

  return self;
}

static gboolean
line_up (Line       *self,
         const char *type,
         GBytes     *data)
{
  Waiting *last;

  if (self->waiting.length >= RT_TELLING_MAX_EVENTS || self->n_bytes + g_bytes_get_size (data) > RT_TELLING_MAX_BYTES)
    {
      if (self->n_lost++ == 0)
        g_message ("Channel “%s” has had no room for so long that what is told there is lost: its readers do not read",
                   rt_channel_get_name (self->channel));
      return FALSE;
    }

  last = g_new0 (Waiting, 1);
  last->type = g_intern_string (type);
  last->data = g_bytes_ref (data);
  self->n_bytes += g_bytes_get_size (data);
  g_queue_push_tail (&self->waiting, last);
  if (self->waiting.length == 1)
    rt_poller_start_timer (self->poller, &self->timer, RETRY_MS);

  return TRUE;
}

/**
 * rt_telling_publish:
 * @channel: a channel
 * @type: the event's type
 * @data: its payload
 *
 * Publishes what has no other to make up for it. Where the channel has no room for it now,
 * because of a reader that is waited for or because numbers are being reserved, it waits in
 * a line: %RT_TELLING_MAX_EVENTS and %RT_TELLING_MAX_BYTES of them, which are published in
 * their order as soon as there is room.
 *
 * Where events get their numbers elsewhere, it does so now or never.
 *
 * Returns: %FALSE where that is full, or the channel will never take it
 */
gboolean
rt_telling_publish (RtChannel  *channel,
                    const char *type,
                    GBytes     *data)
{
  Line *line;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (RT_IS_CHANNEL (channel), FALSE);

  if (rt_channel_has_outlet (channel))
    return rt_channel_submit (channel, type, data, NULL, NULL, NULL);

  line = ensure_line (channel);
  if (line->waiting.length > 0)
    return line_up (line, type, data);
  if (rt_channel_publish (channel, type, data, &error) != 0)
    return TRUE;
  if (is_passing (error))
    return line_up (line, type, data);

  g_message ("Something was not told: %s", error->message);

  return FALSE;
}

/**
 * rt_telling_mention:
 * @channel: a channel
 * @type: the event's type
 * @data: its payload
 *
 * Publishes what the next event says as well, where there is room and nothing waits for it.
 */
void
rt_telling_mention (RtChannel  *channel,
                    const char *type,
                    GBytes     *data)
{
  g_return_if_fail (RT_IS_CHANNEL (channel));

  if (ensure_line (channel)->waiting.length == 0)
    rt_channel_publish (channel, type, data, NULL);
}
