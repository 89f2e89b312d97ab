/* emu-draw-row.h: one number that chance decides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mix-document.h"

G_BEGIN_DECLS

/**
 * EmuDrawRow:
 *
 * Shows a scalar draw as it came out. Moving the slider decides it instead; the button then gives
 * it back to chance. Hidden while the method does not look at the draw, and while a λ asked for
 * decides it.
 */
#define EMU_TYPE_DRAW_ROW (emu_draw_row_get_type ())
G_DECLARE_FINAL_TYPE (EmuDrawRow, emu_draw_row, EMU, DRAW_ROW, GtkListBoxRow)

GtkWidget *emu_draw_row_new    (EmuMixDocument *document,
                                guint           index);

/** @mix: of the row's method; what was drawn and between which ends */
void       emu_draw_row_update (EmuDrawRow     *self,
                                const EmuMix   *mix);

G_END_DECLS
