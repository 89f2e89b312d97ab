/* rotate.c: Rotate, the picture turned about a point
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-math.h"
#include "warp.h"

typedef struct
{
  double  degrees;
  double  centre_x;
  double  centre_y;
  EmuWarp warp;
} Rotate;

static const EmuParam rotate_params[] = {
  EMU_PARAM (Rotate, degrees,
             .label = N_("Angle"),
             .help = N_("Counter-clockwise, as Pillow, timm and torchvision count"),
             .unit = "°",
             .min = -360, .max = 360, .initial = 30, .step = 1),
  EMU_PARAM (Rotate, centre_x,
             .label = N_("Centre Across"),
             .help = N_("What the picture turns about, as a share of the width"),
             .min = 0, .max = 1, .initial = 0.5, .step = 0.1),
  EMU_PARAM (Rotate, centre_y,
             .label = N_("Centre Down"),
             .help = N_("What the picture turns about, as a share of the height"),
             .min = 0, .max = 1, .initial = 0.5, .step = 0.1),
  EMU_WARP_PARAMS (Rotate),
};

/* ---- Sine and cosine to the last bit ------------------------------------------------------ */

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

/* @x: at most 7 in size */
static void
sine_and_cosine (double  x,
                 double *sine,
                 double *cosine)
{
  /* π / 2: the first part has 33 bits, so that a few of it are exact */
  const double parts[3] = { 0x1.921fb544p0, 0x1.0b4611a6p-34, 0x1.3198a2e037073p-69 };
  double quarters = rint (x / (G_PI / 2));
  Long r = long_sum (x - quarters * parts[0], -quarters * parts[1]);
  Long sines;
  Long cosines;
  double values[4];
  int turn = ((int) quarters % 4 + 4) % 4;

  r = long_add (r, -quarters * parts[2], 0);
  sines = long_multiply (r, alternating_series (r, 2));
  cosines = alternating_series (r, 1);

  values[0] = sines.head;
  values[1] = cosines.head;
  values[2] = -sines.head;
  values[3] = -cosines.head;
  *sine = values[turn];
  *cosine = values[(turn + 1) % 4];
}

/* Nearest number of 15 decimals, as Python's round (). */
static double
round_decimals (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.15f", value), NULL);
}

/* ---- The operation ------------------------------------------------------------------------ */

/* From 0 up to 360, not included. */
static double
whole_angle (const Rotate *p)
{
  double angle = fmod (p->degrees, 360);

  return angle < 0 ? angle + 360 : angle;
}

/* Half a turn, and a quarter of a square, only exchange pixels. */
static gboolean
only_exchanges (const Rotate *p,
                int           height,
                int           width)
{
  double angle = whole_angle (p);

  return p->centre_x == 0.5 && p->centre_y == 0.5 &&
         (angle == 0 || angle == 180 || (height == width && (angle == 90 || angle == 270)));
}

static void
get_matrix (const Rotate *p,
            int           height,
            int           width,
            double        from[6])
{
  double angle = -(whole_angle (p) * (G_PI / 180));
  double x = width * p->centre_x;
  double y = height * p->centre_y;
  double sine;
  double cosine;

  sine_and_cosine (angle, &sine, &cosine);
  from[0] = round_decimals (cosine);
  from[1] = round_decimals (sine);
  from[3] = round_decimals (-sine);
  from[4] = round_decimals (cosine);
  from[2] = from[0] * -x + from[1] * -y + x;
  from[5] = from[3] * -x + from[4] * -y + y;
}

static EmuImage *
rotate_apply (const void      *params,
              const EmuOpRun  *run,
              EmuImage        *image,
              GCancellable    *cancellable,
              GError         **error)
{
  const Rotate *p = params;
  EmuWarp warp = p->warp;
  double from[6];

  if (only_exchanges (p, image->height, image->width))
    warp.interpolation = EMU_INTERPOLATION_NEAREST;
  get_matrix (p, image->height, image->width, from);

  return emu_warp_apply (&warp, from, image, cancellable, error);
}

static bool
rotate_identity (const void *params)
{
  return whole_angle (params) == 0;
}

static gboolean
rotate_here (const void      *params,
             int              height,
             int              width,
             const EmuParam  *param,
             double          *value,
             const char     **unit)
{
  const Rotate *p = params;

  if (param->offset == G_STRUCT_OFFSET (Rotate, centre_x))
    *value = p->centre_x * width;
  else if (param->offset == G_STRUCT_OFFSET (Rotate, centre_y))
    *value = p->centre_y * height;
  else
    return FALSE;

  *unit = "px";

  return TRUE;
}

static gboolean
rotate_geometry (const void     *params,
                 const EmuOpRun *run,
                 EmuGeometry    *geometry)
{
  get_matrix (params, run->place.height, run->place.width, geometry->from);

  return TRUE;
}

EMU_OP_DEFINE (rotate) = {
  .id = "rotate",
  .name = "Rotate",
  .summary = N_("Turns the picture about a point."),
  .source = "Pillow 9.4 Image.rotate()",
  EMU_OP_PARAMS (Rotate, rotate_params),
  .apply = rotate_apply,
  .identity = rotate_identity,
  .here = rotate_here,
  .geometry = rotate_geometry,
};
