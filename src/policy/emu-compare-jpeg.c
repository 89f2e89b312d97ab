/* emu-compare-jpeg.c: whether what is left of a picture comes from JPEG
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-compare-search.h"

#define BLOCK 8

/* Waves that are looked at: the lowest ones, as high ones are mostly 0. */
#define WAVES 4

#define MAX_STEP 64

/* Blocks that are looked at, about. */
#define MAX_SAMPLED 4000

/* Values of one wave in every block, of the picture and of what it should be. */
typedef struct
{
  GArray *seen;
  GArray *made;
} Wave;

/* Luma as JPEG has it, less its middle. */
static double
luma (const EmuImage *image,
      int             y,
      int             x)
{
  if (image->channels < 3)
    return emu_image_row (image, 0, y)[x] - 128.0;

  return 0.299 * emu_image_row (image, 0, y)[x] + 0.587 * emu_image_row (image, 1, y)[x] +
         0.114 * emu_image_row (image, 2, y)[x] - 128;
}

/* One value of the orthonormal cosine transform of a block. */
static double
wave_of (const EmuImage *image,
         int             y0,
         int             x0,
         int             v,
         int             u)
{
  double sum = 0;

  for (int y = 0; y < BLOCK; y++)
    {
      double row = cos ((2 * y + 1) * v * G_PI / (2 * BLOCK));

      for (int x = 0; x < BLOCK; x++)
        sum += luma (image, y0 + y, x0 + x) * row * cos ((2 * x + 1) * u * G_PI / (2 * BLOCK));
    }

  return sum / 4 * (v == 0 ? G_SQRT2 / 2 : 1) * (u == 0 ? G_SQRT2 / 2 : 1);
}

/* The step that most values are nearest to multiples of; 0 where none stands out. Rounding of the
 * picture blurs its divisors more, and of its own multiples only some fit. */
static int
find_step (const GArray *values)
{
  double most = 0.5;
  int best = 0;

  for (int step = 2; step <= MAX_STEP; step++)
    {
      double sum = 0;
      int n = 0;

      for (guint i = 0; i < values->len; i++)
        {
          double value = g_array_index (values, double, i);

          if (fabs (value) < 0.75 * step)
            continue;
          sum += cos (2 * G_PI * value / step);
          n++;
        }
      if (n >= MAX (12, (int) values->len / 20) && sum > most * n)
        {
          most = sum / n;
          best = step;
        }
    }

  return best;
}

static void
collect (const EmuImage *seen,
         const EmuImage *made,
         int             v,
         int             u,
         Wave           *wave)
{
  int rows = seen->height / BLOCK;
  int columns = seen->width / BLOCK;
  int stride = MAX (1, rows * columns / MAX_SAMPLED);

  for (int i = 0; i < rows * columns; i += stride)
    {
      int y0 = i / columns * BLOCK;
      int x0 = i % columns * BLOCK;
      double value = wave_of (seen, y0, x0, v, u);

      g_array_append_val (wave->seen, value);
      value = wave_of (made, y0, x0, v, u);
      g_array_append_val (wave->made, value);
    }
}

/* Steps of the lowest waves of brightness at quality 50: ITU-T T.81, table K.1. */
static const int usual_steps[WAVES][WAVES] = {
  { 16, 11, 10, 16 },
  { 12, 12, 14, 19 },
  { 14, 13, 16, 24 },
  { 14, 17, 22, 29 },
};

/* The step that libjpeg takes at a quality. */
static int
step_at (int quality,
         int wave)
{
  int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;

  return CLAMP ((usual_steps[wave / WAVES][wave % WAVES] * percent + 50) / 100, 1, 255);
}

/* @steps: 0 where none was found. Some may be off by a factor, so the most hits win; of qualities
 * that come to the same steps, the one that people choose. */
static int
find_quality (const int *steps)
{
  int found = 0;
  int most = 0;
  int best = 0;

  for (int k = 1; k < WAVES * WAVES; k++)
    found += steps[k] > 0;

  for (int quality = 1; quality <= 100; quality++)
    {
      int hits = 0;

      for (int k = 1; k < WAVES * WAVES; k++)
        hits += steps[k] > 0 && steps[k] == step_at (quality, k);
      if (hits > most || (hits == most && quality % 5 == 0 && best % 5 != 0))
        {
          most = hits;
          best = quality;
        }
    }

  return 2 * most > found ? best : 0;
}

gboolean
emu_compare_is_jpeg (const EmuImage *seen,
                     const EmuImage *made,
                     double         *left,
                     int            *quality)
{
  int steps[WAVES * WAVES] = { 0 };
  double before = 0;
  double after = 0;
  int n_steps = 0;

  for (int k = 1; k < WAVES * WAVES; k++)
    {
      g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
      g_autoptr(GArray) expected = g_array_new (FALSE, FALSE, sizeof (double));
      Wave wave = { values, expected };
      int step;

      collect (seen, made, k / WAVES, k % WAVES, &wave);
      step = find_step (values);
      if (step == 0)
        continue;

      n_steps++;
      steps[k] = step;
      for (guint i = 0; i < values->len; i++)
        {
          double value = g_array_index (values, double, i);
          double wanted = g_array_index (expected, double, i);

          before += fabs (value - wanted);
          after += fabs (value - step * rint (wanted / step));
        }
    }

  *left = before > 0 ? after / before : 1;
  *quality = find_quality (steps);

  return n_steps >= 4 && *left < 0.6;
}
