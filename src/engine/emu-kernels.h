/* emu-kernels.h: the inner loops
 *
 * Loops over bytes and floats, unit stride, no overlap unless it says so. Every product is rounded
 * to float before it is added, so every machine gives the same bits. Any thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* out[i] = rint (l a[i] + m b[i]), halves to even */
void   emu_kernel_mix_bytes (uint8_t       *out,
                             const uint8_t *a,
                             const uint8_t *b,
                             float          l,
                             float          m,
                             size_t         n);

/* out[i] = rint (w[i] a[i] + (1 − w[i]) b[i]), halves to even */
void   emu_kernel_blend_bytes (uint8_t       *out,
                               const uint8_t *a,
                               const uint8_t *b,
                               const float   *w,
                               size_t         n);

/* out[i] = l a[i] + m b[i] */
void   emu_kernel_mix_floats (float       *out,
                              const float *a,
                              const float *b,
                              float        l,
                              float        m,
                              size_t       n);

/* out[i] = w[i] a[i] + (1 − w[i]) b[i] */
void   emu_kernel_blend_floats (float       *out,
                                const float *a,
                                const float *b,
                                const float *w,
                                size_t       n);

/* out[i] = (l a[i] + m b[i]) scale + shift */
void   emu_kernel_mix_normalised (float         *out,
                                  const uint8_t *a,
                                  const uint8_t *b,
                                  float          l,
                                  float          m,
                                  float          scale,
                                  float          shift,
                                  size_t         n);

/* out[i] = (w[i] a[i] + (1 − w[i]) b[i]) scale + shift */
void   emu_kernel_blend_normalised (float         *out,
                                    const uint8_t *a,
                                    const uint8_t *b,
                                    const float   *w,
                                    float          scale,
                                    float          shift,
                                    size_t         n);

/* Sum of floats in double, in eight running totals added pairwise at the end. */
double emu_kernel_sum (const float *in,
                       size_t       n);

/* out[i] = rint (in[i] scale), halves to even, cut to 0 … 255 */
void   emu_kernel_to_bytes (uint8_t     *out,
                            const float *in,
                            float        scale,
                            size_t       n);

/* out[i] = in[i] */
void   emu_kernel_to_floats (float         *out,
                             const uint8_t *in,
                             size_t         n);

/* total[i] += in[i], for at most 257 rows of bytes before a total overflows */
void   emu_kernel_add_bytes (uint16_t      *total,
                             const uint8_t *in,
                             size_t         n);

/* total[i] += in[i] */
void   emu_kernel_add_shorts (float          *total,
                              const uint16_t *in,
                              size_t          n);

/* total[i] += w in[i] */
void   emu_kernel_add_weighted (float         *total,
                                const uint8_t *in,
                                float          w,
                                size_t         n);

/* total[i] += w in[i] */
void   emu_kernel_add_weighted_floats (float       *total,
                                       const float *in,
                                       float        w,
                                       size_t       n);
