/* emu-param-row.h: one parameter of a method
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "emu-mix-document.h"

G_BEGIN_DECLS

/**
 * EmuParamRow:
 *
 * Made from one line of a parameter table: a slider with a number, a switch, a list of choices, two
 * numbers or a text, and a button that brings the default back. Hidden while the table says that
 * the parameter does not matter.
 */
#define EMU_TYPE_PARAM_ROW (emu_param_row_get_type ())
G_DECLARE_FINAL_TYPE (EmuParamRow, emu_param_row, EMU, PARAM_ROW, GtkListBoxRow)

GtkWidget  *emu_param_row_new    (EmuMixDocument *document,
                                  const EmuParam *param);

/** Shows what the document says now; its method must still be the row's. */
void        emu_param_row_update (EmuParamRow    *self);

G_END_DECLS
