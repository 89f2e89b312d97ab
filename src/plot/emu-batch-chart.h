/* emu-batch-chart.h: a batch as a drawing: who meets whom, what comes out, under which label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <cairo.h>

#include "emu-drawing-file.h"
#include "emu-image.h"
#include "emu-mask.h"

G_BEGIN_DECLS

/** Longest sides of the pictures a chart is best given; larger ones are reduced as it is drawn. */
#define EMU_BATCH_CHART_WIDTH_PX 192
#define EMU_BATCH_CHART_HEIGHT_PX 128

/** Narrower than this the batch runs down instead of across. */
#define EMU_BATCH_CHART_NARROW_PX 560

/** Width of a chart in a file. */
#define EMU_BATCH_CHART_FILE_PX 960

/**
 * EmuBatchChartData:
 * @n: pictures that went in
 * @n_out: pictures that come out
 * @n_classes: columns of the table of labels
 * @title: (nullable): first line in a file
 * @caption: (nullable): what follows it there, in as many lines as it takes
 * @mixed_by: (nullable): head of the results, saying which methods made them
 * @names: n names
 * @class_names: n_classes names
 * @classes: n numbers of classes
 * @partner: n numbers of partners
 * @pictures: n pictures
 * @results: n_out pictures; each may be %NULL
 * @lambda: n_out numbers, NaN for none
 * @mixed: n_out times whether the picture was mixed at all
 * @weight_a: n_out weights of A
 * @weight_b: n_out weights of B
 * @rows: (n_out, n_classes) labels
 *
 * What a chart is made of; everything is copied or referenced.
 */
typedef struct
{
  int                  n;
  int                  n_out;
  int                  n_classes;
  const char          *title;
  const char          *caption;
  const char          *mixed_by;
  const char * const  *names;
  const char * const  *class_names;
  const int           *classes;
  const int           *partner;
  EmuImage * const    *pictures;
  EmuImage * const    *results;
  const double        *lambda;
  const gboolean      *mixed;
  const double        *weight_a;
  const double        *weight_b;
  const double        *rows;
} EmuBatchChartData;

/**
 * EmuBatchChart:
 *
 * A row of pictures, an arrow from each to its partner, the row of results with λ and a bar of the
 * label, and the labels as a table. Blue is A, orange is B. Reference counted and never changed
 * once made but for the sizes it keeps its pictures at.
 */
typedef struct _EmuBatchChart EmuBatchChart;

EmuBatchChart *emu_batch_chart_new        (const EmuBatchChartData *data) G_GNUC_WARN_UNUSED_RESULT;
EmuBatchChart *emu_batch_chart_ref        (EmuBatchChart           *self);
void           emu_batch_chart_unref      (EmuBatchChart           *self);

/** Pixels that a chart of @width pixels is high, without title and caption. */
int            emu_batch_chart_get_height (EmuBatchChart           *self,
                                           int                      width);

/** The element at a point: its picture, its result or its row of labels; −1 for none. */
int            emu_batch_chart_at         (EmuBatchChart           *self,
                                           int                      width,
                                           double                   x,
                                           double                   y);

/** From the picture of element @index to its result. */
EmuBox         emu_batch_chart_get_box    (EmuBatchChart           *self,
                                           int                      width,
                                           int                      index);

/**
 * emu_batch_chart_draw:
 * @width: pixels, at least 1
 * @scale: device pixels a pixel, at least 1; pictures are brought to that size once and kept
 * @dark: light letters on nothing; the ground is the caller's
 * @marked: element whose arrow, partner, result and row stand out, −1 for none
 * @focused: whether @marked has the keyboard's focus
 *
 * From one thread at a time.
 */
void           emu_batch_chart_draw       (EmuBatchChart           *self,
                                           cairo_t                 *cr,
                                           int                      width,
                                           int                      scale,
                                           gboolean                 dark,
                                           int                      marked,
                                           gboolean                 focused);

/** As emu_drawing_save(): light, with title and caption, %EMU_BATCH_CHART_FILE_PX wide. From any thread. */
gboolean       emu_batch_chart_save       (EmuBatchChart           *self,
                                           GFile                   *file,
                                           EmuDrawingFormat         format,
                                           GCancellable            *cancellable,
                                           GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuBatchChart, emu_batch_chart_unref)

G_END_DECLS
