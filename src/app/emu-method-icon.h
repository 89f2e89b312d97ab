/* emu-method-icon.h: the mask of a method, small
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "emu-method.h"

G_BEGIN_DECLS

/**
 * EmuMethodIcon:
 *
 * Draws the mask the method itself makes for a picture of 32 × 32 pixels with its default
 * settings: A blue, B orange, grey where both have the same weight.
 */
#define EMU_TYPE_METHOD_ICON (emu_method_icon_get_type ())
G_DECLARE_FINAL_TYPE (EmuMethodIcon, emu_method_icon, EMU, METHOD_ICON, GtkWidget)

void emu_method_icon_set_method (EmuMethodIcon   *self,
                                 const EmuMethod *method);

G_END_DECLS
