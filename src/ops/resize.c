/* resize.c: Resize, the picture at another size
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "emu-resize.h"

typedef struct
{
  int height;
  int width;
  int filter;
} Resize;

static const EmuParam resize_params[] = {
  EMU_PARAM (Resize, height,
             .label = N_("Height"),
             .help = N_("Rows of the result; 0 keeps the picture's own"),
             .unit = "px",
             .min = 0, .max = 16384, .initial = 224),
  EMU_PARAM (Resize, width,
             .label = N_("Width"),
             .help = N_("Columns of the result; 0 keeps the picture's own"),
             .unit = "px",
             .min = 0, .max = 16384, .initial = 224),
  EMU_PARAM_CHOICE_OF (Resize, filter,
                       .label = N_("Filter"),
                       .help = N_("How the pixels that a new one covers are weighed"),
                       .choices = emu_resize_choices, .initial = EMU_RESIZE_BILINEAR),
};

static void
resize_size (const void      *params,
             const EmuOpRun  *run,
             int             *height,
             int             *width)
{
  const Resize *p = params;

  if (p->height > 0)
    *height = p->height;
  if (p->width > 0)
    *width = p->width;
}

static EmuImage *
resize_apply (const void      *params,
              const EmuOpRun  *run,
              EmuImage        *image,
              GCancellable    *cancellable,
              GError         **error)
{
  const Resize *p = params;
  EmuBox whole = { 0, image->height, 0, image->width };
  int height = image->height;
  int width = image->width;

  resize_size (params, run, &height, &width);

  return emu_resize (image, &whole, height, width, p->filter, cancellable, error);
}

static bool
resize_identity (const void *params)
{
  const Resize *p = params;

  return p->height == 0 && p->width == 0;
}

static gboolean
resize_here (const void      *params,
             int              height,
             int              width,
             const EmuParam  *param,
             double          *value,
             const char     **unit)
{
  const Resize *p = params;

  if (param->offset == G_STRUCT_OFFSET (Resize, height))
    *value = p->height > 0 ? p->height : height;
  else if (param->offset == G_STRUCT_OFFSET (Resize, width))
    *value = p->width > 0 ? p->width : width;
  else
    return FALSE;

  *unit = "px";

  return TRUE;
}

static gboolean
resize_geometry (const void     *params,
                 const EmuOpRun *run,
                 EmuGeometry    *geometry)
{
  int height = run->place.height;
  int width = run->place.width;

  resize_size (params, run, &height, &width);
  geometry->from[0] = (double) run->place.width / width;
  geometry->from[4] = (double) run->place.height / height;

  return TRUE;
}

EMU_OP_DEFINE (resize) = {
  .id = "resize",
  .name = "Resize",
  .summary = N_("Brings the picture to another size."),
  .source = "Pillow 9.4 Image.resize()",
  EMU_OP_PARAMS (Resize, resize_params),
  .apply = resize_apply,
  .identity = resize_identity,
  .size = resize_size,
  .here = resize_here,
  .geometry = resize_geometry,
};
