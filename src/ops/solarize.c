/* solarize.c: Solarize, bright values inverted
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
  double threshold;
} Solarize;

static const EmuParam solarize_params[] = {
  EMU_PARAM (Solarize, threshold,
             .label = N_("Threshold"),
             .help = N_("Values from here on are inverted: 0 inverts all, 256 none"),
             .unit = "levels", .min = 0, .max = 256, .initial = 128, .step = 1),
};

static void
solarize_bytes (guint8        *restrict out,
                const guint8  *restrict in,
                gsize                   n,
                gsize                   first,
                int                     c,
                gconstpointer           data)
{
  const Solarize *p = data;
  guint8 threshold = (guint8) fmin (ceil (p->threshold), 255);
  /* Above 255 there is nothing to invert; in bytes all the same. */
  guint8 flip = p->threshold > 255 ? 0 : 255;

  for (gsize i = 0; i < n; i++)
    out[i] = in[i] < threshold ? in[i] : in[i] ^ flip;
}

static EmuImage *
solarize_apply (const void      *params,
                const EmuOpRun  *run,
                EmuImage        *image,
                GCancellable    *cancellable,
                GError         **error)
{
  return emu_tone_map (image, solarize_bytes, params, cancellable, error);
}

static bool
solarize_identity (const void *params)
{
  const Solarize *p = params;

  return p->threshold > 255;
}

EMU_OP_DEFINE (solarize) = {
  .id = "solarize",
  .name = "Solarize",
  .summary = N_("Inverts the values from a threshold on."),
  .source = "Pillow 9.4 ImageOps.solarize()",
  EMU_OP_PARAMS (Solarize, solarize_params),
  .apply = solarize_apply,
  .identity = solarize_identity,
};
