/* emu-settings.h: what the window remembers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EmuSettings:
 *
 * Properties "width", "height", "maximized", "inspector-visible", "method", "view" and
 * "recent-cleared". Kept by GSettings where the schema is installed; a program started from its build folder without one
 * remembers until it ends.
 */
#define EMU_TYPE_SETTINGS (emu_settings_get_type ())
G_DECLARE_FINAL_TYPE (EmuSettings, emu_settings, EMU, SETTINGS, GObject)

EmuSettings *emu_settings_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
