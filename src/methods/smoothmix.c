/* smoothmix.c: B shines through a Gaussian bump
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-clones.h"
#include "emu-error.h"
#include "emu-evidence.h"
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

/* ---- Found in a picture ----------------------------------------------------------------- */

/* Pixels that are looked at to fit a bump, about. */
#define FIT_SAMPLES 40000
#define FIT_STEPS 30

/* The numbers of a bump are x = (row, column, 1 / (2 σ²)). */
typedef struct
{
  const EmuEvidence *evidence;
  int                step;
} BumpFit;

/* Sum of the certainty of all samples times the square of what the bump leaves; adds, where @normal
 * is there, the normal equations of the next step. */
static double
bump_error (const BumpFit *fit,
            const double   x[3],
            double         normal[3][4])
{
  double error = 0;

  for (int row = fit->step / 2; row < fit->evidence->height; row += fit->step)
    {
      for (int column = fit->step / 2; column < fit->evidence->width; column += fit->step)
        {
          float certainty;
          double b = 1 - (double) emu_evidence_weight (fit->evidence, row, column, &certainty);
          double dy = row - x[0];
          double dx = column - x[1];
          double square = dy * dy + dx * dx;
          double g = exp (-x[2] * square);
          double e = b - g;
          double slope[3] = { 2 * x[2] * dy * g, 2 * x[2] * dx * g, -square * g };

          error += certainty * e * e;
          for (int i = 0; normal != NULL && i < 3; i++)
            {
              for (int j = 0; j < 3; j++)
                normal[i][j] += certainty * slope[i] * slope[j];
              normal[i][3] += certainty * slope[i] * e;
            }
        }
    }

  return error;
}

/* Solves three linear equations; FALSE where they have no single answer. */
static gboolean
solve (double m[3][4],
       double out[3])
{
  for (int i = 0; i < 3; i++)
    {
      int pivot = i;

      for (int r = i + 1; r < 3; r++)
        {
          if (fabs (m[r][i]) > fabs (m[pivot][i]))
            pivot = r;
        }
      if (!(fabs (m[pivot][i]) > 0))
        return FALSE;
      for (int c = 0; c < 4; c++)
        {
          double swap = m[i][c];

          m[i][c] = m[pivot][c];
          m[pivot][c] = swap;
        }
      for (int r = 0; r < 3; r++)
        {
          double factor = r != i ? m[r][i] / m[i][i] : 0;

          for (int c = i; c < 4; c++)
            m[r][c] -= factor * m[i][c];
        }
    }

  for (int i = 0; i < 3; i++)
    out[i] = m[i][3] / m[i][i];

  return TRUE;
}

/* Levenberg and Marquardt's walk from @x to the nearest bump that fits; @fixed numbers from the
 * first on stay. */
static double
fit_bump (const BumpFit *fit,
          double         x[3],
          int            fixed)
{
  double error = bump_error (fit, x, NULL);
  double damping = 1e-3;

  for (int k = 0; k < FIT_STEPS && !g_cancellable_is_cancelled (fit->evidence->cancellable); k++)
    {
      double normal[3][4] = { { 0 } };
      double step[3];
      double next[3];
      double next_error;

      bump_error (fit, x, normal);
      for (int i = 0; i < 3; i++)
        {
          normal[i][i] = normal[i][i] * (1 + damping) + 1e-30;
          for (int j = 0; i < fixed && j < 4; j++)
            normal[i][j] = i == j;
        }
      for (int i = 0; i < 3; i++)
        {
          for (int j = 0; j < fixed; j++)
            {
              if (i != j)
                normal[i][j] = 0;
            }
        }
      if (!solve (normal, step))
        break;
      for (int i = 0; i < 3; i++)
        next[i] = x[i] + (i < fixed ? 0 : step[i]);
      next[2] = CLAMP (next[2], x[2] / 3, x[2] * 3);

      next_error = bump_error (fit, next, NULL);
      if (next_error < error)
        {
          gboolean settled = error - next_error < 1e-12 * error;

          for (int i = 0; i < 3; i++)
            x[i] = next[i];
          error = next_error;
          damping = MAX (damping / 8, 1e-12);
          if (settled)
            break;
        }
      else
        {
          damping *= 8;
          if (damping > 1e12)
            break;
        }
    }

  return error;
}

/* The drawn place whose peak lies nearest to @peak. */
static int
drawn_for (double peak,
           int    size)
{
  int best = 0;

  for (int i = 1; i < size; i++)
    {
      double old = (size - 1) / 2.0 + trunc (best - size / 2.0);
      double new = (size - 1) / 2.0 + trunc (i - size / 2.0);

      if (fabs (new - peak) < fabs (old - peak))
        best = i;
    }

  return best;
}

static void
propose_bump (const void        *params,
              const EmuEvidence *evidence,
              const BumpFit     *fit,
              const double       x[3])
{
  int height = evidence->height;
  int width = evidence->width;
  int cy = drawn_for (x[0], height);
  int cx = drawn_for (x[1], width);
  double placed[3] = { (height - 1) / 2.0 + trunc (cy - height / 2.0),
                       (width - 1) / 2.0 + trunc (cx - width / 2.0), x[2] };
  EmuProposal *proposal = emu_proposal_new (evidence, params);
  SmoothMix *p = proposal->params;
  double sigma;

  fit_bump (fit, placed, 2);
  sigma = 1 / sqrt (2 * placed[2]) / MIN (height, width);
  proposal->n_numbers = 3;

  if (sigma < p->sigma.lo || sigma > p->sigma.hi)
    {
      proposal->n_numbers++;
      p->sigma.lo = CLAMP (MIN (p->sigma.lo, floor (sigma * 20) / 20), 0.01, 2);
      p->sigma.hi = CLAMP (MAX (p->sigma.hi, ceil (sigma * 20) / 20), 0.01, 2);
    }

  emu_proposal_give (proposal, "cy", cy);
  emu_proposal_give (proposal, "cx", cx);
  emu_proposal_give (proposal, "u", p->sigma.hi > p->sigma.lo
                                    ? CLAMP ((sigma - p->sigma.lo) / (p->sigma.hi - p->sigma.lo), 0, 1) : 0);
  emu_evidence_propose (evidence, proposal);
}

/* The middle of a coarse cell in which B is strongest, all over the picture. */
static void
find_start (const EmuEvidence *evidence,
            double             x[3])
{
  const int n = 12;
  double best = 0;
  double total = 0;

  x[0] = (evidence->height - 1) / 2.0;
  x[1] = (evidence->width - 1) / 2.0;
  for (int i = 0; i < n * n; i++)
    {
      int y0 = (i / n) * evidence->height / n;
      int y1 = MAX (y0 + 1, (i / n + 1) * evidence->height / n);
      int x0 = (i % n) * evidence->width / n;
      int x1 = MAX (x0 + 1, (i % n + 1) * evidence->width / n);
      double sum = 0;
      double weight = 0;

      for (int row = y0; row < MIN (y1, evidence->height); row += MAX (1, (y1 - y0) / 8))
        {
          for (int column = x0; column < MIN (x1, evidence->width); column += MAX (1, (x1 - x0) / 8))
            {
              float certainty;
              double b = 1 - (double) emu_evidence_weight (evidence, row, column, &certainty);

              sum += certainty * b;
              weight += certainty;
            }
        }
      if (!(weight > 0))
        continue;

      total += CLAMP (sum / weight, 0, 1);
      if (sum / weight > best)
        {
          best = sum / weight;
          x[0] = (y0 + y1 - 1) / 2.0;
          x[1] = (x0 + x1 - 1) / 2.0;
        }
    }

  /* A bump has the volume 2 π σ²; where the border cuts it, the walk mends that. */
  x[2] = G_PI / MAX (1, total / (n * n) * evidence->height * evidence->width);
}

static void
smoothmix_explain (const void        *params,
                   const EmuEvidence *evidence)
{
  static const double wider[] = { 1, 0.3 };
  BumpFit fit = { evidence, 1 };
  double start[3];
  double best[3] = { 0 };
  double least = INFINITY;

  fit.step = MAX (1, (int) sqrt ((double) evidence->height * evidence->width / FIT_SAMPLES));
  find_start (evidence, start);
  for (guint i = 0; i < G_N_ELEMENTS (wider); i++)
    {
      double x[3] = { start[0], start[1], start[2] * wider[i] };
      double error = fit_bump (&fit, x, 0);

      if (error < least)
        {
          least = error;
          memcpy (best, x, sizeof best);
        }
    }

  propose_bump (params, evidence, &fit, best);
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
  .explain = smoothmix_explain,
};
