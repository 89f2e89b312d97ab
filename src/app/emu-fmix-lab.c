/* emu-fmix-lab.c: FMix taken apart: what the laboratory shows, computed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-error.h"
#include "emu-fmix-lab.h"
#include "emu-viewport.h"

/* Cycles along the longest side that the spectrum shows. */
#define REACH 33

/* ---- Views -------------------------------------------------------------------------------- */

/* What of a side outlasts a change of λ. */
typedef struct
{
  EmuMix          *mix;      /* keeps the field where it is, so that its address tells it apart */
  const double    *field;
  int              slice;
  EmuHeights      *heights;
  EmuSpectrum     *spectrum;
  cairo_surface_t *spectrum_picture;
  float           *plane;
  int              height_px;
  int              width_px;
} Kept;

struct _EmuFmixLab
{
  EmuPreview *preview;
  Kept        kept[2];  /* by kind of spectrum */
};

static void
kept_clear (Kept *self)
{
  g_clear_pointer (&self->heights, emu_heights_unref);
  g_clear_pointer (&self->spectrum, emu_spectrum_free);
  g_clear_pointer (&self->spectrum_picture, cairo_surface_destroy);
  g_clear_pointer (&self->plane, g_free);
  g_clear_pointer (&self->mix, emu_mix_unref);
  *self = (Kept) { 0 };
}

static void
lab_clear (gpointer data)
{
  EmuFmixLab *self = data;

  kept_clear (&self->kept[0]);
  kept_clear (&self->kept[1]);
  emu_preview_free (self->preview);
}

EmuFmixLab *
emu_fmix_lab_new (void)
{
  EmuFmixLab *self = g_atomic_rc_box_new0 (EmuFmixLab);

  self->preview = emu_preview_new ();

  return self;
}

EmuFmixLab *
emu_fmix_lab_ref (EmuFmixLab *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_fmix_lab_unref (EmuFmixLab *self)
{
  g_atomic_rc_box_release_full (self, lab_clear);
}

static void
view_clear (gpointer data)
{
  EmuFmixView *self = data;

  for (int s = 0; s < self->n_sides; s++)
    {
      EmuFmixSide *side = &self->sides[s];

      g_clear_pointer (&side->heights, emu_heights_unref);
      g_clear_pointer (&side->spectrum, emu_spectrum_free);
      for (int i = 0; i < 3; i++)
        g_clear_pointer (&side->pictures[i], cairo_surface_destroy);
      g_clear_pointer (&side->mix, emu_mix_unref);
    }
  g_clear_pointer (&self->result, cairo_surface_destroy);
  g_clear_pointer (&self->request.job, emu_mix_job_unref);
}

EmuFmixView *
emu_fmix_view_ref (EmuFmixView *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_fmix_view_unref (EmuFmixView *self)
{
  g_atomic_rc_box_release_full (self, view_clear);
}

const EmuParam *
emu_fmix_find_param (const EmuMethod *method,
                     const char      *name)
{
  const EmuParam *param = emu_params_find (&method->params, name, NULL);

  g_assert (param != NULL);

  return param;
}

/* The job's settings with one of them changed. */
static void *
params_with (const EmuMixJob *job,
             const char      *name,
             double           value)
{
  void *params = emu_params_copy (&job->method->params, job->params);

  emu_param_set (emu_fmix_find_param (job->method, name), params, value, NULL);

  return params;
}

EmuMix *
emu_fmix_new_mix (const EmuMixJob *job,
                  const void      *params,
                  double           requested,
                  const EmuMix    *previous,
                  GCancellable    *cancellable,
                  GError         **error)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;

  request.method = job->method;
  request.params = params;
  request.requested = requested;
  request.alpha = job->alpha;
  request.seed = job->seed;
  request.sample = job->sample;
  request.given = job->has_given ? &job->given : NULL;

  return emu_mix_new (&request, job->a->height, job->a->width, previous, cancellable, error);
}

/* Opaque red, green, blue and alpha bytes, placed on a surface of the panel's size. */
static cairo_surface_t *
place (const guint8   *rgba,
       const EmuPatch *patch,
       int             width_px,
       int             height_px)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width_px, height_px);
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  if (data == NULL)
    return surface;

  cairo_surface_flush (surface);
  for (int y = 0; y < patch->height && patch->y + y < height_px; y++)
    {
      const guint8 *from = rgba + (gsize) y * patch->width * 4;
      guint32 *to = (guint32 *) (gpointer) (data + (gsize) (patch->y + y) * stride) + patch->x;

      for (int x = 0; x < patch->width && patch->x + x < width_px; x++, from += 4)
        to[x] = 0xff000000u | (guint32) from[0] << 16 | (guint32) from[1] << 8 | from[2];
    }
  cairo_surface_mark_dirty (surface);

  return surface;
}

/* The most stretches of A a row has; one that goes on beyond the edge is counted once. */
static int
count_stretches (const EmuFMixLook *look)
{
  int most = 0;

  for (int y = 0; y < look->height; y++)
    {
      const float *row = look->weights + (gsize) y * look->width;
      int n = 0;

      for (int x = 0; x < look->width; x++)
        {
          float before = row[x > 0 ? x - 1 : look->width - 1];

          n += row[x] >= 0.5f && before < 0.5f;
        }
      /* All A: one stretch without a beginning. */
      most = MAX (most, n == 0 && row[0] >= 0.5f ? 1 : n);
    }

  return most;
}

static gboolean
fill_side (EmuFmixLab   *lab,
           EmuFmixSide  *side,
           EmuMix       *mix,
           int           height_px,
           int           width_px,
           int           scale,
           GCancellable *cancellable)
{
  const EmuMethod *method = mix->method;
  Kept *kept;
  double least, most;
  int stride;
  const double *values;

  if (!emu_fmix_look (mix, &side->look))
    g_return_val_if_reached (FALSE);

  side->mix = emu_mix_ref (mix);
  side->spectrum_kind = (EmuFMixSpectrum) emu_param_get (emu_fmix_find_param (method, "spectrum"),
                                                         mix->params);
  side->decay = emu_param_get (emu_fmix_find_param (method, "decay-power"), mix->params);
  side->share = side->look.n_inside / (double) side->look.n;
  side->soft = side->look.soft / (double) side->look.n;
  stride = side->look.n_dims == 3 ? side->look.dims[2] : 1;
  values = side->look.field + side->look.slice;

  kept = &lab->kept[side->spectrum_kind == EMU_FMIX_SPECTRUM_PAPER ? 0 : 1];
  if (kept->field != side->look.field || kept->slice != side->look.slice)
    {
      gboolean same_field = kept->field == side->look.field;
      EmuHeights *heights = same_field ? emu_heights_ref (kept->heights)
                                       : emu_heights_new (side->look.field, side->look.n);
      EmuSpectrum *spectrum = emu_spectrum_new (values, side->look.height, side->look.width, stride,
                                                REACH, cancellable);

      kept_clear (kept);
      if (spectrum == NULL)
        {
          emu_heights_unref (heights);
          return FALSE;
        }
      kept->heights = heights;
      kept->spectrum = spectrum;
      kept->field = side->look.field;
      kept->slice = side->look.slice;
      kept->mix = emu_mix_ref (mix);
    }

  if (kept->plane == NULL || kept->height_px != height_px || kept->width_px != width_px)
    {
      g_free (kept->plane);
      kept->plane = g_new (float, (gsize) height_px * width_px);
      emu_field_reduce (values, side->look.height, side->look.width, stride, kept->plane,
                        height_px, width_px);
      g_clear_pointer (&kept->spectrum_picture, cairo_surface_destroy);
      kept->spectrum_picture = emu_spectrum_paint (kept->spectrum, width_px, height_px);
      kept->height_px = height_px;
      kept->width_px = width_px;
    }

  side->heights = emu_heights_ref (kept->heights);
  side->spectrum = g_memdup2 (kept->spectrum, sizeof *kept->spectrum);
  side->spectrum->magnitude = g_memdup2 (kept->spectrum->magnitude,
                                         (gsize) kept->spectrum->rows * kept->spectrum->columns *
                                         sizeof (float));
  side->border = emu_heights_get_border (side->heights, side->look.field, side->look.n_inside);
  side->most_stretches = count_stretches (&side->look);
  emu_heights_get_range (side->heights, &least, &most);
  side->pictures[EMU_FMIX_PANEL_SPECTRUM] = cairo_surface_reference (kept->spectrum_picture);
  side->pictures[EMU_FMIX_PANEL_FIELD] =
    emu_field_paint (kept->plane, height_px, width_px, least, most, side->border,
                     width_px > side->look.width || (height_px > side->look.height && side->look.height > 1),
                     scale);

  return TRUE;
}

static cairo_surface_t *
place_mask (const EmuFmixRequest *request,
            const EmuPatch       *patch,
            const EmuMask        *mask)
{
  gsize stride = 4 * (gsize) patch->width;
  g_autofree guint8 *rgba = g_malloc (stride * (gsize) patch->height);

  emu_pixels_from_mask (mask, &patch->rows, &patch->columns, &request->ramp, rgba, stride);

  return place (rgba, patch, request->width_px, request->height_px);
}

static cairo_surface_t *
place_result (const EmuFmixRequest *request,
              const EmuPatch       *patch,
              const EmuImage       *result)
{
  EmuChequer chequer = request->chequer;
  gsize stride = 4 * (gsize) patch->width;
  g_autofree guint8 *rgba = g_malloc (stride * (gsize) patch->height);

  chequer.x = patch->first_x;
  chequer.y = patch->first_y;
  emu_pixels_from_image (result, &patch->rows, &patch->columns, &chequer, rgba, stride);

  return place (rgba, patch, request->width_px, request->height_px);
}

/* The same mixing with the other spectrum, which has no picture of its own, only a mask. */
static gboolean
fill_other_side (EmuFmixLab           *lab,
                 EmuFmixSide          *side,
                 const EmuFmixRequest *request,
                 const EmuPatch       *patch,
                 EmuFMixSpectrum       kind,
                 GCancellable         *cancellable,
                 GError              **error)
{
  Kept *kept = &lab->kept[kind == EMU_FMIX_SPECTRUM_PAPER ? 0 : 1];
  g_autofree void *params = params_with (request->job, "spectrum", kind);
  g_autoptr(EmuMix) mix = NULL;
  g_autoptr(EmuMask) mask = NULL;

  mix = emu_fmix_new_mix (request->job, params, request->job->requested, kept->mix, cancellable, error);
  if (mix == NULL)
    return FALSE;

  mask = emu_mix_mask (mix, &patch->view, error);
  if (mask == NULL)
    return FALSE;

  if (!fill_side (lab, side, mix, request->height_px, request->width_px, request->scale, cancellable))
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return FALSE;
    }

  side->pictures[EMU_FMIX_PANEL_MASK] = place_mask (request, patch, mask);

  return TRUE;
}

EmuFmixView *
emu_fmix_lab_render (EmuFmixLab           *self,
                     const EmuFmixRequest *request,
                     GCancellable         *cancellable,
                     GError              **error)
{
  g_autoptr(EmuFmixView) view = g_atomic_rc_box_new0 (EmuFmixView);
  g_autoptr(EmuFrame) frame = NULL;
  EmuViewport viewport = { 0 };
  EmuPatch patch;
  EmuFMixSpectrum kind;
  EmuFmixSide *own;

  g_return_val_if_fail (request->width_px > 0 && request->height_px > 0, NULL);

  view->request = *request;
  emu_mix_job_ref (view->request.job);

  emu_viewport_set_size (&viewport, request->width_px, request->height_px);
  emu_viewport_set_picture (&viewport, request->job->a->width, request->job->a->height);
  emu_viewport_zoom_fit (&viewport);
  emu_viewport_get_patch (&viewport, &patch);

  frame = emu_preview_render (self->preview, request->job, &patch.view,
                              EMU_FRAME_RESULT | EMU_FRAME_MASK, request->exact, cancellable, error);
  if (frame == NULL)
    return NULL;

  kind = (EmuFMixSpectrum) emu_param_get (emu_fmix_find_param (request->job->method, "spectrum"),
                                          request->job->params);
  view->n_sides = request->both ? 2 : 1;
  view->exact = request->exact || frame->exact;
  view->own = request->both && kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED ? 1 : 0;
  own = &view->sides[view->own];
  if (!fill_side (self, own, frame->mix, request->height_px, request->width_px,
                  request->scale, cancellable))
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return NULL;
    }

  own->pictures[EMU_FMIX_PANEL_MASK] = place_mask (request, &patch, frame->mask);
  view->result = place_result (request, &patch, frame->result);

  if (!request->both)
    kept_clear (&self->kept[kind == EMU_FMIX_SPECTRUM_PAPER ? 1 : 0]);
  else if (!fill_other_side (self, &view->sides[1 - view->own], request, &patch,
                             kind == EMU_FMIX_SPECTRUM_PAPER ? EMU_FMIX_SPECTRUM_AS_PUBLISHED
                                                             : EMU_FMIX_SPECTRUM_PAPER,
                             cancellable, error))
    return NULL;

  return g_steal_pointer (&view);
}
