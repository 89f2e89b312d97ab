/* emu-application.h: the program with its windows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EMU_TYPE_APPLICATION (emu_application_get_type ())
G_DECLARE_FINAL_TYPE (EmuApplication, emu_application, EMU, APPLICATION, AdwApplication)

EmuApplication *emu_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** 1 if a picture of the window was asked for and could not be made. */
int             emu_application_get_status (EmuApplication *self);

G_END_DECLS
