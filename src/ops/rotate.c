/* rotate.c: Rotate, the picture turned about a point
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "turn.h"
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

/* Nearest number of 15 decimals, as Python's round (). */
static double
round_decimals (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_ascii_strtod (g_ascii_formatd (text, sizeof text, "%.15f", value), NULL);
}

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

  emu_turn_sine_cosine (angle, &sine, &cosine);
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
