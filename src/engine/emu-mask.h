/* emu-mask.h: the weight of A at every pixel, seen through a view
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-image.h"

G_BEGIN_DECLS

/**
 * EmuBox:
 *
 * Rows @y0 … @y1 − 1 and columns @x0 … @x1 − 1; empty when @y1 ≤ @y0 or @x1 ≤ @x0.
 */
typedef struct
{
  int y0;
  int y1;
  int x0;
  int x1;
} EmuBox;

gboolean emu_box_is_empty (const EmuBox *self);
gint64   emu_box_area     (const EmuBox *self);

/** Cut at the border of a picture of @height × @width. */
EmuBox   emu_box_clip     (const EmuBox *self,
                           int           height,
                           int           width);

/**
 * EmuView:
 * @x0: column of A in the middle of the view's first column, in pixels (0 is the middle of A's
 *   first column)
 * @y0: likewise, row
 * @step: pixels of A from one sample of the view to the next, at least 1
 * @width: columns of the view
 * @height: rows of the view
 *
 * Which part of A is looked at, and how coarsely. Sample (x, y) of a view stands for the square of
 * @step × @step pixels of A around (@x0 + @step x, @y0 + @step y). The whole picture at full size
 * is {0, 0, 1, width, height}; methods compute their geometry for A's full size and evaluate it
 * where a view asks, so that every view shows the same shapes.
 */
typedef struct
{
  double x0;
  double y0;
  double step;
  int    width;
  int    height;
} EmuView;

EmuView  emu_view_whole   (int height,
                           int width);

/** The whole picture at @step: every sample has its middle on the picture, at least one each way. */
EmuView  emu_view_reduced (int    height,
                           int    width,
                           double step);
gboolean emu_view_is_whole (const EmuView *self,
                            int            height,
                            int            width);
gboolean emu_view_equal   (const EmuView *a,
                           const EmuView *b);

/** Samples of a view whose middle lies inside a box of A. */
EmuBox   emu_view_box     (const EmuView *self,
                           const EmuBox  *box);

/**
 * emu_view_index:
 * @origin: x0 or y0 of a view
 * @i: sample
 * @size: A's columns or rows
 *
 * The pixel of A nearest to the middle of a sample, inside the picture.
 */
static inline int
emu_view_index (double origin,
                double step,
                int    i,
                int    size)
{
  int at = (int) (origin + step * i + 0.5);

  return CLAMP (at, 0, size - 1);
}

/**
 * EmuMaskKind:
 * @EMU_MASK_UNIFORM: @weight everywhere
 * @EMU_MASK_RECTANGLE: @inside in @box, @outside elsewhere
 * @EMU_MASK_PLANE: one float a sample
 */
typedef enum
{
  EMU_MASK_UNIFORM,
  EMU_MASK_RECTANGLE,
  EMU_MASK_PLANE,
} EmuMaskKind;

/**
 * EmuMask:
 * @view: what the mask is evaluated for
 * @height: rows of the view
 * @width: columns of the view
 * @weight: uniform: the weight of A, in double
 * @box: rectangle: in samples of the view
 * @inside: rectangle: weight of A in the box
 * @outside: rectangle: weight of A elsewhere
 *
 * The weight of A, 0 to 1. A new mask is uniform 1. Filled by one thread, then frozen. Only a
 * method that asks for rows pays for a plane.
 */
typedef struct
{
  EmuView     view;
  int         height;
  int         width;
  EmuMaskKind kind;
  double      weight;
  EmuBox      box;
  float       inside;
  float       outside;

  /*< private >*/
  float      *plane;
} EmuMask;

/** Returns: (transfer full): a mask that gives everything to A */
EmuMask *emu_mask_new           (const EmuView *view) G_GNUC_WARN_UNUSED_RESULT;
EmuMask *emu_mask_ref           (EmuMask *self);
void     emu_mask_unref         (EmuMask *self);

void     emu_mask_set_uniform   (EmuMask *self,
                                 double   weight);

/** @box: in pixels of A, at full size */
void     emu_mask_set_rectangle (EmuMask      *self,
                                 const EmuBox *box,
                                 float         inside,
                                 float         outside);

/**
 * emu_mask_need_plane:
 *
 * Makes the mask a plane of height × width floats, not initialised.
 *
 * Returns: %FALSE with EMU_ERROR_NO_MEMORY
 */
gboolean emu_mask_need_plane    (EmuMask *self,
                                 GError **error);

/** First float of row @y of a plane. */
static inline float *
emu_mask_row (const EmuMask *self,
              int            y)
{
  return self->plane + (gsize) y * (gsize) self->width;
}

/** Weight of A at one sample, whatever the kind. */
float    emu_mask_at            (const EmuMask *self,
                                 int            y,
                                 int            x);

/** Weights of one row, whatever the kind; @out: width floats. */
void     emu_mask_get_row       (const EmuMask *self,
                                 int            y,
                                 float         *out);

/** Mean over the samples of the view, in double; the same for any number of threads. */
double   emu_mask_mean          (const EmuMask *self);

/**
 * emu_mask_to_image:
 *
 * As people keep a mask: one channel, 0 is B, 255 is A, rounded half to even.
 *
 * Returns: (transfer full): a picture of the view's size
 */
EmuImage *emu_mask_to_image     (const EmuMask *self,
                                 GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuMask, emu_mask_unref)

G_END_DECLS
