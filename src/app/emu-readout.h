/* emu-readout.h: the values of one pixel of A, B, mask and result
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-canvas.h"

G_BEGIN_DECLS

/**
 * EmuReadout:
 *
 * Lies over a canvas, as an overlay of the same size, and says in its lower left corner what stands at
 * the pixel under the pointer, whichever tile that is in: column and row from 0, the bytes of A and of B
 * as brought to A's size, the mask and the bytes of the result, alpha last where there is alpha. They
 * are read at full size from what the canvas shows, whatever its zoom, on another thread.
 *
 * While the canvas has the focus, Alt with an arrow key moves a cross-hair by a pixel instead, with Shift
 * by ten; Escape or the pointer ends that. Hidden while there is no pixel to speak of.
 *
 * Properties: "canvas" (EmuCanvas, construct only).
 */
#define EMU_TYPE_READOUT (emu_readout_get_type ())
G_DECLARE_FINAL_TYPE (EmuReadout, emu_readout, EMU, READOUT, GtkWidget)

GtkWidget *emu_readout_new      (EmuCanvas  *canvas) G_GNUC_WARN_UNUSED_RESULT;

/** Returns: (transfer full) (nullable): what is shown, as one line; %NULL while nothing is */
char      *emu_readout_get_text (EmuReadout *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
