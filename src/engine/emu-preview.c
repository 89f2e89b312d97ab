/* emu-preview.c: a mixing as a person has set it up, and the pictures a window shows of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "emu-preview.h"

/* The guide of one picture as bytes, and as it was seen last. */
typedef struct
{
  EmuGuide *guide;
  EmuImage *grey;
  EmuView   view;
  EmuImage *seen;
} Guided;

struct _EmuPreview
{
  /* What @pair was made from is read off @pair_job. */
  EmuMixJob *pair_job;
  EmuPair   *pair;

  /* The last mix that was decided, and the job that asked for it. */
  EmuMixJob *mix_job;
  EmuMix    *mix;
  double     mix_ms;

  /* The result of @mix at A's full size, so that zooming at rest mixes nothing again. */
  EmuImage  *full;
  double     full_mask_ms;
  double     full_blend_ms;

  Guided     guided[2];
};

static void
free_job (gpointer data)
{
  EmuMixJob *self = data;

  g_clear_pointer (&self->a, emu_image_unref);
  g_clear_pointer (&self->b, emu_image_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->maps); i++)
    g_clear_pointer (&self->maps[i], emu_image_unref);
  g_clear_pointer (&self->params, g_free);
}

EmuMixJob *
emu_mix_job_new (EmuImage        *a,
                 EmuImage        *b,
                 const EmuMethod *method,
                 const void      *params)
{
  EmuMixJob *self;

  g_return_val_if_fail (a != NULL && b != NULL, NULL);
  g_return_val_if_fail (method != NULL, NULL);

  self = g_atomic_rc_box_new0 (EmuMixJob);
  self->a = emu_image_ref (a);
  self->b = emu_image_ref (b);
  self->fit = EMU_FIT_COVER;
  self->filter = EMU_FILTER_AREA;
  self->fill[3] = 255;
  self->method = method;
  self->params = params != NULL ? emu_params_copy (&method->params, params)
                                : emu_params_new (&method->params);
  self->requested = NAN;
  self->alpha = NAN;

  return self;
}

EmuMixJob *
emu_mix_job_ref (EmuMixJob *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_mix_job_unref (EmuMixJob *self)
{
  g_atomic_rc_box_release_full (self, free_job);
}

EmuMixJob *
emu_mix_job_as_published (EmuMixJob *self,
                          gboolean   published)
{
  const EmuParamTable *table = &self->method->params;
  g_autofree void *params = emu_params_copy (table, self->params);
  EmuMixJob *copy;

  emu_params_set_published (table, params, published);
  if (emu_params_equal (table, params, self->params))
    return emu_mix_job_ref (self);

  copy = g_atomic_rc_box_new (EmuMixJob);
  *copy = *self;
  copy->params = g_steal_pointer (&params);
  emu_image_ref (copy->a);
  emu_image_ref (copy->b);
  for (guint i = 0; i < G_N_ELEMENTS (copy->maps); i++)
    {
      if (copy->maps[i] != NULL)
        emu_image_ref (copy->maps[i]);
    }

  return copy;
}

static void
free_frame (gpointer data)
{
  EmuFrame *self = data;

  g_clear_pointer (&self->result, emu_image_unref);
  g_clear_pointer (&self->mask, emu_mask_unref);
  g_clear_pointer (&self->a, emu_image_unref);
  g_clear_pointer (&self->b, emu_image_unref);
  for (guint i = 0; i < G_N_ELEMENTS (self->guides); i++)
    g_clear_pointer (&self->guides[i], emu_image_unref);
  g_clear_pointer (&self->pair, emu_pair_unref);
  g_clear_pointer (&self->mix, emu_mix_unref);
  g_clear_pointer (&self->job, emu_mix_job_unref);
}

EmuFrame *
emu_frame_ref (EmuFrame *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_frame_unref (EmuFrame *self)
{
  g_atomic_rc_box_release_full (self, free_frame);
}

EmuPreview *
emu_preview_new (void)
{
  return g_new0 (EmuPreview, 1);
}

static void
forget_mix (EmuPreview *self)
{
  g_clear_pointer (&self->full, emu_image_unref);
  g_clear_pointer (&self->mix, emu_mix_unref);
  g_clear_pointer (&self->mix_job, emu_mix_job_unref);
}

static void
forget_guided (Guided *guided)
{
  g_clear_pointer (&guided->seen, emu_image_unref);
  g_clear_pointer (&guided->grey, emu_image_unref);
  g_clear_pointer (&guided->guide, emu_guide_unref);
}

void
emu_preview_free (EmuPreview *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->guided); i++)
    forget_guided (&self->guided[i]);
  forget_mix (self);
  g_clear_pointer (&self->pair, emu_pair_unref);
  g_clear_pointer (&self->pair_job, emu_mix_job_unref);
  g_free (self);
}

gboolean
emu_mix_job_same_pair (const EmuMixJob *a,
                       const EmuMixJob *b)
{
  return a->a == b->a && a->b == b->b && a->fit == b->fit && a->filter == b->filter &&
         memcmp (a->fill, b->fill, sizeof a->fill) == 0;
}

/* A NaN, which stands for “not asked”, equals itself here. */
static gboolean
same_number (double a,
             double b)
{
  return a == b || (isnan (a) && isnan (b));
}

gboolean
emu_mix_job_same_settings (const EmuMixJob *a,
                           const EmuMixJob *b)
{
  if (a->method != b->method || !same_number (a->requested, b->requested) ||
      !same_number (a->alpha, b->alpha) ||
      !emu_params_equal (&a->method->params, a->params, b->params) ||
      a->maps[0] != b->maps[0] || a->maps[1] != b->maps[1])
    return FALSE;

  for (guint i = 0; i < a->method->draws.n_draws; i++)
    {
      gboolean fixed = a->has_given && a->given.fixed[i];

      if (fixed != (b->has_given && b->given.fixed[i]))
        return FALSE;

      if (fixed && (a->given.array[i] != b->given.array[i] ||
                    !same_number (a->given.scalar[i], b->given.scalar[i])))
        return FALSE;
    }

  return TRUE;
}

EmuMixJob *
emu_mix_job_with_seed (const EmuMixJob *self,
                       guint64          seed)
{
  EmuMixJob *copy = g_atomic_rc_box_new (EmuMixJob);

  *copy = *self;
  emu_image_ref (copy->a);
  emu_image_ref (copy->b);
  for (guint i = 0; i < G_N_ELEMENTS (copy->maps); i++)
    {
      if (copy->maps[i] != NULL)
        emu_image_ref (copy->maps[i]);
    }
  copy->params = emu_params_copy (&self->method->params, self->params);
  copy->seed = seed;

  return copy;
}

void
emu_preview_share_pair (EmuPreview     *self,
                        const EmuFrame *frame)
{
  g_return_if_fail (self != NULL && frame != NULL);

  if (self->pair == frame->pair)
    return;

  g_clear_pointer (&self->full, emu_image_unref);
  g_clear_pointer (&self->pair, emu_pair_unref);
  g_clear_pointer (&self->pair_job, emu_mix_job_unref);
  self->pair = emu_pair_ref (frame->pair);
  self->pair_job = emu_mix_job_ref (frame->job);
}

void
emu_mix_job_get_request (const EmuMixJob *self,
                         EmuMixRequest   *request)
{
  *request = (EmuMixRequest) EMU_MIX_REQUEST_INIT;
  request->method = self->method;
  request->params = self->params;
  request->requested = self->requested;
  request->alpha = self->alpha;
  request->seed = self->seed;
  request->sample = self->sample;
  request->given = self->has_given ? &self->given : NULL;
}

static double
ms_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000.0;
}

static gboolean
need_pair (EmuPreview *self,
           EmuMixJob  *job,
           GError    **error)
{
  EmuPair *pair;

  if (self->pair != NULL && emu_mix_job_same_pair (self->pair_job, job))
    return TRUE;

  /* Two pairs of huge pictures may not fit, so the old one goes first unless a frame holds it. */
  g_clear_pointer (&self->full, emu_image_unref);
  g_clear_pointer (&self->pair, emu_pair_unref);
  g_clear_pointer (&self->pair_job, emu_mix_job_unref);

  pair = emu_pair_new (job->a, job->b, job->fit, job->filter, job->fill, error);
  if (pair == NULL)
    return FALSE;

  self->pair = pair;
  self->pair_job = emu_mix_job_ref (job);

  return TRUE;
}

static gboolean
need_mix (EmuPreview   *self,
          EmuMixJob    *job,
          GCancellable *cancellable,
          GError      **error)
{
  EmuMixRequest request;
  const EmuMix *previous = NULL;
  gint64 start = g_get_monotonic_time ();
  EmuMix *mix;

  if (self->mix != NULL && self->mix_job == job)
    return TRUE;

  g_clear_pointer (&self->full, emu_image_unref);

  if (self->mix != NULL && self->mix->method == job->method)
    previous = self->mix;

  emu_mix_job_get_request (job, &request);
  mix = emu_mix_new_for_pair (&request, self->pair, job->maps, previous, cancellable, error);
  if (mix == NULL)
    return FALSE;

  forget_mix (self);
  self->mix = mix;
  self->mix_job = emu_mix_job_ref (job);
  self->mix_ms = ms_since (start);

  return TRUE;
}

/* Mask and result at A's full size. The mask may take more memory than the picture and goes as
 * soon as the picture stands. */
static gboolean
need_full (EmuPreview   *self,
           GCancellable *cancellable,
           GError      **error)
{
  EmuView whole = emu_view_whole (self->mix->height, self->mix->width);
  g_autoptr(EmuMask) mask = NULL;
  gint64 start = g_get_monotonic_time ();

  if (self->full != NULL)
    return TRUE;

  mask = emu_mix_mask (self->mix, &whole, error);
  if (mask == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  self->full_mask_ms = ms_since (start);
  start = g_get_monotonic_time ();
  self->full = emu_mix_blend (self->mix, self->pair, mask, cancellable, error);
  self->full_blend_ms = ms_since (start);

  return self->full != NULL;
}

static EmuImage *
guide_to_grey (const EmuGuide *guide,
               GError        **error)
{
  EmuImage *grey = emu_image_new (1, guide->height, guide->width, error);

  if (grey == NULL)
    return NULL;

  for (int y = 0; y < guide->height; y++)
    {
      const float *from = emu_guide_row (guide, y);
      guint8 *to = emu_image_row (grey, 0, y);

      for (int x = 0; x < guide->width; x++)
        to[x] = (guint8) (int) (from[x] * 255.0f + 0.5f);
    }

  return grey;
}

/* Returns: (transfer full): @guide through @view. Reading tens of megapixels takes longer than a
 * hand moves, so what was seen last is kept. */
static EmuImage *
see_guide (Guided         *self,
           EmuGuide       *guide,
           const EmuView  *view,
           GCancellable   *cancellable,
           GError        **error)
{
  if (self->guide != guide)
    {
      forget_guided (self);
      self->grey = guide_to_grey (guide, error);
      if (self->grey == NULL)
        return NULL;
      self->guide = emu_guide_ref (guide);
    }

  if (self->seen == NULL || !emu_view_equal (&self->view, view))
    {
      g_clear_pointer (&self->seen, emu_image_unref);
      self->seen = emu_image_view (self->grey, view, cancellable, error);
      self->view = *view;
    }

  return self->seen != NULL ? emu_image_ref (self->seen) : NULL;
}

static gboolean
fill_frame (EmuPreview    *self,
            EmuFrame      *frame,
            EmuFrameParts  parts,
            GCancellable  *cancellable,
            GError       **error)
{
  gboolean want_result = (parts & EMU_FRAME_RESULT) != 0;

  /* Without reduction there is nothing to mix in another order: both ways give the same bytes. Where
   * the full-size result stands already, reducing it is no slower than reducing A and B. */
  gboolean from_full = want_result && frame->view.step > 1.0 && (frame->exact || self->full != NULL);
  gboolean need_mask = (parts & EMU_FRAME_MASK) != 0 || (want_result && !from_full);
  g_autoptr(EmuMask) mask = NULL;
  gint64 start;

  frame->exact = from_full || !want_result || frame->view.step == 1.0;
  frame->mask_ms = self->mix_ms;

  if (need_mask)
    {
      start = g_get_monotonic_time ();
      mask = emu_mix_mask (self->mix, &frame->view, error);
      if (mask == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      frame->mask_ms += ms_since (start);
    }

  if (want_result)
    {
      if (from_full)
        {
          if (!need_full (self, cancellable, error))
            return FALSE;
          frame->result = emu_image_view (self->full, &frame->view, cancellable, error);
          frame->mask_ms = self->mix_ms + self->full_mask_ms;
          frame->blend_ms = self->full_blend_ms;
        }
      else
        {
          start = g_get_monotonic_time ();
          frame->result = emu_mix_blend (self->mix, self->pair, mask, cancellable, error);
          frame->blend_ms = ms_since (start);
        }

      if (frame->result == NULL)
        return FALSE;
    }

  if ((parts & (EMU_FRAME_A | EMU_FRAME_B)) != 0)
    {
      g_autoptr(EmuImage) a = NULL;
      g_autoptr(EmuImage) b = NULL;

      if (!emu_pair_view (self->pair, &frame->view, &a, &b, cancellable, error))
        return FALSE;
      if ((parts & EMU_FRAME_A) != 0)
        frame->a = g_steal_pointer (&a);
      if ((parts & EMU_FRAME_B) != 0)
        frame->b = g_steal_pointer (&b);
    }

  for (guint i = 0; i < G_N_ELEMENTS (self->guided); i++)
    {
      if ((parts & EMU_FRAME_GUIDES) == 0 || self->mix->guides[i] == NULL)
        {
          forget_guided (&self->guided[i]);
          continue;
        }

      frame->guides[i] = see_guide (&self->guided[i], self->mix->guides[i], &frame->view,
                                    cancellable, error);
      if (frame->guides[i] == NULL)
        return FALSE;
    }

  if ((parts & EMU_FRAME_MASK) != 0)
    frame->mask = g_steal_pointer (&mask);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

EmuFrame *
emu_preview_render (EmuPreview    *self,
                    EmuMixJob     *job,
                    const EmuView *view,
                    EmuFrameParts  parts,
                    gboolean       exact,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr(EmuFrame) frame = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (job != NULL, NULL);
  g_return_val_if_fail (view != NULL && view->width > 0 && view->height > 0, NULL);
  g_return_val_if_fail (view->step >= 1.0, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !need_pair (self, job, error) ||
      g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !need_mix (self, job, cancellable, error))
    return NULL;

  frame = g_atomic_rc_box_new0 (EmuFrame);
  frame->job = emu_mix_job_ref (job);
  frame->mix = emu_mix_ref (self->mix);
  frame->pair = emu_pair_ref (self->pair);
  frame->view = *view;
  frame->exact = exact;

  if (!fill_frame (self, frame, parts, cancellable, error))
    return NULL;

  return g_steal_pointer (&frame);
}
