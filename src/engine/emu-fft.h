/* emu-fft.h: Fourier transforms of real fields, with cached plans
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A complex double as FFTW lays it out. */
typedef double EmuComplex[2];

/**
 * emu_fft_new_spectrum:
 * @n: complex numbers
 *
 * Returns: (transfer full): aligned, zeroed memory for emu_fft_free(), or %NULL with
 *   EMU_ERROR_NO_MEMORY
 */
EmuComplex *emu_fft_new_spectrum (gsize    n,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
double     *emu_fft_new_field    (gsize    n,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        emu_fft_free         (void *data);

/**
 * emu_fft_inverse_real:
 * @n_dims: 1, 2 or 3
 * @dims: shape of the field, slowest direction first
 * @spectrum: (dims[0], …, dims[n − 1] / 2 + 1) complex numbers; overwritten
 * @field: (dims[0], …, dims[n − 1]) doubles, from emu_fft_new_field()
 *
 * The inverse transform of a half spectrum to a real field, divided by the number of elements:
 * complex inverse transforms along all directions but the last, then a real one, which ignores
 * what a real field cannot have (imaginary parts of the first and, for even lengths, the last
 * bin). Rows are transformed one by one on several threads; the bits do not depend on how many.
 *
 * Plans are made with FFTW_ESTIMATE under a lock and kept by shape. Safe from any thread.
 */
void        emu_fft_inverse_real (int         n_dims,
                                  const int  *dims,
                                  EmuComplex *spectrum,
                                  double     *field);

/**
 * emu_fft_forward_real:
 * @field: (dims[0], …, dims[n − 1]) doubles
 * @spectrum: (out caller-allocates): (dims[0], …, dims[n − 1] / 2 + 1) complex numbers, from
 *   emu_fft_new_spectrum()
 *
 * The other way, not divided by anything: spectrum[k] = Σ field[x] exp (−2πi k·x / dims). The half
 * that is left out is its conjugate at the opposite bin. Threads and plans as above.
 */
void        emu_fft_forward_real (int           n_dims,
                                  const int    *dims,
                                  const double *field,
                                  EmuComplex   *spectrum);

G_END_DECLS
