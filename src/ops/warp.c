/* warp.c: what the operations that move a picture by a matrix share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "warp.h"

const EmuChoice emu_interpolation_choices[] = {
  { "nearest", N_("Nearest"), N_("The pixel that the place lies in; no colour is new") },
  { "bilinear", N_("Bilinear"), N_("Four pixels, by their distance") },
  { "bicubic", N_("Bicubic"), N_("Sixteen pixels; sharper, and may overshoot at edges") },
  { NULL },
};

void
emu_warp_fill (const EmuWarp *self,
               int            channels,
               guint8         fill[4])
{
  fill[0] = (guint8) self->fill_red;
  fill[1] = (guint8) self->fill_green;
  fill[2] = (guint8) self->fill_blue;
  fill[3] = 0;

  /* Luma as Pillow counts it. */
  if (channels == 1)
    fill[0] = (guint8) ((19595 * self->fill_red + 38470 * self->fill_green +
                         7471 * self->fill_blue + 32768) >> 16);
}

EmuImage *
emu_warp_apply (const EmuWarp *self,
                const double   from[6],
                EmuImage      *image,
                GCancellable  *cancellable,
                GError       **error)
{
  EmuGeometry geometry = { .border = EMU_BORDER_FILL };
  guint8 fill[4];

  memcpy (geometry.from, from, sizeof geometry.from);
  emu_warp_fill (self, image->channels, fill);

  return emu_affine_apply (image, &geometry, image->height, image->width, self->interpolation, fill,
                           cancellable, error);
}
