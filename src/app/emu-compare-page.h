/* emu-compare-page.h: how a picture that was mixed elsewhere was made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EmuComparePage:
 *
 * Takes a picture that other code mixed from the document's A and B, and shows which method comes
 * nearest to it, what is left, and what does not fit. Compares again whenever the pair changes
 * while the page is seen. Property "document" (EmuMixDocument) at construction, property "busy"
 * while it compares.
 */
#define EMU_TYPE_COMPARE_PAGE (emu_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (EmuComparePage, emu_compare_page, EMU, COMPARE_PAGE, GtkWidget)

/** Loads a picture to be explained, as if it had been dropped on the page. */
void emu_compare_page_open (EmuComparePage *self,
                            GFile          *file);

G_END_DECLS
