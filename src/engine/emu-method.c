/* emu-method.c: how two pictures are mixed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-error.h"
#include "emu-kernels.h"
#include "emu-method.h"
#include "emu-parallel.h"

const char *
emu_label_rule_nick (EmuLabelRule rule)
{
  static const char * const nicks[] = { "mask-mean", "lambda", "a", "own" };

  g_return_val_if_fail (rule < G_N_ELEMENTS (nicks), NULL);

  return nicks[rule];
}

gboolean
emu_lambda_check (double   lambda,
                  GError **error)
{
  if (lambda >= 0 && lambda <= 1)
    return TRUE;

  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
               _("λ, the weight of A, must lie between 0 and 1, not %g"), lambda);

  return FALSE;
}

gboolean
emu_alpha_check (double   alpha,
                 GError **error)
{
  if (alpha >= EMU_ALPHA_MIN && alpha <= EMU_ALPHA_MAX)
    return TRUE;

  g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
               _("α must lie between %g and %g, not %g; to keep A alone ask for λ = 1"),
               EMU_ALPHA_MIN, EMU_ALPHA_MAX, alpha);

  return FALSE;
}

static const char * const guide_names[] = { "saliency-a", "saliency-b" };

EmuGuideKind
emu_method_needs_guide (const EmuMethod *self,
                        const void      *params,
                        guint            index)
{
  const EmuParam *param;

  g_return_val_if_fail (index < G_N_ELEMENTS (guide_names), EMU_GUIDE_NONE);

  if (self->needs == NULL || !g_strv_contains (self->needs, guide_names[index]))
    return EMU_GUIDE_NONE;

  param = emu_params_find (&self->params, self->guide_param, NULL);

  return self->guide_kinds[(int) emu_param_get (param, params)];
}

static void
clear_mix (gpointer data)
{
  EmuMix *self = data;

  if (self->geometry != NULL)
    self->method->free_geometry (self->geometry);
  for (guint i = 0; i < G_N_ELEMENTS (self->guides); i++)
    g_clear_pointer (&self->guides[i], emu_guide_unref);
  g_free (self->params);
  g_free (self->draws);
  g_ptr_array_unref (self->notes);
}

EmuMix *
emu_mix_ref (EmuMix *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_mix_unref (EmuMix *self)
{
  g_atomic_rc_box_release_full (self, clear_mix);
}

void
emu_mix_add_note (EmuMix     *self,
                  const char *format,
                  ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->notes, g_strdup_vprintf (format, args));
  va_end (args);
}

static gboolean
draw_lambda (EmuMix              *self,
             const EmuMixRequest *request,
             GError             **error)
{
  const EmuMethod *method = self->method;
  double a = self->alpha;
  double b = self->alpha;

  if (!isnan (request->requested) && !emu_lambda_check (request->requested, error))
    return FALSE;

  if (!isnan (request->drawn) && !emu_lambda_check (request->drawn, error))
    return FALSE;

  self->requested = request->requested;
  self->drawn = NAN;
  self->lambda = NAN;

  if (method->ignores_lambda)
    return TRUE;

  if (!isnan (request->drawn))
    self->drawn = request->drawn;
  else if (method->lambda_law == NULL || method->lambda_law (self->params, self->alpha, &a, &b))
    {
      EmuRng rng;

      emu_rng_init (&rng, self->seed, EMU_PURPOSE_LAMBDA, self->sample, 0);
      self->drawn = emu_rng_beta (&rng, a, b);
    }

  self->lambda = isnan (self->requested) ? self->drawn : self->requested;

  return TRUE;
}

/* A draw that follows λ and a λ asked for would contradict one another. */
static gboolean
check_given (const EmuMixRequest *request,
             GError             **error)
{
  const EmuDrawTable *table = &request->method->draws;

  if (request->given == NULL || isnan (request->requested))
    return TRUE;

  for (guint i = 0; i < table->n_draws; i++)
    {
      if (table->draws[i].follows_lambda && request->given->fixed[i])
        {
          g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                       _("λ decides %s; give one of the two"), emu_draw_name (&table->draws[i]));
          return FALSE;
        }
    }

  return TRUE;
}

/* Rows of a band when a mask is only looked at to find its mean. */
#define MEAN_BAND 256

static gboolean
measure_mean (EmuMix  *self,
              GError **error)
{
  const EmuMethod *method = self->method;
  double total = 0;

  if (method->mask_mean != NULL)
    {
      self->mask_mean = method->mask_mean (self->params, self);
      return TRUE;
    }

  for (int y = 0; y < self->height; y += MEAN_BAND)
    {
      EmuView view = { 0, y, 1, self->width, MIN (MEAN_BAND, self->height - y) };
      g_autoptr(EmuMask) mask = NULL;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;

      mask = emu_mix_mask (self, &view, error);
      if (mask == NULL)
        return FALSE;

      if (mask->kind != EMU_MASK_PLANE)
        {
          EmuView whole = emu_view_whole (self->height, self->width);
          g_autoptr(EmuMask) all = emu_mix_mask (self, &whole, error);

          if (all == NULL)
            return FALSE;

          self->mask_mean = emu_mask_mean (all);
          return TRUE;
        }

      total += emu_mask_mean (mask) * mask->height;
    }

  self->mask_mean = total / self->height;

  return TRUE;
}

static void
decide_label (EmuMix *self)
{
  EmuLabel label = { .rule = self->method->label_rule };

  if (self->method->label != NULL)
    self->method->label (self->params, self, &label);

  switch (label.rule)
    {
    case EMU_LABEL_MASK_MEAN:
      label.weight_a = self->mask_mean;
      break;

    case EMU_LABEL_LAMBDA:
      label.weight_a = self->lambda;
      break;

    case EMU_LABEL_A:
      label.weight_a = 1;
      break;

    case EMU_LABEL_OWN:
      self->label = label;
      return;
    }

  label.weight_b = 1 - label.weight_a;
  self->label = label;
}

static gboolean
take_guides (EmuMix              *self,
             const EmuMixRequest *request,
             GError             **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->guides); i++)
    {
      EmuGuide *guide = request->guides[i];

      if (emu_method_needs_guide (self->method, self->params, i) == EMU_GUIDE_NONE)
        continue;

      if (guide == NULL || guide->height != self->height || guide->width != self->width)
        {
          g_set_error (error, EMU_ERROR, EMU_ERROR_BAD_PARAM,
                       i == 0 ? _("%s needs a saliency map of A, of %d × %d pixels")
                              : _("%s needs a saliency map of B, of %d × %d pixels"),
                       self->method->name, self->width, self->height);
          return FALSE;
        }

      self->guides[i] = emu_guide_ref (guide);
    }

  return TRUE;
}

/* Parameters, λ and draws: everything that comes before geometry. */
static EmuMix *
decide (const EmuMixRequest *request,
        int                  height,
        int                  width,
        GCancellable        *cancellable,
        GError             **error)
{
  const EmuMethod *method = request->method;
  g_autoptr(EmuMix) self = NULL;

  g_return_val_if_fail (height >= 1 && width >= 1, NULL);

  if (request->params != NULL && !emu_params_check (&method->params, request->params, error))
    return NULL;

  if (!isnan (request->alpha) && !emu_alpha_check (request->alpha, error))
    return NULL;

  if (!check_given (request, error))
    return NULL;

  self = g_atomic_rc_box_new0 (EmuMix);
  self->method = method;
  self->height = height;
  self->width = width;
  self->alpha = isnan (request->alpha) ? method->alpha : request->alpha;
  self->alpha_asked = !isnan (request->alpha);
  self->seed = request->seed;
  self->sample = request->sample;
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->params = request->params != NULL ? emu_params_copy (&method->params, request->params)
                                         : emu_params_new (&method->params);
  self->draws = g_malloc0 (MAX (method->draws.size, 1));
  self->cancellable = cancellable;

  if (!take_guides (self, request, error) ||
      !draw_lambda (self, request, error) ||
      !emu_draws_sample (&method->draws, self->params, self, self->seed, self->sample,
                         request->given, self->draws, error))
    return NULL;

  if (method->resolve != NULL && !method->resolve (self->params, self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* The mean of the mask stands: what is left. */
static void
conclude (EmuMix *self)
{
  decide_label (self);
  self->cancellable = NULL;
}

static void
forget_drawn (EmuMix *self)
{
  if (!isnan (self->requested) && !self->both)
    self->drawn = NAN;
}

static gboolean
lay_out (EmuMix       *self,
         const EmuMix *previous,
         GError      **error)
{
  const EmuMethod *method = self->method;

  if (method->geometry != NULL &&
      !method->geometry (self->params, self,
                         previous != NULL && previous->method == method && !previous->outline
                         ? previous : NULL, error))
    return FALSE;

  forget_drawn (self);

  return measure_mean (self, error);
}

EmuMix *
emu_mix_new (const EmuMixRequest *request,
             int                  height,
             int                  width,
             const EmuMix        *previous,
             GCancellable        *cancellable,
             GError             **error)
{
  g_autoptr(EmuMix) self = decide (request, height, width, cancellable, error);

  if (self == NULL || !lay_out (self, previous, error))
    return NULL;

  conclude (self);

  return g_steal_pointer (&self);
}

EmuMix *
emu_mix_new_outline (const EmuMixRequest *request,
                     int                  height,
                     int                  width,
                     const EmuMix        *previous,
                     gboolean            *exact,
                     GCancellable        *cancellable,
                     GError             **error)
{
  g_autoptr(EmuMix) self = decide (request, height, width, cancellable, error);

  if (self == NULL)
    return NULL;

  *exact = TRUE;
  if (self->method->quick_mean != NULL &&
      self->method->quick_mean (self->params, self, &self->mask_mean, exact))
    {
      self->outline = TRUE;
      forget_drawn (self);
    }
  else if (!lay_out (self, previous, error))
    {
      return NULL;
    }

  conclude (self);

  return g_steal_pointer (&self);
}

EmuMix *
emu_mix_new_for_pair (const EmuMixRequest *request,
                      EmuPair             *pair,
                      EmuImage * const     maps[2],
                      const EmuMix        *previous,
                      GCancellable        *cancellable,
                      GError             **error)
{
  const EmuMethod *method = request->method;
  EmuImage *a = emu_pair_get_a (pair);
  g_autofree void *defaults = request->params == NULL ? emu_params_new (&method->params) : NULL;
  const void *params = request->params != NULL ? request->params : defaults;
  g_autoptr(EmuGuide) guide_a = NULL;
  g_autoptr(EmuGuide) guide_b = NULL;
  EmuGuide **guides[] = { &guide_a, &guide_b };
  EmuMixRequest complete = *request;

  /* A table's choice out of range would have no kind. */
  if (!emu_params_check (&method->params, params, error))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (guides); i++)
    {
      EmuGuideKind kind = emu_method_needs_guide (method, params, i);

      if (kind == EMU_GUIDE_NONE)
        continue;

      *guides[i] = emu_pair_get_guide (pair, i, kind, maps != NULL ? maps[i] : NULL, cancellable, error);
      if (*guides[i] == NULL)
        return NULL;
      complete.guides[i] = *guides[i];
    }

  return emu_mix_new (&complete, a->height, a->width, previous, cancellable, error);
}

/* Below this the three digits on the screen are the same but for rounding. */
#define DIFFERS 5e-4

double
emu_mix_asked (const EmuMix *self)
{
  if (self->method->ignores_lambda)
    return NAN;

  return isnan (self->requested) ? self->drawn : self->requested;
}

static char *
visible_difference (const EmuMix *self)
{
  gboolean requested = !isnan (self->requested);
  double asked = emu_mix_asked (self);
  double a = self->mask_mean;

  if (isnan (asked) || fabs (a - asked) < DIFFERS)
    return NULL;

  if (self->reason == NULL)
    return g_strdup_printf (requested
                            ? _("A gets %.3f, not the %.3f you asked for. The label follows what is visible.")
                            : _("A gets %.3f, not the %.3f that was drawn. The label follows what is visible."),
                            a, asked);

  /* Translators: the first part says why, for example "The border cuts the box" */
  return g_strdup_printf (requested
                          ? _("%s: A gets %.3f, not the %.3f you asked for. The label follows what is visible.")
                          : _("%s: A gets %.3f, not the %.3f that was drawn. The label follows what is visible."),
                          self->reason, a, asked);
}

char *
emu_mix_difference (const EmuMix *self)
{
  double label = self->label.weight_a;
  double visible = self->mask_mean;

  if (self->label.rule == EMU_LABEL_MASK_MEAN)
    return visible_difference (self);

  if (fabs (label - visible) < DIFFERS)
    {
      /* Published code may take a λ of its own where one was asked for. */
      if (self->label.rule == EMU_LABEL_LAMBDA && !isnan (self->requested) &&
          fabs (self->lambda - self->requested) >= DIFFERS)
        return g_strdup_printf (_("You asked for %.3f, but the method drew %.3f and used %.3f, which "
                                  "mask and label follow."),
                                self->requested, self->drawn, self->lambda);

      return NULL;
    }

  switch (self->label.rule)
    {
    case EMU_LABEL_LAMBDA:
      return g_strdup_printf (_("A is visible in %.3f of the picture, but the label gives it %.3f. "
                                "The label follows λ."), visible, label);

    case EMU_LABEL_A:
      return g_strdup_printf (_("Only %.3f of the picture is A, but the label is A alone."), visible);

    case EMU_LABEL_MASK_MEAN:
    case EMU_LABEL_OWN:
    default:
      return g_strdup_printf (_("A is visible in %.3f of the picture, but the label gives it %.3f. "
                                "The label has a rule of its own."), visible, label);
    }
}

gboolean
emu_mix_get_box (const EmuMix *self,
                 EmuMixBox    *box)
{
  *box = (EmuMixBox) { 0 };

  return self->method->box != NULL && self->method->box (self->params, self, box);
}

/* The same mix with other values, decided as any mix is. */
static EmuMix *
with_values (const EmuMix       *self,
             const EmuBoxValues *values,
             GError            **error)
{
  const EmuDrawTable *table = &self->method->draws;
  EmuDrawValues given = { 0 };
  EmuMixRequest request = {
    .method = self->method,
    .params = self->params,
    .requested = isnan (values->lambda) ? self->requested : values->lambda,
    .drawn = self->drawn,
    .alpha = self->alpha_asked ? self->alpha : NAN,
    .seed = self->seed,
    .sample = self->sample,
    .given = &given,
    .guides = { self->guides[0], self->guides[1] },
  };

  for (guint i = 0; i < table->n_draws; i++)
    {
      given.fixed[i] = values->given.fixed[i];
      given.scalar[i] = values->given.scalar[i];
    }

  return emu_mix_new (&request, self->height, self->width, self, NULL, error);
}

gboolean
emu_mix_find_box (const EmuMix *self,
                  const EmuBox *wanted,
                  EmuBoxValues *values,
                  EmuMixBox    *box)
{
  EmuBox ordered = *wanted;
  EmuMixBox present;

  *values = (EmuBoxValues) { .lambda = NAN };
  if (box != NULL)
    *box = (EmuMixBox) { 0 };

  if (!emu_mix_get_box (self, &present))
    return FALSE;

  if (ordered.y1 < ordered.y0)
    ordered.y0 = ordered.y1 = (int) (((gint64) ordered.y0 + ordered.y1) / 2);
  if (ordered.x1 < ordered.x0)
    ordered.x0 = ordered.x1 = (int) (((gint64) ordered.x0 + ordered.x1) / 2);

  self->method->set_box (self->params, self, &ordered, values);

  if (box != NULL)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(EmuMix) mix = with_values (self, values, &error);

      /* Values inside their ranges are what set_box() is for. */
      g_return_val_if_fail (mix != NULL, FALSE);

      return emu_mix_get_box (mix, box);
    }

  return TRUE;
}

EmuMask *
emu_mix_mask (const EmuMix  *self,
              const EmuView *view,
              GError       **error)
{
  g_autoptr(EmuMask) mask = NULL;

  g_return_val_if_fail (!self->outline, NULL);

  mask = emu_mask_new (view);
  if (!self->method->mask (self->params, self, mask, error))
    return NULL;

  return g_steal_pointer (&mask);
}

/* One line of one plane, whatever the kind of mask. The kinds differ in how many weights a row
 * has: one, two in three pieces, or one a pixel. */
typedef struct
{
  const EmuMask *mask;
  int            height;
  const guint8  *a;
  const guint8  *b;
  guint8        *out;
  const float   *float_a;
  const float   *float_b;
  float         *float_out;
  const float   *scale;
  const float   *shift;
} Blend;

static void
mix_piece (const Blend *self,
           int          c,
           gsize        at,
           gsize        n,
           double       weight)
{
  float l = (float) weight;
  float m = (float) (1 - weight);

  if (n == 0)
    return;

  if (self->float_a != NULL)
    emu_kernel_mix_floats (self->float_out + at, self->float_a + at, self->float_b + at, l, m, n);
  else if (self->scale != NULL)
    emu_kernel_mix_normalised (self->float_out + at, self->a + at, self->b + at, l, m,
                               self->scale[c], self->shift[c], n);
  else if (l == 1 && m == 0)
    memcpy (self->out + at, self->a + at, n);
  else if (l == 0 && m == 1)
    memcpy (self->out + at, self->b + at, n);
  else
    emu_kernel_mix_bytes (self->out + at, self->a + at, self->b + at, l, m, n);
}

static void
blend_row (const Blend *self,
           int          c,
           gsize        at,
           gsize        n,
           const float *w)
{
  if (self->float_a != NULL)
    emu_kernel_blend_floats (self->float_out + at, self->float_a + at, self->float_b + at, w, n);
  else if (self->scale != NULL)
    emu_kernel_blend_normalised (self->float_out + at, self->a + at, self->b + at, w,
                                 self->scale[c], self->shift[c], n);
  else
    emu_kernel_blend_bytes (self->out + at, self->a + at, self->b + at, w, n);
}

static void
blend_rows (int      first,
            int      last,
            gpointer data)
{
  const Blend *self = data;
  const EmuMask *mask = self->mask;
  gsize width = mask->width;

  for (int i = first; i < last; i++)
    {
      int c = i / self->height;
      int y = i % self->height;
      gsize at = (gsize) i * width;

      switch (mask->kind)
        {
        case EMU_MASK_UNIFORM:
          mix_piece (self, c, at, width, mask->weight);
          break;

        case EMU_MASK_RECTANGLE:
          if (y < mask->box.y0 || y >= mask->box.y1)
            {
              mix_piece (self, c, at, width, mask->outside);
              break;
            }
          mix_piece (self, c, at, mask->box.x0, mask->outside);
          mix_piece (self, c, at + mask->box.x0, MAX (0, mask->box.x1 - mask->box.x0), mask->inside);
          mix_piece (self, c, at + MAX (mask->box.x0, mask->box.x1),
                     width - MAX (mask->box.x0, mask->box.x1), mask->outside);
          break;

        case EMU_MASK_PLANE:
          blend_row (self, c, at, width, emu_mask_row (mask, y));
          break;
        }
    }
}

static void
run (Blend *blend,
     int    channels)
{
  emu_parallel_rows (channels * blend->height, emu_parallel_chunk (blend->mask->width),
                     blend_rows, blend);
}

/* A's picture through a view with B's copy on it. */
static EmuImage *
paste_bytes (const EmuPaste *paste,
             EmuPair        *pair,
             EmuImage       *a,
             const EmuView  *view,
             GError        **error)
{
  EmuImage *b = emu_pair_get_b (pair);
  EmuBox box = emu_view_box (view, &paste->to);
  int to_h = paste->to.y1 - paste->to.y0;
  int to_w = paste->to.x1 - paste->to.x0;
  g_autoptr(EmuImage) out = emu_image_new (a->channels, a->height, a->width, error);
  g_autoptr(EmuImage) copy = NULL;

  if (out == NULL)
    return NULL;

  memcpy (emu_image_plane (out, 0), emu_image_plane (a, 0), a->channels * emu_image_n_pixels (a));
  if (emu_box_is_empty (&box))
    return g_steal_pointer (&out);

  if (view->step == 1)
    {
      /* Every pixel of the copy by the method's own rule; just those that are seen. */
      int y0 = (int) view->y0 - paste->to.y0;
      int x0 = (int) view->x0 - paste->to.x0;
      EmuBox part = { y0 + box.y0, y0 + box.y1, x0 + box.x0, x0 + box.x1 };

      copy = emu_image_resample_part (b, &paste->from, to_h, to_w, paste->filter, &part, error);
    }
  else
    {
      /* The mean of what a sample covers, from B as coarse as the view: that is remembered, so a
       * copy that moves or grows under a hand costs no visit to B's millions of pixels. */
      EmuView all = emu_view_reduced (b->height, b->width, view->step);
      g_autoptr(EmuImage) coarse_a = NULL;
      g_autoptr(EmuImage) coarse = NULL;
      double ratio_y = (double) (paste->from.y1 - paste->from.y0) / to_h;
      double ratio_x = (double) (paste->from.x1 - paste->from.x0) / to_w;
      double top = view->y0 + view->step * (box.y0 - 0.5) + 0.5 - paste->to.y0;
      double left = view->x0 + view->step * (box.x0 - 0.5) + 0.5 - paste->to.x0;
      EmuSpan rows = { (paste->from.y0 + top * ratio_y) / view->step, ratio_y, box.y1 - box.y0 };
      EmuSpan columns = { (paste->from.x0 + left * ratio_x) / view->step, ratio_x, box.x1 - box.x0 };

      if (!emu_pair_view (pair, &all, &coarse_a, &coarse, NULL, error))
        return NULL;

      copy = emu_image_new (b->channels, rows.n, columns.n, error);
      for (int c = 0; copy != NULL && c < b->channels; c++)
        {
          if (!emu_reduce_plane (emu_image_plane (coarse, c), coarse->height, coarse->width, rows, columns,
                                 emu_image_plane (copy, c), NULL, error))
            g_clear_pointer (&copy, emu_image_unref);
        }
    }

  if (copy == NULL)
    return NULL;

  for (int c = 0; c < copy->channels; c++)
    {
      for (int y = 0; y < copy->height; y++)
        memcpy (emu_image_row (out, c, box.y0 + y) + box.x0, emu_image_row (copy, c, y), copy->width);
    }

  return g_steal_pointer (&out);
}

EmuImage *
emu_mix_blend (const EmuMix  *self,
               EmuPair       *pair,
               const EmuMask *mask,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr(EmuImage) a = NULL;
  g_autoptr(EmuImage) b = NULL;
  g_autoptr(EmuImage) out = NULL;
  Blend blend = { .mask = mask, .height = mask->height };

  g_return_val_if_fail (emu_pair_get_a (pair)->height == self->height &&
                        emu_pair_get_a (pair)->width == self->width, NULL);

  if (!emu_pair_view (pair, &mask->view, &a, &b, cancellable, error))
    return NULL;

  if (self->method->paste != NULL)
    {
      EmuPaste paste = { .filter = EMU_FILTER_NEAREST };

      if (self->method->paste (self->params, self, &paste))
        out = paste_bytes (&paste, pair, a, &mask->view, error);
      else
        out = emu_image_ref (a);
    }
  else
    {
      out = emu_image_new (a->channels, mask->height, mask->width, error);
      if (out != NULL)
        {
          blend.a = emu_image_plane (a, 0);
          blend.b = emu_image_plane (b, 0);
          blend.out = emu_image_plane (out, 0);
          run (&blend, a->channels);
        }
    }

  if (out == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}

/* B's copy on planes of floats that hold A already. */
static void
paste_floats (const EmuPaste *paste,
              const float    *b,
              int             channels,
              int             height,
              int             width,
              float          *out)
{
  int from_h = paste->from.y1 - paste->from.y0;
  int from_w = paste->from.x1 - paste->from.x0;
  int to_h = paste->to.y1 - paste->to.y0;
  int to_w = paste->to.x1 - paste->to.x0;
  g_autofree float *from = g_new (float, (gsize) from_h * from_w);
  g_autofree float *to = g_new (float, (gsize) to_h * to_w);

  for (int c = 0; c < channels; c++)
    {
      const float *plane = b + (gsize) c * height * width;
      float *out_plane = out + (gsize) c * height * width;

      for (int y = 0; y < from_h; y++)
        memcpy (from + (gsize) y * from_w,
                plane + (gsize) (paste->from.y0 + y) * width + paste->from.x0,
                from_w * sizeof (float));

      if (paste->filter == EMU_FILTER_NEAREST)
        emu_plane_nearest (from, from_h, from_w, to, to_h, to_w);
      else
        emu_plane_bilinear (from, from_h, from_w, to, to_h, to_w, FALSE);

      for (int y = 0; y < to_h; y++)
        memcpy (out_plane + (gsize) (paste->to.y0 + y) * width + paste->to.x0,
                to + (gsize) y * to_w, to_w * sizeof (float));
    }
}

gboolean
emu_mix_blend_float (const EmuMix  *self,
                     const float   *a,
                     const float   *b,
                     int            channels,
                     const EmuMask *mask,
                     float         *out,
                     GError       **error)
{
  Blend blend = { .mask = mask, .height = mask->height };

  g_return_val_if_fail (mask->height == self->height && mask->width == self->width, FALSE);

  if (self->method->paste != NULL)
    {
      EmuPaste paste = { .filter = EMU_FILTER_NEAREST };

      memcpy (out, a, (gsize) channels * self->height * self->width * sizeof (float));
      if (self->method->paste (self->params, self, &paste))
        paste_floats (&paste, b, channels, self->height, self->width, out);
      return TRUE;
    }

  blend.float_a = a;
  blend.float_b = b;
  blend.float_out = out;
  run (&blend, channels);

  return TRUE;
}

gboolean
emu_mix_blend_normalised (const EmuMix  *self,
                          EmuPair       *pair,
                          const EmuMask *mask,
                          const float   *scale,
                          const float   *shift,
                          float         *out,
                          GError       **error)
{
  EmuImage *a = emu_pair_get_a (pair);
  EmuImage *b = emu_pair_get_b (pair);
  g_autoptr(EmuMask) all_a = NULL;
  g_autofree float *float_b = NULL;
  EmuPaste paste = { .filter = EMU_FILTER_NEAREST };
  Blend blend = {
    .mask = mask,
    .height = mask->height,
    .a = emu_image_plane (a, 0),
    .b = emu_image_plane (b, 0),
    .float_out = out,
    .scale = scale,
    .shift = shift,
  };

  g_return_val_if_fail (a->height == self->height && a->width == self->width, FALSE);
  g_return_val_if_fail (mask->height == self->height && mask->width == self->width, FALSE);

  if (self->method->paste == NULL)
    {
      run (&blend, a->channels);
      return TRUE;
    }

  /* A everywhere, then B's copy, which must be resampled before it is scaled. */
  all_a = emu_mask_new (&mask->view);
  blend.mask = all_a;
  run (&blend, a->channels);

  if (!self->method->paste (self->params, self, &paste))
    return TRUE;

  float_b = g_try_new (float, (gsize) b->channels * emu_image_n_pixels (b));
  if (float_b == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory for a picture of %d × %d pixels"), b->width, b->height);
      return FALSE;
    }

  for (int c = 0; c < b->channels; c++)
    {
      gsize n = emu_image_n_pixels (b);

      emu_kernel_mix_normalised (float_b + c * n, emu_image_plane (b, c), emu_image_plane (b, c),
                                 1, 0, scale[c], shift[c], n);
    }
  paste_floats (&paste, float_b, b->channels, self->height, self->width, out);

  return TRUE;
}
