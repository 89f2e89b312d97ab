/* desaturate.c: Desaturate, a share of the colour taken away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-op.h"
#include "emu-tone.h"

typedef struct
{
  double amount;
} Desaturate;

static const EmuParam desaturate_params[] = {
  EMU_PARAM (Desaturate, amount,
             .label = N_("Amount"),
             .help = N_("0 changes nothing, 1 leaves grey"),
             .min = 0, .max = 1, .initial = 0.5, .step = 0.05),
};

static EmuImage *
desaturate_apply (const void      *params,
                  const EmuOpRun  *run,
                  EmuImage        *image,
                  GCancellable    *cancellable,
                  GError         **error)
{
  const Desaturate *p = params;

  return emu_tone_saturate (image, (float) (1 - p->amount), cancellable, error);
}

static bool
desaturate_identity (const void *params)
{
  const Desaturate *p = params;

  return (float) (1 - p->amount) == 1;
}

EMU_OP_DEFINE (desaturate) = {
  .id = "desaturate",
  .name = "Desaturate",
  .summary = N_("Takes away a share of the colour."),
  .source = "timm 1.0, by Pillow 9.4 ImageEnhance.Color",
  EMU_OP_PARAMS (Desaturate, desaturate_params),
  .apply = desaturate_apply,
  .identity = desaturate_identity,
};
