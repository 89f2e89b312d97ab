/* emu-study.c: what many draws with the same settings come to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-error.h"
#include "emu-study.h"

#define MAX_DRAWS (1u << 20)

/* Below this the three digits on the screen are the same but for rounding. */
#define APART 5e-4

/* A first shape soon, a better one before the last. */
static const guint report_after[] = { 50, 200 };

static void
clear_study (gpointer data)
{
  EmuStudy *self = data;

  g_clear_pointer (&self->job, emu_mix_job_unref);
  g_free (self->weight_a);
  g_free (self->mask_mean);
}

EmuStudy *
emu_study_ref (EmuStudy *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_study_unref (EmuStudy *self)
{
  g_atomic_rc_box_release_full (self, clear_study);
}

guint
emu_study_bin (double weight)
{
  return (guint) CLAMP (floor (weight * EMU_STUDY_BINS), 0, EMU_STUDY_BINS - 1);
}

static EmuStudy *
copy_study (const EmuStudy *self)
{
  EmuStudy *copy = g_atomic_rc_box_new (EmuStudy);

  *copy = *self;
  emu_mix_job_ref (copy->job);
  copy->weight_a = g_memdup2 (self->weight_a, self->n * sizeof (double));
  copy->mask_mean = g_memdup2 (self->mask_mean, self->n * sizeof (double));

  return copy;
}

static void
count (EmuStudy     *self,
       const EmuMix *mix)
{
  double mean = mix->mask_mean;

  self->weight_a[self->n] = mix->label.weight_a;
  self->mask_mean[self->n] = mean;
  self->n++;
  self->weight_bins[emu_study_bin (mix->label.weight_a)]++;
  self->mask_bins[emu_study_bin (mean)]++;
  self->n_visible += mean >= EMU_STUDY_VISIBLE && 1 - mean >= EMU_STUDY_VISIBLE;
  self->n_apart += fabs (mix->label.weight_a - mean) >= APART;
  self->n_only_a += mean == 1;
  self->n_only_b += mean == 0;
}

/* The guides the method asks for: @like's, or computed from the pictures. */
static gboolean
need_guides (EmuMixJob     *job,
             const EmuMix  *like,
             EmuGuide      *guides[2],
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(EmuPair) pair = NULL;

  for (guint i = 0; i < 2; i++)
    {
      EmuGuideKind kind = emu_method_needs_guide (job->method, job->params, i);

      if (kind == EMU_GUIDE_NONE)
        continue;

      if (like != NULL && like->guides[i] != NULL)
        {
          guides[i] = emu_guide_ref (like->guides[i]);
          continue;
        }

      if (pair == NULL)
        pair = emu_pair_new (job->a, job->b, job->fit, job->filter, job->fill, error);
      if (pair == NULL)
        return FALSE;

      guides[i] = emu_pair_get_guide (pair, i, kind, job->maps[i], cancellable, error);
      if (guides[i] == NULL)
        return FALSE;
    }

  return TRUE;
}

EmuStudy *
emu_study_new (EmuMixJob     *job,
               const EmuMix  *like,
               guint          n,
               EmuStudyFunc   report,
               gpointer       data,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(EmuStudy) self = NULL;
  g_autoptr(EmuGuide) guide_a = NULL;
  g_autoptr(EmuGuide) guide_b = NULL;
  g_autoptr(EmuMix) previous = NULL;
  EmuGuide *guides[2] = { NULL, NULL };
  EmuMixRequest request;
  gboolean ready;
  guint n_reports = 0;

  g_return_val_if_fail (job != NULL, NULL);
  g_return_val_if_fail (n >= 1 && n <= MAX_DRAWS, NULL);
  g_return_val_if_fail (like == NULL || like->method == job->method, NULL);

  ready = need_guides (job, like, guides, cancellable, error);
  guide_a = guides[0];
  guide_b = guides[1];
  if (!ready)
    return NULL;

  self = g_atomic_rc_box_new0 (EmuStudy);
  self->job = emu_mix_job_ref (job);
  self->n_asked = n;
  self->exact = TRUE;
  self->weight_a = g_new (double, n);
  self->mask_mean = g_new (double, n);

  emu_mix_job_get_request (job, &request);
  request.guides[0] = guide_a;
  request.guides[1] = guide_b;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GError) failure = NULL;
      EmuMix *mix;
      gboolean exact;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;

      request.sample = i;
      mix = emu_mix_new_outline (&request, job->a->height, job->a->width,
                                 previous != NULL ? previous : like, &exact, cancellable, &failure);
      if (mix != NULL)
        {
          count (self, mix);
          self->exact = self->exact && exact;
          g_clear_pointer (&previous, emu_mix_unref);
          previous = mix;
        }
      else if (g_error_matches (failure, EMU_ERROR, EMU_ERROR_AS_PUBLISHED) ||
               g_error_matches (failure, EMU_ERROR, EMU_ERROR_BAD_PARAM))
        {
          self->weight_a[self->n] = NAN;
          self->mask_mean[self->n] = NAN;
          self->n++;
          self->n_failed++;
        }
      else
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }

      if (report != NULL && n_reports < G_N_ELEMENTS (report_after) &&
          self->n == report_after[n_reports] && self->n < n)
        {
          n_reports++;
          report (copy_study (self), data);
        }
    }

  return g_steal_pointer (&self);
}

gboolean
emu_mix_job_varies (const EmuMixJob *self)
{
  const EmuMethod *method = self->method;
  const EmuDrawTable *table = &method->draws;
  g_autofree void *draws = g_malloc0 (MAX (table->size, 1));
  EmuMix mix = {
    .method = method,
    .height = self->a->height,
    .width = self->a->width,
    .requested = self->requested,
    .drawn = NAN,
    /* Ranges may follow from λ; whether a draw is looked at does not depend on its value. */
    .lambda = isnan (self->requested) ? 0.5 : self->requested,
    .alpha = isnan (self->alpha) ? method->alpha : self->alpha,
    .seed = self->seed,
    .params = self->params,
    .draws = draws,
  };

  if (isnan (self->requested) && !method->ignores_lambda)
    return TRUE;

  if (!emu_draws_sample (table, self->params, &mix, self->seed, 0,
                         self->has_given ? &self->given : NULL, draws, NULL))
    return TRUE;

  for (guint i = 0; i < table->n_draws; i++)
    {
      gboolean decided = (self->has_given && self->given.fixed[i]) ||
                         (table->draws[i].follows_lambda && !isnan (self->requested));

      if (!decided && emu_draw_get_shape (table, i, self->params, &mix).in_use)
        return TRUE;
    }

  return FALSE;
}
