/* shear-x.c: Shear X, rows pushed sideways by where they stand
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
} ShearX;

static const EmuChoice conventions[] = {
  { "pillow", N_("Pillow"), N_("The factor itself, as timm has it, too") },
  { "torchvision", N_("torchvision"), N_("By way of an angle in degrees, which changes the last bits") },
  { NULL },
};

static const EmuParam shear_x_params[] = {
  EMU_PARAM (ShearX, factor,
             .label = N_("Factor"),
             .help = N_("Pixels that a row moves against the next one; above zero the lower one "
                        "moves to the left"),
             .min = -10, .max = 10, .initial = 0.3, .step = 0.01),
  EMU_PARAM (ShearX, centre,
             .label = N_("Centre"),
             .help = N_("Where nothing moves, as a share of the height: 0 is the top, as Pillow "
                        "and torchvision have it"),
             .min = 0, .max = 1, .initial = 0, .step = 0.1),
  EMU_PARAM_CHOICE_OF (ShearX, convention,
                       .label = N_("Convention"),
                       .help = N_("Whose arithmetic is followed"),
                       .choices = conventions, .initial = CONVENTION_PILLOW),
  EMU_WARP_PARAMS (ShearX),
};

/* torchvision takes degrees, and its matrix has the tangent. */
static double
get_factor (const ShearX *p)
{
  double degrees;

  if (p->convention == CONVENTION_PILLOW)
    return p->factor;

  degrees = emu_turn_arc_tangent (p->factor) * (180 / G_PI);

  return emu_turn_tangent (degrees * (G_PI / 180));
}

static void
get_matrix (const ShearX *p,
            int           height,
            double        from[6])
{
  const double identity[6] = { 1, 0, 0, 0, 1, 0 };

  memcpy (from, identity, sizeof identity);
  from[1] = get_factor (p);
  from[2] = -from[1] * (p->centre * height);
}

static EmuImage *
shear_x_apply (const void      *params,
               const EmuOpRun  *run,
               EmuImage        *image,
               GCancellable    *cancellable,
               GError         **error)
{
  const ShearX *p = params;
  double from[6];

  get_matrix (p, image->height, from);

  return emu_warp_apply (&p->warp, from, image, cancellable, error);
}

static bool
shear_x_identity (const void *params)
{
  const ShearX *p = params;

  return p->factor == 0;
}

/* How far the last row moves against the first. */
static gboolean
shear_x_here (const void      *params,
              int              height,
              int              width,
              const EmuParam  *param,
              double          *value,
              const char     **unit)
{
  const ShearX *p = params;

  if (param->offset != G_STRUCT_OFFSET (ShearX, factor))
    return FALSE;

  *value = p->factor * height;
  *unit = "px";

  return TRUE;
}

static gboolean
shear_x_geometry (const void     *params,
                  const EmuOpRun *run,
                  EmuGeometry    *geometry)
{
  get_matrix (params, run->place.height, geometry->from);

  return TRUE;
}

EMU_OP_DEFINE (shear_x) = {
  .id = "shear-x",
  .name = "Shear X",
  .summary = N_("Pushes rows sideways, more the lower they are."),
  .source = "Pillow 9.4 Image.transform()",
  EMU_OP_PARAMS (ShearX, shear_x_params),
  .apply = shear_x_apply,
  .identity = shear_x_identity,
  .here = shear_x_here,
  .geometry = shear_x_geometry,
};
