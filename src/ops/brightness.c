/* brightness.c: Brightness, nearer to black or further from it
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
} Brightness;

static const EmuParam brightness_params[] = {
  EMU_PARAM (Brightness, factor,
             .label = N_("Factor"),
             .help = N_("0 gives black, 1 the picture; beyond 1 it becomes brighter"),
             .min = EMU_TONE_FACTOR_MIN, .max = EMU_TONE_FACTOR_MAX, .initial = 1.5, .step = 0.05),
};

static EmuImage *
brightness_apply (const void      *params,
                  const EmuOpRun  *run,
                  EmuImage        *image,
                  GCancellable    *cancellable,
                  GError         **error)
{
  const Brightness *p = params;
  guint8 tables[3][256];

  for (int c = 0; c < 3; c++)
    for (int v = 0; v < 256; v++)
      tables[c][v] = emu_tone_blend (0, v, (float) p->factor);

  return emu_tone_look_up (image, tables, cancellable, error);
}

static bool
brightness_identity (const void *params)
{
  const Brightness *p = params;

  return (float) p->factor == 1;
}

EMU_OP_DEFINE (brightness) = {
  .id = "brightness",
  .name = "Brightness",
  .summary = N_("Multiplies all values."),
  .source = "Pillow 9.4 ImageEnhance.Brightness",
  EMU_OP_PARAMS (Brightness, brightness_params),
  .apply = brightness_apply,
  .identity = brightness_identity,
};
