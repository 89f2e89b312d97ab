/* test-fmix.c: FMix's fields, thresholds and masks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-fft.h"
#include "emu-methods.h"
#include "emu-parallel.h"
#include "fmix.h"
#include "ranked.h"

/* ---- fields ---- */

static gsize
product (int        n_dims,
         const int *dims)
{
  gsize n = 1;

  for (int d = 0; d < n_dims; d++)
    n *= dims[d];

  return n;
}

static double *
random_numbers (gsize   n,
                guint64 seed)
{
  double *numbers = g_new (double, n);

  emu_rng_fill_normal (seed, EMU_PURPOSE_DATASET, 0, 0, 0, n, numbers);

  return numbers;
}

static double *
make_field (int              n_dims,
            const int       *dims,
            double           decay,
            EmuFMixSpectrum  variant,
            const double    *gaussians,
            int              columns)
{
  g_autoptr(GError) error = NULL;
  double *field = emu_fft_new_field (product (n_dims, dims), &error);

  g_assert_no_error (error);
  emu_fmix_field (n_dims, dims, decay, variant, gaussians, columns, field, &error);
  g_assert_no_error (error);

  return field;
}

/* Frequency of bin @k of @n in cycles, by the definition: bins from (n + 1) / 2 on are k − n. */
static long double
cycles (int k,
        int n)
{
  return (long double) (k < (n + 1) / 2 ? k : k - n) / n;
}

static long double
amplitude (long double f,
           int         longest,
           double      decay)
{
  return powl (fmaxl (f, 1.0L / longest), -(long double) decay);
}

/* The twin adds up every wave at every place, in long double. A fast transform of N values
 * departs by 15 (log2 N + 2) ε of the norm of the whole field (test-fft.c). Each amplitude has the
 * relative error of a frequency, below 3 ε, taken δ times, and of a power, below ε; that of all
 * of them moves the norm in proportion. The bins whose imaginary parts are dropped carry at most
 * as much as is kept, hence twice. */
static double
bound (const double *twin,
       gsize         n,
       double        decay)
{
  double squares = 0;

  for (gsize i = 0; i < n; i++)
    squares += twin[i] * twin[i];

  return (15 * (log2 ((double) n) + 2) + 2 * (3 * decay + 2)) * DBL_EPSILON * sqrt (squares);
}

static double *
direct_paper (int           n_dims,
              const int    *dims,
              double        decay,
              const double *gaussians)
{
  int size[3] = { 1, 1, 1 };
  int half = dims[n_dims - 1] / 2 + 1;
  int longest = 1;
  gsize n = product (n_dims, dims);
  g_autofree long double *sums = g_new0 (long double, n);
  double *field = g_new (double, n);

  for (int d = 0; d < n_dims; d++)
    {
      size[3 - n_dims + d] = dims[d];
      longest = MAX (longest, dims[d]);
    }

  for (int a = 0; a < size[0]; a++)
    for (int b = 0; b < size[1]; b++)
      for (int u = 0; u < half; u++)
        {
          long double f[3] = { cycles (a, size[0]), cycles (b, size[1]), (long double) u / size[2] };
          const double *number = gaussians + 2 * (((gsize) a * size[1] + b) * half + u);
          long double s = amplitude (sqrtl (f[0] * f[0] + f[1] * f[1] + f[2] * f[2]), longest, decay);
          long double *sum = sums;

          /* All bins but the first and the middle one stand for two, f and −f. */
          if (u > 0 && 2 * u != size[2])
            s *= 2;

          for (int z = 0; z < size[0]; z++)
            for (int y = 0; y < size[1]; y++)
              for (int x = 0; x < size[2]; x++)
                {
                  long double angle = 2 * M_PIl * (f[0] * z + f[1] * y + f[2] * x);

                  *sum++ += s * (number[0] * cosl (angle) - number[1] * sinl (angle));
                }
        }

  for (gsize i = 0; i < n; i++)
    field[i] = (double) (sums[i] / n);

  return field;
}

static void
assert_close (const double *field,
              const double *twin,
              gsize         n,
              double        decay)
{
  double allowed = bound (twin, n, decay);

  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (field[i], twin[i], allowed + DBL_MIN);
}

static const struct
{
  int n_dims;
  int dims[3];
} shapes[] = {
  { 1, { 1 } }, { 1, { 2 } }, { 1, { 17 } }, { 1, { 40 } },
  { 2, { 1, 1 } }, { 2, { 1, 6 } }, { 2, { 6, 1 } }, { 2, { 2, 2 } }, { 2, { 33, 47 } },
  { 2, { 20, 14 } },
  { 3, { 5, 7, 6 } }, { 3, { 4, 2, 3 } }, { 3, { 1, 1, 2 } },
};

static void
test_paper_direct (void)
{
  static const double decays[] = { 0, 1.5, 3, 6 };

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      int n_dims = shapes[i].n_dims;
      const int *dims = shapes[i].dims;
      int shape[3];
      gsize n = emu_fmix_spectrum_shape (n_dims, dims, EMU_FMIX_SPECTRUM_PAPER, shape);
      double decay = decays[i % G_N_ELEMENTS (decays)];
      g_autofree double *gaussians = random_numbers (2 * n, i);
      g_autofree double *twin = direct_paper (n_dims, dims, decay, gaussians);
      double *field = make_field (n_dims, dims, decay, EMU_FMIX_SPECTRUM_PAPER, gaussians,
                                  shape[n_dims - 1]);

      assert_close (field, twin, product (n_dims, dims), decay);
      emu_fft_free (field);
    }
}

/* Other processors, and other transforms, may round the field otherwise. Two pixels may change
 * sides for that only where their values, on a scale of 0 to 1, lie within 1e-12. */
static void
test_swaps (void)
{
  const int dims[2] = { 33, 47 };
  const gsize n = 33 * 47;
  guint n_swapped = 0;

  for (guint64 seed = 0; seed < 12; seed++)
    {
      g_autofree double *gaussians = random_numbers (2 * 33 * 24, seed);
      g_autofree double *twin = direct_paper (2, dims, 3, gaussians);
      double *field = make_field (2, dims, 3, EMU_FMIX_SPECTRUM_PAPER, gaussians, 24);
      g_autofree float *ours = g_new (float, n);
      g_autofree float *theirs = g_new (float, n);
      double lambda = 0.05 + 0.08 * seed;
      double least_in = G_MAXDOUBLE, most_out = -G_MAXDOUBLE;

      emu_fmix_rescale (field, n);
      emu_fmix_rescale (twin, n);
      emu_fmix_threshold (field, n, lambda, 0, 0.7, ours);
      emu_fmix_threshold (twin, n, lambda, 0, 0.7, theirs);

      for (gsize i = 0; i < n; i++)
        {
          if (theirs[i] == 1)
            least_in = MIN (least_in, twin[i]);
          else
            most_out = MAX (most_out, twin[i]);
        }

      for (gsize i = 0; i < n; i++)
        {
          if (ours[i] == theirs[i])
            continue;

          n_swapped++;
          g_assert_cmpfloat_with_epsilon (twin[i], (least_in + most_out) / 2, 1e-12);
        }
      emu_fft_free (field);
    }

  g_test_message ("%u of %" G_GSIZE_FORMAT " pixels changed sides", n_swapped, 12 * n);
}

/* Two columns of the published spectrum, C0 and C1, make the field
 * (Re C0(y) + m Re (C1(y) e^(2πi x / W))) / (H W), m = 2 but where C1 is the middle bin. */
static double *
direct_published (int           height,
                  int           width,
                  double        decay,
                  const double *gaussians)
{
  int n_columns = (width + 1) / 2 + 1;
  int longest = MAX (height, width);
  double *field = g_new (double, (gsize) height * width);

  for (int y = 0; y < height; y++)
    {
      long double re[2] = { 0 };
      long double im[2] = { 0 };

      for (int u = 0; u < MIN (n_columns, height); u++)
        {
          long double f = cycles (u, width);
          long double s0 = amplitude (fabsl (f), longest, decay);
          long double s1 = height > 1 ? amplitude (hypotl (cycles (1, height), f), longest, decay) : 0;
          long double c = cosl (2 * M_PIl * u * y / height);
          long double s = sinl (2 * M_PIl * u * y / height);

          for (int q = 0; q < 2; q++)
            {
              long double real = s0 * gaussians[2 * u + q];
              long double imaginary = height > 1 ? s1 * gaussians[2 * (n_columns + u) + q] : 0;

              re[q] += real * c - imaginary * s;
              im[q] += real * s + imaginary * c;
            }
        }

      for (int x = 0; x < width; x++)
        {
          long double turn = 2 * M_PIl * x / width;
          long double wave = re[1] * cosl (turn) - im[1] * sinl (turn);

          if (width == 1)
            wave = 0;
          else if (width > 2)
            wave *= 2;
          field[y * width + x] = (double) ((re[0] + wave) / ((long double) height * width));
        }
    }

  return field;
}

static void
test_published_direct (void)
{
  static const int sizes[][2] = {
    { 33, 47 }, { 32, 32 }, { 47, 33 }, { 9, 40 }, { 40, 9 }, { 7, 2 }, { 7, 1 }, { 1, 7 }, { 1, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      int shape[3];
      gsize n = emu_fmix_spectrum_shape (2, sizes[i], EMU_FMIX_SPECTRUM_AS_PUBLISHED, shape);
      g_autofree double *gaussians = random_numbers (2 * n, i);
      g_autofree double *twin = direct_published (sizes[i][0], sizes[i][1], 3, gaussians);
      double *field = make_field (2, sizes[i], 3, EMU_FMIX_SPECTRUM_AS_PUBLISHED, gaussians, shape[1]);

      assert_close (field, twin, product (2, sizes[i]), 3);
      emu_fft_free (field);
    }
}

/* In one dimension two complex numbers are left, each of one of the first two amplitudes. */
static void
test_published_strip (void)
{
  const int length = 41;
  g_autofree double *xi = random_numbers (2 * length, 1);
  g_autofree double *twin = g_new (double, length);
  long double s = amplitude (1.0L / length, length, 1.5);
  double *field = make_field (1, &length, 1.5, EMU_FMIX_SPECTRUM_AS_PUBLISHED, xi, length);

  for (int x = 0; x < length; x++)
    {
      long double turn = 2 * M_PIl * x / length;

      twin[x] = (double) (s * (xi[0] + 2 * (xi[1] * cosl (turn) - xi[3] * sinl (turn))) / length);
    }

  assert_close (field, twin, length, 1.5);
  emu_fft_free (field);
}

static void
test_spectrum_shape (void)
{
  static const struct
  {
    int n_dims;
    int dims[3];
    int paper[3];
    int published[3];
  } cases[] = {
    { 1, { 65 }, { 33 }, { 65 } },
    { 2, { 47, 33 }, { 47, 17 }, { 47, 18 } },
    { 2, { 32, 32 }, { 32, 17 }, { 32, 17 } },
    { 2, { 1, 1 }, { 1, 1 }, { 1, 2 } },
    { 3, { 8, 12, 10 }, { 8, 12, 6 }, { 8, 10, 7 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int n_dims = cases[i].n_dims;
      int shape[3];

      g_assert_cmpuint (emu_fmix_spectrum_shape (n_dims, cases[i].dims, EMU_FMIX_SPECTRUM_PAPER, shape),
                        ==, product (n_dims, cases[i].paper));
      g_assert_cmpmem (shape, n_dims * sizeof (int), cases[i].paper, n_dims * sizeof (int));

      emu_fmix_spectrum_shape (n_dims, cases[i].dims, EMU_FMIX_SPECTRUM_AS_PUBLISHED, shape);
      g_assert_cmpmem (shape, n_dims * sizeof (int), cases[i].published, n_dims * sizeof (int));
    }
}

static void
test_frequencies (void)
{
  const int dims[] = { 4, 5 };
  double out[16];

  emu_fmix_frequencies (2, dims, EMU_FMIX_SPECTRUM_AS_PUBLISHED, out);

  for (int k = 0; k < 4; k++)
    {
      /* The fourth column is the negative frequency −2/5. */
      static const double across[] = { 0, 0.2, 0.4, 0.4 };
      static const double down[] = { 0, 0.25, 0.5, 0.25 };

      for (int u = 0; u < 4; u++)
        g_assert_cmpfloat_with_epsilon (out[4 * k + u], hypot (down[k], across[u]), 1e-15);
    }
}

/* Columns beyond those of the spectrum are passed over. */
static void
test_extra_column (void)
{
  const int dims[] = { 9, 7 };
  g_autofree double *wide = random_numbers (9 * 5 * 2, 1);
  g_autofree double *narrow = g_new (double, 9 * 4 * 2);
  double *a, *b;

  for (int k = 0; k < 9; k++)
    memcpy (narrow + k * 8, wide + k * 10, 8 * sizeof *narrow);

  a = make_field (2, dims, 3, EMU_FMIX_SPECTRUM_PAPER, wide, 5);
  b = make_field (2, dims, 3, EMU_FMIX_SPECTRUM_PAPER, narrow, 4);
  g_assert_cmpmem (a, 63 * sizeof *a, b, 63 * sizeof *b);

  emu_fft_free (a);
  emu_fft_free (b);
}

static void
test_not_finite (void)
{
  const int dims[] = { 9, 7 };
  g_autofree double *gaussians = random_numbers (9 * 4 * 2, 1);
  g_autoptr(GError) error = NULL;
  double *field = emu_fft_new_field (63, NULL);

  gaussians[20] = (double) NAN;
  g_assert_false (emu_fmix_field (2, dims, 3, EMU_FMIX_SPECTRUM_PAPER, gaussians, 4, field, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);

  emu_fft_free (field);
}

static void
test_rescale (void)
{
  double field[] = { 3, -1, 0, 7 };
  double constant[] = { 2, 2, 2 };

  emu_fmix_rescale (field, 4);
  g_assert_true (field[0] == 0.5 && field[1] == 0 && field[2] == 0.125 && field[3] == 1);

  emu_fmix_rescale (constant, 3);
  for (int i = 0; i < 3; i++)
    g_assert_true (constant[i] == 0);
}

/* ---- thresholds ---- */

/* The slow twin sorts everything. */
static void
assert_threshold (const double *field,
                  gsize         n,
                  double        lambda,
                  double        max_soft,
                  double        coin)
{
  g_autofree float *mask = g_new (float, n);
  g_autofree Ranked *order = sorted (field, n);
  gint64 inside = (gint64) (coin > 0.5 ? ceil (n * lambda) : floor (n * lambda));
  gint64 soft = (gint64) (n * fmin (max_soft, fmin (lambda, 1 - lambda)));

  for (gsize i = 0; i < n; i++)
    mask[i] = -1;

  emu_fmix_threshold (field, n, lambda, max_soft, coin, mask);

  for (gint64 rank = 0; rank < (gint64) n; rank++)
    {
      double weight = rank < inside ? 1 : 0;

      if (soft > 0)
        weight = CLAMP (1 - (rank - inside + soft) / (2.0 * soft - 1), 0, 1);
      g_assert_true (mask[order[rank].index] == (float) weight);
    }
}

typedef double (*Fill) (gsize  i,
                        gsize  n,
                        double normal);

static double
fill_normal (gsize  i,
             gsize  n,
             double normal)
{
  return normal;
}

static double
fill_tied (gsize  i,
           gsize  n,
           double normal)
{
  return rint (2 * normal);
}

static double
fill_constant (gsize  i,
               gsize  n,
               double normal)
{
  return -0.75;
}

static double
fill_falling (gsize  i,
              gsize  n,
              double normal)
{
  return -(double) i;
}

/* All but one value share a bucket. */
static double
fill_outlier (gsize  i,
              gsize  n,
              double normal)
{
  return i == n / 2 ? 1e12 : normal;
}

/* Distances that no finite scale makes whole numbers of. */
static double
fill_tiny (gsize  i,
           gsize  n,
           double normal)
{
  return rint (4 * normal) * 0x1p-1074;
}

static void
test_threshold (void)
{
  static const Fill fills[] = {
    fill_normal, fill_tied, fill_constant, fill_falling, fill_outlier, fill_tiny,
  };
  static const gsize sizes[] = { 1, 2, 3, 31, 1551, 40000 };
  static const double lambdas[] = { 0, 1e-4, 0.3, 0.5, 0.8123, 0.9999, 1 };
  static const double softs[] = { 0, 1e-3, 0.2, 0.5 };

  for (gsize f = 0; f < G_N_ELEMENTS (fills); f++)
    for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
      {
        g_autofree double *field = random_numbers (sizes[s], s);

        for (gsize i = 0; i < sizes[s]; i++)
          field[i] = fills[f] (i, sizes[s], field[i]);

        for (gsize l = 0; l < G_N_ELEMENTS (lambdas); l++)
          for (gsize e = 0; e < G_N_ELEMENTS (softs); e++)
            assert_threshold (field, sizes[s], lambdas[l], softs[e], (l + e) % 2 == 0 ? 0.2 : 0.7);
      }
}

/* Several blocks and parts, on as many threads as there may be. */
static void
test_threshold_large (void)
{
  const gsize n = 300001;
  g_autofree double *field = random_numbers (n, 5);

  assert_threshold (field, n, 0.37, 0, 0.7);
  assert_threshold (field, n, 0.37, 0.01, 0.7);
  assert_threshold (field, n, 0.5, 0.5, 0.2);

  for (gsize i = 0; i < n; i++)
    field[i] = rint (field[i]);
  assert_threshold (field, n, 0.37, 0, 0.7);
  assert_threshold (field, n, 0.37, 0.2, 0.7);
}

/* Where n λ is a whole number but for rounding, the soft edge reaches both ends and not beyond. */
static void
test_threshold_rounding (void)
{
  g_autofree double *field = random_numbers (120, 9);
  float mask[120];

  for (gsize n = 1; n <= 120; n++)
    for (gsize k = 0; k <= n; k++)
      for (int near = 0; near < 6; near++)
        {
          double share = (double) k / n;
          double lambda = near < 2 ? share : nextafter (share, near < 4 ? 0 : 1);
          double total = 0;

          emu_fmix_threshold (field, n, lambda, 0.5, near % 2 == 0 ? 0.2 : 0.7, mask);
          for (gsize i = 0; i < n; i++)
            {
              g_assert_true (mask[i] >= 0 && mask[i] <= 1);
              total += mask[i];
            }
          g_assert_cmpfloat (fabs (total - k), <, 1 + 1e-4);
        }
}

static void
test_ramp (void)
{
  const double field[] = { 0.1, 0.9, 0.4, 0.3, 0.8, 0.7, 0.2, 0.6, 0.5, 0.0 };
  float mask[10];

  /* Five of ten inside, two soft on either side: ranks 3 to 6 get 1, 2/3, 1/3, 0. */
  emu_fmix_threshold (field, 10, 0.5, 0.2, 0.2, mask);

  g_assert_true (mask[1] == 1 && mask[4] == 1 && mask[5] == 1);
  g_assert_true (mask[7] == 1);
  g_assert_true (mask[8] == (float) (1 - 1.0 / 3));
  g_assert_true (mask[2] == (float) (1 - 2.0 / 3));
  g_assert_true (mask[3] == 0);
  g_assert_true (mask[6] == 0 && mask[0] == 0 && mask[9] == 0);
}

/* ---- the method ---- */

static const EmuMethod *
fmix (void)
{
  g_autoptr(GError) error = NULL;
  const EmuMethod *method = emu_methods_find ("fmix", &error);

  g_assert_no_error (error);

  return method;
}

/* @settings: "name=value name=value …" */
static void *
make_params (const char *settings)
{
  void *params = emu_params_new (&fmix ()->params);
  g_auto(GStrv) words = g_strsplit (settings, " ", -1);

  for (char **word = words; *word != NULL; word++)
    {
      g_autoptr(GError) error = NULL;
      char *value = strchr (*word, '=');

      if (value == NULL)
        continue;

      *value++ = '\0';
      emu_param_parse (emu_params_find (&fmix ()->params, *word, NULL), params, value, &error);
      g_assert_no_error (error);
    }

  return params;
}

static EmuMix *
mix_full (const char   *settings,
          double        requested,
          double        drawn,
          guint64       seed,
          int           height,
          int           width,
          const EmuMix *previous)
{
  g_autofree void *params = make_params (settings);
  g_autoptr(GError) error = NULL;
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  EmuMix *mix;

  request.method = fmix ();
  request.params = params;
  request.requested = requested;
  request.drawn = drawn;
  request.seed = seed;
  mix = emu_mix_new (&request, height, width, previous, NULL, &error);
  g_assert_no_error (error);

  return mix;
}

static EmuMix *
mix_for (const char *settings,
         double      lambda,
         guint64     seed,
         int         height,
         int         width)
{
  return mix_full (settings, lambda, (double) NAN, seed, height, width, NULL);
}

static EmuMask *
whole_mask (const EmuMix *mix)
{
  EmuView view = emu_view_whole (mix->height, mix->width);
  g_autoptr(GError) error = NULL;
  EmuMask *mask = emu_mix_mask (mix, &view, &error);

  g_assert_no_error (error);
  g_assert_cmpint (mask->kind, ==, EMU_MASK_PLANE);

  return mask;
}

static void
assert_same (const EmuMix *a,
             const EmuMix *b)
{
  g_autoptr(EmuMask) mask_a = whole_mask (a);
  g_autoptr(EmuMask) mask_b = whole_mask (b);
  gsize size = (gsize) mask_a->height * mask_a->width * sizeof (float);

  g_assert_cmpmem (emu_mask_row (mask_a, 0), size, emu_mask_row (mask_b, 0), size);
  g_assert_true (a->mask_mean == b->mask_mean);
  g_assert_true (a->label.weight_a == b->label.weight_a);
}

/* Changes from one weight to another along @n weights that are @stride apart, cyclically. */
static int
n_changes (const float *weights,
           int          n,
           int          stride)
{
  int changes = 0;

  for (int i = 0; i < n; i++)
    changes += weights[i * stride] != weights[(i + 1) % n * stride];

  return changes;
}

static void
test_published_rows (void)
{
  static const int sizes[][2] = { { 64, 64 }, { 33, 47 } };
  int most_in_paper = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint64 seed = 0; seed < 40; seed++)
      {
        double lambda = (seed + 1) / 41.0;
        g_autoptr(EmuMix) published = mix_for ("spectrum=as-published", lambda, seed,
                                               sizes[i][0], sizes[i][1]);
        g_autoptr(EmuMix) paper = mix_for ("", lambda, seed, sizes[i][0], sizes[i][1]);
        g_autoptr(EmuMask) mask = whole_mask (published);
        g_autoptr(EmuMask) paper_mask = whole_mask (paper);

        for (int y = 0; y < mask->height; y++)
          {
            g_assert_cmpint (n_changes (emu_mask_row (mask, y), mask->width, 1), <=, 2);
            most_in_paper = MAX (most_in_paper,
                                 n_changes (emu_mask_row (paper_mask, y), mask->width, 1));
          }
      }

  /* The property tells the two apart. */
  g_assert_cmpint (most_in_paper, >, 2);
}

static void
test_strip (void)
{
  int most_in_paper = 0;

  for (guint64 seed = 0; seed < 40; seed++)
    {
      g_autoptr(EmuMix) published = mix_for ("dimensions=1d spectrum=as-published", 0.4, seed, 9, 60);
      g_autoptr(EmuMix) paper = mix_for ("dimensions=1d decay-power=1.5", 0.4, seed, 9, 60);
      g_autoptr(EmuMask) mask = whole_mask (published);
      g_autoptr(EmuMask) paper_mask = whole_mask (paper);

      g_assert_cmpint (n_changes (emu_mask_row (mask, 0), 60, 1), ==, 2);
      most_in_paper = MAX (most_in_paper, n_changes (emu_mask_row (paper_mask, 0), 60, 1));

      for (int x = 0; x < 60; x++)
        g_assert_cmpint (n_changes (emu_mask_row (paper_mask, 0) + x, 9, 60), ==, 0);
      g_assert_cmpfloat_with_epsilon (paper->mask_mean, 0.4, 1e-12);
    }

  g_assert_cmpint (most_in_paper, >, 2);
}

/* The mask is made of the steps in fmix.h and the numbers of lanes 0 and 1. */
static void
test_steps (void)
{
  const int dims[] = { 33, 47 };
  g_autofree double *gaussians = g_new (double, 33 * 24 * 2);
  g_autofree float *weights = g_new (float, 33 * 47);
  g_autoptr(EmuMix) mix = mix_for ("decay-power=2.5 max-soft=0.1", 0.3, 77, 33, 47);
  g_autoptr(EmuMask) mask = whole_mask (mix);
  EmuRng rng;
  double *field;

  emu_rng_fill_normal (77, EMU_PURPOSE_MIX, 0, 0, 0, 33 * 24 * 2, gaussians);
  emu_rng_init (&rng, 77, EMU_PURPOSE_MIX, 0, 1);
  field = make_field (2, dims, 2.5, EMU_FMIX_SPECTRUM_PAPER, gaussians, 24);
  emu_fmix_threshold (field, 33 * 47, 0.3, 0.1, emu_rng_uniform (&rng), weights);

  g_assert_cmpmem (emu_mask_row (mask, 0), 33 * 47 * sizeof (float), weights, 33 * 47 * sizeof (float));
  emu_fft_free (field);
}

static const char * const variants[] = {
  "", "spectrum=as-published", "dimensions=1d", "dimensions=1d spectrum=as-published",
  "dimensions=3d depth=5 slice=3", "dimensions=3d depth=2 slice=63 spectrum=as-published",
  "max-soft=0.5", "resolution=10", "resolution=10 dimensions=3d depth=6 slice=5",
  "resolution=0 max-soft=0.1", "decay-power=0", "decay-power=6",
};

static const int tiny[][2] = {
  { 1, 1 }, { 1, 2 }, { 2, 1 }, { 1, 9 }, { 9, 1 }, { 2, 2 }, { 3, 3 }, { 33, 47 },
};

static void
test_ends (void)
{
  for (gsize v = 0; v < G_N_ELEMENTS (variants); v++)
    for (gsize i = 0; i < G_N_ELEMENTS (tiny); i++)
      for (int lambda = 0; lambda <= 1; lambda++)
        {
          g_autoptr(EmuMix) mix = mix_for (variants[v], lambda, i, tiny[i][0], tiny[i][1]);
          g_autoptr(EmuMask) mask = whole_mask (mix);

          g_assert_true (mix->mask_mean == lambda && mix->label.weight_a == lambda);
          for (int y = 0; y < mask->height; y++)
            for (int x = 0; x < mask->width; x++)
              g_assert_true (emu_mask_at (mask, y, x) == lambda);
        }
}

/* Exactly ⌈λ P⌉ or ⌊λ P⌋ pixels, and the label says λ, drawn or asked for. */
static void
test_mean (void)
{
  int n_up = 0;

  for (guint64 seed = 0; seed < 60; seed++)
    {
      double asked = seed % 2 == 0 ? (double) NAN : 0.4321;
      g_autoptr(EmuMix) mix = mix_for ("", asked, seed, 33, 47);
      g_autoptr(EmuMask) mask = whole_mask (mix);
      double share = mix->lambda * 33 * 47;
      double ones = 0;

      for (int y = 0; y < 33; y++)
        for (int x = 0; x < 47; x++)
          {
            g_assert_true (emu_mask_at (mask, y, x) == 0 || emu_mask_at (mask, y, x) == 1);
            ones += emu_mask_at (mask, y, x);
          }

      g_assert_true (ones == floor (share) || ones == ceil (share));
      n_up += ones > share;
      g_assert_cmpfloat_with_epsilon (mix->mask_mean, ones / (33 * 47), 1e-15);
      g_assert_true (mix->label.weight_a == mix->lambda);
      g_assert_cmpint (mix->label.rule, ==, EMU_LABEL_LAMBDA);
    }

  /* A fair coin leaves 15 … 45 of 60 but once in ten thousand times, and these seeds are fixed. */
  g_assert_cmpint (n_up, >=, 15);
  g_assert_cmpint (n_up, <=, 45);
}

/* The mean that is computed from the grid is that of the pixels. */
static void
test_mean_visits (void)
{
  for (gsize v = 0; v < G_N_ELEMENTS (variants); v++)
    for (gsize i = 0; i < G_N_ELEMENTS (tiny); i++)
      {
        g_autoptr(EmuMix) mix = mix_for (variants[v], 0.37, i, tiny[i][0] * 5, tiny[i][1] * 3);
        g_autoptr(EmuMask) mask = whole_mask (mix);

        g_assert_cmpfloat_with_epsilon (mix->mask_mean, emu_mask_mean (mask), 1e-12);
      }
}

/* A grid of 32 × 64 under 101 × 203 pixels: the short side is rint (101 · 64 / 203) = 32, and pixel
 * (y, x) shows cell (⌊32 y / 101⌋, ⌊64 x / 203⌋) of what a picture of 32 × 64 shows. */
static void
test_resolution (void)
{
  g_autoptr(EmuMix) large = mix_for ("resolution=64", 0.37, 3, 101, 203);
  g_autoptr(EmuMix) small = mix_for ("resolution=0", 0.37, 3, 32, 64);
  g_autoptr(EmuMix) exact = mix_for ("resolution=0", 0.37, 3, 101, 203);
  g_autoptr(EmuMask) large_mask = whole_mask (large);
  g_autoptr(EmuMask) small_mask = whole_mask (small);
  g_autoptr(EmuMask) exact_mask = whole_mask (exact);

  for (int y = 0; y < 101; y++)
    for (int x = 0; x < 203; x++)
      g_assert_true (emu_mask_at (large_mask, y, x) ==
                     emu_mask_at (small_mask, 32 * y / 101, 64 * x / 203));

  g_assert_true (memcmp (emu_mask_row (exact_mask, 0), emu_mask_row (large_mask, 0),
                         101 * 203 * sizeof (float)) != 0);
}

/* A view shows, at every sample, the pixel of the whole mask nearest to it. */
static void
test_views (void)
{
  static const EmuView views[] = {
    { 0, 0, 1, 203, 101 }, { 1, 1, 3, 68, 34 }, { 50.25, 20.5, 1.5, 60, 40 }, { 100, 7, 1, 103, 31 },
    { 0, 0, 1, 64, 32 },
  };
  static const char * const settings[] = { "resolution=64", "resolution=0 max-soft=0.2" };

  for (gsize s = 0; s < G_N_ELEMENTS (settings); s++)
    {
      g_autoptr(EmuMix) mix = mix_for (settings[s], 0.6, 8, 101, 203);
      g_autoptr(EmuMask) whole = whole_mask (mix);

      for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
        {
          const EmuView *view = &views[i];
          g_autoptr(EmuMask) mask = emu_mix_mask (mix, view, NULL);

          for (int y = 0; y < view->height; y++)
            for (int x = 0; x < view->width; x++)
              g_assert_true (emu_mask_at (mask, y, x) ==
                             emu_mask_at (whole, emu_view_index (view->y0, view->step, y, 101),
                                          emu_view_index (view->x0, view->step, x, 203)));
        }
    }
}

static void
test_threads (void)
{
  static const char * const settings[] = {
    "", "max-soft=0.3", "spectrum=as-published", "dimensions=3d depth=9 slice=4",
    "decay-power=0 resolution=683",
  };
  int threads = emu_parallel_get_threads ();

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr(EmuMix) one = NULL;
      g_autoptr(EmuMix) four = NULL;

      emu_parallel_set_threads (1);
      one = mix_for (settings[i], 0.37, 21, 701, 500);
      emu_parallel_set_threads (4);
      four = mix_for (settings[i], 0.37, 21, 701, 500);
      assert_same (one, four);
    }

  emu_parallel_set_threads (threads);
}

/* Whatever is changed from one mix to the next, taking over the old geometry gives the same bits
 * as starting afresh. */
static void
test_previous (void)
{
  static const struct
  {
    const char *settings;
    double      lambda;
    guint64     seed;
    int         height;
    int         width;
  } steps[] = {
    { "", 0.3, 1, 33, 47 },
    { "", 0.3, 1, 33, 47 },
    { "", 0.4, 1, 33, 47 },
    { "max-soft=0.2", 0.4, 1, 33, 47 },
    { "max-soft=0.2 decay-power=2", 0.4, 1, 33, 47 },
    { "decay-power=2 spectrum=as-published", 0.4, 1, 33, 47 },
    { "decay-power=2 spectrum=as-published", 0.4, 1, 34, 46 },
    { "decay-power=2", 0.4, 1, 34, 46 },
    { "decay-power=2", 0.4, 2, 34, 46 },
    { "decay-power=2", 0.4, 2, 46, 34 },
    { "decay-power=2 resolution=20", 0.4, 2, 46, 34 },
    { "decay-power=2 resolution=20", 0.4, 2, 92, 68 },
    { "", 0.4, 2, 2, 34 },
    { "spectrum=as-published", 0.4, 2, 2, 34 },
    { "dimensions=3d depth=4 slice=1", 0.4, 2, 46, 34 },
    { "dimensions=3d depth=4 slice=2", 0.4, 2, 46, 34 },
    { "dimensions=3d depth=5 slice=2", 0.4, 2, 46, 34 },
    { "dimensions=1d", 0.4, 2, 46, 34 },
    { "dimensions=1d", 0.4, 2, 12, 34 },
    { "given-lambda=as-published", 0.1, 2, 12, 34 },
    { "given-lambda=as-published", 0.9, 2, 12, 34 },
  };
  g_autoptr(EmuMix) previous = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(EmuMix) fresh = mix_for (steps[i].settings, steps[i].lambda, steps[i].seed,
                                         steps[i].height, steps[i].width);
      g_autoptr(EmuMix) next = mix_full (steps[i].settings, steps[i].lambda, (double) NAN, steps[i].seed,
                                         steps[i].height, steps[i].width, previous);

      assert_same (next, fresh);
      g_clear_pointer (&previous, emu_mix_unref);
      previous = g_steal_pointer (&next);
    }
}

/* Given numbers are borrowed: the same place in memory may hold others the next time. */
static void
test_previous_given (void)
{
  g_autofree double *numbers = random_numbers (33 * 24 * 2, 1);
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  EmuDrawValues given = { .fixed[0] = TRUE, .array[0] = numbers, .n[0] = 33 * 24 * 2 };
  g_autoptr(EmuMix) previous = NULL;
  g_autoptr(EmuMix) next = NULL;
  g_autoptr(EmuMix) fresh = NULL;

  request.method = fmix ();
  request.requested = 0.4;
  request.given = &given;
  previous = emu_mix_new (&request, 33, 47, NULL, NULL, NULL);

  for (int i = 0; i < 33 * 24 * 2; i++)
    numbers[i] = -numbers[i];
  next = emu_mix_new (&request, 33, 47, previous, NULL, NULL);
  fresh = emu_mix_new (&request, 33, 47, NULL, NULL, NULL);

  assert_same (next, fresh);
}

static void
test_given_not_finite (void)
{
  g_autofree double *numbers = random_numbers (33 * 24 * 2, 1);
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  EmuDrawValues given = { .fixed[0] = TRUE, .array[0] = numbers, .n[0] = 33 * 24 * 2 };
  g_autoptr(GError) error = NULL;

  numbers[7] = (double) INFINITY;
  request.method = fmix ();
  request.given = &given;
  g_assert_null (emu_mix_new (&request, 33, 47, NULL, NULL, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM);
}

/* Register of defects, number 12. */
static void
test_given_lambda (void)
{
  g_autoptr(EmuMix) above = mix_full ("given-lambda=as-published", 0.6, 0.3, 4, 40, 40, NULL);
  g_autoptr(EmuMix) below = mix_full ("given-lambda=as-published", 0.3, 0.75, 4, 40, 40, NULL);
  g_autoptr(EmuMix) plain = mix_full ("", 0.3, 0.75, 4, 40, 40, NULL);
  g_autoptr(EmuMix) drawn = mix_full ("", (double) NAN, 0.3, 4, 40, 40, NULL);
  g_autoptr(EmuMask) above_mask = whole_mask (above);
  g_autoptr(EmuMask) drawn_mask = whole_mask (drawn);

  g_assert_true (above->label.weight_a == 1 - 0.3);
  g_assert_true (above->requested == 0.6 && above->drawn == 0.3);
  for (int y = 0; y < 40; y++)
    for (int x = 0; x < 40; x++)
      g_assert_true (emu_mask_at (above_mask, y, x) == 1 - emu_mask_at (drawn_mask, y, x));

  g_assert_true (below->label.weight_a == 0.3);
  g_assert_cmpfloat_with_epsilon (below->mask_mean, 0.75, 1.0 / 1600);

  g_assert_true (plain->label.weight_a == 0.3);
  g_assert_cmpfloat_with_epsilon (plain->mask_mean, 0.3, 1.0 / 1600);
}

static void
test_reformulate (void)
{
  double total = 0;

  for (guint64 seed = 0; seed < 400; seed++)
    {
      g_autoptr(EmuMix) mix = mix_for ("reformulate=true", (double) NAN, seed, 3, 3);

      g_assert_cmpint (mix->label.rule, ==, EMU_LABEL_A);
      g_assert_true (mix->label.weight_a == 1 && mix->label.weight_b == 0);
      total += mix->lambda;
    }

  /* Beta(2, 1) has mean 2/3 and variance 1/18: five deviations of the mean of 400. */
  g_assert_cmpfloat_with_epsilon (total / 400, 2.0 / 3, 5 * sqrt (1.0 / 18 / 400));
}

static void
test_volume (void)
{
  g_autoptr(GPtrArray) slices = g_ptr_array_new_with_free_func ((GDestroyNotify) emu_mix_unref);
  g_autoptr(EmuMix) beyond = mix_for ("dimensions=3d depth=6 slice=40", 0.37, 2, 20, 30);
  double least = 1;
  double most = 0;
  double mean = 0;

  for (int z = 0; z < 6; z++)
    {
      g_autofree char *settings = g_strdup_printf ("dimensions=3d depth=6 slice=%d", z);
      EmuMix *mix = mix_for (settings, 0.37, 2, 20, 30);

      g_ptr_array_add (slices, mix);
      g_assert_cmpuint (mix->notes->len, ==, 0);
      least = MIN (least, mix->mask_mean);
      most = MAX (most, mix->mask_mean);
      mean += mix->mask_mean / 6;
    }

  /* λ is the share of the volume, not that of each slice. */
  g_assert_cmpfloat_with_epsilon (mean, 0.37, 1.0 / (20 * 30 * 6));
  g_assert_cmpfloat (most, >, least);

  assert_same (beyond, g_ptr_array_index (slices, 5));
  g_assert_cmpuint (beyond->notes->len, ==, 1);
}

static void
test_cancelled (void)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  request.method = fmix ();
  g_cancellable_cancel (cancellable);
  g_assert_null (emu_mix_new (&request, 33, 47, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fmix/field/paper-direct", test_paper_direct);
  g_test_add_func ("/fmix/field/swaps", test_swaps);
  g_test_add_func ("/fmix/field/published-direct", test_published_direct);
  g_test_add_func ("/fmix/field/published-strip", test_published_strip);
  g_test_add_func ("/fmix/field/spectrum-shape", test_spectrum_shape);
  g_test_add_func ("/fmix/field/frequencies", test_frequencies);
  g_test_add_func ("/fmix/field/extra-column", test_extra_column);
  g_test_add_func ("/fmix/field/not-finite", test_not_finite);
  g_test_add_func ("/fmix/field/rescale", test_rescale);
  g_test_add_func ("/fmix/threshold/sorted", test_threshold);
  g_test_add_func ("/fmix/threshold/large", test_threshold_large);
  g_test_add_func ("/fmix/threshold/rounding", test_threshold_rounding);
  g_test_add_func ("/fmix/threshold/ramp", test_ramp);
  g_test_add_func ("/fmix/mask/published-rows", test_published_rows);
  g_test_add_func ("/fmix/mask/strip", test_strip);
  g_test_add_func ("/fmix/mask/volume", test_volume);
  g_test_add_func ("/fmix/mask/steps", test_steps);
  g_test_add_func ("/fmix/mask/ends", test_ends);
  g_test_add_func ("/fmix/mask/mean", test_mean);
  g_test_add_func ("/fmix/mask/mean-visits", test_mean_visits);
  g_test_add_func ("/fmix/mask/resolution", test_resolution);
  g_test_add_func ("/fmix/mask/views", test_views);
  g_test_add_func ("/fmix/mask/threads", test_threads);
  g_test_add_func ("/fmix/mask/previous", test_previous);
  g_test_add_func ("/fmix/mask/previous-given", test_previous_given);
  g_test_add_func ("/fmix/mask/given-not-finite", test_given_not_finite);
  g_test_add_func ("/fmix/mask/cancelled", test_cancelled);
  g_test_add_func ("/fmix/label/given-lambda", test_given_lambda);
  g_test_add_func ("/fmix/label/reformulate", test_reformulate);

  return g_test_run ();
}
