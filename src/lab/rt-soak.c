/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-soak.h"

#include "lab/rt-usage.h"

/* Slices are of these sizes, as GLib aligns them; larger ones are malloc()'s. */
#define STEP    16
#define N_SIZES 64
/* Between two looks at the heap: more than anybody else takes meanwhile. */
#define BITE    (32 * 1024)
/* More is not kept of any size. */
#define MAX_BITES 4096
/* What is seen of it in the heap, or nothing is. */
#define PROBE   65536

/* Whoever is still leaving gives memory back: so often it is looked whether that goes on, and no longer. */
#define PAUSE_MS  50
#define MAX_LOOKS 40
/* So many in a row have to see nothing of it. */
#define STILL     5
/* Less is what is always going on. */
#define LITTLE    (16 * 1024)

typedef struct _Slice Slice;

struct _Slice {
  Slice *next;
};

struct _RtSoak {
  Slice *slices[N_SIZES];
};

/* Takes slices of a size. Returns whether the heap grew by them, none of which was kept then. */
static gboolean
take_some (RtSoak *self,
           guint   i)
{
  gsize size = (i + 1) * STEP;
  gint64 before = rt_usage_get_memory ();

  for (gsize n = 0; n < BITE / size; n++)
    {
      Slice *slice = g_slice_alloc (size);

      slice->next = self->slices[i];
      self->slices[i] = slice;
    }

  return rt_usage_get_memory () - before >= BITE / 4 * 3;
}

/* Whether what is allocated can be told. */
static gboolean
can_be_told (void)
{
  gint64 before = rt_usage_get_memory ();
  gpointer probe = g_malloc0 (PROBE);
  gboolean is_seen = rt_usage_get_memory () >= before + PROBE;

  g_free (probe);

  return before >= 0 && is_seen;
}

static void
free_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  RtSoak *self = task_data;

  for (guint i = 0; i < N_SIZES; i++)
    while (self->slices[i] != NULL)
      {
        Slice *slice = self->slices[i];

        self->slices[i] = slice->next;
        g_slice_free1 ((i + 1) * STEP, slice);
      }
  g_free (self);
}

/* Of each size until nothing is left that was kept. */
static void
soak_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  RtSoak *self = g_new0 (RtSoak, 1);

  for (guint i = 0; can_be_told () && i < N_SIZES; i++)
    for (guint n = 0; n < MAX_BITES && !g_cancellable_is_cancelled (cancellable) && !take_some (self, i); n++)
      continue;

  g_task_return_pointer (task, self, (GDestroyNotify) rt_soak_free);
}

typedef struct {
  gint64 last;
  guint  n;
  guint  n_still;
} Looks;

static gboolean
on_look (gpointer user_data)
{
  GTask *task = user_data;
  Looks *looks = g_task_get_task_data (task);
  gint64 now = rt_usage_get_memory ();

  looks->n_still = now >= looks->last - LITTLE ? looks->n_still + 1 : 0;
  looks->last = now;
  if (looks->n_still < STILL && ++looks->n < MAX_LOOKS && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return G_SOURCE_CONTINUE;

  g_task_run_in_thread (task, soak_in_thread);
  return G_SOURCE_REMOVE;
}

/**
 * rt_soak_new_async:
 * @cancellable: (nullable): to stop it
 * @callback: called when nothing is kept any more
 * @user_data: for @callback
 *
 * Waits until nobody gives memory back any more, two seconds at the most, and takes what is kept.
 */
void
rt_soak_new_async (GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GSource) source = g_timeout_source_new (PAUSE_MS);
  Looks *looks = g_new0 (Looks, 1);

  g_task_set_source_tag (task, rt_soak_new_async);
  g_task_set_task_data (task, looks, g_free);
  looks->last = rt_usage_get_memory ();
  /* After all else that there is to do. */
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, on_look, task, g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

/**
 * rt_soak_new_finish:
 * @result: what the callback was given
 * @error: return location for a %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what is held
 */
RtSoak *
rt_soak_new_finish (GAsyncResult  *result,
                    GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rt_soak_free:
 * @self: (transfer full): what is held
 *
 * Gives it back.
 */
void
rt_soak_free (RtSoak *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, free_in_thread);
}
