/* sharpness.c: Sharpness, nearer to a smoothed picture or further from it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-clones.h"
#include "emu-op.h"
#include "emu-parallel.h"
#include "emu-tone.h"

typedef struct
{
  double factor;
} Sharpness;

static const EmuParam sharpness_params[] = {
  EMU_PARAM (Sharpness, factor,
             .label = N_("Factor"),
             .help = N_("0 gives a smoothed picture, 1 the picture; beyond 1 it becomes sharper"),
             .min = EMU_TONE_FACTOR_MIN, .max = EMU_TONE_FACTOR_MAX, .initial = 1.5, .step = 0.05),
};

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  float           factor;
  GCancellable   *cancellable;
} Job;

/* The smoothed value has weight 5 in the middle, 1 at its eight neighbours, and is divided by 13 and
 * rounded. s is at most 13 · 255, where (s + 6) · 5042 / 2^16 has the same whole part as
 * (s + 6) / 13. */
EMU_CLONES static void
sharpen_row (guint8       *restrict out,
             const guint8 *restrict above,
             const guint8 *restrict in,
             const guint8 *restrict below,
             float                  factor,
             int                    n)
{
  for (int x = 0; x < n; x++)
    {
      guint32 s = above[x] + above[x + 1] + above[x + 2] + in[x] + 5u * in[x + 1] + in[x + 2] +
                  below[x] + below[x + 1] + below[x + 2];
      gint32 smooth = (gint32) (((s + 6) * 5042) >> 16);

      out[x] = emu_tone_blend ((float) smooth, in[x + 1], factor);
    }
}

static void
sharpen_rows (int      first,
              int      last,
              gpointer data)
{
  const Job *job = data;
  int height = job->in->height;
  int width = job->in->width;

  for (int c = 0; c < job->in->channels && !g_cancellable_is_cancelled (job->cancellable); c++)
    for (int y = first; y < last; y++)
      {
        const guint8 *in = emu_image_row (job->in, c, y);
        guint8 *out = emu_image_row (job->out, c, y);

        /* Pillow's filter has no neighbours for the outermost pixels and leaves them. */
        if (c == 3 || y == 0 || y == height - 1 || width < 3)
          {
            memcpy (out, in, width);
            continue;
          }

        out[0] = in[0];
        out[width - 1] = in[width - 1];
        sharpen_row (out + 1, in - width, in, in + width, job->factor, width - 2);
      }
}

static EmuImage *
sharpness_apply (const void      *params,
                 const EmuOpRun  *run,
                 EmuImage        *image,
                 GCancellable    *cancellable,
                 GError         **error)
{
  const Sharpness *p = params;
  g_autoptr(EmuImage) out = emu_image_new (image->channels, image->height, image->width, error);
  Job job = { image, out, (float) p->factor, cancellable };

  if (out == NULL)
    return NULL;

  emu_parallel_rows (image->height, emu_parallel_chunk (image->width), sharpen_rows, &job);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}

static bool
sharpness_identity (const void *params)
{
  const Sharpness *p = params;

  return (float) p->factor == 1;
}

EMU_OP_DEFINE (sharpness) = {
  .id = "sharpness",
  .name = "Sharpness",
  .summary = N_("Moves all values away from those of a smoothed picture or towards them."),
  .source = "Pillow 9.4 ImageEnhance.Sharpness",
  EMU_OP_PARAMS (Sharpness, sharpness_params),
  .apply = sharpness_apply,
  .identity = sharpness_identity,
};
