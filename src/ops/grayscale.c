/* grayscale.c: Grayscale, brightness alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-op.h"
#include "emu-tone.h"

static EmuImage *
grayscale_apply (const void      *params,
                 const EmuOpRun  *run,
                 EmuImage        *image,
                 GCancellable    *cancellable,
                 GError         **error)
{
  return emu_tone_saturate (image, 0, cancellable, error);
}

EMU_OP_DEFINE (grayscale) = {
  .id = "grayscale",
  .name = "Grayscale",
  .summary = N_("Replaces each colour by the grey of its brightness; the picture keeps its channels."),
  .source = "Touvron et al. 2022, by Pillow 9.4 Image.convert()",
  .apply = grayscale_apply,
};
