/* cutmix.c: a box of B at the same place in A
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "cut-box.h"
#include "cut-search.h"
#include "emu-method.h"

/* The libraries differ in how the box is rounded, drawn and kept inside. */
enum
{
  RULE_OFFICIAL,
  RULE_TIMM,
  RULE_TIMM_MINMAX,
  RULE_TORCHVISION,
};

enum
{
  LABEL_VISIBLE_AREA,
  LABEL_LAMBDA,
};

typedef struct
{
  int      box_rule;
  double   margin;
  EmuRange minmax;
  int      label_from;
} CutMix;

typedef struct
{
  int cut_h;
  int cut_w;
  int cy;
  int cx;
  int y0;
  int x0;
} CutMixDraws;

static bool
uses_margin (const void *params)
{
  return ((const CutMix *) params)->box_rule == RULE_TIMM;
}

static bool
uses_minmax (const void *params)
{
  return ((const CutMix *) params)->box_rule == RULE_TIMM_MINMAX;
}

static bool
may_keep_lambda (const void *params)
{
  return ((const CutMix *) params)->box_rule != RULE_TIMM_MINMAX;
}

static const EmuChoice box_rules[] = {
  { "official", N_("Official"), N_("Whole-pixel sides, halved, cut at the border") },
  { "timm", N_("timm"), N_("As the official rule, with a margin the middle keeps from the border") },
  { "timm-minmax", N_("timm min–max"), N_("Sides drawn freely in a range; the box is never cut") },
  { "torchvision", N_("torchvision"), N_("Half sides rounded instead of sides") },
  { NULL },
};

static const EmuChoice label_rules[] = {
  { "visible-area", N_("Visible area"), N_("What the picture shows") },
  { "lambda", N_("λ asked for"), N_("λ as it was before the border cut the box") },
  { NULL },
};

static const EmuParam cutmix_params[] = {
  EMU_PARAM_CHOICE_OF (CutMix, box_rule,
                       .label = N_("Box Rule"),
                       .help = N_("Which library's rounding and placing of the box"),
                       .choices = box_rules, .initial = RULE_OFFICIAL),
  EMU_PARAM (CutMix, margin,
             .label = N_("Margin"),
             .help = N_("How far the middle of the box stays from the border, as a share of its sides"),
             .min = 0, .max = 0.5, .initial = 0, .step = 0.05, .in_use = uses_margin),
  EMU_PARAM (CutMix, minmax,
             .label = N_("Sides"),
             .help = N_("Smallest and largest side of the box, as a share of the picture's"),
             .min = 0, .max = 1, .initial = 0.2, .initial_hi = 0.8, .step = 0.05,
             .in_use = uses_minmax),
  EMU_PARAM_CHOICE_OF (CutMix, label_from,
                       .label = N_("Label From"),
                       .help = N_("What the label weights follow where the border cuts the box"),
                       .choices = label_rules, .initial = LABEL_VISIBLE_AREA,
                       .in_use = may_keep_lambda),
};

/* ---- Draws ------------------------------------------------------------------------------ */

enum
{
  DRAW_CUT_H,
  DRAW_CUT_W,
  DRAW_CY,
  DRAW_CX,
  DRAW_Y0,
  DRAW_X0,
};

static void
middle_shape (const CutMix *p,
              double        lambda,
              int           size,
              EmuDrawShape *shape)
{
  int margin = p->box_rule == RULE_TIMM ? (int) (p->margin * emu_cut_side (size, lambda)) : 0;

  shape->in_use = p->box_rule != RULE_TIMM_MINMAX;
  shape->lo = margin;
  /* Where the margins of a tiny picture meet, its middle is left. */
  shape->hi = MAX (margin, size - margin - 1);
  if (shape->lo > size - 1)
    shape->lo = shape->hi = size / 2;
}

static void
cy_shape (const void   *params,
          const EmuMix *mix,
          EmuDrawShape *shape)
{
  middle_shape (params, mix->lambda, mix->height, shape);
}

static void
cx_shape (const void   *params,
          const EmuMix *mix,
          EmuDrawShape *shape)
{
  middle_shape (params, mix->lambda, mix->width, shape);
}

static void
side_shape (const CutMix *p,
            int           size,
            EmuDrawShape *shape)
{
  shape->in_use = p->box_rule == RULE_TIMM_MINMAX;
  shape->lo = (int) (size * p->minmax.lo);
  shape->hi = MAX (shape->lo, (int) (size * p->minmax.hi) - 1);
}

static void
cut_h_shape (const void   *params,
             const EmuMix *mix,
             EmuDrawShape *shape)
{
  side_shape (params, mix->height, shape);
}

static void
cut_w_shape (const void   *params,
             const EmuMix *mix,
             EmuDrawShape *shape)
{
  side_shape (params, mix->width, shape);
}

/* The corner is drawn after the sides, so that the box always fits. */
static void
y0_shape (const void   *params,
          const EmuMix *mix,
          EmuDrawShape *shape)
{
  const CutMix *p = params;
  const CutMixDraws *d = mix->draws;

  shape->in_use = p->box_rule == RULE_TIMM_MINMAX;
  shape->hi = MAX (0, mix->height - d->cut_h - 1);
}

static void
x0_shape (const void   *params,
          const EmuMix *mix,
          EmuDrawShape *shape)
{
  const CutMix *p = params;
  const CutMixDraws *d = mix->draws;

  shape->in_use = p->box_rule == RULE_TIMM_MINMAX;
  shape->hi = MAX (0, mix->width - d->cut_w - 1);
}

static const EmuDraw cutmix_draws[] = {
  [DRAW_CUT_H] =
  EMU_DRAW (CutMixDraws, cut_h, EMU_DRAW_INT,
            .label = N_("Height"), .help = N_("Rows of the box"),
            .unit = "px", .shape = cut_h_shape),
  [DRAW_CUT_W] =
  EMU_DRAW (CutMixDraws, cut_w, EMU_DRAW_INT,
            .label = N_("Width"), .help = N_("Columns of the box"),
            .unit = "px", .shape = cut_w_shape),
  [DRAW_CY] =
  EMU_DRAW (CutMixDraws, cy, EMU_DRAW_INT,
            .label = N_("Centre, Down"), .help = N_("Row of the middle of the box"),
            .unit = "px", .shape = cy_shape),
  [DRAW_CX] =
  EMU_DRAW (CutMixDraws, cx, EMU_DRAW_INT,
            .label = N_("Centre, Across"), .help = N_("Column of the middle of the box"),
            .unit = "px", .shape = cx_shape),
  [DRAW_Y0] =
  EMU_DRAW (CutMixDraws, y0, EMU_DRAW_INT,
            .label = N_("Top"), .help = N_("First row of the box"),
            .unit = "px", .shape = y0_shape),
  [DRAW_X0] =
  EMU_DRAW (CutMixDraws, x0, EMU_DRAW_INT,
            .label = N_("Left"), .help = N_("First column of the box"),
            .unit = "px", .shape = x0_shape),
};

/* ---- The box ---------------------------------------------------------------------------- */

static void
half_sides (const void   *params,
            const EmuMix *mix,
            double        lambda,
            int          *half_h,
            int          *half_w)
{
  const CutMix *p = params;

  if (p->box_rule == RULE_TORCHVISION)
    {
      double r = 0.5 * sqrt (1 - lambda);

      *half_h = (int) (r * mix->height);
      *half_w = (int) (r * mix->width);
      return;
    }

  *half_h = emu_cut_side (mix->height, lambda) / 2;
  *half_w = emu_cut_side (mix->width, lambda) / 2;
}

/* Before the border cuts it. */
static EmuBox
full_box (const CutMix *p,
          const EmuMix *mix)
{
  const CutMixDraws *d = mix->draws;
  int half_h;
  int half_w;

  if (p->box_rule == RULE_TIMM_MINMAX)
    return (EmuBox) { d->y0, d->y0 + d->cut_h, d->x0, d->x0 + d->cut_w };

  half_sides (p, mix, mix->lambda, &half_h, &half_w);

  return (EmuBox) { d->cy - half_h, d->cy + half_h, d->cx - half_w, d->cx + half_w };
}

static EmuBox
cutmix_box (const CutMix *p,
            const EmuMix *mix)
{
  EmuBox box = full_box (p, mix);

  return emu_box_clip (&box, mix->height, mix->width);
}

static gboolean
cutmix_resolve (const void *params,
                EmuMix     *mix,
                GError    **error)
{
  const CutMix *p = params;
  EmuBox full = full_box (p, mix);
  EmuBox box = cutmix_box (p, mix);

  if (emu_box_area (&box) < emu_box_area (&full))
    mix->reason = _("The border cuts the box");
  else if (p->box_rule == RULE_TIMM_MINMAX)
    mix->reason = _("The sides of the box are drawn freely");
  else
    mix->reason = _("The box has whole pixels");

  if (emu_box_is_empty (&box) && (mix->lambda < 1 || p->box_rule == RULE_TIMM_MINMAX))
    emu_mix_add_note (mix, _("The box is smaller than a pixel, so A stays as it is."));

  if (p->box_rule == RULE_TIMM_MINMAX && (!isnan (mix->requested) || mix->alpha_asked))
    emu_mix_add_note (mix, _("The sides of the box are drawn freely, so λ plays no part in it."));

  return TRUE;
}

static gboolean
cutmix_mask (const void   *params,
             const EmuMix *mix,
             EmuMask      *mask,
             GError      **error)
{
  EmuBox box = cutmix_box (params, mix);

  emu_mask_set_rectangle (mask, &box, 0, 1);

  return TRUE;
}

/* ---- A box somebody wants --------------------------------------------------------------- */

static gboolean
cutmix_get_box (const void   *params,
                const EmuMix *mix,
                EmuMixBox    *box)
{
  const CutMix *p = params;
  EmuBox visible = cutmix_box (p, mix);

  box->asked = full_box (p, mix);
  if (!emu_box_is_empty (&visible))
    box->visible = visible;
  box->can_move = TRUE;
  box->keeps_ratio = p->box_rule != RULE_TIMM_MINMAX;

  return TRUE;
}

static void
middles (const void   *params,
         const EmuMix *mix,
         double        lambda,
         EmuBox       *range)
{
  EmuDrawShape rows;
  EmuDrawShape columns;

  middle_shape (params, lambda, mix->height, &rows);
  middle_shape (params, lambda, mix->width, &columns);
  *range = (EmuBox) { (int) rows.lo, (int) rows.hi, (int) columns.lo, (int) columns.hi };
}

/* One side and where it begins, for a side from @lo to @hi whose box is never cut and ends a pixel
 * before the picture does, unless it is the whole of it. The nearest pair is as if nothing stood in
 * its way, or touches one end of the picture, or the other. */
static void
find_side (int    size,
           int    lo,
           int    hi,
           double from,
           double to,
           int    kept,
           int   *side,
           int   *start)
{
  double sides[] = { kept >= 0 ? kept : to - from, to, size - 1 - from };
  double best = INFINITY;

  for (guint i = 0; i < (kept >= 0 ? 1 : G_N_ELEMENTS (sides)); i++)
    {
      double s = CLAMP (sides[i], lo, hi);
      double at = CLAMP (floor ((from + to - s) / 2), 0, MAX (0, size - s - 1));
      double cost = (at - from) * (at - from) + (at + s - to) * (at + s - to);

      if (cost < best)
        {
          best = cost;
          *side = (int) s;
          *start = (int) at;
        }
    }
}

static void
set_minmax_box (const CutMix *p,
                const EmuMix *mix,
                const EmuBox *wanted,
                EmuBoxValues *values)
{
  const CutMixDraws *d = mix->draws;
  gboolean moved = (gint64) wanted->y1 - wanted->y0 == d->cut_h && (gint64) wanted->x1 - wanted->x0 == d->cut_w;
  EmuDrawShape rows;
  EmuDrawShape columns;
  int side = 0;
  int start = 0;

  side_shape (p, mix->height, &rows);
  find_side (mix->height, (int) rows.lo, (int) rows.hi, wanted->y0, wanted->y1, moved ? d->cut_h : -1,
             &side, &start);
  emu_box_values_give (values, DRAW_CUT_H, side);
  emu_box_values_give (values, DRAW_Y0, start);

  side_shape (p, mix->width, &columns);
  find_side (mix->width, (int) columns.lo, (int) columns.hi, wanted->x0, wanted->x1,
             moved ? d->cut_w : -1, &side, &start);
  emu_box_values_give (values, DRAW_CUT_W, side);
  emu_box_values_give (values, DRAW_X0, start);
}

static void
cutmix_set_box (const void   *params,
                const EmuMix *mix,
                const EmuBox *wanted,
                EmuBoxValues *values)
{
  static const EmuCutRule rule = { 0, 1, half_sides, middles };
  const CutMix *p = params;
  EmuBox present = full_box (p, mix);
  int cy;
  int cx;

  if (p->box_rule == RULE_TIMM_MINMAX)
    {
      set_minmax_box (p, mix, wanted, values);
      return;
    }

  emu_cut_find (&rule, p, mix, &present, wanted, &values->lambda, &cy, &cx);
  emu_box_values_give (values, DRAW_CY, cy);
  emu_box_values_give (values, DRAW_CX, cx);
}

static void
cutmix_label (const void   *params,
              const EmuMix *mix,
              EmuLabel     *label)
{
  const CutMix *p = params;

  if (p->label_from == LABEL_LAMBDA && may_keep_lambda (p))
    label->rule = EMU_LABEL_LAMBDA;
}

/* ---- In Python ----------------------------------------------------------------------- */

static const char python_centred[] =
  "def cutmix_mask(height, width, lam, cy, cx):\n"
  "    \"\"\"The weight of A: 0 in a box of 1 - lam of the area round (cy, cx), 1 elsewhere.\"\"\"\n"
  "    side = math.sqrt(1 - lam)\n"
  "    half_h = int(height * side) // 2\n"
  "    half_w = int(width * side) // 2\n"
  "    mask = torch.ones(height, width)\n"
  "    mask[max(cy - half_h, 0):cy + half_h, max(cx - half_w, 0):cx + half_w] = 0\n"
  "    return mask\n";

static const char python_torchvision[] =
  "def cutmix_mask(height, width, lam, cy, cx):\n"
  "    \"\"\"The weight of A: 0 in a box of 1 - lam of the area round (cy, cx), 1 elsewhere.\"\"\"\n"
  "    half = 0.5 * math.sqrt(1 - lam)\n"
  "    half_h = int(half * height)\n"
  "    half_w = int(half * width)\n"
  "    mask = torch.ones(height, width)\n"
  "    mask[max(cy - half_h, 0):cy + half_h, max(cx - half_w, 0):cx + half_w] = 0\n"
  "    return mask\n";

static const char python_minmax[] =
  "def cutmix_mask(height, width, cut_h, cut_w, y0, x0):\n"
  "    \"\"\"The weight of A: 0 in a box of cut_h by cut_w pixels at (y0, x0), 1 elsewhere.\"\"\"\n"
  "    mask = torch.ones(height, width)\n"
  "    mask[y0:y0 + cut_h, x0:x0 + cut_w] = 0\n"
  "    return mask\n";

static void
cutmix_python (const void   *params,
               const EmuMix *mix,
               EmuScript    *script)
{
  const CutMix *p = params;

  switch (p->box_rule)
    {
    case RULE_TIMM_MINMAX:
      emu_script_add_code (script, python_minmax);
      emu_script_add_arguments (script, "cut_h", "cut_w", "y0", "x0", NULL);
      return;

    case RULE_TORCHVISION:
      emu_script_add_code (script, python_torchvision);
      break;

    case RULE_OFFICIAL:
    case RULE_TIMM:
    default:
      emu_script_add_code (script, python_centred);
      break;
    }

  emu_script_add_arguments (script, "lam", "cy", "cx", NULL);
}

/* ---- Found in a picture ----------------------------------------------------------------- */

static void
propose_cut (const void        *params,
             const EmuEvidence *evidence,
             const EmuCut      *cut)
{
  EmuProposal *proposal = emu_proposal_new (evidence, params);
  int cy, cx;

  if (((CutMix *) proposal->params)->box_rule == RULE_TIMM_MINMAX)
    ((CutMix *) proposal->params)->box_rule = RULE_OFFICIAL;
  emu_proposal_set_lambda (proposal, evidence, cut->lambda_lo, cut->lambda_hi);
  emu_cut_middle (cut, evidence->height, evidence->width, proposal->requested, &cy, &cx);
  emu_proposal_give (proposal, "cy", cy);
  emu_proposal_give (proposal, "cx", cx);
  proposal->n_numbers = 3;
  emu_evidence_propose (evidence, proposal);
}

static void
cutmix_explain (const void        *params,
                const EmuEvidence *evidence)
{
  EmuBox box = emu_evidence_best_box (evidence);
  int side_h = box.y1 - box.y0;
  int side_w = box.x1 - box.x0;
  double least = MIN ((double) side_h / evidence->height, (double) side_w / evidence->width);
  double most = MAX ((side_h + 1.0) / evidence->height, (side_w + 1.0) / evidence->width);
  EmuCut cuts[2];
  int n = emu_cut_search (evidence->height, evidence->width, &box, -1, -1, emu_cut_gain,
                          (gpointer) evidence, cuts, G_N_ELEMENTS (cuts));
  EmuProposal *proposal;
  CutMix *p;

  for (int i = 0; i < n; i++)
    propose_cut (params, evidence, &cuts[i]);

  /* Sides that no λ makes are drawn freely; such a box never reaches the last row and column. */
  if (n == 0 || cuts[0].worth >= emu_evidence_gain (evidence, &box) ||
      box.y1 >= evidence->height || box.x1 >= evidence->width)
    return;

  proposal = emu_proposal_new (evidence, params);
  p = proposal->params;
  p->box_rule = RULE_TIMM_MINMAX;
  p->minmax.lo = MIN (p->minmax.lo, MAX (0, floor (least * 20) / 20));
  p->minmax.hi = MAX (p->minmax.hi, MIN (1, ceil (most * 20) / 20));
  emu_proposal_give (proposal, "cut_h", side_h);
  emu_proposal_give (proposal, "cut_w", side_w);
  emu_proposal_give (proposal, "y0", box.y0);
  emu_proposal_give (proposal, "x0", box.x0);
  proposal->n_numbers = 5;
  emu_evidence_propose (evidence, proposal);
}

EMU_METHOD_DEFINE (cutmix) = {
  .id = "cutmix",
  .name = "CutMix",
  .summary = N_("Pastes a box of B at the same place in A."),
  .source = "Yun et al., ICCV 2019",
  .exact_a = TRUE,
  .label_rule = EMU_LABEL_MASK_MEAN,
  .alpha = 1,
  EMU_METHOD_PARAMS (CutMix, cutmix_params),
  EMU_METHOD_DRAWS (CutMixDraws, cutmix_draws),
  .resolve = cutmix_resolve,
  .mask = cutmix_mask,
  .box = cutmix_get_box,
  .set_box = cutmix_set_box,
  .label = cutmix_label,
  .python = cutmix_python,
  .explain = cutmix_explain,
};
