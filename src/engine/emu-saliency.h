/* emu-saliency.h: maps of what stands out in a picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-image.h"

G_BEGIN_DECLS

/**
 * emu_saliency_grey:
 * @image: 1, 3 or 4 channels; alpha is not looked at
 *
 * The grey picture OpenCV's detectors start from. They take the first channel for blue, and
 * published code hands them red first, so red weighs 0.114 and blue 0.299 here.
 *
 * Returns: (transfer full): one channel
 */
EmuImage *emu_saliency_grey              (EmuImage      *image,
                                          GCancellable  *cancellable,
                                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_saliency_fine_grained:
 *
 * How much each pixel differs from the mean around it, at six sizes, brighter and darker apart.
 * Where both are strong the value passes 255 and begins at 0 again, as in the original.
 *
 * The same bytes as OpenCV for pictures up to 256 × 256. Beyond, OpenCV adds up the picture in
 * single precision, which loses whole grey levels; these sums are exact at any size.
 *
 * Source: Montabone and Soto 2010; OpenCV contrib, StaticSaliencyFineGrained.
 *
 * Returns: (transfer full): one channel, of @image's size
 */
EmuImage *emu_saliency_fine_grained      (EmuImage      *image,
                                          GCancellable  *cancellable,
                                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * emu_saliency_spectral_residual:
 * @out: (out caller-allocates): height × width floats, 0 to 1
 *
 * What an average amplitude spectrum does not foretell, found on 64 × 64 pixels of the grey
 * picture and enlarged again.
 *
 * Source: Hou and Zhang, CVPR 2007; OpenCV contrib, StaticSaliencySpectralResidual.
 */
gboolean  emu_saliency_spectral_residual (EmuImage      *image,
                                          float         *out,
                                          GCancellable  *cancellable,
                                          GError       **error);

/**
 * emu_saliency_guided_residual:
 * @out: (out caller-allocates): height × width floats, 0 to 1
 *
 * The spectral residual as GuidedMixup has it: red and blue in their places, on 128 × 128 pixels
 * where a side is longer than that and at the picture's own size otherwise, amplitudes not squared,
 * and smoothed by emu_plane_gaussian() of 7 × 7, σ = 3.
 *
 * Source: Kang and Kim, AAAI 2023.
 */
gboolean  emu_saliency_guided_residual   (EmuImage      *image,
                                          float         *out,
                                          GCancellable  *cancellable,
                                          GError       **error);

/** Index @i of @n, mirrored at both ends without repeating them, however far outside. */
static inline int
emu_mirror (int i,
            int n)
{
  if (n == 1)
    return 0;

  while (i < 0 || i >= n)
    i = i < 0 ? -i : 2 * (n - 1) - i;

  return i;
}

/**
 * emu_plane_gaussian:
 * @size: taps each way, odd
 * @out: (out caller-allocates): height × width floats; not @in
 *
 * Gaussian blur of floats; the picture is mirrored at its border without repeating the border
 * itself.
 */
gboolean  emu_plane_gaussian             (const float   *in,
                                          int            height,
                                          int            width,
                                          int            size,
                                          double         sigma,
                                          float         *out,
                                          GCancellable  *cancellable,
                                          GError       **error);

G_END_DECLS
