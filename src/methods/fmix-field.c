/* fmix-field.c: the random field of FMix, from its spectrum
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-error.h"
#include "emu-fft.h"
#include "emu-math.h"
#include "emu-parallel.h"
#include "emu-rank.h"
#include "fmix.h"

gsize
emu_fmix_spectrum_shape (int              n_dims,
                         const int       *dims,
                         EmuFMixSpectrum  variant,
                         int             *shape)
{
  gsize n = 1;

  g_return_val_if_fail (n_dims >= 1 && n_dims <= 3, 0);

  for (int d = 0; d < n_dims; d++)
    shape[d] = dims[d];

  if (variant == EMU_FMIX_SPECTRUM_PAPER)
    shape[n_dims - 1] = dims[n_dims - 1] / 2 + 1;
  else if (n_dims >= 2)
    {
      if (n_dims == 3)
        shape[1] = dims[2];
      shape[n_dims - 1] = (dims[1] + 1) / 2 + 1;
    }

  for (int d = 0; d < n_dims; d++)
    n *= shape[d];

  return n;
}

typedef struct
{
  int    n_dims;
  int    shape[3];
  int    lengths[3];  /* samples of the field along each direction of the spectrum */
  gsize  n_lines;     /* product of all directions but the last */
  double least;       /* the frequency that the lower ones are taken for */
} Bins;

static Bins
get_bins (int              n_dims,
          const int       *dims,
          EmuFMixSpectrum  variant)
{
  Bins bins = { .n_dims = n_dims, .n_lines = 1 };
  int longest = 1;

  emu_fmix_spectrum_shape (n_dims, dims, variant, bins.shape);

  for (int d = 0; d < n_dims; d++)
    {
      bins.lengths[d] = dims[d];
      longest = MAX (longest, dims[d]);
    }

  if (variant == EMU_FMIX_SPECTRUM_AS_PUBLISHED && n_dims == 3)
    {
      bins.lengths[1] = dims[2];
      bins.lengths[2] = dims[1];
    }

  for (int d = 0; d < n_dims - 1; d++)
    bins.n_lines *= bins.shape[d];
  bins.least = 1.0 / longest;

  return bins;
}

/* Bins beyond the middle are the negative frequencies. */
static inline double
frequency (int k,
           int n)
{
  return (double) MIN (k, n - k) / n;
}

/* Frequencies of the bins of one line, line 0 … n_lines − 1. */
static void
line_frequencies (const Bins *bins,
                  gsize       line,
                  double     *out)
{
  int last = bins->n_dims - 1;
  double others = 0;

  for (int d = last - 1; d >= 0; d--)
    {
      double f = frequency (line % bins->shape[d], bins->lengths[d]);

      others += f * f;
      line /= bins->shape[d];
    }

  for (int u = 0; u < bins->shape[last]; u++)
    {
      double f = frequency (u, bins->lengths[last]);

      out[u] = sqrt (others + f * f);
    }
}

void
emu_fmix_frequencies (int              n_dims,
                      const int       *dims,
                      EmuFMixSpectrum  variant,
                      double          *out)
{
  Bins bins = get_bins (n_dims, dims, variant);

  for (gsize line = 0; line < bins.n_lines; line++)
    line_frequencies (&bins, line, out + line * bins.shape[n_dims - 1]);
}

/* Amplitudes max (f, least)^−δ of one line; @scratch has as much room. */
static void
line_amplitudes (const Bins *bins,
                 gsize       line,
                 double      decay,
                 double     *scratch,
                 double     *out)
{
  int n = bins->shape[bins->n_dims - 1];

  line_frequencies (bins, line, scratch);
  for (int u = 0; u < n; u++)
    scratch[u] = MAX (scratch[u], bins->least);
  emu_math_pow_array (out, scratch, -decay, n);
}

typedef struct
{
  Bins          bins;
  double        decay;
  const double *gaussians;
  int           columns;
  EmuComplex   *spectrum;
} Weighting;

/* Writes the line whose amplitudes are given. */
static void
weigh_line (const Weighting *w,
            gsize            line,
            const double    *amplitudes)
{
  int n = w->bins.shape[w->bins.n_dims - 1];
  const double *from = w->gaussians + line * w->columns * 2;
  EmuComplex *to = w->spectrum + line * n;

  for (int u = 0; u < n; u++)
    {
      to[u][0] = amplitudes[u] * from[2 * u];
      to[u][1] = amplitudes[u] * from[2 * u + 1];
    }
}

/* Lines k and n − k of the direction before the last have the same frequencies, so the two are
 * done together: @first and @last count k from 0 to n / 2, over and over. */
static void
weigh_lines (int      first,
             int      last,
             gpointer data)
{
  const Weighting *w = data;
  const Bins *bins = &w->bins;
  int n = bins->n_dims >= 2 ? bins->shape[bins->n_dims - 2] : 1;
  int n_folded = n / 2 + 1;
  g_autofree double *scratch = g_new (double, bins->shape[bins->n_dims - 1]);
  g_autofree double *amplitudes = g_new (double, bins->shape[bins->n_dims - 1]);

  for (int i = first; i < last; i++)
    {
      gsize start = (gsize) (i / n_folded) * n;
      int k = i % n_folded;

      line_amplitudes (bins, start + k, w->decay, scratch, amplitudes);
      weigh_line (w, start + k, amplitudes);
      if (k > 0 && k < n - k)
        weigh_line (w, start + n - k, amplitudes);
    }
}

/* With ξ the numbers of a row, (…, 2) of them, and s the amplitudes, the published program makes
 * S = s(row 0) ξ(row 0) + i s(row 1) ξ(row 1), whose last direction, of length 2, it takes for the
 * last direction of the field. */
static void
weigh_first_rows (const Weighting *w,
                  int              n_dims,
                  const int       *dims)
{
  const Bins *bins = &w->bins;
  int n = bins->shape[n_dims - 1];
  int half = dims[n_dims - 1] / 2 + 1;
  int n_kept = MIN (2, half);
  gsize lines_of_row = n_dims == 3 ? bins->shape[1] : 1;
  int n_rows = MIN (2, bins->shape[0]);
  g_autofree double *scratch = g_new (double, n);
  g_autofree double *amplitudes = g_new (double, n);

  if (n_dims == 1)
    {
      line_amplitudes (bins, 0, w->decay, scratch, amplitudes);
      for (int q = 0; q < n_kept; q++)
        {
          for (int part = 0; part < n_rows; part++)
            w->spectrum[q][part] = amplitudes[part] * w->gaussians[2 * part + q];
        }
      return;
    }

  for (int part = 0; part < n_rows; part++)
    {
      for (gsize a = 0; a < lines_of_row; a++)
        {
          gsize line = part * lines_of_row + a;
          const double *from = w->gaussians + line * w->columns * 2;
          EmuComplex *to = w->spectrum;
          int n_columns = MIN (n, n_dims == 3 ? dims[1] : dims[0]);

          /* In three dimensions a runs along the height; what the field has no room for is cut. */
          if (n_dims == 3)
            {
              if (a >= (gsize) dims[0])
                break;
              to += a * dims[1] * half;
            }

          line_amplitudes (bins, line, w->decay, scratch, amplitudes);
          for (int u = 0; u < n_columns; u++)
            {
              for (int q = 0; q < n_kept; q++)
                to[(gsize) u * half + q][part] = amplitudes[u] * from[2 * u + q];
            }
        }
    }
}

gboolean
emu_fmix_field (int              n_dims,
                const int       *dims,
                double           decay,
                EmuFMixSpectrum  variant,
                const double    *gaussians,
                int              columns,
                double          *field,
                GError         **error)
{
  Weighting w = { .decay = decay, .gaussians = gaussians, .columns = columns };
  gsize n_lines = 1;
  gsize n;
  int half;
  double least, most;

  g_return_val_if_fail (n_dims >= 1 && n_dims <= 3, FALSE);

  w.bins = get_bins (n_dims, dims, variant);
  g_return_val_if_fail (columns >= w.bins.shape[n_dims - 1], FALSE);

  for (int d = 0; d < n_dims - 1; d++)
    n_lines *= dims[d];
  n = n_lines * dims[n_dims - 1];
  half = dims[n_dims - 1] / 2 + 1;

  w.spectrum = emu_fft_new_spectrum (n_lines * half, error);
  if (w.spectrum == NULL)
    return FALSE;

  if (variant == EMU_FMIX_SPECTRUM_PAPER)
    {
      int n_before = n_dims >= 2 ? w.bins.shape[n_dims - 2] : 1;

      emu_parallel_rows ((int) (w.bins.n_lines / n_before) * (n_before / 2 + 1),
                         emu_parallel_chunk (32 * w.bins.shape[n_dims - 1]), weigh_lines, &w);
    }
  else
    weigh_first_rows (&w, n_dims, dims);

  emu_fft_inverse_real (n_dims, dims, w.spectrum, field);
  emu_fft_free (w.spectrum);

  if (!emu_rank_range (field, n, &least, &most))
    {
      g_set_error_literal (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                           _("the gaussian numbers give a field that is not finite; "
                             "use finite numbers of ordinary size"));
      return FALSE;
    }

  return TRUE;
}

void
emu_fmix_rescale (double *field,
                  gsize   n)
{
  double least, most;

  if (!emu_rank_range (field, n, &least, &most))
    g_return_if_reached ();

  most -= least;
  for (gsize i = 0; i < n; i++)
    field[i] = most > 0 ? (field[i] - least) / most : 0;
}
