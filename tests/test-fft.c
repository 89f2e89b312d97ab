/* test-fft.c: transforms of real fields against direct sums
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#include "emu-error.h"
#include "emu-fft.h"
#include "emu-parallel.h"
#include "emu-rng.h"

typedef struct
{
  int n_dims;
  int dims[3];
} Shape;

static gsize
n_values (const Shape *shape)
{
  gsize n = 1;

  for (int d = 0; d < shape->n_dims; d++)
    n *= shape->dims[d];

  return n;
}

static int
width_of (const Shape *shape)
{
  return shape->dims[shape->n_dims - 1];
}

static gsize
n_bins (const Shape *shape)
{
  return n_values (shape) / width_of (shape) * (width_of (shape) / 2 + 1);
}

static EmuComplex *
random_spectrum (const Shape *shape,
                 guint64      seed)
{
  EmuComplex *spectrum = emu_fft_new_spectrum (n_bins (shape), NULL);

  g_assert_nonnull (spectrum);
  emu_rng_fill_normal (seed, EMU_PURPOSE_DATASET, 0, 0, 0, 2 * n_bins (shape), spectrum[0]);

  return spectrum;
}

static double *
transform (const Shape      *shape,
           const EmuComplex *spectrum)
{
  EmuComplex *copy = emu_fft_new_spectrum (n_bins (shape), NULL);
  double *field = emu_fft_new_field (n_values (shape), NULL);

  g_assert_nonnull (copy);
  g_assert_nonnull (field);
  memcpy (copy, spectrum, n_bins (shape) * sizeof *copy);
  emu_fft_inverse_real (shape->n_dims, shape->dims, copy, field);
  emu_fft_free (copy);

  return field;
}

/* One inverse complex transform of @n numbers, @stride apart, by its definition. Angles are
 * reduced to one turn as whole numbers, so that each term has a relative error of a few ε. */
static void
direct_line (long double *re,
             long double *im,
             int          n,
             gsize        stride)
{
  g_autofree long double *out_re = g_new0 (long double, n);
  g_autofree long double *out_im = g_new0 (long double, n);

  for (int x = 0; x < n; x++)
    {
      for (int k = 0; k < n; k++)
        {
          long double angle = 2 * M_PIl * (long double) ((gint64) k * x % n) / n;
          long double c = cosl (angle);
          long double s = sinl (angle);

          out_re[x] += re[k * stride] * c - im[k * stride] * s;
          out_im[x] += re[k * stride] * s + im[k * stride] * c;
        }
    }

  for (int x = 0; x < n; x++)
    {
      re[x * stride] = out_re[x] / n;
      im[x * stride] = out_im[x] / n;
    }
}

/* The slow twin: complex sums along all directions but the last, then, with the bins that a real
 * field cannot have dropped, a real sum along the last. */
static double *
direct (const Shape      *shape,
        const EmuComplex *spectrum)
{
  int width = width_of (shape);
  int half = width / 2 + 1;
  gsize n = n_bins (shape);
  gsize n_rows = n_values (shape) / width;
  g_autofree long double *re = g_new (long double, n);
  g_autofree long double *im = g_new (long double, n);
  double *field = g_new (double, n_values (shape));
  gsize inner = n;

  for (gsize i = 0; i < n; i++)
    {
      re[i] = spectrum[i][0];
      im[i] = spectrum[i][1];
    }

  for (int d = 0; d < shape->n_dims - 1; d++)
    {
      gsize block = inner;

      inner /= shape->dims[d];
      for (gsize from = 0; from < n; from += block)
        {
          for (gsize i = 0; i < inner; i++)
            direct_line (re + from + i, im + from + i, shape->dims[d], inner);
        }
    }

  for (gsize y = 0; y < n_rows; y++)
    {
      for (int x = 0; x < width; x++)
        {
          long double sum = re[y * half];

          for (int u = 1; u < half; u++)
            {
              long double angle = 2 * M_PIl * (long double) ((gint64) u * x % width) / width;
              long double term = re[y * half + u] * cosl (angle);

              if (2 * u != width)
                term = 2 * (term - im[y * half + u] * sinl (angle));
              sum += term;
            }

          field[y * width + x] = (double) (sum / width);
        }
    }

  return field;
}

/* A fast transform of N numbers has a relative error of about ε log2 N in the Euclidean norm
 * (Higham, Accuracy and Stability of Numerical Algorithms, section 24.1, with a constant of
 * about 5); one by convolution, as prime lengths need, is three in a row of up to 4 N numbers.
 * The twin adds up in long double and rounds once. No element departs by more than the norm of
 * all departures:
 *
 *   |error| <= (3 · 5 (log2 N + 2) + 1) ε |field| */
static double
bound (const double *field,
       gsize         n)
{
  double squares = 0;

  for (gsize i = 0; i < n; i++)
    squares += field[i] * field[i];

  return (15 * (log2 ((double) n) + 2) + 1) * DBL_EPSILON * sqrt (squares);
}

static const Shape shapes[] = {
  { 1, { 1 } }, { 1, { 2 } }, { 1, { 3 } }, { 1, { 8 } }, { 1, { 17 } }, { 1, { 33 } },
  { 1, { 34 } }, { 1, { 64 } }, { 1, { 683 } },
  { 2, { 1, 1 } }, { 2, { 1, 7 } }, { 2, { 7, 1 } }, { 2, { 1, 8 } }, { 2, { 2, 2 } },
  { 2, { 5, 2 } }, { 2, { 33, 47 } }, { 2, { 47, 33 } }, { 2, { 32, 34 } }, { 2, { 17, 19 } },
  { 2, { 31, 64 } }, { 2, { 40, 101 } },
  { 3, { 1, 1, 1 } }, { 3, { 5, 7, 6 } }, { 3, { 4, 3, 17 } }, { 3, { 2, 9, 5 } },
  { 3, { 1, 6, 4 } }, { 3, { 6, 1, 1 } },
};

static void
test_direct_sum (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      const Shape *shape = &shapes[i];
      EmuComplex *spectrum = random_spectrum (shape, i);
      double *field = transform (shape, spectrum);
      g_autofree double *twin = direct (shape, spectrum);
      double allowed = bound (twin, n_values (shape));

      for (gsize j = 0; j < n_values (shape); j++)
        g_assert_cmpfloat_with_epsilon (field[j], twin[j], allowed + DBL_MIN);

      emu_fft_free (field);
      emu_fft_free (spectrum);
    }
}

/* What a real field cannot have makes no difference, not by one bit. */
static void
test_ignored_parts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      const Shape *shape = &shapes[i];
      EmuComplex *spectrum;
      double *with, *without;

      if (shape->n_dims != 1)
        continue;

      spectrum = random_spectrum (shape, i);
      with = transform (shape, spectrum);
      spectrum[0][1] = 0;
      if (width_of (shape) % 2 == 0)
        spectrum[width_of (shape) / 2][1] = 0;
      without = transform (shape, spectrum);
      g_assert_cmpmem (with, n_values (shape) * sizeof *with,
                       without, n_values (shape) * sizeof *without);

      emu_fft_free (with);
      emu_fft_free (without);
      emu_fft_free (spectrum);
    }
}

/* One bin is one wave, with the height and the direction that its place says. */
static void
test_one_wave (void)
{
  const Shape shape = { 2, { 33, 47 } };
  EmuComplex *spectrum = emu_fft_new_spectrum (n_bins (&shape), NULL);
  double *field;

  spectrum[30 * 24 + 5][0] = 33 * 47 / 2.0;
  field = transform (&shape, spectrum);

  for (int y = 0; y < 33; y++)
    {
      for (int x = 0; x < 47; x++)
        g_assert_cmpfloat_with_epsilon (field[y * 47 + x],
                                        cos (2 * G_PI * (-3.0 * y / 33 + 5.0 * x / 47)), 1e-13);
    }

  emu_fft_free (field);
  emu_fft_free (spectrum);
}

/* Large enough for several chunks, with real rows (1000), with pairs of rows (an odd number of
 * them), and in three dimensions. */
static const Shape large[] = {
  { 2, { 683, 1000 } }, { 2, { 501, 683 } }, { 3, { 40, 61, 67 } },
};

static void
test_threads (void)
{
  int threads = emu_parallel_get_threads ();

  for (gsize i = 0; i < G_N_ELEMENTS (large); i++)
    {
      EmuComplex *spectrum = random_spectrum (&large[i], 7);
      gsize size = n_values (&large[i]) * sizeof (double);
      double *one, *four;

      emu_parallel_set_threads (1);
      one = transform (&large[i], spectrum);
      emu_parallel_set_threads (4);
      four = transform (&large[i], spectrum);
      g_assert_cmpmem (one, size, four, size);

      emu_fft_free (one);
      emu_fft_free (four);
      emu_fft_free (spectrum);
    }

  emu_parallel_set_threads (threads);
}

#define N_CALLERS 4

typedef struct
{
  EmuComplex **spectra;
  double      *fields[G_N_ELEMENTS (shapes)];
} Caller;

static void *
call (void *data)
{
  Caller *caller = data;

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    caller->fields[i] = transform (&shapes[i], caller->spectra[i]);

  return NULL;
}

/* Comes before the other tests, when there are no plans yet for the callers to find. */
static void
test_callers (void)
{
  EmuComplex *spectra[G_N_ELEMENTS (shapes)];
  Caller callers[N_CALLERS];
  pthread_t threads[N_CALLERS];

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    spectra[i] = random_spectrum (&shapes[i], i);

  for (int c = 0; c < N_CALLERS; c++)
    {
      callers[c].spectra = spectra;
      g_assert_cmpint (pthread_create (&threads[c], NULL, call, &callers[c]), ==, 0);
    }
  for (int c = 0; c < N_CALLERS; c++)
    pthread_join (threads[c], NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      double *alone = transform (&shapes[i], spectra[i]);
      gsize size = n_values (&shapes[i]) * sizeof (double);

      for (int c = 0; c < N_CALLERS; c++)
        {
          g_assert_cmpmem (alone, size, callers[c].fields[i], size);
          emu_fft_free (callers[c].fields[i]);
        }

      emu_fft_free (alone);
      emu_fft_free (spectra[i]);
    }
}

static double *
random_field (const Shape *shape,
              guint64      seed)
{
  double *field = emu_fft_new_field (n_values (shape), NULL);

  g_assert_nonnull (field);
  emu_rng_fill_normal (seed, EMU_PURPOSE_DATASET, 0, 0, 0, n_values (shape), field);

  return field;
}

static EmuComplex *
transform_forward (const Shape  *shape,
                   const double *field)
{
  EmuComplex *spectrum = emu_fft_new_spectrum (n_bins (shape), NULL);

  g_assert_nonnull (spectrum);
  emu_fft_forward_real (shape->n_dims, shape->dims, field, spectrum);

  return spectrum;
}

static const Shape forward_shapes[] = {
  { 1, { 1 } }, { 1, { 2 } }, { 1, { 17 } }, { 1, { 64 } }, { 2, { 1, 9 } }, { 2, { 8, 1 } }, { 2, { 17, 22 } },
  { 2, { 33, 47 } }, { 3, { 3, 4, 5 } }, { 3, { 2, 1, 7 } },
};

/* One bin by its definition, F (k) = Σ f (x) exp (−2πi Σ k x / n), angles reduced as whole numbers. */
static void
direct_bin (const Shape  *shape,
            const double *field,
            const int    *k,
            long double   bin[2])
{
  bin[0] = bin[1] = 0;
  for (gsize i = 0; i < n_values (shape); i++)
    {
      long double turns = 0;
      gsize rest = i;

      for (int d = shape->n_dims - 1; d >= 0; d--)
        {
          int x = (int) (rest % shape->dims[d]);

          rest /= shape->dims[d];
          turns += (long double) ((gint64) k[d] * x % shape->dims[d]) / shape->dims[d];
        }

      bin[0] += field[i] * cosl (2 * M_PIl * turns);
      bin[1] -= field[i] * sinl (2 * M_PIl * turns);
    }
}

/* A fast transform of N numbers has an error of about ε log N times the root of their energy; ten
 * times that leaves room for the unlucky. */
static void
test_forward_direct_sum (void)
{
  for (gsize s = 0; s < G_N_ELEMENTS (forward_shapes); s++)
    {
      const Shape *shape = &forward_shapes[s];
      double *field = random_field (shape, 100 + s);
      EmuComplex *spectrum = transform_forward (shape, field);
      double energy = 0;
      double bound;

      for (gsize i = 0; i < n_values (shape); i++)
        energy += field[i] * field[i];
      bound = 10 * DBL_EPSILON * sqrt (energy) * (1 + log2 ((double) n_values (shape)));

      for (gsize i = 0; i < n_bins (shape); i++)
        {
          int last = width_of (shape) / 2 + 1;
          gsize rest = i / last;
          int k[3];
          long double bin[2];

          k[shape->n_dims - 1] = (int) (i % last);
          for (int d = shape->n_dims - 2; d >= 0; d--)
            {
              k[d] = (int) (rest % shape->dims[d]);
              rest /= shape->dims[d];
            }
          direct_bin (shape, field, k, bin);
          g_assert_cmpfloat_with_epsilon (spectrum[i][0], (double) bin[0], bound);
          g_assert_cmpfloat_with_epsilon (spectrum[i][1], (double) bin[1], bound);
        }

      emu_fft_free (spectrum);
      emu_fft_free (field);
    }
}

static void
test_there_and_back (void)
{
  static const Shape shape = { 2, { 96, 130 } };
  double *field = random_field (&shape, 7);
  EmuComplex *spectrum = transform_forward (&shape, field);
  double *back = transform (&shape, spectrum);

  for (gsize i = 0; i < n_values (&shape); i++)
    g_assert_cmpfloat_with_epsilon (back[i], field[i], 1e-13);

  emu_fft_free (back);
  emu_fft_free (spectrum);
  emu_fft_free (field);
}

static void
test_forward_threads (void)
{
  static const Shape shape = { 2, { 512, 390 } };
  int before = emu_parallel_get_threads ();
  double *field = random_field (&shape, 8);
  EmuComplex *one, *many;

  emu_parallel_set_threads (1);
  one = transform_forward (&shape, field);
  emu_parallel_set_threads (4);
  many = transform_forward (&shape, field);
  emu_parallel_set_threads (before);

  g_assert_cmpmem (one, n_bins (&shape) * sizeof *one, many, n_bins (&shape) * sizeof *many);
  emu_fft_free (one);
  emu_fft_free (many);
  emu_fft_free (field);
}

static void
test_too_large (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (emu_fft_new_spectrum (G_MAXSIZE / 4, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY);
  g_clear_error (&error);

  g_assert_null (emu_fft_new_field (G_MAXSIZE / 2, &error));
  g_assert_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY);
}

static void
test_zeroed (void)
{
  EmuComplex *spectrum = emu_fft_new_spectrum (1000, NULL);

  for (int i = 0; i < 1000; i++)
    g_assert_true (spectrum[i][0] == 0 && spectrum[i][1] == 0);

  emu_fft_free (spectrum);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fft/callers", test_callers);
  g_test_add_func ("/fft/direct-sum", test_direct_sum);
  g_test_add_func ("/fft/forward/direct-sum", test_forward_direct_sum);
  g_test_add_func ("/fft/forward/there-and-back", test_there_and_back);
  g_test_add_func ("/fft/forward/threads", test_forward_threads);
  g_test_add_func ("/fft/ignored-parts", test_ignored_parts);
  g_test_add_func ("/fft/one-wave", test_one_wave);
  g_test_add_func ("/fft/threads", test_threads);
  g_test_add_func ("/fft/too-large", test_too_large);
  g_test_add_func ("/fft/zeroed", test_zeroed);

  return g_test_run ();
}
