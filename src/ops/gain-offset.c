/* gain-offset.c: Gain and Offset, contrast and brightness in one step
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-op.h"
#include "emu-tone.h"

typedef struct
{
  double gain;
  double offset;
} GainOffset;

static const EmuParam gain_offset_params[] = {
  EMU_PARAM (GainOffset, gain,
             .label = N_("Gain"),
             .help = N_("What every byte is multiplied by"),
             .min = 0, .max = 10, .initial = 1, .step = 0.05),
  EMU_PARAM (GainOffset, offset,
             .label = N_("Offset"),
             .help = N_("What is added, as a share of white"),
             .min = -1, .max = 1, .initial = 0, .step = 0.05),
};

static void
gain_bytes (guint8        *restrict out,
            const guint8  *restrict in,
            gsize                   n,
            gsize                   first,
            int                     c,
            gconstpointer           data)
{
  const GainOffset *p = data;
  guint8 table[256];

  /* As OpenCV's users have it: in single precision, clipped, and cut to a byte. */
  for (int v = 0; v < 256; v++)
    {
      float value = (float) v * (float) p->gain;

      value = value + (float) (p->offset * 255);
      table[v] = (guint8) (gint32) CLAMP (value, 0.0f, 255.0f);
    }

  for (gsize i = 0; i < n; i++)
    out[i] = table[in[i]];
}

static EmuImage *
gain_offset_apply (const void      *params,
                   const EmuOpRun  *run,
                   EmuImage        *image,
                   GCancellable    *cancellable,
                   GError         **error)
{
  return emu_tone_map (image, gain_bytes, params, cancellable, error);
}

static bool
gain_offset_identity (const void *params)
{
  const GainOffset *p = params;

  return p->gain == 1 && p->offset == 0;
}

static gboolean
gain_offset_here (const void      *params,
                  int              height,
                  int              width,
                  const EmuParam  *param,
                  double          *value,
                  const char     **unit)
{
  const GainOffset *p = params;

  if (param->offset != G_STRUCT_OFFSET (GainOffset, offset))
    return FALSE;

  *value = p->offset * 255;
  *unit = "levels";

  return TRUE;
}

EMU_OP_DEFINE (gain_offset) = {
  .id = "gain-offset",
  .name = "Gain and Offset",
  .summary = N_("Multiplies every value and adds to it."),
  .source = "Albumentations RandomBrightnessContrast",
  EMU_OP_PARAMS (GainOffset, gain_offset_params),
  .apply = gain_offset_apply,
  .identity = gain_offset_identity,
  .here = gain_offset_here,
};
