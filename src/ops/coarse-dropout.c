/* coarse-dropout.c: Coarse Dropout, boxes of one colour that lie wholly inside the picture
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-mask.h"
#include "emu-op.h"
#include "emu-tone.h"

#define HOLES_MAX 1024
#define SIDE_MAX 4096

typedef struct
{
  int min_holes;
  int max_holes;
  int min_height;
  int max_height;
  int min_width;
  int max_width;
  int fill_red;
  int fill_green;
  int fill_blue;
} CoarseDropout;

typedef struct
{
  int          count;
  EmuDrawArray holes;  /* (holes, 4): height, width, top and left, as shares of their ranges */
} CoarseDropoutDraws;

#define NUMBER(name, words, explained, u, least, most, value)                                \
  EMU_PARAM (CoarseDropout, name, .label = words, .help = explained, .unit = u,              \
             .min = least, .max = most, .initial = value)

static const EmuParam coarse_dropout_params[] = {
  NUMBER (min_holes, N_("Fewest Boxes"), N_("Least number of boxes"), NULL, 1, HOLES_MAX, 8),
  NUMBER (max_holes, N_("Most Boxes"), N_("Greatest number of boxes"), NULL, 1, HOLES_MAX, 8),
  NUMBER (min_height, N_("Least Height"), N_("Rows of the smallest box"), "px", 1, SIDE_MAX, 8),
  NUMBER (max_height, N_("Greatest Height"), N_("Rows of the largest box"), "px", 1, SIDE_MAX, 8),
  NUMBER (min_width, N_("Least Width"), N_("Columns of the smallest box"), "px", 1, SIDE_MAX, 8),
  NUMBER (max_width, N_("Greatest Width"), N_("Columns of the largest box"), "px", 1, SIDE_MAX, 8),
  NUMBER (fill_red, N_("Fill: Red"), N_("Red of the boxes"), NULL, 0, 255, 0),
  NUMBER (fill_green, N_("Fill: Green"), N_("Green of the boxes"), NULL, 0, 255, 0),
  NUMBER (fill_blue, N_("Fill: Blue"), N_("Blue of the boxes"), NULL, 0, 255, 0),
};

static void
count_shape (const void         *params,
             const EmuDrawPlace *place,
             const void         *draws,
             EmuDrawShape       *shape)
{
  const CoarseDropout *p = params;

  shape->lo = MIN (p->min_holes, p->max_holes);
  shape->hi = p->max_holes;
}

static void
holes_shape (const void         *params,
             const EmuDrawPlace *place,
             const void         *draws,
             EmuDrawShape       *shape)
{
  const CoarseDropoutDraws *d = draws;

  shape->n_dims = 2;
  shape->dims[0] = d->count;
  shape->dims[1] = 4;
}

static const EmuDraw coarse_dropout_draws[] = {
  EMU_DRAW (CoarseDropoutDraws, count, EMU_DRAW_INT,
            .label = N_("Boxes"), .help = N_("Number of boxes"), .shape_at = count_shape),
  EMU_DRAW (CoarseDropoutDraws, holes, EMU_DRAW_UNIFORM,
            .label = N_("Sizes and Places"),
            .help = N_("Height, width, top and left of each box, as shares of their ranges"),
            .shape_at = holes_shape),
};

/* A whole number from @lo to @hi, both included. */
static int
pick (double u,
      int    lo,
      int    hi)
{
  /* Somebody may have given it. */
  u = u >= 0 ? MIN (u, 1) : 0;

  return MIN (hi, lo + (int) (u * (hi - lo + 1)));
}

static EmuBox
find_hole (const CoarseDropout *p,
           const EmuOpRun      *run,
           int                  i)
{
  const CoarseDropoutDraws *d = run->draws;
  double u[4];
  int height;
  int width;
  int top;
  int left;

  emu_draw_array_read (&d->holes, 4 * (gsize) i, 4, u);
  height = MIN (pick (u[0], MIN (p->min_height, p->max_height), p->max_height), run->place.height);
  width = MIN (pick (u[1], MIN (p->min_width, p->max_width), p->max_width), run->place.width);
  top = pick (u[2], 0, run->place.height - height);
  left = pick (u[3], 0, run->place.width - width);

  return (EmuBox) { top, top + height, left, left + width };
}

static EmuImage *
coarse_dropout_apply (const void      *params,
                      const EmuOpRun  *run,
                      EmuImage        *image,
                      GCancellable    *cancellable,
                      GError         **error)
{
  const CoarseDropout *p = params;
  const CoarseDropoutDraws *d = run->draws;
  const guint8 ink[3] = { (guint8) p->fill_red, (guint8) p->fill_green, (guint8) p->fill_blue };
  g_autoptr(EmuImage) out = emu_tone_copy (image, error);

  if (out == NULL)
    return NULL;

  for (int i = 0; i < d->count; i++)
    {
      EmuBox box = find_hole (p, run, i);

      for (int c = 0; c < emu_tone_n_colours (out); c++)
        for (int y = box.y0; y < box.y1; y++)
          memset (emu_image_row (out, c, y) + box.x0, emu_tone_ink (out, ink, c),
                  (gsize) (box.x1 - box.x0));
    }

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}

static gboolean
coarse_dropout_covers (const void     *params,
                       const EmuOpRun *run,
                       const EmuPoint *point)
{
  const CoarseDropoutDraws *d = run->draws;

  for (int i = 0; i < d->count; i++)
    {
      EmuBox box = find_hole (params, run, i);

      if (point->y >= box.y0 && point->y < box.y1 && point->x >= box.x0 && point->x < box.x1)
        return TRUE;
    }

  return FALSE;
}

EMU_OP_DEFINE (coarse_dropout) = {
  .id = "coarse-dropout",
  .name = "Coarse Dropout",
  .summary = N_("Paints over boxes that lie wholly inside the picture."),
  .source = "Albumentations CoarseDropout",
  EMU_OP_PARAMS (CoarseDropout, coarse_dropout_params),
  EMU_OP_DRAWS (CoarseDropoutDraws, coarse_dropout_draws),
  .apply = coarse_dropout_apply,
  .covers = coarse_dropout_covers,
};
