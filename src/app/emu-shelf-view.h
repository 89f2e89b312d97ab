/* emu-shelf-view.h: pictures on disk, to be chosen as A or B
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-settings.h"
#include "emu-shelf.h"

G_BEGIN_DECLS

/**
 * EmuShelfView:
 *
 * The person's Pictures folder, or with the property "recent" what was opened lately; read anew
 * whenever it comes on screen. A click, Enter or the key A chooses a picture as A; with Shift or
 * Control, or the key B, as B. "chosen" then comes with the #GFile and whether it is for B.
 * Property "n-items" counts what it shows. Files can be dragged out.
 */
#define EMU_TYPE_SHELF_VIEW (emu_shelf_view_get_type ())
G_DECLARE_FINAL_TYPE (EmuShelfView, emu_shelf_view, EMU, SHELF_VIEW, GtkWidget)

/** Where it stands alone it takes as many columns as there is room for; in the tray, two. */
void emu_shelf_view_set_max_columns (EmuShelfView *self,
                                     guint         max_columns);

/** @settings: remembers when the list of recent pictures was cleared */
void emu_shelf_view_set_settings    (EmuShelfView *self,
                                     EmuSettings  *settings);

/** Empties the list of recent pictures. */
void emu_shelf_view_clear           (EmuShelfView *self);

/** Moves the focus to the pictures, or to the sentence that stands for them. */
void emu_shelf_view_focus           (EmuShelfView *self);

G_END_DECLS
