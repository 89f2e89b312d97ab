/* resizemix.c: the whole of B, shrunk, somewhere in A
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "cut-box.h"
#include "cut-search.h"
#include "emu-error.h"

enum
{
  TAU_UNIFORM,
  TAU_BETA,
};

enum
{
  FILTER_NEAREST,
  FILTER_BILINEAR,
};

enum
{
  AXES_SOUND,
  AXES_AS_PUBLISHED,
};

typedef struct
{
  EmuRange scope;
  int      tau_from;
  int      interpolate;
  int      axes;
} ResizeMix;

typedef struct
{
  double tau;
  int    cy;
  int    cx;
  double tau_again;
} ResizeMixDraws;

static const EmuChoice tau_laws[] = {
  { "uniform", N_("Uniform"), N_("Evenly over the whole scope") },
  { "beta", N_("Beta(α, α)"), N_("Beta(α, α), or evenly over the scope where that falls outside") },
  { NULL },
};

static const EmuChoice filters[] = {
  { "nearest", N_("Nearest"), N_("Picks one pixel, as the official code does") },
  { "bilinear", N_("Bilinear"), N_("Weighs the four nearest pixels") },
  { NULL },
};

static const EmuChoice axes[] = {
  { "sound", N_("Sound"), N_("The mask lies where B is pasted") },
  { "as-published", N_("As published"), N_("Rows and columns are swapped when B is pasted") },
  { NULL },
};

static const EmuParam resizemix_params[] = {
  EMU_PARAM (ResizeMix, scope,
             .label = N_("Scope of τ"),
             .help = N_("Smallest and largest side of B's copy, as a share of the picture's"),
             .min = 0, .max = 1, .initial = 0.1, .initial_hi = 0.8, .step = 0.05),
  EMU_PARAM_CHOICE_OF (ResizeMix, tau_from,
                       .label = N_("Draw τ"),
                       .help = N_("How the size of B's copy is drawn where no λ is asked for"),
                       .choices = tau_laws, .initial = TAU_UNIFORM),
  EMU_PARAM_CHOICE_OF (ResizeMix, interpolate,
                       .label = N_("Interpolation"),
                       .help = N_("How B is shrunk"),
                       .choices = filters, .initial = FILTER_NEAREST),
  EMU_PARAM_CHOICE_OF (ResizeMix, axes,
                       .label = N_("Axes"),
                       .help = N_("Whether rows and columns are mixed up as in OpenMixup"),
                       .choices = axes, .initial = AXES_SOUND,
                       .published = { 11, AXES_AS_PUBLISHED,
                                      N_("B is pasted with rows and columns swapped, so picture and "
                                         "mask no longer match.") }),
};

enum
{
  DRAW_TAU,
  DRAW_CY,
  DRAW_CX,
  DRAW_TAU_AGAIN,
};

static void
tau_shape (const void   *params,
           const EmuMix *mix,
           EmuDrawShape *shape)
{
  const ResizeMix *p = params;

  if (p->tau_from == TAU_BETA && isnan (mix->requested))
    {
      shape->kind = EMU_DRAW_BETA;
      shape->lo = shape->hi = mix->alpha;
      return;
    }

  shape->lo = p->scope.lo;
  shape->hi = p->scope.hi;
}

static void
tau_again_shape (const void   *params,
                 const EmuMix *mix,
                 EmuDrawShape *shape)
{
  const ResizeMix *p = params;

  shape->in_use = p->tau_from == TAU_BETA && isnan (mix->requested);
  shape->lo = p->scope.lo;
  shape->hi = p->scope.hi;
}

static void
cy_shape (const void   *params,
          const EmuMix *mix,
          EmuDrawShape *shape)
{
  shape->hi = mix->height - 1;
}

static void
cx_shape (const void   *params,
          const EmuMix *mix,
          EmuDrawShape *shape)
{
  shape->hi = mix->width - 1;
}

static const EmuDraw resizemix_draws[] = {
  [DRAW_TAU] =
  EMU_DRAW (ResizeMixDraws, tau, EMU_DRAW_UNIFORM,
            .label = N_("Side τ"), .help = N_("Side of B's copy, as a share of the picture's"),
            .follows_lambda = TRUE, .shape = tau_shape),
  [DRAW_CY] =
  EMU_DRAW (ResizeMixDraws, cy, EMU_DRAW_INT,
            .label = N_("Centre, Down"), .help = N_("Row of the middle of the copy"),
            .unit = "px", .shape = cy_shape),
  [DRAW_CX] =
  EMU_DRAW (ResizeMixDraws, cx, EMU_DRAW_INT,
            .label = N_("Centre, Across"), .help = N_("Column of the middle of the copy"),
            .unit = "px", .shape = cx_shape),
  [DRAW_TAU_AGAIN] =
  EMU_DRAW (ResizeMixDraws, tau_again, EMU_DRAW_UNIFORM,
            .label = N_("Side τ, Second Try"),
            .help = N_("Takes the place of τ where Beta(α, α) falls outside the scope"),
            .shape = tau_again_shape),
};

/* λ follows from τ, so nothing is drawn for it. */
static gboolean
resizemix_lambda_law (const void *params,
                      double      alpha,
                      double     *a,
                      double     *b)
{
  return FALSE;
}

/* Half-open range of @side pixels round @centre, cut at 0 and @limit. */
static void
interval (int  centre,
          int  side,
          int  limit,
          int *from,
          int *to)
{
  *from = CLAMP (centre - side / 2, 0, limit);
  *to = CLAMP (centre + side / 2, 0, limit);
}

/* Before the border cuts it. */
static EmuBox
full_box (const EmuMix *mix)
{
  const ResizeMixDraws *d = mix->draws;
  int half_h = (int) (mix->height * d->tau) / 2;
  int half_w = (int) (mix->width * d->tau) / 2;

  return (EmuBox) { d->cy - half_h, d->cy + half_h, d->cx - half_w, d->cx + half_w };
}

static gboolean
border_cuts (const EmuMix *mix)
{
  EmuBox box = full_box (mix);

  return box.y0 < 0 || box.y1 > mix->height || box.x0 < 0 || box.x1 > mix->width;
}

static EmuBox
mask_box (const EmuMix *mix)
{
  const ResizeMixDraws *d = mix->draws;
  EmuBox box;

  interval (d->cy, (int) (mix->height * d->tau), mix->height, &box.y0, &box.y1);
  interval (d->cx, (int) (mix->width * d->tau), mix->width, &box.x0, &box.x1);

  return box;
}

static EmuBox
paste_box (const ResizeMix *p,
           const EmuMix    *mix)
{
  EmuBox box = mask_box (mix);

  if (p->axes == AXES_AS_PUBLISHED)
    return (EmuBox) { box.x0, box.x1, box.y0, box.y1 };

  return box;
}

/* τ where λ decides it. */
static double
tau_for (const ResizeMix *p,
         double           lambda)
{
  return CLAMP (sqrt (1 - lambda), p->scope.lo, p->scope.hi);
}

static gboolean
resizemix_resolve (const void *params,
                   EmuMix     *mix,
                   GError    **error)
{
  const ResizeMix *p = params;
  ResizeMixDraws *d = mix->draws;
  EmuBox box;

  if (!isnan (mix->requested))
    d->tau = tau_for (p, mix->requested);
  else if (d->tau < p->scope.lo || d->tau > p->scope.hi)
    d->tau = d->tau_again;

  if (mix->alpha_asked && p->tau_from == TAU_UNIFORM)
    emu_mix_add_note (mix, _("τ is drawn evenly from its scope, so α plays no part; "
                             "let τ follow Beta(α, α) to use it."));

  mix->lambda = 1 - d->tau * d->tau;
  mix->drawn = mix->lambda;

  if (border_cuts (mix))
    mix->reason = _("The border cuts the copy");
  else if (!isnan (mix->requested) && mix->lambda != mix->requested &&
           (d->tau == p->scope.lo || d->tau == p->scope.hi))
    mix->reason = _("The scope of τ ends there");
  else
    mix->reason = _("The copy has whole pixels");

  box = mask_box (mix);
  if (emu_box_is_empty (&box))
    emu_mix_add_note (mix, _("B's copy is smaller than a pixel, so A stays as it is."));

  box = paste_box (p, mix);
  if (!emu_box_is_empty (&box) && (box.y1 > mix->height || box.x1 > mix->width))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED,
                   _("the published code pastes to row %d and column %d of a picture of %d × %d and fails; "
                     "set axes to sound, or use a square picture"),
                   box.y1, box.x1, mix->width, mix->height);
      return FALSE;
    }

  return TRUE;
}

static gboolean
resizemix_mask (const void   *params,
                const EmuMix *mix,
                EmuMask      *mask,
                GError      **error)
{
  EmuBox box = mask_box (mix);

  emu_mask_set_rectangle (mask, &box, 0, 1);

  return TRUE;
}

static gboolean
resizemix_paste (const void   *params,
                 const EmuMix *mix,
                 EmuPaste     *paste)
{
  const ResizeMix *p = params;

  paste->to = paste_box (p, mix);
  paste->from = (EmuBox) { 0, mix->height, 0, mix->width };
  paste->filter = p->interpolate == FILTER_BILINEAR ? EMU_FILTER_BILINEAR : EMU_FILTER_NEAREST;

  return !emu_box_is_empty (&paste->to);
}

/* ---- A box somebody wants --------------------------------------------------------------- */

static gboolean
resizemix_get_box (const void   *params,
                   const EmuMix *mix,
                   EmuMixBox    *box)
{
  const ResizeMix *p = params;
  EmuBox visible = mask_box (mix);

  /* As published there are two, one pasted and one in the label. */
  if (p->axes == AXES_AS_PUBLISHED)
    return FALSE;

  box->asked = full_box (mix);
  if (!emu_box_is_empty (&visible))
    box->visible = visible;
  box->can_move = TRUE;
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
  double tau = tau_for (params, lambda);

  *half_h = (int) (mix->height * tau) / 2;
  *half_w = (int) (mix->width * tau) / 2;
}

static void
resizemix_set_box (const void   *params,
                   const EmuMix *mix,
                   const EmuBox *wanted,
                   EmuBoxValues *values)
{
  const ResizeMix *p = params;
  EmuCutRule rule = { p->scope.lo, p->scope.hi, half_sides, NULL };
  EmuBox present = full_box (mix);
  int cy;
  int cx;

  emu_cut_find (&rule, p, mix, &present, wanted, &values->lambda, &cy, &cx);
  emu_box_values_give (values, DRAW_CY, cy);
  emu_box_values_give (values, DRAW_CX, cx);
}

/* ---- In Python ----------------------------------------------------------------------- */

static const char python_box[] =
  "def resizemix_box(height, width, tau, cy, cx):\n"
  "    \"\"\"Rows and columns of a box of tau times the picture's sides round (cy, cx), cut at the border.\"\"\"\n"
  "    half_h = int(height * tau) // 2\n"
  "    half_w = int(width * tau) // 2\n"
  "    return (max(cy - half_h, 0), min(cy + half_h, height),\n"
  "            max(cx - half_w, 0), min(cx + half_w, width))\n"
  "\n"
  "\n"
  "def resizemix_mask(height, width, tau, cy, cx):\n"
  "    \"\"\"The weight of A: 0 in the box, 1 elsewhere.\"\"\"\n"
  "    y0, y1, x0, x1 = resizemix_box(height, width, tau, cy, cx)\n"
  "    mask = torch.ones(height, width)\n"
  "    mask[y0:y1, x0:x1] = 0\n"
  "    return mask\n";

static const char python_nearest[] =
  "def resizemix_paste(a, b, tau, cy, cx):\n"
  "    \"\"\"a with the whole of b in the box, however much of it the border has left.\"\"\"\n"
  "    y0, y1, x0, x1 = resizemix_box(*a.shape[-2:], tau, cy, cx)\n"
  "    mixed = a.clone()\n"
  "    if y1 > y0 and x1 > x0:\n"
  "        mixed[..., y0:y1, x0:x1] = nearest(b, y1 - y0, x1 - x0)\n"
  "    return mixed\n";

static const char python_bilinear[] =
  "def resizemix_paste(a, b, tau, cy, cx):\n"
  "    \"\"\"a with the whole of b in the box, however much of it the border has left.\"\"\"\n"
  "    y0, y1, x0, x1 = resizemix_box(*a.shape[-2:], tau, cy, cx)\n"
  "    mixed = a.clone()\n"
  "    if y1 > y0 and x1 > x0:\n"
  "        mixed[..., y0:y1, x0:x1] = bilinear(b, y1 - y0, x1 - x0)\n"
  "    return mixed\n";

static const char python_nearest_swapped[] =
  "def resizemix_paste(a, b, tau, cy, cx):\n"
  "    \"\"\"a with the whole of b in the box, however much of it the border has left.\"\"\"\n"
  "    y0, y1, x0, x1 = resizemix_box(*a.shape[-2:], tau, cy, cx)\n"
  "    y0, y1, x0, x1 = x0, x1, y0, y1  # the published slip: rows for columns\n"
  "    mixed = a.clone()\n"
  "    if y1 > y0 and x1 > x0:\n"
  "        mixed[..., y0:y1, x0:x1] = nearest(b, y1 - y0, x1 - x0)\n"
  "    return mixed\n";

static const char python_bilinear_swapped[] =
  "def resizemix_paste(a, b, tau, cy, cx):\n"
  "    \"\"\"a with the whole of b in the box, however much of it the border has left.\"\"\"\n"
  "    y0, y1, x0, x1 = resizemix_box(*a.shape[-2:], tau, cy, cx)\n"
  "    y0, y1, x0, x1 = x0, x1, y0, y1  # the published slip: rows for columns\n"
  "    mixed = a.clone()\n"
  "    if y1 > y0 and x1 > x0:\n"
  "        mixed[..., y0:y1, x0:x1] = bilinear(b, y1 - y0, x1 - x0)\n"
  "    return mixed\n";

static void
resizemix_python (const void   *params,
                  const EmuMix *mix,
                  EmuScript    *script)
{
  const ResizeMix *p = params;
  gboolean swapped = p->axes == AXES_AS_PUBLISHED;

  emu_script_add_code (script, python_box);
  if (p->interpolate == FILTER_BILINEAR)
    {
      emu_script_add_code (script, swapped ? python_bilinear_swapped : python_bilinear);
      emu_script_add_helper (script, "bilinear");
    }
  else
    {
      emu_script_add_code (script, swapped ? python_nearest_swapped : python_nearest);
      emu_script_add_helper (script, "nearest");
    }

  emu_script_add_arguments (script, "tau", "cy", "cx", NULL);
  script->mixed = "resizemix_paste(a, b, tau, cy, cx)";
}

/* ---- Found in a picture ----------------------------------------------------------------- */

/* Pixels that A alone does not explain, summed from the top left corner. */
typedef struct
{
  int     height;
  int     width;
  gint32 *changed;
  gboolean swapped;
} Copy;

static void
clear_copy (Copy *self)
{
  g_free (self->changed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copy, clear_copy)

static gint32 *
changed_row (const Copy *self,
             int         y)
{
  return self->changed + (gsize) y * (self->width + 1);
}

static gboolean
find_changed (const EmuEvidence *evidence,
              int                tolerance,
              Copy              *copy)
{
  for (int x = 0; x <= copy->width; x++)
    copy->changed[x] = 0;

  for (int y = 0; y < copy->height; y++)
    {
      const gint32 *above = changed_row (copy, y);
      gint32 *row = changed_row (copy, y + 1);
      gint32 sum = 0;

      row[0] = 0;
      for (int x = 0; x < copy->width; x++)
        {
          sum += !emu_evidence_is_a (evidence, y, x, tolerance);
          row[x + 1] = above[x + 1] + sum;
        }
    }

  return changed_row (copy, copy->height)[copy->width] > 0;
}

static gint64
count_changed (const Copy *self,
               int         y0,
               int         y1,
               int         x0,
               int         x1)
{
  const gint32 *top = changed_row (self, y0);
  const gint32 *bottom = changed_row (self, y1);

  return bottom[x1] - bottom[x0] - top[x1] + top[x0];
}

/* A copy may look like A in places, but outside it nothing has changed. */
static gint64
copy_worth (const EmuBox *box,
            gpointer      data)
{
  const Copy *self = data;
  EmuBox to = self->swapped ? (EmuBox) { box->x0, box->x1, box->y0, box->y1 } : *box;

  if (to.y1 > self->height || to.x1 > self->width)
    return G_MININT64 / 2;

  return 8 * count_changed (self, to.y0, to.y1, to.x0, to.x1) - emu_box_area (&to);
}

static EmuBox
changed_box (const Copy *self)
{
  EmuBox box = { 0, self->height, 0, self->width };

  while (count_changed (self, box.y0, box.y0 + 1, 0, self->width) == 0)
    box.y0++;
  while (count_changed (self, box.y1 - 1, box.y1, 0, self->width) == 0)
    box.y1--;
  while (count_changed (self, 0, self->height, box.x0, box.x0 + 1) == 0)
    box.x0++;
  while (count_changed (self, 0, self->height, box.x1 - 1, box.x1) == 0)
    box.x1--;

  return box;
}

static void
propose_copy (const void        *params,
              const EmuEvidence *evidence,
              const EmuCut      *cut,
              int                interpolate,
              int                swapped)
{
  EmuProposal *proposal = emu_proposal_new (evidence, params);
  ResizeMix *p = proposal->params;
  double least = sqrt (1 - cut->lambda_hi);
  double most = sqrt (1 - cut->lambda_lo);
  int cy, cx;

  p->interpolate = interpolate;
  p->axes = swapped ? AXES_AS_PUBLISHED : AXES_SOUND;
  proposal->n_numbers = 3 + swapped;

  /* Where no τ of the scope makes a copy of this size, the scope was another one. */
  if (most <= p->scope.lo || least > p->scope.hi)
    {
      p->scope.lo = MIN (p->scope.lo, floor (least * 20) / 20);
      p->scope.hi = MAX (p->scope.hi, ceil (most * 20) / 20);
      proposal->n_numbers++;
    }

  emu_proposal_set_lambda (proposal, evidence, cut->lambda_lo, cut->lambda_hi);
  emu_cut_middle (cut, evidence->height, evidence->width, proposal->requested, &cy, &cx);
  emu_proposal_give (proposal, "cy", cy);
  emu_proposal_give (proposal, "cx", cx);
  emu_evidence_propose (evidence, proposal);
}

static void
search_copy (const void        *params,
             const EmuEvidence *evidence,
             Copy              *copy)
{
  EmuBox seen = changed_box (copy);
  EmuBox near = copy->swapped ? (EmuBox) { seen.x0, seen.x1, seen.y0, seen.y1 } : seen;
  EmuCut cuts[4];
  int n = emu_cut_search (evidence->height, evidence->width, &near, -1, -1, copy_worth, copy,
                          cuts, G_N_ELEMENTS (cuts));

  for (int i = 0; i < n; i++)
    {
      if (emu_box_is_empty (&cuts[i].box) || cuts[i].worth < 0)
        continue;

      for (int filter = FILTER_NEAREST; filter <= FILTER_BILINEAR; filter++)
        propose_copy (params, evidence, &cuts[i], filter, copy->swapped);
    }
}

static void
resizemix_explain (const void        *params,
                   const EmuEvidence *evidence)
{
  static const int tolerances[] = { 0, 12 };
  g_auto(Copy) copy = { .height = evidence->height, .width = evidence->width };

  copy.changed = g_try_new (gint32, ((gsize) copy.height + 1) * ((gsize) copy.width + 1));
  if (copy.changed == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (tolerances); i++)
    {
      if (g_cancellable_is_cancelled (evidence->cancellable) ||
          !find_changed (evidence, tolerances[i], &copy))
        return;

      copy.swapped = FALSE;
      search_copy (params, evidence, &copy);

      /* In a square picture the two cannot be told apart. */
      copy.swapped = TRUE;
      if (evidence->height != evidence->width)
        search_copy (params, evidence, &copy);
    }
}

EMU_METHOD_DEFINE (resizemix) = {
  .id = "resizemix",
  .name = "ResizeMix",
  .summary = N_("Shrinks all of B and pastes it into A."),
  .source = "Qin et al., 2020",
  .label_rule = EMU_LABEL_MASK_MEAN,
  .alpha = 1,
  EMU_METHOD_PARAMS (ResizeMix, resizemix_params),
  EMU_METHOD_DRAWS (ResizeMixDraws, resizemix_draws),
  .lambda_law = resizemix_lambda_law,
  .resolve = resizemix_resolve,
  .mask = resizemix_mask,
  .paste = resizemix_paste,
  .box = resizemix_get_box,
  .set_box = resizemix_set_box,
  .python = resizemix_python,
  .explain = resizemix_explain,
};
