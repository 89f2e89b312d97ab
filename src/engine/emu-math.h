/* emu-math.h: logarithm, exponential, power, sine and cosine that round alike on every machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <float.h>
#include <glib.h>
#include <math.h>
#include <string.h>

G_BEGIN_DECLS

/* The C library picks its functions by CPU, with and without fused multiply-add, and the results
 * differ in the last bit. These use additions, multiplications, divisions and bit patterns alone,
 * which IEEE 754 rounds in one way; they have no branch and no table, so that a loop over them
 * becomes vector code at every CPU level. GCC does that under -fno-trapping-math only, which lets
 * it compute both sides of a choice and changes no result. All are safe from any thread.
 *
 * An ulp is the distance between two doubles at the size of the exact result. The bounds are
 * derived in tests/test-math.c and checked there. Round to nearest is assumed, and a build
 * without -ffast-math and with -ffp-contract=off. */
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "doubles must be computed as doubles: build with -msse2 -mfpmath=sse"
#endif
#ifdef __FAST_MATH__
#error "emu-math.h relies on the order of its operations: build without -ffast-math"
#endif

/*< private >*/

static G_ALWAYS_INLINE inline guint64
emu_math_bits (double x)
{
  guint64 bits;

  memcpy (&bits, &x, sizeof bits);

  return bits;
}

static G_ALWAYS_INLINE inline double
emu_math_from_bits (guint64 bits)
{
  double x;

  memcpy (&x, &bits, sizeof x);

  return x;
}

/* The first 26 significant bits: the product of two such numbers is exact. */
static G_ALWAYS_INLINE inline double
emu_math_head (double x)
{
  return emu_math_from_bits (emu_math_bits (x) & G_GUINT64_CONSTANT (0xfffffffff8000000));
}

/* a b - ab, where ab is a b rounded (T. J. Dekker, Numer. Math. 18, 1971). */
static G_ALWAYS_INLINE inline double
emu_math_product_error (double a,
                        double b,
                        double ab)
{
  double a_head = emu_math_head (a);
  double b_head = emu_math_head (b);
  double a_tail = a - a_head;
  double b_tail = b - b_head;

  return ((a_head * b_head - ab) + a_head * b_tail + a_tail * b_head) + a_tail * b_tail;
}

/* 42 bits of log 2, so that its product with an exponent is exact, and the rest. */
#define EMU_MATH_LN2_HEAD 0x1.62e42fefa3800p-1
#define EMU_MATH_LN2_TAIL 0x1.ef35793c76730p-45

/* Adding it to a number below 2^51 in size leaves the nearest integer in the low bits. */
#define EMU_MATH_ROUNDER 0x1.8p52

/* x = 2^k m with m in [sqrt (1/2), sqrt (2)), for normal, subnormal and positive x. */
static G_ALWAYS_INLINE inline void
emu_math_split (double  x,
                double *k,
                double *m)
{
  const guint64 sqrt_half = G_GUINT64_CONSTANT (0x3fe6a09e667f3bcd);
  const guint64 one = G_GUINT64_CONSTANT (0x3ff0000000000000);
  const guint64 two_52 = G_GUINT64_CONSTANT (0x4330000000000000);
  double normal = x < DBL_MIN ? x * 0x1p54 : x;
  double bias = x < DBL_MIN ? 0x1p52 + 1023 + 54 : 0x1p52 + 1023;
  guint64 moved = emu_math_bits (normal) + (one - sqrt_half);

  /* An exponent in the low bits of 2^52 converts without a conversion instruction, which
   * SSE2 and AVX2 do not have for 64 bits. */
  *k = emu_math_from_bits (two_52 | (moved >> 52)) - bias;
  *m = emu_math_from_bits ((moved & G_GUINT64_CONSTANT (0x000fffffffffffff)) + sqrt_half);
}

/* exp (x + tail), |tail| small beside 1; tail must be 0 where |x| > 1000. */
static G_ALWAYS_INLINE inline double
emu_math_exp_sum (double x,
                  double tail)
{
  double shifted, k, k_half, r_head, r_tail, r, q, sum, rest;

  /* Beyond these the result is infinite or zero. Written so that a NaN passes. */
  x = x > 710.0 ? 710.0 : x;
  x = x < -746.0 ? -746.0 : x;

  shifted = x * 0x1.71547652b82fep+0 + EMU_MATH_ROUNDER;
  k = shifted - EMU_MATH_ROUNDER;
  r_head = x - k * EMU_MATH_LN2_HEAD;
  r_tail = tail - k * EMU_MATH_LN2_TAIL;
  r = r_head + r_tail;

  /* (exp (r) - 1 - r) / r^2, a Chebyshev fit on |r| <= log (2) / 2; its error is below 2^-61 of
   * exp (r). */
  q = 0x1.1f730349868cep-29;
  q = q * r + 0x1.af4de97ca4194p-26;
  q = q * r + 0x1.27e4db646b17ep-22;
  q = q * r + 0x1.71de0231960ebp-19;
  q = q * r + 0x1.a01a01a6d889cp-16;
  q = q * r + 0x1.a01a01abe7fe1p-13;
  q = q * r + 0x1.6c16c16c162d4p-10;
  q = q * r + 0x1.11111111100dcp-7;
  q = q * r + 0x1.5555555555556p-5;
  q = q * r + 0x1.5555555555557p-3;
  q = q * r + 0x1.0000000000000p-1;

  /* 1 + r_head is taken exactly, as sum + rest. */
  sum = 1.0 + r_head;
  rest = r_head - (sum - 1.0);
  sum += rest + (r_tail + r * r * q);

  /* 2^k in two halves: either may be a double where 2^k is none. */
  shifted = k * 0.5 + EMU_MATH_ROUNDER;
  k_half = shifted - EMU_MATH_ROUNDER;
  sum *= emu_math_from_bits ((emu_math_bits (shifted) + 1023) << 52);
  shifted = (k - k_half) + EMU_MATH_ROUNDER;

  return sum * emu_math_from_bits ((emu_math_bits (shifted) + 1023) << 52);
}

/* sin (2 pi t) for |t| <= 1/8. */
static G_ALWAYS_INLINE inline double
emu_math_sin2pi_eighth (double t)
{
  double z = t * t;
  double head = emu_math_head (t);
  double q;

  /* (sin (2 pi t) - 2 pi t) / t^3, a Chebyshev fit, error below 2^-57 of the sine. */
  q = -0x1.6cc577dadd922p-1;
  q = q * z + 0x1.e8f036bcd3237p+1;
  q = q * z - 0x1.e3074d2614b2dp+3;
  q = q * z + 0x1.50783486facaap+5;
  q = q * z - 0x1.32d2cce62b872p+6;
  q = q * z + 0x1.466bc6775aae1p+6;
  q = q * z - 0x1.4abbce625be53p+5;

  /* 2 pi = 0x1.921fb58p+2 - 0x1.dde973dcb3b3ap-25: the first product is exact. */
  return head * 0x1.921fb58000000p+2 +
         ((t - head) * 0x1.921fb54442d18p+2 - head * 0x1.dde973dcb3b3ap-25 + t * z * q);
}

/* cos (2 pi t) for |t| <= 1/8. */
static G_ALWAYS_INLINE inline double
emu_math_cos2pi_eighth (double t)
{
  double z = t * t;
  double head = emu_math_head (z);
  double q, leading, sum, rest;

  /* (cos (2 pi t) - 1 + 2 pi^2 t^2) / t^4, a Chebyshev fit, error below 2^-58 of the cosine. */
  q = -0x1.b38340f56931fp+0;
  q = q * z + 0x1.f9cfc07738157p+2;
  q = q * z - 0x1.a6d1f0ab7905cp+4;
  q = q * z + 0x1.e1f50688302c5p+5;
  q = q * z - 0x1.55d3c7e3cbd74p+6;
  q = q * z + 0x1.03c1f081b5ac4p+6;

  /* 2 pi^2 = 0x1.3bd3cc8000000p+4 + 0x1.be45de5a4adc5p-24: leading is exact, and so is
   * 1 - leading = sum + rest. */
  leading = head * 0x1.3bd3cc8000000p+4;
  sum = 1.0 - leading;
  rest = (1.0 - sum) - leading;

  return sum + (rest + (z * z * q - head * 0x1.be45de5a4adc5p-24 - (z - head) * 0x1.3bd3cc9be45dep+4));
}

/*< public >*/

/**
 * emu_log:
 *
 * Natural logarithm, within 1 ulp, for every positive @x, subnormal ones too. log (1) is +0,
 * of 0 (either sign) minus infinity, of infinity infinity, of less than 0 and of NaN a NaN.
 */
static G_ALWAYS_INLINE inline double
emu_log (double x)
{
  double k, m, f, s, z, q, half_square, whole, sum, rest, result;

  emu_math_split (x, &k, &m);
  f = m - 1.0;
  s = f / (2.0 + f);
  z = s * s;

  /* (2 artanh (s) - 2 s) / s^3 in z = s^2, a Chebyshev fit, error below 2^-60 of the logarithm. */
  q = 0x1.0c04595972ab8p-3;
  q = q * z + 0x1.0fbe83c2cbcf3p-3;
  q = q * z + 0x1.3b1c360763b8ap-3;
  q = q * z + 0x1.745cf901605f7p-3;
  q = q * z + 0x1.c71c720160b47p-3;
  q = q * z + 0x1.2492492476c87p-2;
  q = q * z + 0x1.9999999999a38p-2;
  q = q * z + 0x1.5555555555555p-1;

  /* 2 s = f - f^2/2 + s f^2/2, whose large terms are exact. */
  half_square = 0.5 * f * f;
  whole = k * EMU_MATH_LN2_HEAD;
  sum = whole + f;
  rest = f - (sum - whole);
  result = sum - ((half_square - (s * (half_square + z * q) + k * EMU_MATH_LN2_TAIL)) - rest);

  result = x < (double) INFINITY ? result : x;
  result = x == 0.0 ? -(double) INFINITY : result;

  return x < 0.0 ? (double) NAN : result;
}

/**
 * emu_exp:
 *
 * e to the power of @x, within 0.9 ulp, and within 1 of the smallest subnormal where the result
 * is subnormal. exp (0) is 1; infinity above 709.78…, 0 below -745.13…; NaN of NaN.
 */
static G_ALWAYS_INLINE inline double
emu_exp (double x)
{
  return emu_math_exp_sum (x, 0.0);
}

/**
 * emu_pow:
 * @x: the base, at least 0
 *
 * @x to the power of @y, within 1 ulp, however large y log (x) is: the logarithm is carried in
 * two doubles. Within 1 of the smallest subnormal where the result is subnormal.
 *
 * 1 where @y is 0 or @x is 1, whatever the other; zero and infinity as base and infinite @y as in
 * pow() of the C library, with positive results; a NaN of negative @x, integer @y or not, and
 * of NaN.
 */
static G_ALWAYS_INLINE inline double
emu_pow (double x,
         double y)
{
  double k, m, f, d, d_tail, inverse, s, s_tail, z, z_tail;
  double q, q_tail, v, v_tail, w, w_tail, p, p_tail, t, t_tail;
  double sum, whole, head, tail, product, result;

  emu_math_split (x, &k, &m);
  f = m - 1.0;
  d = 1.0 + m;
  d_tail = m - (d - 1.0);

  /* s + s_tail = f / (2 + f) */
  inverse = 1.0 / d;
  s = f * inverse;
  product = s * d;
  s_tail = ((f - product) - emu_math_product_error (s, d, product) - s * d_tail) * inverse;

  z = s * s;
  z_tail = emu_math_product_error (s, s, z) + 2.0 * s * s_tail;

  /* (artanh (s) - s - s^3 / 3) / s^5 in z = s^2 without its constant term, 1/5: a Chebyshev fit,
   * error below 2^-67 of the logarithm. */
  q = 0x1.e02e6fff27908p-5;
  q = q * z + 0x1.df7cc8e5fa539p-5;
  q = q * z + 0x1.1118c7e4b0917p-4;
  q = q * z + 0x1.3b1395d2190c1p-4;
  q = q * z + 0x1.745d177a96056p-4;
  q = q * z + 0x1.c71c71c6eaa10p-4;
  q = q * z + 0x1.2492492492521p-3;
  q = q * z;

  /* v + v_tail = 1/5 + q */
  v = 0x1.999999999999ap-3 + q;
  v_tail = (q - (v - 0x1.999999999999ap-3)) - 0x1.999999999999ap-57;
  q = z * v;
  q_tail = emu_math_product_error (z, v, q) + z * v_tail + z_tail * v;

  /* w + w_tail = 1/3 + q + q_tail, then artanh (s) = s + s z (w + w_tail) */
  w = 0x1.5555555555555p-2 + q;
  w_tail = (q - (w - 0x1.5555555555555p-2)) + (q_tail + 0x1.5555555555555p-56);
  p = z * w;
  p_tail = emu_math_product_error (z, w, p) + z * w_tail + z_tail * w;
  t = s * p;
  t_tail = emu_math_product_error (s, p, t) + s * p_tail + s_tail * p;
  sum = s + t;
  tail = 2.0 * ((t - (sum - s)) + t_tail + s_tail);
  sum *= 2.0;

  /* head + tail = log (x) */
  whole = k * EMU_MATH_LN2_HEAD;
  head = whole + sum;
  tail += (sum - (head - whole)) + k * EMU_MATH_LN2_TAIL;

  head = x < (double) INFINITY ? head : x;
  head = x == 0.0 ? -(double) INFINITY : head;
  head = x < 0.0 ? (double) NAN : head;

  /* Past overflow and underflow the tail would be infinity less infinity. */
  product = y * head;
  tail = emu_math_product_error (y, head, product) + y * tail;
  tail = fabs (product) < 1000.0 ? tail : 0.0;

  result = emu_math_exp_sum (product, tail);
  result = x == 1.0 ? 1.0 : result;

  return y == 0.0 ? 1.0 : result;
}

/**
 * emu_cos2pi:
 * @u: an angle in turns
 *
 * cos (2 pi u), within 0.9 ulp. The angle is reduced exactly, so that quarter turns give 1, +0,
 * -1, +0, eighths give equal sizes, and the result has period 1 for every finite @u. NaN of
 * infinities and NaN.
 */
static G_ALWAYS_INLINE inline double
emu_cos2pi (double u)
{
  double turns = fabs (u);
  double b, t, sine, cosine;

  /* From 2^52 on doubles are integers; an infinity becomes a NaN here. */
  turns = turns < 0x1p52 ? turns : turns - turns;
  b = fabs (turns - ((turns + 0x1p52) - 0x1p52));
  t = b < 0.125 ? b : b < 0.375 ? 0.25 - b : 0.5 - b;
  sine = emu_math_sin2pi_eighth (t);
  cosine = emu_math_cos2pi_eighth (t);

  return b < 0.125 ? cosine : b < 0.375 ? sine : -cosine;
}

/**
 * emu_sin2pi:
 * @u: an angle in turns
 *
 * sin (2 pi u), within 0.9 ulp; odd in @u, reduced like emu_cos2pi(). A zero has the sign of @u.
 */
static G_ALWAYS_INLINE inline double
emu_sin2pi (double u)
{
  double turns = fabs (u);
  double r, b, t, sine, cosine, result;

  turns = turns < 0x1p52 ? turns : turns - turns;
  r = turns - ((turns + 0x1p52) - 0x1p52);
  b = fabs (r);
  t = b < 0.125 ? b : b < 0.375 ? 0.25 - b : 0.5 - b;
  sine = emu_math_sin2pi_eighth (t);
  cosine = emu_math_cos2pi_eighth (t);
  result = b >= 0.125 && b < 0.375 ? cosine : sine;
  result = r < 0.0 ? 0.0 - result : result;

  return emu_math_from_bits (emu_math_bits (result) ^
                             (emu_math_bits (u) & G_GUINT64_CONSTANT (0x8000000000000000)));
}

/**
 * emu_math_log_array:
 * @out: (out caller-allocates): @n numbers
 * @x: @n numbers, none of them in @out
 *
 * emu_log() of every element, the same bits, in vector code.
 */
void emu_math_log_array (double       *restrict out,
                         const double *restrict x,
                         gsize                  n);

/** Like emu_math_log_array(), emu_exp() of every element. */
void emu_math_exp_array (double       *restrict out,
                         const double *restrict x,
                         gsize                  n);

/** Like emu_math_log_array(), emu_pow() of every element with one exponent. */
void emu_math_pow_array (double       *restrict out,
                         const double *restrict x,
                         double                 y,
                         gsize                  n);

G_END_DECLS
