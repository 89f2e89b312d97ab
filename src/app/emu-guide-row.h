/* emu-guide-row.h: where a method looks in A or B: computed, or from a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mix-document.h"

G_BEGIN_DECLS

/**
 * EmuGuideRow:
 *
 * Takes a file from a dialog, a dropped file, or a picture of the tray. What cannot be read says so
 * in the row and leaves the guide as it was. Hidden where the method asks for no guide of that
 * picture.
 */
#define EMU_TYPE_GUIDE_ROW (emu_guide_row_get_type ())
G_DECLARE_FINAL_TYPE (EmuGuideRow, emu_guide_row, EMU, GUIDE_ROW, GtkListBoxRow)

/** @index: 0 for A, 1 for B */
GtkWidget *emu_guide_row_new    (EmuMixDocument *document,
                                 guint           index);

/** Shows what the document says now. */
void       emu_guide_row_update (EmuGuideRow    *self);

/** Reads @file on a thread and makes it the guide; a later one takes its place. */
void       emu_guide_row_open   (EmuGuideRow    *self,
                                 GFile          *file);

G_END_DECLS
