/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-sequence-arrow.h"

#include <math.h>

#define HEAD_LENGTH 9
#define HEAD_WIDTH  4
#define KNOT        3.5
#define ZIGZAG      4

typedef enum {
  HEAD_FULL,
  HEAD_HOLLOW,
  HEAD_OPEN,
} Head;

typedef struct {
  double line;
  double dash;   /* 0: none */
  Head   head;
} Look;

static const Look looks[] = {
  [RT_TRACE_OPEN] = { 1, 2, HEAD_OPEN },
  [RT_TRACE_REQUEST] = { 1.5, 0, HEAD_FULL },
  [RT_TRACE_RESPONSE] = { 1.5, 0, HEAD_FULL },
  [RT_TRACE_PUSH] = { 2.5, 0, HEAD_FULL },
  [RT_TRACE_MESSAGE] = { 2.5, 0, HEAD_FULL },
  [RT_TRACE_CONTROL] = { 1, 0, HEAD_OPEN },
  [RT_TRACE_COMMENT] = { 1, 2, HEAD_OPEN },
  [RT_TRACE_CLOSE] = { 1, 2, HEAD_OPEN },
  [RT_TRACE_FAULT] = { 1.5, 0, HEAD_OPEN },
  [RT_TRACE_LEFT_OUT] = { 1, 2, HEAD_OPEN },
  [RT_TRACE_OPAQUE] = { 4, 0, HEAD_FULL },
};

static const Look empty = { 1, 5, HEAD_HOLLOW };

/* How far it comes. */
typedef enum {
  END_ARRIVES,
  END_CUT_OFF,
  END_LOST,
} End;

static End
get_end (RtTraceItem *item)
{
  if (rt_trace_item_get_lost (item))
    return END_LOST;
  return rt_trace_item_get_cut_off (item) ? END_CUT_OFF : END_ARRIVES;
}

static const Look *
get_look (RtTraceItem *item)
{
  return rt_trace_item_get_is_empty (item) ? &empty : &looks[rt_trace_item_get_kind (item)];
}

static void
draw_head (cairo_t *cr,
           double   x,
           double   y,
           double   angle,
           Head     head)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, angle);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, 1.2);
  cairo_move_to (cr, -HEAD_LENGTH, -HEAD_WIDTH);
  cairo_line_to (cr, 0, 0);
  cairo_line_to (cr, -HEAD_LENGTH, HEAD_WIDTH);
  if (head == HEAD_OPEN)
    {
      cairo_stroke (cr);
      cairo_restore (cr);
      return;
    }
  cairo_close_path (cr);
  if (head == HEAD_FULL)
    cairo_fill (cr);
  else
    cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_cross (cairo_t *cr,
            double   x,
            double   y)
{
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, x - KNOT, y - KNOT);
  cairo_line_to (cr, x + KNOT, y + KNOT);
  cairo_move_to (cr, x - KNOT, y + KNOT);
  cairo_line_to (cr, x + KNOT, y - KNOT);
  cairo_stroke (cr);
}

static void
draw_knot (cairo_t *cr,
           double   x,
           double   y)
{
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_arc (cr, x, y, KNOT, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* A line that does not hold. */
static void
draw_zigzag (cairo_t *cr,
             double   from,
             double   to,
             double   y)
{
  double step = from < to ? ZIGZAG : -ZIGZAG;
  int n = (int) fabs ((to - from) / ZIGZAG);

  cairo_set_dash (cr, NULL, 0, 0);
  cairo_move_to (cr, from, y);
  for (int i = 1; i <= n; i++)
    cairo_line_to (cr, from + i * step, y + (i % 2 != 0 ? ZIGZAG : -ZIGZAG));
  cairo_stroke (cr);
}

static void
draw_line (cairo_t    *cr,
           const Look *look,
           double      from_x,
           double      from_y,
           double      to_x,
           double      to_y)
{
  const double dashes[] = { look->dash, look->dash > 2 ? look->dash - 1 : look->dash + 1 };

  cairo_set_line_width (cr, look->line);
  cairo_set_dash (cr, dashes, look->dash > 0 ? 2 : 0, 0);
  cairo_move_to (cr, from_x, from_y);
  cairo_line_to (cr, to_x, to_y);
  cairo_stroke (cr);
}

static void
draw_arrow (cairo_t              *cr,
            const Look           *look,
            const RtSequencePath *path,
            double                share,
            End                   end)
{
  double reach = end != END_ARRIVES ? MIN (share, 0.7) : share;
  double x = path->from + (path->to - path->from) * reach;
  double y = path->y + path->drop * reach;
  double angle = atan2 (path->drop, path->to - path->from);
  /* The line ends in the head, not in its point. */
  double short_of = end != END_ARRIVES ? 0 : HEAD_LENGTH - 1;

  draw_line (cr, look, path->from, path->y, x - short_of * cos (angle), y - short_of * sin (angle));
  if (end == END_ARRIVES)
    {
      draw_head (cr, x, y, angle, look->head);
      return;
    }
  if (end == END_LOST)
    {
      draw_cross (cr, x, y);
      return;
    }
  cairo_set_line_width (cr, 1.5);
  draw_zigzag (cr, x, x + (path->to > path->from ? 5 : -5) * ZIGZAG, y);
  draw_cross (cr, x + (path->to > path->from ? 7 : -7) * ZIGZAG, y);
}

/**
 * rt_sequence_draw_item:
 * @cr: to draw with, in its present colour
 * @item: what happened
 * @path: its way
 * @share: how much of it is done, 0 to 1
 *
 * Draws what happened: messages as arrows, those without anything new dashed with a hollow
 * head; that a connection begins as a line between two knots, that it ends as one between two
 * crosses; what was broken on purpose as a line that does not hold; what did not arrive
 * whole as an arrow that breaks on its way, and what was lost as one that ends in a cross.
 */
void
rt_sequence_draw_item (cairo_t              *cr,
                       RtTraceItem          *item,
                       const RtSequencePath *path,
                       double                share)
{
  const Look *look = get_look (item);
  double to = path->from + (path->to - path->from) * share;

  switch (rt_trace_item_get_kind (item))
    {
    case RT_TRACE_OPEN:
      draw_line (cr, look, path->from, path->y, to, path->y);
      draw_knot (cr, path->from, path->y);
      draw_knot (cr, to, path->y);
      break;
    case RT_TRACE_CLOSE:
      draw_line (cr, look, path->from, path->y, to, path->y);
      draw_cross (cr, path->from, path->y);
      draw_cross (cr, to, path->y);
      break;
    case RT_TRACE_LEFT_OUT:
      break;
    case RT_TRACE_FAULT:
      cairo_set_line_width (cr, look->line);
      draw_zigzag (cr, path->from, to, path->y);
      break;
    case RT_TRACE_REQUEST:
    case RT_TRACE_RESPONSE:
    case RT_TRACE_PUSH:
    case RT_TRACE_MESSAGE:
    case RT_TRACE_CONTROL:
    case RT_TRACE_COMMENT:
    case RT_TRACE_OPAQUE:
    default:
      draw_arrow (cr, look, path, share, get_end (item));
    }
}
