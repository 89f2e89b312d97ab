/* emu-mix-page.h: two pictures, a method, and what becomes of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "emu-canvas.h"
#include "emu-mix-document.h"
#include "emu-tray.h"

G_BEGIN_DECLS

/**
 * EmuMixPage:
 *
 * Lays out tray, canvas and inspector by its width: three panes from 1180 pixels, two from 790,
 * and below that one, where the inspector becomes a page of its own. Property "narrow" says which.
 */
#define EMU_TYPE_MIX_PAGE (emu_mix_page_get_type ())
G_DECLARE_FINAL_TYPE (EmuMixPage, emu_mix_page, EMU, MIX_PAGE, GtkWidget)

void            emu_mix_page_set_document      (EmuMixPage     *self,
                                                EmuMixDocument *document);
EmuCanvas      *emu_mix_page_get_canvas        (EmuMixPage     *self);
EmuTray        *emu_mix_page_get_tray          (EmuMixPage     *self);

/**
 * emu_mix_page_add_toast:
 * @toast: (transfer full): shown over the canvas, so that the label stays in sight
 *
 * Returns: %FALSE where the canvas is not on screen; @toast is the caller's still
 */
gboolean        emu_mix_page_add_toast         (EmuMixPage     *self,
                                                AdwToast       *toast);

/** (nullable): why there is no picture for the present settings; an older one is shown, greyed. */
const char     *emu_mix_page_get_fault         (EmuMixPage     *self);

/** Prepares for a width before the first layout, so that nothing is seen to change. */
void            emu_mix_page_expect_width      (EmuMixPage     *self,
                                                int             width_px);
gboolean        emu_mix_page_get_narrow        (EmuMixPage     *self);

/**
 * emu_mix_page_set_view:
 * @view: nick of one of the page's views; nothing changes for one that is not known, or says nothing
 *   about the present method
 *
 * After emu_mix_page_set_document().
 */
void            emu_mix_page_set_view          (EmuMixPage     *self,
                                                const char     *view);
const char     *emu_mix_page_get_view          (EmuMixPage     *self);

/** Whether the view is one of the canvas, not a page of its own. */
gboolean        emu_mix_page_shows_canvas      (EmuMixPage     *self);

/** Whether something is being computed that will change what is seen. */
gboolean        emu_mix_page_get_busy          (EmuMixPage     *self);

/** Beside the canvas; in a narrow window the page of its own opens or closes. */
void            emu_mix_page_toggle_inspector  (EmuMixPage     *self);
gboolean        emu_mix_page_get_inspector_visible (EmuMixPage *self);
void            emu_mix_page_set_inspector_visible (EmuMixPage *self,
                                                    gboolean    visible);

/** Adopts the next (1) or previous (−1) draw of the strip. */
void            emu_mix_page_step_draw         (EmuMixPage     *self,
                                                int             step);
/** Edits the name of A (0) or B (1) wherever it stands at this width. */
void            emu_mix_page_rename            (EmuMixPage     *self,
                                                guint           index);
void            emu_mix_page_focus_search      (EmuMixPage     *self);

G_END_DECLS
