/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-picture.h"

G_BEGIN_DECLS

/* Shared by rt-picture.c, the sheet and its files, and rt-picture-rows.c, how a row is painted. */

typedef struct {
  char            *text;
  char            *below;   /* or NULL */
  char            *hue;     /* or NULL */
  RtPictureLetters letters;
} RtCell;

/* Rows of a table have one of them together. */
typedef struct {
  guint  n_columns;
  double widths[RT_PICTURE_MAX_COLUMNS]; /* of the widest cell of each, pixels */
} RtColumns;

typedef struct {
  GPtrArray *cells;    /* of RtCell: words where there is one */
  RtColumns *columns;  /* (atomic reference) or NULL: no table */
  gboolean   is_head;  /* of a table */
  GPtrArray *plots;    /* or NULL: of RtPlot, one beside the other */
} RtPictureRow;

struct _RtPicture {
  gatomicrefcount  references;
  RtPlotStyle     *style;
  GPtrArray       *rows;
};

RtPictureRow *rt_picture_row_new  (void);
void          rt_picture_row_free (gpointer      row);
/* (transfer full) strings of @cell are copied */
void          rt_picture_row_add  (RtPictureRow        *self,
                                   const RtPictureCell *cell,
                                   const RtPlotStyle   *style);

G_END_DECLS
