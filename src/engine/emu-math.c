/* emu-math.c: the elementary functions over arrays
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "emu-clones.h"
#include "emu-math.h"

EMU_CLONES void
emu_math_log_array (double       *restrict out,
                    const double *restrict x,
                    gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = emu_log (x[i]);
}

EMU_CLONES void
emu_math_exp_array (double       *restrict out,
                    const double *restrict x,
                    gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = emu_exp (x[i]);
}

EMU_CLONES void
emu_math_pow_array (double       *restrict out,
                    const double *restrict x,
                    double                 y,
                    gsize                  n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = emu_pow (x[i], y);
}
