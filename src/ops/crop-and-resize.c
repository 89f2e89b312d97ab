/* crop-and-resize.c: Crop and Resize, a random part of the picture brought to one size
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "emu-math.h"
#include "emu-resize.h"

#define N_TRIES 10

typedef struct
{
  int      height;
  int      width;
  EmuRange scale;
  EmuRange ratio;
  int      filter;
} CropAndResize;

typedef struct
{
  EmuDrawArray tries;
  int          top;
  int          left;
} CropAndResizeDraws;

static const EmuParam crop_and_resize_params[] = {
  EMU_PARAM (CropAndResize, height,
             .label = N_("Height"),
             .help = N_("Rows of the result; 0 keeps the picture's own"),
             .unit = "px",
             .min = 0, .max = 16384, .initial = 0),
  EMU_PARAM (CropAndResize, width,
             .label = N_("Width"),
             .help = N_("Columns of the result; 0 keeps the picture's own"),
             .unit = "px",
             .min = 0, .max = 16384, .initial = 0),
  EMU_PARAM (CropAndResize, scale,
             .label = N_("Share"),
             .help = N_("Share of the picture's area that is kept"),
             .min = 0.0001, .max = 1, .initial = 0.08, .initial_hi = 1, .step = 0.01),
  EMU_PARAM (CropAndResize, ratio,
             .label = N_("Ratio"),
             .help = N_("Width of what is kept over its height"),
             .min = 0.01, .max = 100, .initial = 0.75, .initial_hi = 4.0 / 3.0, .step = 0.01),
  EMU_PARAM_CHOICE_OF (CropAndResize, filter,
                       .label = N_("Filter"),
                       .help = N_("How the pixels that a new one covers are weighed"),
                       .choices = emu_resize_choices, .initial = EMU_RESIZE_BILINEAR),
};

/* ---- The part that is kept ---------------------------------------------------------------- */

static int
rounded (double v)
{
  return (int) fmin (rint (v), G_MAXINT);
}

/* What torchvision keeps where no try fits: all that a ratio in range lets. */
static void
middle_part (const CropAndResize *p,
             int                  height,
             int                  width,
             int                 *part_height,
             int                 *part_width)
{
  double ratio = (double) width / height;

  *part_height = height;
  *part_width = width;
  if (ratio < p->ratio.lo)
    *part_height = CLAMP (rounded (width / p->ratio.lo), 1, height);
  else if (ratio > p->ratio.hi)
    *part_width = CLAMP (rounded (height * p->ratio.hi), 1, width);
}

/* FALSE: no try fits, and the part is the middle one. */
static gboolean
find_part (const CropAndResize      *p,
           const CropAndResizeDraws *d,
           int                       height,
           int                       width,
           int                      *part_height,
           int                      *part_width)
{
  double log_lo = emu_log (p->ratio.lo);
  double log_hi = emu_log (p->ratio.hi);
  double u[2 * N_TRIES];

  emu_draw_array_read (&d->tries, 0, G_N_ELEMENTS (u), u);

  for (int i = 0; i < N_TRIES; i++)
    {
      double area = (double) height * width * (p->scale.lo + u[2 * i] * (p->scale.hi - p->scale.lo));
      double ratio = emu_exp (log_lo + u[2 * i + 1] * (log_hi - log_lo));
      int w = rounded (sqrt (area * ratio));
      int h = rounded (sqrt (area / ratio));

      if (w > 0 && w <= width && h > 0 && h <= height)
        {
          *part_height = h;
          *part_width = w;
          return TRUE;
        }
    }

  middle_part (p, height, width, part_height, part_width);

  return FALSE;
}

static void
tries_shape (const void         *params,
             const EmuDrawPlace *place,
             const void         *draws,
             EmuDrawShape       *shape)
{
  shape->n_dims = 2;
  shape->dims[0] = N_TRIES;
  shape->dims[1] = 2;
}

static void
top_shape (const void         *params,
           const EmuDrawPlace *place,
           const void         *draws,
           EmuDrawShape       *shape)
{
  int height;
  int width;

  shape->in_use = find_part (params, draws, place->height, place->width, &height, &width);
  shape->hi = place->height - height;
}

static void
left_shape (const void         *params,
            const EmuDrawPlace *place,
            const void         *draws,
            EmuDrawShape       *shape)
{
  int height;
  int width;

  shape->in_use = find_part (params, draws, place->height, place->width, &height, &width);
  shape->hi = place->width - width;
}

static const EmuDraw crop_and_resize_draws[] = {
  EMU_DRAW (CropAndResizeDraws, tries, EMU_DRAW_UNIFORM,
            .label = N_("Tries"),
            .help = N_("Area and ratio of ten tries, as shares of their ranges"),
            .shape_at = tries_shape),
  EMU_DRAW (CropAndResizeDraws, top, EMU_DRAW_INT,
            .label = N_("Top"),
            .help = N_("First row that is kept"),
            .unit = "px",
            .shape_at = top_shape),
  EMU_DRAW (CropAndResizeDraws, left, EMU_DRAW_INT,
            .label = N_("Left"),
            .help = N_("First column that is kept"),
            .unit = "px",
            .shape_at = left_shape),
};

static EmuBox
get_box (const CropAndResize *p,
         const EmuOpRun      *run)
{
  const CropAndResizeDraws *d = run->draws;
  int top = d->top;
  int left = d->left;
  int height;
  int width;

  if (!find_part (p, d, run->place.height, run->place.width, &height, &width))
    {
      top = (run->place.height - height) / 2;
      left = (run->place.width - width) / 2;
    }

  return (EmuBox) { top, top + height, left, left + width };
}

/* ---- The operation ------------------------------------------------------------------------ */

static void
crop_and_resize_size (const void      *params,
                      const EmuOpRun  *run,
                      int             *height,
                      int             *width)
{
  const CropAndResize *p = params;

  if (p->height > 0)
    *height = p->height;
  if (p->width > 0)
    *width = p->width;
}

static EmuImage *
crop_and_resize_apply (const void      *params,
                       const EmuOpRun  *run,
                       EmuImage        *image,
                       GCancellable    *cancellable,
                       GError         **error)
{
  const CropAndResize *p = params;
  EmuBox box = get_box (p, run);
  int height = image->height;
  int width = image->width;

  crop_and_resize_size (params, run, &height, &width);

  return emu_resize (image, &box, height, width, p->filter, cancellable, error);
}

static gboolean
crop_and_resize_here (const void      *params,
                      int              height,
                      int              width,
                      const EmuParam  *param,
                      double          *value,
                      const char     **unit)
{
  const CropAndResize *p = params;

  if (param->offset == G_STRUCT_OFFSET (CropAndResize, height))
    *value = p->height > 0 ? p->height : height;
  else if (param->offset == G_STRUCT_OFFSET (CropAndResize, width))
    *value = p->width > 0 ? p->width : width;
  else
    return FALSE;

  *unit = "px";

  return TRUE;
}

static gboolean
crop_and_resize_geometry (const void     *params,
                          const EmuOpRun *run,
                          EmuGeometry    *geometry)
{
  EmuBox box = get_box (params, run);
  int height = run->place.height;
  int width = run->place.width;

  crop_and_resize_size (params, run, &height, &width);
  geometry->from[0] = (double) (box.x1 - box.x0) / width;
  geometry->from[2] = box.x0;
  geometry->from[4] = (double) (box.y1 - box.y0) / height;
  geometry->from[5] = box.y0;

  return TRUE;
}

EMU_OP_DEFINE (crop_and_resize) = {
  .id = "crop-and-resize",
  .name = "Crop and Resize",
  .summary = N_("Brings a random part of the picture to one size."),
  .source = "Szegedy et al., CVPR 2015; torchvision RandomResizedCrop",
  EMU_OP_PARAMS (CropAndResize, crop_and_resize_params),
  EMU_OP_DRAWS (CropAndResizeDraws, crop_and_resize_draws),
  .apply = crop_and_resize_apply,
  .size = crop_and_resize_size,
  .here = crop_and_resize_here,
  .geometry = crop_and_resize_geometry,
};
