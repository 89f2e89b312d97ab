/* emu-tray.h: the opened pictures, and which of them are mixed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mix-document.h"
#include "emu-settings.h"

G_BEGIN_DECLS

/**
 * EmuTray:
 *
 * A click makes a picture A, with Shift or Control B; so do the keys A and B. Delete takes it out,
 * and "removed" then comes with the picture, so that somebody can offer to undo it. Instead of the
 * pictures at hand it can show those on disk, see #EmuShelfView; choosing one asks "win.open-as".
 */
#define EMU_TYPE_TRAY (emu_tray_get_type ())
G_DECLARE_FINAL_TYPE (EmuTray, emu_tray, EMU, TRAY, GtkWidget)

void emu_tray_set_document (EmuTray        *self,
                            EmuMixDocument *document);

/**
 * emu_tray_rename:
 * @index: 0 for A, 1 for B
 *
 * Edits the name of A or B; in place of A that of the picture with the focus, if one has it.
 */
void emu_tray_rename       (EmuTray        *self,
                            guint           index);

/** @settings: for the list of recent pictures */
void emu_tray_set_settings (EmuTray        *self,
                            EmuSettings    *settings);

/** Shows the Pictures folder, or what was opened lately, and moves the focus there. */
void emu_tray_show_disk    (EmuTray        *self,
                            gboolean        recent);

G_END_DECLS
