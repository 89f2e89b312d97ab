/* shear-y.c: Shear Y, columns pushed up or down by where they stand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "turn.h"
#include "warp.h"

typedef enum
{
  CONVENTION_PILLOW,
  CONVENTION_TORCHVISION,
} Convention;

typedef struct
{
  double  factor;
  double  centre;
  int     convention;
  EmuWarp warp;
} ShearY;

static const EmuChoice conventions[] = {
  { "pillow", N_("Pillow"), N_("The factor itself, as timm has it, too") },
  { "torchvision", N_("torchvision"), N_("By way of an angle in degrees, which changes the last bits") },
  { NULL },
};

static const EmuParam shear_y_params[] = {
  EMU_PARAM (ShearY, factor,
             .label = N_("Factor"),
             .help = N_("Pixels that a column moves against the next one; above zero the right one "
                        "moves up"),
             .min = -10, .max = 10, .initial = 0.3, .step = 0.01),
  EMU_PARAM (ShearY, centre,
             .label = N_("Centre"),
             .help = N_("Where nothing moves, as a share of the width: 0 is the left side, as Pillow "
                        "and torchvision have it"),
             .min = 0, .max = 1, .initial = 0, .step = 0.1),
  EMU_PARAM_CHOICE_OF (ShearY, convention,
                       .label = N_("Convention"),
                       .help = N_("Whose arithmetic is followed"),
                       .choices = conventions, .initial = CONVENTION_PILLOW),
  EMU_WARP_PARAMS (ShearY),
};

/* torchvision takes degrees, and its matrix has the quotient of sine and cosine. */
static double
get_factor (const ShearY *p)
{
  double degrees;
  double sine;
  double cosine;

  if (p->convention == CONVENTION_PILLOW)
    return p->factor;

  degrees = emu_turn_arc_tangent (p->factor) * (180 / G_PI);
  emu_turn_sine_cosine (degrees * (G_PI / 180), &sine, &cosine);

  return sine / cosine;
}

static void
get_matrix (const ShearY *p,
            int           width,
            double        from[6])
{
  const double identity[6] = { 1, 0, 0, 0, 1, 0 };

  memcpy (from, identity, sizeof identity);
  from[3] = get_factor (p);
  from[5] = -from[3] * (p->centre * width);
}

static EmuImage *
shear_y_apply (const void      *params,
               const EmuOpRun  *run,
               EmuImage        *image,
               GCancellable    *cancellable,
               GError         **error)
{
  const ShearY *p = params;
  double from[6];

  get_matrix (p, image->width, from);

  return emu_warp_apply (&p->warp, from, image, cancellable, error);
}

static bool
shear_y_identity (const void *params)
{
  const ShearY *p = params;

  return p->factor == 0;
}

/* How far the last column moves against the first. */
static gboolean
shear_y_here (const void      *params,
              int              height,
              int              width,
              const EmuParam  *param,
              double          *value,
              const char     **unit)
{
  const ShearY *p = params;

  if (param->offset != G_STRUCT_OFFSET (ShearY, factor))
    return FALSE;

  *value = p->factor * width;
  *unit = "px";

  return TRUE;
}

static gboolean
shear_y_geometry (const void     *params,
                  const EmuOpRun *run,
                  EmuGeometry    *geometry)
{
  get_matrix (params, run->place.width, geometry->from);

  return TRUE;
}

EMU_OP_DEFINE (shear_y) = {
  .id = "shear-y",
  .name = "Shear Y",
  .summary = N_("Pushes columns up or down, more the further right."),
  .source = "Pillow 9.4 Image.transform()",
  EMU_OP_PARAMS (ShearY, shear_y_params),
  .apply = shear_y_apply,
  .identity = shear_y_identity,
  .here = shear_y_here,
  .geometry = shear_y_geometry,
};
