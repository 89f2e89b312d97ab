/* affine-parts.c: Affine Parts, the picture turned, sheared, scaled and moved in one step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-parallel.h"
#include "turn.h"
#include "warp.h"

typedef struct
{
  double  degrees;
  double  shift_x;
  double  shift_y;
  double  scale;
  double  shear_x;
  double  shear_y;
  bool    whole_pixels;
  int     border;
  EmuWarp warp;
} AffineParts;

static const EmuChoice borders[] = {
  { "fill", N_("Fill"), N_("One colour") },
  { "reflect", N_("Reflection"), N_("The picture in the mirror, its outermost pixels not doubled") },
  { NULL },
};

static const EmuParam affine_parts_params[] = {
  EMU_PARAM (AffineParts, degrees,
             .label = N_("Angle"),
             .help = N_("About the middle, counter-clockwise"),
             .unit = "°",
             .min = -360, .max = 360, .initial = 0, .step = 1),
  EMU_PARAM (AffineParts, shift_x,
             .label = N_("Shift Across"),
             .help = N_("Share of the width that the picture moves to the right"),
             .min = -1, .max = 1, .initial = 0, .step = 0.01),
  EMU_PARAM (AffineParts, shift_y,
             .label = N_("Shift Down"),
             .help = N_("Share of the height that the picture moves down"),
             .min = -1, .max = 1, .initial = 0, .step = 0.01),
  EMU_PARAM (AffineParts, scale,
             .label = N_("Scale"),
             .help = N_("Above 1 the picture grows"),
             .min = 0.01, .max = 100, .initial = 1, .step = 0.05),
  EMU_PARAM (AffineParts, shear_x,
             .label = N_("Shear Across"),
             .help = N_("Angle that upright lines lean"),
             .unit = "°",
             .min = -80, .max = 80, .initial = 0, .step = 1),
  EMU_PARAM (AffineParts, shear_y,
             .label = N_("Shear Down"),
             .help = N_("Angle that level lines lean"),
             .unit = "°",
             .min = -80, .max = 80, .initial = 0, .step = 1),
  EMU_PARAM (AffineParts, whole_pixels,
             .label = N_("Whole Pixels"),
             .help = N_("Shifts are rounded to whole pixels, as in torchvision")),
  EMU_PARAM_CHOICE_OF (AffineParts, border,
                       .label = N_("Outside"),
                       .help = N_("What lies outside the picture"),
                       .choices = borders, .initial = EMU_BORDER_FILL),
  EMU_WARP_PARAMS (AffineParts),
};

static double
get_shift (const AffineParts *p,
           double             share,
           int                n)
{
  return p->whole_pixels ? rint (share * n) : share * n;
}

/* The result's place to the picture's: the inverse of turning a sheared, scaled picture about its
 * middle and moving it. Source: torchvision's F.affine(). */
static void
get_matrix (const AffineParts *p,
            int                height,
            int                width,
            double             from[6])
{
  const double radian = G_PI / 180;
  double x = width / 2.0;
  double y = height / 2.0;
  double shift_x = get_shift (p, p->shift_x, width);
  double shift_y = get_shift (p, p->shift_y, height);
  double sine;
  double cosine;
  double lean_sine;
  double lean_cosine;
  double sine_y;
  double cosine_y;
  double tangent;
  double a;
  double b;
  double c;
  double d;

  /* Rows run down, so that a turn to the left is a negative angle. */
  double angle = fmod (-p->degrees, 360);

  emu_turn_sine_cosine (angle * radian, &sine, &cosine);
  emu_turn_sine_cosine (fmod (angle - p->shear_y, 360) * radian, &lean_sine, &lean_cosine);
  emu_turn_sine_cosine (p->shear_y * radian, &sine_y, &cosine_y);
  tangent = p->shear_x != 0 ? emu_turn_tangent (p->shear_x * radian) : 0;

  a = lean_cosine / cosine_y;
  b = -lean_cosine * tangent / cosine_y - sine;
  c = lean_sine / cosine_y;
  d = -lean_sine * tangent / cosine_y + cosine;

  from[0] = d / p->scale;
  from[1] = -b / p->scale;
  from[3] = -c / p->scale;
  from[4] = a / p->scale;
  from[2] = from[0] * (-x - shift_x) + from[1] * (-y - shift_y) + x;
  from[5] = from[3] * (-x - shift_x) + from[4] * (-y - shift_y) + y;
}

static gboolean
affine_parts_geometry (const void     *params,
                       const EmuOpRun *run,
                       EmuGeometry    *geometry)
{
  const AffineParts *p = params;

  get_matrix (p, run->place.height, run->place.width, geometry->from);
  geometry->border = p->border;

  return TRUE;
}

/* ---- Mirrored sides ----------------------------------------------------------------------- */

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  const double   *from;
  gboolean        cubic;
} Job;

static int
mirror (int i,
        int n)
{
  int period = 2 * (n - 1);

  if (n == 1)
    return 0;
  i = (i % period + period) % period;

  return i < n ? i : period - i;
}

/* The pixels that @place lies between, and their weights: a tent, or the cubic of a = −1. A very wide
 * picture scaled to a hundredth has places that no int could hold. */
static void
find_taps (double   place,
           int      n,
           gboolean cubic,
           int      taps[4],
           double   weights[4])
{
  double first = floor (CLAMP (place, -1e9, 1e9));
  double d = CLAMP (place - first, 0, 1);

  weights[0] = cubic ? d * (-1 + d * (2 - d)) : 0;
  weights[1] = cubic ? 1 + d * d * (d - 2) : 1 - d;
  weights[2] = cubic ? d * (1 + d * (1 - d)) : d;
  weights[3] = cubic ? d * d * (d - 1) : 0;
  for (int i = 0; i < 4; i++)
    taps[i] = mirror ((int) first - 1 + i, n);
}

static void
mirrored_rows (int      first,
               int      last,
               gpointer data)
{
  const Job *job = data;
  const double *from = job->from;

  for (int y = first; y < last; y++)
    for (int x = 0; x < job->out->width; x++)
      {
        int columns[4], rows[4];
        double across[4], down[4];

        find_taps (from[0] * (x + 0.5) + from[1] * (y + 0.5) + from[2] - 0.5, job->in->width,
                   job->cubic, columns, across);
        find_taps (from[3] * (x + 0.5) + from[4] * (y + 0.5) + from[5] - 0.5, job->in->height,
                   job->cubic, rows, down);
        for (int c = 0; c < job->out->channels; c++)
          {
            double sum = 0;

            for (int j = 0; j < 4; j++)
              {
                const guint8 *row = emu_image_row (job->in, c, rows[j]);

                sum += down[j] * (across[0] * row[columns[0]] + across[1] * row[columns[1]] +
                                  across[2] * row[columns[2]] + across[3] * row[columns[3]]);
              }
            emu_image_row (job->out, c, y)[x] = (guint8) CLAMP (sum + 0.5, 0, 255);
          }
      }
}

static EmuImage *
apply_mirrored (const AffineParts *p,
                const double      *from,
                EmuImage          *image,
                GError           **error)
{
  g_autoptr(EmuImage) in = image->channels == 4 ? emu_image_premultiply (image, error)
                                                : emu_image_ref (image);
  g_autoptr(EmuImage) out = NULL;

  if (in == NULL)
    return NULL;

  out = emu_image_new (image->channels, image->height, image->width, error);
  if (out == NULL)
    return NULL;

  emu_parallel_rows (image->height, emu_parallel_chunk (image->width), mirrored_rows,
                     &(Job) { in, out, from, p->warp.interpolation == EMU_INTERPOLATION_BICUBIC });
  if (out->channels == 4)
    emu_image_unpremultiply (out);

  return g_steal_pointer (&out);
}

static EmuImage *
affine_parts_apply (const void      *params,
                    const EmuOpRun  *run,
                    EmuImage        *image,
                    GCancellable    *cancellable,
                    GError         **error)
{
  const AffineParts *p = params;
  EmuGeometry geometry;
  guint8 fill[4];

  affine_parts_geometry (params, run, &geometry);
  if (p->border == EMU_BORDER_REFLECT && p->warp.interpolation != EMU_INTERPOLATION_NEAREST)
    return apply_mirrored (p, geometry.from, image, error);

  emu_warp_fill (&p->warp, image->channels, fill);

  return emu_affine_apply (image, &geometry, image->height, image->width, p->warp.interpolation,
                           fill, cancellable, error);
}

static bool
affine_parts_identity (const void *params)
{
  const AffineParts *p = params;

  return fmod (p->degrees, 360) == 0 && p->shift_x == 0 && p->shift_y == 0 && p->scale == 1 &&
         p->shear_x == 0 && p->shear_y == 0;
}

static gboolean
affine_parts_here (const void      *params,
                   int              height,
                   int              width,
                   const EmuParam  *param,
                   double          *value,
                   const char     **unit)
{
  const AffineParts *p = params;

  if (param->offset == G_STRUCT_OFFSET (AffineParts, shift_x))
    *value = get_shift (p, p->shift_x, width);
  else if (param->offset == G_STRUCT_OFFSET (AffineParts, shift_y))
    *value = get_shift (p, p->shift_y, height);
  else
    return FALSE;

  *unit = "px";

  return TRUE;
}

EMU_OP_DEFINE (affine_parts) = {
  .id = "affine-parts",
  .name = "Affine Parts",
  .summary = N_("Turns, shears, scales and moves the picture in one step."),
  .source = "torchvision RandomAffine; Albumentations ShiftScaleRotate",
  EMU_OP_PARAMS (AffineParts, affine_parts_params),
  .apply = affine_parts_apply,
  .identity = affine_parts_identity,
  .here = affine_parts_here,
  .geometry = affine_parts_geometry,
};
