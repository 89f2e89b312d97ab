/* translate-x-rel.c: Translate X, the picture moved sideways by a share of its width
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "warp.h"

/* Pillow gives the place to look at, so its numbers move the picture the other way. */
typedef enum
{
  POSITIVE_LEFT,
  POSITIVE_RIGHT,
} Positive;

typedef struct
{
  double  fraction;
  int     positive;
  EmuWarp warp;
} TranslateX;

static const EmuChoice positives[] = {
  { "left", N_("Left"), N_("As Pillow and timm count") },
  { "right", N_("Right"), N_("As torchvision counts") },
  { NULL },
};

static const EmuParam translate_x_params[] = {
  EMU_PARAM (TranslateX, fraction,
             .label = N_("Fraction"),
             .help = N_("Share of the width that the picture moves"),
             .min = -1, .max = 1, .initial = 0.1, .step = 0.01),
  EMU_PARAM_CHOICE_OF (TranslateX, positive,
                       .label = N_("Above Zero"),
                       .help = N_("Where the picture moves for a number above zero"),
                       .choices = positives, .initial = POSITIVE_LEFT),
  EMU_WARP_PARAMS (TranslateX),
};

/* Pixels from a place of the result to the place it shows. */
static double
get_offset (const TranslateX *p,
            int               width)
{
  double pixels = p->fraction * width;

  return p->positive == POSITIVE_LEFT ? pixels : -pixels;
}

static EmuImage *
translate_x_apply (const void      *params,
                   const EmuOpRun  *run,
                   EmuImage        *image,
                   GCancellable    *cancellable,
                   GError         **error)
{
  const TranslateX *p = params;
  const double from[6] = { 1, 0, get_offset (p, image->width), 0, 1, 0 };

  return emu_warp_apply (&p->warp, from, image, cancellable, error);
}

static bool
translate_x_identity (const void *params)
{
  const TranslateX *p = params;

  return p->fraction == 0;
}

static gboolean
translate_x_here (const void      *params,
                  int              height,
                  int              width,
                  const EmuParam  *param,
                  double          *value,
                  const char     **unit)
{
  const TranslateX *p = params;

  if (param->offset != G_STRUCT_OFFSET (TranslateX, fraction))
    return FALSE;

  *value = p->fraction * width;
  *unit = "px";

  return TRUE;
}

static gboolean
translate_x_geometry (const void     *params,
                      const EmuOpRun *run,
                      EmuGeometry    *geometry)
{
  geometry->from[2] = get_offset (params, run->place.width);

  return TRUE;
}

EMU_OP_DEFINE (translate_x_rel) = {
  .id = "translate-x-rel",
  .name = "Translate X Relative",
  .summary = N_("Moves the picture sideways by a share of its width."),
  .source = "Pillow 9.4 Image.transform(); timm",
  EMU_OP_PARAMS (TranslateX, translate_x_params),
  .apply = translate_x_apply,
  .identity = translate_x_identity,
  .here = translate_x_here,
  .geometry = translate_x_geometry,
};
