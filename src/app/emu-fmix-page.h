/* emu-fmix-page.h: the FMix laboratory, where every step from chance to picture is seen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "emu-fmix-draw.h"
#include "emu-mix-document.h"

G_BEGIN_DECLS

/**
 * EmuFmixPage:
 *
 * Four numbered panels: spectrum, field, mask and result of the document's mixing by FMix, or the
 * first three of the paper's way and the published one side by side; a histogram of the field's
 * heights with a line that sets λ; strips of masks in one, two and three dimensions, of which one
 * can be adopted. Everything but letters is computed beside the main thread, the newest request
 * first, at the size of the window in device pixels.
 *
 * Property "document", to be given at construction; property "busy" while something is computed. While the document's method is another one, the
 * page keeps what it showed and computes nothing.
 */
#define EMU_TYPE_FMIX_PAGE (emu_fmix_page_get_type ())
G_DECLARE_FINAL_TYPE (EmuFmixPage, emu_fmix_page, EMU, FMIX_PAGE, GtkWidget)

/** Whether the page has something to say about the document's method; for the table of views. */
gboolean           emu_fmix_page_is_offered (EmuMixDocument *document);

/** Whether something is being computed, so that what is shown may be out of date. */
gboolean           emu_fmix_page_get_busy   (EmuFmixPage    *self);

/** Returns: (transfer none) (nullable): what the panels show now */
const EmuFmixView *emu_fmix_page_get_view   (EmuFmixPage    *self);

/** Paper and published side by side; no change of the document. */
void               emu_fmix_page_set_both   (EmuFmixPage    *self,
                                             gboolean        both);

/** Which strip stands below. */
void               emu_fmix_page_set_strip  (EmuFmixPage     *self,
                                             EmuFmixStripKind kind);

/**
 * emu_fmix_page_adopt:
 * @kind: of the strip
 * @index: which δ of #emu_fmix_decays, or which slice; 0 for the row
 *
 * Takes over what a mask of a strip stands for, as one step of undo. A row or slice that is used
 * already goes back to a field over the whole picture.
 */
void               emu_fmix_page_adopt      (EmuFmixPage     *self,
                                             EmuFmixStripKind kind,
                                             int              index);

G_END_DECLS
