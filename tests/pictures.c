/* pictures.c: pictures that several tests are made of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-rng.h"
#include "pictures.h"

EmuImage *
constant (int    channels,
          int    height,
          int    width,
          guint8 value)
{
  g_autoptr(GError) error = NULL;
  EmuImage *image = emu_image_new (channels, height, width, &error);

  g_assert_no_error (error);
  memset (emu_image_plane (image, 0), value, channels * emu_image_n_pixels (image));

  return image;
}

EmuImage *
noise (int     channels,
       int     height,
       int     width,
       int     lo,
       guint64 seed)
{
  EmuImage *image = constant (channels, height, width, 0);
  gsize n = channels * emu_image_n_pixels (image);
  g_autofree double *u = g_new (double, n);

  emu_rng_fill_uniform (seed, EMU_PURPOSE_DATASET, 0, 0, 0, n, u);
  for (gsize i = 0; i < n; i++)
    emu_image_plane (image, 0)[i] = (guint8) (lo + u[i] * (256 - lo));

  return image;
}

EmuPair *
pair_of (EmuImage *a,
         EmuImage *b,
         EmuFit    fit)
{
  static const guint8 black[4] = { 0, 0, 0, 255 };
  g_autoptr(GError) error = NULL;
  EmuPair *pair = emu_pair_new (a, b, fit, EMU_FILTER_AREA, black, &error);

  g_assert_no_error (error);

  return pair;
}
