/* posterize.c: Posterize, fewer bits a value
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-op.h"
#include "emu-tone.h"

typedef struct
{
  int bits;
} Posterize;

static const EmuParam posterize_params[] = {
  EMU_PARAM (Posterize, bits,
             .label = N_("Bits"),
             .help = N_("Bits of each value that are kept: 8 changes nothing, 0 leaves black"),
             .unit = "bits", .min = 0, .max = 8, .initial = 4),
};

static void
posterize_bytes (guint8        *restrict out,
                 const guint8  *restrict in,
                 gsize                   n,
                 gsize                   first,
                 int                     c,
                 gconstpointer           data)
{
  const Posterize *p = data;
  guint8 mask = (guint8) (0xff00 >> p->bits);

  for (gsize i = 0; i < n; i++)
    out[i] = in[i] & mask;
}

static EmuImage *
posterize_apply (const void      *params,
                 const EmuOpRun  *run,
                 EmuImage        *image,
                 GCancellable    *cancellable,
                 GError         **error)
{
  return emu_tone_map (image, posterize_bytes, params, cancellable, error);
}

static bool
posterize_identity (const void *params)
{
  const Posterize *p = params;

  return p->bits == 8;
}

EMU_OP_DEFINE (posterize) = {
  .id = "posterize",
  .name = "Posterize",
  .summary = N_("Keeps the highest bits of every value."),
  .source = "Pillow 9.4 ImageOps.posterize()",
  EMU_OP_PARAMS (Posterize, posterize_params),
  .apply = posterize_apply,
  .identity = posterize_identity,
};
