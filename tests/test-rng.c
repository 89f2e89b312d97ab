/* test-rng.c: the generator against published vectors, its layout, and distributions against GSL
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "emu-math.h"
#include "emu-rng.h"

/* Source: DEShawResearch/random123, tests/kat_vectors, the lines "philox4x32 7" and
 * "philox4x32 10": counter, key, result. */
static const struct
{
  int     rounds;
  guint32 counter[4];
  guint32 key[2];
  guint32 expected[4];
} known_answers[] = {
  { 7,
    { 0x00000000, 0x00000000, 0x00000000, 0x00000000 },
    { 0x00000000, 0x00000000 },
    { 0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48 } },
  { 7,
    { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
    { 0xffffffff, 0xffffffff },
    { 0x5207ddc2, 0x45165e59, 0x4d8ee751, 0x8c52f662 } },
  { 7,
    { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
    { 0xa4093822, 0x299f31d0 },
    { 0x4dfccaba, 0x190a87f0, 0xc47362ba, 0xb6b5242a } },
  { 10,
    { 0x00000000, 0x00000000, 0x00000000, 0x00000000 },
    { 0x00000000, 0x00000000 },
    { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
  { 10,
    { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
    { 0xffffffff, 0xffffffff },
    { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
  { 10,
    { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
    { 0xa4093822, 0x299f31d0 },
    { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
};

static void
test_known_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_answers); i++)
    {
      guint32 out[4];

      emu_philox4x32 (known_answers[i].rounds, known_answers[i].counter, known_answers[i].key, out);
      for (int k = 0; k < 4; k++)
        g_assert_cmphex (out[k], ==, known_answers[i].expected[k]);
    }
}

/* The uniform numbers of a counter and a key, by the formula of the header in whole numbers. */
static void
expect_block (guint32       block,
              guint32       lane,
              guint32       sample_low,
              guint32       last,
              const guint32 key[2],
              double       *u,
              double       *v)
{
  guint32 counter[4] = { block, lane, sample_low, last };
  guint32 w[4];

  emu_philox4x32 (10, counter, key, w);
  *u = ldexp ((double) (((guint64) (w[0] >> 5) << 26) + (w[1] >> 6)), -53);
  *v = ldexp ((double) (((guint64) (w[2] >> 5) << 26) + (w[3] >> 6)), -53);
}

/* Every field differs from every other in every byte, so that a swap or a lost half shows. */
static void
test_layout (void)
{
  const guint64 seed = G_GUINT64_CONSTANT (0x001a2b3c4d5e6f70);
  const guint64 sample = G_GUINT64_CONSTANT (0x00818283fa8b9cad);
  const guint32 lane = 0xc1d2e3f4;
  const guint32 key[2] = { 0x4d5e6f70, 0x001a2b3c };
  EmuRng rng;
  double u, v;

  emu_rng_init (&rng, seed, EMU_PURPOSE_WEIGHTS, sample, lane);
  g_assert_cmpuint (rng.block, ==, 0);

  for (guint32 block = 0; block < 5; block++)
    {
      expect_block (block, lane, 0xfa8b9cad, 0x08818283, key, &u, &v);
      g_assert_cmpfloat (emu_rng_uniform (&rng), ==, u);
      g_assert_cmpuint (rng.block, ==, block + 1);
    }

  rng.block = G_MAXUINT32;
  expect_block (G_MAXUINT32, lane, 0xfa8b9cad, 0x08818283, key, &u, &v);
  g_assert_cmpfloat (emu_rng_uniform (&rng), ==, u);

  /* The ends of both ranges. */
  emu_rng_init (&rng, EMU_SEED_MAX, EMU_PURPOSE_LAMBDA, EMU_SAMPLE_MAX, 0);
  expect_block (0, 0, 0xffffffff, 0x01ffffff, (const guint32[2]) { 0xffffffff, 0x001fffff }, &u, &v);
  g_assert_cmpfloat (emu_rng_uniform (&rng), ==, u);

  /* Which words make a normal and Jöhnk's pair. */
  emu_rng_init (&rng, 7, EMU_PURPOSE_MIX, 3, 1);
  expect_block (0, 1, 3, 0x02000000, (const guint32[2]) { 7, 0 }, &u, &v);
  g_assert_cmpfloat_with_epsilon (emu_rng_normal (&rng), sqrt (-2 * log (1 - u)) * cos (2 * G_PI * v), 1e-14);
}

static void
test_purposes (void)
{
  const EmuPurpose purposes[] = {
    EMU_PURPOSE_LAMBDA, EMU_PURPOSE_MIX, EMU_PURPOSE_BATCH, EMU_PURPOSE_OPERATION, EMU_PURPOSE_POLICY,
    EMU_PURPOSE_SHUFFLE, EMU_PURPOSE_DATASET, EMU_PURPOSE_WEIGHTS, EMU_PURPOSE_PAIRING,
  };

  /* Written recipes depend on the values. */
  for (gsize i = 0; i < G_N_ELEMENTS (purposes); i++)
    g_assert_cmpint (purposes[i], ==, (int) i + 1);
}

static void
test_element_is_block (void)
{
  const guint64 seed = G_GUINT64_CONSTANT (0x123456789abcd);
  const guint64 sample = G_GUINT64_CONSTANT (0xabcdef12345678);
  const gsize firsts[] = { 0, 1, 63, 1000, 0xffffff00 };
  const gsize lengths[] = { 0, 1, 2, 3, 5, 63, 64, 65, 127, 128, 200, 256 };
  double uniform[257], normal[257];

  for (gsize f = 0; f < G_N_ELEMENTS (firsts); f++)
    for (gsize l = 0; l < G_N_ELEMENTS (lengths); l++)
      {
        gsize n = lengths[l];
        EmuRng rng;

        uniform[n] = normal[n] = 42;
        emu_rng_fill_uniform (seed, EMU_PURPOSE_BATCH, sample, 5, firsts[f], n, uniform);
        emu_rng_fill_normal (seed, EMU_PURPOSE_BATCH, sample, 5, firsts[f], n, normal);

        emu_rng_init (&rng, seed, EMU_PURPOSE_BATCH, sample, 5);
        for (gsize i = 0; i < n; i++)
          {
            rng.block = (guint32) (firsts[f] + i);
            g_assert_cmpfloat (uniform[i], ==, emu_rng_uniform (&rng));
            rng.block = (guint32) (firsts[f] + i);
            g_assert_cmphex (emu_math_bits (normal[i]), ==, emu_math_bits (emu_rng_normal (&rng)));
          }

        g_assert_cmpfloat (uniform[n], ==, 42);
        g_assert_cmpfloat (normal[n], ==, 42);
      }
}

static void
test_fill_limit (void)
{
  if (g_test_subprocess ())
    {
      double out[2];

      emu_rng_fill_normal (1, EMU_PURPOSE_MIX, 0, 0, G_MAXUINT32, 2, out);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*emu_rng_fill_normal*failed*");
}

/* What one lane rejects does not move another, and a copy draws the same again. */
static void
test_lanes (void)
{
  guint32 most_blocks = 0;

  for (guint64 sample = 0; sample < 200; sample++)
    {
      EmuRng lambda, box, again;
      double x = 0, y = 0;

      for (int i = 0; i < 3; i++)
        {
          const double alphas[] = { 0.2, 1.0, 3.0 };

          emu_rng_init (&lambda, 42, EMU_PURPOSE_MIX, sample, 0);
          emu_rng_init (&box, 42, EMU_PURPOSE_MIX, sample, 1);
          again = lambda;
          g_assert_cmpfloat (emu_rng_beta (&lambda, alphas[i], alphas[i]), ==,
                             emu_rng_beta (&again, alphas[i], alphas[i]));
          g_assert_cmpuint (lambda.block, ==, again.block);
          most_blocks = MAX (most_blocks, lambda.block);

          y = emu_rng_uniform (&box);
          g_assert_true (i == 0 || x == y);
          x = y;
        }

      again = (EmuRng) { .seed = 42, .purpose = EMU_PURPOSE_MIX, .sample = sample, .lane = 0 };
      g_assert_cmpfloat (emu_rng_uniform (&again), !=, x);
    }

  /* Rejection did occur: a normal, a uniform and two shapes are four blocks. */
  g_assert_cmpuint (most_blocks, >, 4);
}

typedef double (*Draw) (EmuRng *rng, double a, double b);
typedef double (*Distribution) (double x, double a, double b);

static double
draw_uniform (EmuRng *rng,
              double  a,
              double  b)
{
  return emu_rng_uniform_in (rng, a, b);
}

static double
draw_normal (EmuRng *rng,
             double  a,
             double  b)
{
  return emu_rng_normal (rng);
}

static double
draw_gamma (EmuRng *rng,
            double  a,
            double  b)
{
  return emu_rng_gamma (rng, a);
}

static double
uniform_P (double x,
           double a,
           double b)
{
  return (x - a) / (b - a);
}

static double
normal_P (double x,
          double a,
          double b)
{
  return gsl_cdf_ugaussian_P (x);
}

static double
gamma_P (double x,
         double a,
         double b)
{
  return gsl_cdf_gamma_P (x, a, 1);
}

typedef struct
{
  const char  *name;
  Draw         draw;
  Distribution distribution;
  double       a;
  double       b;
} Case;

static const Case cases[] = {
  { "uniform", draw_uniform, uniform_P, -3, 5 },
  { "normal", draw_normal, normal_P, 0, 0 },
  { "gamma-0.01", draw_gamma, gamma_P, 0.01, 0 },
  { "gamma-0.3", draw_gamma, gamma_P, 0.3, 0 },
  { "gamma-1", draw_gamma, gamma_P, 1, 0 },
  { "gamma-2.5", draw_gamma, gamma_P, 2.5, 0 },
  { "gamma-1e4", draw_gamma, gamma_P, 1e4, 0 },
  { "beta-0.05-0.05", emu_rng_beta, gsl_cdf_beta_P, 0.05, 0.05 },
  { "beta-0.2-0.2", emu_rng_beta, gsl_cdf_beta_P, 0.2, 0.2 },
  { "beta-0.3-1", emu_rng_beta, gsl_cdf_beta_P, 0.3, 1 },
  { "beta-1-0.3", emu_rng_beta, gsl_cdf_beta_P, 1, 0.3 },
  { "beta-1-1", emu_rng_beta, gsl_cdf_beta_P, 1, 1 },
  { "beta-1.2-0.2", emu_rng_beta, gsl_cdf_beta_P, 1.2, 0.2 },
  { "beta-0.1-4", emu_rng_beta, gsl_cdf_beta_P, 0.1, 4 },
  { "beta-2-2", emu_rng_beta, gsl_cdf_beta_P, 2, 2 },
  { "beta-2-7", emu_rng_beta, gsl_cdf_beta_P, 2, 7 },
  { "beta-1e4-1e4", emu_rng_beta, gsl_cdf_beta_P, 1e4, 1e4 },
  { "beta-1e4-0.5", emu_rng_beta, gsl_cdf_beta_P, 1e4, 0.5 },
};

static int
compare_doubles (const void *a,
                 const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Kolmogorov and Smirnov. The seeds are fixed, so the outcome is: a right sampler exceeds the limit
 * for one seed in a thousand, and this one does not. */
static void
test_distribution (gconstpointer data)
{
  enum { COUNT = 20000 };
  const double limit = 1.949; /* sqrt (n) D at p = 0.001 */
  const Case *c = data;
  g_autofree double *x = g_new (double, COUNT);
  double d = 0;

  for (int i = 0; i < COUNT; i++)
    {
      EmuRng rng;

      emu_rng_init (&rng, 2024, EMU_PURPOSE_LAMBDA, (guint64) i, 0);
      x[i] = c->draw (&rng, c->a, c->b);
    }

  qsort (x, COUNT, sizeof *x, compare_doubles);

  for (int i = 0; i < COUNT; i++)
    {
      double p;

      /* Where small shapes crowd against 0 or 1, doubles are too coarse for a distance; the curve
       * between these marks still tells how many lie beyond them. */
      if (c->distribution != normal_P && c->distribution != uniform_P &&
          (x[i] < 1e-290 || (c->distribution == gsl_cdf_beta_P && x[i] > 1 - 1e-9)))
        continue;

      p = c->distribution (x[i], c->a, c->b);
      d = MAX (d, fabs (p - (double) i / COUNT));
      d = MAX (d, fabs (p - (double) (i + 1) / COUNT));
    }

  g_test_message ("%s: sqrt (n) D = %.3f", c->name, sqrt (COUNT) * d);
  g_assert_cmpfloat (d, >, 0);
  g_assert_cmpfloat (sqrt (COUNT) * d, <, limit);
}

/* The fills are draws at successive blocks of one lane; the cases above are one block of many
 * samples. Neighbours must be unrelated too: with n pairs the correlation has deviation
 * 1 / sqrt (n), and 4 of these happen once in 16000 seeds. */
static void
test_fill_normal_moments (void)
{
  enum { COUNT = 100000 };
  g_autofree double *x = g_new (double, COUNT);
  double sum = 0, squares = 0, fourth = 0, pairs = 0;

  emu_rng_fill_normal (5, EMU_PURPOSE_BATCH, 0, 0, 0, COUNT, x);
  for (int i = 0; i < COUNT; i++)
    {
      sum += x[i];
      squares += x[i] * x[i];
      fourth += x[i] * x[i] * x[i] * x[i];
      pairs += x[i] * x[(i + 1) % COUNT];
      g_assert_cmpfloat (fabs (x[i]), <, 8.58);
    }

  /* The variances of x, x^2, x^4 and x y are 1, 2, 96 and 1. */
  g_assert_cmpfloat (fabs (sum / COUNT), <, 4 / sqrt (COUNT));
  g_assert_cmpfloat (fabs (squares / COUNT - 1), <, 4 * sqrt (2.0 / COUNT));
  g_assert_cmpfloat (fabs (fourth / COUNT - 3), <, 4 * sqrt (96.0 / COUNT));
  g_assert_cmpfloat (fabs (pairs / COUNT), <, 4 / sqrt (COUNT));
}

static void
test_beta_extremes (void)
{
  const double shapes[] = { EMU_SHAPE_MIN, 1e-3, 0.5, 1, 1.5, 1e4, EMU_SHAPE_MAX };
  int high = 0, middle = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (shapes); j++)
      for (guint64 sample = 0; sample < 300; sample++)
        {
          EmuRng rng;
          double x;

          emu_rng_init (&rng, 9, EMU_PURPOSE_LAMBDA, sample, (guint32) (i * 16 + j));
          x = emu_rng_beta (&rng, shapes[i], shapes[j]);
          g_assert_true (x >= 0 && x <= 1);
          if (shapes[i] <= 1e-3 && shapes[j] >= 1e4)
            g_assert_cmpfloat (x, <, 0.5);
          if (shapes[i] >= 1e4 && shapes[j] <= 1e-3)
            g_assert_cmpfloat (x, >, 0.5);
          if (shapes[i] >= 1e4 && shapes[i] == shapes[j])
            g_assert_cmpfloat (fabs (x - 0.5), <, 0.03);
        }

  /* Be(0.001, 0.001) is a coin with very little between its sides: P(0.01 < x < 0.99) = 0.0046. Of
   * 10000 tosses 5000 ± 200 are high (4 deviations) and 46 ± 28 in the middle. */
  for (guint64 sample = 0; sample < 10000; sample++)
    {
      EmuRng rng;
      double x;

      emu_rng_init (&rng, 10, EMU_PURPOSE_LAMBDA, sample, 0);
      x = emu_rng_beta (&rng, 1e-3, 1e-3);
      high += x > 0.5;
      middle += x > 0.01 && x < 0.99;
    }

  g_assert_cmpint (ABS (high - 5000), <, 200);
  g_assert_cmpint (ABS (middle - 46), <, 28);
}

/* Be(1, 1) is the uniform number itself, so that λ there is one the reader of a trace can check. */
static void
test_beta_of_ones (void)
{
  for (guint64 sample = 0; sample < 50; sample++)
    {
      EmuRng a, b;

      emu_rng_init (&a, 1, EMU_PURPOSE_LAMBDA, sample, 0);
      b = a;
      g_assert_cmpfloat (emu_rng_beta (&a, 1, 1), ==, emu_rng_uniform (&b));
      g_assert_cmpuint (a.block, ==, 1);
    }
}

static void
test_bad_shape (void)
{
  if (g_test_subprocess ())
    {
      EmuRng rng;

      emu_rng_init (&rng, 1, EMU_PURPOSE_LAMBDA, 0, 0);
      emu_rng_beta (&rng, (double) NAN, 1);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*emu_rng_beta*failed*");
}

static void
test_int (void)
{
  enum { SIDES = 6, COUNT = 12000 };
  int count[SIDES] = { 0 };
  double chi2 = 0;
  gboolean low = FALSE, high = FALSE;
  EmuRng rng;

  emu_rng_init (&rng, 77, EMU_PURPOSE_OPERATION, 0, 0);
  for (int i = 0; i < COUNT; i++)
    {
      int x = emu_rng_int (&rng, -2, 3);

      g_assert_cmpint (x, >=, -2);
      g_assert_cmpint (x, <=, 3);
      count[x + 2]++;
    }
  g_assert_cmpuint (rng.block, ==, COUNT);

  for (int i = 0; i < SIDES; i++)
    chi2 += pow (count[i] - COUNT / SIDES, 2) / (COUNT / SIDES);
  g_assert_cmpfloat (gsl_cdf_chisq_Q (chi2, SIDES - 1), >, 0.001);

  g_assert_cmpint (emu_rng_int (&rng, 5, 5), ==, 5);

  /* The widest range has no product that overflows; both halves are hit. */
  for (int i = 0; i < 100; i++)
    {
      int x = emu_rng_int (&rng, G_MININT, G_MAXINT);

      low |= x < 0;
      high |= x > 0;
    }
  g_assert_true (low && high);
}

static void
test_uniform_in (void)
{
  EmuRng rng, again;

  emu_rng_init (&rng, 3, EMU_PURPOSE_OPERATION, 0, 0);
  for (int i = 0; i < 1000; i++)
    {
      double narrow;

      again = rng;
      g_assert_cmpfloat (emu_rng_uniform_in (&again, 0, 1), ==, emu_rng_uniform (&rng));

      /* Between neighbours there is nothing else to give. */
      narrow = emu_rng_uniform_in (&again, 1, 1 + DBL_EPSILON);
      g_assert_true (narrow == 1 || narrow == 1 + DBL_EPSILON);
      g_assert_cmpfloat (emu_rng_uniform_in (&again, -0.3, -0.3), ==, -0.3);
    }
}

static void
test_permutation (void)
{
  enum { ORDERS = 24, COUNT = 24000 };
  int count[256] = { 0 };
  int seen_orders = 0;
  double chi2 = 0;
  int order[100];
  EmuRng rng;

  for (int n = 0; n <= 100; n++)
    {
      gboolean seen[100] = { FALSE };

      emu_rng_init (&rng, 8, EMU_PURPOSE_SHUFFLE, (guint64) n, 0);
      emu_rng_permutation (&rng, n, order);
      g_assert_cmpuint (rng.block, ==, (guint) MAX (n - 1, 0));
      for (int i = 0; i < n; i++)
        {
          g_assert_true (order[i] >= 0 && order[i] < n && !seen[order[i]]);
          seen[order[i]] = TRUE;
        }
    }

  for (guint64 sample = 0; sample < COUNT; sample++)
    {
      emu_rng_init (&rng, 8, EMU_PURPOSE_PAIRING, sample, 0);
      emu_rng_permutation (&rng, 4, order);
      count[order[0] | order[1] << 2 | order[2] << 4 | order[3] << 6]++;
    }

  for (int i = 0; i < 256; i++)
    if (count[i] > 0)
      {
        seen_orders++;
        chi2 += pow (count[i] - COUNT / ORDERS, 2) / (COUNT / ORDERS);
      }

  g_assert_cmpint (seen_orders, ==, ORDERS);
  g_assert_cmpfloat (gsl_cdf_chisq_Q (chi2, ORDERS - 1), >, 0.001);

  /* Step i takes block i: the law of the header, by hand. */
  emu_rng_init (&rng, 8, EMU_PURPOSE_PAIRING, 0, 0);
  emu_rng_permutation (&rng, 4, order);
  rng.block = 0;
  g_assert_cmpint (order[0], ==, (int) (4 * emu_rng_uniform (&rng)));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rng/philox/known-answers", test_known_answers);
  g_test_add_func ("/rng/layout", test_layout);
  g_test_add_func ("/rng/purposes", test_purposes);
  g_test_add_func ("/rng/lanes-are-independent", test_lanes);
  g_test_add_func ("/rng/fill/element-is-block", test_element_is_block);
  g_test_add_func ("/rng/fill/limit", test_fill_limit);
  g_test_add_func ("/rng/fill/normal-moments", test_fill_normal_moments);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/rng/distribution/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_distribution);
    }
  g_test_add_func ("/rng/beta/extremes", test_beta_extremes);
  g_test_add_func ("/rng/beta/of-ones", test_beta_of_ones);
  g_test_add_func ("/rng/beta/bad-shape", test_bad_shape);
  g_test_add_func ("/rng/int", test_int);
  g_test_add_func ("/rng/uniform-in", test_uniform_in);
  g_test_add_func ("/rng/permutation", test_permutation);

  return g_test_run ();
}
