/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-upload-follower.h"

#include <glib/gi18n.h>

struct _RtUploadFollower {
  GObject       parent_instance;
  RtUploadList *list;
  RtLane       *lane;
  GPtrArray    *followed;   /* of Followed, in the order of the list */
};

typedef struct {
  RtUploadFollower *follower;
  RtUploadTransfer *transfer;
  RtUploadReport   *report;    /* NULL until somebody asked */
  RtClient         *client;    /* NULL while nobody asks */
  char             *trouble;
} Followed;

G_DEFINE_FINAL_TYPE (RtUploadFollower, rt_upload_follower, G_TYPE_OBJECT)

/* What is heard of @client after this is of no interest, its end included. */
static void
followed_leave (Followed *self)
{
  g_autoptr (RtClient) client = g_steal_pointer (&self->client);

  if (client == NULL)
    return;
  g_signal_handlers_disconnect_by_data (client, self);
  rt_client_stop (client);
}

static void
followed_free (Followed *self)
{
  g_signal_handlers_disconnect_by_data (self->transfer, self);
  followed_leave (self);
  g_clear_pointer (&self->report, rt_upload_report_free);
  g_free (self->trouble);
  g_object_unref (self->transfer);
  g_free (self);
}

static void
on_message (RtClient  *client,
            RtMessage *message,
            Followed  *self)
{
  gsize size;
  const char *text = g_bytes_get_data (message->data, &size);

  if (rt_upload_report_read (self->report, text, size) &&
      rt_upload_report_is_last (self->report))
    followed_leave (self);
}

static void
on_reason (RtClient   *client,
           GParamSpec *pspec,
           Followed   *self)
{
  g_free (self->trouble);
  self->trouble = g_strdup (rt_client_get_reason (client));
}

static gboolean
is_told (Followed *self)
{
  return self->report != NULL && rt_upload_report_is_last (self->report);
}

/* Whom the server sent away has its reason. */
static void
on_finished (RtClient *client,
             Followed *self)
{
  g_autoptr (RtClient) finished = g_steal_pointer (&self->client);

  g_signal_handlers_disconnect_by_data (finished, self);
  if (rt_client_get_error (finished) != NULL)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (_("The lane was stopped: start it to hear more."));
}

static void
followed_begin (Followed *self)
{
  RtLane *lane = self->follower->lane;
  g_autofree char *uri = NULL;

  if (self->client != NULL || is_told (self) ||
      rt_upload_transfer_get_state (self->transfer) != RT_UPLOAD_TRANSFER_SENDING)
    return;
  uri = rt_upload_transfer_dup_progress_uri (self->transfer, FALSE);
  if (self->report == NULL)
    self->report = rt_upload_report_new ();
  g_clear_pointer (&self->trouble, g_free);
  self->client = g_object_new (rt_lane_get_pattern (lane)->get_client_type (), "uri", uri, NULL);
  g_signal_connect (self->client, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->client, "notify::reason", G_CALLBACK (on_reason), self);
  g_signal_connect (self->client, "finished", G_CALLBACK (on_finished), self);
  if (rt_lane_adopt (lane, self->client))
    return;
  followed_leave (self);
  self->trouble = g_strdup (_("The lane does too much at once: wait until something has ended."));
}

/* Of an upload that ended before the server heard of it nothing will be told; of others,
 * how they ended. */
static void
on_transfer_state (RtUploadTransfer *transfer,
                   GParamSpec       *pspec,
                   Followed         *self)
{
  if (rt_upload_transfer_get_state (transfer) == RT_UPLOAD_TRANSFER_SENDING)
    followed_begin (self);
  else if (self->report != NULL && self->report->status == RT_UPLOAD_REPORT_NOTHING &&
           rt_upload_transfer_get_state (transfer) != RT_UPLOAD_TRANSFER_COMPLETE)
    followed_leave (self);
}

static Followed *
followed_new (RtUploadFollower *follower,
              RtUploadTransfer *transfer)
{
  Followed *self = g_new0 (Followed, 1);

  self->follower = follower;
  self->transfer = g_object_ref (transfer);
  g_signal_connect (transfer, "notify::state", G_CALLBACK (on_transfer_state), self);
  followed_begin (self);
  return self;
}

static void
on_items_changed (GListModel       *list,
                  guint             position,
                  guint             removed,
                  guint             added,
                  RtUploadFollower *self)
{
  if (removed > 0)
    g_ptr_array_remove_range (self->followed, position, removed);
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (RtUploadTransfer) transfer = g_list_model_get_item (list, i);

      g_ptr_array_insert (self->followed, i, followed_new (self, transfer));
    }
}

static void
on_running (RtUploadFollower *self)
{
  if (!rt_lane_get_running (self->lane))
    return;
  for (guint i = 0; i < self->followed->len; i++)
    followed_begin (g_ptr_array_index (self->followed, i));
}

static void
rt_upload_follower_dispose (GObject *object)
{
  RtUploadFollower *self = RT_UPLOAD_FOLLOWER (object);

  g_clear_pointer (&self->followed, g_ptr_array_unref);
  g_clear_object (&self->list);
  g_clear_object (&self->lane);

  G_OBJECT_CLASS (rt_upload_follower_parent_class)->dispose (object);
}

static void
rt_upload_follower_class_init (RtUploadFollowerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rt_upload_follower_dispose;
}

static void
rt_upload_follower_init (RtUploadFollower *self)
{
  self->followed = g_ptr_array_new_with_free_func ((GDestroyNotify) followed_free);
}

/**
 * rt_upload_follower_new:
 * @list: what is uploaded
 * @lane: by whose pattern the progress is told
 *
 * Asks for the progress of each upload of @list that is on its way, until the lane is
 * stopped, and again when that starts.
 *
 * Returns: (transfer full): a follower
 */
RtUploadFollower *
rt_upload_follower_new (RtUploadList *list,
                        RtLane       *lane)
{
  RtUploadFollower *self = g_object_new (RT_TYPE_UPLOAD_FOLLOWER, NULL);

  self->list = g_object_ref (list);
  self->lane = g_object_ref (lane);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  g_signal_connect_object (lane, "notify::running", G_CALLBACK (on_running), self,
                           G_CONNECT_SWAPPED);
  on_items_changed (G_LIST_MODEL (list), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (list)),
                    self);
  return self;
}

static Followed *
find (RtUploadFollower *self,
      RtUploadTransfer *transfer)
{
  for (guint i = 0; i < self->followed->len; i++)
    {
      Followed *followed = g_ptr_array_index (self->followed, i);

      if (followed->transfer == transfer)
        return followed;
    }
  return NULL;
}

/**
 * rt_upload_follower_get_report:
 * @self: a follower
 * @transfer: one of its list
 *
 * Returns: (transfer none) (nullable): what the server told of @transfer; %NULL while
 *   nobody has asked, because it waits
 */
const RtUploadReport *
rt_upload_follower_get_report (RtUploadFollower *self,
                               RtUploadTransfer *transfer)
{
  Followed *followed = find (self, transfer);

  return followed != NULL ? followed->report : NULL;
}

/**
 * rt_upload_follower_get_trouble:
 * @self: a follower
 * @transfer: one of its list
 *
 * Returns: (transfer none) (nullable): why nothing more is told, for people
 */
const char *
rt_upload_follower_get_trouble (RtUploadFollower *self,
                                RtUploadTransfer *transfer)
{
  Followed *followed = find (self, transfer);

  if (rt_upload_transfer_get_state (transfer) == RT_UPLOAD_TRANSFER_WAITING &&
      !rt_upload_list_has_server (self->list))
    return _("There is no server to upload to yet: wait until the lanes can start.");
  return followed != NULL ? followed->trouble : NULL;
}
