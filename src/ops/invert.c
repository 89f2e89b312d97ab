/* invert.c: Invert, the negative
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-op.h"
#include "emu-tone.h"

static void
invert_bytes (guint8        *restrict out,
              const guint8  *restrict in,
              gsize                   n,
              gsize                   first,
              int                     c,
              gconstpointer           data)
{
  for (gsize i = 0; i < n; i++)
    out[i] = 255 - in[i];
}

static EmuImage *
invert_apply (const void      *params,
              const EmuOpRun  *run,
              EmuImage        *image,
              GCancellable    *cancellable,
              GError         **error)
{
  return emu_tone_map (image, invert_bytes, NULL, cancellable, error);
}

EMU_OP_DEFINE (invert) = {
  .id = "invert",
  .name = "Invert",
  .summary = N_("Turns every value v into 255 − v."),
  .source = "Pillow 9.4 ImageOps.invert()",
  .apply = invert_apply,
};
