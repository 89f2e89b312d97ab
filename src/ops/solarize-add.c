/* solarize-add.c: SolarizeAdd, dark values made brighter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-op.h"
#include "emu-tone.h"

typedef struct
{
  int add;
  int threshold;
} SolarizeAdd;

static const EmuParam solarize_add_params[] = {
  EMU_PARAM (SolarizeAdd, add,
             .label = N_("Add"),
             .help = N_("What is added to dark values; white is the limit"),
             .unit = "levels", .min = 0, .max = 255, .initial = 55),
  EMU_PARAM (SolarizeAdd, threshold,
             .label = N_("Threshold"),
             .help = N_("Values from here on stay as they are"),
             .unit = "levels", .min = 0, .max = 256, .initial = 128),
};

static void
solarize_add_bytes (guint8        *restrict out,
                    const guint8  *restrict in,
                    gsize                   n,
                    gsize                   first,
                    int                     c,
                    gconstpointer           data)
{
  const SolarizeAdd *p = data;
  /* The last value that is changed; below a threshold of 0 there is none. */
  guint8 last = (guint8) (p->threshold - 1);
  guint8 add = p->threshold > 0 ? (guint8) p->add : 0;
  guint8 room = 255 - add;

  for (gsize i = 0; i < n; i++)
    {
      guint8 sum = in[i] > room ? 255 : (guint8) (in[i] + add);

      out[i] = in[i] <= last ? sum : in[i];
    }
}

static EmuImage *
solarize_add_apply (const void      *params,
                    const EmuOpRun  *run,
                    EmuImage        *image,
                    GCancellable    *cancellable,
                    GError         **error)
{
  return emu_tone_map (image, solarize_add_bytes, params, cancellable, error);
}

static bool
solarize_add_identity (const void *params)
{
  const SolarizeAdd *p = params;

  return p->add == 0 || p->threshold == 0;
}

EMU_OP_DEFINE (solarize_add) = {
  .id = "solarize-add",
  .name = "SolarizeAdd",
  .summary = N_("Adds to the values below a threshold."),
  .source = "Cubuk et al. 2020, reference code",
  EMU_OP_PARAMS (SolarizeAdd, solarize_add_params),
  .apply = solarize_add_apply,
  .identity = solarize_add_identity,
};
