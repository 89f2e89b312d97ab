/* emu-compare-setup.c: what may have happened to pictures around their mixing
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "emu-compare-setup.h"
#include "emu-error.h"
#include "emu-kernels.h"

void
emu_setup_init (EmuSetup                *self,
                const EmuCompareRequest *request)
{
  *self = (EmuSetup) {
    .fit = request->fit,
    .filter = request->filter,
    .factor = { 1, 1, 1 },
    .hi = 255,
  };
}

/* ---- Scales ----------------------------------------------------------------------------- */

/* IEC 61966-2-1, both ways, from and to 0 … 255. */
static double
to_light (double encoded)
{
  double v = encoded / 255;

  return 255 * (v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4));
}

static double
from_light (double light)
{
  double v = light / 255;

  return 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * pow (v, 1 / 2.4) - 0.055);
}

/* The level a value on the scale is written as, before it is rounded. */
static double
level_of (const EmuSetup *setup,
          int             c,
          double          value)
{
  if (c == 3)
    return value;
  if (setup->scale == EMU_SCALE_LIGHT)
    return from_light (MAX (value, 0));
  if (setup->scale == EMU_SCALE_AFFINE)
    return setup->factor[c] * value + setup->offset[c];

  return value;
}

static void
fill_tone (const EmuSetup *setup,
           EmuTone        *tone)
{
  emu_tone_init (tone);

  for (int v = 0; v < 256; v++)
    {
      /* A level that was cut stands for the middle of what became it. */
      double level = v + (setup->floors ? 0.5 : 0);

      if (setup->scale == EMU_SCALE_LIGHT)
        tone->in[v] = (float) to_light (v);

      for (int c = 0; c < 3; c++)
        {
          if (setup->scale == EMU_SCALE_LIGHT)
            tone->out[c][v] = (float) to_light (level);
          else if (setup->scale == EMU_SCALE_AFFINE)
            tone->out[c][v] = (float) ((level - setup->offset[c]) / setup->factor[c]);
          else
            tone->out[c][v] = (float) level;

          tone->known[c][v] = (v > setup->lo || setup->lo == 0) && (v < setup->hi || setup->hi == 255);
          if (setup->scale == EMU_SCALE_AFFINE && (v == 0 || v == 255))
            tone->known[c][v] = FALSE;
        }
      tone->out[3][v] = (float) level;
    }
}

/* ---- Pictures --------------------------------------------------------------------------- */

static EmuImage *
crop (EmuImage     *image,
      const EmuBox *box,
      GError      **error)
{
  EmuImage *out = emu_image_new (image->channels, box->y1 - box->y0, box->x1 - box->x0, error);

  for (int c = 0; out != NULL && c < out->channels; c++)
    {
      for (int y = 0; y < out->height; y++)
        memcpy (emu_image_row (out, c, y), emu_image_row (image, c, box->y0 + y) + box->x0, out->width);
    }

  return out;
}

static EmuImage *
transpose (EmuImage *image,
           GError  **error)
{
  EmuImage *out = emu_image_new (image->channels, image->width, image->height, error);

  for (int c = 0; out != NULL && c < out->channels; c++)
    {
      for (int y = 0; y < out->height; y++)
        {
          guint8 *row = emu_image_row (out, c, y);

          for (int x = 0; x < out->width; x++)
            row[x] = emu_image_row (image, c, x)[y];
        }
    }

  return out;
}

static EmuImage *
reverse (EmuImage *image,
         GError  **error)
{
  EmuImage *out;

  if (image->channels < 3)
    return emu_image_ref (image);

  out = emu_image_new (image->channels, image->height, image->width, error);
  for (int c = 0; out != NULL && c < out->channels; c++)
    memcpy (emu_image_plane (out, c), emu_image_plane (image, c < 3 ? 2 - c : c), emu_image_n_pixels (out));

  return out;
}

/* Moved by half pixels, the border repeated. */
static EmuImage *
shift (EmuImage *image,
       int       right,
       int       down,
       GError  **error)
{
  EmuImage *out = emu_image_new (image->channels, image->height, image->width, error);

  for (int c = 0; out != NULL && c < out->channels; c++)
    {
      for (int y = 0; y < out->height; y++)
        {
          int top = (2 * y - down) >> 1;
          const guint8 *above = emu_image_row (image, c, CLAMP (top, 0, image->height - 1));
          const guint8 *below = emu_image_row (image, c, CLAMP (top + (down & 1), 0, image->height - 1));
          guint8 *row = emu_image_row (out, c, y);

          for (int x = 0; x < out->width; x++)
            {
              int left = (2 * x - right) >> 1;
              int x0 = CLAMP (left, 0, image->width - 1);
              int x1 = CLAMP (left + (right & 1), 0, image->width - 1);

              row[x] = (guint8) rint ((above[x0] + above[x1] + below[x0] + below[x1]) / 4.0);
            }
        }
    }

  return out;
}

/* Replaces *image by @next, which may be %NULL. */
static gboolean
take (EmuImage **image,
      EmuImage  *next)
{
  emu_image_unref (*image);
  *image = next;

  return next != NULL;
}

static gboolean
prepare (const EmuSetup *setup,
         const EmuBox   *part,
         EmuImage      **a,
         EmuImage      **b,
         EmuImage      **mixed,
         GError        **error)
{
  /* First, as a part is looked at many times over; at its border a shift repeats what it has. */
  if (part != NULL && !(take (a, crop (*a, part, error)) && take (b, crop (*b, part, error)) &&
                        take (mixed, crop (*mixed, part, error))))
    return FALSE;

  if (setup->shift[0] != 0 || setup->shift[1] != 0)
    {
      EmuImage **moved = setup->shifts_a == setup->swapped ? b : a;

      if (!take (moved, shift (*moved, setup->shift[0], setup->shift[1], error)))
        return FALSE;
    }

  if (setup->reversed == EMU_REVERSED_A && !take (a, reverse (*a, error)))
    return FALSE;
  if (setup->reversed == EMU_REVERSED_B && !take (b, reverse (*b, error)))
    return FALSE;
  if (setup->reversed == EMU_REVERSED_MIXED && !take (mixed, reverse (*mixed, error)))
    return FALSE;

  return TRUE;
}

EmuStage *
emu_stage_new (const EmuSetup          *setup,
               const EmuCompareRequest *request,
               const EmuBox            *part,
               GCancellable            *cancellable,
               GError                 **error)
{
  g_autoptr(EmuStage) self = g_new0 (EmuStage, 1);
  g_autoptr(EmuPair) pair = NULL;
  g_autoptr(EmuImage) a = NULL;
  g_autoptr(EmuImage) b = NULL;
  EmuImage *maps[2] = { request->maps[setup->swapped], request->maps[!setup->swapped] };
  int channels;

  self->setup = *setup;
  fill_tone (setup, &self->tone);
  pair = emu_pair_new (setup->swapped ? request->b : request->a, setup->swapped ? request->a : request->b,
                       setup->fit, setup->filter, request->fill, error);
  if (pair == NULL)
    return NULL;

  channels = MAX (emu_pair_get_a (pair)->channels, request->mixed->channels);
  a = emu_image_to_channels (emu_pair_get_a (pair), channels, error);
  b = a != NULL ? emu_image_to_channels (emu_pair_get_b (pair), channels, error) : NULL;
  self->mixed = b != NULL ? emu_image_to_channels (request->mixed, channels, error) : NULL;
  if (self->mixed == NULL || !prepare (setup, part, &a, &b, &self->mixed, error))
    return NULL;

  /* What was made here is exact, so that neither fit nor filter matters any more. */
  self->straight = emu_pair_new (a, b, setup->fit, setup->filter, request->fill, error);
  if (self->straight == NULL)
    return NULL;

  self->pair = emu_pair_ref (self->straight);
  if (setup->transposed)
    {
      g_clear_pointer (&self->pair, emu_pair_unref);
      if (!take (&a, transpose (a, error)) || !take (&b, transpose (b, error)) ||
          !take (&self->mixed, transpose (self->mixed, error)))
        return NULL;
      self->pair = emu_pair_new (a, b, setup->fit, setup->filter, request->fill, error);
      if (self->pair == NULL)
        return NULL;
    }

  self->evidence = emu_evidence_new (self->pair, self->mixed, maps, &self->tone, cancellable, error);
  if (self->evidence == NULL)
    return NULL;

  self->evidence->lambda = request->lambda;
  self->evidence->has_seed = request->has_seed;
  self->evidence->seed = request->seed;

  return g_steal_pointer (&self);
}

void
emu_stage_free (EmuStage *self)
{
  g_clear_pointer (&self->evidence, emu_evidence_free);
  g_clear_pointer (&self->pair, emu_pair_unref);
  g_clear_pointer (&self->straight, emu_pair_unref);
  g_clear_pointer (&self->mixed, emu_image_unref);
  g_free (self);
}

/* ---- Mixing again ----------------------------------------------------------------------- */

static EmuMix *
decide (EmuStage          *self,
        const EmuProposal *proposal,
        GCancellable      *cancellable,
        GError           **error)
{
  EmuMixRequest request = EMU_MIX_REQUEST_INIT;
  EmuImage *a = emu_pair_get_a (self->pair);
  EmuGuide *guides[2] = { NULL, NULL };
  EmuMix *mix;

  request.method = proposal->method;
  request.params = proposal->params;
  request.requested = proposal->requested;
  request.seed = self->evidence->seed;
  request.given = &proposal->given;

  if (!self->setup.transposed)
    return emu_mix_new_for_pair (&request, self->pair, self->evidence->maps, NULL, cancellable, error);

  /* The maps stay where they were: only what is made of them is turned. */
  for (guint i = 0; i < 2; i++)
    {
      EmuGuideKind kind = emu_method_needs_guide (proposal->method, proposal->params, i);

      if (kind != EMU_GUIDE_NONE && a->height == a->width)
        request.guides[i] = guides[i] = emu_pair_get_guide (self->straight, i, kind, self->evidence->maps[i],
                                                            cancellable, NULL);
    }

  mix = emu_mix_new (&request, a->height, a->width, NULL, cancellable, error);
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&guides[i], emu_guide_unref);

  return mix;
}

/* Every pixel to whom it looks more like. */
static gboolean
read_off_mask (const EmuEvidence *evidence,
               EmuMask           *mask,
               GError           **error)
{
  if (!emu_mask_need_plane (mask, error))
    return FALSE;

  for (int y = 0; y < mask->height; y++)
    {
      float *row = emu_mask_row (mask, y);

      for (int x = 0; x < mask->width; x++)
        {
          float certainty;

          row[x] = emu_evidence_weight (evidence, y, x, &certainty) >= 0.5f;
        }
    }

  return TRUE;
}

static gboolean
is_plain (const EmuSetup *setup)
{
  return setup->scale == EMU_SCALE_BYTES && !setup->floors && setup->lo == 0 && setup->hi == 255;
}

/* Planes of floats on the setup's scale. */
static float *
values_of (const EmuStage *self,
           const EmuImage *image)
{
  gsize n = emu_image_n_pixels (image);
  float *out = g_try_new (float, n * image->channels);

  for (int c = 0; out != NULL && c < image->channels; c++)
    {
      for (gsize i = 0; i < n; i++)
        {
          guint8 byte = emu_image_plane (image, c)[i];

          out[c * n + i] = c < 3 ? self->tone.in[byte] : byte;
        }
    }

  return out;
}

static EmuImage *
blend_on_scale (EmuStage      *self,
                const EmuMix  *mix,
                const EmuMask *mask,
                GError       **error)
{
  EmuImage *like = emu_pair_get_a (self->pair);
  gsize n = emu_image_n_pixels (like);
  g_autofree float *a = values_of (self, like);
  g_autofree float *b = values_of (self, emu_pair_get_b (self->pair));
  g_autofree float *mixed = g_try_new (float, n * like->channels);
  g_autoptr(EmuImage) out = emu_image_new (like->channels, like->height, like->width, error);

  if (out == NULL)
    return NULL;

  if (a == NULL || b == NULL || mixed == NULL)
    {
      g_set_error (error, EMU_ERROR, EMU_ERROR_NO_MEMORY,
                   _("not enough memory to compare pictures of %d × %d pixels"), like->width, like->height);
      return NULL;
    }

  if (!emu_mix_blend_float (mix, a, b, like->channels, mask, mixed, error))
    return NULL;

  for (int c = 0; c < like->channels; c++)
    {
      guint8 *plane = emu_image_plane (out, c);

      for (gsize i = 0; i < n; i++)
        {
          double level = level_of (&self->setup, c, mixed[c * n + i]);

          /* A sum in float may miss a whole level by a hair, which must not cost a whole one. */
          level = self->setup.floors ? floor (level + 1e-4) : rint (level);
          plane[i] = (guint8) CLAMP (level, c < 3 ? self->setup.lo : 0, c < 3 ? self->setup.hi : 255);
        }
    }

  return g_steal_pointer (&out);
}

EmuImage *
emu_stage_render (EmuStage          *self,
                  const EmuProposal *proposal,
                  EmuMix           **mix,
                  EmuMask          **mask,
                  GCancellable      *cancellable,
                  GError           **error)
{
  g_autoptr(EmuMix) decided = decide (self, proposal, cancellable, error);
  g_autoptr(EmuMask) laid = NULL;
  g_autoptr(EmuImage) out = NULL;
  EmuView whole;

  if (decided == NULL)
    return NULL;

  whole = emu_view_whole (decided->height, decided->width);
  if (proposal->read_off)
    {
      laid = emu_mask_new (&whole);
      if (!read_off_mask (self->evidence, laid, error))
        return NULL;
    }
  else
    {
      laid = emu_mix_mask (decided, &whole, error);
      if (laid == NULL)
        return NULL;
    }

  out = is_plain (&self->setup) ? emu_mix_blend (decided, self->pair, laid, cancellable, error)
                                : blend_on_scale (self, decided, laid, error);
  if (out == NULL)
    return NULL;

  *mix = g_steal_pointer (&decided);
  *mask = g_steal_pointer (&laid);

  return g_steal_pointer (&out);
}

EmuImage *
emu_stage_restore (const EmuStage *self,
                   EmuImage       *image,
                   gboolean        is_mask,
                   GError        **error)
{
  g_autoptr(EmuImage) out = self->setup.transposed ? transpose (image, error) : emu_image_ref (image);

  if (out == NULL)
    return NULL;

  if (!is_mask && self->setup.reversed == EMU_REVERSED_MIXED)
    return reverse (out, error);

  return g_steal_pointer (&out);
}
