/* translate-x.c: Translate X, the picture moved sideways by pixels
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
  double  pixels;
  int     positive;
  EmuWarp warp;
} TranslateX;

static const EmuChoice positives[] = {
  { "left", N_("Left"), N_("As Pillow and timm count") },
  { "right", N_("Right"), N_("As torchvision counts") },
  { NULL },
};

static const EmuParam translate_x_params[] = {
  EMU_PARAM (TranslateX, pixels,
             .label = N_("Pixels"),
             .help = N_("How far the picture moves; parts of a pixel are interpolated"),
             .unit = "px",
             .min = -100000, .max = 100000, .initial = 10, .step = 1),
  EMU_PARAM_CHOICE_OF (TranslateX, positive,
                       .label = N_("Above Zero"),
                       .help = N_("Where the picture moves for a number above zero"),
                       .choices = positives, .initial = POSITIVE_LEFT),
  EMU_WARP_PARAMS (TranslateX),
};

/* Pixels from a place of the result to the place it shows. */
static double
get_offset (const TranslateX *p)
{
  return p->positive == POSITIVE_LEFT ? p->pixels : -p->pixels;
}

static EmuImage *
translate_x_apply (const void      *params,
                   const EmuOpRun  *run,
                   EmuImage        *image,
                   GCancellable    *cancellable,
                   GError         **error)
{
  const TranslateX *p = params;
  const double from[6] = { 1, 0, get_offset (p), 0, 1, 0 };

  return emu_warp_apply (&p->warp, from, image, cancellable, error);
}

static bool
translate_x_identity (const void *params)
{
  const TranslateX *p = params;

  return p->pixels == 0;
}

static gboolean
translate_x_geometry (const void     *params,
                      const EmuOpRun *run,
                      EmuGeometry    *geometry)
{
  geometry->from[2] = get_offset (params);

  return TRUE;
}

EMU_OP_DEFINE (translate_x) = {
  .id = "translate-x",
  .name = "Translate X",
  .summary = N_("Moves the picture sideways by pixels."),
  .source = "Pillow 9.4 Image.transform()",
  EMU_OP_PARAMS (TranslateX, translate_x_params),
  .apply = translate_x_apply,
  .identity = translate_x_identity,
  .geometry = translate_x_geometry,
};
