/* fmix.c: shapes cut from a random field of low frequencies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-evidence.h"
#include "emu-method.h"
#include "emu-parallel.h"
#include "fmix-grid.h"

enum
{
  GIVEN_LAMBDA_USED,
  GIVEN_LAMBDA_AS_PUBLISHED,
};

enum
{
  DIMENSIONS_2D,
  DIMENSIONS_1D,
  DIMENSIONS_3D,
};

/* Sides of a volume, whatever the resolution: 256 × 256 × 64 values take 32 MB. */
#define MAX_VOLUME_SIDE 256

typedef struct
{
  double decay_power;
  double max_soft;
  int    spectrum;
  int    resolution;
  int    given_lambda;
  bool   reformulate;
  int    dimensions;
  int    depth;
  int    slice;
} FMix;

typedef struct
{
  EmuDrawArray gaussian;
  double       coin;
} FMixDraws;

static const EmuChoice spectra[] = {
  { "paper", N_("Paper"), N_("Shapes that look alike in all directions") },
  { "as-published", N_("As published"), N_("Every row has at most one stretch of A") },
  { NULL },
};

static const EmuChoice given_lambdas[] = {
  { "used", N_("Used"), N_("The mask and the label follow it") },
  { "as-published", N_("As published"), N_("The mask follows a λ of its own") },
  { NULL },
};

static const EmuChoice dimension_choices[] = {
  { "2d", N_("Picture"), N_("One field over the whole picture") },
  { "1d", N_("Strip"), N_("Varies along the width only") },
  { "3d", N_("Slice of a volume"), N_("One slice of a field in three dimensions") },
  { NULL },
};

static bool
is_volume (const void *params)
{
  const FMix *p = params;

  return p->dimensions == DIMENSIONS_3D;
}

static const EmuParam fmix_params[] = {
  EMU_PARAM (FMix, decay_power,
             .label = N_("Decay δ"),
             .help = N_("How fast high frequencies fade: 0 is noise, 6 nearly one blob"),
             .min = 0, .max = 6, .initial = 3, .step = 0.1),
  EMU_PARAM (FMix, max_soft,
             .label = N_("Soft Edge"),
             .help = N_("Share of the picture that fades from A to B on either side of the border"),
             .min = 0, .max = 0.5, .initial = 0, .step = 0.01),
  EMU_PARAM_CHOICE_OF (FMix, spectrum,
                       .label = N_("Spectrum"),
                       .help = N_("Which random waves the field is made of"),
                       .choices = spectra, .initial = EMU_FMIX_SPECTRUM_PAPER,
                       .published = { 1, EMU_FMIX_SPECTRUM_AS_PUBLISHED,
                                      N_("The spectrum is read along the wrong axis, so every row is "
                                         "one wave and has at most one stretch of A.") }),
  EMU_PARAM (FMix, resolution,
             .label = N_("Resolution"),
             .help = N_("Longest side of the field, 0 for the picture's own; a volume has at most 256"),
             .unit = "px", .min = 0, .max = 4096, .initial = 1024, .step = 64),
  EMU_PARAM_CHOICE_OF (FMix, given_lambda,
                       .label = N_("λ Asked For"),
                       .help = N_("What happens to a λ that is asked for instead of drawn"),
                       .choices = given_lambdas, .initial = GIVEN_LAMBDA_USED,
                       .published = { 12, GIVEN_LAMBDA_AS_PUBLISHED,
                                      N_("Whatever λ is asked for, the mask follows another one, which is "
                                         "drawn; often the label does not.") }),
  EMU_PARAM (FMix, reformulate,
             .label = N_("Reformulate"),
             .help = N_("Draw λ from Beta(α + 1, α) and keep A's label alone")),
  EMU_PARAM_CHOICE_OF (FMix, dimensions,
                       .label = N_("Dimensions"),
                       .help = N_("What the random field extends over"),
                       .choices = dimension_choices, .initial = DIMENSIONS_2D),
  EMU_PARAM (FMix, depth,
             .label = N_("Depth"),
             .help = N_("Slices of the volume"),
             .min = 2, .max = 64, .initial = 16, .in_use = is_volume),
  EMU_PARAM (FMix, slice,
             .label = N_("Slice"),
             .help = N_("Which slice the picture shows, counted from 0"),
             .min = 0, .max = 63, .initial = 0, .in_use = is_volume),
};
/* Shape of the field, and by that of the grid of weights that a picture is laid over. */
static void
get_shape (const FMix   *p,
           const EmuMix *mix,
           EmuFMixPlan  *plan)
{
  int height = p->dimensions == DIMENSIONS_1D ? 1 : mix->height;
  int width = mix->width;
  int longest = MAX (height, width);
  int limit = p->resolution > 0 ? p->resolution : longest;

  if (p->dimensions == DIMENSIONS_3D)
    limit = MIN (limit, MAX_VOLUME_SIDE);

  if (longest > limit)
    {
      int shortest = MIN (height, width);
      int reduced = MAX (1, (int) rint ((double) shortest * limit / longest));

      height = height == longest ? limit : reduced;
      width = width == longest ? limit : reduced;
    }

  switch (p->dimensions)
    {
    case DIMENSIONS_1D:
      plan->n_dims = 1;
      plan->dims[0] = width;
      break;

    case DIMENSIONS_3D:
      plan->n_dims = 3;
      plan->dims[0] = height;
      plan->dims[1] = width;
      plan->dims[2] = p->depth;
      break;

    case DIMENSIONS_2D:
    default:
      plan->n_dims = 2;
      plan->dims[0] = height;
      plan->dims[1] = width;
      break;
    }
}

static void
gaussian_shape (const void   *params,
                const EmuMix *mix,
                EmuDrawShape *draw)
{
  const FMix *p = params;
  EmuFMixPlan plan;

  get_shape (p, mix, &plan);
  emu_fmix_spectrum_shape (plan.n_dims, plan.dims, p->spectrum, draw->dims);
  draw->dims[plan.n_dims] = 2;
  draw->n_dims = plan.n_dims + 1;
}


static const EmuDraw fmix_draws[] = {
  EMU_DRAW (FMixDraws, gaussian, EMU_DRAW_NORMAL,
            .label = N_("Spectrum"),
            .help = N_("Real and imaginary part of every wave, before it is weighed by δ"),
            .shape = gaussian_shape),
  EMU_DRAW (FMixDraws, coin, EMU_DRAW_UNIFORM,
            .label = N_("Rounding"),
            .help = N_("Above ½ the number of A's pixels is rounded up, else down")),
};

static gboolean
fmix_lambda_law (const void *params,
                 double      alpha,
                 double     *a,
                 double     *b)
{
  const FMix *p = params;

  if (p->reformulate)
    *a = alpha + 1;

  return TRUE;
}

static gboolean
is_published_given (const FMix   *p,
                    const EmuMix *mix)
{
  return p->given_lambda == GIVEN_LAMBDA_AS_PUBLISHED && !isnan (mix->requested);
}

static gboolean
fmix_resolve (const void *params,
              EmuMix     *mix,
              GError    **error)
{
  const FMix *p = params;

  if (is_published_given (p, mix))
    {
      mix->both = TRUE;
      if (mix->drawn < mix->requested)
        mix->lambda = 1 - mix->drawn;
    }

  if (p->dimensions == DIMENSIONS_3D && p->slice >= p->depth)
    emu_mix_add_note (mix, _("The volume ends at slice %d, so that one is shown."), p->depth - 1);

  return TRUE;
}

/* All that decides the grid of weights, from parameters, λ and draws. */
static EmuFMixPlan
make_plan (const FMix   *p,
           const EmuMix *mix)
{
  const FMixDraws *draws = mix->draws;
  EmuFMixPlan plan = {
    .spectrum = p->spectrum,
    .decay = p->decay_power,
    .gaussian = draws->gaussian,
    .lambda = mix->lambda,
    .max_soft = p->max_soft,
    .coin = draws->coin,
    .slice = p->dimensions == DIMENSIONS_3D ? MIN (p->slice, p->depth - 1) : 0,
  };

  get_shape (p, mix, &plan);
  if (is_published_given (p, mix))
    {
      plan.lambda = mix->drawn;
      plan.inverted = mix->drawn < mix->requested;
    }

  return plan;
}

static gboolean
fmix_geometry (const void   *params,
               EmuMix       *mix,
               const EmuMix *previous,
               GError      **error)
{
  EmuFMixPlan plan = make_plan (params, mix);

  mix->geometry = emu_fmix_grid_new (&plan, previous != NULL ? previous->geometry : NULL,
                                     mix->cancellable, error);

  return mix->geometry != NULL;
}

static void
fmix_free_geometry (void *geometry)
{
  emu_fmix_grid_unref (geometry);
}

typedef struct
{
  const EmuMix      *mix;
  const EmuFMixGrid *grid;
  EmuMask           *mask;
  gboolean           whole;    /* a sample for every column of the grid */
  int               *columns;  /* of the grid, for every sample of a row */
} Sampling;

static void
sample_rows (int      first,
             int      last,
             gpointer data)
{
  const Sampling *s = data;
  const EmuView *view = &s->mask->view;
  const EmuFMixGrid *grid = s->grid;
  int width = s->mask->width;
  int sampled = -1;

  for (int y = first; y < last; y++)
    {
      gint64 row = emu_view_index (view->y0, view->step, y, s->mix->height);
      int at = (int) (row * grid->height / s->mix->height);
      const float *weights = grid->weights + (gsize) at * grid->width;
      float *out = emu_mask_row (s->mask, y);

      if (at == sampled)
        memcpy (out, out - width, width * sizeof *out);
      else if (s->whole)
        memcpy (out, weights, width * sizeof *out);
      else
        {
          for (int x = 0; x < width; x++)
            out[x] = weights[s->columns[x]];
        }
      sampled = at;
    }
}

static gboolean
fmix_mask (const void   *params,
           const EmuMix *mix,
           EmuMask      *mask,
           GError      **error)
{
  const EmuView *view = &mask->view;
  g_autofree int *columns = g_new (int, mask->width);
  Sampling sampling = { .mix = mix, .grid = mix->geometry, .mask = mask, .columns = columns };
  int width = sampling.grid->width;

  if (!emu_mask_need_plane (mask, error))
    return FALSE;

  sampling.whole = mask->width == width;
  for (int x = 0; x < mask->width; x++)
    {
      gint64 column = emu_view_index (view->x0, view->step, x, mix->width);

      columns[x] = (int) (column * width / mix->width);
      sampling.whole = sampling.whole && columns[x] == x;
    }

  emu_parallel_rows (mask->height, emu_parallel_chunk (mask->width), sample_rows, &sampling);

  return TRUE;
}

/* Pixels, of @size, that lie over cell @i of @n. */
static inline double
pixels_over (int i,
             int n,
             int size)
{
  gint64 from = ((gint64) i * size + n - 1) / n;
  gint64 to = ((gint64) (i + 1) * size + n - 1) / n;

  return (double) (to - from);
}

typedef struct
{
  const EmuFMixGrid *grid;
  const double      *shares;  /* pixels over each column */
  double            *sums;    /* of the weights of each row, by their shares */
} Summing;

static void
sum_rows (int      first,
          int      last,
          gpointer data)
{
  const Summing *s = data;
  int width = s->grid->width;

  for (int y = first; y < last; y++)
    {
      const float *weights = s->grid->weights + (gsize) y * width;
      double sum[4] = { 0 };
      int x = 0;

      for (; x + 4 <= width; x += 4)
        {
          for (int j = 0; j < 4; j++)
            sum[j] += s->shares[x + j] * weights[x + j];
        }
      for (; x < width; x++)
        sum[0] += s->shares[x] * weights[x];

      s->sums[y] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
}

static double
fmix_mask_mean (const void   *params,
                const EmuMix *mix)
{
  const EmuFMixGrid *grid = mix->geometry;
  g_autofree double *shares = g_new (double, grid->width);
  g_autofree double *sums = g_new (double, grid->height);
  Summing summing = { grid, shares, sums };
  double total = 0;

  for (int x = 0; x < grid->width; x++)
    shares[x] = pixels_over (x, grid->width, mix->width);

  emu_parallel_rows (grid->height, emu_parallel_chunk (grid->width), sum_rows, &summing);
  for (int y = 0; y < grid->height; y++)
    total += pixels_over (y, grid->height, mix->height) * sums[y];

  return total / ((double) mix->height * mix->width);
}

/* A slice of a volume may have any share of what lies inside the whole. */
static gboolean
fmix_quick_mean (const void   *params,
                 const EmuMix *mix,
                 double       *mean,
                 gboolean     *exact)
{
  const FMix *p = params;
  EmuFMixPlan plan;

  if (p->dimensions == DIMENSIONS_3D)
    return FALSE;

  plan = make_plan (p, mix);
  *mean = emu_fmix_plan_mean (&plan);
  *exact = p->dimensions == DIMENSIONS_1D ? plan.dims[0] == mix->width
                                          : plan.dims[0] == mix->height && plan.dims[1] == mix->width;

  return TRUE;
}

static void
fmix_label (const void   *params,
            const EmuMix *mix,
            EmuLabel     *label)
{
  const FMix *p = params;

  if (p->reformulate)
    label->rule = EMU_LABEL_A;
}

/* ---- In Python ----------------------------------------------------------------------- */

static const char python_paper[] =
  "def fmix_field(size, decay_power, gaussian):\n"
  "    \"\"\"Random waves of all frequencies f, as strong as f ** -decay_power, added up.\"\"\"\n"
  "    axes = [np.fft.fftfreq(n) for n in size[:-1]] + [np.fft.rfftfreq(size[-1])]\n"
  "    f = np.sqrt(sum(axis ** 2 for axis in np.meshgrid(*axes, indexing=\"ij\")))\n"
  "    strength = np.maximum(f, 1 / max(size)) ** -decay_power\n"
  "    return np.fft.irfftn(strength * (gaussian[..., 0] + 1j * gaussian[..., 1]), size)\n";

static const char python_published[] =
  "def fmix_field(size, decay_power, gaussian):\n"
  "    \"\"\"Random waves of frequencies f, as strong as f ** -decay_power, added up.\n"
  "\n"
  "    The published slip: rows 0 and 1 of the numbers stand for their real and imaginary parts, so\n"
  "    that along the last axis only the frequencies 0 and 1 are left.\n"
  "    \"\"\"\n"
  "    lengths = [size[0], *size[2:], *size[1:2]]\n"
  "    axes = [np.minimum(np.arange(k), n - np.arange(k)) / n for k, n in zip(gaussian.shape, lengths)]\n"
  "    f = np.sqrt(sum(axis ** 2 for axis in np.meshgrid(*axes, indexing=\"ij\")))\n"
  "    waves = np.maximum(f, 1 / max(size))[..., None] ** -decay_power * gaussian\n"
  "    return np.fft.irfftn(waves[0] + 1j * (waves[1] if len(waves) > 1 else 0), size)\n";

static const char python_cut[] =
  "def fmix_cut(field, lam, coin):\n"
  "    \"\"\"1 for the lam largest values, 0 for the others; the coin rounds their number up or down.\"\"\"\n"
  "    n = math.ceil(field.size * lam) if coin > 0.5 else math.floor(field.size * lam)\n"
  "    mask = np.zeros(field.size, np.float32)\n"
  "    mask[np.argsort(-field, axis=None, kind=\"stable\")[:n]] = 1\n"
  "    return mask.reshape(field.shape)\n";

static const char python_soft_cut[] =
  "def fmix_cut(field, lam, coin, max_soft):\n"
  "    \"\"\"1 for the lam largest values, 0 for the others, evenly falling from rank to rank between.\"\"\"\n"
  "    n = math.ceil(field.size * lam) if coin > 0.5 else math.floor(field.size * lam)\n"
  "    soft = int(field.size * min(max_soft, lam, 1 - lam))\n"
  "    weights = np.zeros(field.size, np.float32)\n"
  "    weights[:n - soft] = 1\n"
  "    weights[n - soft:n + soft] = 1 - np.arange(2 * soft) / max(2 * soft - 1, 1)\n"
  "    mask = np.zeros(field.size, np.float32)\n"
  "    mask[np.argsort(-field, axis=None, kind=\"stable\")] = weights\n"
  "    return mask.reshape(field.shape)\n";

static void
fmix_python (const void   *params,
             const EmuMix *mix,
             EmuScript    *script)
{
  const FMix *p = params;
  gboolean given = is_published_given (p, mix);
  gboolean soft = p->max_soft > 0;
  EmuFMixPlan plan;
  gboolean reduced;
  g_autoptr(GString) code = g_string_new (NULL);
  g_autofree char *arguments = NULL;

  get_shape (p, mix, &plan);
  reduced = plan.n_dims == 1 ? plan.dims[0] < mix->width
                             : plan.dims[0] < mix->height || plan.dims[1] < mix->width;

  if (given)
    emu_script_add_arguments (script, "requested", "drawn", NULL);
  else
    emu_script_add_arguments (script, "lam", NULL);
  emu_script_add_arguments (script, "decay_power", NULL);
  if (soft)
    emu_script_add_arguments (script, "max_soft", NULL);
  if (reduced)
    emu_script_add_arguments (script, "resolution", NULL);
  if (is_volume (p))
    emu_script_add_arguments (script, "depth", "slice", NULL);
  emu_script_add_arguments (script, "coin", "gaussian", NULL);

  emu_script_add_code (script, p->spectrum == EMU_FMIX_SPECTRUM_PAPER ? python_paper : python_published);
  emu_script_add_code (script, soft ? python_soft_cut : python_cut);

  g_ptr_array_add (script->arguments, NULL);
  arguments = g_strjoinv (", ", (char **) script->arguments->pdata);
  g_ptr_array_remove_index (script->arguments, script->arguments->len - 1);

  g_string_printf (code,
                   "def fmix_mask(height, width, %s):\n"
                   "    \"\"\"The weight of A: 1 where a random smooth field is highest, 0 elsewhere.\"\"\"\n",
                   arguments);
  if (reduced && plan.n_dims == 1)
    g_string_append (code, "    w = resolution\n");
  else if (reduced)
    g_string_append_printf (code,
                            "    limit = %s\n"
                            "    h, w = (max(1, round(side * limit / max(height, width))) "
                            "for side in (height, width))\n",
                            is_volume (p) ? "min(resolution or 256, 256)" : "resolution");

  g_string_append_printf (code, "    field = fmix_field((%s%s%s), decay_power, gaussian)\n",
                          plan.n_dims == 1 ? "" : reduced ? "h, " : "height, ",
                          reduced ? "w" : "width",
                          plan.n_dims == 1 ? "," : is_volume (p) ? ", depth" : "");
  g_string_append_printf (code, "    mask = fmix_cut(field, %s, coin%s)\n",
                          given ? "drawn" : "lam", soft ? ", max_soft" : "");
  if (given)
    g_string_append (code,
                     "    if drawn < requested:\n"
                     "        mask = 1 - mask  # the published slip: neither follows the one asked for\n");
  if (is_volume (p))
    g_string_append (code, "    mask = mask[..., min(slice, depth - 1)]\n");
  if (plan.n_dims == 1)
    g_string_append (code, reduced ? "    mask = mask[np.arange(width) * w // width]\n" : "");
  else if (reduced)
    g_string_append (code,
                     "    mask = mask[np.arange(height) * h // height][:, np.arange(width) * w // width]\n");
  g_string_append (code, plan.n_dims == 1 ? "    return torch.from_numpy(mask).repeat(height, 1)\n"
                                          : "    return torch.from_numpy(mask)\n");
  emu_script_add_code (script, code->str);

  if (given && !p->reformulate)
    {
      script->weight_a = "1 - drawn if drawn < requested else requested";
      script->weight_note = "the published slip: not the share that the mask has";
    }
}

/* ---- Found in a picture ----------------------------------------------------------------- */

/* Longest side of the mask whose shapes are described. */
#define MAX_DESCRIBED 256

/* A's pixels as the picture shows them, on a coarse square grid. */
static void
read_mask (const EmuEvidence *evidence,
           int                height,
           int                width,
           guint8            *is_a)
{
  guint8 last = 1;

  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        {
          float certainty;
          float w = emu_evidence_weight (evidence, (int) ((gint64) y * evidence->height / height),
                                         (int) ((gint64) x * evidence->width / width), &certainty);

          /* Where A equals B the neighbour's answer is as good as any. */
          last = certainty > 0 ? w >= 0.5f : last;
          is_a[y * width + x] = last;
        }
    }
}

/* Pixels of A and B that hang together along sides. */
static int
count_pieces (const guint8 *is_a,
              int           height,
              int           width)
{
  g_autofree guint8 *seen = g_new0 (guint8, (gsize) height * width);
  g_autofree int *stack = g_new (int, (gsize) height * width);
  int pieces = 0;

  for (int start = 0; start < height * width; start++)
    {
      int n = 0;

      if (seen[start])
        continue;

      pieces++;
      seen[start] = 1;
      stack[n++] = start;
      while (n > 0)
        {
          int at = stack[--n];
          int x = at % width;
          const int neighbours[] = {
            x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at,
            at >= width ? at - width : at, at + width < height * width ? at + width : at,
          };

          for (guint i = 0; i < G_N_ELEMENTS (neighbours); i++)
            {
              int next = neighbours[i];

              if (!seen[next] && is_a[next] == is_a[at])
                {
                  seen[next] = 1;
                  stack[n++] = next;
                }
            }
        }
    }

  return pieces;
}

/* Pairs of neighbours of whom one is A's and one B's, at full size: what it takes to draw the mask. */
static double
count_border (const EmuEvidence *evidence)
{
  g_autofree guint8 *above = g_new0 (guint8, evidence->width);
  double n = 0;

  for (int y = 0; y < evidence->height && !g_cancellable_is_cancelled (evidence->cancellable); y++)
    {
      guint8 left = 0;

      for (int x = 0; x < evidence->width; x++)
        {
          float certainty;
          float w = emu_evidence_weight (evidence, y, x, &certainty);
          guint8 is_a = certainty > 0 ? w >= 0.5f : x > 0 ? left : above[x];

          n += (x > 0 && is_a != left) + (y > 0 && is_a != above[x]);
          left = above[x] = is_a;
        }
    }

  return n;
}

/* λ under which so many of @n pixels are A's. */
static void
propose_seeded (const void        *params,
                const EmuEvidence *evidence,
                double             share)
{
  EmuMix mix = { .height = evidence->height, .width = evidence->width };
  EmuProposal *proposal = emu_proposal_new (evidence, params);
  EmuFMixPlan plan;
  double n = 1;

  get_shape (params, &mix, &plan);
  for (int i = 0; i < plan.n_dims; i++)
    n *= plan.dims[i];

  emu_proposal_set_lambda (proposal, evidence, share - 0.99 / n, share + 0.99 / n);
  proposal->n_numbers = 1;
  emu_evidence_propose (evidence, proposal);
}

static void
fmix_explain (const void        *params,
              const EmuEvidence *evidence)
{
  int longest = MAX (evidence->height, evidence->width);
  int limit = MIN (longest, MAX_DESCRIBED);
  int height = MAX (1, (int) ((gint64) evidence->height * limit / longest));
  int width = MAX (1, (int) ((gint64) evidence->width * limit / longest));
  g_autofree guint8 *is_a = g_new (guint8, (gsize) height * width);
  double known = 0;
  double kept = 0;
  double share;
  EmuProposal *proposal;
  int pieces;

  for (int y = 0; y < evidence->height && !g_cancellable_is_cancelled (evidence->cancellable); y++)
    {
      for (int x = 0; x < evidence->width; x++)
        {
          float certainty;
          float w = emu_evidence_weight (evidence, y, x, &certainty);

          known += certainty > 0;
          kept += certainty > 0 && w >= 0.5f;
        }
    }
  share = known > 0 ? kept / known : 0.5;

  if (evidence->has_seed)
    {
      propose_seeded (params, evidence, share);
      return;
    }

  read_mask (evidence, height, width, is_a);
  pieces = count_pieces (is_a, height, width);
  proposal = emu_proposal_new (evidence, params);
  emu_proposal_set_lambda (proposal, evidence, share - 0.5 / (evidence->height * (double) evidence->width),
                           share + 0.5 / (evidence->height * (double) evidence->width));
  proposal->read_off = TRUE;
  proposal->n_numbers = 8 + count_border (evidence);
  proposal->note = g_strdup_printf (ngettext ("The mask is %d piece that gives A %.3f; a random field cannot be "
                                              "found again without the seed.",
                                              "The mask falls into %d pieces and gives A %.3f; a random field "
                                              "cannot be found again without the seed.", pieces),
                                    pieces, share);
  emu_evidence_propose (evidence, proposal);
}

EMU_METHOD_DEFINE (fmix) = {
  .id = "fmix",
  .name = "FMix",
  .summary = N_("Cuts shapes out of a random smooth field."),
  .source = "Harris et al., 2020",
  .exact_b = TRUE,
  .exact_a = TRUE,
  .label_rule = EMU_LABEL_LAMBDA,
  .alpha = 1,
  .laboratory = "laboratory",
  EMU_METHOD_PARAMS (FMix, fmix_params),
  EMU_METHOD_DRAWS (FMixDraws, fmix_draws),
  .lambda_law = fmix_lambda_law,
  .resolve = fmix_resolve,
  .geometry = fmix_geometry,
  .free_geometry = fmix_free_geometry,
  .mask = fmix_mask,
  .mask_mean = fmix_mask_mean,
  .quick_mean = fmix_quick_mean,
  .label = fmix_label,
  .python = fmix_python,
  .explain = fmix_explain,
};

gboolean
emu_fmix_look (const EmuMix *mix,
               EmuFMixLook  *look)
{
  if (mix->method != &emu_method_fmix)
    return FALSE;

  emu_fmix_grid_look (mix->geometry, look);

  return TRUE;
}
