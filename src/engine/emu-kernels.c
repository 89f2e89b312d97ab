/* emu-kernels.c: the inner loops
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "emu-clones.h"
#include "emu-kernels.h"

/* Adding and taking away 3 · 2^22 leaves the nearest whole number of any |v| < 2^22, halves to
 * even, with the two additions every CPU has; rintf() would be a call on the lowest level. */
static inline float
round_even (float v)
{
  const float big = 12582912.0f;

  return (v + big) - big;
}

static inline uint8_t
to_byte (float v)
{
  return (uint8_t) (int32_t) round_even (v);
}

EMU_CLONES void
emu_kernel_mix_bytes (uint8_t       *restrict out,
                      const uint8_t *restrict a,
                      const uint8_t *restrict b,
                      float                   l,
                      float                   m,
                      size_t                  n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = to_byte (l * (float) a[i] + m * (float) b[i]);
}

EMU_CLONES void
emu_kernel_blend_bytes (uint8_t       *restrict out,
                        const uint8_t *restrict a,
                        const uint8_t *restrict b,
                        const float   *restrict w,
                        size_t                  n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = to_byte (w[i] * (float) a[i] + (1.0f - w[i]) * (float) b[i]);
}

EMU_CLONES void
emu_kernel_mix_floats (float       *restrict out,
                       const float *restrict a,
                       const float *restrict b,
                       float                 l,
                       float                 m,
                       size_t                n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = l * a[i] + m * b[i];
}

EMU_CLONES void
emu_kernel_blend_floats (float       *restrict out,
                         const float *restrict a,
                         const float *restrict b,
                         const float *restrict w,
                         size_t                n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = w[i] * a[i] + (1.0f - w[i]) * b[i];
}

EMU_CLONES void
emu_kernel_mix_normalised (float         *restrict out,
                           const uint8_t *restrict a,
                           const uint8_t *restrict b,
                           float                   l,
                           float                   m,
                           float                   scale,
                           float                   shift,
                           size_t                  n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = (l * (float) a[i] + m * (float) b[i]) * scale + shift;
}

EMU_CLONES void
emu_kernel_blend_normalised (float         *restrict out,
                             const uint8_t *restrict a,
                             const uint8_t *restrict b,
                             const float   *restrict w,
                             float                   scale,
                             float                   shift,
                             size_t                  n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = (w[i] * (float) a[i] + (1.0f - w[i]) * (float) b[i]) * scale + shift;
}

EMU_CLONES double
emu_kernel_sum (const float *in,
                size_t       n)
{
  double t[8] = { 0 };
  size_t i = 0;

  for (; i + 8 <= n; i += 8)
    {
      for (int k = 0; k < 8; k++)
        t[k] += in[i + k];
    }

  for (int k = 0; i < n; i++, k++)
    t[k] += in[i];

  return ((t[0] + t[1]) + (t[2] + t[3])) + ((t[4] + t[5]) + (t[6] + t[7]));
}

EMU_CLONES void
emu_kernel_to_bytes (uint8_t     *restrict out,
                     const float *restrict in,
                     float                 scale,
                     size_t                n)
{
  for (size_t i = 0; i < n; i++)
    {
      float v = in[i] * scale;

      v = v < 0.0f ? 0.0f : v;
      v = v > 255.0f ? 255.0f : v;
      out[i] = to_byte (v);
    }
}

EMU_CLONES void
emu_kernel_to_floats (float         *restrict out,
                      const uint8_t *restrict in,
                      size_t                  n)
{
  for (size_t i = 0; i < n; i++)
    out[i] = (float) in[i];
}

EMU_CLONES void
emu_kernel_add_bytes (uint16_t      *restrict total,
                      const uint8_t *restrict in,
                      size_t                  n)
{
  for (size_t i = 0; i < n; i++)
    total[i] = (uint16_t) (total[i] + in[i]);
}

EMU_CLONES void
emu_kernel_add_shorts (float          *restrict total,
                       const uint16_t *restrict in,
                       size_t                   n)
{
  for (size_t i = 0; i < n; i++)
    total[i] += (float) in[i];
}

EMU_CLONES void
emu_kernel_add_weighted (float         *restrict total,
                         const uint8_t *restrict in,
                         float                   w,
                         size_t                  n)
{
  for (size_t i = 0; i < n; i++)
    total[i] += w * (float) in[i];
}

EMU_CLONES void
emu_kernel_add_weighted_floats (float       *restrict total,
                                const float *restrict in,
                                float                 w,
                                size_t                n)
{
  for (size_t i = 0; i < n; i++)
    total[i] += w * in[i];
}
