/* cutout.c: Cutout, squares painted over
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "emu-mask.h"
#include "emu-op.h"
#include "emu-tone.h"

#define HOLES_MAX 64

enum
{
  RULE_OFFICIAL,
  RULE_ABSOLUTE,
  RULE_TPU,
};

typedef struct
{
  int    rule;
  int    size;
  int    holes;
  double mean_red;
  double mean_green;
  double mean_blue;
} Cutout;

typedef struct
{
  EmuDrawArray centres;  /* (holes, 2): down and across, as shares of the picture's sides */
} CutoutDraws;

static bool
is_official (const void *params)
{
  return ((const Cutout *) params)->rule == RULE_OFFICIAL;
}

static const EmuChoice rules[] = {
  { "official", N_("Official"), N_("Any number of squares, cut at the border, in the mean colour") },
  { "absolute", N_("CutoutAbs"),
    N_("One square of FixMatch's code, a pixel larger than asked for, in (125, 123, 114)") },
  { "tpu", N_("RandAugment"), N_("One square of RandAugment's code, cut at the border, in mid grey") },
  { NULL },
};

static const EmuParam cutout_params[] = {
  EMU_PARAM_CHOICE_OF (Cutout, rule,
                       .label = N_("Rule"),
                       .help = N_("Whose way to place and fill the square"),
                       .choices = rules, .initial = RULE_OFFICIAL),
  EMU_PARAM (Cutout, size,
             .label = N_("Side"),
             .help = N_("Side of the square; RandAugment's own number is half of it"),
             .unit = "px", .min = 1, .max = 4096, .initial = 16),
  EMU_PARAM (Cutout, holes,
             .label = N_("Holes"),
             .help = N_("Number of squares, which may overlap"),
             .min = 1, .max = HOLES_MAX, .initial = 1, .in_use = is_official),
  EMU_PARAM (Cutout, mean_red,
             .label = N_("Mean Red"),
             .help = N_("Red of the fill, which is 0 once the picture is normalised"),
             .min = 0, .max = 1, .initial = 0.485, .in_use = is_official),
  EMU_PARAM (Cutout, mean_green,
             .label = N_("Mean Green"),
             .help = N_("Green of the fill, which is 0 once the picture is normalised"),
             .min = 0, .max = 1, .initial = 0.456, .in_use = is_official),
  EMU_PARAM (Cutout, mean_blue,
             .label = N_("Mean Blue"),
             .help = N_("Blue of the fill, which is 0 once the picture is normalised"),
             .min = 0, .max = 1, .initial = 0.406, .in_use = is_official),
};

static int
n_holes (const Cutout *p)
{
  return is_official (p) ? p->holes : 1;
}

static void
centres_shape (const void         *params,
               const EmuDrawPlace *place,
               const void         *draws,
               EmuDrawShape       *shape)
{
  shape->n_dims = 2;
  shape->dims[0] = n_holes (params);
  shape->dims[1] = 2;
}

static const EmuDraw cutout_draws[] = {
  EMU_DRAW (CutoutDraws, centres, EMU_DRAW_UNIFORM,
            .label = N_("Centres"),
            .help = N_("Middle of each square, down and across, as shares of the picture's sides"),
            .shape_at = centres_shape),
};

/* First and last pixel, not included, of a square along a side of @n pixels, cut at the border. */
static void
find_side (const Cutout *p,
           double        centre,
           int           n,
           int          *first,
           int          *last)
{
  int half = p->size / 2;
  int middle;

  /* Somebody may have given it. */
  centre = centre >= 0 ? MIN (centre, 1) : 0;

  if (p->rule == RULE_ABSOLUTE)
    {
      *first = (int) MAX (0, centre * n - p->size / 2.0);
      /* Pillow's rectangle includes its far ends. */
      *last = MIN (n, *first + p->size + 1);
      return;
    }

  middle = MIN (n - 1, (int) (centre * n));
  *first = MAX (0, middle - half);
  *last = MIN (n, middle + half);
}

static EmuBox
find_hole (const Cutout   *p,
           const EmuOpRun *run,
           int             i)
{
  const CutoutDraws *d = run->draws;
  double centre[2];
  EmuBox box;

  emu_draw_array_read (&d->centres, 2 * i, 2, centre);
  find_side (p, centre[0], run->place.height, &box.y0, &box.y1);
  find_side (p, centre[1], run->place.width, &box.x0, &box.x1);

  return box;
}

static void
find_ink (const Cutout *p,
          guint8       *ink)
{
  static const guint8 absolute[] = { 125, 123, 114 };
  double mean[] = { p->mean_red, p->mean_green, p->mean_blue };

  for (int c = 0; c < 3; c++)
    ink[c] = p->rule == RULE_OFFICIAL ? (guint8) (mean[c] * 255 + 0.5)
           : p->rule == RULE_ABSOLUTE ? absolute[c]
           : 128;
}

static EmuImage *
cutout_apply (const void      *params,
              const EmuOpRun  *run,
              EmuImage        *image,
              GCancellable    *cancellable,
              GError         **error)
{
  const Cutout *p = params;
  g_autoptr(EmuImage) out = emu_tone_copy (image, error);
  guint8 ink[3];

  if (out == NULL)
    return NULL;

  find_ink (p, ink);
  for (int i = 0; i < n_holes (p); i++)
    {
      EmuBox box = find_hole (p, run, i);

      for (int c = 0; c < emu_tone_n_colours (out) && box.x0 < box.x1; c++)
        for (int y = box.y0; y < box.y1; y++)
          memset (emu_image_row (out, c, y) + box.x0, emu_tone_ink (out, ink, c), box.x1 - box.x0);
    }

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&out);
}

static gboolean
cutout_covers (const void     *params,
               const EmuOpRun *run,
               const EmuPoint *point)
{
  for (int i = 0; i < n_holes (params); i++)
    {
      EmuBox box = find_hole (params, run, i);

      if (point->y >= box.y0 && point->y < box.y1 && point->x >= box.x0 && point->x < box.x1)
        return TRUE;
    }

  return FALSE;
}

EMU_OP_DEFINE (cutout) = {
  .id = "cutout",
  .name = "Cutout",
  .summary = N_("Paints over squares at random places."),
  .source = "DeVries and Taylor 2017; Sohn et al. 2020; Cubuk et al. 2020",
  EMU_OP_PARAMS (Cutout, cutout_params),
  EMU_OP_DRAWS (CutoutDraws, cutout_draws),
  .apply = cutout_apply,
  .covers = cutout_covers,
};
