/* emu-spectrum-plot.h: which waves a field is made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "emu-pen.h"

G_BEGIN_DECLS

/**
 * EmuSpectrum:
 * @height: rows of the field
 * @width: columns of the field
 * @reach: cycles along the longest side at the edge of what is shown
 * @rows: odd; the middle one is vertical frequency 0
 * @columns: odd; the middle one is horizontal frequency 0
 * @magnitude: @rows × @columns: log₁₀ of the magnitude of
 *
 *   F(k, l) = Σ field(y, x) exp (−2πi (k y / height + l x / width)),
 *
 *   and %EMU_SPECTRUM_NOTHING where it is below 10⁻¹² of the largest one shown
 * @narrow_share: share, 0 to 1, that horizontal frequencies 0 and ±1 have in the power of the whole
 *   field, not only of what is shown; the mean of the field is left out. NaN for a constant field
 *
 * The middle of a field's spectrum, zero frequency in the middle. A picture of it has the field's
 * shape, and the same frequency in cycles per pixel is equally far from the middle in all directions.
 * Frozen.
 */
typedef struct
{
  int    height;
  int    width;
  int    reach;
  int    rows;
  int    columns;
  float *magnitude;
  double narrow_share;
} EmuSpectrum;

#define EMU_SPECTRUM_NOTHING (-1000.0f)

/**
 * emu_spectrum_new:
 * @field: the value at (y, x) is @field[(y × @width + x) × @stride]
 * @reach: cycles along the longest side to be shown; as many as the field can hold, if that is less
 *
 * Sums the waves that are shown directly, @height × @width × 2 (@reach + 1) steps, which takes less
 * memory than a whole transform, and less time for a @reach of a few tens. Uses
 * emu_parallel_rows(); the bits do not depend on the number of threads.
 *
 * Returns: (transfer full): a spectrum, or %NULL when cancelled
 */
EmuSpectrum     *emu_spectrum_new  (const double      *field,
                                    int                height,
                                    int                width,
                                    int                stride,
                                    int                reach,
                                    GCancellable      *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void             emu_spectrum_free (EmuSpectrum       *self);

/**
 * emu_spectrum_paint:
 *
 * Log magnitude in the colours of emu_ramp_init_cream(), from the faintest wave that is there to the
 * strongest, by nearest neighbour; nothing is black. From any thread.
 *
 * Returns: (transfer full): an opaque image surface
 */
cairo_surface_t *emu_spectrum_paint (const EmuSpectrum *self,
                                     int                width_px,
                                     int                height_px) G_GNUC_WARN_UNUSED_RESULT;

/** Circles of 10 and 20 cycles and captions, over a painted spectrum of that size. */
void             emu_spectrum_draw_marks (const EmuSpectrum *self,
                                          const EmuPen      *pen,
                                          double             width,
                                          double             height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmuSpectrum, emu_spectrum_free)

G_END_DECLS
