/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtLink:
 *
 * A place in a ring of links, embedded in what is listed; the list is one more
 * link. Whoever is in a list can leave it without knowing which one it is.
 */
typedef struct _RtLink RtLink;
struct _RtLink {
  RtLink *prev;
  RtLink *next;
};

static inline void
rt_link_init (RtLink *link)
{
  link->prev = link->next = link;
}

static inline gboolean
rt_link_is_alone (const RtLink *link)
{
  return link->next == link;
}

static inline void
rt_link_remove (RtLink *link)
{
  link->prev->next = link->next;
  link->next->prev = link->prev;
  rt_link_init (link);
}

static inline void
rt_link_append (RtLink *list,
                RtLink *link)
{
  link->prev = list->prev;
  link->next = list;
  list->prev->next = link;
  list->prev = link;
}

/* Moves all of @from to the end of @list. */
static inline void
rt_link_splice (RtLink *list,
                RtLink *from)
{
  if (rt_link_is_alone (from))
    return;

  from->next->prev = list->prev;
  list->prev->next = from->next;
  from->prev->next = list;
  list->prev = from->prev;
  rt_link_init (from);
}

G_END_DECLS
