/* warp.h: what the operations that move a picture by a matrix share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-affine.h"

G_BEGIN_DECLS

/**
 * EmuWarp:
 * @interpolation: an #EmuInterpolation
 * @fill_red: of what comes in from outside; a grey picture gets the luma of the three, and alpha 0
 *
 * How the pixels are looked up, whatever the matrix. A member `warp` of an operation's struct.
 */
typedef struct
{
  int interpolation;
  int fill_red;
  int fill_green;
  int fill_blue;
} EmuWarp;

extern const EmuChoice emu_interpolation_choices[];

#define EMU_WARP_FILL(Struct, name, words, explained)                                        \
  {                                                                                         \
    .field = #name, .type = EMU_PARAM_INT, .offset = offsetof (Struct, warp.name),          \
    .size = sizeof (int), .label = words, .help = explained, .min = 0, .max = 255,          \
  }

/* The lines of a table for a member `warp`. */
#define EMU_WARP_FILLS(Struct)                                                               \
  EMU_WARP_FILL (Struct, fill_red, N_("Fill: Red"), N_("Red of what comes in from outside")),  \
  EMU_WARP_FILL (Struct, fill_green, N_("Fill: Green"),                                     \
                 N_("Green of what comes in from outside")),                                \
  EMU_WARP_FILL (Struct, fill_blue, N_("Fill: Blue"), N_("Blue of what comes in from outside"))

#define EMU_WARP_PARAMS(Struct)                                                              \
  {                                                                                         \
    .field = "interpolation", .type = EMU_PARAM_CHOICE,                                     \
    .offset = offsetof (Struct, warp.interpolation), .size = sizeof (int),                  \
    .label = N_("Interpolation"), .help = N_("How a place between pixels gets its colour"), \
    .choices = emu_interpolation_choices, .initial = EMU_INTERPOLATION_BILINEAR,            \
  },                                                                                        \
  EMU_WARP_FILLS (Struct)

/** The bytes that fill a picture of @channels. */
void      emu_warp_fill  (const EmuWarp *self,
                          int            channels,
                          guint8         fill[4]);

/** Returns: (transfer full): @image moved, in its own size */
EmuImage *emu_warp_apply (const EmuWarp *self,
                          const double   from[6],
                          EmuImage      *image,
                          GCancellable  *cancellable,
                          GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
