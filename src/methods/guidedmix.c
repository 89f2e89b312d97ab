/* guidedmix.c: every pixel in proportion to how salient A and B are there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-clones.h"
#include "emu-error.h"
#include "emu-evidence.h"
#include "emu-method.h"
#include "emu-parallel.h"
#include "emu-saliency.h"

typedef struct
{
  int saliency;
} GuidedMix;

static const EmuChoice saliencies[] = {
  { "spectral-residual", N_("Spectral residual"), N_("What the rest of the picture repeats least") },
  { "fine-grained", N_("Fine-grained"), N_("What differs from its surroundings") },
  { NULL },
};

static const EmuGuideKind kinds[] = { EMU_GUIDE_GUIDED_RESIDUAL, EMU_GUIDE_FINE_GRAINED };

static const char * const needs[] = { "saliency-a", "saliency-b", NULL };

static const EmuParam guidedmix_params[] = {
  EMU_PARAM_CHOICE_OF (GuidedMix, saliency,
                       .label = N_("Saliency"),
                       .help = N_("How it is found what matters in A and B"),
                       .choices = saliencies, .initial = 0),
};

/* ---- Weights ---------------------------------------------------------------------------- */

/* The mask at full size: it follows from the two guides alone. Shared between mixes of the same
 * guides and never changed. */
typedef struct
{
  double mean;
  float *weights;
} Weights;

static void
clear_weights (gpointer data)
{
  g_free (((Weights *) data)->weights);
}

static void
guidedmix_free_geometry (void *geometry)
{
  g_atomic_rc_box_release_full (geometry, clear_weights);
}

/* One smoothed guide; the residual of this method is smooth as it comes. */
typedef struct
{
  const float *plane;
  float       *smooth;  /* (nullable): owned */
  double       total;
} Saliency;

typedef struct
{
  const float *plane;
  int          width;
  double      *sums;
} Sums;

static void
sum_rows (int      first,
          int      last,
          gpointer data)
{
  const Sums *s = data;

  for (int y = first; y < last; y++)
    {
      const float *row = s->plane + (gsize) y * s->width;
      double sum = 0;

      for (int x = 0; x < s->width; x++)
        sum += row[x];
      s->sums[y] = sum;
    }
}

static double
sum_plane (const float *plane,
           int          height,
           int          width)
{
  g_autofree double *sums = g_new (double, height);
  Sums s = { plane, width, sums };
  double total = 0;

  emu_parallel_rows (height, emu_parallel_chunk (width), sum_rows, &s);
  for (int y = 0; y < height; y++)
    total += sums[y];

  return total;
}

static void
clear_saliency (Saliency *self)
{
  g_free (self->smooth);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Saliency, clear_saliency)

static float *
new_plane (const EmuMix *mix,
           GError      **error)
{
  float *plane = g_try_new (float, (gsize) mix->height * mix->width);

  if (plane == NULL)
    g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                 _("not enough memory for a mask of %d × %d pixels"), mix->width, mix->height);

  return plane;
}

static gboolean
prepare (Saliency     *self,
         const EmuMix *mix,
         guint         index,
         GError      **error)
{
  const EmuGuide *guide = mix->guides[index];

  self->plane = emu_guide_row (guide, 0);
  if (guide->kind != EMU_GUIDE_GUIDED_RESIDUAL)
    {
      self->smooth = new_plane (mix, error);
      if (self->smooth == NULL ||
          !emu_plane_gaussian (self->plane, mix->height, mix->width, 7, 3, self->smooth, mix->cancellable, error))
        return FALSE;
      self->plane = self->smooth;
    }

  self->total = sum_plane (self->plane, mix->height, mix->width);

  return TRUE;
}

typedef struct
{
  const float *a;
  const float *b;
  float       *out;
  double       scale_a;
  double       scale_b;
  int          width;
} Share;

/* M = s_A / (s_A + s_B), both scaled to sum 1; a half where neither has anything */
EMU_CLONES static void
share_row (float       *restrict out,
           const float *restrict a,
           const float *restrict b,
           double                scale_a,
           double                scale_b,
           int                   n)
{
  for (int i = 0; i < n; i++)
    {
      double s_a = a[i] * scale_a;
      double sum = s_a + b[i] * scale_b;

      out[i] = sum > 0 ? (float) (s_a / sum) : 0.5f;
    }
}

static void
share_rows (int      first,
            int      last,
            gpointer data)
{
  const Share *s = data;

  for (int y = first; y < last; y++)
    {
      gsize at = (gsize) y * s->width;

      share_row (s->out + at, s->a + at, s->b + at, s->scale_a, s->scale_b, s->width);
    }
}

static Weights *
find_weights (EmuMix  *mix,
              GError **error)
{
  g_auto(Saliency) a = { NULL };
  g_auto(Saliency) b = { NULL };
  g_autofree float *weights = NULL;
  Weights *self;
  Share share;

  if (!prepare (&a, mix, 0, error) || !prepare (&b, mix, 1, error))
    return NULL;

  weights = new_plane (mix, error);
  if (weights == NULL)
    return NULL;

  share = (Share) {
    a.plane, b.plane, weights, a.total > 0 ? 1 / a.total : 0, b.total > 0 ? 1 / b.total : 0, mix->width,
  };
  emu_parallel_rows (mix->height, emu_parallel_chunk (mix->width), share_rows, &share);

  if (g_cancellable_set_error_if_cancelled (mix->cancellable, error))
    return NULL;

  self = g_atomic_rc_box_new0 (Weights);
  self->mean = sum_plane (weights, mix->height, mix->width) / ((double) mix->height * mix->width);
  self->weights = g_steal_pointer (&weights);

  return self;
}

static gboolean
guidedmix_geometry (const void   *params,
                    EmuMix       *mix,
                    const EmuMix *previous,
                    GError      **error)
{
  if (previous != NULL && previous->guides[0] == mix->guides[0] && previous->guides[1] == mix->guides[1])
    mix->geometry = g_atomic_rc_box_acquire (previous->geometry);
  else
    mix->geometry = find_weights (mix, error);

  return mix->geometry != NULL;
}

static gboolean
guidedmix_resolve (const void *params,
                   EmuMix     *mix,
                   GError    **error)
{
  if (!isnan (mix->requested) || mix->alpha_asked)
    emu_mix_add_note (mix, _("The saliency of A and B decides every weight, so λ plays no part."));

  return TRUE;
}

/* ---- The mask --------------------------------------------------------------------------- */

typedef struct
{
  const EmuMix *mix;
  EmuMask      *mask;
  const int    *columns;
} Look;

static void
look_rows (int      first,
           int      last,
           gpointer data)
{
  const Look *l = data;
  const Weights *weights = l->mix->geometry;
  const EmuView *view = &l->mask->view;

  for (int y = first; y < last; y++)
    {
      gsize row = emu_view_index (view->y0, view->step, y, l->mix->height);
      const float *from = weights->weights + row * l->mix->width;
      float *to = emu_mask_row (l->mask, y);

      for (int x = 0; x < view->width; x++)
        to[x] = from[l->columns[x]];
    }
}

static gboolean
guidedmix_mask (const void   *params,
                const EmuMix *mix,
                EmuMask      *mask,
                GError      **error)
{
  const EmuView *view = &mask->view;
  g_autofree int *columns = NULL;
  Look look;

  if (!emu_mask_need_plane (mask, error))
    return FALSE;

  columns = g_new (int, view->width);
  for (int x = 0; x < view->width; x++)
    columns[x] = emu_view_index (view->x0, view->step, x, mix->width);

  look = (Look) { mix, mask, columns };
  emu_parallel_rows (mask->height, emu_parallel_chunk (mask->width), look_rows, &look);

  return TRUE;
}

static double
guidedmix_mask_mean (const void   *params,
                     const EmuMix *mix)
{
  return ((const Weights *) mix->geometry)->mean;
}

/* ---- In Python ----------------------------------------------------------------------- */

static const char python_share[] =
  "def guidedmix_mask(height, width, saliency_a, saliency_b):\n"
  "    \"\"\"The weight of A: its share of what stands out at each pixel, one half where nothing does.\"\"\"\n"
  "    a, b = saliency_a.astype(np.float64), saliency_b.astype(np.float64)\n"
  "    a = a * (1 / np.maximum(a.sum((-2, -1), keepdims=True), 1e-300))\n"
  "    b = b * (1 / np.maximum(b.sum((-2, -1), keepdims=True), 1e-300))\n"
  "    both = a + b\n"
  "    mask = np.where(both > 0, a / np.where(both > 0, both, 1), 0.5)\n"
  "    return torch.from_numpy(mask.astype(np.float32))[..., None, :, :]\n";

static const char python_smooth_share[] =
  "def guidedmix_mask(height, width, saliency_a, saliency_b):\n"
  "    \"\"\"The weight of A: its share of what stands out at each pixel, one half where nothing does.\"\"\"\n"
  "    saliency_a, saliency_b = blur(saliency_a, 7, 3), blur(saliency_b, 7, 3)\n"
  "    a, b = saliency_a.astype(np.float64), saliency_b.astype(np.float64)\n"
  "    a = a * (1 / np.maximum(a.sum((-2, -1), keepdims=True), 1e-300))\n"
  "    b = b * (1 / np.maximum(b.sum((-2, -1), keepdims=True), 1e-300))\n"
  "    both = a + b\n"
  "    mask = np.where(both > 0, a / np.where(both > 0, both, 1), 0.5)\n"
  "    return torch.from_numpy(mask.astype(np.float32))[..., None, :, :]\n";

static void
guidedmix_python (const void   *params,
                  const EmuMix *mix,
                  EmuScript    *script)
{
  /* The residual is smooth as it comes. */
  if (mix->guides[0]->kind == EMU_GUIDE_GUIDED_RESIDUAL)
    emu_script_add_code (script, python_share);
  else
    {
      emu_script_add_code (script, python_smooth_share);
      emu_script_add_helper (script, "blur");
    }

  emu_script_add_arguments (script, "saliency_a", "saliency_b", NULL);
}

/* ---- Found in a picture ----------------------------------------------------------------- */

/* The guides decide everything. */
static void
guidedmix_explain (const void        *params,
                   const EmuEvidence *evidence)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      EmuProposal *proposal = emu_proposal_new (evidence, params);

      ((GuidedMix *) proposal->params)->saliency = (int) i;
      proposal->n_numbers = i;
      emu_evidence_propose (evidence, proposal);
    }
}

EMU_METHOD_DEFINE (guidedmix) = {
  .id = "guidedmix",
  .name = "GuidedMix",
  .summary = N_("Weighs A and B by how much each stands out."),
  .source = "Kang and Kim, AAAI 2023",
  .needs = needs,
  .guide_param = "saliency",
  .guide_kinds = kinds,
  .ignores_lambda = TRUE,
  .label_rule = EMU_LABEL_MASK_MEAN,
  .alpha = 1,
  .pairing = EMU_PAIRING_ONE_CYCLE,
  EMU_METHOD_PARAMS (GuidedMix, guidedmix_params),
  .resolve = guidedmix_resolve,
  .geometry = guidedmix_geometry,
  .free_geometry = guidedmix_free_geometry,
  .mask = guidedmix_mask,
  .mask_mean = guidedmix_mask_mean,
  .python = guidedmix_python,
  .explain = guidedmix_explain,
};
