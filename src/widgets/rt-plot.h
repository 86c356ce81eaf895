/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a picture of numbers shows, how it looks, and how it is painted: on the screen, on paper
 * and in files alike. Neither a plot nor a style knows a widget, so that a thread can paint. */

#define RT_PLOT_MAX_HUES 8
#define RT_PLOT_NOBODY   -1   /* in a cell of a map */

typedef enum {
  RT_PLOT_BARS,    /* a bar for each series */
  RT_PLOT_CURVES,  /* shares from 0 to 1 over a logarithmic axis */
  RT_PLOT_COURSE,  /* numbers in the course of time: over a linear axis from 0, on a logarithmic one */
  RT_PLOT_MAP,     /* which series a cell belongs to, over two logarithmic axes */
} RtPlotKind;

typedef struct {
  double x;
  double y;
} RtPlotPoint;

/**
 * RtPlotSeries:
 * @name: for people
 * @hue: the id of a pattern
 * @text: its numbers, for people
 * @full: of a bar; NAN where it is not known
 * @faded: of a bar, behind @full
 * @other: what it is compared with; NAN where it is not
 * @points: (element-type RtPlotPoint): of a curve or a course, @x ascending; NAN for @y: a gap
 */
typedef struct {
  char   *name;
  char   *hue;
  char   *text;
  double  full;
  double  faded;
  double  other;
  GArray *points;
} RtPlotSeries;

typedef char *(*RtPlotFormat) (double value);

/**
 * RtPlotAxis:
 * @title: for people
 * @least: where it begins, more than 0
 * @most: where it ends
 * @format: writes a number of it
 */
typedef struct {
  char         *title;
  double        least;
  double        most;
  RtPlotFormat  format;
} RtPlotAxis;

/**
 * RtPlot:
 * @title: for people
 * @note: (nullable): what it rests on, for people
 * @summary: for who cannot see it
 * @series: of RtPlotSeries
 * @x: of curves, courses and maps
 * @y: of courses and maps; of curves the title only
 * @side: cells of a map each way
 * @cells: (nullable): by row and column, both ascending: the place of a series or %RT_PLOT_NOBODY
 * @point: which is marked in a map
 *
 * Reference counted; not changed once somebody else has it.
 */
typedef struct {
  gatomicrefcount  references;
  RtPlotKind       kind;
  char            *title;
  char            *note;
  char            *summary;
  GPtrArray       *series;
  RtPlotAxis       x;
  RtPlotAxis       y;
  guint            side;
  int             *cells;
  RtPlotPoint      point;
} RtPlot;

RtPlot       *rt_plot_new        (RtPlotKind    kind,
                                  const char   *title);
RtPlot       *rt_plot_ref        (RtPlot       *self);
void          rt_plot_unref      (RtPlot       *self);
/* (transfer none) */
RtPlotSeries *rt_plot_add_series (RtPlot       *self,
                                  const char   *name,
                                  const char   *hue);

typedef struct {
  const char *id;     /* of a pattern */
  GdkRGBA     color;
} RtPlotHue;

/**
 * RtPlotStyle:
 * @size: of letters, in pixels
 *
 * How it looks.
 */
typedef struct {
  GdkRGBA    foreground;
  GdkRGBA    background;
  RtPlotHue  hues[RT_PLOT_MAX_HUES];
  guint      n_hues;
  char      *font;
  double     size;
} RtPlotStyle;

/* As @widget looks; @paper: as it does in light, on white, and with letters of the usual size. */
RtPlotStyle *rt_plot_style_new     (GtkWidget         *widget,
                                    gboolean           paper);
RtPlotStyle *rt_plot_style_copy    (const RtPlotStyle *self);
void         rt_plot_style_free    (RtPlotStyle       *self);
void         rt_plot_style_get_hue (const RtPlotStyle *self,
                                    const char        *id,
                                    GdkRGBA           *color);

/* How high it gets with that @width. */
double       rt_plot_measure       (const RtPlot      *self,
                                    const RtPlotStyle *style,
                                    double             width);
void         rt_plot_paint         (const RtPlot      *self,
                                    const RtPlotStyle *style,
                                    cairo_t           *cr,
                                    double             width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtPlot, rt_plot_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtPlotStyle, rt_plot_style_free)

G_END_DECLS
