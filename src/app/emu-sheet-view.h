/* emu-sheet-view.h: a contact sheet on the screen, whose cells can be chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "emu-sheet.h"

G_BEGIN_DECLS

/**
 * EmuSheetView:
 *
 * As large as its sheet. Hovering says what a cell holds; arrow keys move a frame from cell to cell,
 * and a click or Enter chooses one: EmuSheetView::chosen (int row, int column).
 */
#define EMU_TYPE_SHEET_VIEW (emu_sheet_view_get_type ())
G_DECLARE_FINAL_TYPE (EmuSheetView, emu_sheet_view, EMU, SHEET_VIEW, GtkWidget)

/** @sheet: (transfer none) (nullable): must live as long as it is shown */
void emu_sheet_view_set_sheet (EmuSheetView *self,
                               EmuSheet     *sheet);

/** The sheet's cells have changed. */
void emu_sheet_view_update    (EmuSheetView *self);

G_END_DECLS
