/* emu-fmix-lab.c: FMix taken apart: what the laboratory shows, computed and drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "emu-drawing-file.h"
#include "emu-error.h"
#include "emu-fmix-lab.h"
#include "emu-viewport.h"

/* Cycles along the longest side that the spectrum shows. */
#define REACH 33

/* In files. */
#define MARGIN_PX 24
#define GAP_PX 18
#define HEIGHTS_PX 84
#define CELL_PX 280
#define LEAST_WIDTH_PX 1000
#define TITLE_PX 34
#define READING_PX 26
#define STRIP_HEAD_PX 26
#define STRIP_MASK_PX 90
#define STRIP_FOOT_PX 22
#define N_SHOWN_SLICES 8

const double emu_fmix_decays[EMU_FMIX_N_DECAYS] = { 0.5, 1, 2, 3, 4, 6 };

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

static const EmuParam *
find_param (const EmuMethod *method,
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

  emu_param_set (find_param (job->method, name), params, value, NULL);

  return params;
}

static EmuMix *
new_mix (const EmuMixJob *job,
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
  side->spectrum_kind = (EmuFMixSpectrum) emu_param_get (find_param (method, "spectrum"), mix->params);
  side->decay = emu_param_get (find_param (method, "decay-power"), mix->params);
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

  mix = new_mix (request->job, params, request->job->requested, kept->mix, cancellable, error);
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

  kind = (EmuFMixSpectrum) emu_param_get (find_param (request->job->method, "spectrum"),
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

/* ---- Words -------------------------------------------------------------------------------- */

const char *
emu_fmix_panel_title (EmuFmixPanel panel)
{
  switch (panel)
    {
    case EMU_FMIX_PANEL_SPECTRUM:
      return _("Spectrum");
    case EMU_FMIX_PANEL_FIELD:
      return _("Field");
    case EMU_FMIX_PANEL_MASK:
      return _("Mask");
    case EMU_FMIX_PANEL_RESULT:
    default:
      return _("Result");
    }
}

char *
emu_fmix_view_describe (const EmuFmixView *self,
                        int                side_index,
                        EmuFmixPanel       panel)
{
  const EmuFmixSide *side = &self->sides[side_index];
  double percent = 100 * (side->look.inverted ? 1 - side->share : side->share);

  switch (panel)
    {
    case EMU_FMIX_PANEL_SPECTRUM:
      if (side->spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED && side->look.n_dims == 3)
        return g_strdup (_("along the depth, only 0 and ±1 are left"));
      if (side->spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED)
        return g_strdup (_("across, only 0 and ±1 are left"));
      /* Translators: the number is δ, written as an exponent */
      return g_strdup_printf (_("random waves × frequency<span size=\"smaller\" rise=\"4000\">−%.1f</span>"),
                              side->decay);

    case EMU_FMIX_PANEL_FIELD:
      if (side->look.n_dims == 3)
        /* Translators: slice number, number of slices */
        return g_strdup_printf (_("slice %d of 0 to %d of their sum"), side->look.slice,
                                side->look.dims[2] - 1);
      if (side->look.n_dims == 1)
        return g_strdup (_("their sum, the same in every row"));
      return g_strdup (_("their sum, as a height map"));

    case EMU_FMIX_PANEL_MASK:
      if (side->look.inverted)
        return g_strdup_printf (_("the lowest %.0f %% belong to A"), percent);
      if (side->soft > 0)
        /* Translators: share of A; share of the field that fades from A to B */
        return g_strdup_printf (_("the highest %.0f %% belong to A, %.0f %% fade"), percent,
                                200 * side->soft);
      return g_strdup_printf (_("the highest %.0f %% belong to A"), percent);

    case EMU_FMIX_PANEL_RESULT:
    default:
      return g_strdup (_("A where the mask is blue, B elsewhere"));
    }
}

/* What the published program loses depends on the directions there are, so each has sentences of its
 * own. Numbers are counted and measured, never taken from what is known. */
static char *
read_picture (const EmuFmixSide *side)
{
  return g_strdup_printf (side->spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED
                            ? _("As published the shapes are stripes. Stretches of A in a row: at most %d; waves’ "
                                "power in the frequencies 0 and ±1 across: %.1f %%.")
                            : _("Shapes look alike in all directions. Stretches of A in a row: at most %d; waves’ "
                                "power in the frequencies 0 and ±1 across: %.1f %%."),
                          side->most_stretches, 100 * side->spectrum->narrow_share);
}

static char *
read_pictures (const EmuFmixSide *paper,
               const EmuFmixSide *published)
{
  /* Translators: published: stretches, share; paper: the same two */
  return g_strdup_printf (_("As published the shapes are stripes. Stretches of A in a row: at most %d; waves’ power "
                            "in the frequencies 0 and ±1 across: %.1f %%. By the paper: at most %d; %.1f %%."),
                          published->most_stretches, 100 * published->spectrum->narrow_share,
                          paper->most_stretches, 100 * paper->spectrum->narrow_share);
}

static char *
read_line (const EmuFmixSide *side)
{
  return g_strdup_printf (side->spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED
                            ? _("As published the line is one wave. Stretches of A along it: %d.")
                            : _("One field along a line, as for sound or text. Stretches of A along it: %d."),
                          side->most_stretches);
}

static char *
read_lines (const EmuFmixSide *paper,
            const EmuFmixSide *published)
{
  /* Translators: stretches as published; by the paper */
  return g_strdup_printf (_("As published the line is one wave. Stretches of A along it: %d; by the paper: %d."),
                          published->most_stretches, paper->most_stretches);
}

static char *
read_volume (const EmuFmixSide *side)
{
  return g_strdup_printf (side->spectrum_kind == EMU_FMIX_SPECTRUM_AS_PUBLISHED
                            ? _("As published the directions are mixed up, and only the frequencies 0 and ±1 are left "
                                "along the depth. Stretches of A in a row of this slice: at most %d.")
                            : _("One slice of a field in three dimensions, as for film or volumes. Stretches of A in a "
                                "row of this slice: at most %d."),
                          side->most_stretches);
}

static char *
read_volumes (const EmuFmixSide *paper,
              const EmuFmixSide *published)
{
  /* Translators: stretches as published; by the paper */
  return g_strdup_printf (_("As published the directions are mixed up, and only the frequencies 0 and ±1 are left along "
                            "the depth. Stretches of A in a row of this slice: at most %d; by the paper: at most %d."),
                          published->most_stretches, paper->most_stretches);
}

char *
emu_fmix_view_read (const EmuFmixView *self)
{
  const EmuFmixSide *first = &self->sides[0];
  const EmuFmixSide *second = &self->sides[1];

  /* A picture of one value has no waves to speak of. */
  if (isnan (first->spectrum->narrow_share))
    return g_strdup (_("One value alone has no shape: all of the picture is A, or all of it is B."));

  switch (first->look.n_dims)
    {
    case 1:
      return self->n_sides == 2 ? read_lines (first, second) : read_line (first);
    case 3:
      return self->n_sides == 2 ? read_volumes (first, second) : read_volume (first);
    default:
      return self->n_sides == 2 ? read_pictures (first, second) : read_picture (first);
    }
}

/* ---- Strips ------------------------------------------------------------------------------- */

static void
strip_clear (gpointer data)
{
  g_free (((EmuFmixStrip *) data)->shares);
}

EmuFmixStrip *
emu_fmix_strip_ref (EmuFmixStrip *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
emu_fmix_strip_unref (EmuFmixStrip *self)
{
  g_atomic_rc_box_release_full (self, strip_clear);
}

enum
{
  DIMENSIONS_1D = 1,
  DIMENSIONS_3D = 2,
};

/* Settings as the strip has them: without those that only decide λ or the cut, and the one that
 * varies at a fixed value. */
static void *
strip_params (EmuFmixStripKind  kind,
              const EmuMixJob  *job,
              double            decay)
{
  static const char * const without[] = { "max-soft", "given-lambda", "reformulate", "slice" };
  const EmuMethod *method = job->method;
  void *params = emu_params_copy (&method->params, job->params);

  /* The slice that is shown matters where decays of a volume are compared. */
  for (guint i = 0; i < G_N_ELEMENTS (without) - (kind == EMU_FMIX_STRIP_DECAY); i++)
    emu_param_reset (find_param (method, without[i]), params);

  if (kind == EMU_FMIX_STRIP_DECAY)
    emu_param_set (find_param (method, "decay-power"), params, decay, NULL);
  else
    emu_param_set (find_param (method, "dimensions"), params,
                   kind == EMU_FMIX_STRIP_ROW ? DIMENSIONS_1D : DIMENSIONS_3D, NULL);

  return params;
}

gboolean
emu_fmix_strip_holds (EmuFmixStripKind kind,
                      const EmuMixJob *a,
                      const EmuMixJob *b)
{
  g_autofree void *a_params = NULL;
  g_autofree void *b_params = NULL;

  if (a->method != b->method || a->seed != b->seed || a->sample != b->sample ||
      a->a->height != b->a->height || a->a->width != b->a->width)
    return FALSE;

  a_params = strip_params (kind, a, 0);
  b_params = strip_params (kind, b, 0);

  return emu_params_equal (&a->method->params, a_params, b_params);
}

/* Which cell of @n lies below sample @i of @n_out. */
static inline int
nearest (int i,
         int n_out,
         int n)
{
  return (int) ((2 * (gint64) i + 1) * n / (2 * (gint64) n_out));
}

static void
sample_shares (const EmuFmixStrip *self,
               const EmuFMixLook  *look,
               const EmuHeights   *heights,
               int                 slice,
               float              *out)
{
  int stride = look->n_dims == 3 ? look->dims[2] : 1;

  for (int y = 0; y < self->height; y++)
    {
      const double *row = look->field +
                          (gsize) nearest (y, self->height, look->height) * look->width * stride + slice;

      for (int x = 0; x < self->width; x++)
        *out++ = (float) emu_heights_share_above (heights,
                                                  row[(gsize) nearest (x, self->width, look->width) * stride]);
    }
}

EmuFmixStrip *
emu_fmix_strip_new (const EmuMixJob  *job,
                    EmuFmixStripKind  kind,
                    int               longest_px,
                    GCancellable     *cancellable,
                    GError          **error)
{
  g_autoptr(EmuFmixStrip) self = g_atomic_rc_box_new0 (EmuFmixStrip);
  g_autoptr(EmuMix) mix = NULL;
  int longest = MAX (job->a->height, job->a->width);
  int n_fields = kind == EMU_FMIX_STRIP_DECAY ? EMU_FMIX_N_DECAYS : 1;

  g_return_val_if_fail (longest_px >= 1, NULL);

  self->kind = kind;
  self->n = n_fields;
  self->width = MAX (1, (int) rint ((double) longest_px * job->a->width / longest));
  self->height = MAX (1, (int) rint ((double) longest_px * job->a->height / longest));
  if (kind == EMU_FMIX_STRIP_ROW)
    {
      self->height = 1;
      self->width = longest_px;
    }

  for (int i = 0; i < n_fields; i++)
    {
      g_autofree void *params = strip_params (kind, job, emu_fmix_decays[i]);
      g_autoptr(EmuMix) previous = g_steal_pointer (&mix);
      g_autoptr(EmuHeights) heights = NULL;
      gsize each = (gsize) self->height * self->width;
      EmuFMixLook look;

      /* The numbers drawn are taken over from one δ to the next. */
      mix = new_mix (job, params, 0.5, previous, cancellable, error);
      if (mix == NULL)
        return NULL;

      if (!emu_fmix_look (mix, &look))
        g_return_val_if_reached (NULL);

      heights = emu_heights_new (look.field, look.n);
      if (kind == EMU_FMIX_STRIP_VOLUME)
        self->n = look.dims[2];
      if (self->shares == NULL)
        self->shares = g_new (float, each * self->n);

      if (kind == EMU_FMIX_STRIP_VOLUME)
        {
          for (int slice = 0; slice < self->n; slice++)
            sample_shares (self, &look, heights, slice, self->shares + each * slice);
        }
      else
        sample_shares (self, &look, heights, look.slice, self->shares + each * i);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

cairo_surface_t *
emu_fmix_strip_paint (const EmuFmixStrip *self,
                      int                 index,
                      const EmuFmixSide  *side,
                      const EmuRamp      *ramp,
                      int                 width_px,
                      int                 height_px)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width_px, height_px);
  const float *shares = self->shares + (gsize) index * self->height * self->width;
  guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  double from = side->share - side->soft;
  double to = side->share + side->soft;

  g_return_val_if_fail (index >= 0 && index < self->n, surface);

  if (data == NULL)
    return surface;

  cairo_surface_flush (surface);
  for (int y = 0; y < height_px; y++)
    {
      const float *row = shares + (gsize) nearest (y, height_px, self->height) * self->width;
      guint32 *out = (guint32 *) (gpointer) (data + (gsize) y * stride);

      for (int x = 0; x < width_px; x++)
        {
          double at = row[nearest (x, width_px, self->width)];
          double weight = at < from ? 1 : at >= to ? 0 : 1 - (at - from) / (to - from);
          const guint8 *colour;

          if (side->look.inverted)
            weight = 1 - weight;
          colour = ramp->colour[emu_ramp_index (weight)];
          out[x] = (guint32) colour[0] << 16 | (guint32) colour[1] << 8 | colour[2];
        }
    }
  cairo_surface_mark_dirty (surface);

  return surface;
}

/* ---- Drawing ------------------------------------------------------------------------------ */

static void
paint_surface (cairo_t         *cr,
               cairo_surface_t *surface,
               double           x,
               double           y,
               double           width,
               double           height)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, width / cairo_image_surface_get_width (surface),
               height / cairo_image_surface_get_height (surface));
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

void
emu_fmix_view_draw_panel (const EmuFmixView  *self,
                          int                 side_index,
                          EmuFmixPanel        panel,
                          const EmuPen       *pen,
                          double              width,
                          double              height)
{
  const EmuFmixSide *side = &self->sides[side_index];
  g_autofree char *sentence = emu_fmix_view_describe (self, side_index, panel);
  g_autofree char *number = g_strdup_printf ("%d", panel + 1);
  double picture_height = height - EMU_FMIX_HEAD_PX;
  double picture_width = MIN (width, rint (picture_height * self->request.width_px / self->request.height_px));
  double middle = EMU_FMIX_HEAD_PX / 2.0 - 1;
  const char *title = emu_fmix_panel_title (panel);
  double x;

  emu_pen_badge (pen, number, &pen->palette->text, 0.12, 0, middle - 9, 26, 18, 9);
  if (self->n_sides == 2)
    title = side_index == 0 ? _("Paper") : _("As published");
  x = 34 + emu_pen_text (pen, title, EMU_PEN_TEXT_PX, TRUE, &pen->palette->text, EMU_PEN_LEFT, 34,
                         middle, 0);
  if (width - x > 60)
    emu_pen_markup (pen, sentence, EMU_PEN_CAPTION_PX, FALSE, &pen->palette->secondary, EMU_PEN_LEFT,
                    x + 8, middle, width - x - 8);

  paint_surface (pen->cr, panel == EMU_FMIX_PANEL_RESULT ? self->result : side->pictures[panel],
                 0, EMU_FMIX_HEAD_PX, picture_width, picture_height);

  if (panel == EMU_FMIX_PANEL_SPECTRUM)
    {
      cairo_save (pen->cr);
      cairo_translate (pen->cr, 0, EMU_FMIX_HEAD_PX);
      emu_spectrum_draw_marks (side->spectrum, pen, picture_width, picture_height);
      cairo_restore (pen->cr);
    }
}

/* @step: from the left edge of the first column to that of the second */
static void
get_panel_size (const EmuFmixView *self,
                double            *width,
                double            *height,
                double            *step)
{
  *width = (double) self->request.width_px / self->request.scale;
  *step = MAX (*width + (self->n_sides == 2 ? 8 + HEIGHTS_PX : 0), CELL_PX) + GAP_PX;
  *height = (double) self->request.height_px / self->request.scale + EMU_FMIX_HEAD_PX;
}

static double
strip_height (const EmuFmixStrip *strip)
{
  return strip != NULL ? STRIP_HEAD_PX + STRIP_MASK_PX + STRIP_FOOT_PX : 0;
}

void
emu_fmix_view_get_size (const EmuFmixView  *self,
                        const EmuFmixStrip *strip,
                        int                *width,
                        int                *height)
{
  int n_rows = self->n_sides == 2 ? 3 : 2;
  double panel_width, panel_height, step;

  get_panel_size (self, &panel_width, &panel_height, &step);
  *width = (int) ceil (2 * MARGIN_PX + step + MAX (panel_width + 8 + HEIGHTS_PX, CELL_PX));
  *width = MAX (*width, LEAST_WIDTH_PX);
  *height = (int) ceil (2 * MARGIN_PX + TITLE_PX + n_rows * (panel_height + GAP_PX) + READING_PX +
                        strip_height (strip));
}

static void
draw_strip (const EmuFmixView  *self,
            const EmuFmixStrip *strip,
            const EmuPen       *pen,
            double              width)
{
  const EmuFmixSide *side = &self->sides[self->own];
  int n = strip->kind == EMU_FMIX_STRIP_VOLUME ? MIN (strip->n, N_SHOWN_SLICES) : strip->n;
  double each = strip->kind == EMU_FMIX_STRIP_ROW ? width : (width - (n - 1) * 12.0) / n;
  double mask_width = each;
  double mask_height = STRIP_MASK_PX;
  const char *title = strip->kind == EMU_FMIX_STRIP_DECAY ? _("Decay: the same seed and λ")
                      : strip->kind == EMU_FMIX_STRIP_ROW ? _("One dimension, as for sound or text")
                                                          : _("Three dimensions, as for film or volumes");

  if (strip->kind != EMU_FMIX_STRIP_ROW)
    {
      double zoom = MIN (each / strip->width, mask_height / strip->height);

      mask_width = MAX (1, strip->width * zoom);
      mask_height = MAX (1, strip->height * zoom);
    }

  emu_pen_text (pen, title, EMU_PEN_TEXT_PX, TRUE, &pen->palette->text, EMU_PEN_LEFT, 0,
                STRIP_HEAD_PX / 2.0, width);
  for (int i = 0; i < n; i++)
    {
      int index = strip->kind == EMU_FMIX_STRIP_VOLUME && n > 1
                    ? (int) rint ((double) i * (strip->n - 1) / (n - 1)) : i;
      cairo_surface_t *mask = emu_fmix_strip_paint (strip, index, side, &self->request.ramp,
                                                    (int) ceil (2 * mask_width), (int) ceil (2 * mask_height));
      double x = i * (each + 12) + (each - mask_width) / 2;
      g_autofree char *text = NULL;

      paint_surface (pen->cr, mask, x, STRIP_HEAD_PX, mask_width, mask_height);
      cairo_surface_destroy (mask);

      if (strip->kind == EMU_FMIX_STRIP_DECAY)
        text = g_strdup_printf ("δ = %g", emu_fmix_decays[index]);
      else if (strip->kind == EMU_FMIX_STRIP_VOLUME)
        text = g_strdup_printf (_("slice %d"), index);
      else
        continue;
      emu_pen_text (pen, text, EMU_PEN_CAPTION_PX,
                    strip->kind == EMU_FMIX_STRIP_DECAY && emu_fmix_decays[index] == side->decay,
                    &pen->palette->text, EMU_PEN_MIDDLE, x + mask_width / 2,
                    STRIP_HEAD_PX + mask_height + STRIP_FOOT_PX / 2.0, 0);
    }
}

void
emu_fmix_view_draw (const EmuFmixView  *self,
                    const EmuFmixStrip *strip,
                    const char         *head,
                    const EmuPen       *pen)
{
  g_autofree char *reading = emu_fmix_view_read (self);
  cairo_t *cr = pen->cr;
  int n_rows = self->n_sides == 2 ? 3 : 2;
  double panel_width, panel_height, step;
  int width, height;

  get_panel_size (self, &panel_width, &panel_height, &step);
  emu_fmix_view_get_size (self, strip, &width, &height);

  cairo_save (cr);
  emu_pen_fill (pen, &pen->palette->paper, 1, 0, 0, width, height);
  cairo_translate (cr, MARGIN_PX, MARGIN_PX);
  emu_pen_text (pen, head, EMU_PEN_TITLE_PX, TRUE, &pen->palette->text, EMU_PEN_LEFT, 0, 8,
                width - 2 * MARGIN_PX);
  cairo_translate (cr, 0, TITLE_PX);

  for (int row = 0; row < n_rows; row++)
    {
      for (int column = 0; column < 2; column++)
        {
          int side = self->n_sides == 2 ? column : 0;
          EmuFmixPanel panel = self->n_sides == 2 ? (EmuFmixPanel) row : (EmuFmixPanel) (2 * row + column);

          cairo_save (cr);
          cairo_translate (cr, column * step, 0);
          emu_fmix_view_draw_panel (self, side, panel, pen, step - GAP_PX, panel_height);
          if (panel == EMU_FMIX_PANEL_FIELD)
            {
              cairo_translate (cr, panel_width + 8, EMU_FMIX_HEAD_PX);
              emu_heights_draw (self->sides[side].heights, pen, HEIGHTS_PX,
                                panel_height - EMU_FMIX_HEAD_PX, self->sides[side].share,
                                !self->sides[side].look.inverted, FALSE);
            }
          cairo_restore (cr);
        }
      cairo_translate (cr, 0, panel_height + GAP_PX);
    }

  emu_pen_text (pen, reading, EMU_PEN_TEXT_PX, FALSE, &pen->palette->text, EMU_PEN_LEFT, 0,
                READING_PX / 2.0 - 6, width - 2 * MARGIN_PX);
  cairo_translate (cr, 0, READING_PX);
  if (strip != NULL)
    draw_strip (self, strip, pen, width - 2 * MARGIN_PX);
  cairo_restore (cr);
}

typedef struct
{
  const EmuFmixView  *view;
  const EmuFmixStrip *strip;
  const char         *head;
  gboolean            dark;
} Page;

static void
draw_page (cairo_t  *cr,
           gpointer  data)
{
  const Page *page = data;
  EmuPen pen;

  emu_pen_init (&pen, cr, page->dark);
  emu_fmix_view_draw (page->view, page->strip, page->head, &pen);
  emu_pen_clear (&pen);
}

gboolean
emu_fmix_view_save (const EmuFmixView  *self,
                    const EmuFmixStrip *strip,
                    const char         *head,
                    gboolean            dark,
                    GFile              *file,
                    GCancellable       *cancellable,
                    GError            **error)
{
  g_autofree char *name = g_file_get_basename (file);
  Page page = { self, strip, head, dark };
  EmuDrawing drawing = { .scale = self->request.scale, .draw = draw_page, .data = &page };
  EmuDrawingFormat format;

  emu_fmix_view_get_size (self, strip, &drawing.width, &drawing.height);

  return emu_drawing_format_from_name (name, &format, error) &&
         emu_drawing_save (&drawing, file, format, cancellable, error);
}
