/* emu-sheet-page.h: methods and λ side by side for the present pair
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EmuSheetPage:
 *
 * A contact sheet of the document's pair: a row a method, a column a λ. Methods keep the parameters
 * they have in the document, and the seed is the document's. Choosing a cell sets up its mixing.
 * Property "document" (EmuMixDocument) at construction, property "busy" while cells are computed.
 */
#define EMU_TYPE_SHEET_PAGE (emu_sheet_page_get_type ())
G_DECLARE_FINAL_TYPE (EmuSheetPage, emu_sheet_page, EMU, SHEET_PAGE, GtkWidget)

G_END_DECLS
