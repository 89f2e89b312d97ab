/* test-pairing.c: who is mixed with whom
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-pairing.h"
#include "emu-rng.h"

#define MAX_N 64

/* Distances without a pattern, symmetric. */
static void
random_distances (int      n,
                  guint64  seed,
                  double  *distances)
{
  g_autofree double *u = g_new (double, n * n);

  emu_rng_fill_uniform (seed, EMU_PURPOSE_DATASET, 0, 0, 0, n * n, u);
  for (int i = 0; i < n; i++)
    {
      for (int j = 0; j < n; j++)
        distances[i * n + j] = i == j ? 0 : u[MIN (i, j) * n + MAX (i, j)];
    }
}

static gboolean
is_permutation (const int *partner,
                int        n)
{
  gboolean seen[MAX_N] = { FALSE };

  for (int i = 0; i < n; i++)
    {
      if (partner[i] < 0 || partner[i] >= n || seen[partner[i]])
        return FALSE;
      seen[partner[i]] = TRUE;
    }

  return TRUE;
}

static void
test_everybody_once (void)
{
  double distances[MAX_N * MAX_N];

  for (int n = 1; n <= MAX_N; n++)
    {
      random_distances (n, n, distances);
      for (int rule = 0; rule < EMU_N_PAIRINGS; rule++)
        {
          int partner[MAX_N];

          emu_pairing_draw ((EmuPairingRule) rule, n, 5, (guint64) n, distances, partner);
          g_assert_true (is_permutation (partner, n));
        }
    }
}

static void
test_reverse_and_roll (void)
{
  for (int n = 1; n <= MAX_N; n++)
    {
      int partner[MAX_N];

      g_assert_cmpint (emu_pairing_draw (EMU_PAIRING_REVERSE, n, 1, 2, NULL, partner), ==, 0);
      for (int i = 0; i < n; i++)
        {
          g_assert_cmpint (partner[i] + i, ==, n - 1);
          g_assert_cmpint (partner[partner[i]], ==, i);
        }
      g_assert_cmpint (emu_pairing_n_fixed (partner, n), ==, n & 1);

      g_assert_cmpint (emu_pairing_draw (EMU_PAIRING_ROLL, n, 1, 2, NULL, partner), ==, 0);
      g_assert_cmpint (partner[0], ==, n - 1);
      for (int i = 1; i < n; i++)
        g_assert_cmpint (partner[i], ==, i - 1);
      g_assert_cmpint (emu_pairing_n_fixed (partner, n), ==, n == 1);
    }
}

/* Derangements counted by D(n) = (n − 1) (D(n − 1) + D(n − 2)), in whole numbers. */
static void
test_chances (void)
{
  double before = 1, derangements = 0, factorial = 1;

  for (int n = 2; n <= 18; n++)
    {
      double next = (n - 1) * (derangements + before);
      double some;

      before = derangements;
      derangements = next;
      factorial *= n;
      some = 1 - derangements / factorial;
      g_assert_cmpfloat_with_epsilon (emu_pairing_chance_fixed (EMU_PAIRING_PERMUTE, n), some, 1e-14);
      g_assert_cmpfloat_with_epsilon (emu_pairing_chance_fixed (EMU_PAIRING_DERANGE_TRY, n),
                                      pow (some, 11), 1e-13);
      g_assert_cmpfloat_with_epsilon (emu_pairing_expected_fixed (EMU_PAIRING_DERANGE_TRY, n),
                                      pow (some, 10), 1e-13);
      g_assert_cmpfloat (emu_pairing_expected_fixed (EMU_PAIRING_PERMUTE, n), ==, 1);
      g_assert_cmpfloat (emu_pairing_chance_fixed (EMU_PAIRING_REVERSE, n), ==, n % 2);
      g_assert_cmpfloat (emu_pairing_chance_fixed (EMU_PAIRING_ROLL, n), ==, 0);
      g_assert_cmpfloat (emu_pairing_chance_fixed (EMU_PAIRING_ONE_CYCLE, n), ==, 0);
    }
  g_assert_cmpfloat_with_epsilon (emu_pairing_chance_fixed (EMU_PAIRING_PERMUTE, 64), 1 - exp (-1), 1e-15);

  for (int rule = 0; rule < EMU_N_PAIRINGS; rule++)
    g_assert_cmpfloat (emu_pairing_chance_fixed ((EmuPairingRule) rule, 1), ==, 1);
}

/* 20,000 batches of eight: the share with a fixed picture is binomial with sd 0.0034, the number of
 * fixed pictures has mean 1 and sd 1/141. Bounds at five sd. */
static void
test_frequency (void)
{
  const int n_batches = 20000;
  double chance = emu_pairing_chance_fixed (EMU_PAIRING_PERMUTE, 8);
  int n_some = 0, n_fixed = 0;

  for (int batch = 0; batch < n_batches; batch++)
    {
      int partner[8];
      int here;

      g_assert_cmpint (emu_pairing_draw (EMU_PAIRING_PERMUTE, 8, 11, (guint64) batch, NULL, partner), ==, 1);
      here = emu_pairing_n_fixed (partner, 8);
      n_some += here > 0;
      n_fixed += here;
    }

  g_assert_cmpfloat (fabs ((double) n_some / n_batches - chance), <,
                     5 * sqrt (chance * (1 - chance) / n_batches));
  g_assert_cmpfloat (fabs ((double) n_fixed / n_batches - 1), <, 5 / sqrt (n_batches));
}

/* Redrawn only while somebody is fixed, at most ten times; the first permutation is that of plain
 * shuffling. About 20,000 × 0.632^11 = 129 batches keep a fixed picture, sd 11. */
static void
test_derange_try (void)
{
  const int n_batches = 20000;
  double expected = n_batches * emu_pairing_chance_fixed (EMU_PAIRING_DERANGE_TRY, 8);
  int n_left = 0;

  for (int batch = 0; batch < n_batches; batch++)
    {
      int first[8], partner[8];
      int n_draws;

      emu_pairing_draw (EMU_PAIRING_PERMUTE, 8, 3, (guint64) batch, NULL, first);
      n_draws = emu_pairing_draw (EMU_PAIRING_DERANGE_TRY, 8, 3, (guint64) batch, NULL, partner);
      g_assert_cmpint (n_draws, >=, 1);
      g_assert_cmpint (n_draws, <=, 11);
      if (emu_pairing_n_fixed (first, 8) == 0)
        {
          g_assert_cmpint (n_draws, ==, 1);
          g_assert_cmpmem (first, sizeof first, partner, sizeof partner);
        }
      else
        g_assert_cmpint (n_draws, >, 1);
      if (emu_pairing_n_fixed (partner, 8) > 0)
        {
          g_assert_cmpint (n_draws, ==, 11);
          n_left++;
        }
    }

  g_assert_cmpfloat (fabs (n_left - expected), <, 5 * sqrt (expected));
}

/* The same by crossing out columns of a matrix, as the authors' text has it. */
static void
slow_cycle (int           n,
            const double *distances,
            int          *partner)
{
  g_autofree double *left = g_memdup2 (distances, n * n * sizeof (double));
  int row = 0, column = 0, start;

  for (int i = 0; i < n; i++)
    left[i * n + i] = -INFINITY;
  for (int i = 0; i < n * n; i++)
    {
      if (left[i] > left[row * n + column])
        {
          row = i / n;
          column = i % n;
        }
    }

  start = row;
  for (int step = 0; step < n - 1; step++)
    {
      for (int i = 0; i < n; i++)
        left[i * n + row] = -INFINITY;
      column = 0;
      for (int j = 0; j < n; j++)
        {
          if (left[row * n + j] > left[row * n + column])
            column = j;
        }
      partner[row] = column;
      row = column;
    }
  partner[row] = start;
}

static void
test_one_cycle (void)
{
  for (int n = 2; n <= MAX_N; n++)
    {
      double distances[MAX_N * MAX_N];
      int partner[MAX_N], slow[MAX_N];
      int at = 0;

      for (guint64 seed = 0; seed < 5; seed++)
        {
          random_distances (n, 100 * (guint64) n + seed, distances);
          emu_pairing_one_cycle (n, distances, partner);
          slow_cycle (n, distances, slow);
          g_assert_cmpmem (partner, n * sizeof (int), slow, n * sizeof (int));

          for (int step = 1; step < n; step++)
            {
              at = partner[at];
              g_assert_cmpint (at, !=, 0);
            }
          at = partner[at];
          g_assert_cmpint (at, ==, 0);
        }
    }
}

/* Written down by hand: from the largest distance, 1 – 3, on to the farthest that is left. */
static void
test_one_cycle_by_hand (void)
{
  static const double distances[16] = {
    0, 2, 1, 4,
    2, 0, 3, 9,
    1, 3, 0, 5,
    4, 9, 5, 0,
  };
  static const int expected[4] = { 1, 3, 0, 2 };
  int partner[4];

  emu_pairing_one_cycle (4, distances, partner);
  g_assert_cmpmem (partner, sizeof partner, expected, sizeof expected);
}

/* Where all are equally far the first counts, and there is still one round. */
static void
test_one_cycle_of_equals (void)
{
  double distances[49] = { 0 };
  int partner[7];

  emu_pairing_one_cycle (7, distances, partner);
  for (int i = 0; i < 7; i++)
    g_assert_cmpint (partner[i], ==, (i + 1) % 7);

  emu_pairing_one_cycle (1, distances, partner);
  g_assert_cmpint (partner[0], ==, 0);
}

static void
test_distances (void)
{
  static const float a[3] = { 2, 0, 0 };
  static const float b[3] = { 0, 5, 5 };
  static const float c[3] = { 0, 0, 0 };
  const float * const maps[3] = { a, b, c };
  double distances[9];

  /* Scaled to (1, 0, 0), (0, ½, ½) and nothing. */
  emu_pairing_distances (maps, 3, 3, distances);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat (distances[i * 3 + i], ==, 0);
  g_assert_cmpfloat_with_epsilon (distances[1], sqrt (1.5), 1e-12);
  g_assert_cmpfloat_with_epsilon (distances[2], 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (distances[5], sqrt (0.5), 1e-12);
  g_assert_cmpfloat (distances[3], ==, distances[1]);
}

static void
test_same_seed (void)
{
  int a[33], b[33], other[33], next[33];

  emu_pairing_draw (EMU_PAIRING_PERMUTE, 33, 7, 4, NULL, a);
  emu_pairing_draw (EMU_PAIRING_PERMUTE, 33, 7, 4, NULL, b);
  emu_pairing_draw (EMU_PAIRING_PERMUTE, 33, 8, 4, NULL, other);
  emu_pairing_draw (EMU_PAIRING_PERMUTE, 33, 7, 5, NULL, next);
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_true (memcmp (a, other, sizeof a) != 0);
  g_assert_true (memcmp (a, next, sizeof a) != 0);
}

static void
test_names (void)
{
  EmuPairingRule rule = EMU_PAIRING_PERMUTE;

  for (int i = 0; i < EMU_N_PAIRINGS; i++)
    {
      g_assert_true (emu_pairing_from_nick (emu_pairing_nick ((EmuPairingRule) i), &rule));
      g_assert_cmpint (rule, ==, i);
      g_assert_cmpstr (emu_pairing_label ((EmuPairingRule) i), !=, "");
      g_assert_cmpstr (emu_pairing_help ((EmuPairingRule) i), !=, "");
    }
  g_assert_false (emu_pairing_from_nick ("pairs", &rule));
  g_assert_false (emu_pairing_from_nick (NULL, &rule));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pairing/rules/everybody-once", test_everybody_once);
  g_test_add_func ("/pairing/rules/reverse-and-roll", test_reverse_and_roll);
  g_test_add_func ("/pairing/rules/names", test_names);
  g_test_add_func ("/pairing/chance/stated", test_chances);
  g_test_add_func ("/pairing/chance/frequency", test_frequency);
  g_test_add_func ("/pairing/chance/derange-try", test_derange_try);
  g_test_add_func ("/pairing/chance/same-seed", test_same_seed);
  g_test_add_func ("/pairing/one-cycle/slow-twin", test_one_cycle);
  g_test_add_func ("/pairing/one-cycle/by-hand", test_one_cycle_by_hand);
  g_test_add_func ("/pairing/one-cycle/equals", test_one_cycle_of_equals);
  g_test_add_func ("/pairing/one-cycle/distances", test_distances);

  return g_test_run ();
}
