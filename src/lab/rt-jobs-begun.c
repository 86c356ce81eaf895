/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-jobs-begun.h"

#include "core/rt-json.h"
#include "patterns/rt-json-scan.h"

/* (transfer full) (nullable) */
static char *
dup_id (GBytes *data)
{
  RtJsonSlice whole, name, value;
  RtJsonScan scan;

  whole.text = g_bytes_get_data (data, &whole.length);
  if (whole.length == 0 || !rt_json_check (whole.text, whole.length, NULL) ||
      !rt_json_scan_object (&scan, &whole))
    return NULL;
  while (rt_json_scan_member (&scan, &name, &value))
    if (rt_json_slice_is_string (&name, "jobId"))
      return rt_json_slice_dup_string (&value);
  return NULL;
}

/**
 * rt_jobs_begun_since:
 * @jobs: the channel of jobs, on the server's side
 * @after: the number of an event of it
 *
 * Tells what the server did, whatever became of its answers.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the ids of the jobs that began after
 *   that event, %RT_JOBS_BEGUN_MAX at most; %NULL where the channel remembers not all of them
 */
GPtrArray *
rt_jobs_begun_since (RtChannel *jobs,
                     guint64    after)
{
  g_autoptr (RtSelection) submitted = rt_selection_new ("submitted", NULL);
  RtChannelItem items[RT_JOBS_BEGUN_MAX];
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  RtGap gap;
  guint n_items;

  n_items = rt_channel_read (jobs, &after, submitted, items, G_N_ELEMENTS (items), &gap);
  for (guint i = 0; i < n_items; i++)
    {
      char *id = dup_id (rt_event_get_data (items[i].event));

      if (id != NULL)
        g_ptr_array_add (ids, id);
    }
  return gap.found ? NULL : g_steal_pointer (&ids);
}
