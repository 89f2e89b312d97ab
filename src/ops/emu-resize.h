/* emu-resize.h: pictures at other sizes, byte for byte as Pillow makes them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mask.h"
#include "emu-op.h"

G_BEGIN_DECLS

/**
 * EmuResizeFilter:
 * @EMU_RESIZE_NEAREST: the pixel in the middle
 * @EMU_RESIZE_BOX: mean of what a pixel covers
 * @EMU_RESIZE_BILINEAR: a tent
 * @EMU_RESIZE_HAMMING: a windowed sine of one wave
 * @EMU_RESIZE_BICUBIC: the cubic of a = −½
 * @EMU_RESIZE_LANCZOS: a windowed sine of three waves
 *
 * All but the first widen when the picture shrinks, so that every pixel counts.
 */
typedef enum
{
  EMU_RESIZE_NEAREST,
  EMU_RESIZE_BOX,
  EMU_RESIZE_BILINEAR,
  EMU_RESIZE_HAMMING,
  EMU_RESIZE_BICUBIC,
  EMU_RESIZE_LANCZOS,
} EmuResizeFilter;

extern const EmuChoice emu_resize_choices[];

/**
 * emu_resize:
 * @box: part of @image, inside it and not empty; nothing outside it is looked at
 * @height: rows of the result
 * @width: columns of the result
 *
 * Weights are whole numbers of 22 bits; rows are made first, rounded to bytes, then columns. Beside
 * alpha, all but nearest work on colours multiplied by it.
 *
 * Source: Pillow 9.4, Resample.c and Geometry.c.
 *
 * Returns: (transfer full): @image itself where nothing changes
 */
EmuImage *emu_resize (EmuImage         *image,
                      const EmuBox     *box,
                      int               height,
                      int               width,
                      EmuResizeFilter   filter,
                      GCancellable     *cancellable,
                      GError          **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
