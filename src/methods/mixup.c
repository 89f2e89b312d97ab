/* mixup.c: a convex combination of two pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-evidence.h"
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

/* ---- Found in a picture ----------------------------------------------------------------- */

static void
mixup_explain (const void        *params,
               const EmuEvidence *evidence)
{
  EmuProposal *proposal = emu_proposal_new (evidence, params);
  double deviation, lo, hi;
  double lambda = emu_evidence_uniform (evidence, -1, &deviation, &lo, &hi);

  /* Every byte bounds λ; where they contradict one another, there is more than rounding. */
  if (lo > hi)
    {
      lo = lambda - 1.96 * deviation;
      hi = lambda + 1.96 * deviation;
    }
  if (isnan (lambda))
    {
      lo = 0;
      hi = 1;
    }

  emu_proposal_set_lambda (proposal, evidence, lo, hi);
  proposal->n_numbers = 1;
  emu_evidence_propose (evidence, proposal);
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
  .explain = mixup_explain,
};
