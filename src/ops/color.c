/* color.c: Color, stronger and weaker colours
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-op.h"
#include "emu-tone.h"

typedef struct
{
  double factor;
} Color;

static const EmuParam color_params[] = {
  EMU_PARAM (Color, factor,
             .label = N_("Factor"),
             .help = N_("0 gives grey, 1 the picture; beyond 1 colours become stronger"),
             .min = EMU_TONE_FACTOR_MIN, .max = EMU_TONE_FACTOR_MAX, .initial = 1.5, .step = 0.05),
};

static EmuImage *
color_apply (const void      *params,
             const EmuOpRun  *run,
             EmuImage        *image,
             GCancellable    *cancellable,
             GError         **error)
{
  const Color *p = params;

  return emu_tone_saturate (image, (float) p->factor, cancellable, error);
}

static bool
color_identity (const void *params)
{
  const Color *p = params;

  return (float) p->factor == 1;
}

EMU_OP_DEFINE (color) = {
  .id = "color",
  .name = "Color",
  .summary = N_("Moves all colours away from the grey of their brightness or towards it."),
  .source = "Pillow 9.4 ImageEnhance.Color",
  EMU_OP_PARAMS (Color, color_params),
  .apply = color_apply,
  .identity = color_identity,
};
