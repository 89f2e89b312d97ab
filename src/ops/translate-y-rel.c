/* translate-y-rel.c: Translate Y, the picture moved up or down by a share of its height
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "warp.h"

/* Pillow gives the place to look at, so its numbers move the picture the other way. */
typedef enum
{
  POSITIVE_UP,
  POSITIVE_DOWN,
} Positive;

typedef struct
{
  double  fraction;
  int     positive;
  EmuWarp warp;
} TranslateY;

static const EmuChoice positives[] = {
  { "up", N_("Up"), N_("As Pillow and timm count") },
  { "down", N_("Down"), N_("As torchvision counts") },
  { NULL },
};

static const EmuParam translate_y_params[] = {
  EMU_PARAM (TranslateY, fraction,
             .label = N_("Fraction"),
             .help = N_("Share of the height that the picture moves"),
             .min = -1, .max = 1, .initial = 0.1, .step = 0.01),
  EMU_PARAM_CHOICE_OF (TranslateY, positive,
                       .label = N_("Above Zero"),
                       .help = N_("Where the picture moves for a number above zero"),
                       .choices = positives, .initial = POSITIVE_UP),
  EMU_WARP_PARAMS (TranslateY),
};

/* Pixels from a place of the result to the place it shows. */
static double
get_offset (const TranslateY *p,
            int               height)
{
  double pixels = p->fraction * height;

  return p->positive == POSITIVE_UP ? pixels : -pixels;
}

static EmuImage *
translate_y_apply (const void      *params,
                   const EmuOpRun  *run,
                   EmuImage        *image,
                   GCancellable    *cancellable,
                   GError         **error)
{
  const TranslateY *p = params;
  const double from[6] = { 1, 0, 0, 0, 1, get_offset (p, image->height) };

  return emu_warp_apply (&p->warp, from, image, cancellable, error);
}

static bool
translate_y_identity (const void *params)
{
  const TranslateY *p = params;

  return p->fraction == 0;
}

static gboolean
translate_y_here (const void      *params,
                  int              height,
                  int              width,
                  const EmuParam  *param,
                  double          *value,
                  const char     **unit)
{
  const TranslateY *p = params;

  if (param->offset != G_STRUCT_OFFSET (TranslateY, fraction))
    return FALSE;

  *value = p->fraction * height;
  *unit = "px";

  return TRUE;
}

static gboolean
translate_y_geometry (const void     *params,
                      const EmuOpRun *run,
                      EmuGeometry    *geometry)
{
  geometry->from[5] = get_offset (params, run->place.height);

  return TRUE;
}

EMU_OP_DEFINE (translate_y_rel) = {
  .id = "translate-y-rel",
  .name = "Translate Y Relative",
  .summary = N_("Moves the picture up or down by a share of its height."),
  .source = "Pillow 9.4 Image.transform(); timm",
  EMU_OP_PARAMS (TranslateY, translate_y_params),
  .apply = translate_y_apply,
  .identity = translate_y_identity,
  .here = translate_y_here,
  .geometry = translate_y_geometry,
};
