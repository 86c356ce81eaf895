/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-confirmations.h"

#include "patterns/rt-envelope.h"

/* A text, or the numbers from first to last. */
typedef struct {
  char    *text;
  guint64  first;
  guint64  last;
} Item;

static void
item_free (Item *item)
{
  g_free (item->text);
  g_free (item);
}

static gboolean
add (RtConfirmations *self,
     char            *text,
     guint64          seq)
{
  Item *item;

  if (self->items.length >= RT_CONFIRMATIONS_MAX)
    {
      g_free (text);
      return FALSE;
    }

  item = g_new0 (Item, 1);
  item->text = text;
  item->first = item->last = seq;
  g_queue_push_tail (&self->items, item);

  return TRUE;
}

/**
 * rt_confirmations_add_seq:
 * @self: confirmations
 * @seq: the number that a message was given
 *
 * Returns: %FALSE when too much is waiting
 */
gboolean
rt_confirmations_add_seq (RtConfirmations *self,
                          guint64          seq)
{
  Item *last = g_queue_peek_tail (&self->items);

  if (last == NULL || last->text != NULL || last->last + 1 != seq)
    return add (self, NULL, seq);

  last->last = seq;

  return TRUE;
}

/**
 * rt_confirmations_add_text:
 * @self: confirmations
 * @text: (transfer full): what to say at this place
 *
 * Returns: %FALSE when too much is waiting
 */
gboolean
rt_confirmations_add_text (RtConfirmations *self,
                           char            *text)
{
  return add (self, text, 0);
}

/**
 * rt_confirmations_dup_next:
 * @self: confirmations
 *
 * Returns: (transfer full) (nullable): what is to be said next; %NULL when nothing is
 */
char *
rt_confirmations_dup_next (RtConfirmations *self)
{
  const Item *item = g_queue_peek_head (&self->items);

  if (item == NULL)
    return NULL;

  return item->text != NULL ? g_strdup (item->text) : rt_envelope_write_published (item->first);
}

/**
 * rt_confirmations_drop:
 * @self: confirmations, of which something is to be said
 *
 * What was next is said.
 */
void
rt_confirmations_drop (RtConfirmations *self)
{
  Item *item = g_queue_peek_head (&self->items);

  if (item->text == NULL && item->first++ < item->last)
    return;

  g_queue_pop_head (&self->items);
  item_free (item);
}

/**
 * rt_confirmations_clear:
 * @self: confirmations
 *
 * Forgets everything.
 */
void
rt_confirmations_clear (RtConfirmations *self)
{
  g_queue_clear_full (&self->items, (GDestroyNotify) item_free);
}
