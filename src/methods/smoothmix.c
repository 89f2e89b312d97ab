/* smoothmix.c: B shines through a Gaussian bump
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-clones.h"
#include "emu-error.h"
#include "emu-math.h"
#include "emu-method.h"
#include "emu-parallel.h"

enum
{
  LABEL_VISIBLE_SHARE,
  LABEL_AS_PUBLISHED,
};

typedef struct
{
  EmuRange sigma;
  int      label_from;
} SmoothMix;

typedef struct
{
  int    cx;
  int    cy;
  double u;
} SmoothMixDraws;

static const EmuChoice label_rules[] = {
  { "visible-share", N_("Visible share"), N_("What the picture shows of A") },
  { "as-published", N_("As published"), N_("A and B get each other's weight") },
  { NULL },
};

static const EmuParam smoothmix_params[] = {
  EMU_PARAM (SmoothMix, sigma,
             .label = N_("Width σ"),
             .help = N_("Smallest and largest σ of the bump, as a share of the picture's shorter side"),
             .min = 0.01, .max = 2, .initial = 0.25, .initial_hi = 0.5, .step = 0.05),
  EMU_PARAM_CHOICE_OF (SmoothMix, label_from,
                       .label = N_("Label From"),
                       .help = N_("Whether the label weights are swapped as in OpenMixup"),
                       .choices = label_rules, .initial = LABEL_VISIBLE_SHARE,
                       .published = { 3, LABEL_AS_PUBLISHED,
                                      N_("The label weights are swapped, so A gets the weight of what "
                                         "the picture shows of B.") }),
};

static void
cx_shape (const void   *params,
          const EmuMix *mix,
          EmuDrawShape *shape)
{
  shape->hi = mix->width - 1;
}

static void
cy_shape (const void   *params,
          const EmuMix *mix,
          EmuDrawShape *shape)
{
  shape->hi = mix->height - 1;
}

static const EmuDraw smoothmix_draws[] = {
  EMU_DRAW (SmoothMixDraws, cx, EMU_DRAW_INT,
            .label = N_("Centre, Across"), .help = N_("Column of the peak, to the nearest pixel"),
            .unit = "px", .shape = cx_shape),
  EMU_DRAW (SmoothMixDraws, cy, EMU_DRAW_INT,
            .label = N_("Centre, Down"), .help = N_("Row of the peak, to the nearest pixel"),
            .unit = "px", .shape = cy_shape),
  EMU_DRAW (SmoothMixDraws, u, EMU_DRAW_UNIFORM,
            .label = N_("Width u"), .help = N_("Where σ lies between its ends: 0 narrow, 1 wide")),
};

static gboolean
smoothmix_resolve (const void *params,
                   EmuMix     *mix,
                   GError    **error)
{
  const SmoothMix *p = params;

  if (p->label_from == LABEL_AS_PUBLISHED && (mix->height != mix->width || mix->height % 2 != 0))
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_AS_PUBLISHED,
                   _("the published code takes square pictures of even side only, not %d × %d; "
                     "set label-from to visible-share"),
                   mix->width, mix->height);
      return FALSE;
    }

  if (!isnan (mix->requested) || mix->alpha_asked)
    emu_mix_add_note (mix, _("Place and width of the bump are drawn freely, so λ plays no part."));

  return TRUE;
}

/* ---- The bump --------------------------------------------------------------------------- */

/* The bump of B is a product, G (y, x) = g (y) g (x). Its weights are rounded to multiples of
 * 2⁻²⁴: a float holds one minus such a number exactly, and sums of them are exact in whole numbers,
 * so the mean of the mask is the mean of what is blended, to the bit and in any order. */
#define ONE 16777216.0f

/* Samples whose whole-number weights may be added in 32 bits. */
#define BLOCK 128

/* g along one axis of a view: the bump is about @size / 2 and moved by as much as the drawn place
 * lies from there. */
static float *
profile (const SmoothMix *p,
         const EmuMix    *mix,
         int              drawn,
         int              size,
         double           origin,
         double           step,
         int              n)
{
  const SmoothMixDraws *d = mix->draws;
  double sigma = MIN (mix->height, mix->width) * (p->sigma.lo + (p->sigma.hi - p->sigma.lo) * d->u);
  double peak = (size - 1) / 2.0 + trunc (drawn - size / 2.0);
  float *out = g_new (float, n);

  for (int i = 0; i < n; i++)
    {
      double distance = emu_view_index (origin, step, i, size) - peak;

      out[i] = (float) emu_exp (-(distance * distance) / (2 * sigma * sigma));
    }

  return out;
}

/* out[i] = 1 − rint (g row[i]) / 2²⁴, where g already holds 2²⁴ */
EMU_CLONES static void
weigh_row (float       *restrict out,
           const float *restrict row,
           float                 g,
           int                   n)
{
  for (int i = 0; i < n; i++)
    out[i] = (ONE - (float) (int) (g * row[i] + 0.5f)) * (1 / ONE);
}

/* Sum of rint (g row[i]); the same rounding as above. */
EMU_CLONES static gint64
sum_row (const float *row,
         float        g,
         int          n)
{
  gint64 total = 0;

  for (int at = 0; at < n; at += BLOCK)
    {
      int end = MIN (n, at + BLOCK);
      guint32 sum = 0;

      for (int i = at; i < end; i++)
        sum += (guint32) (int) (g * row[i] + 0.5f);
      total += sum;
    }

  return total;
}

typedef struct
{
  const float *rows;
  const float *columns;
  EmuMask     *mask;
  int          width;
  gint64      *sums;
} Bump;

static void
weigh_rows (int      first,
            int      last,
            gpointer data)
{
  const Bump *s = data;

  for (int y = first; y < last; y++)
    weigh_row (emu_mask_row (s->mask, y), s->columns, s->rows[y] * ONE, s->width);
}

static void
sum_rows (int      first,
          int      last,
          gpointer data)
{
  const Bump *s = data;

  for (int y = first; y < last; y++)
    s->sums[y] = sum_row (s->columns, s->rows[y] * ONE, s->width);
}

static gboolean
smoothmix_mask (const void   *params,
                const EmuMix *mix,
                EmuMask      *mask,
                GError      **error)
{
  const SmoothMixDraws *d = mix->draws;
  const EmuView *view = &mask->view;
  g_autofree float *rows = NULL;
  g_autofree float *columns = NULL;
  Bump bump;

  if (!emu_mask_need_plane (mask, error))
    return FALSE;

  rows = profile (params, mix, d->cy, mix->height, view->y0, view->step, view->height);
  columns = profile (params, mix, d->cx, mix->width, view->x0, view->step, view->width);
  bump = (Bump) { rows, columns, mask, mask->width, NULL };
  emu_parallel_rows (mask->height, emu_parallel_chunk (mask->width), weigh_rows, &bump);

  return TRUE;
}

static double
smoothmix_mask_mean (const void   *params,
                     const EmuMix *mix)
{
  const SmoothMixDraws *d = mix->draws;
  g_autofree float *rows = profile (params, mix, d->cy, mix->height, 0, 1, mix->height);
  g_autofree float *columns = profile (params, mix, d->cx, mix->width, 0, 1, mix->width);
  g_autofree gint64 *sums = g_new (gint64, mix->height);
  Bump bump = { rows, columns, NULL, mix->width, sums };
  double n = (double) mix->height * mix->width;
  gint64 total = 0;

  emu_parallel_rows (mix->height, emu_parallel_chunk (mix->width), sum_rows, &bump);
  for (int y = 0; y < mix->height; y++)
    total += sums[y];

  return (n - (double) total / ONE) / n;
}

static void
smoothmix_label (const void   *params,
                 const EmuMix *mix,
                 EmuLabel     *label)
{
  const SmoothMix *p = params;

  if (p->label_from == LABEL_AS_PUBLISHED)
    {
      label->rule = EMU_LABEL_OWN;
      label->weight_a = 1 - mix->mask_mean;
      label->weight_b = mix->mask_mean;
    }
}

/* ---- In Python ----------------------------------------------------------------------- */

static const char python_code[] =
  "def smoothmix_mask(height, width, sigma, u, cy, cx):\n"
  "    \"\"\"The weight of A: 1 minus a Gaussian bump round (cy, cx).\"\"\"\n"
  "    width_px = min(height, width) * (sigma[0] + (sigma[1] - sigma[0]) * u)\n"
  "\n"
  "    def profile(size, centre):\n"
  "        peak = (size - 1) / 2 + int(centre - size / 2)\n"
  "        bump = np.exp(-(np.arange(size) - peak) ** 2 / (2 * width_px * width_px))\n"
  "        return torch.from_numpy(bump.astype(np.float32))\n"
  "\n"
  "    # Multiples of 2^-24 are exact, and so is their mean.\n"
  "    bump = profile(height, cy)[:, None] * 2 ** 24 * profile(width, cx)\n"
  "    return 1 - torch.floor(bump + 0.5) / 2 ** 24\n";

static void
smoothmix_python (const void   *params,
                  const EmuMix *mix,
                  EmuScript    *script)
{
  const SmoothMix *p = params;

  emu_script_add_code (script, python_code);
  emu_script_add_arguments (script, "sigma", "u", "cy", "cx", NULL);
  if (p->label_from == LABEL_AS_PUBLISHED)
    {
      script->weight_a = "1 - mask.double().mean((-2, -1))";
      script->weight_note = "the published slip: A gets what the picture shows of B";
    }
}

EMU_METHOD_DEFINE (smoothmix) = {
  .id = "smoothmix",
  .name = "SmoothMix",
  .summary = N_("Lets B shine through a soft bump in A."),
  .source = "Lee et al., CVPR Workshops 2020",
  .ignores_lambda = TRUE,
  .label_rule = EMU_LABEL_MASK_MEAN,
  .alpha = 1,
  EMU_METHOD_PARAMS (SmoothMix, smoothmix_params),
  EMU_METHOD_DRAWS (SmoothMixDraws, smoothmix_draws),
  .resolve = smoothmix_resolve,
  .mask = smoothmix_mask,
  .mask_mean = smoothmix_mask_mean,
  .label = smoothmix_label,
  .python = smoothmix_python,
};
