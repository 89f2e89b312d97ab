/* autocontrast.c: AutoContrast, every colour stretched to the full range
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-op.h"
#include "emu-tone.h"

typedef struct
{
  double low;
  double high;
} AutoContrast;

static const EmuParam autocontrast_params[] = {
  EMU_PARAM (AutoContrast, low,
             .label = N_("Cut Off Below"),
             .help = N_("Share of the darkest values that may become black"),
             .unit = "%", .min = 0, .max = 100, .initial = 0, .step = 0.5),
  EMU_PARAM (AutoContrast, high,
             .label = N_("Cut Off Above"),
             .help = N_("Share of the brightest values that may become white"),
             .unit = "%", .min = 0, .max = 100, .initial = 0, .step = 0.5),
};

/* Whole hundredths of n cutoff, as Python's // has them: the remainder is exact, so that a quotient
 * just below a whole number is not taken for it. */
static guint64
cut_count (guint64 n,
           double  cutoff)
{
  double product = (double) n * cutoff;

  return (guint64) rint ((product - fmod (product, 100)) / 100);
}

static void
take_away (guint32 *histogram,
           int      from,
           int      step,
           guint64  n)
{
  for (int v = from; n > 0 && v >= 0 && v < 256; v += step)
    {
      guint32 part = (guint32) MIN (n, histogram[v]);

      histogram[v] -= part;
      n -= part;
    }
}

static void
make_table (const AutoContrast *p,
            guint32            *histogram,
            guint64             n,
            guint8             *table)
{
  int lo = 0;
  int hi = 255;

  take_away (histogram, 0, 1, cut_count (n, p->low));
  take_away (histogram, 255, -1, cut_count (n, p->high));

  while (lo < 255 && histogram[lo] == 0)
    lo++;
  while (hi > 0 && histogram[hi] == 0)
    hi--;

  for (int v = 0; v < 256; v++)
    {
      double scale = 255.0 / (hi - lo);
      double offset = -lo * scale;

      table[v] = hi <= lo ? v : (guint8) CLAMP (v * scale + offset, 0.0, 255.0);
    }
}

static EmuImage *
autocontrast_apply (const void      *params,
                    const EmuOpRun  *run,
                    EmuImage        *image,
                    GCancellable    *cancellable,
                    GError         **error)
{
  guint32 histograms[3][256];
  guint8 tables[3][256];

  emu_tone_histograms (image, histograms);
  for (int c = 0; c < emu_tone_n_colours (image); c++)
    make_table (params, histograms[c], emu_image_n_pixels (image), tables[c]);

  return emu_tone_look_up (image, tables, cancellable, error);
}

EMU_OP_DEFINE (autocontrast) = {
  .id = "autocontrast",
  .name = "AutoContrast",
  .summary = N_("Stretches each colour so that its darkest value becomes black and its brightest white."),
  .source = "Pillow 9.4 ImageOps.autocontrast()",
  EMU_OP_PARAMS (AutoContrast, autocontrast_params),
  .apply = autocontrast_apply,
};
