/* emu-spectral.c: spectral-residual saliency, from what an average spectrum does not foretell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-clones.h"
#include "emu-error.h"
#include "emu-fft.h"
#include "emu-math.h"
#include "emu-parallel.h"
#include "emu-resample.h"
#include "emu-saliency.h"

#define OPENCV_SIDE 64
#define GUIDED_SIDE 128

/* ---- The small grey picture --------------------------------------------------------------- */

/* How a picture becomes grey: weights of its channels in order, whether the sum and the resampled
 * value are rounded to bytes. */
typedef struct
{
  double   weights[3];
  gboolean bytes;
} Greys;

static const Greys opencv_greys = { { 3735 / 32768.0, 19235 / 32768.0, 9798 / 32768.0 }, TRUE };
static const Greys guided_greys = { { 0.2989, 0.587, 0.114 }, FALSE };

static double
grey_at (const EmuImage *image,
         const Greys    *greys,
         int             y,
         int             x)
{
  double sum = 0;

  for (int c = 0; c < 3; c++)
    sum += greys->weights[c] * emu_image_row (image, image->channels == 1 ? 0 : c, y)[x];

  return greys->bytes ? floor (sum + 0.5) : sum;
}

/* Middles of pixels aligned, two taps each way, no smoothing: as both originals shrink. Only the
 * pixels that are looked at are made grey. */
static void
shrink (const EmuImage *image,
        const Greys    *greys,
        int             height,
        int             width,
        double         *out)
{
  for (int y = 0; y < height; y++)
    {
      double at_y = MAX (0, (y + 0.5) * image->height / height - 0.5);
      int y0 = (int) at_y;
      int y1 = MIN (y0 + 1, image->height - 1);
      double down = at_y - y0;

      for (int x = 0; x < width; x++)
        {
          double at_x = MAX (0, (x + 0.5) * image->width / width - 0.5);
          int x0 = (int) at_x;
          int x1 = MIN (x0 + 1, image->width - 1);
          double across = at_x - x0;
          double upper = grey_at (image, greys, y0, x0) * (1 - across) + grey_at (image, greys, y0, x1) * across;
          double lower = grey_at (image, greys, y1, x0) * (1 - across) + grey_at (image, greys, y1, x1) * across;
          double value = upper * (1 - down) + lower * down;

          out[y * width + x] = greys->bytes ? rint (value) : value / 255;
        }
    }
}

/* ---- The residual ------------------------------------------------------------------------- */

/* The two published rules: log (1 + |F|), mirrored, or log √(|F|² + ε), with the border repeated.
 * Amplitudes below @nothing are what rounding leaves of a bin that is zero, and their angle would
 * differ from machine to machine; ε does away with them by itself. */
typedef struct
{
  double   one;
  double   epsilon;
  double   nothing;
  gboolean mirrored;
} Rule;

static const Rule opencv_rule = { 1, 0, 1e-6, TRUE };
static const Rule guided_rule = { 0, 1e-10, 0, FALSE };

/* The bin opposite to @k, which holds the conjugate in a real picture's spectrum. */
static inline int
opposite (int k,
          int n)
{
  return k == 0 ? 0 : n - k;
}

/* All bins from the half that the transform gives. */
static void
whole_spectrum (EmuComplex *half,
                int         height,
                int         width,
                EmuComplex *whole)
{
  int columns = width / 2 + 1;

  for (int k = 0; k < height; k++)
    {
      for (int u = 0; u < width; u++)
        {
          gboolean given = u < columns;
          const double *from = half[given ? k * columns + u
                                          : opposite (k, height) * columns + opposite (u, width)];

          whole[k * width + u][0] = from[0];
          whole[k * width + u][1] = given ? from[1] : -from[1];
        }
    }
}

/* Every bin keeps its phase and gets the amplitude exp (L − mean of L around it). */
static void
keep_residual (const Rule *rule,
               int         height,
               int         width,
               EmuComplex *spectrum,
               double     *logs)
{
  for (int i = 0; i < height * width; i++)
    {
      const double *f = spectrum[i];

      logs[i] = emu_log (rule->one + sqrt (f[0] * f[0] + f[1] * f[1] + rule->epsilon));
    }

  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        {
          double *f = spectrum[y * width + x];
          double amplitude = sqrt (f[0] * f[0] + f[1] * f[1] + rule->epsilon);
          double sum = 0, factor;

          for (int j = y - 1; j <= y + 1; j++)
            {
              int row = rule->mirrored ? emu_mirror (j, height) : CLAMP (j, 0, height - 1);

              for (int i = x - 1; i <= x + 1; i++)
                sum += logs[row * width + (rule->mirrored ? emu_mirror (i, width) : CLAMP (i, 0, width - 1))];
            }

          factor = emu_exp (logs[y * width + x] - sum / 9);

          /* The angle of nothing is 0. */
          f[0] = amplitude > rule->nothing ? factor * f[0] / amplitude : factor;
          f[1] = amplitude > rule->nothing ? factor * f[1] / amplitude : 0;
        }
    }
}

/* The residual knows no symmetry at the border of the spectrum, so its inverse transform is complex:
 * S = P + iQ, where P and Q are the spectra of its real and imaginary part. */
static void
split_spectrum (EmuComplex *whole,
                int         height,
                int         width,
                EmuComplex *p,
                EmuComplex *q)
{
  int columns = width / 2 + 1;

  for (int k = 0; k < height; k++)
    {
      for (int u = 0; u < columns; u++)
        {
          const double *s = whole[k * width + u];
          const double *t = whole[opposite (k, height) * width + opposite (u, width)];
          int i = k * columns + u;

          p[i][0] = (s[0] + t[0]) / 2;
          p[i][1] = (s[1] - t[1]) / 2;
          q[i][0] = (s[1] + t[1]) / 2;
          q[i][1] = (t[0] - s[0]) / 2;
        }
    }
}

/* @field: (inout): the grey picture, then the size of what its residual goes back to */
static gboolean
transform (const Rule *rule,
           int         height,
           int         width,
           double     *field,
           GError    **error)
{
  const int dims[2] = { height, width };
  gsize n = (gsize) height * width;
  gsize n_half = (gsize) height * (width / 2 + 1);
  EmuComplex *p = emu_fft_new_spectrum (n_half, error);
  EmuComplex *q = p != NULL ? emu_fft_new_spectrum (n_half, error) : NULL;
  EmuComplex *whole = q != NULL ? emu_fft_new_spectrum (n, error) : NULL;
  double *imaginary = whole != NULL ? emu_fft_new_field (n, error) : NULL;
  gboolean done = imaginary != NULL;

  if (done)
    {
      emu_fft_forward_real (2, dims, field, p);
      whole_spectrum (p, height, width, whole);
      /* The field has been read, and the imaginary part is not yet there: room for the logarithms. */
      keep_residual (rule, height, width, whole, imaginary);
      split_spectrum (whole, height, width, p, q);
      emu_fft_inverse_real (2, dims, p, field);
      emu_fft_inverse_real (2, dims, q, imaginary);

      for (gsize i = 0; i < n; i++)
        field[i] = sqrt (field[i] * field[i] + imaginary[i] * imaginary[i]);
    }

  emu_fft_free (imaginary);
  emu_fft_free (whole);
  emu_fft_free (q);
  emu_fft_free (p);

  return done;
}

/* Smooths, squares if asked, makes the largest 1 and enlarges. */
static gboolean
finish (const double  *magnitude,
        int            height,
        int            width,
        int            size,
        double         sigma,
        gboolean       squared,
        EmuImage      *image,
        float         *out,
        GCancellable  *cancellable,
        GError       **error)
{
  int n = height * width;
  g_autofree float *small = g_new (float, n);
  g_autofree float *smooth = g_new (float, n);
  float largest = 0;

  for (int i = 0; i < n; i++)
    small[i] = (float) magnitude[i];

  if (!emu_plane_gaussian (small, height, width, size, sigma, smooth, cancellable, error))
    return FALSE;

  for (int i = 0; i < n; i++)
    {
      smooth[i] = squared ? smooth[i] * smooth[i] : smooth[i];
      largest = MAX (largest, smooth[i]);
    }
  for (int i = 0; i < n; i++)
    smooth[i] = largest > 0 ? smooth[i] / largest : 0;

  emu_plane_bilinear (smooth, height, width, out, image->height, image->width, FALSE);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
emu_saliency_spectral_residual (EmuImage      *image,
                                float         *out,
                                GCancellable  *cancellable,
                                GError       **error)
{
  double field[OPENCV_SIDE * OPENCV_SIDE];

  shrink (image, &opencv_greys, OPENCV_SIDE, OPENCV_SIDE, field);

  return transform (&opencv_rule, OPENCV_SIDE, OPENCV_SIDE, field, error) &&
         finish (field, OPENCV_SIDE, OPENCV_SIDE, 5, 8, TRUE, image, out, cancellable, error);
}

gboolean
emu_saliency_guided_residual (EmuImage      *image,
                              float         *out,
                              GCancellable  *cancellable,
                              GError       **error)
{
  gboolean large = MAX (image->height, image->width) > GUIDED_SIDE;
  int height = large ? GUIDED_SIDE : image->height;
  int width = large ? GUIDED_SIDE : image->width;
  g_autofree double *field = g_new (double, height * width);

  shrink (image, &guided_greys, height, width, field);

  return transform (&guided_rule, height, width, field, error) &&
         finish (field, height, width, 7, 3, FALSE, image, out, cancellable, error);
}

/* ---- Gaussian blur ------------------------------------------------------------------------ */

#define MAX_TAPS 31

typedef struct
{
  const float  *in;
  float        *out;
  int           height;
  int           width;
  int           reach;
  float         taps[MAX_TAPS];
  GCancellable *cancellable;
} Gaussian;

/* out[i] += weight in[i] */
EMU_CLONES static void
add_scaled (float       *restrict out,
            const float *restrict in,
            float                 weight,
            int                   n)
{
  for (int i = 0; i < n; i++)
    out[i] += weight * in[i];
}

static void
blur_rows (int      first,
           int      last,
           gpointer data)
{
  const Gaussian *g = data;
  int reach = g->reach;
  g_autofree float *line = g_new (float, g->width + 2 * reach);

  if (g_cancellable_is_cancelled (g->cancellable))
    return;

  for (int y = first; y < last; y++)
    {
      float *middle = line + reach;
      float *out = g->out + (gsize) y * g->width;

      memset (middle, 0, g->width * sizeof (float));
      for (int j = -reach; j <= reach; j++)
        add_scaled (middle, g->in + (gsize) emu_mirror (y + j, g->height) * g->width, g->taps[j + reach], g->width);
      for (int i = 1; i <= reach; i++)
        {
          middle[-i] = middle[emu_mirror (-i, g->width)];
          middle[g->width - 1 + i] = middle[emu_mirror (g->width - 1 + i, g->width)];
        }

      memset (out, 0, g->width * sizeof (float));
      for (int i = -reach; i <= reach; i++)
        add_scaled (out, middle + i, g->taps[i + reach], g->width);
    }
}

gboolean
emu_plane_gaussian (const float   *in,
                    int            height,
                    int            width,
                    int            size,
                    double         sigma,
                    float         *out,
                    GCancellable  *cancellable,
                    GError       **error)
{
  Gaussian g = {
    .in = in, .out = out, .height = height, .width = width, .reach = size / 2, .cancellable = cancellable,
  };
  double taps[MAX_TAPS];
  double sum = 0;

  g_return_val_if_fail (size % 2 == 1 && size <= MAX_TAPS, FALSE);

  for (int i = 0; i < size; i++)
    sum += taps[i] = emu_exp (-(i - g.reach) * (i - g.reach) / (2 * sigma * sigma));
  for (int i = 0; i < size; i++)
    g.taps[i] = (float) (taps[i] / sum);

  emu_parallel_rows (height, emu_parallel_chunk (width), blur_rows, &g);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
