/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-telling.h"

#include "core/rt-channel-outlet.h"
#include "net/rt-poller.h"

/* How soon it is tried again: to have room, and to reach what numbers the channel's events. */
#define RETRY_MS 20
#define AWAY_MS  1000

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

static Waiting *
waiting_new (const char *type,
             GBytes     *data)
{
  Waiting *self = g_new (Waiting, 1);

  *self = (Waiting) { g_intern_string (type), g_bytes_ref (data) };

  return self;
}

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
         g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_NO_NUMBERS) ||
         g_error_matches (error, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_AWAY);
}

static void
try_later (Line *self)
{
  rt_poller_start_timer (self->poller, &self->timer, rt_channel_has_outlet (self->channel) ? AWAY_MS : RETRY_MS);
}

static gboolean publish (RtChannel   *channel,
                         const char  *type,
                         GBytes      *data,
                         GError     **error);

static void
go_on (gpointer user_data)
{
  Line *self = user_data;
  Waiting *first;

  while ((first = g_queue_peek_head (&self->waiting)) != NULL)
    {
      g_autoptr (GError) error = NULL;

      if (!publish (self->channel, first->type, first->data, &error) && is_passing (error))
        {
          try_later (self);
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
  if (self->waiting.length >= RT_TELLING_MAX_EVENTS || self->n_bytes + g_bytes_get_size (data) > RT_TELLING_MAX_BYTES)
    {
      if (self->n_lost++ == 0)
        g_message ("Channel “%s” has had no room for so long that what is told there is lost: %s",
                   rt_channel_get_name (self->channel),
                   rt_channel_has_outlet (self->channel) ? "the bus that it is shared over is away"
                                                         : "its readers do not read");
      return FALSE;
    }

  self->n_bytes += g_bytes_get_size (data);
  g_queue_push_tail (&self->waiting, waiting_new (type, data));
  if (self->waiting.length == 1)
    try_later (self);

  return TRUE;
}

/* What certainly was not published is tried again, perhaps after what was told later. */
static void
submitted_cb (RtChannel    *channel,
              guint64       seq,
              const GError *error,
              gpointer      user_data)
{
  Waiting *told = user_data;

  if (error != NULL && is_passing (error))
    line_up (ensure_line (channel), told->type, told->data);
  else if (error != NULL)
    g_message ("Something may not have been told: %s", error->message);
  waiting_free (told);
}

static gboolean
publish (RtChannel   *channel,
         const char  *type,
         GBytes      *data,
         GError     **error)
{
  Waiting *told;

  if (!rt_channel_has_outlet (channel))
    return rt_channel_publish (channel, type, data, error) != 0;

  told = waiting_new (type, data);
  if (rt_channel_submit (channel, told->type, data, submitted_cb, told, error))
    return TRUE;

  waiting_free (told);

  return FALSE;
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
 * Where events get their numbers elsewhere and that is away, they wait for it in the same line.
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

  line = ensure_line (channel);
  if (line->waiting.length > 0)
    return line_up (line, type, data);
  if (publish (channel, type, data, &error))
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
