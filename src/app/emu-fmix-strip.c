/* emu-fmix-strip.c: masks of FMix side by side, for every λ at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <math.h>

#include "emu-fmix-strip.h"

const double emu_fmix_decays[EMU_FMIX_N_DECAYS] = { 0.5, 1, 2, 3, 4, 6 };

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
    emu_param_reset (emu_fmix_find_param (method, without[i]), params);

  if (kind == EMU_FMIX_STRIP_DECAY)
    emu_param_set (emu_fmix_find_param (method, "decay-power"), params, decay, NULL);
  else
    emu_param_set (emu_fmix_find_param (method, "dimensions"), params,
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
      mix = emu_fmix_new_mix (job, params, 0.5, previous, cancellable, error);
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
