/* flip.c: Flip, a picture in the mirror
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-op.h"
#include "emu-parallel.h"

typedef enum
{
  AXIS_HORIZONTAL,
  AXIS_VERTICAL,
  AXIS_BOTH,
} Axis;

typedef struct
{
  int axis;
} Flip;

static const EmuChoice axes[] = {
  { "horizontal", N_("Horizontal"), N_("Left and right are exchanged") },
  { "vertical", N_("Vertical"), N_("Top and bottom are exchanged") },
  { "both", N_("Both"), N_("Half a turn") },
  { NULL },
};

static const EmuParam flip_params[] = {
  EMU_PARAM_CHOICE_OF (Flip, axis,
                       .label = N_("Direction"),
                       .help = N_("Which sides are exchanged"),
                       .choices = axes, .initial = AXIS_HORIZONTAL),
};

typedef struct
{
  const EmuImage *in;
  EmuImage       *out;
  int             axis;
} Job;

/* Eight bytes a step, whose order a word's bytes exchange. */
static void
mirror_row (const guint8 *restrict in,
            guint8       *restrict out,
            int                    n)
{
  int x = 0;

  for (; x + 8 <= n; x += 8)
    {
      guint64 word;

      memcpy (&word, in + n - 8 - x, sizeof word);
      word = GUINT64_SWAP_LE_BE (word);
      memcpy (out + x, &word, sizeof word);
    }

  for (; x < n; x++)
    out[x] = in[n - 1 - x];
}

static void
flip_rows (int      first,
           int      last,
           gpointer data)
{
  const Job *job = data;
  int height = job->in->height;
  int width = job->in->width;

  for (int c = 0; c < job->in->channels; c++)
    for (int y = first; y < last; y++)
      {
        int from = job->axis == AXIS_HORIZONTAL ? y : height - 1 - y;
        const guint8 *in = emu_image_row (job->in, c, from);
        guint8 *out = emu_image_row (job->out, c, y);

        if (job->axis == AXIS_VERTICAL)
          memcpy (out, in, width);
        else
          mirror_row (in, out, width);
      }
}

static EmuImage *
flip_apply (const void      *params,
            const EmuOpRun  *run,
            EmuImage        *image,
            GCancellable    *cancellable,
            GError         **error)
{
  const Flip *p = params;
  g_autoptr(EmuImage) out = emu_image_new (image->channels, image->height, image->width, error);
  Job job = { image, out, p->axis };

  if (out == NULL)
    return NULL;

  emu_parallel_rows (image->height, emu_parallel_chunk (image->width), flip_rows, &job);

  return g_steal_pointer (&out);
}

static gboolean
flip_geometry (const void     *params,
               const EmuOpRun *run,
               EmuGeometry    *geometry)
{
  const Flip *p = params;

  if (p->axis != AXIS_VERTICAL)
    {
      geometry->from[0] = -1;
      geometry->from[2] = run->place.width;
    }
  if (p->axis != AXIS_HORIZONTAL)
    {
      geometry->from[4] = -1;
      geometry->from[5] = run->place.height;
    }

  return TRUE;
}

EMU_OP_DEFINE (flip) = {
  .id = "flip",
  .name = "Flip",
  .summary = N_("Shows the picture in a mirror."),
  .source = "Pillow 9.4 ImageOps.mirror() and flip()",
  EMU_OP_PARAMS (Flip, flip_params),
  .apply = flip_apply,
  .geometry = flip_geometry,
};
