/* fmix.h: FMix step by step: spectrum, field, threshold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-method.h"

G_BEGIN_DECLS

/**
 * EmuFMixSpectrum:
 * @EMU_FMIX_SPECTRUM_PAPER: every frequency gets a complex normal number, which makes shapes that
 *   look alike in all directions
 * @EMU_FMIX_SPECTRUM_AS_PUBLISHED: what the authors' program does: it takes the first two rows
 *   of the spectrum for the real and imaginary parts, so that along the last direction only the
 *   frequencies 0 and ±1 are left
 *
 * Shapes are (length), (height, width) or (height, width, depth). A spectrum of the paper's has
 * the shape of a real transform's:
 *
 *   (L / 2 + 1)    (H, W / 2 + 1)    (H, W, D / 2 + 1)
 *
 * A published one, in which an odd width has one column more than it needs,
 *
 *   (L)    (H, (W + 1) / 2 + 1)    (H, D, (W + 1) / 2 + 1)
 *
 * and where published lengths do not fit the field they are cut, or filled with zeros, at the
 * end. A published field one row high has no second row to read; zeros stand for it.
 *
 * Source: Harris et al. 2020, arXiv:2002.12047, and their program.
 */
typedef enum
{
  EMU_FMIX_SPECTRUM_PAPER,
  EMU_FMIX_SPECTRUM_AS_PUBLISHED,
} EmuFMixSpectrum;

/**
 * emu_fmix_spectrum_shape:
 * @n_dims: 1, 2 or 3
 * @dims: shape of the field
 * @shape: (out caller-allocates): @n_dims numbers
 *
 * The field reads two normal numbers for every element of its spectrum.
 *
 * Returns: elements of the spectrum
 */
gsize    emu_fmix_spectrum_shape (int              n_dims,
                                  const int       *dims,
                                  EmuFMixSpectrum  variant,
                                  int             *shape);

/**
 * emu_fmix_frequencies:
 * @out: (out caller-allocates): a number for every element of the spectrum
 *
 * Distance of every bin from the zero frequency, in cycles per element of the field.
 */
void     emu_fmix_frequencies    (int              n_dims,
                                  const int       *dims,
                                  EmuFMixSpectrum  variant,
                                  double          *out);

/**
 * emu_fmix_field:
 * @decay: δ; a bin of frequency f has amplitude max (f, 1 / longest side)^−δ
 * @gaussians: normal numbers in pairs, shaped like the spectrum but with @columns in its last
 *   direction
 * @columns: pairs in a line of @gaussians, at least as many as the spectrum has; what is beyond is
 *   not read
 * @field: (out caller-allocates): @dims doubles from emu_fft_new_field()
 * @error: EMU_ERROR_NO_MEMORY; EMU_ERROR_BAD_PARAM where the field has values that are not finite
 *
 * The random field of low frequencies, not rescaled. A published one reads only the first two
 * rows of @gaussians, that is, the first four numbers in one dimension.
 *
 * Uses emu_parallel_rows(); the bits do not depend on the number of threads.
 */
gboolean emu_fmix_field          (int              n_dims,
                                  const int       *dims,
                                  double           decay,
                                  EmuFMixSpectrum  variant,
                                  const double    *gaussians,
                                  int              columns,
                                  double          *field,
                                  GError         **error);

/** From 0 to 1, as (g − min) / max (g − min); a constant field becomes 0. Keeps the order. */
void     emu_fmix_rescale        (double          *field,
                                  gsize            n);

/**
 * emu_fmix_threshold:
 * @field: @n finite values
 * @lambda: share of the field that is to lie inside, 0 to 1
 * @max_soft: half the share that the soft edge takes; at most λ and 1 − λ of it are used
 * @coin: above ½ the number inside is rounded up, else down
 * @mask: (out caller-allocates): @n weights
 *
 * The largest values lie inside, weight 1, the others outside, 0. With a soft edge of s = n σ
 * values either way the 2s ranks round the border have weights evenly spaced from 1 to 0, both
 * included. Of equal values the one that stands first ranks higher.
 */
void     emu_fmix_threshold      (const double    *field,
                                  gsize            n,
                                  double           lambda,
                                  double           max_soft,
                                  double           coin,
                                  float           *mask);

/**
 * EmuFMixLook:
 * @n_dims: 1, 2 or 3
 * @dims: shape of the field: (width), (height, width) or (height, width, depth)
 * @field: as emu_fmix_field() made it
 * @n: values of the field
 * @n_inside: how many of the largest values lie inside
 * @soft: how many ranks fade on either side of the border
 * @inverted: inside is B
 * @height: rows of the grid of weights; 1 in one dimension
 * @width: columns of the grid
 * @slice: of a volume the one that is laid over the picture, else 0
 * @weights: @height × @width weights of A
 *
 * What a mix by FMix was made from. Everything belongs to the mix and lasts as long.
 */
typedef struct
{
  int           n_dims;
  int           dims[3];
  const double *field;
  gsize         n;
  gsize         n_inside;
  gsize         soft;
  gboolean      inverted;
  int           height;
  int           width;
  int           slice;
  const float  *weights;
} EmuFMixLook;

/** Returns: whether @mix is one of FMix */
gboolean emu_fmix_look           (const EmuMix    *mix,
                                  EmuFMixLook     *look);

G_END_DECLS
