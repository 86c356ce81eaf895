/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-worker.h"

#define GIVE_BACK \
  "UPDATE job SET consumer = NULL WHERE consumer IS NOT NULL AND " \
  "(queue, consumer) IN (SELECT queue, id FROM consumer WHERE slot = ?1)"

static void
bury_slot (RtEmbeddedWorker *self,
           int               slot)
{
  GHashTableIter iter;
  gpointer value;

  rt_embedded_db_run (self->db, GIVE_BACK, 1, (gint64) slot);
  rt_embedded_db_run (self->db, "DELETE FROM consumer WHERE slot = ?1", 1, (gint64) slot);
  rt_embedded_db_run (self->db, "DELETE FROM member WHERE slot = ?1", 1, (gint64) slot);
  self->expiry_stale = TRUE;

  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((RtEmbeddedQueue *) value)->ready = TRUE;
  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((RtEmbeddedTopic *) value)->regroup = TRUE;
}

static GArray *
list_slots (RtEmbeddedWorker *self)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (int));
  sqlite3_stmt *statement =
    rt_embedded_db_get (self->db, "SELECT slot FROM consumer UNION SELECT slot FROM member");

  while (rt_embedded_db_step (self->db, statement))
    {
      int slot = sqlite3_column_int (statement, 0);

      g_array_append_val (slots, slot);
    }

  return slots;
}

void
rt_embedded_dead_bury (RtEmbeddedWorker *self,
                       gboolean          own)
{
  g_autoptr (GArray) slots = list_slots (self);

  for (guint i = 0; i < slots->len; i++)
    {
      int slot = g_array_index (slots, int, i);

      if (slot == self->members->slot)
        {
          if (own)
            bury_slot (self, slot);
        }
      else if (rt_embedded_members_seize (self->members, slot))
        {
          bury_slot (self, slot);
          rt_embedded_members_release (self->members, slot);
        }
    }
}
