/* hue.c: Hue, every colour moved along the circle
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-op.h"
#include "emu-parallel.h"
#include "emu-tone.h"

typedef struct
{
  double turns;
} Hue;

static const EmuParam hue_params[] = {
  EMU_PARAM (Hue, turns,
             .label = N_("Turn"),
             .help = N_("Share of the whole circle; ½ exchanges every colour with its opposite"),
             .min = -0.5, .max = 0.5, .initial = 0.1, .step = 0.01),
};

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  int             shift;
  GCancellable   *cancellable;
} Job;

/* Hue and saturation in 255 steps each, in the precision that Pillow has them in. */
static void
to_hue (int  r,
        int  g,
        int  b,
        int *hue,
        int *saturation,
        int *value)
{
  int most = MAX (MAX (r, g), b);
  int least = MIN (MIN (r, g), b);
  float range = (float) (most - least);
  float red, green, blue;
  float h;

  *value = most;
  *hue = 0;
  *saturation = 0;
  if (most == least)
    return;

  red = (float) (most - r) / range;
  green = (float) (most - g) / range;
  blue = (float) (most - b) / range;
  if (r == most)
    h = blue - green;
  else if (g == most)
    h = (float) (2.0 + (double) red - (double) blue);
  else
    h = (float) (4.0 + (double) green - (double) red);

  h = (float) fmod ((double) h / 6.0 + 1.0, 1.0);
  *hue = CLAMP ((int) ((double) h * 255.0), 0, 255);
  *saturation = CLAMP ((int) ((double) (range / (float) most) * 255.0), 0, 255);
}

static void
from_hue (int    hue,
          int    saturation,
          int    value,
          guint8 rgb[3])
{
  /* Which of the three channels gets the value, the least, the falling and the rising one. */
  static const guint8 orders[6][3] = {
    { 0, 3, 1 }, { 2, 0, 1 }, { 1, 0, 3 }, { 1, 2, 0 }, { 3, 1, 0 }, { 0, 1, 2 },
  };
  double sixths = (double) (float) hue * 6.0 / 255.0;
  int sector = (int) floor (sixths);
  float part = (float) (sixths - (double) (float) sector);
  float share = (float) ((double) (float) saturation / 255.0);
  double whole = value;
  guint8 values[4] = {
    (guint8) value,
    (guint8) CLAMP (round (whole * (1.0 - (double) share)), 0, 255),
    (guint8) CLAMP (round (whole * (1.0 - (double) (share * part))), 0, 255),
    (guint8) CLAMP (round (whole * (1.0 - (double) share * (1.0 - (double) part))), 0, 255),
  };

  for (int c = 0; c < 3; c++)
    rgb[c] = values[orders[sector % 6][c]];
}

static void
turn_rows (int      first,
           int      last,
           gpointer data)
{
  const Job *job = data;

  for (int y = first; y < last && !g_cancellable_is_cancelled (job->cancellable); y++)
    for (int x = 0; x < job->in->width; x++)
      {
        int hue, saturation, value;
        guint8 rgb[3];

        to_hue (emu_image_row (job->in, 0, y)[x], emu_image_row (job->in, 1, y)[x],
                emu_image_row (job->in, 2, y)[x], &hue, &saturation, &value);
        from_hue ((hue + job->shift) & 255, saturation, value, rgb);
        for (int c = 0; c < 3; c++)
          emu_image_row (job->out, c, y)[x] = rgb[c];
      }
}

static EmuImage *
hue_apply (const void      *params,
           const EmuOpRun  *run,
           EmuImage        *image,
           GCancellable    *cancellable,
           GError         **error)
{
  const Hue *p = params;
  g_autoptr(EmuImage) out = NULL;

  /* Grey has no hue. */
  if (image->channels < 3)
    return emu_image_ref (image);

  out = emu_tone_copy (image, error);
  if (out == NULL)
    return NULL;

  emu_parallel_rows (image->height, emu_parallel_chunk (image->width), turn_rows,
                     &(Job) { image, out, (int) (p->turns * 255), cancellable });
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}

static gboolean
hue_here (const void      *params,
          int              height,
          int              width,
          const EmuParam  *param,
          double          *value,
          const char     **unit)
{
  *value = ((const Hue *) params)->turns * 360;
  *unit = "°";

  return TRUE;
}

EMU_OP_DEFINE (hue) = {
  .id = "hue",
  .name = "Hue",
  .summary = N_("Moves every colour along the circle of hues."),
  .source = "torchvision adjust_hue(); Pillow's mode HSV",
  EMU_OP_PARAMS (Hue, hue_params),
  .apply = hue_apply,
  .here = hue_here,
};
