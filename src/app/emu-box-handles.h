/* emu-box-handles.h: the box of B as something one can take hold of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-canvas.h"
#include "emu-mix-document.h"

G_BEGIN_DECLS

/**
 * EmuBoxHandles:
 *
 * Lies over a canvas, as an overlay of the same size, and draws the box that the method puts B into:
 * dashed what was asked for, hatched what the border cuts, white what is seen, with its size in words.
 * Dragging inside moves it, dragging a handle or an edge resizes it; every motion changes the document,
 * a drag is one step of undo and Escape takes it back. With the focus, arrow keys move it by a pixel of
 * A, + and − and Alt with an arrow key resize it; arrow keys with Shift do ten at once.
 *
 * Only a press of the first button on the box is kept from the canvas: all else, wheel and other
 * buttons included, is for the canvas. Shown while the canvas shows one mixed picture or its mask, for
 * methods that have a box.
 *
 * Properties: "canvas" (EmuCanvas, construct only).
 */
#define EMU_TYPE_BOX_HANDLES (emu_box_handles_get_type ())
G_DECLARE_FINAL_TYPE (EmuBoxHandles, emu_box_handles, EMU, BOX_HANDLES, GtkWidget)

GtkWidget *emu_box_handles_new          (EmuCanvas      *canvas) G_GNUC_WARN_UNUSED_RESULT;

/** @document: what a drag changes; set once */
void       emu_box_handles_set_document (EmuBoxHandles  *self,
                                         EmuMixDocument *document);

/**
 * emu_box_handles_get_box:
 * @box: (out caller-allocates): the box on screen
 *
 * Returns: whether there is one
 */
gboolean   emu_box_handles_get_box      (EmuBoxHandles  *self,
                                         EmuMixBox      *box);

G_END_DECLS
