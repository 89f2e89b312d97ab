/* emu-exchange-dialog.h: the desktop's dialogs for files, shared by both directions
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-window.h"

G_BEGIN_DECLS

/**
 * emu_exchange_show_dialog:
 * @dialog: (transfer full)
 * @answered: handler of "response" with the window as its data; ends with emu_exchange_drop_dialog()
 *
 * One at a time; another one takes its place.
 */
void emu_exchange_show_dialog (EmuWindow       *window,
                               GtkNativeDialog *dialog,
                               GCallback        answered);
void emu_exchange_drop_dialog (EmuWindow       *window);

G_END_DECLS
