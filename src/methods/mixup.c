/* mixup.c: a convex combination of two pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-method.h"

static gboolean
mixup_mask (const void   *params,
            const EmuMix *mix,
            EmuMask      *mask,
            GError      **error)
{
  emu_mask_set_uniform (mask, mix->lambda);

  return TRUE;
}

/* ---- In Python ----------------------------------------------------------------------- */

static void
mixup_python (const void   *params,
              const EmuMix *mix,
              EmuScript    *script)
{
  emu_script_add_arguments (script, "lam", NULL);
  script->mask = "lam";
}

EMU_METHOD_DEFINE (mixup) = {
  .id = "mixup",
  .name = "mixup",
  .summary = N_("Blends both pictures at every pixel alike."),
  .source = "Zhang et al., ICLR 2018",
  .exact_b = TRUE,
  .exact_a = TRUE,
  .label_rule = EMU_LABEL_LAMBDA,
  .alpha = 1,
  .mask = mixup_mask,
  .python = mixup_python,
};
