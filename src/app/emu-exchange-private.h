/* emu-exchange-private.h: what the files of the exchange share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-recipe.h"
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

/** Reads a recipe on a thread and restores it. */
void emu_exchange_open_recipe (EmuWindow       *window,
                               GFile           *file);

/**
 * emu_exchange_restore:
 * @file: (nullable): where the recipe came from; its guides are looked for beside it
 *
 * Takes a recipe over as one step of undo. Its guides are looked for in the tray, beside @file and
 * beside A and B; for one that is nowhere the person is asked, and nothing changes before.
 */
void emu_exchange_restore     (EmuWindow       *window,
                               EmuRecipe       *recipe,
                               GFile           *file);

G_END_DECLS
