/* emu-shelf-window.h: pictures on disk, where the window has no room for the tray
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-window.h"

G_BEGIN_DECLS

/**
 * EmuShelfWindow:
 *
 * A click takes the place that is pressed at the foot: A first, and then B, after which the window
 * has done its work and closes. Escape closes it at any time.
 */
#define EMU_TYPE_SHELF_WINDOW (emu_shelf_window_get_type ())
G_DECLARE_FINAL_TYPE (EmuShelfWindow, emu_shelf_window, EMU, SHELF_WINDOW, AdwWindow)

/** @recent: what was opened lately instead of the Pictures folder */
GtkWidget *emu_shelf_window_new (EmuWindow   *parent,
                                 EmuSettings *settings,
                                 gboolean     recent);

G_END_DECLS
