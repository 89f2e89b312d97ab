/* saliencymix.c: a box of B around what stands out most in B
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "cut-box.h"
#include "cut-search.h"
#include "emu-method.h"

enum
{
  CENTRE_FINE_GRAINED,
  CENTRE_SPECTRAL_RESIDUAL,
  CENTRE_AS_PUBLISHED,
};

typedef struct
{
  int saliency;
} SaliencyMix;

typedef struct
{
  int cy;
  int cx;
} SaliencyMixDraws;

static const EmuChoice saliencies[] = {
  { "fine-grained", N_("Fine-grained"), N_("The pixel that differs most from its surroundings") },
  { "spectral-residual", N_("Spectral residual"), N_("The spot that the rest of the picture repeats least") },
  { "as-published", N_("As published"), N_("Anywhere; the published code misreads the picture") },
  { NULL },
};

static const EmuGuideKind kinds[] = {
  [CENTRE_FINE_GRAINED] = EMU_GUIDE_FINE_GRAINED,
  [CENTRE_SPECTRAL_RESIDUAL] = EMU_GUIDE_SPECTRAL_RESIDUAL,
  [CENTRE_AS_PUBLISHED] = EMU_GUIDE_NONE,
};

static const char * const needs[] = { "saliency-b", NULL };

static const EmuParam saliencymix_params[] = {
  EMU_PARAM_CHOICE_OF (SaliencyMix, saliency,
                       .label = N_("Saliency"),
                       .help = N_("How the middle of the box is found in B"),
                       .choices = saliencies, .initial = CENTRE_FINE_GRAINED,
                       .published = { 2, CENTRE_AS_PUBLISHED,
                                      N_("The detector takes the picture's numbers for bytes, so the "
                                         "middle of the box has nothing to do with what B shows.") }),
};

/* ---- Draws ------------------------------------------------------------------------------ */

enum
{
  DRAW_CY,
  DRAW_CX,
};

static void
cy_shape (const void   *params,
          const EmuMix *mix,
          EmuDrawShape *shape)
{
  shape->in_use = ((const SaliencyMix *) params)->saliency == CENTRE_AS_PUBLISHED;
  shape->hi = mix->height - 1;
}

static void
cx_shape (const void   *params,
          const EmuMix *mix,
          EmuDrawShape *shape)
{
  shape->in_use = ((const SaliencyMix *) params)->saliency == CENTRE_AS_PUBLISHED;
  shape->hi = mix->width - 1;
}

static const EmuDraw saliencymix_draws[] = {
  [DRAW_CY] =
  EMU_DRAW (SaliencyMixDraws, cy, EMU_DRAW_INT,
            .label = N_("Centre, Down"), .help = N_("Row of the middle of the box"),
            .unit = "px", .shape = cy_shape),
  [DRAW_CX] =
  EMU_DRAW (SaliencyMixDraws, cx, EMU_DRAW_INT,
            .label = N_("Centre, Across"), .help = N_("Column of the middle of the box"),
            .unit = "px", .shape = cx_shape),
};

/* ---- The box ---------------------------------------------------------------------------- */

static EmuBox
full_box (const EmuMix *mix)
{
  const SaliencyMixDraws *d = mix->draws;
  const EmuGuide *guide = mix->guides[1];
  int cy = guide != NULL ? guide->peak_y : d->cy;
  int cx = guide != NULL ? guide->peak_x : d->cx;

  return emu_cut_box (mix->height, mix->width, mix->lambda, cy, cx);
}

static gboolean
saliencymix_resolve (const void *params,
                     EmuMix     *mix,
                     GError    **error)
{
  EmuBox full = full_box (mix);
  EmuBox box = emu_box_clip (&full, mix->height, mix->width);

  if (emu_box_area (&box) < emu_box_area (&full))
    mix->reason = _("The border cuts the box");
  else
    mix->reason = _("The box has whole pixels");

  if (emu_box_is_empty (&box) && mix->lambda < 1)
    emu_mix_add_note (mix, _("The box is smaller than a pixel, so A stays as it is."));

  return TRUE;
}

static gboolean
saliencymix_mask (const void   *params,
                  const EmuMix *mix,
                  EmuMask      *mask,
                  GError      **error)
{
  EmuBox full = full_box (mix);
  EmuBox box = emu_box_clip (&full, mix->height, mix->width);

  emu_mask_set_rectangle (mask, &box, 0, 1);

  return TRUE;
}

/* ---- A box somebody wants --------------------------------------------------------------- */

static gboolean
saliencymix_get_box (const void   *params,
                     const EmuMix *mix,
                     EmuMixBox    *box)
{
  EmuBox visible;

  box->asked = full_box (mix);
  visible = emu_box_clip (&box->asked, mix->height, mix->width);
  if (!emu_box_is_empty (&visible))
    box->visible = visible;
  box->can_move = mix->guides[1] == NULL;
  if (!box->can_move)
    /* Translators: beside the size of a box that a hand can resize but not move */
    box->held = _("its place follows the guide");
  box->keeps_ratio = TRUE;

  return TRUE;
}

static void
half_sides (const void   *params,
            const EmuMix *mix,
            double        lambda,
            int          *half_h,
            int          *half_w)
{
  *half_h = emu_cut_side (mix->height, lambda) / 2;
  *half_w = emu_cut_side (mix->width, lambda) / 2;
}

/* What stands out most in B is where it is; anywhere only where nobody looks for it. */
static void
middles (const void   *params,
         const EmuMix *mix,
         double        lambda,
         EmuBox       *range)
{
  const EmuGuide *guide = mix->guides[1];

  if (guide != NULL)
    *range = (EmuBox) { guide->peak_y, guide->peak_y, guide->peak_x, guide->peak_x };
}

static void
saliencymix_set_box (const void   *params,
                     const EmuMix *mix,
                     const EmuBox *wanted,
                     EmuBoxValues *values)
{
  static const EmuCutRule rule = { 0, 1, half_sides, middles };
  EmuBox present = full_box (mix);
  int cy;
  int cx;

  emu_cut_find (&rule, params, mix, &present, wanted, &values->lambda, &cy, &cx);
  if (mix->guides[1] != NULL)
    return;

  emu_box_values_give (values, DRAW_CY, cy);
  emu_box_values_give (values, DRAW_CX, cx);
}

/* ---- In Python ----------------------------------------------------------------------- */

static const char python_peak[] =
  "def saliencymix_mask(height, width, lam, saliency_b):\n"
  "    \"\"\"The weight of A: 0 in a box of 1 - lam of the area round B's most salient pixel.\"\"\"\n"
  "    levels = np.floor(np.float32(255) * saliency_b).reshape(*saliency_b.shape[:-2], -1)\n"
  "    cy, cx = np.divmod(levels.argmax(-1)[..., None, None, None], width)\n"
  "    side = math.sqrt(1 - lam)\n"
  "    half_h = int(height * side) // 2\n"
  "    half_w = int(width * side) // 2\n"
  "    y, x = np.arange(height)[:, None], np.arange(width)\n"
  "    inside = (y >= cy - half_h) & (y < cy + half_h) & (x >= cx - half_w) & (x < cx + half_w)\n"
  "    return torch.from_numpy(1 - inside.astype(np.float32))\n";

static const char python_anywhere[] =
  "def saliencymix_mask(height, width, lam, cy, cx):\n"
  "    \"\"\"The weight of A: 0 in a box of 1 - lam of the area round (cy, cx), 1 elsewhere.\n"
  "\n"
  "    The published detector takes numbers for bytes, so what it finds is as good as chance.\n"
  "    \"\"\"\n"
  "    side = math.sqrt(1 - lam)\n"
  "    half_h = int(height * side) // 2\n"
  "    half_w = int(width * side) // 2\n"
  "    mask = torch.ones(height, width)\n"
  "    mask[max(cy - half_h, 0):cy + half_h, max(cx - half_w, 0):cx + half_w] = 0\n"
  "    return mask\n";

static void
saliencymix_python (const void   *params,
                    const EmuMix *mix,
                    EmuScript    *script)
{
  if (((const SaliencyMix *) params)->saliency == CENTRE_AS_PUBLISHED)
    {
      emu_script_add_code (script, python_anywhere);
      emu_script_add_arguments (script, "lam", "cy", "cx", NULL);
    }
  else
    {
      emu_script_add_code (script, python_peak);
      emu_script_add_arguments (script, "lam", "saliency_b", NULL);
    }
}

/* ---- Found in a picture ----------------------------------------------------------------- */

static void
propose_cut (const void        *params,
             const EmuEvidence *evidence,
             const EmuCut      *cut,
             int                saliency)
{
  EmuProposal *proposal = emu_proposal_new (evidence, params);

  ((SaliencyMix *) proposal->params)->saliency = saliency;
  emu_proposal_set_lambda (proposal, evidence, cut->lambda_lo, cut->lambda_hi);
  proposal->n_numbers = saliency == CENTRE_FINE_GRAINED ? 1 : 2;
  if (saliency == CENTRE_AS_PUBLISHED)
    {
      int cy, cx;

      emu_cut_middle (cut, evidence->height, evidence->width, proposal->requested, &cy, &cx);
      emu_proposal_give (proposal, "cy", cy);
      emu_proposal_give (proposal, "cx", cx);
      proposal->n_numbers = 4;
    }
  emu_evidence_propose (evidence, proposal);
}

static void
saliencymix_explain (const void        *params,
                     const EmuEvidence *evidence)
{
  EmuBox box = emu_evidence_best_box (evidence);
  EmuCut cut;

  for (int i = CENTRE_FINE_GRAINED; i <= CENTRE_SPECTRAL_RESIDUAL; i++)
    {
      g_autoptr(EmuGuide) guide = emu_pair_get_guide (evidence->pair, 1, kinds[i], evidence->maps[1],
                                                      evidence->cancellable, NULL);

      if (guide != NULL &&
          emu_cut_search (evidence->height, evidence->width, &box, guide->peak_y, guide->peak_x,
                          emu_cut_gain, (gpointer) evidence, &cut, 1) > 0)
        propose_cut (params, evidence, &cut, i);
    }

  if (emu_cut_search (evidence->height, evidence->width, &box, -1, -1, emu_cut_gain,
                      (gpointer) evidence, &cut, 1) > 0)
    propose_cut (params, evidence, &cut, CENTRE_AS_PUBLISHED);
}

EMU_METHOD_DEFINE (saliencymix) = {
  .id = "saliencymix",
  .name = "SaliencyMix",
  .summary = N_("Pastes the box of B that stands out most."),
  .source = "Uddin et al., ICLR 2021",
  .needs = needs,
  .guide_param = "saliency",
  .guide_kinds = kinds,
  .exact_a = TRUE,
  .label_rule = EMU_LABEL_MASK_MEAN,
  .alpha = 1,
  EMU_METHOD_PARAMS (SaliencyMix, saliencymix_params),
  EMU_METHOD_DRAWS (SaliencyMixDraws, saliencymix_draws),
  .resolve = saliencymix_resolve,
  .mask = saliencymix_mask,
  .box = saliencymix_get_box,
  .set_box = saliencymix_set_box,
  .python = saliencymix_python,
  .explain = saliencymix_explain,
};
