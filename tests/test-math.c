/* test-math.c: the elementary functions against slow twins in long double
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <float.h>
#include <glib.h>
#include <math.h>

#include "emu-math.h"

#define N 150000

/* The bounds of the header, in ulp of the result, by the roundings that can reach it. With
 * e = 2^-53, half an ulp of a number in [1/2, 1) is e/2, and a sum is as good as its last term:
 *
 * log: the result is at least log (2) / 2 in size wherever f^2/2 counts, so an ulp is 2^-54. The
 * last subtraction costs 1/2; f^2/2 <= 0.086 was rounded once, the parenthesis around it twice,
 * each time by at most 2^-57, together 3/8; s, wrong by 2 e, is multiplied by 0.11 and has a
 * product of 0.018, less than 1/8. Together less than 1.
 *
 * exp: exp (r) is at least 0.707, so an ulp is 2^-53. The last addition costs 1/2; r^2 q <= 0.068
 * costs 2^-57 for each of q, its product and two additions, together 1/4; r itself, rounded by at
 * most 2^-55, counts for a third of it, less than 0.1. Together less than 0.9. A subnormal result
 * is rounded a second time: its error is 1/2 from that and less than 1/2 from before.
 *
 * pow: as exp, and y times the error of the logarithm: the fit, 2^-67 of it, and the polynomial
 * before 1/5 is added, rounded by 2 e relative to 0.0042 and multiplied by s^4 <= 0.0009, less than
 * 2^-69. As |y log x| < 746, together less than 2^-57 of the result, 1/16 ulp. What the pairs of
 * doubles lose is 2^-95. Together less than 1.
 *
 * cos: at least 0.707, an ulp is 2^-53. The last addition 1/2; t^2 <= 1/64 is rounded by 2^-60 and
 * multiplied by 2 pi^2, 0.16; the rest is at most 0.016 with five roundings, 0.1. Together 0.8.
 * sin: the parenthesis is at most 0.08 and a tenth of the sine: t, t^2, q and their product 0.17,
 * two additions 2^-57 each, the fit 0.04. Together less than 0.9. */
#define LOG_BOUND 1.0
#define EXP_BOUND 0.9
#define POW_BOUND 1.0
#define TRIG_BOUND 0.9

static guint64 state;

/* A generator of the tests' own (SplitMix64), as the one of the engine stands on what is tested. */
static guint64
next_bits (void)
{
  guint64 z = (state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return z ^ (z >> 31);
}

static double
between (double lo,
         double hi)
{
  return lo + (double) (next_bits () >> 11) * 0x1p-53 * (hi - lo);
}

/* Any positive number, every exponent as likely as any other, subnormal ones included. */
static double
any_positive (void)
{
  for (;;)
    {
      double x = emu_math_from_bits (next_bits () >> 1);

      if (x > 0 && x < (double) INFINITY)
        return x;
    }
}

static double
error_in_ulp (double      got,
              long double want)
{
  long double size = fabsl (want);
  int exponent;

  if (size > (long double) DBL_MAX && (double) want == (double) got)
    return 0;

  (void) frexpl (size, &exponent);
  exponent = MAX (exponent, -1021);

  return (double) (fabsl ((long double) got - want) / ldexpl (1, exponent - 53));
}

static gboolean
has_twin (void)
{
#if LDBL_MANT_DIG >= 64
  return TRUE;
#else
  g_test_skip ("long double is no more than double here");
  return FALSE;
#endif
}

/* sin and cos of 2 pi u by reduction to an eighth of a turn, where every step is exact. */
static long double
slow_turn (double   u,
           gboolean sine)
{
  const long double two_pi = 6.283185307179586476925286766559L;
  double r = u - nearbyint (u);
  int quarter = (int) nearbyint (4 * r);
  long double t = (long double) (r - quarter * 0.25) * two_pi;

  switch ((quarter + (sine ? 3 : 0) + 4) % 4)
    {
    case 0:
      return cosl (t);
    case 1:
      return -sinl (t);
    case 2:
      return -cosl (t);
    default:
      return sinl (t);
    }
}

static void
assert_same_bits (double a,
                  double b)
{
  g_assert_cmphex (emu_math_bits (a), ==, emu_math_bits (b));
}

static void
test_log_twin (void)
{
  double worst = 0;

  if (!has_twin ())
    return;

  state = 1;
  for (int i = 0; i < 4 * N; i++)
    {
      double x;

      switch (i % 4)
        {
        case 0:
          x = any_positive ();
          break;
        case 1:
          x = between (0.6, 1.6);
          break;
        case 2:
          x = 1 + ldexp (between (-1, 1), -(i / 4 % 50));
          break;
        default:
          x = between (0x1p-53, 1);
          break;
        }

      if (x > 0)
        worst = MAX (worst, error_in_ulp (emu_log (x), logl ((long double) x)));
    }

  g_test_message ("log: %.3f ulp", worst);
  g_assert_cmpfloat (worst, <, LOG_BOUND);
}

static void
test_exp_twin (void)
{
  double worst = 0;

  if (!has_twin ())
    return;

  state = 1;
  for (int i = 0; i < 3 * N; i++)
    {
      double x = i % 3 == 0 ? between (-708.3, 709.7)
               : i % 3 == 1 ? between (-1, 1)
                            : ldexp (between (-1, 1), -(i / 3 % 60));

      worst = MAX (worst, error_in_ulp (emu_exp (x), expl ((long double) x)));
    }

  g_test_message ("exp: %.3f ulp", worst);
  g_assert_cmpfloat (worst, <, EXP_BOUND);

  worst = 0;
  for (int i = 0; i < N; i++)
    {
      double x = between (-746, -708.4);

      worst = MAX (worst, error_in_ulp (emu_exp (x), expl ((long double) x)));
    }

  g_test_message ("exp, subnormal: %.3f", worst);
  g_assert_cmpfloat (worst, <, 1.0);
}

static void
test_pow_twin (void)
{
  double worst = 0;

  if (!has_twin ())
    return;

  state = 1;
  for (int i = 0; i < 4 * N; i++)
    {
      double x, y;
      long double want;

      switch (i % 4)
        {
        case 0: /* anything whose power is a normal number */
          x = any_positive ();
          y = between (-708, 709) / log (x);
          break;
        case 1: /* the far ends, where an error of the logarithm counts most */
          x = between (0.7, 1.42);
          y = (i & 4 ? 709.0 : -708.0) / log (x);
          break;
        case 2: /* spectra: frequencies and their decay */
          x = between (0, 0.71);
          y = between (-8, 8);
          break;
        default: /* close to 1, large exponents */
          x = 1 + ldexp (between (-1, 1), -(i / 4 % 52));
          y = between (-700, 700) / log1p (x - 1);
          break;
        }

      if (!(x > 0) || !isfinite (y))
        continue;

      want = powl ((long double) x, (long double) y);
      if (want < (long double) DBL_MIN || want > (long double) DBL_MAX)
        continue;

      worst = MAX (worst, error_in_ulp (emu_pow (x, y), want));
    }

  g_test_message ("pow: %.3f ulp", worst);
  g_assert_cmpfloat (worst, <, POW_BOUND);

  worst = 0;
  for (int i = 0; i < N; i++)
    {
      double x = any_positive ();
      double y = between (-746, -708.4) / log (x);

      worst = MAX (worst, error_in_ulp (emu_pow (x, y), powl ((long double) x, (long double) y)));
    }

  g_test_message ("pow, subnormal: %.3f", worst);
  g_assert_cmpfloat (worst, <, 1.0);
}

static void
test_turn_twin (void)
{
  double worst_cos = 0, worst_sin = 0;

  if (!has_twin ())
    return;

  state = 1;
  for (int i = 0; i < 4 * N; i++)
    {
      double u = i % 4 == 0 ? between (0, 1)
               : i % 4 == 1 ? between (-0x1p30, 0x1p30)
               : i % 4 == 2 ? 0.125 * (double) (next_bits () % 16) + ldexp (between (-1, 1), -(i / 4 % 50))
                            : ldexp (between (-1, 1), -(i / 4 % 1000));

      worst_cos = MAX (worst_cos, error_in_ulp (emu_cos2pi (u), slow_turn (u, FALSE)));
      worst_sin = MAX (worst_sin, error_in_ulp (emu_sin2pi (u), slow_turn (u, TRUE)));
    }

  g_test_message ("cos: %.3f ulp, sin: %.3f ulp", worst_cos, worst_sin);
  g_assert_cmpfloat (worst_cos, <, TRIG_BOUND);
  g_assert_cmpfloat (worst_sin, <, TRIG_BOUND);
}

static void
test_log_edges (void)
{
  assert_same_bits (emu_log (1.0), 0.0);
  assert_same_bits (emu_log (0.0), -(double) INFINITY);
  assert_same_bits (emu_log (-0.0), -(double) INFINITY);
  assert_same_bits (emu_log ((double) INFINITY), (double) INFINITY);
  g_assert_true (isnan (emu_log (-1.0)));
  g_assert_true (isnan (emu_log (-DBL_TRUE_MIN)));
  g_assert_true (isnan (emu_log (-(double) INFINITY)));
  g_assert_true (isnan (emu_log ((double) NAN)));

  /* log (2^k), of which k log 2 in two doubles is known: log 2 = 0x1.62e42fefa39ef35793c7673p-1. */
  for (int k = -1074; k <= 1023; k++)
    {
      double want = k * 0x1.62e42fefa3800p-1 + k * 0x1.ef35793c76730p-45;

      assert_same_bits (emu_log (ldexp (1, k)), want);
    }
}

static void
test_exp_edges (void)
{
  assert_same_bits (emu_exp (0.0), 1.0);
  assert_same_bits (emu_exp (-0.0), 1.0);
  assert_same_bits (emu_exp (DBL_TRUE_MIN), 1.0);
  assert_same_bits (emu_exp (-(double) INFINITY), 0.0);
  assert_same_bits (emu_exp (-DBL_MAX), 0.0);
  assert_same_bits (emu_exp (-745.14), 0.0);
  assert_same_bits (emu_exp (-745.13), DBL_TRUE_MIN);
  assert_same_bits (emu_exp (709.79), (double) INFINITY);
  assert_same_bits (emu_exp (DBL_MAX), (double) INFINITY);
  assert_same_bits (emu_exp ((double) INFINITY), (double) INFINITY);
  g_assert_true (isfinite (emu_exp (709.78)));
  g_assert_true (isnan (emu_exp ((double) NAN)));
  g_assert_true (isnan (emu_exp (-(double) NAN)));
}

static void
test_pow_edges (void)
{
  const double inf = (double) INFINITY;
  const double nan_value = (double) NAN;
  const double bases[] = { 0.0, -0.0, DBL_TRUE_MIN, DBL_MIN, 0.3, 1.0, 1.0 + DBL_EPSILON,
                           1.0 - DBL_EPSILON / 2, 2.0, 1e300, DBL_MAX, inf };
  const double exponents[] = { 0.0, -0.0, DBL_TRUE_MIN, -DBL_TRUE_MIN, 0.5, -0.5, 1.0, -1.0, 1e6, -1e6,
                               1e300, -1e300, DBL_MAX, -DBL_MAX, inf, -inf };

  /* Here the C library is the judge: zero, one, infinity and what is far beyond either. */
  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (exponents); j++)
      {
        double want = fabs (pow (fabs (bases[i]), exponents[j]));
        double got = emu_pow (bases[i], exponents[j]);

        if (want == 0 || want == 1 || isinf (want))
          assert_same_bits (got, want);
        else
          g_assert_cmpfloat (error_in_ulp (got, (long double) want), <, POW_BOUND + 1);
      }

  assert_same_bits (emu_pow (nan_value, 0.0), 1.0);
  assert_same_bits (emu_pow (-2.0, 0.0), 1.0);
  assert_same_bits (emu_pow (1.0, nan_value), 1.0);
  g_assert_true (isnan (emu_pow (nan_value, 1.0)));
  g_assert_true (isnan (emu_pow (2.0, nan_value)));
  g_assert_true (isnan (emu_pow (0.0, nan_value)));
  g_assert_true (isnan (emu_pow (inf, nan_value)));
  g_assert_true (isnan (emu_pow (-2.0, 2.0)));
  g_assert_true (isnan (emu_pow (-inf, 2.0)));

  for (int k = -1074; k <= 1023; k++)
    assert_same_bits (emu_pow (2.0, k), ldexp (1, k));
}

static void
test_turn_edges (void)
{
  const double starts[] = { 0, 1, -1, 7, 0x1p40, -0x1p40, 0x1p50 - 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      assert_same_bits (emu_cos2pi (starts[i]), 1.0);
      assert_same_bits (emu_cos2pi (starts[i] + 0.25), 0.0);
      assert_same_bits (emu_cos2pi (starts[i] + 0.5), -1.0);
      assert_same_bits (emu_cos2pi (starts[i] + 0.75), 0.0);
      g_assert_cmpfloat (emu_sin2pi (starts[i]), ==, 0.0);
      assert_same_bits (emu_sin2pi (starts[i] + 0.25), 1.0);
      g_assert_cmpfloat (emu_sin2pi (starts[i] + 0.5), ==, 0.0);
      assert_same_bits (emu_sin2pi (starts[i] + 0.75), -1.0);
      assert_same_bits (fabs (emu_cos2pi (starts[i] + 0.125)), fabs (emu_sin2pi (starts[i] + 0.375)));
    }

  /* The last halves, then integers only. */
  assert_same_bits (emu_cos2pi (0x1p51 + 0.5), -1.0);
  assert_same_bits (emu_cos2pi (0x1p52 - 0.5), -1.0);
  assert_same_bits (emu_cos2pi (0x1p52), 1.0);
  assert_same_bits (emu_cos2pi (0x1p52 + 1), 1.0);
  assert_same_bits (emu_cos2pi (-DBL_MAX), 1.0);
  assert_same_bits (emu_sin2pi (0.0), 0.0);
  assert_same_bits (emu_sin2pi (-0.0), -0.0);
  assert_same_bits (emu_sin2pi (1.5), 0.0);
  assert_same_bits (emu_sin2pi (-DBL_MAX), -0.0);
  g_assert_true (isnan (emu_cos2pi ((double) INFINITY)));
  g_assert_true (isnan (emu_sin2pi (-(double) INFINITY)));
  g_assert_true (isnan (emu_cos2pi ((double) NAN)));
  g_assert_true (isnan (emu_sin2pi ((double) NAN)));
}

/* No step down where the pieces of a function meet: the argument is walked one double at a time
 * across each seam. A result may only fall back by its own error, less than 2 ulp for a pair. */
static void
test_monotonic (void)
{
  const double log_seams[] = { 0x1.6a09e667f3bcdp-1, 1, 0x1.6a09e667f3bcdp+0, 0x1.6a09e667f3bcdp+9,
                               DBL_MIN };
  const double exp_seams[] = { -0.34657359027997264, 0, 0.34657359027997264, 1.0397207708399179,
                               -708.39641853226408 };
  const double cos_seams[] = { 0.125, 0.25, 0.375 };
  const int steps = 2000;

  for (gsize i = 0; i < G_N_ELEMENTS (log_seams); i++)
    {
      double x = log_seams[i] * (1 - steps / 2 * DBL_EPSILON);
      double highest = emu_log (x);

      for (int k = 0; k < steps; k++)
        {
          double y;

          x = nextafter (x, (double) INFINITY);
          y = emu_log (x);
          g_assert_cmpfloat (y, >=, nextafter (highest, -(double) INFINITY));
          highest = MAX (highest, y);
        }
    }

  for (gsize i = 0; i < G_N_ELEMENTS (exp_seams); i++)
    {
      double x = exp_seams[i] - steps / 2 * 0x1p-54;
      double highest = emu_exp (x);

      for (int k = 0; k < steps; k++)
        {
          double y;

          x += i == G_N_ELEMENTS (exp_seams) - 1 ? 0x1p-43 : 0x1p-54;
          y = emu_exp (x);
          g_assert_cmpfloat (y, >=, nextafter (highest, 0));
          highest = MAX (highest, y);
        }
    }

  for (gsize i = 0; i < G_N_ELEMENTS (cos_seams); i++)
    {
      double u = cos_seams[i] - steps / 2 * 0x1p-54;
      double lowest = emu_cos2pi (u);

      for (int k = 0; k < steps; k++)
        {
          double y;

          u += 0x1p-54;
          y = emu_cos2pi (u);
          g_assert_cmpfloat (y, <=, nextafter (lowest, 2));
          lowest = MIN (lowest, y);
        }
    }
}

static void
test_arrays (void)
{
  enum { LENGTH = 1031 };
  const double edges[] = { 0.0, -0.0, 1.0, DBL_TRUE_MIN, DBL_MIN, DBL_MAX, (double) INFINITY, -(double) INFINITY,
                           -1.0, -745.1, 709.78, 710.0, -746.5 };
  const double exponents[] = { -3.0, 0.0, 0.5, 1.7, 1e5, (double) INFINITY, -(double) INFINITY };
  g_autofree double *x = g_new (double, LENGTH);
  g_autofree double *out = g_new (double, LENGTH + 1);

  state = 2;
  for (gsize i = 0; i < LENGTH; i++)
    x[i] = i < G_N_ELEMENTS (edges) ? edges[i] : i % 2 ? any_positive () : between (-800, 800);

  /* Every length of a last, partial vector, and one array that is all of it. */
  for (gsize n = 0; n <= LENGTH; n = n < 20 ? n + 1 : n + LENGTH - 20)
    {
      out[n] = 42;
      emu_math_log_array (out, x, n);
      for (gsize i = 0; i < n; i++)
        if (x[i] >= 0)
          assert_same_bits (out[i], emu_log (x[i]));
        else
          g_assert_true (isnan (out[i]));

      emu_math_exp_array (out, x, n);
      for (gsize i = 0; i < n; i++)
        assert_same_bits (out[i], emu_exp (x[i]));

      for (gsize k = 0; k < G_N_ELEMENTS (exponents); k++)
        {
          emu_math_pow_array (out, x, exponents[k], n);
          for (gsize i = 0; i < n; i++)
            if (x[i] >= 0 || exponents[k] == 0)
              assert_same_bits (out[i], emu_pow (x[i], exponents[k]));
            else
              g_assert_true (isnan (out[i]));
        }

      g_assert_cmpfloat (out[n], ==, 42);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/math/log/twin", test_log_twin);
  g_test_add_func ("/math/log/edges", test_log_edges);
  g_test_add_func ("/math/exp/twin", test_exp_twin);
  g_test_add_func ("/math/exp/edges", test_exp_edges);
  g_test_add_func ("/math/pow/twin", test_pow_twin);
  g_test_add_func ("/math/pow/edges", test_pow_edges);
  g_test_add_func ("/math/turn/twin", test_turn_twin);
  g_test_add_func ("/math/turn/edges", test_turn_edges);
  g_test_add_func ("/math/seams-are-monotonic", test_monotonic);
  g_test_add_func ("/math/arrays-equal-scalars", test_arrays);

  return g_test_run ();
}
