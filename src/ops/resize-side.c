/* resize-side.c: Resize Side, one side brought to a length and the other in proportion
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-resize.h"

typedef enum
{
  WHICH_SHORTER,
  WHICH_LONGER,
} Which;

typedef enum
{
  PARTS_CUT,
  PARTS_ROUND,
} Parts;

typedef struct
{
  int side;
  int which;
  int limit;
  int parts;
  int filter;
} ResizeSide;

static const EmuChoice whichs[] = {
  { "shorter", N_("Shorter"), N_("The picture covers a square of that side") },
  { "longer", N_("Longer"), N_("The picture fits into a square of that side") },
  { NULL },
};

static const EmuChoice partses[] = {
  { "cut", N_("Cut Off"), N_("As in torchvision") },
  { "round", N_("Rounded"), N_("As in Albumentations") },
  { NULL },
};

static bool
is_shorter (const void *params)
{
  return ((const ResizeSide *) params)->which == WHICH_SHORTER;
}

static const EmuParam resize_side_params[] = {
  EMU_PARAM (ResizeSide, side,
             .label = N_("Side"),
             .help = N_("Length of the side in the result"),
             .unit = "px",
             .min = 1, .max = 4096, .initial = 256),
  EMU_PARAM_CHOICE_OF (ResizeSide, which,
                       .label = N_("Which Side"),
                       .help = N_("The side that gets this length"),
                       .choices = whichs, .initial = WHICH_SHORTER),
  EMU_PARAM (ResizeSide, limit,
             .label = N_("Limit"),
             .help = N_("Greatest length of the other side; 0 for none"),
             .unit = "px",
             .min = 0, .max = 16384, .initial = 0, .in_use = is_shorter),
  EMU_PARAM_CHOICE_OF (ResizeSide, parts,
                       .label = N_("Parts of a Pixel"),
                       .help = N_("What becomes of them where the other side comes out uneven"),
                       .choices = partses, .initial = PARTS_CUT),
  EMU_PARAM_CHOICE_OF (ResizeSide, filter,
                       .label = N_("Filter"),
                       .help = N_("How the pixels that a new one covers are weighed"),
                       .choices = emu_resize_choices, .initial = EMU_RESIZE_BILINEAR),
};

/* A line of a million pixels in a picture one pixel high stays within what a picture may be. */
#define SIDE_MAX (1 << 24)

static int
whole (const ResizeSide *p,
       double            length)
{
  return (int) CLAMP (p->parts == PARTS_ROUND ? floor (length + 0.5) : floor (length), 1, SIDE_MAX);
}

static void
resize_side_size (const void     *params,
                  const EmuOpRun *run,
                  int            *height,
                  int            *width)
{
  const ResizeSide *p = params;
  double shorter = MIN (*height, *width);
  double longer = MAX (*height, *width);
  int new_shorter = p->side;
  int new_longer = p->side;

  if (p->which == WHICH_LONGER)
    new_shorter = whole (p, p->side * shorter / longer);
  else
    new_longer = whole (p, p->side * longer / shorter);

  if (p->which == WHICH_SHORTER && p->limit > 0 && new_longer > p->limit)
    {
      new_shorter = whole (p, (double) p->limit * new_shorter / new_longer);
      new_longer = p->limit;
    }

  if (*height <= *width)
    {
      *height = new_shorter;
      *width = new_longer;
    }
  else
    {
      *height = new_longer;
      *width = new_shorter;
    }
}

static EmuImage *
resize_side_apply (const void      *params,
                   const EmuOpRun  *run,
                   EmuImage        *image,
                   GCancellable    *cancellable,
                   GError         **error)
{
  const ResizeSide *p = params;
  EmuBox all = { 0, image->height, 0, image->width };
  int height = image->height;
  int width = image->width;

  resize_side_size (params, run, &height, &width);

  return emu_resize (image, &all, height, width, p->filter, cancellable, error);
}

static gboolean
resize_side_geometry (const void     *params,
                      const EmuOpRun *run,
                      EmuGeometry    *geometry)
{
  int height = run->place.height;
  int width = run->place.width;

  resize_side_size (params, run, &height, &width);
  geometry->from[0] = (double) run->place.width / width;
  geometry->from[4] = (double) run->place.height / height;

  return TRUE;
}

EMU_OP_DEFINE (resize_side) = {
  .id = "resize-side",
  .name = "Resize Side",
  .summary = N_("Brings one side of the picture to a length, the other in proportion."),
  .source = "torchvision Resize; Albumentations SmallestMaxSize and LongestMaxSize",
  EMU_OP_PARAMS (ResizeSide, resize_side_params),
  .apply = resize_side_apply,
  .size = resize_side_size,
  .geometry = resize_side_geometry,
};
