/* emu-affine.h: pictures moved by a matrix, byte for byte as Pillow moves them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-op.h"

G_BEGIN_DECLS

/**
 * EmuInterpolation:
 * @EMU_INTERPOLATION_NEAREST: the pixel that the place lies in
 * @EMU_INTERPOLATION_BILINEAR: four pixels, in double, cut to whole bytes
 * @EMU_INTERPOLATION_BICUBIC: sixteen pixels with the kernel of a = −1, in double, clipped and cut
 */
typedef enum
{
  EMU_INTERPOLATION_NEAREST,
  EMU_INTERPOLATION_BILINEAR,
  EMU_INTERPOLATION_BICUBIC,
} EmuInterpolation;

/**
 * emu_affine_apply:
 * @geometry: where the pixels of the result come from; finite numbers
 * @height: rows of the result
 * @width: columns of the result
 * @fill: a byte for every channel of @image
 *
 * Pixels whose place lies outside are filled, without blending; with a reflecting border none does.
 * Nearest counts in steps of 1/65536 pixel where the matrix turns or shears, and in double
 * where it does not. Beside alpha, bilinear and bicubic work on colours multiplied by it.
 *
 * Source: Pillow 9.4, Geometry.c and Image.transform().
 *
 * Returns: (transfer full): a new picture
 */
EmuImage *emu_affine_apply (EmuImage          *image,
                            const EmuGeometry *geometry,
                            int                height,
                            int                width,
                            EmuInterpolation   interpolation,
                            const guint8       fill[4],
                            GCancellable      *cancellable,
                            GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/** A picture whose colours are multiplied by its alpha, and back, as Pillow's mode RGBa. Four channels. */
EmuImage *emu_image_premultiply   (EmuImage  *image,
                                   GError   **error) G_GNUC_WARN_UNUSED_RESULT;

/** In place: for a picture that nobody else holds. */
void      emu_image_unpremultiply (EmuImage  *image);

/** The other direction; FALSE where @from brings everything to one line. */
gboolean  emu_affine_invert (const double from[6],
                             double       to[6]);

G_END_DECLS
