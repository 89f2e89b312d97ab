/* pad-and-crop.c: Pad and Crop, a picture of the same size from a padded one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "warp.h"

typedef enum
{
  PADDING_FILL,
  PADDING_REFLECT,
} Padding;

typedef struct
{
  int     padding;
  int     padded_with;
  EmuWarp warp;
} PadAndCrop;

typedef struct
{
  int top;
  int left;
} PadAndCropDraws;

static const EmuChoice paddings[] = {
  { "fill", N_("Fill"), N_("One colour") },
  { "reflect", N_("Reflection"), N_("The picture in the mirror, its outermost pixels not doubled") },
  { NULL },
};

static bool
is_filled (const void *params)
{
  const PadAndCrop *p = params;

  return p->padded_with == PADDING_FILL;
}

#define FILL(name, words, explained)                                                         \
  {                                                                                         \
    .field = #name, .type = EMU_PARAM_INT, .offset = offsetof (PadAndCrop, warp.name),      \
    .size = sizeof (int), .label = words, .help = explained, .min = 0, .max = 255,          \
    .in_use = is_filled,                                                                    \
  }

static const EmuParam pad_and_crop_params[] = {
  EMU_PARAM (PadAndCrop, padding,
             .label = N_("Padding"),
             .help = N_("Pixels that are put on each side before the crop"),
             .unit = "px",
             .min = 0, .max = 1024, .initial = 4),
  EMU_PARAM_CHOICE_OF (PadAndCrop, padded_with,
                       .label = N_("Padded With"),
                       .help = N_("What stands on the sides"),
                       .choices = paddings, .initial = PADDING_FILL),
  FILL (fill_red, N_("Fill: Red"), N_("Red of the sides")),
  FILL (fill_green, N_("Fill: Green"), N_("Green of the sides")),
  FILL (fill_blue, N_("Fill: Blue"), N_("Blue of the sides")),
};

static void
corner_shape (const void         *params,
              const EmuDrawPlace *place,
              const void         *draws,
              EmuDrawShape       *shape)
{
  const PadAndCrop *p = params;

  shape->lo = 0;
  shape->hi = 2 * p->padding;
}

static const EmuDraw pad_and_crop_draws[] = {
  EMU_DRAW (PadAndCropDraws, top, EMU_DRAW_INT,
            .label = N_("Top"),
            .help = N_("First row of the padded picture that is kept"),
            .unit = "px",
            .shape_at = corner_shape),
  EMU_DRAW (PadAndCropDraws, left, EMU_DRAW_INT,
            .label = N_("Left"),
            .help = N_("First column of the padded picture that is kept"),
            .unit = "px",
            .shape_at = corner_shape),
};

static gboolean
pad_and_crop_geometry (const void     *params,
                       const EmuOpRun *run,
                       EmuGeometry    *geometry)
{
  const PadAndCrop *p = params;
  const PadAndCropDraws *d = run->draws;

  geometry->from[2] = d->left - p->padding;
  geometry->from[5] = d->top - p->padding;
  geometry->border = p->padded_with == PADDING_REFLECT ? EMU_BORDER_REFLECT : EMU_BORDER_FILL;

  return TRUE;
}

static EmuImage *
pad_and_crop_apply (const void      *params,
                    const EmuOpRun  *run,
                    EmuImage        *image,
                    GCancellable    *cancellable,
                    GError         **error)
{
  const PadAndCrop *p = params;
  EmuGeometry geometry = { { 1, 0, 0, 0, 1, 0 }, EMU_BORDER_FILL };
  guint8 fill[4];

  pad_and_crop_geometry (params, run, &geometry);
  if (geometry.from[2] == 0 && geometry.from[5] == 0)
    return emu_image_ref (image);

  emu_warp_fill (&p->warp, image->channels, fill);

  return emu_affine_apply (image, &geometry, image->height, image->width,
                           EMU_INTERPOLATION_NEAREST, fill, cancellable, error);
}

static bool
pad_and_crop_identity (const void *params)
{
  const PadAndCrop *p = params;

  return p->padding == 0;
}

EMU_OP_DEFINE (pad_and_crop) = {
  .id = "pad-and-crop",
  .name = "Pad and Crop",
  .summary = N_("Pads the picture and crops its size at a random place."),
  .source = "He et al., CVPR 2016; torchvision RandomCrop",
  EMU_OP_PARAMS (PadAndCrop, pad_and_crop_params),
  EMU_OP_DRAWS (PadAndCropDraws, pad_and_crop_draws),
  .apply = pad_and_crop_apply,
  .identity = pad_and_crop_identity,
  .geometry = pad_and_crop_geometry,
};
