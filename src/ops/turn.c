/* turn.c: angles to the last bit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-math.h"
#include "turn.h"

/* Two doubles whose sum is the number: 100 bits and more. Pillow asks its C library, which rounds
 * correctly all but always; a sum of this length does so, too. */
typedef struct
{
  double head;
  double tail;
} Long;

static Long
long_sum (double a,
          double b)
{
  double sum = a + b;
  double part = sum - a;

  return (Long) { sum, (a - (sum - part)) + (b - part) };
}

static Long
long_add (Long   a,
          double b,
          double b_tail)
{
  Long sum = long_sum (a.head, b);

  return long_sum (sum.head, sum.tail + a.tail + b_tail);
}

static Long
long_multiply (Long a,
               Long b)
{
  double product = a.head * b.head;
  double rest = emu_math_product_error (a.head, b.head, product);

  return long_sum (product, rest + (a.head * b.tail + a.tail * b.head));
}

static Long
long_divide (Long   a,
             double n)
{
  double quotient = a.head / n;
  double product = quotient * n;
  double rest = (a.head - product) - emu_math_product_error (quotient, n, product);

  return long_sum (quotient, (rest + a.tail) / n);
}

/* 1 − r² / (k (k + 1)) (1 − r² / ((k + 2) (k + 3)) (1 − …)), from the inside out */
static Long
alternating_series (Long r,
                    int  k)
{
  Long square = long_multiply (r, r);
  Long sum = { 1, 0 };

  for (int n = k + 26; n >= k; n -= 2)
    {
      sum = long_divide (long_multiply (square, sum), (double) n * (n + 1));
      sum = long_add ((Long) { 1, 0 }, -sum.head, -sum.tail);
    }

  return sum;
}

/* Sine and cosine of @x, at most 7 in size */
static void
long_sine_cosine (double  x,
                  Long   *sine,
                  Long   *cosine)
{
  /* π / 2: the first part has 33 bits, so that a few of it are exact */
  const double parts[3] = { 0x1.921fb544p0, 0x1.0b4611a6p-34, 0x1.3198a2e037073p-69 };
  double quarters = rint (x / (G_PI / 2));
  Long r = long_sum (x - quarters * parts[0], -quarters * parts[1]);
  Long sines;
  Long cosines;
  Long values[4];
  int turn = ((int) quarters % 4 + 4) % 4;

  r = long_add (r, -quarters * parts[2], 0);
  sines = long_multiply (r, alternating_series (r, 2));
  cosines = alternating_series (r, 1);

  values[0] = sines;
  values[1] = cosines;
  values[2] = (Long) { -sines.head, -sines.tail };
  values[3] = (Long) { -cosines.head, -cosines.tail };
  *sine = values[turn];
  *cosine = values[(turn + 1) % 4];
}

void
emu_turn_sine_cosine (double  x,
                      double *sine,
                      double *cosine)
{
  Long sines;
  Long cosines;

  long_sine_cosine (x, &sines, &cosines);
  *sine = sines.head;
  *cosine = cosines.head;
}

double
emu_turn_tangent (double x)
{
  Long sines;
  Long cosines;
  double quotient;
  Long product;

  long_sine_cosine (x, &sines, &cosines);
  quotient = sines.head / cosines.head;
  product = long_multiply ((Long) { quotient, 0 }, cosines);
  sines = long_add (sines, -product.head, -product.tail);

  return quotient + sines.head / cosines.head;
}

double
emu_turn_arc_tangent (double t)
{
  /* Any guess will do: a step of Newton's squares its error. */
  double guess = atan (t);
  Long sines;
  Long cosines;
  Long rest;

  long_sine_cosine (guess, &sines, &cosines);
  rest = long_multiply ((Long) { t, 0 }, cosines);
  rest = long_add (rest, -sines.head, -sines.tail);

  return guess + rest.head / (t * sines.head + cosines.head);
}
