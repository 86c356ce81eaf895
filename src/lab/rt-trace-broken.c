/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-private.h"

#include <glib/gi18n.h>

#include "lab/rt-trace-item-private.h"

static gboolean
carries (RtTraceItem *item,
         RtMessage   *message)
{
  if (item->direction != RT_TRACE_TO_CLIENT)
    return FALSE;
  if (item->kind == RT_TRACE_RESPONSE)
    return item->payload != 0;
  return item->kind == RT_TRACE_PUSH && (!message->has_seq || item->seq == message->seq);
}

/* The latest, on what shelf it is, and where; NULL: it is on none any more. */
static RtTraceItem *
find (RtTrace      *self,
      RtMessage    *message,
      RtTracePlace *place,
      guint        *position)
{
  static const RtTracePlace places[] = { RT_TRACE_PLACE_WAITING, RT_TRACE_PLACE_SHOWN };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GQueue *items = &self->shelves[places[i]].items;

      *place = places[i];
      *position = items->length;
      for (GList *link = items->tail; link != NULL; link = link->prev)
        {
          --*position;
          if (carries (link->data, message))
            return link->data;
        }
    }
  return NULL;
}

/* Of an answer that carried more than the event, what became of that one. */
static char *
dup_words (RtTraceItem *item,
           RtMessage   *message,
           gboolean     twice)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, message->seq);

  if (item->kind == RT_TRACE_RESPONSE && message->has_seq && twice)
    /* Translators: an answer; an event's number */
    return g_strdup_printf (_("%s (event %s twice)"), item->summary, number);
  if (item->kind == RT_TRACE_RESPONSE && message->has_seq)
    /* Translators: an answer; an event's number */
    return g_strdup_printf (_("%s (event %s swallowed)"), item->summary, number);
  if (twice)
    /* Translators: an event that came a second time */
    return g_strdup_printf (_("%s (again)"), item->summary);
  /* Translators: an event that was left out on purpose */
  return g_strdup_printf (_("%s (swallowed)"), item->summary);
}

/* It came once, so that this one has no bytes. */
static void
repeat (RtTrace     *self,
        RtTraceItem *item,
        char        *words)
{
  g_autoptr (RtTraceItem) again = rt_trace_item_new (item->kind, item->direction, item->connection,
                                                     g_get_monotonic_time ());

  rt_trace_item_set_summary (again, words);
  rt_trace_add_whole (self, again);
}

/**
 * rt_trace_break_event:
 * @self: a trace
 * @message: what the client received
 * @twice: whether it has it twice now; else it left it out
 *
 * Has the event that is broken on purpose say so, where it was told of before: the one left
 * out is lost, and the one had twice is there once more. An answer that carries it says what
 * became of it.
 */
void
rt_trace_break_event (RtTrace   *self,
                      RtMessage *message,
                      gboolean   twice)
{
  RtTracePlace place;
  guint position;
  RtTraceItem *item = find (self, message, &place, &position);
  char *words;

  if (item == NULL)
    return;
  words = dup_words (item, message, twice);
  if (twice && (item->kind == RT_TRACE_PUSH || !message->has_seq))
    {
      repeat (self, item, words);
      return;
    }
  rt_trace_item_set_summary (item, words);
  item->is_lost = item->kind == RT_TRACE_PUSH || !message->has_seq;
  if (item->is_lost)
    item->payload = 0;
  if (place == RT_TRACE_PLACE_SHOWN)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}
