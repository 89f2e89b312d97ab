/* equalize.c: Equalize, every value of a colour made equally frequent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-op.h"
#include "emu-tone.h"

static void
make_table (const guint32 *histogram,
            guint64        n_pixels,
            guint8        *table)
{
  int last = 255;
  guint64 step;
  guint64 n;

  while (last > 0 && histogram[last] == 0)
    last--;

  /* What is left without the brightest value; nothing where there is but one. */
  step = (n_pixels - histogram[last]) / 255;
  n = step / 2;

  for (int v = 0; v < 256; v++)
    {
      /* On small pictures the quotient passes 255. */
      table[v] = step == 0 ? v : (guint8) MIN (255, n / step);
      n += histogram[v];
    }
}

static EmuImage *
equalize_apply (const void      *params,
                const EmuOpRun  *run,
                EmuImage        *image,
                GCancellable    *cancellable,
                GError         **error)
{
  guint32 histograms[3][256];
  guint8 tables[3][256];

  emu_tone_histograms (image, histograms);
  for (int c = 0; c < emu_tone_n_colours (image); c++)
    make_table (histograms[c], emu_image_n_pixels (image), tables[c]);

  return emu_tone_look_up (image, tables, cancellable, error);
}

EMU_OP_DEFINE (equalize) = {
  .id = "equalize",
  .name = "Equalize",
  .summary = N_("Spreads the values of each colour so that all are about equally frequent."),
  .source = "Pillow 9.4 ImageOps.equalize()",
  .apply = equalize_apply,
};
