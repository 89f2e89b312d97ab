/* test-rank.c: ranks and the weights cut along them, against a full sort
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "emu-parallel.h"
#include "emu-rank.h"
#include "emu-rng.h"
#include "ranked.h"

static void
assert_weights (const EmuRanks *ranks,
                const Ranked   *order,
                gsize           n,
                gsize           n_inside,
                gsize           soft)
{
  g_autofree float *weights = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    weights[i] = -1;

  emu_ranks_weigh (ranks, n_inside, soft, weights);

  for (gsize rank = 0; rank < n; rank++)
    {
      double weight = rank < n_inside ? 1 : 0;

      if (rank < n_inside + soft && rank >= n_inside - soft)
        weight = 1 - (double) (rank - (n_inside - soft)) / (2.0 * soft - 1);
      g_assert_true (weights[order[rank].index] == (float) weight);
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

/* Ties of a few values in every bucket, zeros of both signs among them. */
static double
fill_coarse (gsize  i,
             gsize  n,
             double normal)
{
  return i % 7 == 0 ? -0.0 : rint (normal * n / 20) / n;
}

static double
fill_constant (gsize  i,
               gsize  n,
               double normal)
{
  return -0.75;
}

static double
fill_rising (gsize  i,
             gsize  n,
             double normal)
{
  return (double) i;
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

/* Nearly as far apart as values may be. */
static double
fill_huge (gsize  i,
           gsize  n,
           double normal)
{
  return normal * 0x1p1020;
}

static const Fill fills[] = {
  fill_normal, fill_tied, fill_coarse, fill_constant, fill_rising, fill_falling, fill_outlier,
  fill_tiny, fill_huge,
};

static double *
make_values (Fill    fill,
             gsize   n,
             guint64 seed)
{
  double *values = g_new (double, n);

  emu_rng_fill_normal (seed, EMU_PURPOSE_DATASET, 0, 0, 0, n, values);
  for (gsize i = 0; i < n; i++)
    values[i] = fill (i, n, values[i]);

  return values;
}

/* Every border, hard and soft, of few values. */
static void
test_every_border (void)
{
  static const gsize sizes[] = { 1, 2, 3, 17, 40, 97 };

  for (gsize f = 0; f < G_N_ELEMENTS (fills); f++)
    for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
      {
        gsize n = sizes[s];
        g_autofree double *values = make_values (fills[f], n, s);
        g_autofree Ranked *order = sorted (values, n);
        g_autoptr(EmuRanks) ranks = emu_ranks_new (values, n);

        for (gsize n_inside = 0; n_inside <= n; n_inside++)
          for (gsize soft = 0; soft <= MIN (n_inside, n - n_inside); soft++)
            assert_weights (ranks, order, n, n_inside, soft);
      }
}

/* Sizes that end inside and at the ends of the stretches that threads take. */
static void
test_many_values (void)
{
  static const gsize sizes[] = { 1551, 16384, 65537, 300001 };

  for (gsize f = 0; f < G_N_ELEMENTS (fills); f++)
    for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
      {
        gsize n = sizes[s];
        g_autofree double *values = make_values (fills[f], n, s);
        g_autofree Ranked *order = sorted (values, n);
        g_autoptr(EmuRanks) ranks = emu_ranks_new (values, n);

        assert_weights (ranks, order, n, 0, 0);
        assert_weights (ranks, order, n, 1, 0);
        assert_weights (ranks, order, n, n / 3, 0);
        assert_weights (ranks, order, n, n / 3, 1);
        assert_weights (ranks, order, n, n / 3, n / 5);
        assert_weights (ranks, order, n, n / 2, n / 2);
        assert_weights (ranks, order, n, n, 0);
      }
}

static void
test_threads (void)
{
  const gsize n = 100003;
  g_autofree double *values = make_values (fill_tied, n, 3);
  g_autofree double *smooth = make_values (fill_normal, n, 4);
  g_autofree float *one = g_new (float, n);
  g_autofree float *many = g_new (float, n);
  int threads = emu_parallel_get_threads ();

  for (int s = 0; s < 2; s++)
    for (int n_threads = 2; n_threads <= 5; n_threads++)
      {
        g_autoptr(EmuRanks) alone = NULL;
        g_autoptr(EmuRanks) shared = NULL;

        emu_parallel_set_threads (1);
        alone = emu_ranks_new (s == 0 ? values : smooth, n);
        emu_ranks_weigh (alone, n / 3, n / 7, one);

        emu_parallel_set_threads (n_threads);
        shared = emu_ranks_new (s == 0 ? values : smooth, n);
        emu_ranks_weigh (shared, n / 3, n / 7, many);

        g_assert_cmpmem (one, n * sizeof *one, many, n * sizeof *many);
      }

  emu_parallel_set_threads (threads);
}

static void
test_range (void)
{
  static const gsize sizes[] = { 1, 7, 8, 9, 50000 };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      gsize n = sizes[s];
      g_autofree double *values = make_values (fill_normal, n, s);
      g_autofree Ranked *order = sorted (values, n);
      double least, most;

      g_assert_true (emu_rank_range (values, n, &least, &most));
      g_assert_true (least == order[n - 1].value && most == order[0].value);

      /* At the start, in the middle and at the end. */
      for (int place = 0; place < 3; place++)
        {
          gsize i = place * (n - 1) / 2;
          double kept = values[i];

          values[i] = (double) NAN;
          g_assert_false (emu_rank_range (values, n, &least, &most));
          values[i] = -(double) INFINITY;
          g_assert_false (emu_rank_range (values, n, &least, &most));
          values[i] = kept;
        }
    }
}

static void
test_range_too_wide (void)
{
  const double values[] = { DBL_MAX, 0, -DBL_MAX };
  double least, most;

  g_assert_false (emu_rank_range (values, 3, &least, &most));
  g_assert_true (emu_rank_range (values, 2, &least, &most));
  g_assert_true (least == 0 && most == DBL_MAX);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rank/weights/every-border", test_every_border);
  g_test_add_func ("/rank/weights/many-values", test_many_values);
  g_test_add_func ("/rank/weights/threads", test_threads);
  g_test_add_func ("/rank/range/finite", test_range);
  g_test_add_func ("/rank/range/too-wide", test_range_too_wide);

  return g_test_run ();
}
