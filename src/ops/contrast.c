/* contrast.c: Contrast, nearer to the mean grey or further from it
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
} Contrast;

static const EmuParam contrast_params[] = {
  EMU_PARAM (Contrast, factor,
             .label = N_("Factor"),
             .help = N_("0 gives the mean grey, 1 the picture; beyond 1 contrast grows"),
             .min = EMU_TONE_FACTOR_MIN, .max = EMU_TONE_FACTOR_MAX, .initial = 1.5, .step = 0.05),
};

static EmuImage *
contrast_apply (const void      *params,
                const EmuOpRun  *run,
                EmuImage        *image,
                GCancellable    *cancellable,
                GError         **error)
{
  const Contrast *p = params;
  double mean = (double) emu_tone_sum_luma (image) / (double) emu_image_n_pixels (image);
  float grey = (int) (mean + 0.5);
  guint8 tables[3][256];

  for (int c = 0; c < 3; c++)
    for (int v = 0; v < 256; v++)
      tables[c][v] = emu_tone_blend (grey, v, (float) p->factor);

  return emu_tone_look_up (image, tables, cancellable, error);
}

static bool
contrast_identity (const void *params)
{
  const Contrast *p = params;

  return (float) p->factor == 1;
}

EMU_OP_DEFINE (contrast) = {
  .id = "contrast",
  .name = "Contrast",
  .summary = N_("Moves all values away from the picture's mean grey or towards it."),
  .source = "Pillow 9.4 ImageEnhance.Contrast",
  EMU_OP_PARAMS (Contrast, contrast_params),
  .apply = contrast_apply,
  .identity = contrast_identity,
};
