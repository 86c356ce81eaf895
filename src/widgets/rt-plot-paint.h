/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "widgets/rt-plot.h"

G_BEGIN_DECLS

/* What the painters of the kinds share. A brush without @cr measures and paints nothing. */
typedef struct {
  const RtPlot      *plot;
  const RtPlotStyle *style;
  cairo_t           *cr;      /* (nullable) */
  PangoContext      *context;
  double             width;
  double             em;      /* the size of letters, pixels */
} RtBrush;

/* The area within axes. */
typedef struct {
  double x;
  double y;
  double width;
  double height;
} RtPlotArea;

/* How lines over a scale are painted. */
typedef struct {
  double   left;                                      /* of the area, for the scale, in letters */
  void   (*paint_scale) (RtBrush            *self,
                         const RtPlotArea   *area);
  void   (*trace)       (RtBrush            *self,
                         const RtPlotArea   *area,
                         const RtPlotSeries *series); /* the line, which is then stroked */
  double (*paint_axis)  (RtBrush            *self,
                         const RtPlotArea   *area);   /* below; how high it is */
} RtPlotLines;

#define RT_BRUSH_DIM 0.75 /* still to be read */

/* Each from @y on; how high it is. */
double rt_brush_text   (RtBrush        *self,
                        const char     *text,
                        double          x,
                        double          y,
                        double          width,
                        PangoAlignment  alignment,
                        double          scale,
                        gboolean        bold,
                        double          alpha);
double rt_brush_text_width (RtBrush    *self,
                            const char *text,
                            double      scale);
void   rt_brush_ink    (RtBrush        *self,
                        const GdkRGBA  *color,
                        double          alpha);
double rt_brush_bars   (RtBrush        *self,
                        double          y);
double rt_brush_curves (RtBrush        *self,
                        double          y);
double rt_brush_course (RtBrush        *self,
                        double          y);
double rt_brush_map    (RtBrush        *self,
                        double          y);

/* Where a number is along a logarithmic axis, from 0 to 1. */
double rt_plot_axis_place (const RtPlotAxis *axis,
                           double            value);
/* A line across the area at @y, with what it stands for before it. */
void   rt_brush_rule   (RtBrush          *self,
                        const RtPlotArea *area,
                        double            y,
                        const char       *text);
/* A line for each series, with the axis and what the lines are below it. */
double rt_brush_lines  (RtBrush           *self,
                        double             y,
                        const RtPlotLines *lines);
/* Decades of the axis below the area, and its title. */
double rt_brush_x_axis (RtBrush          *self,
                        const RtPlotArea *area);
/* Curves of one hue differ in how they are dashed. */
void   rt_brush_dash   (RtBrush          *self,
                        guint             series);
/* The letter that stands for a series. (transfer full) */
char  *rt_plot_letter  (guint             series);

G_END_DECLS
