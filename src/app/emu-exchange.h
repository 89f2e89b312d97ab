/* emu-exchange.h: pictures, recipes and commands on their way in and out of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-window.h"

G_BEGIN_DECLS

typedef enum
{
  EMU_EXCHANGE_PICTURE,
  EMU_EXCHANGE_MASK,
  EMU_EXCHANGE_RECIPE,
  EMU_EXCHANGE_PYTHON,
} EmuExchangeKind;

/**
 * emu_exchange_open_files:
 * @files: (element-type GFile): pictures, and recipes with the ending ".json"
 * @samples: bundled pictures, which make way for the person's own
 * @forget: what comes of it is where undo begins
 *
 * Loads on threads and adds the pictures together, in the order of @files.
 */
void emu_exchange_open_files         (EmuWindow       *window,
                                      GPtrArray       *files,
                                      gboolean         samples,
                                      gboolean         forget);

/**
 * emu_exchange_open_as:
 * @index: 0 for A, 1 for B
 *
 * Puts @file into that place, as one step of undo; one that is in the tray already is not read
 * again.
 */
void emu_exchange_open_as            (EmuWindow       *window,
                                      GFile           *file,
                                      guint            index);
void emu_exchange_open_dialog        (EmuWindow       *window);
void emu_exchange_open_recipe_dialog (EmuWindow       *window);

/** Files or a picture from the clipboard. */
void emu_exchange_paste              (EmuWindow       *window);

/** What was dropped; FALSE if it is none of a list of files, a file, a texture. */
gboolean emu_exchange_take           (EmuWindow       *window,
                                      const GValue    *value);

/** Asks for a name and writes there, from the full-size picture. */
void emu_exchange_save_dialog        (EmuWindow       *window,
                                      EmuExchangeKind  kind);
void emu_exchange_copy_picture       (EmuWindow       *window);

/** A program in Python that makes the same picture. */
void emu_exchange_copy_python        (EmuWindow       *window);

/** A shell command that makes the same picture. */
void emu_exchange_copy_command       (EmuWindow       *window);

G_END_DECLS
