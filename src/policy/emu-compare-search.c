/* emu-compare-search.c: trying methods and suppositions on a picture mixed elsewhere
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>
#include <string.h>

#include "emu-compare-search.h"
#include "emu-kernels.h"

/* A mask of more numbers than this follows the picture instead of explaining it. */
#define FEW_NUMBERS 22

/* Rounding in another order leaves less than this on average. */
#define ROUNDING 0.05

/* Side of the part in which suppositions about pictures are weighed up. */
#define PART_SIDE 96

/* Suppositions that look right in the part and are then tried on the whole. */
#define MAX_TRIED 3

#define MAX_ROUNDS 3

/* ---- Explanations ----------------------------------------------------------------------- */

void
emu_explanation_free (gpointer explanation)
{
  EmuExplanation *self = explanation;

  g_clear_pointer (&self->mix, emu_mix_unref);
  g_clear_pointer (&self->job, emu_mix_job_unref);
  g_clear_pointer ((EmuProposal **) &self->proposal, emu_proposal_free);
  g_free (self->note);
  g_free (self);
}

static EmuResidual
measure (const EmuImage *one,
         const EmuImage *other,
         EmuImage       *difference)
{
  gsize n = emu_image_n_pixels (one);
  EmuResidual left = { 0 };
  gint64 total = 0;
  gint64 off = 0;

  for (gsize i = 0; i < n; i++)
    {
      int most = 0;

      for (int c = 0; c < one->channels; c++)
        {
          int d = abs (emu_image_plane (one, c)[i] - emu_image_plane (other, c)[i]);

          total += d;
          most = MAX (most, d);
        }
      off += most > 1;
      left.max = MAX (left.max, most);
      if (difference != NULL)
        emu_image_plane (difference, 0)[i] = (guint8) most;
    }

  left.mean = (double) total / ((double) n * one->channels);
  left.share = (double) off / (double) n;

  return left;
}

/* How many bits, about, it takes to write down what is left and the numbers that were chosen; as in
 * Schwarz's criterion. The smaller the better. A mask read off the picture follows its noise, too,
 * which is no merit. */
static double
cost (const EmuExplanation *self,
      double                n)
{
  double mean = self->replayable ? self->residual.mean : 1.25 * self->residual.mean + 0.1;

  return n * log (mean * mean + ROUNDING * ROUNDING) + self->n_numbers * log (n);
}

static gboolean
is_better (const EmuExplanation *self,
           const EmuExplanation *other,
           double                n)
{
  if (self->explains != other->explains)
    return self->explains;

  if (!self->explains)
    return cost (self, n) < cost (other, n);

  if (self->replayable != other->replayable)
    return self->replayable;

  if (self->n_numbers != other->n_numbers)
    return self->n_numbers < other->n_numbers;

  return self->residual.mean < other->residual.mean;
}

/* Whether @self is so much better than @other that the supposition behind it must be right. */
static gboolean
is_decisive (const EmuExplanation *self,
             const EmuExplanation *other,
             double                n)
{
  gboolean simpler = 2 * self->n_numbers + 16 < other->n_numbers;

  if (self->explains && other->explains)
    return simpler || (self->residual.mean < 0.25 * other->residual.mean &&
                       other->residual.mean - self->residual.mean > 0.15);

  /* Where hardly a pixel is off, as where few were clipped, means tell nothing: all of it is gone. */
  if (self->explains && !other->explains && self->n_numbers <= other->n_numbers)
    return self->residual.mean < 0.5 * other->residual.mean;

  /* A few numbers do what took a mask read off the picture, all but for noise. */
  if (!self->explains && !other->explains && simpler && self->replayable && !other->replayable)
    return cost (self, n) < cost (other, n);

  return (self->explains || !other->explains) &&
         cost (other, n) - cost (self, n) > n * log (4) &&
         (simpler || other->residual.mean - self->residual.mean > 0.15);
}

static gboolean
is_settled (const EmuExplanation *self)
{
  return self->explains && self->n_numbers <= FEW_NUMBERS && self->residual.mean <= ROUNDING;
}

static double
n_samples (const EmuStage *stage)
{
  return (double) emu_image_n_pixels (stage->mixed) * stage->mixed->channels;
}

typedef struct
{
  EmuComparison           *comparison;
  const EmuCompareRequest *request;
  EmuCompareProgress       progress;
  gpointer                 data;
  GCancellable            *cancellable;
} Search;

static void
report (const Search *search,
        double        fraction)
{
  if (search->progress != NULL)
    search->progress (fraction, search->data);
}

/* What is known is not searched for. */
static void
pin (const EmuCompareRequest *request,
     EmuProposal             *proposal)
{
  const EmuParamTable *table = &proposal->method->params;

  for (guint i = 0; request->params != NULL && i < table->n_params; i++)
    {
      if (request->pinned >> i & 1)
        memcpy ((char *) proposal->params + table->params[i].offset,
                (const char *) request->params + table->params[i].offset, table->params[i].size);
    }
}

static EmuMixJob *
make_job (const EmuStage          *stage,
          const EmuCompareRequest *request,
          const EmuProposal       *proposal)
{
  const EmuSetup *setup = &stage->setup;
  EmuMixJob *job = emu_mix_job_new (setup->swapped ? request->b : request->a,
                                    setup->swapped ? request->a : request->b,
                                    proposal->method, proposal->params);

  job->fit = setup->fit;
  job->filter = setup->filter;
  memcpy (job->fill, request->fill, sizeof job->fill);
  job->requested = proposal->requested;
  job->seed = request->seed;
  for (guint i = 0; i < EMU_MAX_DRAWS; i++)
    {
      job->given.fixed[i] = proposal->given.fixed[i] && proposal->given.array[i] == NULL;
      job->given.scalar[i] = proposal->given.scalar[i];
      job->has_given |= job->given.fixed[i];
    }
  for (guint i = 0; i < G_N_ELEMENTS (job->maps); i++)
    {
      EmuImage *map = request->maps[setup->swapped ? 1 - i : i];

      job->maps[i] = map != NULL ? emu_image_ref (map) : NULL;
    }

  return job;
}

/* Returns: (transfer full) (nullable): without an error where the settings cannot be mixed with */
static EmuExplanation *
judge (const Search      *search,
       EmuStage          *stage,
       const EmuProposal *proposal,
       GError           **error)
{
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMask) mask = NULL;
  g_autoptr(GError) refused = NULL;
  g_autoptr(EmuImage) picture = emu_stage_render (stage, proposal, &mix, &mask, search->cancellable, &refused);
  EmuExplanation *self;

  if (g_cancellable_set_error_if_cancelled (search->cancellable, error))
    return NULL;
  if (picture == NULL)
    return NULL;

  self = g_new0 (EmuExplanation, 1);
  self->method = proposal->method;
  self->residual = measure (picture, stage->mixed, NULL);
  self->explains = self->residual.max <= 1 && self->residual.mean <= 0.6;
  self->replayable = !proposal->read_off && proposal->array == NULL;
  self->n_numbers = proposal->n_numbers;
  self->swapped = stage->setup.swapped;
  self->note = g_strdup (proposal->note);
  self->mask_mean = proposal->read_off ? emu_mask_mean (mask) : mix->mask_mean;
  self->lambda_lo = proposal->lambda_lo;
  self->lambda_hi = proposal->lambda_hi;
  self->lambda = isnan (proposal->requested) && isnan (proposal->lambda_lo) && !proposal->from_seed
                 ? NAN : mix->lambda;
  if (isnan (self->lambda_lo))
    self->lambda_lo = self->lambda_hi = self->lambda;
  self->mix = g_steal_pointer (&mix);
  self->job = make_job (stage, search->request, proposal);

  return self;
}

/* The best explanation of one method, with the proposal behind it. */
static gboolean
ask (const Search    *search,
     EmuStage        *stage,
     const EmuMethod *method,
     EmuExplanation **best,
     GError         **error)
{
  g_autoptr(GPtrArray) proposals = NULL;
  int chosen = -1;

  *best = NULL;
  proposals = emu_evidence_ask (stage->evidence, method, search->request->params);

  for (guint i = 0; i < proposals->len; i++)
    {
      EmuProposal *proposal = g_ptr_array_index (proposals, i);
      g_autoptr(GError) problem = NULL;
      EmuExplanation *next;

      pin (search->request, proposal);
      next = judge (search, stage, proposal, &problem);
      if (problem != NULL)
        {
          g_clear_pointer (best, emu_explanation_free);
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (next == NULL)
        continue;

      if (*best == NULL || is_better (next, *best, n_samples (stage)))
        {
          g_clear_pointer (best, emu_explanation_free);
          *best = next;
          chosen = (int) i;
        }
      else
        emu_explanation_free (next);
    }

  if (*best != NULL)
    (*best)->proposal = g_ptr_array_steal_index (proposals, chosen);

  return TRUE;
}

typedef struct
{
  double n;
} Order;

static int
compare_explanations (gconstpointer a,
                      gconstpointer b,
                      gpointer      data)
{
  const EmuExplanation *first = *(const EmuExplanation * const *) a;
  const EmuExplanation *second = *(const EmuExplanation * const *) b;
  const Order *order = data;

  if (is_better (first, second, order->n))
    return -1;

  return is_better (second, first, order->n) ? 1 : 0;
}

/* Which methods a supposition is tried with. */
typedef gboolean (*Choose) (const EmuMethod *method,
                            gconstpointer    data);

static gboolean
choose_all (const EmuMethod *method,
            gconstpointer    data)
{
  return TRUE;
}

/* Those that came nearest so far. */
static gboolean
choose_nearest (const EmuMethod *method,
                gconstpointer    data)
{
  const GPtrArray *explanations = data;

  for (guint i = 0; i < MIN (explanations->len, 2); i++)
    {
      if (((const EmuExplanation *) explanations->pdata[i])->method == method)
        return TRUE;
    }

  return FALSE;
}

/* Returns: (transfer full): explanations, the best first */
static GPtrArray *
explain (const Search *search,
         EmuStage     *stage,
         Choose        choose,
         gconstpointer data,
         double        from,
         double        to,
         GError      **error)
{
  const EmuCompareRequest *request = search->request;
  g_autoptr(GPtrArray) out = g_ptr_array_new_with_free_func (emu_explanation_free);
  Order order = { n_samples (stage) };

  for (guint i = 0; i < request->n_methods; i++)
    {
      EmuExplanation *best;

      if (request->methods[i]->needs_network || !choose (request->methods[i], data))
        continue;

      if (!ask (search, stage, request->methods[i], &best, error))
        return NULL;
      if (best != NULL)
        g_ptr_array_add (out, best);
      report (search, from + (to - from) * (i + 1) / request->n_methods);
    }

  g_ptr_array_sort_with_data (out, compare_explanations, &order);

  return g_steal_pointer (&out);
}

/* ---- Suppositions ----------------------------------------------------------------------- */

typedef struct
{
  EmuSetup setup;
  Choose   choose;
  double   misfit;
} Trial;

static void
add_trial (GArray         *trials,
           const EmuSetup *setup,
           Choose          choose)
{
  Trial trial = { *setup, choose, 0 };

  g_array_append_val (trials, trial);
}

/* A part of the picture in which B is seen, if it is seen at all. */
static EmuBox
choose_part (const EmuStage *stage)
{
  const EmuEvidence *evidence = stage->evidence;
  EmuBox box = emu_evidence_best_box (evidence);
  int cy = emu_box_is_empty (&box) ? evidence->height / 2 : (box.y0 + box.y1) / 2;
  int cx = emu_box_is_empty (&box) ? evidence->width / 2 : (box.x0 + box.x1) / 2;
  int side_h = MIN (PART_SIDE, evidence->height);
  int side_w = MIN (PART_SIDE, evidence->width);
  int y0 = CLAMP (cy - side_h / 2, 0, evidence->height - side_h);
  int x0 = CLAMP (cx - side_w / 2, 0, evidence->width - side_w);

  return (EmuBox) { y0, y0 + side_h, x0, x0 + side_w };
}

/* What no weighing explains in a part of the picture; infinite where it cannot be had. */
static double
misfit_of (const Search   *search,
           const EmuSetup *setup,
           const EmuBox   *part)
{
  EmuSetup straight = *setup;
  g_autoptr(EmuStage) stage = NULL;

  /* Turning everything changes nothing here. */
  straight.transposed = FALSE;
  stage = emu_stage_new (&straight, search->request, part, search->cancellable, NULL);

  return stage != NULL ? emu_evidence_misfit (stage->evidence) : INFINITY;
}

/* Suppositions that change which colours can come out at all. */
static void
list_colour_trials (const EmuCompareRequest *request,
                    const EmuStage          *stage,
                    GArray                  *trials)
{
  const EmuSetup *now = &stage->setup;

  for (int i = EMU_REVERSED_MIXED; stage->mixed->channels >= 3 && now->reversed == EMU_REVERSED_NONE &&
       i <= EMU_REVERSED_B; i++)
    {
      EmuSetup setup = *now;

      setup.reversed = (EmuReversed) i;
      add_trial (trials, &setup, choose_all);
    }

  for (guint i = 0; now->scale == EMU_SCALE_BYTES && i < emu_setup_n_statistics (); i++)
    {
      EmuSetup setup = *now;

      emu_setup_set_statistics (&setup, i);
      add_trial (trials, &setup, choose_all);
    }

  /* Only where B had to be fitted at all. */
  if (request->a->height == request->b->height && request->a->width == request->b->width)
    return;

  for (int fit = EMU_FIT_COVER; fit <= EMU_FIT_STRETCH; fit++)
    {
      for (int filter = EMU_FILTER_NEAREST; filter <= EMU_FILTER_AREA; filter++)
        {
          EmuSetup setup = *now;

          if ((EmuFit) fit == now->fit && (EmuFilter) filter == now->filter)
            continue;
          setup.fit = (EmuFit) fit;
          setup.filter = (EmuFilter) filter;
          add_trial (trials, &setup, choose_all);
        }
    }
}

/* Either picture may have moved against the other. */
static void
list_shift_trials (const Search   *search,
                   const EmuStage *stage,
                   GArray         *trials)
{
  if (stage->setup.shift[0] != 0 || stage->setup.shift[1] != 0)
    return;

  for (int of_a = 0; of_a <= 1; of_a++)
    {
      EmuSetup setup = stage->setup;
      double left;

      setup.shifts_a = of_a != setup.swapped;
      if (emu_compare_find_shift (stage, of_a, search->cancellable, setup.shift, &left))
        add_trial (trials, &setup, choose_all);
    }
}

static int
compare_trials (gconstpointer a,
                gconstpointer b)
{
  double first = ((const Trial *) a)->misfit;
  double second = ((const Trial *) b)->misfit;

  return first < second ? -1 : first > second;
}

/* Fits factor and offset of every channel, turn about with the weights, until both stand. */
static gboolean
fit_levels (const EmuStage *stage,
            EmuSetup       *setup)
{
  const EmuImage *a = emu_pair_get_a (stage->pair);
  const EmuImage *b = emu_pair_get_b (stage->pair);
  gsize n = emu_image_n_pixels (a);
  gsize step = MAX (1, n / 20000);
  double factor[3] = { 1, 1, 1 };
  double offset[3] = { 0, 0, 0 };

  if (a->channels < 3)
    return FALSE;

  for (int round = 0; round < 40; round++)
    {
      double s[3][5] = { { 0 } };

      for (gsize i = step / 2; i < n; i += step)
        {
          double dot = 0;
          double square = 0;
          double w;

          for (int c = 0; c < 3; c++)
            {
              double x = emu_image_plane (stage->mixed, c)[i];
              double below = factor[c] * emu_image_plane (b, c)[i] + offset[c];
              double d = factor[c] * (emu_image_plane (a, c)[i] - emu_image_plane (b, c)[i]);

              dot += (x - below) * d;
              square += d * d;
            }
          w = square > 0 ? CLAMP (dot / square, 0, 1) : 0.5;

          for (int c = 0; c < 3; c++)
            {
              double x = emu_image_plane (stage->mixed, c)[i];
              double v = w * emu_image_plane (a, c)[i] + (1 - w) * emu_image_plane (b, c)[i];

              if (x == 0 || x == 255)
                continue;
              s[c][0] += 1;
              s[c][1] += v;
              s[c][2] += x;
              s[c][3] += v * v;
              s[c][4] += v * x;
            }
        }

      for (int c = 0; c < 3; c++)
        {
          double variance = s[c][3] - s[c][1] * s[c][1] / MAX (1, s[c][0]);

          if (!(variance > 0))
            return FALSE;
          factor[c] = (s[c][4] - s[c][1] * s[c][2] / s[c][0]) / variance;
          offset[c] = (s[c][2] - factor[c] * s[c][1]) / s[c][0];

          /* Hardly anything of A and B is left in what is flatter than this. */
          if (!(factor[c] > 0.2 && factor[c] < 8))
            return FALSE;
        }
    }

  setup->scale = EMU_SCALE_AFFINE;
  memcpy (setup->factor, factor, sizeof factor);
  memcpy (setup->offset, offset, sizeof offset);

  return TRUE;
}

/* Levels the colour channels end at. */
static void
find_ends (const EmuImage *image,
           EmuSetup       *setup)
{
  int lo = 255;
  int hi = 0;

  for (int c = 0; c < MIN (3, image->channels); c++)
    {
      for (gsize i = 0; i < emu_image_n_pixels (image); i++)
        {
          int v = emu_image_plane (image, c)[i];

          lo = MIN (lo, v);
          hi = MAX (hi, v);
        }
    }

  setup->lo = lo;
  setup->hi = hi;
}

/* Suppositions that leave the colours possible and change where or how they are mixed. */
static void
list_mixing_trials (const EmuStage       *stage,
                    const EmuExplanation *best,
                    GArray               *trials)
{
  const EmuSetup *now = &stage->setup;
  EmuSetup setup = *now;

  if (!best->explains || best->n_numbers > FEW_NUMBERS)
    {
      setup.swapped = !now->swapped;
      if (!now->swapped)
        add_trial (trials, &setup, choose_all);

      setup = *now;
      setup.transposed = TRUE;
      if (!now->transposed)
        add_trial (trials, &setup, choose_all);
    }

  setup = *now;
  setup.scale = EMU_SCALE_LIGHT;
  if (now->scale == EMU_SCALE_BYTES)
    add_trial (trials, &setup, choose_nearest);

  setup = *now;
  setup.floors = TRUE;
  if (!now->floors)
    add_trial (trials, &setup, choose_nearest);

  setup = *now;
  find_ends (stage->mixed, &setup);
  if (!best->explains && now->lo == 0 && now->hi == 255 && (setup.lo > 0 || setup.hi < 255))
    add_trial (trials, &setup, choose_nearest);
}

/* Adds those suppositions to @likely that halve the misfit of a part, or of all. */
static void
weigh_up (const Search   *search,
          const EmuSetup *present,
          const EmuBox   *part,
          GArray         *all,
          GArray         *likely)
{
  double now = misfit_of (search, present, part);

  for (guint i = 0; i < all->len && !g_cancellable_is_cancelled (search->cancellable); i++)
    {
      Trial *trial = &g_array_index (all, Trial, i);

      trial->misfit = misfit_of (search, &trial->setup, part);

      /* On an affine scale what is left is counted in other units. */
      for (int c = 0; trial->setup.scale == EMU_SCALE_AFFINE && c < 3; c++)
        trial->misfit *= pow (trial->setup.factor[c], 2.0 / 3);
      if (trial->misfit < 0.5 * now)
        g_array_append_val (likely, *trial);
    }
}

/* Those suppositions about colours that look right in a part of the picture; or, as where that part
 * of B was moved, too, in the whole. */
static void
screen (const Search   *search,
        const EmuStage *stage,
        GArray         *trials)
{
  EmuBox part = choose_part (stage);
  g_autoptr(GArray) likely = g_array_new (FALSE, FALSE, sizeof (Trial));
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (Trial));
  EmuSetup levels = stage->setup;

  list_colour_trials (search->request, stage, all);
  if (stage->setup.scale == EMU_SCALE_BYTES && fit_levels (stage, &levels))
    add_trial (all, &levels, choose_all);

  weigh_up (search, &stage->setup, &part, all, likely);
  if (likely->len == 0)
    weigh_up (search, &stage->setup, NULL, all, likely);

  g_array_sort (likely, compare_trials);
  g_array_append_vals (trials, likely->data, MIN (likely->len, MAX_TRIED));
  list_shift_trials (search, stage, trials);
}

/* A picture can only be of one size. */
static gboolean
is_possible (const EmuCompareRequest *request,
             const EmuSetup          *setup)
{
  return !setup->swapped || (request->a->height == request->b->height && request->a->width == request->b->width);
}

/* Whether an explanation that leaves much less than @now leaves nothing but JPEG: that is as good as
 * nothing, though it may be as much as what was explained. */
static gboolean
leaves_jpeg (const Search         *search,
             EmuStage             *stage,
             const EmuExplanation *self,
             const EmuExplanation *now)
{
  double n = n_samples (stage);
  g_autoptr(EmuImage) picture = NULL;
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMask) laid = NULL;
  double left;
  int quality;

  if (self->explains || now->explains || !self->replayable || cost (now, n) - cost (self, n) < n * log (2))
    return FALSE;

  picture = emu_stage_render (stage, self->proposal, &mix, &laid, search->cancellable, NULL);

  return picture != NULL && emu_compare_is_jpeg (stage->mixed, picture, &left, &quality);
}

/* Finds the supposition that explains most beyond what is known; returns %TRUE without one if none
 * does decisively. */
static gboolean
improve (const Search *search,
         EmuStage    **stage,
         GPtrArray   **explanations,
         double        from,
         double        to,
         gboolean     *improved,
         GError      **error)
{
  const EmuExplanation *now = g_ptr_array_index (*explanations, 0);
  g_autoptr(GArray) trials = g_array_new (FALSE, FALSE, sizeof (Trial));
  g_autoptr(EmuStage) best_stage = NULL;
  g_autoptr(GPtrArray) best = NULL;
  double n = n_samples (*stage);

  *improved = FALSE;
  if (!now->explains)
    screen (search, *stage, trials);
  list_mixing_trials (*stage, now, trials);

  for (guint i = 0; i < trials->len; i++)
    {
      const Trial *trial = &g_array_index (trials, Trial, i);
      double start = from + (to - from) * i / trials->len;
      double end = from + (to - from) * (i + 1) / trials->len;
      g_autoptr(EmuStage) next_stage = NULL;
      g_autoptr(GPtrArray) next = NULL;

      if (!is_possible (search->request, &trial->setup))
        continue;

      next_stage = emu_stage_new (&trial->setup, search->request, NULL, search->cancellable, error);
      if (next_stage == NULL)
        return FALSE;
      next = explain (search, next_stage, trial->choose, *explanations, start, end, error);
      if (next == NULL)
        return FALSE;

      if (next->len > 0 &&
          (is_decisive (next->pdata[0], now, n) || leaves_jpeg (search, next_stage, next->pdata[0], now)) &&
          (best == NULL || is_better (next->pdata[0], best->pdata[0], n)))
        {
          g_clear_pointer (&best_stage, emu_stage_free);
          g_clear_pointer (&best, g_ptr_array_unref);
          best_stage = g_steal_pointer (&next_stage);
          best = g_steal_pointer (&next);

          /* Nothing is left that another supposition could explain. */
          if (is_settled (best->pdata[0]))
            break;
        }
    }

  if (best == NULL)
    return TRUE;

  emu_comparison_accept (search->comparison, &(*stage)->setup, &best_stage->setup, now->residual.mean,
                         ((const EmuExplanation *) best->pdata[0])->residual.mean);
  /* Methods it was not tried with have to be asked, too, before all are put in order. */
  if (best->len < (*explanations)->len)
    {
      g_ptr_array_unref (best);
      best = explain (search, best_stage, choose_all, NULL, to, to, error);
      if (best == NULL)
        return FALSE;
    }

  g_ptr_array_unref (*explanations);
  emu_stage_free (*stage);
  *explanations = g_steal_pointer (&best);
  *stage = g_steal_pointer (&best_stage);
  *improved = TRUE;

  return TRUE;
}

/* ---- One λ a channel -------------------------------------------------------------------- */

static void
try_channels (const Search         *search,
              const EmuStage       *stage,
              const EmuExplanation *best)
{
  const EmuImage *a = emu_pair_get_a (stage->pair);
  const EmuImage *b = emu_pair_get_b (stage->pair);
  g_autoptr(EmuImage) picture = NULL;
  double lambda[3];
  EmuResidual left;

  if (a->channels < 3)
    return;

  picture = emu_image_new (a->channels, a->height, a->width, NULL);
  if (picture == NULL)
    return;

  memcpy (emu_image_plane (picture, 0), emu_image_plane (stage->mixed, 0),
          a->channels * emu_image_n_pixels (a));
  for (int c = 0; c < 3; c++)
    {
      lambda[c] = emu_evidence_uniform (stage->evidence, c, NULL, NULL, NULL);
      if (!(lambda[c] >= 0 && lambda[c] <= 1))
        return;
      emu_kernel_mix_bytes (emu_image_plane (picture, c), emu_image_plane (a, c), emu_image_plane (b, c),
                            (float) lambda[c], (float) (1 - lambda[c]), emu_image_n_pixels (a));
    }

  left = measure (picture, stage->mixed, NULL);
  if (left.max <= 1 && left.mean <= 0.6 && best->residual.mean - left.mean > 0.15 &&
      left.mean < 0.5 * best->residual.mean)
    emu_comparison_say_channels (search->comparison, lambda, best->residual.mean, left.mean);
}

/* ---- The picture's own mask ------------------------------------------------------------- */

/* Running means that fade by this much a pixel carry weights to where none are known. */
#define FADE 0.6f

static void
spread (float *num,
        float *den,
        int    n,
        int    stride)
{
  for (int i = 1; i < n; i++)
    {
      num[i * (gssize) stride] += FADE * num[(i - 1) * (gssize) stride];
      den[i * (gssize) stride] += FADE * den[(i - 1) * (gssize) stride];
    }
  for (int i = n - 2; i >= 0; i--)
    {
      num[i * (gssize) stride] += FADE * num[(i + 1) * (gssize) stride];
      den[i * (gssize) stride] += FADE * den[(i + 1) * (gssize) stride];
    }
}

/* Squares of differences of A and B below which one level of rounding moves a weight much. */
#define CERTAIN 400.0f

static EmuImage *
estimate_mask (const EmuStage *stage,
               GError        **error)
{
  const EmuEvidence *evidence = stage->evidence;
  int height = evidence->height;
  int width = evidence->width;
  gsize n = (gsize) height * width;
  g_autoptr(EmuImage) mask = emu_image_new (1, height, width, error);
  g_autofree float *num = g_try_new (float, n);
  g_autofree float *den = g_try_new (float, n);

  if (mask == NULL)
    return NULL;

  for (gsize i = 0; num != NULL && den != NULL && i < n; i++)
    {
      float w = emu_evidence_weight (evidence, (int) (i / width), (int) (i % width), &den[i]);

      den[i] = den[i] * 1e-3f + 1e-20f;
      num[i] = den[i] * CLAMP (w, 0.0f, 1.0f);
    }

  for (int y = 0; num != NULL && den != NULL && y < height; y++)
    spread (num + (gsize) y * width, den + (gsize) y * width, width, 1);
  for (int x = 0; num != NULL && den != NULL && x < width; x++)
    spread (num + x, den + x, height, width);

  for (gsize i = 0; i < n; i++)
    {
      float certainty;
      float w = emu_evidence_weight (evidence, (int) (i / width), (int) (i % width), &certainty);

      if (certainty < CERTAIN && num != NULL && den != NULL)
        w = num[i] / den[i];
      emu_image_plane (mask, 0)[i] = (guint8) rintf (CLAMP (w, 0.0f, 1.0f) * 255);
    }

  return g_steal_pointer (&mask);
}

/* ---- The search ------------------------------------------------------------------------- */

static gboolean
is_same_picture (const EmuStage *stage)
{
  return emu_image_equal (emu_pair_get_a (stage->pair), emu_pair_get_b (stage->pair));
}

/* What differs from the picture no more than the best does is explained as well by JPEG. */
static void
mark_jpeg (EmuComparison *self)
{
  double mean = emu_comparison_get_best (self)->residual.mean;

  for (guint i = 0; i < self->explanations->len; i++)
    {
      EmuExplanation *explanation = g_ptr_array_index (self->explanations, i);

      explanation->jpeg = !explanation->explains && explanation->residual.mean <= 1.02 * mean;
    }
}

/* Share of what pixels gain that a rectangle has to hold to be all there is, in spite of rounding
 * and of JPEG. */
#define BUT_FOR_ROUNDING 0.9995
#define BUT_FOR_JPEG 0.98

/* A rectangle that no method draws is one that was cut or placed wrongly. A few cells may be dealt
 * out to one by chance; many are not. */
static void
look_for_rectangle (EmuComparison  *self,
                    const EmuStage *stage)
{
  const EmuEvidence *evidence = stage->evidence;
  const EmuExplanation *best = emu_comparison_get_best (self);
  double share = best->residual.max == 0 ? 1 : best->explains ? BUT_FOR_ROUNDING : BUT_FOR_JPEG;
  EmuBox box = emu_evidence_best_box (evidence);
  double gain = 0;

  if (best->n_numbers <= FEW_NUMBERS || !(best->explains || best->jpeg) || emu_box_is_empty (&box) ||
      (box.y1 - box.y0 == evidence->height && box.x1 - box.x0 == evidence->width))
    return;

  for (int y = 0; y < evidence->height; y++)
    {
      for (int x = 0; x < evidence->width; x++)
        gain += MAX (0, emu_evidence_gain (evidence, &(EmuBox) { y, y + 1, x, x + 1 }));
    }

  if ((double) emu_evidence_gain (evidence, &box) < share * gain)
    return;

  if (stage->setup.transposed)
    box = (EmuBox) { box.x0, box.x1, box.y0, box.y1 };
  emu_comparison_say_rectangle (self, &box, stage->setup.swapped);
}

static gboolean
draw_pictures (const Search *search,
               EmuStage     *stage,
               GError      **error)
{
  EmuComparison *comparison = search->comparison;
  const EmuExplanation *best = emu_comparison_get_best (comparison);
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMask) laid = NULL;
  g_autoptr(EmuImage) mask = estimate_mask (stage, error);
  g_autoptr(EmuImage) picture = NULL;
  g_autoptr(EmuImage) difference = NULL;
  double misfit, left;
  int quality;

  if (mask == NULL)
    return FALSE;

  comparison->mask = emu_stage_restore (stage, mask, TRUE, error);
  if (comparison->mask != NULL && stage->setup.swapped)
    emu_comparison_invert_mask (comparison);
  if (comparison->mask == NULL || best == NULL)
    return comparison->mask != NULL;

  picture = emu_stage_render (stage, best->proposal, &mix, &laid, search->cancellable, error);
  difference = picture != NULL ? emu_image_new (1, picture->height, picture->width, error) : NULL;
  if (difference == NULL)
    return FALSE;

  measure (picture, stage->mixed, difference);
  misfit = emu_evidence_misfit (stage->evidence);
  if (!best->explains && best->residual.mean > 10 && misfit > 100)
    emu_comparison_say_unrelated (comparison, misfit);
  else if (!best->explains && emu_compare_is_jpeg (stage->mixed, picture, &left, &quality))
    {
      mark_jpeg (comparison);
      emu_comparison_say_jpeg (comparison, left, quality);
    }
  if (!best->replayable)
    look_for_rectangle (comparison, stage);

  comparison->picture = emu_stage_restore (stage, picture, FALSE, error);
  comparison->difference = comparison->picture != NULL ? emu_stage_restore (stage, difference, TRUE, error) : NULL;

  return comparison->difference != NULL;
}

gboolean
emu_comparison_search (EmuComparison           *self,
                       const EmuCompareRequest *request,
                       EmuCompareProgress       progress,
                       gpointer                 data,
                       GCancellable            *cancellable,
                       GError                 **error)
{
  Search search = { self, request, progress, data, cancellable };
  g_autoptr(EmuStage) stage = NULL;
  g_autoptr(GPtrArray) explanations = NULL;
  gboolean improved = TRUE;
  guint n_known = self->findings->len;
  EmuSetup setup;

  emu_setup_init (&setup, request);
  stage = emu_stage_new (&setup, request, NULL, cancellable, error);
  if (stage == NULL)
    return FALSE;

  if (is_same_picture (stage))
    {
      emu_comparison_say_same_pictures (self);
      return draw_pictures (&search, stage, error);
    }

  explanations = explain (&search, stage, choose_all, NULL, 0, 0.4, error);
  if (explanations == NULL)
    return FALSE;

  for (int round = 0; round < MAX_ROUNDS && improved && explanations->len > 0 &&
       !is_settled (explanations->pdata[0]); round++)
    {
      if (round == 0)
        try_channels (&search, stage, explanations->pdata[0]);
      if (round == 0 && self->findings->len > n_known)
        break;

      if (!improve (&search, &stage, &explanations, 0.4 + 0.2 * round, 0.6 + 0.2 * round, &improved, error))
        return FALSE;
    }

  g_ptr_array_extend_and_steal (self->explanations, g_steal_pointer (&explanations));
  if (!draw_pictures (&search, stage, error))
    return FALSE;

  report (&search, 1);

  return TRUE;
}
